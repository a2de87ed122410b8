//! Orders: made of holds, once, and pushed until they are there.

use crate::support::*;
use crate::trading::*;
use contract::order::PushState;
use contract::{CartId, HoldState, OrderState, TenantId};
use store::{
    Authority, BeginPush, MendOrder, NoteMail, NotePushed, Owner, Pushed, Request, Store,
    StoreError,
};

async fn note(store: &Store, shop: TenantId, minutes: i64, outcome: Pushed) -> bool {
    let command = NotePushed { tenant: shop, origin: at(minutes), order: "o1".into(), outcome };
    store.write(command).await.unwrap().value
}

on_both! {
    async fn one_hold_is_one_order(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3)]).await;
        let cart = put(&store, shop, "v1", "A", 3).await;
        let mut held = hold(shop, "h1", 0, &[("A", 2)]);
        held.owner = Owner::Cart(cart);
        place(&store, held).await.unwrap();
        let wish = |code: &str| store::PlaceOrder {
            owner: Owner::Cart(cart),
            ..order(shop, "h1", code, 5, &[("A", 2)])
        };
        let first = store.write(wish("o1")).await.unwrap().value;
        assert_eq!((first.order.state, first.order.number), (OrderState::Placed, 1001));
        assert_eq!(first.order.total_cents, 2_000);
        assert_eq!(counts(&store, shop, "A").await, (1, 0, 2));
        let left = store.cart(shop, "v1").await.unwrap().unwrap();
        assert_eq!(left.items[0].quantity, 1, "what was not ordered stays in the cart");
        // The double click, and the lost answer with another key.
        let same = store::PlaceOrder { code: "o2".into(), ..wish("o1") };
        let same = store::PlaceOrder { request: wish("o1").request, ..same };
        assert_eq!(store.write(same).await.unwrap().value.order.code, "o1");
        assert_eq!(store.write(wish("o3")).await.unwrap().value.order.code, "o1");
        let reused = store::PlaceOrder {
            request: Request { hash: "other".into(), ..wish("o1").request },
            ..wish("o4")
        };
        assert!(matches!(store.write(reused).await, Err(StoreError::KeyReused)));
        assert_eq!(store.orders(shop, contract::OrderId(i64::MAX), 9).await.unwrap().len(), 1);
        assert_eq!(store.orders_of(shop, "v1", 9).await.unwrap().len(), 1);
        assert!(store.orders_of(shop, "v2", 9).await.unwrap().is_empty());
        in_order(&store, shop).await;

        let due = store.due_mails(at(5).at, 9).await.unwrap();
        assert_eq!((due.len(), due[0].kind.as_str()), (1, "placed"));
        let sent = NoteMail {
            id: due[0].id,
            subject: "Thank you".into(),
            body: "…".into(),
            sent_at: Some(at(6).at),
            next_at: None,
            said: None,
        };
        store.write(sent).await.unwrap();
        assert!(store.due_mails(at(9).at, 9).await.unwrap().is_empty());
    }

    async fn an_order_needs_its_hold_and_nothing_else(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3)]).await;
        place(&store, hold(shop, "h1", 0, &[("A", 2)])).await.unwrap();
        let late = store.write(order(shop, "h1", "o1", 30, &[("A", 2)])).await;
        assert!(matches!(late, Err(StoreError::Over(HoldState::Expired))), "not a moment too late");
        let other = store.write(order(shop, "h1", "o1", 5, &[("A", 3)])).await;
        assert!(matches!(other, Err(StoreError::Conflict(_))));
        let foreign = store::PlaceOrder {
            owner: Owner::Cart(CartId(2)),
            ..order(shop, "h1", "o1", 5, &[("A", 2)])
        };
        assert!(matches!(store.write(foreign).await, Err(StoreError::NotFound("hold"))));
        store.write(order(shop, "h1", "o1", 5, &[("A", 2)])).await.unwrap();
        let release = store::ReleaseHold {
            tenant: shop,
            origin: at(6),
            owner: None,
            code: "h1".into(),
        };
        let refused = store.write(release).await;
        assert!(matches!(refused, Err(StoreError::Over(HoldState::Confirmed))));
        in_order(&store, shop).await;
    }

    async fn a_remote_order_stands_once_its_owner_agrees(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3)]).await;
        let mut remote = hold(shop, "h1", 0, &[("A", 2), ("Z", 1)]);
        (remote.authority, remote.remote_id) = (Authority::Inventory, Some("r1".into()));
        place(&store, remote).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (3, 0, 0), "its pieces are counted there");
        let wish = order(shop, "h1", "o1", 5, &[("A", 2), ("Z", 1)]);
        let placed = store.write(wish).await.unwrap().value;
        assert_eq!(placed.order.state, OrderState::Placing);
        assert_eq!(placed.remote_hold.as_deref(), Some("r1"));
        assert!(store.due_mails(at(9).at, 9).await.unwrap().is_empty(), "nothing is promised yet");
        assert_eq!(expire(&store, shop, 90).await, 0, "it does not lapse while it is asked for");
        let later = Pushed::Later { said: "No answer.".into(), next_at: at(7).at };
        assert!(note(&store, shop, 6, later).await);
        assert_eq!(store.next_to_push(shop).await.unwrap().unwrap().order.push.attempts, 1);
        let done = Pushed::Done { remote_id: "77".into(), payment_url: Some("https://pay.example".into()) };
        assert!(note(&store, shop, 8, done.clone()).await);
        assert!(!note(&store, shop, 9, done).await, "once");
        let stands = store.order(shop, "o1").await.unwrap().unwrap();
        assert_eq!(stands.order.state, OrderState::Placed);
        assert_eq!(stands.order.push.state, PushState::Done);
        assert_eq!(store.due_mails(at(9).at, 9).await.unwrap().len(), 1);
        in_order(&store, shop).await;
    }

    async fn what_its_owner_refuses_was_never_bought(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3)]).await;
        let cart = put(&store, shop, "v1", "A", 2).await;
        let mut remote = hold(shop, "h1", 0, &[("A", 2)]);
        (remote.authority, remote.remote_id) = (Authority::Inventory, Some("r1".into()));
        remote.owner = Owner::Cart(cart);
        place(&store, remote).await.unwrap();
        let mut wish = order(shop, "h1", "o1", 5, &[("A", 2)]);
        wish.owner = Owner::Cart(cart);
        wish.lines[0].product_id = store.product_id_by_sku(shop, "A").await.unwrap();
        store.write(wish).await.unwrap();
        let lines = async || store.cart(shop, "v1").await.unwrap().unwrap().items;
        assert!(lines().await.is_empty());
        assert!(note(&store, shop, 6, Pushed::Refused { said: "Lapsed.".into() }).await);
        let order = store.order(shop, "o1").await.unwrap().unwrap().order;
        assert_eq!((order.state, order.push.state), (OrderState::Refused, PushState::None));
        let hold = store.hold(shop, "h1").await.unwrap().unwrap().hold;
        assert_eq!(hold.state, HoldState::Expired);
        let due = store.due_mails(at(9).at, 9).await.unwrap();
        assert_eq!(due[0].kind, "refused");
        assert_eq!(lines().await[0].quantity, 2, "what was wanted is in the cart again");
        in_order(&store, shop).await;
    }

    async fn a_rejected_order_is_mended_and_sent_again(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3)]).await;
        let mut held = hold(shop, "h1", 0, &[("A", 2)]);
        held.authority = Authority::WooCommerce;
        place(&store, held).await.unwrap();
        store.write(order(shop, "h1", "o1", 5, &[("A", 2)])).await.unwrap();
        let mend = |customer| MendOrder { tenant: shop, origin: at(8), order: "o1".into(), customer };
        assert!(matches!(store.write(mend(None)).await, Err(StoreError::Conflict(_))));
        assert_eq!(store.tenants_to_push().await.unwrap(), [shop]);
        assert!(note(&store, shop, 6, Pushed::Rejected { said: "No such postcode.".into() }).await);
        assert!(store.tenants_to_push().await.unwrap().is_empty(), "somebody has to look first");
        assert_eq!(store.orders_on_their_way(shop).await.unwrap().len(), 1);
        in_order(&store, shop).await;
        let customer = contract::Customer {
            city: "Exmouth".into(),
            email: "ines@example.com".into(),
            ..Default::default()
        };
        store.write(mend(Some(customer))).await.unwrap();
        let next = store.next_to_push(shop).await.unwrap().unwrap();
        assert_eq!(next.order.customer.city, "Exmouth");
        assert_eq!(next.order.state, OrderState::Placed, "it stood all the while");
        assert!(!next.order.is_on_invoice(), "how it is paid is not known yet");
        assert!(store.due_mails(at(9).at, 9).await.unwrap().is_empty());
        let begin = BeginPush { tenant: shop, order: "o1".into(), next_at: at(20).at };
        assert!(store.write(begin.clone()).await.unwrap().value);
        let next = store.next_to_push(shop).await.unwrap().unwrap();
        assert_eq!((next.order.push.next_at, next.order.push.attempts), (Some(at(20).at), 0));
        let done = Pushed::Done { remote_id: "7".into(), payment_url: Some("https://pay.example".into()) };
        assert!(note(&store, shop, 9, done).await);
        assert!(!store.write(begin).await.unwrap().value);
        assert_eq!(store.due_mails(at(9).at, 9).await.unwrap().len(), 1, "the letter knows where to pay");
        in_order(&store, shop).await;
    }
}
