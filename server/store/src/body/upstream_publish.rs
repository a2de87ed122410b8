//! Products made from what a shop system said, on their way into the catalogue.

use super::{Connection, Db, catalogue_write, inbox, tenants};
use crate::command::{PublishProducts, RemoveProducts, UpsertProducts};
use crate::effect::{Effect, json};
use crate::upstream::{Made, Outcome, Reason, Root};
use crate::{PublishOutcome, Result};
use contract::{TenantId, Timestamp};
use sqlx::QueryBuilder;
use std::collections::{HashMap, HashSet};

#[derive(sqlx::FromRow)]
struct Held {
    root: i64,
    stirred: i64,
    sku: Option<String>,
}

const HELD: &str = concat!(
    "SELECT root, stirred, sku FROM upstream_products WHERE tenant_id = $1 AND root ",
    among_ids!("$2")
);
const HOLDERS: &str = concat!(
    "SELECT sku, root FROM upstream_products WHERE tenant_id = $1 AND sku ",
    among_texts!("$2")
);
/// The product stays the one it is: where it was put in the window, it still is.
const RENAME: &str = "UPDATE products SET sku = $3, content_hash = '' WHERE tenant_id = $1 AND sku = $2 \
    AND NOT EXISTS (SELECT 1 FROM products WHERE tenant_id = $1 AND sku = $3)";
const RELEASE: &str = concat!(
    "UPDATE upstream_products SET sku = NULL WHERE tenant_id = $1 AND root ",
    among_ids!("$2")
);
const FREED: &str = concat!(
    "UPDATE upstream_products SET stirred = stirred + 1, wanted = NULL ",
    "WHERE tenant_id = $1 AND wanted ",
    among_texts!("$2")
);

/// What stands in `upstream_products` afterwards.
struct Settled<'a> {
    root: Root,
    stirred: i64,
    sku: Option<&'a str>,
    wanted: Option<&'a str>,
    refusals: Option<String>,
    due: Option<Timestamp>,
}

pub(super) async fn publish(
    connection: &mut Connection,
    command: &PublishProducts,
    effects: &mut Vec<Effect>,
) -> Result<PublishOutcome> {
    inbox::bounded("made", command.made.len())?;
    let tenant = command.tenant;
    tenants::lock(connection, tenant).await?;
    let held = held(connection, tenant, &command.made).await?;
    let current =
        |made: &&Made| held.get(&made.root.0).is_some_and(|it| it.stirred == made.stirred);
    let made: Vec<&Made> = command.made.iter().filter(current).collect();
    let holders = holders(connection, tenant, &made).await?;

    let mut outcome = PublishOutcome::default();
    let (mut settled, mut drafts) = (Vec::new(), Vec::new());
    let (mut released, mut freed, mut renamed) = (Vec::new(), Vec::new(), Vec::new());
    let mut claimed: HashSet<&str> = HashSet::new();
    for made in made {
        let sku = held.get(&made.root.0).and_then(|held| held.sku.as_deref());
        let mut end = Settled {
            root: made.root,
            stirred: made.stirred,
            sku,
            wanted: None,
            refusals: None,
            due: made.due,
        };
        match &made.product {
            Outcome::Shown(draft) => {
                let others = holders.get(draft.sku.as_str()).is_some_and(|it| *it != made.root.0);
                if others || !claimed.insert(&draft.sku) {
                    // Its own old SKU is free all the same: somebody may be waiting for that.
                    freed.extend(sku);
                    end.sku = None;
                    end.wanted = Some(&draft.sku);
                    end.refusals = Some(json(&[taken(&draft.sku)])?);
                    outcome.refused += 1;
                } else {
                    if let Some(sku) = sku.filter(|sku| *sku != draft.sku) {
                        released.push(made.root.0);
                        renamed.push((sku, draft.sku.as_str()));
                        freed.push(sku);
                    }
                    end.sku = Some(&draft.sku);
                    drafts.push((**draft).clone());
                }
            }
            Outcome::Hidden => {
                freed.extend(sku);
                outcome.hidden += u32::from(sku.is_some());
                end.sku = None;
            }
            Outcome::Refused(reasons) => {
                end.refusals = Some(json(reasons)?);
                outcome.refused += 1;
            }
        }
        settled.push(end);
    }
    let gone: Vec<String> = freed
        .iter()
        .filter(|sku| !renamed.iter().any(|(old, _)| old == *sku))
        .map(|sku| (*sku).to_owned())
        .collect();
    // Names are given up before others take them.
    sqlx::query(RELEASE).bind(tenant.0).bind(json(&released)?).execute(&mut *connection).await?;
    for (old, new) in &renamed {
        let query = sqlx::query(RENAME).bind(tenant.0).bind(*old).bind(*new);
        if query.execute(&mut *connection).await?.rows_affected() == 0 {
            remove(connection, command, vec![(*old).to_owned()], effects).await?;
        }
    }
    if !gone.is_empty() {
        remove(connection, command, gone, effects).await?;
    }
    settle(connection, command, &settled).await?;
    if !freed.is_empty() {
        sqlx::query(FREED).bind(tenant.0).bind(json(&freed)?).execute(&mut *connection).await?;
    }
    if !drafts.is_empty() {
        let origin = command.origin.clone();
        let upsert = UpsertProducts { tenant, origin, drafts };
        outcome.products = catalogue_write::upsert(connection, &upsert, effects).await?;
    }
    Ok(outcome)
}

