//! What one node does at a time: it holds a lease meanwhile.

use contract::ports::Clock;
use std::sync::Arc;
use std::time::Duration;
use store::{AcquireLease, ReleaseLease, Store, StoreError};

/// What was killed holds up the next one for no longer than this.
pub(crate) const LEASE_SECONDS: i64 = 20;
/// How often it is renewed while work is done.
const RENEWAL: Duration = Duration::from_secs(5);

pub(crate) struct Lease {
    pub name: String,
    /// This node.
    pub holder: String,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
}

impl Lease {
    /// Takes or renews it. Answers whether it is this node's.
    pub async fn hold(&self) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let (name, holder) = (self.name.clone(), self.holder.clone());
        let until = now.plus_seconds(LEASE_SECONDS);
        Ok(self.store.write(AcquireLease { name, holder, now, until }).await?.value)
    }

    pub async fn release(&self) -> Result<(), StoreError> {
        let (name, holder) = (self.name.clone(), self.holder.clone());
        self.store.write(ReleaseLease { name, holder }).await?;
        Ok(())
    }

    /// Does something and renews it all the while. Whether it is lost is to be looked at between two
    /// pieces of work.
    pub async fn holding<T>(&self, work: impl Future<Output = T>) -> T {
        let renewing = async {
            loop {
                tokio::time::sleep(RENEWAL).await;
                if let Err(error) = self.hold().await {
                    tracing::debug!(lease = self.name, %error, "A lease cannot be renewed.");
                }
            }
        };
        tokio::select! {
            done = work => done,
            never = renewing => never,
        }
    }
}
