//! What those who look after stock and orders read.

use crate::support::*;
use crate::trading::*;
use contract::stockroom::{Level, OrderQuery, StockQuery, Way};
use contract::{ApiKeyId, Customer, OrderState};
use store::{
    Authority, CorrectStock, MendOrder, NotePushed, Owner, PlaceOrder, Pushed, ReleaseHold,
};

fn asked(words: &str, level: Option<Level>) -> StockQuery {
    StockQuery { words: words.into(), level }
}

fn skus(found: &[store::StockRow]) -> Vec<&str> {
    found.iter().map(|row| row.sku.as_str()).collect()
}

on_both! {
    async fn the_inventory_is_narrowed_and_paged(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A-1", 9), ("A_2", 0), ("B-3", 2), ("C-4", 0)]).await;
        place(&store, hold(shop, "h1", 0, &[("A-1", 2), ("B-3", 1)])).await.unwrap();
        let find = async |words: &str, level| {
            store.inventory(shop, &asked(words, level), 50, 0).await.unwrap()
        };
        let (all, total) = find("", None).await;
        assert_eq!((skus(&all), total), (vec!["A-1", "A_2", "B-3", "C-4"], 4));
        assert_eq!((all[0].on_hand, all[0].free, all[0].held, all[0].sold), (9, 7, 2, 0));
        assert_eq!(skus(&find("a-", None).await.0), ["A-1"]);
        assert_eq!(skus(&find("A_", None).await.0), ["A_2"], "no sign stands for others");
        assert_eq!(skus(&find("", Some(Level::Held)).await.0), ["A-1", "B-3"]);
        assert_eq!(skus(&find("", Some(Level::SoldOut)).await.0), ["A_2", "C-4"]);
        assert_eq!(skus(&find("", Some(Level::Low)).await.0), ["A_2", "C-4", "B-3"]);
        assert_eq!(find("4", Some(Level::SoldOut)).await.1, 1);
        let (second, total) = store.inventory(shop, &asked("", None), 2, 2).await.unwrap();
        assert_eq!((skus(&second), total), (vec!["B-3", "C-4"], 4));
        // What is not for sale is not sold out.
        let mut gone = draft("C-4");
        (gone.stock, gone.availability) = (Some(0), contract::Availability::Discontinued);
        let command = store::UpsertProducts { tenant: shop, origin: origin(), drafts: vec![gone] };
        store.write(command).await.unwrap();
        assert_eq!(skus(&find("", Some(Level::SoldOut)).await.0), ["A_2"]);
        assert_eq!(skus(&find("", None).await.0).len(), 4);
    }

    async fn words_find_an_article_by_its_product(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let mut coat = draft("COAT");
        // What is counted of a product whose variants are sold is not listed.
        (coat.name, coat.stock) = ("Harbour Coat".into(), Some(9));
        coat.variants = vec![variant("COAT-S", "Sand", Some(1)), variant("COAT-M", "Sea", Some(0))];
        let hat = draft("HAT");
        let command =
            store::UpsertProducts { tenant: shop, origin: origin(), drafts: vec![coat, hat] };
        store.write(command).await.unwrap();
        let find = async |words: &str, level| {
            let found = store.inventory(shop, &asked(words, level), 50, 0).await.unwrap();
            skus(&found.0).join(" ")
        };
        assert_eq!(find("harbour", None).await, "COAT-M COAT-S");
        assert_eq!(find("harbour -m", None).await, "COAT-M");
        assert_eq!(find("", Some(Level::SoldOut)).await, "COAT-M");
        assert_eq!(find("nothing", None).await, "");
        let other = tenant(&store, "dune").await;
        let found = store.inventory(other, &asked("harbour", None), 50, 0).await.unwrap();
        assert_eq!(found, (vec![], 0), "another shop's");
    }

    async fn an_article_tells_who_has_it_and_who_counted(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 9), ("a", 9), ("A\"B", 9)]).await;
        place(&store, hold(shop, "h1", 0, &[("A", 2)])).await.unwrap();
        let mut later = hold(shop, "h2", 5, &[("A", 1), ("A\"B", 1)]);
        later.owner = Owner::Key(ApiKeyId(7));
        place(&store, later).await.unwrap();
        place(&store, hold(shop, "h3", 6, &[("a", 1)])).await.unwrap();
        let codes = async |sku: &str| -> Vec<String> {
            let held = store.kept_with(shop, sku, 9).await.unwrap();
            held.into_iter().map(|record| record.hold.code).collect()
        };
        assert_eq!(codes("A").await, ["h1", "h2"]);
        assert_eq!(codes("A\"B").await, ["h2"]);
        assert_eq!(codes("%").await, Vec::<String>::new());
        let (page, total) = store.holds_by_end(shop, 2, 1).await.unwrap();
        assert_eq!((page.len(), total, page[0].hold.code.as_str()), (2, 3, "h2"));

        store.write(order(shop, "h1", "o1", 7, &[("A", 2)])).await.unwrap();
        let sold = store.orders_with(shop, "A", 9).await.unwrap();
        assert_eq!((sold.len(), sold[0].order.code.as_str()), (1, "o1"));
        assert!(store.orders_with(shop, "a", 9).await.unwrap().is_empty());
        let history = store.hold_history(shop, "h1").await.unwrap().unwrap();
        let kinds: Vec<&str> = history.events.iter().map(|event| event.what.kind()).collect();
        assert_eq!(kinds, ["created", "confirmed"]);
        assert!(store.hold_history(shop, "none").await.unwrap().is_none());

        for (free, minutes) in [(3, 8), (4, 9)] {
            let command = CorrectStock {
                tenant: shop,
                origin: at(minutes),
                sku: "A".into(),
                free,
                seen: None,
                reason: format!("counted {free}"),
            };
            store.write(command).await.unwrap();
        }
        let corrections = store.corrections(shop, "A", 9).await.unwrap();
        let told: Vec<_> = corrections.iter().map(|it| (it.before, it.after)).collect();
        assert_eq!(told, [(3, 4), (6, 3)]);
        let last = store.last_corrections(shop, &["A".into(), "a".into()]).await.unwrap();
        assert_eq!((last.len(), last[0].1.reason.as_str()), (1, "counted 4"));
        assert_eq!(store.stock_count(shop, "A").await.unwrap().unwrap().free, 4);
        assert!(store.stock_count(shop, "none").await.unwrap().is_none());
    }

    async fn orders_are_found_by_who_and_how_far(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 9)]).await;
        for n in 1..=4 {
            let (hold_code, code) = (format!("h{n}"), format!("o{n}"));
            let mut wish = hold(shop, &hold_code, 0, &[("A", 1)]);
            if n > 1 {
                (wish.authority, wish.remote_id) = (Authority::Inventory, Some(format!("r{n}")));
            }
            place(&store, wish).await.unwrap();
            let customer = Customer {
                name: format!("Ünal 100% Vale {n}"),
                email: format!("u_{n}@example.com"),
                ..Customer::default()
            };
            let order = PlaceOrder { customer, ..order(shop, &hold_code, &code, n, &[("A", 1)]) };
            store.write(order).await.unwrap();
        }
        let note = async |order: &str, outcome| {
            let order = order.to_owned();
            let command = NotePushed { tenant: shop, origin: at(9), order, outcome };
            store.write(command).await.unwrap();
        };
        note("o3", Pushed::Rejected { said: "No such town.".into() }).await;
        note("o4", Pushed::Done { remote_id: "77".into(), payment_url: None }).await;
        let find = async |words: &str, state, way| {
            let asked = OrderQuery { words: words.into(), state, way };
            let (found, total) = store.order_table(shop, &asked, 50, 0).await.unwrap();
            assert_eq!(total, i64::try_from(found.len()).unwrap());
            let codes: Vec<String> = found.into_iter().map(|record| record.order.code).collect();
            codes.join(" ")
        };
        assert_eq!(find("", None, None).await, "o4 o3 o2 o1");
        assert_eq!(find("", None, Some(Way::Queue)).await, "o2 o3");
        assert_eq!(find("", None, Some(Way::Rejected)).await, "o3");
        assert_eq!(find("", None, Some(Way::Done)).await, "o4");
        assert_eq!(find("", Some(OrderState::Placed), None).await, "o4 o1");
        assert_eq!(find("vale 1002", None, None).await, "o2");
        assert_eq!(find("Ünal 3", None, None).await, "o3");
        assert_eq!(find("U_4@", None, None).await, "o4");
        assert_eq!(find("100%25", None, None).await, "");
        assert_eq!(store.push_counts(shop).await.unwrap(), (1, 1));
        let mend = MendOrder { tenant: shop, origin: at(10), order: "o3".into(), customer: None };
        store.write(mend).await.unwrap();
        assert_eq!(store.push_counts(shop).await.unwrap(), (2, 0));
        let page = store.order_table(shop, &OrderQuery::default(), 1, 1).await.unwrap();
        assert_eq!((page.0[0].order.code.as_str(), page.1), ("o3", 4));

        let (letters, total) = store.letters(shop, 9, 0).await.unwrap();
        let told: Vec<_> = letters.iter().map(|it| (it.order.as_str(), it.number)).collect();
        let expected = vec![("o4", 1004), ("o1", 1001)];
        assert_eq!((told, total), (expected, 2), "others are told once theirs stand");
        let order = store.order(shop, "o1").await.unwrap().unwrap().order.id;
        assert_eq!(store.letters_of(shop, order).await.unwrap(), letters[1..]);
        let other = tenant(&store, "dune").await;
        assert_eq!(store.letters(other, 9, 0).await.unwrap(), (vec![], 0));
        assert!(store.letters_of(other, order).await.unwrap().is_empty());
    }

    async fn who_lets_go_of_anothers_is_named(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 9)]).await;
        for (code, owner) in [("h1", None), ("h2", Some(hold(shop, "x", 0, &[]).owner))] {
            place(&store, hold(shop, code, 0, &[("A", 2)])).await.unwrap();
            let release = ReleaseHold { tenant: shop, origin: at(1), owner, code: code.into() };
            store.write(release).await.unwrap();
        }
        let audit = store.audit(shop, 9).await.unwrap();
        let told: Vec<_> = audit.iter().filter(|it| it.action == "hold_changed").collect();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].subject.as_str(), told[0].actor.as_str()), ("2 × A", "Ines Prado"));
        in_order(&store, shop).await;
    }
}
