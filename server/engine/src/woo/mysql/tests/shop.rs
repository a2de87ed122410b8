//! A shop made by hand in a database, and what follows it.

use crate::upstream::Ledger;
use crate::woo::mysql::server::Foreign;
use crate::woo::mysql::{DatabaseAddress, DatabaseSync, KIND, import};
use crate::woo::sync::{Progress, SyncState};
use crate::{TestClock, import::ImportReport};
use contract::ports::Clock;
use contract::{Currency, Tenant, TenantId, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::testing::TestDatabase;
use store::upstream::{Kind, Root};
use store::{Origin, SaveConnection, SaveTenant, Store, TenantDraft};
use tokio::sync::{Notify, watch};

/// The tables, with what is read of them.
const TABLES: &str = "
CREATE TABLE {p}posts (ID BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    post_date_gmt DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', post_content LONGTEXT NOT NULL,
    post_title TEXT NOT NULL, post_excerpt TEXT NOT NULL, post_status VARCHAR(20) NOT NULL,
    post_password VARCHAR(255) NOT NULL DEFAULT '', post_name VARCHAR(200) NOT NULL DEFAULT '',
    post_modified DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00',
    post_modified_gmt DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00',
    post_parent BIGINT UNSIGNED NOT NULL DEFAULT 0, guid VARCHAR(255) NOT NULL DEFAULT '',
    menu_order INT NOT NULL DEFAULT 0, post_type VARCHAR(20) NOT NULL,
    post_mime_type VARCHAR(100) NOT NULL DEFAULT '',
    KEY type_status_date (post_type, post_status, post_date_gmt, ID), KEY post_parent (post_parent));
CREATE TABLE {p}postmeta (meta_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    post_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
    KEY post_id (post_id), KEY meta_key (meta_key(191)));
CREATE TABLE {p}terms (term_id BIGINT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL,
    slug VARCHAR(200) NOT NULL);
CREATE TABLE {p}term_taxonomy (term_taxonomy_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    term_id BIGINT UNSIGNED NOT NULL, taxonomy VARCHAR(32) NOT NULL,
    parent BIGINT UNSIGNED NOT NULL DEFAULT 0);
CREATE TABLE {p}term_relationships (object_id BIGINT UNSIGNED NOT NULL,
    term_taxonomy_id BIGINT UNSIGNED NOT NULL, PRIMARY KEY (object_id, term_taxonomy_id));
CREATE TABLE {p}termmeta (meta_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    term_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
    KEY term_id (term_id));
CREATE TABLE {p}options (option_name VARCHAR(191) PRIMARY KEY, option_value LONGTEXT NOT NULL);
CREATE TABLE {p}woocommerce_attribute_taxonomies (attribute_id BIGINT UNSIGNED PRIMARY KEY,
    attribute_name VARCHAR(200) NOT NULL, attribute_label VARCHAR(200),
    attribute_orderby VARCHAR(20) NOT NULL);
INSERT INTO {p}options VALUES ('siteurl','https://shop.test'),('woocommerce_currency','EUR');
INSERT INTO {p}terms VALUES (1,'Uncategorized','uncategorized'),(2,'variable','variable'),
    (3,'Outer &amp; wear','outer-wear'),(4,'Coats','coats'),(5,'Navy, \"dark\"','navy');
INSERT INTO {p}term_taxonomy VALUES (1,1,'product_cat',0),(2,2,'product_type',0),
    (3,3,'product_cat',0),(4,4,'product_cat',3),(5,5,'pa_color',0);
INSERT INTO {p}woocommerce_attribute_taxonomies VALUES (1,'color','Colour','menu_order');
";

pub struct Shop {
    pub foreign: Foreign,
    pub prefix: &'static str,
    pub store: Store,
    pub tenant: TenantId,
    pub clock: Arc<TestClock>,
    _database: TestDatabase,
}

fn origin() -> Origin {
    Origin {
        actor: "Ines Prado".into(),
        user_id: None,
        trace_id: "00000000000000000000000000000001".into(),
        producer_id: "test".into(),
        at: Timestamp(1),
    }
}

impl Shop {
    /// With nothing in it yet.
    pub async fn bare(prefix: &'static str) -> Option<Self> {
        let foreign = Foreign::new().await?;
        let database = store::testing::sqlite();
        let store = database.store().await;
        let tenant = TenantDraft {
            slug: "tide".into(),
            name: "Tide".into(),
            tagline: String::new(),
            about: String::new(),
            organisation: None,
            logo_url: None,
            accent: "#0b7a75".into(),
            currency: Currency::EUR,
            locale: "de-DE".into(),
            languages: vec![],
            time_zone: "Europe/Berlin".into(),
        };
        let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
        let (kind, address) = (KIND.to_owned(), "mysql://shop.test".to_owned());
        let save = SaveConnection { tenant, origin: origin(), kind, address, sealed: "x".into() };
        store.write(save).await.unwrap();
        let clock = Arc::new(TestClock::default());
        Some(Self { foreign, prefix, store, tenant, clock, _database: database })
    }

    /// With tables, a tree of categories and a global attribute.
    pub async fn new(prefix: &'static str) -> Option<Self> {
        let it = Self::bare(prefix).await?;
        it.run(TABLES).await;
        Some(it)
    }

    /// `{p}` is the prefix.
    pub async fn run(&self, sql: &str) {
        self.foreign.run(&sql.replace("{p}", self.prefix)).await;
    }

    /// Something for sale, changed just now, and its properties.
    pub async fn put(&self, id: i64, parent: i64, meta: &[(&str, &str)]) {
        let kind = if parent == 0 { "product" } else { "product_variation" };
        let mut sql = format!(
            "INSERT INTO {{p}}posts (ID, post_parent, post_type, post_status, post_title, post_name, \
             post_content, post_excerpt, post_modified_gmt) VALUES ({id}, {parent}, '{kind}', \
             'publish', 'Coat {id}', 'coat-{id}', 'Warm.', '', UTC_TIMESTAMP());"
        );
        for (name, value) in meta {
            let value = value.replace('\\', "\\\\").replace('\'', "\\'");
            sql.push_str(&format!(
                "INSERT INTO {{p}}postmeta (post_id, meta_key, meta_value) \
                 VALUES ({id}, '{name}', '{value}');"
            ));
        }
        self.run(&sql).await;
    }

    /// Plain products, `from` to the one before `to`.
    pub async fn fill(&self, from: i64, to: i64) {
        let last = to - 1;
        self.run(&format!(
            "INSERT INTO {{p}}posts (ID, post_type, post_status, post_title, post_name, \
             post_content, post_excerpt, post_modified_gmt) SELECT seq, 'product', 'publish', \
             CONCAT('Coat ', seq), CONCAT('coat-', seq), 'Warm.', '', '2026-11-01 10:00:00' \
             FROM seq_{from}_to_{last};
             INSERT INTO {{p}}postmeta (post_id, meta_key, meta_value) \
             SELECT seq, '_sku', CONCAT('C-', seq) FROM seq_{from}_to_{last};
             INSERT INTO {{p}}postmeta (post_id, meta_key, meta_value) \
             SELECT seq, '_regular_price', '10.00' FROM seq_{from}_to_{last};"
        ))
        .await;
    }

    pub fn address(&self) -> DatabaseAddress {
        self.foreign.address(self.prefix)
    }

    /// As a program that has just been started.
    pub fn sync(&self, holder: &str, address: DatabaseAddress) -> DatabaseSync {
        DatabaseSync {
            address,
            ledger: Ledger {
                tenant: self.tenant,
                kind: KIND,
                connected_at: Timestamp(1),
                store: self.store.clone(),
                clock: self.clock.clone(),
                holder: holder.into(),
            },
            said: Box::new(|| {}),
            progress: watch::Sender::new(Progress::default()),
            wanted: Notify::new(),
        }
    }

    pub async fn tenant(&self) -> Tenant {
        let tenants = self.store.tenants().await.unwrap();
        tenants.into_iter().find(|tenant| tenant.id == self.tenant).unwrap()
    }

    pub async fn import(&self) -> ImportReport {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let (tenant, address) = (self.tenant().await, self.address());
        import(&self.store, clock, &tenant, &address, &mut |_| {}).await.unwrap()
    }

    pub async fn state(&self) -> SyncState {
        let all = self.store.connections(self.tenant).await.unwrap();
        serde_json::from_str(&all[0].state).unwrap()
    }

    pub async fn known(&self, kind: Kind) -> Vec<i64> {
        let known = self.store.upstream_present(self.tenant, kind, 0, 100_000).await.unwrap();
        known.into_iter().map(|(id, _)| id).collect()
    }

    /// What is kept of each thing that is to be made.
    pub async fn contents(&self) -> BTreeMap<i64, String> {
        let now = self.clock.now();
        let stirred = self.store.stirred(self.tenant, Root(0), 100_000, now).await.unwrap();
        let members = stirred.into_iter().flat_map(|stirred| stirred.family);
        members.map(|member| (member.key.id, member.content)).collect()
    }

    pub async fn product(&self, sku: &str) -> Option<contract::UniversalProduct> {
        let id = self.store.product_id_by_sku(self.tenant, sku).await.unwrap()?;
        self.store.products(self.tenant, &[id]).await.unwrap().pop()
    }

    pub async fn drop(self) {
        self.store.close().await;
        self.foreign.drop().await;
    }
}
