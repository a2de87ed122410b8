//! Says when a schedule begins or ends.
//!
//! Schedules are decided whenever someone reads, by the clock; nothing depends on this timer. It
//! only writes one event per boundary into the feed, so that open pages hear of it. All nodes run
//! it; the store lets the first of them write.

use crate::runtime::Engine;
use crate::to_problem;
use contract::{TenantId, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{NoteBoundary, Origin};

/// The longest sleep: a clock may be set forward.
const LONGEST: Duration = Duration::from_secs(1);

pub(crate) async fn keep_time(engine: Arc<Engine>) {
    let mut noted: HashMap<TenantId, Timestamp> = HashMap::new();
    loop {
        let now = engine.clock.now();
        let mut sleep = LONGEST;
        for (tenant, shelves) in engine.shops() {
            let placements = shelves.placements.get();
            if let Some(reached) = placements.last_boundary(now)
                && noted.get(&tenant).is_none_or(|known| *known < reached)
            {
                match note(&engine, tenant, reached, now).await {
                    Ok(()) => {
                        noted.insert(tenant, reached);
                    }
                    Err(problem) => {
                        tracing::warn!(%tenant, %problem, "A schedule boundary could not be announced; trying again.");
                    }
                }
            }
            if let Some(next) = placements.next_boundary(now) {
                let wait = Duration::from_millis((next.0 - now.0).max(1).unsigned_abs());
                sleep = sleep.min(wait);
            }
        }
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = engine.rescheduled.notified() => {}
        }
    }
}

async fn note(
    engine: &Engine,
    tenant: TenantId,
    boundary: Timestamp,
    now: Timestamp,
) -> Result<(), contract::Problem> {
    let origin = Origin {
        actor: "schedule".into(),
        user_id: None,
        trace_id: crate::accounts::random_hex(16),
        producer_id: "schedule".into(),
        at: now,
    };
    let first = engine.store.write(NoteBoundary { tenant, origin, boundary }).await;
    if first.map_err(to_problem)?.value {
        tracing::info!(%tenant, boundary = %boundary.to_rfc3339(), "A schedule boundary was reached.");
    }
    Ok(())
}
