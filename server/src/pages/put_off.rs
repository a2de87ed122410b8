//! A house whose shops cannot be shown yet.

use async_trait::async_trait;
use contract::ports::{Directory, Storefront};
use contract::{Problem, Result, Tenant};
use std::sync::Arc;

/// Answers everything with the problem, so that a page rendered with it says what is the matter.
pub struct PutOff(pub Problem);

#[async_trait]
impl Directory for PutOff {
    async fn tenants(&self) -> Result<Vec<Arc<Tenant>>> {
        Err(self.0.clone())
    }

    async fn storefront(&self, _: &str) -> Result<Arc<dyn Storefront>> {
        Err(self.0.clone())
    }
}
