//! The readers' side: a pool, and a count of what is sent through it.

use super::Db;
use crate::Result;
use sqlx::pool::PoolConnection;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the modules beside this one hang their reads on.
pub(crate) struct Reads {
    pool: sqlx::Pool<Db>,
    statements: AtomicU64,
}

impl Reads {
    pub fn new(pool: sqlx::Pool<Db>) -> Self {
        Self { pool, statements: AtomicU64::new(0) }
    }

    /// For one statement, which is counted.
    pub(super) fn pool(&self) -> &sqlx::Pool<Db> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        &self.pool
    }

    /// For so many statements, which are counted: the pool tries a connection out each time it is
    /// given back.
    pub(super) async fn connection(&self, statements: u64) -> Result<PoolConnection<Db>> {
        self.statements.fetch_add(statements, Ordering::Relaxed);
        Ok(self.pool.acquire().await?)
    }

    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT seq FROM tenant_versions WHERE tenant_id = 0")
            .fetch_one(self.pool())
            .await?;
        Ok(())
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}
