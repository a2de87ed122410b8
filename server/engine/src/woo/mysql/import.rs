//! Brings a shop in from its database, once.

use super::database::Database;
use super::facts::Facts;
use super::page;
use super::reader::Reader;
use super::{DatabaseAddress, DatabaseError, FollowError, KIND};
use crate::import::{ImportReport, KEPT_REFUSALS, Progress, Refusal};
use crate::woo::work::publish_some;
use contract::ports::Clock;
use contract::{Currency, Problem, Tenant};
use std::sync::Arc;
use store::{Connection, Origin, Store};

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// What came before it is in the catalogue, and the same import can be run again.
    #[error(transparent)]
    Read(#[from] FollowError),
    /// Its numbers would be mistaken for those of what stands behind the shop.
    #[error("another source speaks for this shop: {0}")]
    Another(String),
    /// The store does not take what is read.
    #[error("{0}")]
    Store(Problem),
}

impl From<DatabaseError> for ImportError {
    fn from(error: DatabaseError) -> Self {
        Self::Read(error.into())
    }
}

/// What a database's prices are in, where its shop says it: a look before anything is made for it.
///
/// # Errors
/// Whatever keeps it from being read.
pub async fn currency(address: &DatabaseAddress) -> Result<Option<Currency>, DatabaseError> {
    let mut database = Database::open(address).await?;
    let facts = Facts::read(&mut database).await;
    database.close().await;
    Ok(facts?.currency.and_then(|code| Currency::parse(&code)))
}

/// Reads the whole shop and makes its products. What was known and is not there any more is gone
/// afterwards, also where that is most of it: somebody asked for it.
///
/// # Errors
/// Whatever ended it early.
pub async fn import(
    store: &Store,
    clock: Arc<dyn Clock>,
    tenant: &Tenant,
    address: &DatabaseAddress,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ImportReport, ImportError> {
    let connections = store.connections(tenant.id).await.map_err(FollowError::from)?;
    let is_other = |it: &Connection| !matches!(it.kind.as_str(), KIND | crate::woo::sync::KIND);
    if let Some(other) = connections.into_iter().find(is_other) {
        return Err(ImportError::Another(other.address));
    }
    let mut reader = Reader::open(address, tenant, store.clone(), clock.clone()).await?;
    let mut making = Making { store, clock, tenant, report: ImportReport::default() };
    let done = making.everything(&mut reader, progress).await;
    reader.close().await;
    done?;
    making.report().await
}

struct Making<'a> {
    store: &'a Store,
    clock: Arc<dyn Clock>,
    tenant: &'a Tenant,
    report: ImportReport,
}

impl Making<'_> {
    async fn everything(
        &mut self,
        reader: &mut Reader,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ImportError> {
        reader.categories().await?;
        reader.sweep(true).await?;
        let ids = reader.product_ids().await?;
        let total = Some(ids.len() as u64);
        for ids in ids.chunks(page::PRODUCTS) {
            let taken = reader.page(ids).await?;
            self.report.read += taken.shown;
            self.report.skipped += taken.hidden;
            self.make().await?;
            progress(Progress {
                read: self.report.read + self.report.skipped,
                done: self.report.read,
                refused: self.report.refused_count,
                skipped: self.report.skipped,
                total,
            });
        }
        self.make().await
    }

    /// Whatever is to be made by now.
    async fn make(&mut self) -> Result<(), ImportError> {
        loop {
            let origin = Origin {
                actor: "WooCommerce".into(),
                user_id: None,
                trace_id: crate::accounts::random_hex(16),
                producer_id: "woocommerce".into(),
                at: self.clock.now(),
            };
            let made = publish_some(self.store, self.tenant, origin).await;
            let Some(made) = made.map_err(ImportError::Store)? else {
                return Ok(());
            };
            self.report.created += u64::from(made.products.created);
            self.report.updated += u64::from(made.products.updated);
            self.report.stale += u64::from(made.products.stale);
            self.report.removed += u64::from(made.hidden);
            self.report.refused_count += u64::from(made.refused);
        }
    }

    /// With all that stands in quarantine, whenever it came there.
    async fn report(mut self) -> Result<ImportReport, ImportError> {
        let report = &mut self.report;
        let refused = self.store.quarantined(self.tenant.id, KEPT_REFUSALS as i64).await;
        let refused = refused.map_err(FollowError::from)?;
        report.refused_count = refused.len() as u64;
        report.refused = refused
            .into_iter()
            .flat_map(|it| {
                let sku = it.sku;
                it.reasons.into_iter().map(move |reason| {
                    let number = u64::try_from(it.root.0).unwrap_or_default();
                    Refusal::new(
                        number,
                        sku.as_deref(),
                        &reason.field,
                        reason.reason,
                        &reason.original,
                    )
                })
            })
            .take(KEPT_REFUSALS)
            .collect();
        let told = report.created + report.updated + report.stale + report.refused_count;
        report.unchanged = report.read.saturating_sub(told);
        Ok(self.report)
    }
}
