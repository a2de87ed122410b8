//! Brings orders to the systems behind the shops.
//!
//! The orders themselves are the job: what waits is read from the table, so a crash loses nothing, and
//! what was done is noted there. One node at a time works for a shop, by a lease. Its orders go in the
//! order they were placed: one that has to wait holds the later ones up, one that is refused as it is
//! does not.

use crate::Engine;
use crate::accounts::random_hex;
use crate::upstream::Lease;
use contract::{Order, TenantId, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{NotePushed, OrderRecord, Pushed, StoreError};
use tokio::task::{Id, JoinSet};

/// How often is looked whether an order's turn has come.
const PACE: Duration = Duration::from_secs(1);
const FIRST_PAUSE_MS: i64 = 1_000;
const LONGEST_PAUSE_MS: i64 = 300_000;

/// It is tried again: soon, then more and more seldom, and not all of them at once; not before the
/// other system asks for it.
pub(super) fn later(now: Timestamp, order: &Order, said: &str, retry_after: Option<u64>) -> Pushed {
    let attempts = order.push.attempts;
    let pause = FIRST_PAUSE_MS << attempts.clamp(0, 9);
    let pause = pause.min(LONGEST_PAUSE_MS);
    let pause = pause - spread(now, order) % (pause / 2 + 1);
    let asked = retry_after.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX));
    let asked = asked.unwrap_or_default();
    let pause = pause.max(asked.saturating_mul(1_000).min(LONGEST_PAUSE_MS));
    Pushed::Later { said: said.to_owned(), next_at: Timestamp(now.0 + pause) }
}

/// Something that is another for each order and each moment, and the same for the same: what is
/// simulated can be repeated.
fn spread(now: Timestamp, order: &Order) -> i64 {
    let hash = Sha256::digest(format!("{} {} {}", order.id, order.push.attempts, now.0));
    hash.iter().take(6).fold(0, |sum, byte| sum << 8 | i64::from(*byte))
}