fn taken(sku: &str) -> Reason {
    Reason { field: "sku".into(), reason: "is another product's".into(), original: sku.to_owned() }
}

async fn held(
    connection: &mut Connection,
    tenant: TenantId,
    made: &[Made],
) -> Result<HashMap<i64, Held>> {
    let roots: Vec<i64> = made.iter().map(|made| made.root.0).collect();
    let query = sqlx::query_as(HELD).bind(tenant.0).bind(json(&roots)?);
    let rows: Vec<Held> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|held| (held.root, held)).collect())
}

async fn holders(
    connection: &mut Connection,
    tenant: TenantId,
    made: &[&Made],
) -> Result<HashMap<String, i64>> {
    let drafts = made.iter().filter_map(|made| match &made.product {
        Outcome::Shown(draft) => Some(draft),
        _ => None,
    });
    let skus: Vec<&str> = drafts.map(|draft| draft.sku.as_str()).collect();
    let query = sqlx::query_as(HOLDERS).bind(tenant.0).bind(json(&skus)?);
    let rows: Vec<(String, i64)> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

async fn remove(
    connection: &mut Connection,
    command: &PublishProducts,
    skus: Vec<String>,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (tenant, origin) = (command.tenant, command.origin.clone());
    let remove = RemoveProducts { tenant, origin, skus, source_updated_at: None };
    catalogue_write::remove(connection, &remove, effects).await?;
    Ok(())
}

async fn settle(
    connection: &mut Connection,
    command: &PublishProducts,
    settled: &[Settled<'_>],
) -> Result<()> {
    for chunk in settled.chunks(100) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO upstream_products (tenant_id, root, stirred, settled, sku, wanted, \
             refusals, refused_at, due_at) ",
        );
        query.push_values(chunk, |mut row, end| {
            let refused_at = end.refusals.is_some().then_some(command.origin.at.0);
            row.push_bind(command.tenant.0)
                .push_bind(end.root.0)
                .push_bind(end.stirred)
                .push_bind(end.stirred)
                .push_bind(end.sku)
                .push_bind(end.wanted)
                .push_bind(end.refusals.as_deref())
                .push_bind(refused_at)
                .push_bind(end.due.map(|at| at.0));
        });
        query.push(
            " ON CONFLICT (tenant_id, root) DO UPDATE SET settled = excluded.settled, \
             sku = excluded.sku, wanted = excluded.wanted, refusals = excluded.refusals, \
             due_at = excluded.due_at, \
             refused_at = CASE WHEN excluded.refused_at IS NULL THEN NULL \
             ELSE COALESCE(upstream_products.refused_at, excluded.refused_at) END",
        );
        query.build().persistent(chunk.len() == 100).execute(&mut *connection).await?;
    }
    Ok(())
}
