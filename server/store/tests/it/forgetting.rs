//! One source in the place of another: what was said is forgotten, the products stay.

use crate::support::*;
use contract::{TenantId, Timestamp};
use store::upstream::{
    Delivery, DeliveryId, Key, Kind, KnownProduct, Made, Outcome, Reason, Root, Saying,
};
use store::{ForgetSayings, PublishProducts, ReceiveDelivery, Store, TakeSayings};

fn saying(root: Root, content: Option<&str>) -> Saying {
    Saying {
        key: Key { kind: Kind::Product, id: root.0 },
        root,
        version: None,
        content: content.map(str::to_owned),
        asked_at: Some(Timestamp(1)),
        delivery: None,
    }
}

async fn take(store: &Store, tenant: TenantId, sayings: Vec<Saying>) {
    let at = Timestamp(1);
    store.write(TakeSayings { tenant, sayings, worked: vec![], at }).await.unwrap();
}

/// Makes everything that was stirred into what is said here; what is not is hidden.
async fn publish(store: &Store, tenant: TenantId, products: &[(Root, Outcome)]) {
    let stirred = store.stirred(tenant, Root(0), 100, Timestamp(1)).await.unwrap();
    let made = stirred.into_iter().map(|it| {
        let product = products.iter().find(|(root, _)| *root == it.root);
        let product = product.map_or(Outcome::Hidden, |(_, product)| product.clone());
        Made { root: it.root, stirred: it.stirred, product, due: None }
    });
    let made = made.collect();
    store.write(PublishProducts { tenant, origin: origin(), made }).await.unwrap();
}

fn shown(sku: &str) -> Outcome {
    Outcome::Shown(Box::new(draft(sku)))
}

on_both! {
    async fn the_next_source_knows_the_products_by_their_numbers(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let other = tenant(&store, "dune").await;
        let first = [Root(11), Root(12), Root(13)];
        for tenant in [shop, other] {
            take(&store, tenant, first.map(|root| saying(root, Some("{}"))).into()).await;
            let wrong = Reason { field: "name".into(), reason: "is missing".into(), original: String::new() };
            let products = [(first[0], shown("A")), (first[1], shown("B")), (first[2], Outcome::Refused(vec![wrong]))];
            publish(&store, tenant, &products).await;
        }
        let delivery = Delivery { delivery_id: "1".into(), topic: "product.updated".into(), body: "{}".into(), trace_id: "0".into() };
        store.write(ReceiveDelivery { tenant: shop, delivery, at: Timestamp(1) }).await.unwrap();
        let known = |root, sku: Option<&str>, content: Option<&str>| KnownProduct {
            root,
            sku: sku.map(str::to_owned),
            content: content.map(str::to_owned),
        };
        let all = [known(first[0], Some("A"), None), known(first[1], Some("B"), None), known(first[2], None, Some("{}"))];
        assert_eq!(store.known_products(shop, Root(0), 10).await.unwrap(), all);
        assert_eq!(store.known_products(shop, first[0], 1).await.unwrap(), all[1..2]);
        let id = store.product_id_by_sku(shop, "A").await.unwrap();
        let head = store.feed_head(shop).await.unwrap();

        let forget = ForgetSayings { tenant: shop, by_sku: true, at: Timestamp(2) };
        assert_eq!(store.write(forget).await.unwrap().value, 2);
        let mut taken_over = [known(Root::of_sku("A"), Some("A"), None), known(Root::of_sku("B"), Some("B"), None)];
        taken_over.sort_by_key(|it| it.root);
        assert_eq!(store.known_products(shop, Root(0), 10).await.unwrap(), taken_over);
        assert_eq!(store.quarantined(shop, 10).await.unwrap(), []);
        assert_eq!(store.inbox(shop, DeliveryId(0), 10).await.unwrap(), []);
        assert_eq!(store.stirred(shop, Root(0), 10, Timestamp(2)).await.unwrap(), []);
        assert_eq!(store.feed_head(shop).await.unwrap(), head, "no product changed");
        assert_eq!(store.known_products(other, Root(0), 10).await.unwrap(), all, "nobody else's");

        // One is named again and stays itself; the other is not, and goes.
        let (a, b) = (Root::of_sku("A"), Root::of_sku("B"));
        take(&store, shop, vec![saying(a, Some("{}")), saying(b, None)]).await;
        publish(&store, shop, &[(a, shown("A"))]).await;
        assert_eq!(store.product_id_by_sku(shop, "A").await.unwrap(), id);
        assert_eq!(store.product_id_by_sku(shop, "B").await.unwrap(), None);

        let forget = ForgetSayings { tenant: shop, by_sku: false, at: Timestamp(3) };
        assert_eq!(store.write(forget).await.unwrap().value, 1);
        assert_eq!(store.known_products(shop, Root(0), 10).await.unwrap(), []);
        assert_eq!(store.product_id_by_sku(shop, "A").await.unwrap(), id, "the products stay");
        store.close().await;
    }
}
