//! One Etalage behind another: both real, with a line between them that can be made to fail.

use crate::events::Events;
use crate::harness::{Node, PASSWORD, draft};
use crate::keys::key;
use crate::middleman::{Fault, Middleman};
use crate::sourcing::{call, look};
use crate::woocommerce::wait;
use contract::draft::{ProductDraft, VariantDraft};
use contract::product::{Attribute, VariantAttribute};
use contract::source::SourceKind;
use contract::{Availability, Seq, UniversalProduct};
use engine::inventory::sync::{FirstSync, InventoryState, InventorySync};
use engine::inventory::{InventorySecrets, KIND};
use engine::woo::sync::{Drift, Turn};
use serde_json::{Value, json};
use server::cli::origin;
use std::sync::Arc;
use store::testing::{databases, sqlite};
use store::{Origin, RemoveProducts, RevokeApiKey, UpsertProducts};

const SECRET_KEY: &str = "7f00000000000000000000000000000000000000000000000000000000000001";
const MINUTE: i64 = 60_000;

fn tide(number: u32) -> ProductDraft {
    let sku = format!("TIDE-{number}");
    let variant = |size: &str, stock| VariantDraft {
        sku: format!("{sku}-{size}"),
        price_cents: 4_000 + i64::from(number),
        compare_at_cents: Some(9_000),
        stock: Some(stock),
        availability: if stock > 0 { Availability::InStock } else { Availability::OutOfStock },
        attributes: vec![VariantAttribute { name: "Size".into(), value: size.into() }],
        image: Some(format!("/demo/{sku}-{size}.svg")),
    };
    ProductDraft {
        price_cents: 4_000 + i64::from(number),
        compare_at_cents: Some(9_000),
        stock: None,
        images: vec![format!("/demo/{sku}.svg"), "https://pictures.test/back.jpg".into()],
        category_path: vec!["Sea".into(), format!("Tides & flows {}", number % 3)],
        attributes: vec![Attribute { name: "Material".into(), values: vec!["Clay & ash".into()] }],
        variants: vec![variant("S", 4), variant("L", 0)],
        ..draft(&sku, &format!("Tide bowl {number}"))
    }
}

/// A node with something to sell, the line to it, and one that follows it.
pub struct Pair {
    pub upstream: Node,
    pub line: Middleman,
    pub node: Node,
    key: String,
}

fn flags<'a>(address: &'a str, key: &'a str) -> [&'a str; 6] {
    ["--upstream-url", address, "--upstream-key", key, "--secret-key", SECRET_KEY]
}

impl Pair {
    async fn new(database: store::testing::TestDatabase, products: u32) -> Self {
        let upstream = Node::start(sqlite()).await;
        put(&upstream, (1..=products).map(tide).collect()).await;
        let key = key(&upstream, upstream.own).await;
        let line = Middleman::before(&upstream.base).await;
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &flags(&line.address, &key)).await;
        Self { upstream, line, node, key }
    }

    /// With everything brought over.
    pub async fn synced(database: store::testing::TestDatabase, products: u32) -> Self {
        let pair = Self::new(database, products).await;
        let count = i64::from(products) + 30;
        wait("the first sync is noted", || async { pair.state().await.well_at.is_some() }).await;
        wait("everything is shown", || async {
            let counts = pair.node.store.upstream_counts(pair.node.own).await.unwrap();
            (counts.shown, counts.stirred, counts.refused) == (count, 0, 0)
        })
        .await;
        pair
    }

    fn sync(&self) -> Arc<InventorySync> {
        self.node.app.engine.inventory(self.node.own).unwrap()
    }

    async fn state(&self) -> InventoryState {
        let connections = self.node.store.connections(self.node.own).await.unwrap();
        let connection = connections.into_iter().find(|it| it.kind == KIND).unwrap();
        serde_json::from_str(&connection.state).unwrap()
    }

    pub fn pass(&self, minutes: i64) {
        self.node.app.test_clock.as_ref().unwrap().advance(minutes * MINUTE);
    }

    /// Some time later.
    async fn turn_after(&self, minutes: i64) -> Result<Turn, String> {
        self.pass(minutes);
        self.sync().turn().await.map_err(|error| error.to_string())
    }

    /// What was said is made into products.
    async fn made(&self) {
        wait("nothing waits to be made", || async {
            self.node.store.upstream_counts(self.node.own).await.unwrap().stirred == 0
        })
        .await;
        let head = self.head().await;
        assert!(self.node.app.engine.settled(self.node.own, head).await);
    }

    async fn head(&self) -> Seq {
        self.node.store.feed_head(self.node.own).await.unwrap()
    }

    async fn product(&self, sku: &str) -> Option<UniversalProduct> {
        product(&self.node, sku).await
    }

    pub async fn stop(self) {
        self.node.stop().await;
        self.line.stop();
        self.upstream.stop().await;
    }
}

