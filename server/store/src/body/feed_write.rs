//! The end of every transaction: positions are taken, events and audit written.

use super::{Connection, Db, meanwhile};
use crate::Result;
use crate::command::{PRUNED_AT_ONCE, PruneFeed};
use crate::effect::{Effect, json};
use contract::{Seq, TenantId};
use serde::Serialize;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

const TAKE: &str = "UPDATE tenant_versions SET seq = seq + $2 WHERE tenant_id = $1 RETURNING seq";
const HEAD: &str = "SELECT seq FROM tenant_versions WHERE tenant_id = $1";
/// Rows per statement.
const CHUNK: usize = 250;

/// What one command of the batch leaves to be appended.
pub(super) struct Appendix {
    pub feed: Option<TenantId>,
    pub effects: Vec<Effect>,
}

/// Appends the whole batch's events and answers, per command, the position its feed has after it.
///
/// Must be the last thing before the commit: from the first `UPDATE` on, nobody else can commit to
/// these feeds. Tenants are taken in ascending order, so that two batches never wait in a circle.
pub(super) async fn append(connection: &mut Connection, batch: &[Appendix]) -> Result<Vec<Seq>> {
    let mut feeds: BTreeMap<TenantId, Vec<&Effect>> = BTreeMap::new();
    for appendix in batch {
        if let Some(feed) = appendix.feed {
            feeds.entry(feed).or_default();
        }
        for effect in &appendix.effects {
            feeds.entry(effect.tenant).or_default().push(effect);
        }
    }
    // The position before the batch; counted up below.
    let mut positions: BTreeMap<TenantId, i64> = BTreeMap::new();
    for (tenant, effects) in feeds {
        positions.insert(tenant, lengthen(connection, tenant, &effects).await?);
    }
    let answers = batch.iter().map(|appendix| {
        for effect in &appendix.effects {
            *positions.entry(effect.tenant).or_default() += 1;
        }
        let head = appendix.feed.and_then(|feed| positions.get(&feed));
        Seq(head.copied().unwrap_or(0))
    });
    Ok(answers.collect())
}

/// Appends to one feed, and answers its position before.
async fn lengthen(
    connection: &mut Connection,
    tenant: TenantId,
    effects: &[&Effect],
) -> Result<i64> {
    if effects.is_empty() {
        let query = sqlx::query_scalar(HEAD).bind(tenant.0);
        return Ok(query.fetch_optional(connection).await?.unwrap_or(0));
    }
    let count = effects.len() as i64;
    let take = sqlx::query_scalar(TAKE).bind(tenant.0).bind(count);
    let (head, rows) = meanwhile(take.fetch_one(&mut *connection), || rows(effects)).await;
    let head: i64 = head?;
    let before = head - count;
    for rows in rows? {
        let query = sqlx::query(APPEND).bind(tenant.0).bind(before).bind(rows);
        query.execute(&mut *connection).await?;
    }
    insert_audit(connection, before, effects).await?;
    Ok(before)
}

/// An event as it is written down.
#[derive(Serialize)]
struct Row<'a> {
    /// Which of the batch, from one.
    n: usize,
    audience: String,
    kind: &'a str,
    payload: String,
    trace: &'a str,
    producer: &'a str,
    at: i64,
}

impl<'a> Row<'a> {
    fn new(n: usize, effect: &'a Effect) -> Result<Self> {
        Ok(Self {
            n,
            audience: effect.audience.to_text(),
            kind: effect.change.kind(),
            payload: effect.change.payload()?,
            trace: &effect.origin.trace_id,
            producer: &effect.origin.producer_id,
            at: effect.origin.at.0,
        })
    }
}

const APPEND: &str = concat!(
    "INSERT INTO events (tenant_id, seq, audience, kind, payload, trace_id, producer_id, at) ",
    "SELECT $1, $2 + n, audience, kind, payload, trace, producer, at FROM ",
    rows!(
        "$3", int n, text audience, text kind, text payload, text trace, text producer, int at
    )
);

/// As many lists as there are statements needed.
fn rows(effects: &[&Effect]) -> Result<Vec<String>> {
    let rows = (1..).zip(effects).map(|(n, effect)| Row::new(n, effect));
    rows.collect::<Result<Vec<_>>>()?.chunks(CHUNK).map(json).collect()
}

async fn insert_audit(connection: &mut Connection, before: i64, effects: &[&Effect]) -> Result<()> {
    let trails: Vec<_> = (before + 1..)
        .zip(effects)
        .filter_map(|(seq, effect)| Some((seq, *effect, effect.trail.as_ref()?)))
        .collect();
    for chunk in trails.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO audit (tenant_id, seq, at, actor, user_id, trace_id, action, subject, \
             before_json, after_json, revision) ",
        );
        query.push_values(chunk, |mut row, (seq, effect, trail)| {
            row.push_bind(effect.tenant.0)
                .push_bind(*seq)
                .push_bind(effect.origin.at.0)
                .push_bind(effect.origin.actor.as_str())
                .push_bind(effect.origin.user_id.map(|user| user.0))
                .push_bind(effect.origin.trace_id.as_str())
                .push_bind(effect.change.kind())
                .push_bind(trail.subject.as_str())
                .push_bind(trail.before.as_deref())
                .push_bind(trail.after.as_deref())
                .push_bind(trail.revision.map(|revision| revision.0));
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Everything up to here may go: the newest `keep` stay, and everything from the first young one.
/// Before it, where the feed begins.
const CUT: &str = "SELECT v.floor, v.seq - $3, \
    COALESCE((SELECT MIN(e.seq) - 1 FROM events e WHERE e.tenant_id = $1 AND e.at >= $2), v.seq) \
    FROM tenant_versions v WHERE v.tenant_id = $1";

pub(super) async fn prune(connection: &mut Connection, command: &PruneFeed) -> Result<u64> {
    let tenant = command.tenant.0;
    let query = sqlx::query_as(CUT).bind(tenant).bind(command.before.0).bind(command.keep.max(0));
    let cut: Option<(i64, i64, i64)> = query.fetch_optional(&mut *connection).await?;
    let Some((floor, by_count, by_age)) = cut else {
        return Ok(0);
    };
    let cut = by_count.min(by_age).min(floor.saturating_add(PRUNED_AT_ONCE));
    let deleted = sqlx::query("DELETE FROM events WHERE tenant_id = $1 AND seq <= $2");
    let deleted = deleted.bind(tenant).bind(cut).execute(&mut *connection).await?.rows_affected();
    if deleted > 0 {
        let query = sqlx::query(
            "UPDATE tenant_versions SET floor = $2 WHERE tenant_id = $1 AND floor < $2",
        );
        query.bind(tenant).bind(cut).execute(connection).await?;
    }
    Ok(deleted)
}
