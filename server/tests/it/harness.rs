//! One node on a free port, with two shops and somebody in every role.

use contract::draft::ProductDraft;
use contract::featured::{Badge, FeaturedTypeDraft};
use contract::{FeaturedTypeId, Language, Layout, ProductId, Tenant, TenantId};
use engine::accounts::hash_password;
use http::header::{ACCEPT, ORIGIN};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use server::cli::origin;
use server::config::Config;
use server::serve::{ServeOptions, serve};
use server::state::App;
use std::sync::{Arc, OnceLock};
use store::testing::TestDatabase;
use store::{
    Grant, SaveFeaturedType, SaveTenant, SaveUser, Scope, Store, TenantDraft, UpsertProducts,
};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub const PASSWORD: &str = "a long enough password";

/// The roles of the access table; each holds its role in the first shop only.
pub const ROLES: [&str; 5] = ["viewer", "merchandiser", "tenant_admin", "org_admin", "operator"];

pub struct Node {
    pub app: App,
    pub base: String,
    pub store: Store,
    /// The first shop and its shelf.
    pub own: TenantId,
    pub shelf: FeaturedTypeId,
    /// A shop nobody but the operator has to do with.
    pub foreign: TenantId,
    pub foreign_shelf: FeaturedTypeId,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    database: Arc<TestDatabase>,
    _site: tempfile::TempDir,
}

/// The same hash for everyone: making one takes a while.
fn hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(PASSWORD).unwrap()).clone()
}

pub fn draft(sku: &str, name: &str) -> ProductDraft {
    ProductDraft {
        description: format!("<p>{name}, described.</p>"),
        stock: Some(9),
        images: vec![format!("/demo/{sku}.svg")],
        category_path: vec!["Things".into()],
        ..ProductDraft::named(sku, name, 2_500)
    }
}

/// A shop of Ireland that speaks every language there is.
pub fn tenant_draft(slug: &str) -> TenantDraft {
    TenantDraft {
        tagline: "For tests".into(),
        organisation: Some(format!("House of {slug}")),
        accent: "#5d3350".into(),
        languages: Language::ALL[1..].to_vec(),
        time_zone: "Europe/Dublin".into(),
        ..TenantDraft::named(slug, &format!("Shop {slug}"))
    }
}

async fn shop(store: &Store, slug: &str) -> (TenantId, FeaturedTypeId) {
    let tenant = tenant_draft(slug);
    let id = store.write(SaveTenant { origin: origin("test"), tenant }).await.unwrap().value;
    let drafts = (1..=30).map(|n| draft(&format!("{slug}-{n}"), &format!("{slug} piece {n}")));
    let command = UpsertProducts { tenant: id, origin: origin("test"), drafts: drafts.collect() };
    store.write(command).await.unwrap();
    let draft = FeaturedTypeDraft {
        name: "New in".into(),
        badge: Badge {
            text: "New".into(),
            icon: "star".into(),
            gradient_from: "#5d3350".into(),
            gradient_to: "#7a4468".into(),
        },
        layout: Layout::Grid,
        order: 0,
        capacity: 12,
        active_from: None,
        active_until: None,
        rule: None,
    };
    let save = SaveFeaturedType { tenant: id, origin: origin("test"), id: None, draft };
    (id, store.write(save).await.unwrap().value)
}

async fn people(store: &Store, tenant: &Tenant) {
    for role in ROLES {
        let save = SaveUser {
            origin: origin("test"),
            email: format!("{role}@example.test"),
            name: role.into(),
            password_hash: Some(hash()),
        };
        let user = store.write(save).await.unwrap().value;
        let scope = match role {
            "operator" => Scope::House,
            "org_admin" => Scope::Organisation(tenant.organisation_id.unwrap()),
            _ => Scope::Tenant(tenant.id),
        };
        let grant = Grant { origin: origin("test"), user, role: role.into(), scope };
        store.write(grant).await.unwrap();
    }
}

/// The two shops and their shelves.
#[derive(Clone, Copy)]
pub struct House {
    pub own: TenantId,
    pub shelf: FeaturedTypeId,
    pub foreign: TenantId,
    pub foreign_shelf: FeaturedTypeId,
}

/// Fills an empty database.
pub async fn furnish(database: &TestDatabase) -> House {
    let store = database.store().await;
    let (own, shelf) = shop(&store, "alder").await;
    let (foreign, foreign_shelf) = shop(&store, "birch").await;
    let tenants = store.tenants().await.unwrap();
    people(&store, tenants.iter().find(|tenant| tenant.id == own).unwrap()).await;
    store.close().await;
    House { own, shelf, foreign, foreign_shelf }
}

/// Files a build would have made.
pub fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pkg")).unwrap();
    std::fs::write(folder.path().join("pkg/etalage.css"), "body{}").unwrap();
    folder
}

impl Node {
    pub async fn start(database: TestDatabase) -> Self {
        let url = database.url.clone();
        Self::start_at(database, &url, &[]).await
    }

    /// One that reaches its database at another address. `{base}` in a flag is its own address.
    pub async fn start_at(database: TestDatabase, url: &str, flags: &[&str]) -> Self {
        let house = furnish(&database).await;
        Self::assemble(Arc::new(database), url, house, flags).await
    }

    /// Another node on the same database, with everything its own, as another process would be.
    pub async fn beside(&self) -> Self {
        self.beside_with(&[]).await
    }

    /// The same, told something else.
    pub async fn beside_with(&self, flags: &[&str]) -> Self {
        let database = self.database.clone();
        let url = database.url.clone();
        let Self { own, shelf, foreign, foreign_shelf, .. } = *self;
        let house = House { own, shelf, foreign, foreign_shelf };
        Self::assemble(database, &url, house, flags).await
    }

