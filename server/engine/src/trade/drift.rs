//! Compares what is held of back offices' stock with what they say, and brings it to that.
//!
//! Someone there may have let go of a hold, or given it another time, and answers get lost. A hold an
//! order was placed with is left to whoever brings the order there.

use super::remote::{Remote, lapses_at};
use crate::Engine;
use crate::accounts::random_hex;
use contract::{Hold, HoldId, HoldState, TenantId, Timestamp};
use futures::{TryStreamExt, stream};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{AcquireLease, Authority, HoldRecord, RepairHold, StoreError};

/// How often is looked whether it is time, which the engine's clock says.
const PACE: Duration = Duration::from_secs(1);
const ROUND_SECONDS: i64 = 60;
/// Of one shop in one round; the next one goes on there.
const MOST: i64 = 500;
const AT_ONCE: usize = 4;
const LEEWAY_SECONDS: i64 = 10;
/// What two clocks may differ by within one hold.
const LEEWAY_MS: i64 = 2_000;

/// How far comparing has come with a shop.
#[derive(Clone, Copy)]
struct Round {
    next_at: Timestamp,
    after: HoldId,
}

pub(crate) async fn keep_comparing(engine: Arc<Engine>) {
    let mut rounds: HashMap<TenantId, Round> = HashMap::new();
    loop {
        tokio::time::sleep(PACE).await;
        let remotes = engine.remotes();
        rounds.retain(|tenant, _| remotes.iter().any(|remote| remote.tenant == *tenant));
        let now = engine.clock.now();
        let work = remotes.into_iter().map(|remote| {
            let round = rounds.get(&remote.tenant).copied();
            let round = round.unwrap_or(Round { next_at: now, after: HoldId(0) });
            go_on(&engine, remote, round)
        });
        for (tenant, round) in futures::future::join_all(work).await {
            rounds.insert(tenant, round);
        }
    }
}

async fn go_on(engine: &Engine, remote: Remote, round: Round) -> (TenantId, Round) {
    let tenant = remote.tenant;
    if let Err(error) = remote.sweep().await {
        tracing::debug!(%tenant, %error, "What is not wanted at a back office waits there.");
        return (tenant, round);
    }
    let now = engine.clock.now();
    if now < round.next_at {
        return (tenant, round);
    }
    let next_at = now.plus_seconds(ROUND_SECONDS);
    let lease = AcquireLease {
        name: format!("compare-{tenant}"),
        holder: engine.name.clone(),
        now,
        // It stays with this node as long as that goes on.
        until: next_at.plus_seconds(LEEWAY_SECONDS),
    };
    let compared = async {
        match engine.store.write(lease).await?.value {
            true => compare(engine, &remote, round.after, AT_ONCE).await,
            false => Ok(HoldId(0)),
        }
    };
    match compared.await {
        Ok(after) => (tenant, Round { next_at, after }),
        Err(error) => {
            tracing::warn!(%tenant, %error, "Holds cannot be compared; trying again.");
            (tenant, Round { next_at, ..round })
        }
    }
}

/// Answers where the next round begins.
pub(super) async fn compare(
    engine: &Engine,
    remote: &Remote,
    after: HoldId,
    at_once: usize,
) -> Result<HoldId, StoreError> {
    let kept = engine.store.kept_holds(remote.tenant, after, MOST).await?;
    let is_full = kept.len() >= MOST as usize;
    let last = kept.last().map_or(HoldId(0), |held| held.hold.id);
    let now = engine.clock.now();
    let held = kept.into_iter().filter(|held| {
        held.authority == Authority::Inventory && held.hold.state_at(now) == HoldState::Active
    });
    let work = stream::iter(held.map(Ok));
    work.try_for_each_concurrent(at_once, |held| look_at(engine, remote, held)).await?;
    Ok(if is_full { last } else { HoldId(0) })
}

async fn look_at(engine: &Engine, remote: &Remote, held: HoldRecord) -> Result<(), StoreError> {
    let Some(code) = &held.remote_id else { return Ok(()) };
    let there = match remote.office.held(code).await {
        Ok(there) => there,
        Err(error) => {
            tracing::debug!(tenant = %remote.tenant, %error, "A hold cannot be compared.");
            return Ok(());
        }
    };
    let Some(repair) = differs(&held, there.as_ref()) else { return Ok(()) };
    let (state, expires_at, said) = repair;
    tracing::warn!(tenant = %remote.tenant, hold = %held.hold.id, said, "A back office says something else of a hold.");
    let command = RepairHold {
        tenant: remote.tenant,
        origin: engine.trade_origin("Etalage", "holds", &random_hex(16)),
        code: held.hold.code,
        seen: held.hold.expires_at,
        state,
        expires_at,
        said,
    };
    if engine.store.write(command).await?.value {
        metrics::counter!("etalage_holds_drifted_total").increment(1);
    }
    Ok(())
}

/// What an active hold is to become, and why in words.
fn differs(held: &HoldRecord, there: Option<&Hold>) -> Option<(HoldState, Timestamp, String)> {
    let expires_at = held.hold.expires_at;
    let ended = |state, said: &str| Some((state, expires_at, said.to_owned()));
    let Some(there) = there else {
        return ended(HoldState::Released, "The back office knows no such hold.");
    };
    match there.state {
        HoldState::Released => ended(HoldState::Released, "The back office let it go."),
        HoldState::Expired => ended(HoldState::Expired, "Its time ran out at the back office."),
        HoldState::Confirming | HoldState::Confirmed => {
            ended(HoldState::Confirmed, "It was ordered at the back office.")
        }
        HoldState::Active => {
            let lapses_at = lapses_at(held.hold.created_at, there);
            let is_other = (lapses_at.0 - expires_at.0).abs() > LEEWAY_MS;
            is_other.then(|| {
                let said = "The back office holds it for another time.".to_owned();
                (HoldState::Active, lapses_at, said)
            })
        }
    }
}
