//! One visitor's own, over the real store.

use super::Shopper;
use crate::{Engine, EngineOptions, TestClock};
use contract::draft::{ProductDraft, VariantDraft};
use contract::order::OrderWish;
use contract::outfit::OutfitPiece;
use contract::ports::Shopping;
use contract::product::VariantAttribute;
use contract::{
    Availability, CartEdit, Customer, Denied, Item, OrderState, ProblemKind, ProductId, Timestamp,
};
use std::sync::{Arc, Mutex};
use store::testing::databases;
use store::{Origin, SaveTenant, Store, TenantDraft, UpsertProducts};

fn origin() -> Origin {
    Origin {
        actor: "test".into(),
        user_id: None,
        trace_id: "0".into(),
        producer_id: "test".into(),
        at: Timestamp(1_000),
    }
}

fn draft(sku: &str, stock: Option<i64>) -> ProductDraft {
    ProductDraft { stock, ..ProductDraft::named(sku, &format!("Thing {sku}"), 1_000) }
}

fn variant(sku: &str, size: &str, stock: i64) -> VariantDraft {
    VariantDraft {
        sku: sku.into(),
        price_cents: 2_000,
        compare_at_cents: None,
        stock: Some(stock),
        availability: Availability::InStock,
        attributes: vec![VariantAttribute { name: "Size".into(), value: size.into() }],
        image: None,
    }
}