async fn product(node: &Node, sku: &str) -> Option<UniversalProduct> {
    let id = node.store.product_id_by_sku(node.own, sku).await.unwrap()?;
    node.store.products(node.own, &[id]).await.unwrap().pop()
}

/// By that node's own clock.
pub fn now(node: &Node) -> Origin {
    Origin { at: node.app.engine.clock().now(), ..origin("test") }
}

pub async fn put(node: &Node, drafts: Vec<ProductDraft>) {
    for drafts in drafts.chunks(500) {
        let (tenant, origin) = (node.own, now(node));
        let command = UpsertProducts { tenant, origin, drafts: drafts.to_vec() };
        let seq = node.store.write(command).await.unwrap().seq;
        assert!(node.app.engine.settled(tenant, seq).await);
    }
}

async fn remove(node: &Node, sku: &str) {
    let (tenant, origin, skus) = (node.own, now(node), vec![sku.to_owned()]);
    let command = RemoveProducts { tenant, origin, skus, source_updated_at: None };
    let seq = node.store.write(command).await.unwrap().seq;
    assert!(node.app.engine.settled(tenant, seq).await);
}

/// What both sides must agree about.
fn shown(product: &UniversalProduct, address: &str) -> Value {
    let base = address.trim_end_matches('/');
    let mut value = serde_json::to_value(product).unwrap();
    let text = |address: &Value| {
        let address = address.as_str().unwrap();
        if address.starts_with('/') { format!("{base}{address}") } else { address.to_owned() }
    };
    for field in ["id", "tenantId", "updatedAt", "category"] {
        value[field] = Value::Null;
    }
    if value["imageUrl"].is_string() {
        value["imageUrl"] = json!(text(&value["imageUrl"]));
    }
    for address in value["gallery"].as_array_mut().into_iter().flatten() {
        *address = json!(text(address));
    }
    for variant in value["variants"].as_array_mut().into_iter().flatten() {
        variant["id"] = Value::Null;
        if variant["imageUrl"].is_string() {
            variant["imageUrl"] = json!(text(&variant["imageUrl"]));
        }
    }
    value
}

