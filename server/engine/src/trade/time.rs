//! Lets go of what has lapsed.
//!
//! Nothing depends on it being on time: whoever asks compares the time themselves. It frees the
//! stock other shoppers see, and tells them.

use crate::Engine;
use contract::TenantId;
use std::sync::Arc;
use std::time::Duration;
use store::ExpireHolds;

const PACE: Duration = Duration::from_millis(500);
/// Of one shop in one transaction: others wait behind it.
const AT_ONCE: i64 = 200;

pub(crate) async fn keep_time(engine: Arc<Engine>) {
    let mut pace = tokio::time::interval(PACE);
    pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut is_failing = false;
    loop {
        pace.tick().await;
        let lapsed = engine.store.lapsed_tenants(engine.clock.now()).await;
        match lapsed {
            Ok(tenants) => {
                is_failing = false;
                for tenant in tenants {
                    expire(&engine, tenant).await;
                }
            }
            Err(error) if !is_failing => {
                is_failing = true;
                tracing::warn!(%error, "What has lapsed cannot be looked for; trying again.");
            }
            Err(_) => {}
        }
    }
}

pub(super) async fn expire(engine: &Engine, tenant: TenantId) {
    loop {
        let origin = engine.trade_origin("Etalage", "holds", &crate::accounts::random_hex(16));
        let command = ExpireHolds { tenant, origin, most: AT_ONCE };
        match engine.store.write(command).await {
            Ok(expired) => {
                metrics::counter!("etalage_holds_expired_total").increment(expired.value.into());
                if i64::from(expired.value) < AT_ONCE {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%tenant, %error, "Holds that have lapsed could not be let go of; trying again.");
                return;
            }
        }
    }
}