/// Somebody with a browser.
struct Person(&'static str, Mutex<bool>);

impl Shopper for Person {
    fn known(&self) -> Option<String> {
        self.1.lock().unwrap().then(|| self.0.to_owned())
    }

    fn become_known(&self) -> String {
        *self.1.lock().unwrap() = true;
        self.0.to_owned()
    }
}

struct House {
    engine: Arc<Engine>,
    clock: Arc<TestClock>,
}

impl House {
    async fn open(store: Store) -> Self {
        let tenant = TenantDraft::named("tide", "Tide");
        let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
        let mut coat = draft("COAT", None);
        coat.price_cents = 2_000;
        coat.variants = vec![variant("COAT-S", "S", 1), variant("COAT-M", "M", 5)];
        let drafts = vec![draft("HAT", Some(2)), draft("TEA", None), coat];
        store.write(UpsertProducts { tenant, origin: origin(), drafts }).await.unwrap();
        let clock = Arc::new(TestClock::default());
        let engine = Engine::load(store, clock.clone(), EngineOptions::default()).await.unwrap();
        engine.run(vec![]);
        Self { engine, clock }
    }

    fn visitor(&self, name: &'static str) -> Arc<dyn Shopping> {
        let person = Arc::new(Person(name, Mutex::new(false)));
        self.engine.shopping("tide", person, "0").unwrap()
    }

    async fn close(self) {
        self.engine.stop().await;
        self.engine.store().close().await;
    }
}

fn add(sku: &str, quantity: i64) -> Vec<CartEdit> {
    vec![CartEdit::Add { item: Item::new(sku, quantity), product: ProductId(0) }]
}

fn wish(hold: &contract::Hold, key: &str, total_cents: i64) -> OrderWish {
    let customer = Customer {
        name: " Ines  Vale ".into(),
        email: "ines@example.com".into(),
        street: "12 Harbour Row".into(),
        postal_code: "EX1 1AA".into(),
        city: "Exmouth".into(),
        country: "gb".into(),
        ..Customer::default()
    };
    OrderWish { key: key.into(), hold: hold.code.clone(), total_cents, customer }
}

fn short(outcome: Result<contract::Hold, Denied>) -> Vec<(String, i64)> {
    match outcome {
        Err(Denied::Short(short)) => short.into_iter().map(|it| (it.sku, it.free)).collect(),
        other => panic!("{other:?}"),
    }
}

async fn in_order(house: &House) {
    for tenant in house.engine.tenants() {
        let verified = house.engine.store().verify_holds(tenant.id).await.unwrap();
        assert_eq!(verified.discrepancies, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_cart_to_order() {
    for database in databases().await {
        let house = House::open(database.store().await).await;
        let ines = house.visitor("ines");
        assert!(ines.cart().await.unwrap().lines.is_empty());
        assert_eq!(ines.edit_cart(add("COAT", 1)).await.unwrap_err().kind, ProblemKind::NotFound);
        ines.edit_cart(add("COAT-S", 1)).await.unwrap();
        ines.edit_cart(add("HAT", 2)).await.unwrap();
        let cart = ines.cart().await.unwrap();
        assert_eq!((cart.count(), cart.total_cents()), (3, 4_000));
        assert_eq!(cart.lines[0].options(), "S");
        assert!(cart.lines.iter().all(|line| line.is_there() == Some(true)) && !cart.is_held());

        let hold = ines.hold().await.unwrap();
        let cart = ines.cart().await.unwrap();
        assert!(cart.is_held());
        let own = |cart: &contract::Cart| cart.lines[0].available.as_ref().unwrap().free;
        assert_eq!(own(&cart), Some(1), "one's own hold is not in one's way");
        let noor = house.visitor("noor");
        noor.edit_cart(add("COAT-S", 1)).await.unwrap();
        assert_eq!(own(&noor.cart().await.unwrap()), Some(0));
        assert_eq!(short(noor.hold().await), [("COAT-S".to_owned(), 0)]);
        let foreign = noor.place_order(&wish(&hold, "k", 4_000)).await.unwrap_err().problem();
        assert_eq!(foreign.kind, ProblemKind::NotFound, "a hold is its owner's");

        let other_sum = ines.place_order(&wish(&hold, "k", 3_999)).await.unwrap_err().problem();
        assert_eq!(other_sum.kind, ProblemKind::Conflict);
        let mut faulty = wish(&hold, "k", 4_000);
        faulty.customer.email = "nobody".into();
        let field = ines.place_order(&faulty).await.unwrap_err().problem().field;
        assert_eq!(field.as_deref(), Some("/customer/email"));
        let order = ines.place_order(&wish(&hold, "k", 4_000)).await.unwrap();
        assert_eq!((order.state, order.customer.name.as_str()), (OrderState::Placed, "Ines Vale"));
        let again = ines.place_order(&wish(&hold, "k", 4_000)).await.unwrap();
        assert_eq!(again.code, order.code, "ordered once");
        assert!(ines.cart().await.unwrap().lines.is_empty());
        assert_eq!(ines.orders().await.unwrap().len(), 1);
        assert_eq!(ines.order(&order.code).await.unwrap().number, order.number);
        assert!(noor.order(&order.code).await.is_err());
        in_order(&house).await;
        house.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_lapses_by_the_clock_alone_and_can_be_extended_once() {
    for database in databases().await {
        let house = House::open(database.store().await).await;
        let ines = house.visitor("ines");
        ines.edit_cart(add("HAT", 2)).await.unwrap();
        let hold = ines.hold().await.unwrap();
        house.clock.advance(20 * 60_000);
        let longer = ines.extend_hold().await.unwrap();
        assert_eq!(longer.expires_at, hold.expires_at.plus_seconds(30 * 60));
        assert_eq!(ines.extend_hold().await.unwrap_err().kind, ProblemKind::Conflict);
        house.clock.advance(40 * 60_000);
        let late = ines.place_order(&wish(&hold, "k", 2_000)).await.unwrap_err().problem();
        assert_eq!(late.kind, ProblemKind::Conflict);
        assert!(ines.cart().await.unwrap().hold.is_none());
        let noor = house.visitor("noor");
        noor.edit_cart(add("HAT", 2)).await.unwrap();
        noor.hold().await.unwrap();
        noor.release_hold().await.unwrap();
        noor.release_hold().await.unwrap();
        ines.hold().await.unwrap();
        in_order(&house).await;
        house.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_goes_to_another_device_by_a_word() {
    for database in databases().await {
        let house = House::open(database.store().await).await;
        let (laptop, phone) = (house.visitor("laptop"), house.visitor("phone"));
        laptop.edit_cart(add("HAT", 1)).await.unwrap();
        phone.edit_cart(add("TEA", 7)).await.unwrap();
        let word = laptop.cart_link().await.unwrap();
        assert!(phone.join_cart("another word").await.is_err());
        phone.join_cart(&word).await.unwrap();
        assert_eq!(phone.count().await.unwrap().0, 8);
        assert_eq!(laptop.count().await.unwrap().0, 8);
        laptop.edit_cart(vec![CartEdit::Set { item: Item::new("HAT", 0) }]).await.unwrap();
        assert_eq!(phone.cart().await.unwrap().lines.len(), 1);
        house.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outfit_says_which_pieces_can_be_had() {
    for database in databases().await {
        let house = House::open(database.store().await).await;
        let ines = house.visitor("ines");
        let id = async |sku: &str| {
            let tenant = house.engine.tenants()[0].id;
            house.engine.store().product_id_by_sku(tenant, sku).await.unwrap().unwrap()
        };
        let (coat, hat) = (id("COAT").await, id("HAT").await);
        let piece =
            |product, sku: Option<&str>| OutfitPiece { product, sku: sku.map(str::to_owned) };
        let wrong = ines.save_outfit(None, "Rain", vec![piece(coat, Some("HAT"))]).await;
        assert_eq!(wrong.unwrap_err().field.as_deref(), Some("/pieces/0"));
        let pieces = vec![piece(coat, None), piece(hat, None)];
        let code = ines.save_outfit(None, " Rain  day ", pieces).await.unwrap();
        let view = ines.outfit(&code).await.unwrap();
        assert_eq!((view.outfit.name.as_str(), view.is_own), ("Rain day", true));
        assert_eq!(view.lines[0].item.sku, "", "its size is still to be chosen");
        assert_eq!(view.lines[1].item.sku, "HAT");
        assert_eq!(view.total_cents(), 3_000);
        assert_eq!(view.is_there(), None);
        let pieces = vec![piece(coat, Some("COAT-S")), piece(hat, None)];
        ines.save_outfit(Some(&code), "Rain day", pieces).await.unwrap();
        assert_eq!(ines.outfit(&code).await.unwrap().is_there(), Some(true));
        let noor = house.visitor("noor");
        noor.edit_cart(add("COAT-S", 1)).await.unwrap();
        noor.hold().await.unwrap();
        let view = noor.outfit(&code).await.unwrap();
        assert_eq!((view.is_own, view.is_there()), (false, Some(true)));
        assert_eq!(ines.outfit(&code).await.unwrap().is_there(), Some(false));
        assert!(noor.save_outfit(Some(&code), "Mine", vec![]).await.is_err());
        assert!(noor.remove_outfit(&code).await.is_err());
        ines.remove_outfit(&code).await.unwrap();
        assert!(ines.outfits().await.unwrap().is_empty());
        house.close().await;
    }
}