#[tokio::test]
async fn a_node_follows_another_one() {
    for database in databases().await {
        let pair = Pair::synced(database, 450).await;
        let Pair { upstream, line, node, .. } = &pair;
        // Everything is here as it is there.
        for sku in ["TIDE-1", "TIDE-222", "TIDE-450", "alder-7"] {
            let (there, here) = (product(upstream, sku).await.unwrap(), pair.product(sku).await);
            assert_eq!(shown(&here.unwrap(), &line.address), shown(&there, &line.address), "{sku}");
        }
        let bowl = pair.product("TIDE-5").await.unwrap();
        let categories = node.store.categories(node.own).await.unwrap();
        let stands_in =
            categories.iter().find(|it| Some(it.id) == bowl.category.as_ref().map(|it| it.id));
        let above = stands_in.unwrap().parent_id.unwrap();
        assert_eq!(stands_in.unwrap().name, "Tides & flows 2");
        assert!(categories.iter().any(|it| it.id == above && it.name == "Sea"));
        assert_eq!(pair.state().await.first, FirstSync::Done);

        // While nothing changes there, it costs one question and writes nothing.
        pair.turn_after(6).await.unwrap();
        line.take_requests();
        let head = pair.head().await;
        pair.turn_after(6).await.unwrap();
        let asked = line.take_requests();
        let of_products: Vec<&String> =
            asked.iter().filter(|it| it.contains("/products")).collect();
        assert_eq!(of_products, ["/api/products?limit=1"], "{asked:?}");
        // Nor does all of it, read anew.
        pair.sync().compare_now().await.unwrap();
        pair.made().await;
        assert_eq!(pair.head().await, head);
        assert_eq!(pair.state().await.drift, Some(Drift::default()));

        // A change there is on open pages here with the next pull.
        let shopper = node.nobody();
        let mut open = Events::open(&shopper, &format!("tenantId={}", node.own), None).await;
        open.next().await.unwrap();
        let cheaper = ProductDraft { price_cents: 77, ..tide(3) };
        put(upstream, vec![ProductDraft { variants: vec![], ..cheaper }]).await;
        pair.turn_after(6).await.unwrap();
        let frame = open.news().await;
        assert_eq!(
            (frame.name.as_str(), frame.data["products"][0]["sku"].as_str()),
            ("products", Some("TIDE-3"))
        );
        assert_eq!(frame.data["products"][0]["priceCents"], 77);
        assert_eq!(pair.product("TIDE-3").await.unwrap().variants, []);

        // What has gone there, goes here, and comes back as the same product.
        let id = pair.product("TIDE-9").await.unwrap().id;
        remove(upstream, "TIDE-9").await;
        pair.turn_after(6).await.unwrap();
        pair.made().await;
        assert_eq!(pair.product("TIDE-9").await, None);
        put(upstream, vec![tide(9)]).await;
        pair.turn_after(6).await.unwrap();
        pair.made().await;
        assert_eq!(pair.product("TIDE-9").await.unwrap().id, id);
        drop(open);
        pair.stop().await;
    }
}

#[tokio::test]
async fn comparing_finds_what_no_list_of_changes_tells() {
    for database in databases().await {
        let pair = Pair::synced(database, 40).await;
        // As a system that knows no such question: it gives everything, and nothing of what has gone.
        pair.line.set(Fault::Rewritten(
            |path| {
                let Some(at) = path.find("&updatedSince") else { return };
                let end = path[at + 1..].find('&').map_or(path.len(), |it| at + 1 + it);
                path.replace_range(at..end, "");
            },
            |_| {},
        ));
        remove(&pair.upstream, "TIDE-4").await;
        put(&pair.upstream, vec![ProductDraft { name: "Ebb".into(), ..tide(5) }]).await;
        pair.turn_after(6).await.unwrap();
        pair.made().await;
        assert_eq!(pair.product("TIDE-5").await.unwrap().name, "Ebb");
        assert!(pair.product("TIDE-4").await.is_some(), "nobody said so");
        pair.turn_after(24 * 60).await.unwrap();
        pair.made().await;
        assert_eq!(pair.product("TIDE-4").await, None);
        assert_eq!(pair.state().await.drift, Some(Drift { changed: 0, gone: 1 }));
        // A list that leaves something out is not believed.
        pair.line.set(Fault::Rewritten(
            |_| {},
            |value| {
                let listed = value["products"].as_array_mut();
                let Some(listed) = listed.filter(|it| it.len() > 1) else { return };
                listed.retain(|it| it["sku"] != "TIDE-6");
            },
        ));
        pair.sync().compare_now().await.unwrap();
        pair.made().await;
        assert!(pair.product("TIDE-6").await.is_some());
        // Categories that have other names have all products read again.
        pair.line.set(Fault::Rewritten(
            |_| {},
            |value| {
                for category in value["categories"].as_array_mut().into_iter().flatten() {
                    if category["name"] == "Sea" {
                        category["name"] = json!("Ocean");
                    }
                }
            },
        ));
        pair.turn_after(11).await.unwrap();
        pair.made().await;
        let categories = pair.node.store.categories(pair.node.own).await.unwrap();
        let named = |name: &str| categories.iter().find(|it| it.name == name).unwrap().id;
        let product = pair.product("TIDE-6").await.unwrap();
        let stands_in = product.category.unwrap().id;
        let above = categories.iter().find(|it| it.id == stands_in).unwrap().parent_id;
        assert_eq!(above, Some(named("Ocean")));
        pair.stop().await;
    }
}

