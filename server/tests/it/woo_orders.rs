//! What shoppers hold and order where a WooCommerce owns the stock.

use crate::behind::{away, order, orders, short, visitor, want};
use crate::harness::Node;
use crate::inventory::now;
use crate::woocommerce::{flags, price, wait};
use contract::ProblemKind;
use contract::order::PushState;
use contract::ports::Shopping;
use engine::ShopSecrets;
use serde_json::{Value, json};
use standin::{Fault, Serving, Shop};
use std::sync::Arc;
use store::MendOrder;
use store::testing::{TestDatabase, databases};

struct Scene {
    node: Node,
    shop: Shop,
    bowl: i64,
    _serving: Serving,
}

impl Scene {
    /// Three bowls, and a cloth in two colours that are counted together: one.
    async fn set(database: TestDatabase) -> Self {
        let shop = Shop::new();
        let bowl = shop
            .put_product(json!({"name": "Tide Bowl", "sku": "TB-1", "slug": "tide-bowl",
            "regular_price": "12.50", "manage_stock": true, "stock_quantity": 3}));
        let colours = json!([{"id": 0, "name": "Colour", "variation": true,
            "options": ["Sand", "Slate"]}]);
        let cloth = shop.put_product(json!({"name": "Cloth", "sku": "CL", "type": "variable",
            "manage_stock": true, "stock_quantity": 1, "attributes": colours}));
        for colour in ["Sand", "Slate"] {
            shop.put_variation(
                cloth,
                json!({"regular_price": "8.00", "manage_stock": "parent",
                "attributes": [{"id": 0, "name": "Colour", "option": colour}]}),
            );
        }
        let serving = shop.serve(0).await.unwrap();
        let flags = flags(&serving.address, &shop.keys());
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &flags).await;
        wait("it is synced", || async {
            price(&node, "TB-1").await.is_some() && price(&node, "CL").await.is_some()
        })
        .await;
        Self { node, shop, bowl, _serving: serving }
    }

    fn visitor(&self, name: &str) -> Arc<dyn Shopping> {
        visitor(&self.node, name)
    }

    fn pass(&self, seconds: i64) {
        self.node.app.test_clock.as_ref().unwrap().advance(seconds * 1_000);
    }

    async fn free(&self, sku: &str) -> Option<i64> {
        let tenant = self.node.app.engine.tenant("alder").unwrap();
        let stock = self.node.app.engine.stock(&tenant).unwrap();
        stock.available(&[sku.to_owned()]).await.unwrap()[0].free
    }

    /// How far each order has come, the latest first.
    async fn pushed(&self) -> Vec<PushState> {
        orders(&self.node).await.into_iter().map(|it| it.order.push.state).collect()
    }

    async fn all_are(&self, state: PushState) {
        wait("orders are on", || async {
            self.pass(20);
            self.pushed().await.iter().all(|it| *it == state)
        })
        .await;
    }

    async fn in_order(&self) {
        let verified = self.node.store.verify_holds(self.node.own).await.unwrap();
        assert_eq!(verified.discrepancies, []);
    }
}

#[tokio::test]
async fn the_shops_own_count_is_what_can_be_had() {
    for database in databases().await {
        let scene = Scene::set(database).await;
        let (shop, ines, noor) = (&scene.shop, scene.visitor("ines"), scene.visitor("noor"));
        want(&ines, "TB-1", 2).await;
        want(&noor, "TB-1", 2).await;
        assert_eq!(scene.free("TB-1").await, Some(3));
        // Sold over the counter a moment ago; no webhook has told.
        shop.hold_deliveries(true);
        shop.set_stock(scene.bowl, 1);
        assert_eq!(short(ines.hold().await), 1);
        shop.set_stock(scene.bowl, 3);
        let hold = ines.hold().await.unwrap();
        assert_eq!((short(noor.hold().await), scene.free("TB-1").await), (1, Some(1)));

        let placed = order(&ines, &hold).await.unwrap();
        assert_eq!(placed.push.state, PushState::Done);
        let [there] = &shop.orders()[..] else { panic!("one order there") };
        assert_eq!(placed.push.remote_id, there["id"].as_i64().map(|id| id.to_string()));
        assert_eq!(placed.payment_url.as_deref(), there["payment_url"].as_str());
        assert!(placed.payment_url.unwrap().contains("pay_for_order"));
        assert_eq!((&there["status"], &there["total"]), (&json!("pending"), &json!("25.00")));
        let line = &there["line_items"][0];
        assert_eq!((&line["product_id"], &line["quantity"]), (&json!(scene.bowl), &json!(2)));
        assert_eq!(
            (&there["billing"]["first_name"], &there["billing"]["last_name"]),
            (&json!("Ines"), &json!("Vale"))
        );
        assert_eq!(there["shipping"]["postcode"], "EX1 1AA");
        assert_eq!(there["customer_note"], "Ring twice");
        assert_eq!(there["meta_data"][0]["value"], placed.code.as_str());

        // It waits for its payment, and its pieces are nobody else's; nor when it is paid.
        assert_eq!(shop.product(scene.bowl).unwrap()["stock_quantity"], 3);
        assert_eq!((scene.free("TB-1").await, short(noor.hold().await)), (Some(1), 1));
        let id = there["id"].as_i64().unwrap();
        shop.set_order_status(id, "processing");
        assert_eq!(shop.product(scene.bowl).unwrap()["stock_quantity"], 1);
        assert_eq!((scene.free("TB-1").await, short(noor.hold().await)), (Some(1), 1));
        shop.set_order_status(id, "cancelled");
        noor.hold().await.unwrap();
        noor.release_hold().await.unwrap();

        // Two colours of one cloth.
        let skus: Vec<String> = {
            let id = scene.node.product(scene.node.own, "CL").await;
            let products = scene.node.store.products(scene.node.own, &[id]).await.unwrap();
            products[0].variants.iter().map(|variant| variant.sku.clone()).collect()
        };
        let (mara, olu) = (scene.visitor("mara"), scene.visitor("olu"));
        want(&mara, &skus[0], 1).await;
        want(&olu, &skus[1], 1).await;
        let hold = mara.hold().await.unwrap();
        assert_eq!(short(olu.hold().await), 0);
        order(&mara, &hold).await.unwrap();
        let line = &shop.orders()[1]["line_items"][0];
        assert!(line["variation_id"].as_i64() > line["product_id"].as_i64(), "{line}");
        assert_eq!(short(olu.hold().await), 0);

        shop.fault(Fault::Status { times: 2, status: 503, retry_after: None });
        away(noor.hold().await);
        shop.heal();
        scene.in_order().await;
        scene.node.stop().await;
    }
}

