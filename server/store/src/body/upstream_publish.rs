//! Products made from what a shop system said, on their way into the catalogue.

use super::{Connection, Db, catalogue_write, inbox, tenants};
use crate::command::{PublishProducts, RemoveProducts, UpsertProducts};
use crate::effect::{Effect, json};
use crate::upstream::{Made, Outcome, Reason, Root};
use crate::{PublishOutcome, Result};
use contract::draft::ProductDraft;
use contract::{TenantId, Timestamp};
use sqlx::QueryBuilder;
use std::collections::{HashMap, HashSet};

#[derive(sqlx::FromRow)]
struct Held {
    root: i64,
    stirred: i64,
    sku: Option<String>,
}

/// Which product has a SKU.
type Holders = HashMap<String, i64>;

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
const RELEASE: &str = "UPDATE upstream_products SET sku = NULL WHERE tenant_id = $1 AND sku = $2";
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

/// What is to be done.
#[derive(Default)]
struct Plan<'a> {
    settled: Vec<Settled<'a>>,
    drafts: Vec<ProductDraft>,
    /// Products that go on under another SKU: `(old, new)`.
    renamed: Vec<(&'a str, &'a str)>,
    /// SKUs that are nobody's any more.
    gone: Vec<&'a str>,
    outcome: PublishOutcome,
}

impl<'a> Plan<'a> {
    fn new(made: &[&'a Made], held: &'a HashMap<i64, Held>, holders: &Holders) -> Result<Self> {
        let mut plan = Self::default();
        let mut claimed: HashSet<&str> = HashSet::new();
        for made in made {
            let (root, stirred, due) = (made.root, made.stirred, made.due);
            let old = held.get(&root.0).and_then(|held| held.sku.as_deref());
            let end = Settled { root, stirred, sku: old, wanted: None, refusals: None, due };
            let end = match &made.product {
                Outcome::Shown(draft) => {
                    let is_others = holders.get(&draft.sku).is_some_and(|it| *it != root.0);
                    let is_free = !is_others && claimed.insert(&draft.sku);
                    plan.show(end, draft, is_free)?
                }
                Outcome::Hidden => {
                    plan.gone.extend(old);
                    plan.outcome.hidden += u32::from(old.is_some());
                    Settled { sku: None, ..end }
                }
                Outcome::Refused(reasons) => {
                    plan.outcome.refused += 1;
                    Settled { refusals: Some(json(reasons)?), ..end }
                }
            };
            plan.settled.push(end);
        }
        Ok(plan)
    }

    fn show(
        &mut self,
        end: Settled<'a>,
        draft: &'a ProductDraft,
        is_free: bool,
    ) -> Result<Settled<'a>> {
        let (old, new) = (end.sku, draft.sku.as_str());
        if !is_free {
            // Its own old SKU is free all the same: somebody may be waiting for that.
            self.gone.extend(old);
            self.outcome.refused += 1;
            let refusals = Some(json(&[taken(new)])?);
            return Ok(Settled { sku: None, wanted: Some(new), refusals, ..end });
        }
        self.renamed.extend(old.filter(|old| *old != new).map(|old| (old, new)));
        self.drafts.push(draft.clone());
        Ok(Settled { sku: Some(new), ..end })
    }
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
    let is_current =
        |made: &&Made| held.get(&made.root.0).is_some_and(|it| it.stirred == made.stirred);
    let made: Vec<&Made> = command.made.iter().filter(is_current).collect();
    let holders = holders(connection, tenant, &made).await?;
    let mut plan = Plan::new(&made, &held, &holders)?;
    give_up(connection, command, &plan, effects).await?;
    settle(connection, command, &plan.settled).await?;
    let freed: Vec<&str> =
        plan.renamed.iter().map(|(old, _)| *old).chain(plan.gone.iter().copied()).collect();
    if !freed.is_empty() {
        sqlx::query(FREED).bind(tenant.0).bind(json(&freed)?).execute(&mut *connection).await?;
    }
    if !plan.drafts.is_empty() {
        let (origin, drafts) = (command.origin.clone(), plan.drafts);
        let upsert = UpsertProducts { tenant, origin, drafts };
        plan.outcome.products = catalogue_write::upsert(connection, &upsert, effects).await?;
    }
    let as_said = made.iter().filter(|made| !matches!(made.product, Outcome::Refused(_)));
    let roots: Vec<i64> = as_said.map(|made| made.root.0).collect();
    plan.outcome.ways = inbox::shown(connection, tenant, command.origin.at, &roots).await?;
    Ok(plan.outcome)
}

/// SKUs are given up before others take them.
async fn give_up(
    connection: &mut Connection,
    command: &PublishProducts,
    plan: &Plan<'_>,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let tenant = command.tenant;
    let mut gone: Vec<String> = plan.gone.iter().map(|sku| (*sku).to_owned()).collect();
    for (old, new) in &plan.renamed {
        sqlx::query(RELEASE).bind(tenant.0).bind(*old).execute(&mut *connection).await?;
        let query = sqlx::query(RENAME).bind(tenant.0).bind(*old).bind(*new);
        if query.execute(&mut *connection).await?.rows_affected() == 0 {
            gone.push((*old).to_owned());
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    let origin = command.origin.clone();
    let remove = RemoveProducts { tenant, origin, skus: gone, source_updated_at: None };
    catalogue_write::remove(connection, &remove, effects).await?;
    Ok(())
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

async fn holders(connection: &mut Connection, tenant: TenantId, made: &[&Made]) -> Result<Holders> {
    let drafts = made.iter().filter_map(|made| match &made.product {
        Outcome::Shown(draft) => Some(draft),
        _ => None,
    });
    let skus: Vec<&str> = drafts.map(|draft| draft.sku.as_str()).collect();
    let query = sqlx::query_as(HOLDERS).bind(tenant.0).bind(json(&skus)?);
    let rows: Vec<(String, i64)> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
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