#[tokio::test]
async fn whatever_happens_there_the_mirror_stays() {
    for database in databases().await {
        let pair = Pair::synced(database, 250).await;
        let (line, node) = (&pair.line, &pair.node);
        let head = pair.head().await;
        for (fault, words) in [
            (Fault::Status(500), "500"),
            (
                Fault::Answer("<html>We are back soon.</html>"),
                "does not speak the inventory protocol",
            ),
            (Fault::Answer("{\"products\": \"many\"}"), "does not speak the inventory protocol"),
            (
                Fault::Answer("{\"products\": [{\"sku\": \"TIDE"),
                "does not speak the inventory protocol",
            ),
        ] {
            pair.turn_after(6).await.unwrap();
            let well_at = pair.state().await.well_at;
            line.set(fault);
            let error = pair.turn_after(30).await.unwrap_err();
            assert!(error.contains(words), "{error}");
            let state = pair.state().await;
            assert!(state.trouble.unwrap().said.contains(words));
            assert_eq!(state.well_at, well_at, "as old as it is");
            line.set(Fault::None);
        }
        // In the middle of a list, and with nothing in it.
        pair.turn_after(30).await.unwrap();
        line.set(Fault::AfterPages(1, 503));
        pair.sync().compare_now().await.unwrap_err();
        line.set(Fault::None);
        pair.turn_after(30).await.unwrap();
        line.set(Fault::Rewritten(
            |_| {},
            |value| {
                if value["products"].is_array() {
                    value["products"] = json!([]);
                    value["nextCursor"] = Value::Null;
                }
            },
        ));
        let error = pair.sync().compare_now().await.unwrap_err().to_string();
        assert!(error.contains("lists no products any more"), "{error}");
        pair.made().await;
        assert_eq!((pair.head().await, node.store.counts(node.own).await.unwrap().0), (head, 280));
        let page = node.nobody().get("/t/alder/p/tide-bowl-200").await;
        assert_eq!(page.status(), 200);

        // One that cannot be read keeps no other one out, and stays as it was.
        line.set(Fault::Rewritten(
            |_| {},
            |value| {
                for product in value["products"].as_array_mut().into_iter().flatten() {
                    if product["sku"] == "TIDE-8" {
                        product["priceCents"] = json!("twelve");
                    }
                }
            },
        ));
        put(
            &pair.upstream,
            [8, 9].map(|n| ProductDraft { name: format!("Ebb {n}"), ..tide(n) }).into(),
        )
        .await;
        pair.turn_after(30).await.unwrap();
        pair.made().await;
        assert_eq!(pair.product("TIDE-9").await.unwrap().name, "Ebb 9");
        assert_eq!(pair.product("TIDE-8").await.unwrap().name, "Tide bowl 8");
        let quarantined = node.store.quarantined(node.own, 10).await.unwrap();
        let [one] = &quarantined[..] else { panic!("{quarantined:?}") };
        assert_eq!(one.sku.as_deref(), Some("TIDE-8"));
        assert_eq!(
            (one.reasons[0].field.as_str(), one.reasons[0].original.as_str()),
            ("price", "twelve")
        );
        assert!(pair.state().await.trouble.is_none());

        line.set(Fault::None);
        pair.sync().compare_now().await.unwrap();
        pair.made().await;
        assert_eq!(pair.product("TIDE-8").await.unwrap().name, "Ebb 8");
        assert_eq!(node.store.quarantined(node.own, 10).await.unwrap(), []);

        // A key that was revoked says so, in words.
        let id = pair.upstream.store.api_keys(pair.upstream.own).await.unwrap()[0].id;
        let (tenant, origin) = (pair.upstream.own, now(&pair.upstream));
        let revoked = pair.upstream.store.write(RevokeApiKey { tenant, origin, id }).await.unwrap();
        assert!(pair.upstream.app.engine.settled(tenant, revoked.seq).await);
        pair.turn_after(6).await.unwrap_err();
        let said = pair.state().await.trouble.unwrap().said;
        assert!(said.contains("refuses the key") && said.contains("was revoked"), "{said}");
        assert_eq!(node.store.counts(node.own).await.unwrap().0, 280);
        // With another one it goes on where it was.
        let secrets =
            InventorySecrets { key: key(&pair.upstream, tenant).await, is_operators: true };
        let address = line.address.clone();
        node.app.engine.connect_inventory(node.own, now(node), address, &secrets).await.unwrap();
        wait("it is followed again", || async { pair.state().await.trouble.is_none() }).await;
        pair.stop().await;
    }
}