pub(crate) async fn keep_pushing(engine: Arc<Engine>) {
    let mut shops: JoinSet<()> = JoinSet::new();
    let mut busy: HashMap<Id, TenantId> = HashMap::new();
    let mut is_failing = false;
    loop {
        match due(&engine).await {
            Ok(tenants) => {
                is_failing = false;
                for tenant in tenants {
                    if !busy.values().any(|it| *it == tenant) {
                        let id = shops.spawn(push_shop(engine.clone(), tenant)).id();
                        busy.insert(id, tenant);
                    }
                }
            }
            Err(error) if !is_failing => {
                is_failing = true;
                tracing::warn!(%error, "Orders that wait cannot be looked for; trying again.");
            }
            Err(_) => {}
        }
        // One that has ended may have overlooked the order that woke this.
        tokio::select! {
            () = engine.ordered.notified() => {}
            () = tokio::time::sleep(PACE) => {}
            Some(ended) = shops.join_next_with_id() => {
                busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
        }
    }
}

/// Shops whose first waiting order has its turn.
async fn due(engine: &Engine) -> Result<Vec<TenantId>, StoreError> {
    let mut due = Vec::new();
    for tenant in engine.store.tenants_to_push().await? {
        let order = engine.store.next_to_push(tenant).await?;
        if order.is_some_and(|order| is_due(engine, &order)) {
            due.push(tenant);
        }
    }
    Ok(due)
}

fn is_due(engine: &Engine, record: &OrderRecord) -> bool {
    record.order.push.next_at.is_none_or(|at| at <= engine.clock.now())
}

async fn push_shop(engine: Arc<Engine>, tenant: TenantId) {
    let lease = lease(&engine, tenant);
    let pushed = lease.holding(push_due(&engine, tenant, &lease)).await;
    end(tenant, &lease, pushed).await;
}

fn lease(engine: &Engine, tenant: TenantId) -> Lease {
    Lease {
        name: format!("push-{tenant}"),
        holder: engine.name.clone(),
        store: engine.store.clone(),
        clock: engine.clock.clone(),
    }
}

async fn end(tenant: TenantId, lease: &Lease, pushed: Result<(), StoreError>) {
    if let Err(error) = pushed {
        tracing::warn!(%tenant, %error, "An order's way cannot be noted; it is brought again.");
    }
    if let Err(error) = lease.release().await {
        tracing::debug!(%tenant, %error, "A lease cannot be given back.");
    }
}

/// One order after the other, as long as one has its turn.
async fn push_due(engine: &Engine, tenant: TenantId, lease: &Lease) -> Result<(), StoreError> {
    while lease.hold().await? {
        let order = engine.store.next_to_push(tenant).await?;
        let Some(order) = order.filter(|order| is_due(engine, order)) else { break };
        push(engine, tenant, &order).await?;
    }
    Ok(())
}

/// Once, for whoever keeps time themselves: the lease is not renewed on the way.
pub(super) async fn push_once(engine: &Engine, tenant: TenantId) {
    let lease = lease(engine, tenant);
    let pushed = push_due(engine, tenant, &lease).await;
    end(tenant, &lease, pushed).await;
}

async fn push(engine: &Engine, tenant: TenantId, record: &OrderRecord) -> Result<(), StoreError> {
    let order = &record.order;
    let stock = engine.tenant(&tenant.to_string()).and_then(|tenant| engine.stock(&tenant));
    let outcome = match stock {
        Ok(stock) => stock.push(record).await,
        Err(problem) => {
            tracing::debug!(%tenant, title = problem.title, "A shop's system cannot be asked.");
            let said = "The system behind the shop cannot be asked.";
            later(engine.clock.now(), order, said, None)
        }
    };
    let (word, said) = in_words(&outcome);
    metrics::counter!("etalage_orders_push_total", "outcome" => word).increment(1);
    match &outcome {
        Pushed::Done { remote_id, .. } => {
            tracing::info!(%tenant, order = order.number, remote_id, "An order stands in the system behind the shop.");
        }
        Pushed::Later { .. } => {
            tracing::info!(%tenant, order = order.number, attempts = order.push.attempts + 1, said, "An order waits for the system behind the shop.");
        }
        Pushed::Rejected { .. } | Pushed::Refused { .. } => {
            tracing::warn!(%tenant, order = order.number, outcome = word, said, "The system behind the shop does not take an order.");
        }
    }
    let origin = engine.trade_origin("Etalage", "orders", &random_hex(16));
    let note = NotePushed { tenant, origin, order: order.code.clone(), outcome };
    engine.store.write(note).await?;
    engine.written.notify_one();
    Ok(())
}

fn in_words(outcome: &Pushed) -> (&'static str, &str) {
    match outcome {
        Pushed::Done { .. } => ("done", ""),
        Pushed::Later { said, .. } => ("later", said),
        Pushed::Rejected { said } => ("rejected", said),
        Pushed::Refused { said } => ("refused", said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::order::{Push, PushState};
    use contract::{Currency, Customer, OrderId, OrderState};

    fn order(id: i64, attempts: i64) -> Order {
        let push = Push {
            state: PushState::Waiting,
            attempts,
            next_at: None,
            said: None,
            remote_id: None,
        };
        Order {
            id: OrderId(id),
            code: "a".into(),
            number: 1_001,
            state: OrderState::Placing,
            lines: vec![],
            total_cents: 0,
            currency: Currency::EUR,
            customer: Customer::default(),
            placed_at: Timestamp(0),
            push,
            payment_url: None,
        }
    }

    fn pause(id: i64, attempts: i64, retry_after: Option<u64>) -> i64 {
        match later(Timestamp(7), &order(id, attempts), "", retry_after) {
            Pushed::Later { next_at, .. } => next_at.0 - 7,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pauses_grow_to_five_minutes_and_heed_what_is_asked_for() {
        for attempts in [0, 1, 5, 8, 9, 400] {
            let longest = 1_000_i64.saturating_mul(1 << attempts.min(20)).min(300_000);
            let pauses: Vec<i64> = (0..50).map(|id| pause(id, attempts, None)).collect();
            assert!(pauses.iter().all(|it| (longest / 2..=longest).contains(it)), "{attempts}");
            assert!(pauses.iter().any(|it| *it != pauses[0]), "not all of them at once");
        }
        assert_eq!(pause(1, 0, Some(60)), 60_000);
        assert_eq!(pause(1, 0, Some(u64::MAX)), 300_000);
    }
}