#[tokio::test]
async fn an_order_is_made_there_once_whatever_happens() {
    for database in databases().await {
        let scene = Scene::set(database).await;
        let (shop, ines, noor) = (&scene.shop, scene.visitor("ines"), scene.visitor("noor"));
        let buy = async |shopper: &Arc<dyn Shopping>| {
            want(shopper, "TB-1", 1).await;
            let hold = shopper.hold().await.unwrap();
            order(shopper, &hold).await.unwrap()
        };
        shop.fault(Fault::LoseOrderAnswers { times: 1 });
        assert_eq!(buy(&ines).await.push.state, PushState::Waiting);
        assert_eq!(shop.orders().len(), 1);
        scene.all_are(PushState::Done).await;
        assert_eq!(shop.orders().len(), 1, "it was found");
        scene.pass(90 * 60);
        shop.advance(90 * 60);

        // One that has to wait holds the later ones up.
        shop.fault(Fault::RefuseOrders { times: 1, status: 500 });
        let first = buy(&ines).await;
        let second = buy(&noor).await;
        assert_eq!((first.push.attempts, second.push.attempts), (1, 0));
        assert_eq!(shop.orders().len(), 1);
        scene.all_are(PushState::Done).await;
        let codes = |order: &Value| order["meta_data"][0]["value"].as_str().unwrap().to_owned();
        let there: Vec<String> = shop.orders()[1..].iter().map(codes).collect();
        assert_eq!(there, [first.code, second.code]);
        shop.set_stock(scene.bowl, 9);

        // One that is refused as it is does not; it can be sent again.
        shop.fault(Fault::RefuseOrders { times: 1, status: 400 });
        let refused = buy(&ines).await;
        assert_eq!(refused.push.state, PushState::Rejected);
        assert!(refused.push.said.unwrap().contains("does not accept this (400"));
        assert_eq!(buy(&noor).await.push.state, PushState::Done);
        let (tenant, origin) = (scene.node.own, now(&scene.node));
        let mend = MendOrder { tenant, origin, order: refused.code.clone(), customer: None };
        scene.node.store.write(mend).await.unwrap();
        scene.all_are(PushState::Done).await;
        let mut codes: Vec<String> = shop.orders().iter().map(codes).collect();
        assert_eq!((codes.len(), codes.last()), (5, Some(&refused.code)));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 5);
        scene.in_order().await;
        scene.node.stop().await;
    }
}

#[tokio::test]
async fn a_shop_that_is_only_heard_cannot_be_asked() {
    for database in databases().await {
        let scene = Scene::set(database).await;
        let engine = &scene.node.app.engine;
        let heard = ShopSecrets {
            key: None,
            webhook_secrets: vec!["tide & time".into()],
            is_operators: true,
        };
        let address = "https://shop.example.test/".to_owned();
        let (own, origin) = (scene.node.own, now(&scene.node));
        engine.connect_shop(own, origin, address, &heard).await.unwrap();
        let tenant = engine.tenant("alder").unwrap();
        wait("it is asked no longer", || async { engine.stock(&tenant).is_err() }).await;
        assert_eq!(engine.stock(&tenant).err().unwrap().kind, ProblemKind::Unavailable);
        let ines = scene.visitor("ines");
        want(&ines, "TB-1", 1).await;
        away(ines.hold().await);
        scene.node.stop().await;
    }
}