#[tokio::test]
async fn a_first_sync_that_was_cut_off_goes_on_elsewhere() {
    for database in databases().await {
        let upstream = Node::start(sqlite()).await;
        put(&upstream, (1..=500).map(tide).collect()).await;
        let key = key(&upstream, upstream.own).await;
        let line = Middleman::before(&upstream.base).await;
        line.set(Fault::SilentAfterPages(1));
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &flags(&line.address, &key)).await;
        let pair = Pair { upstream, line, node, key };
        wait("a page is noted", || async {
            matches!(pair.state().await.first, FirstSync::Products { .. })
        })
        .await;
        // Another node comes, and this one goes in the middle of a question.
        let next = pair.node.beside_with(&flags(&pair.line.address, &pair.key)).await;
        let Pair { upstream, line, node, key } = pair;
        node.stop().await;
        line.set(Fault::None);
        line.take_requests();
        let pair = Pair { upstream, line, node: next, key };
        // The lease of the one that has gone runs out.
        pair.pass(2);
        wait("the rest is read", || async { pair.state().await.first == FirstSync::Done }).await;
        let asked = pair.line.take_requests();
        let from_the_start =
            asked.iter().find(|it| it.contains("limit=200") && !it.contains("cursor="));
        assert_eq!(from_the_start, None, "{asked:?}");
        pair.made().await;
        assert_eq!(pair.node.store.counts(pair.node.own).await.unwrap().0, 530);
        pair.stop().await;
    }
}

#[tokio::test]
async fn ids_there_are_their_own() {
    for database in databases().await {
        let pair = Pair::synced(database, 30).await;
        let head = pair.head().await;
        let bowl = pair.product("TIDE-7").await.unwrap();
        // Restored from a backup, say: the same numbers, other ids, older dates.
        pair.line.set(Fault::Rewritten(
            |_| {},
            |value| {
                fn moved(value: &mut Value) {
                    match value {
                        Value::Array(values) => values.iter_mut().for_each(moved),
                        Value::Object(fields) => {
                            for (name, value) in fields {
                                match (name.as_str(), value.as_i64()) {
                                    ("id" | "parentId" | "tenantId", Some(id)) => {
                                        *value = json!(id + 70_000)
                                    }
                                    ("updatedAt", _) => *value = json!("2020-01-01T00:00:00Z"),
                                    _ => moved(value),
                                }
                            }
                        }
                        _ => {}
                    }
                }
                moved(value);
            },
        ));
        pair.pass(15);
        pair.sync().compare_now().await.unwrap();
        pair.made().await;
        assert_eq!(pair.head().await, head, "nothing is other than before");
        assert_eq!(pair.product("TIDE-7").await.unwrap(), bowl);
        pair.stop().await;
    }
}

