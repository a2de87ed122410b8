//! A shop made by hand in a database, and what follows it.

use crate::upstream::Ledger;
use crate::woo::mysql::{DatabaseAddress, DatabaseSync, KIND, import};
use crate::woo::sync::{Progress, SyncState};
use crate::{TestClock, import::ImportReport};
use contract::ports::Clock;
use contract::{Tenant, TenantId, Timestamp};
use standin::mariadb::Database;
use standin::tables;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::testing::TestDatabase;
use store::upstream::{Kind, Root};
use store::{Origin, SaveConnection, SaveTenant, Store, TenantDraft};
use tokio::sync::{Notify, watch};

pub struct Shop {
    pub foreign: Database,
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
        let foreign = Database::of_tests().await?;
        let database = store::testing::sqlite();
        let store = database.store().await;
        let tenant = TenantDraft {
            locale: "de-DE".into(),
            time_zone: "Europe/Berlin".into(),
            ..TenantDraft::named("tide", "Tide")
        };
        let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
        let clock = Arc::new(TestClock::default());
        let shop = Self { foreign, prefix, store, tenant, clock, _database: database };
        shop.connect(KIND, "mysql://shop.test").await;
        Some(shop)
    }

    pub async fn connect(&self, kind: &str, address: &str) {
        let (tenant, kind, address) = (self.tenant, kind.to_owned(), address.to_owned());
        let save = SaveConnection { tenant, origin: origin(), kind, address, sealed: "x".into() };
        self.store.write(save).await.unwrap();
    }

    /// With tables, a tree of categories and a global attribute.
    pub async fn new(prefix: &'static str) -> Option<Self> {
        let it = Self::bare(prefix).await?;
        it.foreign.run(&tables::empty(prefix)).await;
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
        self.foreign.run(&tables::plain(self.prefix, from, to)).await;
    }

    pub fn address(&self) -> DatabaseAddress {
        DatabaseAddress::new(&self.foreign.url(), self.prefix).unwrap()
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
            known: watch::Sender::default(),
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