    async fn assemble(
        database: Arc<TestDatabase>,
        url: &str,
        house: House,
        flags: &[&str],
    ) -> Self {
        let site = site();
        let limits = [
            "--requests-per-second",
            "0",
            "--streams-per-address",
            "5",
            "--connections-per-address",
            "0",
            "--database-url",
            url,
        ];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        // Where it listens is known only now.
        let flags: Vec<String> = flags.iter().map(|flag| flag.replace("{base}", &base)).collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let config = Config::from_flags(&[&limits[..], &flags].concat()).unwrap();
        let store = server::node::open_store(&config).await.unwrap();
        let House { own, shelf, foreign, foreign_shelf } = house;
        let stop = CancellationToken::new();
        let mut leptos = leptos::prelude::LeptosOptions::builder().output_name("etalage").build();
        leptos.site_root = site.path().to_string_lossy().into_owned().into();
        let app = server::node::start(config.clone(), leptos, store.clone(), true, stop.clone())
            .await
            .unwrap();
        let router = server::node::router(&app).unwrap();
        let options = ServeOptions::from_config(&config).unwrap();
        let token = stop.clone();
        let serving = tokio::spawn(async move {
            serve(listener, router, options, token).await.unwrap();
        });
        let node = Self {
            app,
            base,
            store,
            own,
            shelf,
            foreign,
            foreign_shelf,
            stop,
            serving,
            database,
            _site: site,
        };
        for (tenant, seq) in node.store.feed_heads().await.unwrap() {
            assert!(node.app.engine.settled(tenant, seq).await);
        }
        for tenant in [own, foreign] {
            while !node.app.engine.is_searchable(tenant) {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        }
        node
    }

    pub async fn stop(self) {
        self.stop.cancel();
        self.serving.await.unwrap();
        server::node::finish(&self.app).await;
    }

    pub fn nobody(&self) -> Person {
        Person::at(&self.base)
    }

    /// Signed in with the role's account.
    pub async fn person(&self, role: &str) -> Person {
        Person::signed_in_at(&self.base, role).await
    }

    pub async fn product(&self, tenant: TenantId, sku: &str) -> ProductId {
        self.store.product_id_by_sku(tenant, sku).await.unwrap().unwrap()
    }
}

pub struct Person {
    pub client: Client,
    pub base: String,
}

impl Person {
    /// Not signed in.
    pub fn at(base: &str) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { client, base: base.to_owned() }
    }

    pub async fn signed_in_at(base: &str, role: &str) -> Self {
        let person = Self::at(base);
        let response = person.sign_in(&format!("{role}@example.test"), PASSWORD).await;
        assert_eq!(response.headers()["location"], "/admin");
        person
    }

    /// The answer to the form; it redirects.
    pub async fn sign_in(&self, email: &str, password: &str) -> Response {
        let fields = [("email", email), ("password", password)];
        let body = fields.map(|(k, v)| format!("{k}={}", v.replace('@', "%40").replace(' ', "+")));
        let response = self
            .ask("POST", "/fn/session/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(ACCEPT, "text/html")
            .body(body.join("&"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        response
    }

    /// The same browser at another node: cookies go by host, not by port.
    pub fn moved_to(&self, base: &str) -> Self {
        Self { client: self.client.clone(), base: base.to_owned() }
    }

    pub fn ask(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.client.request(method.parse().unwrap(), url).header(ORIGIN, &self.base)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.ask("GET", path).send().await.unwrap()
    }

    pub async fn json(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.ask("POST", path).json(&body).send().await.unwrap()
    }

    pub async fn feature(
        &self,
        product: ProductId,
        tenant: TenantId,
        shelf: FeaturedTypeId,
    ) -> i64 {
        let path = format!("/api/items/{product}/featured-types?tenantId={tenant}");
        let response = self.post(&path, serde_json::json!({ "typeId": shelf })).await;
        assert_eq!(response.status(), 200);
        response.json::<Value>().await.unwrap()["seq"].as_i64().unwrap()
    }

    pub async fn unfeature(
        &self,
        product: ProductId,
        tenant: TenantId,
        shelf: FeaturedTypeId,
    ) -> i64 {
        let path = format!("/api/items/{product}/featured-types/{shelf}?tenantId={tenant}");
        let response = self.ask("DELETE", &path).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json::<Value>().await.unwrap()["seq"].as_i64().unwrap()
    }
}

/// Runs a test on every database there is.
pub async fn on_each<F: Future<Output = ()>>(test: impl Fn(Node) -> F) {
    for database in store::testing::databases().await {
        let name = database.name;
        eprintln!("on {name}");
        test(Node::start(database).await).await;
    }
}

/// Somebody an order can be sent to.
pub fn customer() -> Value {
    serde_json::json!({
        "name": "Ines Vale", "email": "ines@example.com", "street": "12 Harbour Row",
        "postalCode": "EX1 1AA", "city": "Exmouth", "country": "GB",
    })
}

/// A problem document with everything it must have, and nothing internal.
pub async fn problem(response: Response) -> Value {
    let status = response.status().as_u16();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    let trace = response.headers()["trace-id"].to_str().unwrap().to_owned();
    let text = response.text().await.unwrap();
    assert_eq!(kind, "application/problem+json", "{text}");
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["status"], status);
    assert_eq!(document["traceId"], trace.as_str());
    assert!(document["type"].as_str().unwrap().starts_with("urn:etalage:problem:"), "{text}");
    for internal in ["sqlx", "SELECT", "panicked", ".rs:", "sqlite", "postgres"] {
        assert!(!text.contains(internal), "{text}");
    }
    document
}