#[tokio::test]
async fn one_source_takes_the_others_place() {
    for database in databases().await {
        let pair = Pair::synced(database, 20).await;
        let (node, engine) = (&pair.node, &pair.node.app.engine);
        let kinds = async || {
            let connections = node.store.connections(node.own).await.unwrap();
            connections.into_iter().map(|it| it.kind).collect::<Vec<_>>()
        };
        let shop = engine::ShopSecrets {
            key: None,
            webhook_secrets: vec!["tide & time".into()],
            is_operators: true,
        };
        let address = "https://shop.example.test/".to_owned();
        engine.connect_shop(node.own, now(node), address, &shop).await.unwrap();
        assert_eq!(kinds().await, ["woocommerce"]);
        wait("it is followed no longer", || async { engine.inventory(node.own).is_none() }).await;
        let ids = pair.product("TIDE-2").await.unwrap().id;
        assert_eq!(node.store.upstream_counts(node.own).await.unwrap().shown, 0, "it is forgotten");
        assert_eq!(node.store.counts(node.own).await.unwrap().0, 50, "the products stay");

        remove(&pair.upstream, "TIDE-3").await;
        let secrets = InventorySecrets { key: pair.key.clone(), is_operators: true };
        let address = format!("{}api/products", pair.line.address);
        engine.connect_inventory(node.own, now(node), address, &secrets).await.unwrap();
        assert_eq!(kinds().await, [KIND]);
        wait("it is followed again", || async {
            node.store.upstream_counts(node.own).await.unwrap().shown == 49
                && pair.state().await.well_at.is_some()
        })
        .await;
        pair.made().await;
        assert_eq!(pair.product("TIDE-2").await.unwrap().id, ids, "the same products");
        let nonsense = "not an address at all://".to_owned();
        let refused = engine.connect_inventory(node.own, now(node), nonsense, &secrets).await;
        assert_eq!(refused.unwrap_err().field.as_deref(), Some("/address"));
        pair.stop().await;
    }
}

#[tokio::test]
async fn the_page_of_sources_shows_it_too() {
    for database in databases().await {
        let pair = Pair::synced(database, 20).await;
        let owner = pair.node.person("tenant_admin").await;
        let desk = look(&owner).await;
        let shown = desk.connection.unwrap();
        assert_eq!(
            (shown.kind, shown.is_complete, shown.is_open),
            (SourceKind::Inventory, true, true)
        );
        assert_eq!((shown.address, desk.counts.shown), (pair.line.address.clone(), 50));
        assert!(shown.well_at.is_some() && shown.trouble.is_none() && shown.webhooks.is_none());
        let (_, known) = pair.node.app.engine.followed_states().pop().unwrap();
        assert_eq!((known.well_at, known.is_complete()), (shown.well_at, true));

        remove(&pair.upstream, "TIDE-2").await;
        call(&owner, "compare", json!({})).await.unwrap();
        wait("it was compared on demand", || async {
            look(&owner).await.connection.unwrap().drift == Some(Drift { changed: 0, gone: 1 })
        })
        .await;
        call(&owner, "disconnect", json!({ "password": PASSWORD })).await.unwrap();
        assert_eq!(look(&owner).await.connection, None);
        wait("it is followed no longer", || async {
            pair.node.app.engine.inventory(pair.node.own).is_none()
        })
        .await;
        assert_eq!(pair.node.store.counts(pair.node.own).await.unwrap().0, 49, "the products stay");
        pair.stop().await;
    }
}
