//! What shop systems said: taken in, and what it came to.

use super::{Connection, Db, inbox, reads::Reads, tenants};
use crate::catalogue::fingerprint;
use crate::command::{StirProducts, TakeSayings};
use crate::effect::{from_json, json};
use crate::upstream::{
    Key, Kind, Known, Member, Quarantined, Reason, Root, Saying, Stirred, UpstreamCounts, Verdict,
    Worked, judge, wins,
};
use crate::{Result, StoreError};
use contract::{TenantId, Timestamp};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const CHUNK: usize = 100;

#[derive(sqlx::FromRow)]
struct KnownRow {
    id: i64,
    root: i64,
    version: Option<i64>,
    content_hash: String,
    seen_at: i64,
}

const KNOWN: &str = concat!(
    "SELECT id, root, version, content_hash, seen_at FROM upstream WHERE tenant_id = $1 AND kind = $2 AND id ",
    among_ids!("$3")
);

async fn known(
    connection: &mut Connection,
    tenant: TenantId,
    sayings: &[Saying],
) -> Result<HashMap<Key, Known>> {
    let mut known = HashMap::new();
    for kind in [Kind::Product, Kind::Variation, Kind::Category] {
        let of_kind = sayings.iter().filter(|saying| saying.key.kind == kind);
        let ids: Vec<i64> = of_kind.map(|saying| saying.key.id).collect();
        if ids.is_empty() {
            continue;
        }
        let query = sqlx::query_as(KNOWN).bind(tenant.0).bind(kind.as_str());
        let query = query.bind(json(&ids)?);
        let rows: Vec<KnownRow> = query.fetch_all(&mut *connection).await?;
        known.extend(rows.into_iter().map(|row| {
            let known = Known {
                root: Root(row.root),
                version: row.version.map(Timestamp),
                content_hash: row.content_hash,
                seen_at: Timestamp(row.seen_at),
            };
            (Key { kind, id: row.id }, known)
        }));
    }
    Ok(known)
}

/// Empty of what is gone.
fn hash(content: Option<&str>) -> String {
    content.map(|content| fingerprint(content.as_bytes())).unwrap_or_default()
}

/// Answers what each saying was beside what was kept, in their order.
pub(super) async fn take(
    connection: &mut Connection,
    command: &TakeSayings,
) -> Result<Vec<Verdict>> {
    inbox::bounded("sayings", command.sayings.len())?;
    let tenant = command.tenant;
    tenants::lock(connection, tenant).await?;
    let mut known = known(connection, tenant, &command.sayings).await?;
    let mut kept: BTreeMap<Key, &Saying> = BTreeMap::new();
    let mut verdicts = Vec::with_capacity(command.sayings.len());
    for saying in &command.sayings {
        let hash = hash(saying.content.as_deref());
        let before = known.get(&saying.key);
        let verdict = judge(before, saying, &hash);
        let counts = match verdict {
            Verdict::News => true,
            Verdict::Tied => before.is_some_and(|before| wins(before, &hash)),
            Verdict::Same | Verdict::Older => false,
        };
        if counts {
            let seen_at = saying.asked_at.unwrap_or(command.at);
            // The end of a thing does not say what it belonged to.
            let root = match (before, &saying.content) {
                (Some(before), None) => before.root,
                _ => saying.root,
            };
            let (version, content_hash) = (saying.version, hash);
            known.insert(saying.key, Known { root, version, content_hash, seen_at });
            kept.insert(saying.key, saying);
        }
        verdicts.push(verdict);
    }
    let news: Vec<(&Saying, &Known)> =
        kept.values().filter_map(|saying| Some((*saying, known.get(&saying.key)?))).collect();
    keep(connection, tenant, &news).await?;
    let roots: BTreeSet<Root> = news.iter().map(|(_, known)| known.root).collect();
    stir(connection, tenant, &roots).await?;
    let brought = command.sayings.iter().zip(&verdicts).filter_map(|(saying, verdict)| {
        let (outcome, root) = (verdict.as_str().to_owned(), Some(saying.root));
        let changed_at = saying.version.filter(|_| saying.content.is_some());
        Some(Worked { id: saying.delivery?, root, outcome, detail: None, changed_at })
    });
    let worked: Vec<Worked> = command.worked.iter().cloned().chain(brought).collect();
    inbox::close(connection, tenant, command.at, &worked).await?;
    Ok(verdicts)
}

async fn keep(
    connection: &mut Connection,
    tenant: TenantId,
    news: &[(&Saying, &Known)],
) -> Result<()> {
    for chunk in news.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO upstream (tenant_id, kind, id, root, version, content_hash, content, \
             seen_at) ",
        );
        query.push_values(chunk, |mut row, (saying, known)| {
            row.push_bind(tenant.0)
                .push_bind(saying.key.kind.as_str())
                .push_bind(saying.key.id)
                .push_bind(known.root.0)
                .push_bind(known.version.map(|at| at.0))
                .push_bind(known.content_hash.as_str())
                .push_bind(saying.content.as_deref())
                .push_bind(known.seen_at.0);
        });
        query.push(
            " ON CONFLICT (tenant_id, kind, id) DO UPDATE SET root = excluded.root, \
             version = excluded.version, content_hash = excluded.content_hash, \
             content = excluded.content, seen_at = excluded.seen_at",
        );
        query.build().persistent(chunk.len() == CHUNK).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Has products made anew; all of them, where what they have in common changed.
async fn stir(connection: &mut Connection, tenant: TenantId, roots: &BTreeSet<Root>) -> Result<()> {
    if roots.contains(&Root::CATALOGUE) {
        stir_all(connection, tenant).await?;
    }
    let own: Vec<&Root> = roots.iter().filter(|root| **root != Root::CATALOGUE).collect();
    for chunk in own.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO upstream_products (tenant_id, root, stirred, settled) ",
        );
        query.push_values(chunk, |mut row, root| {
            row.push_bind(tenant.0).push_bind(root.0).push_bind(1i64).push_bind(0i64);
        });
        query.push(
            " ON CONFLICT (tenant_id, root) DO UPDATE SET stirred = upstream_products.stirred + 1",
        );
        query.build().persistent(chunk.len() == CHUNK).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn stir_all(connection: &mut Connection, tenant: TenantId) -> Result<u64> {
    let all =
        sqlx::query("UPDATE upstream_products SET stirred = stirred + 1 WHERE tenant_id = $1");
    Ok(all.bind(tenant.0).execute(connection).await?.rows_affected())
}

const STIR_REFUSED: &str = "UPDATE upstream_products SET stirred = stirred + 1 \
    WHERE tenant_id = $1 AND refused_at IS NOT NULL";

/// Answers how many will be made anew.
pub(super) async fn stir_again(connection: &mut Connection, command: &StirProducts) -> Result<u64> {
    tenants::lock(connection, command.tenant).await?;
    match &command.roots {
        Some(roots) => {
            inbox::bounded("roots", roots.len())?;
            let roots: BTreeSet<Root> = roots.iter().copied().collect();
            stir(connection, command.tenant, &roots).await?;
            Ok(roots.len() as u64)
        }
        None => {
            let query = sqlx::query(STIR_REFUSED).bind(command.tenant.0);
            Ok(query.execute(connection).await?.rows_affected())
        }
    }
}

#[derive(sqlx::FromRow)]
struct FamilyRow {
    root: i64,
    kind: String,
    id: i64,
    version: Option<i64>,
    content: String,
}

#[derive(sqlx::FromRow)]
struct QuarantineRow {
    root: i64,
    sku: Option<String>,
    refusals: Option<String>,
    refused_at: i64,
    content: Option<String>,
}

impl TryFrom<QuarantineRow> for Quarantined {
    type Error = StoreError;

    fn try_from(row: QuarantineRow) -> Result<Self> {
        let reasons: Vec<Reason> =
            from_json(row.refusals.as_deref().unwrap_or("[]"), "upstream_products.refusals")?;
        let (root, since) = (Root(row.root), Timestamp(row.refused_at));
        Ok(Self { root, sku: row.sku, reasons, since, content: row.content })
    }
}

const STIRRED: &str = "SELECT root, stirred FROM upstream_products \
    WHERE tenant_id = $1 AND root > $2 AND (settled < stirred OR due_at <= $4) \
    ORDER BY root LIMIT $3";
const FAMILIES: &str = concat!(
    "SELECT root, kind, id, version, content FROM upstream ",
    "WHERE tenant_id = $1 AND content IS NOT NULL AND root ",
    among_ids!("$2"),
    " ORDER BY root, kind, id"
);
const CATEGORIES: &str = "SELECT id, content FROM upstream \
    WHERE tenant_id = $1 AND kind = 'category' AND content IS NOT NULL ORDER BY id";
const PRESENT: &str = "SELECT id, root FROM upstream \
    WHERE tenant_id = $1 AND kind = $2 AND content IS NOT NULL AND id > $3 ORDER BY id LIMIT $4";
const REFUSED: &str = "SELECT p.root, p.sku, p.refusals, p.refused_at, u.content \
    FROM upstream_products p LEFT JOIN upstream u \
    ON u.tenant_id = p.tenant_id AND u.kind = 'product' AND u.id = p.root \
    WHERE p.tenant_id = $1 AND p.refused_at IS NOT NULL ORDER BY p.refused_at DESC, p.root LIMIT $2";
const COUNTS: &str = "SELECT \
    (SELECT COUNT(*) FROM inbox WHERE tenant_id = $1 AND worked_at IS NULL), \
    (SELECT COUNT(*) FROM upstream_products WHERE tenant_id = $1 AND settled < stirred), \
    (SELECT COUNT(*) FROM upstream_products WHERE tenant_id = $1 AND sku IS NOT NULL), \
    (SELECT COUNT(*) FROM upstream_products WHERE tenant_id = $1 AND refused_at IS NOT NULL)";

impl Reads {
    pub async fn stirred(
        &self,
        tenant: TenantId,
        after: Root,
        limit: i64,
        now: Timestamp,
    ) -> Result<Vec<Stirred>> {
        // The counts first: what is said in between is then made once more, not lost.
        let query = sqlx::query_as(STIRRED).bind(tenant.0).bind(after.0).bind(limit).bind(now.0);
        let roots: Vec<(i64, i64)> = query.fetch_all(self.pool()).await?;
        self.with_families(tenant, roots).await
    }

    pub async fn families(&self, tenant: TenantId, skus: &[String]) -> Result<Vec<Stirred>> {
        const SHOWN: &str = concat!(
            "SELECT root, stirred FROM upstream_products WHERE tenant_id = $1 AND sku ",
            among_texts!("$2"),
            " ORDER BY root"
        );
        let query = sqlx::query_as(SHOWN).bind(tenant.0).bind(json(skus)?);
        self.with_families(tenant, query.fetch_all(self.pool()).await?).await
    }

    async fn with_families(
        &self,
        tenant: TenantId,
        roots: Vec<(i64, i64)>,
    ) -> Result<Vec<Stirred>> {
        let ids: Vec<i64> = roots.iter().map(|(root, _)| *root).collect();
        let query = sqlx::query_as(FAMILIES).bind(tenant.0).bind(json(&ids)?);
        let rows: Vec<FamilyRow> = query.fetch_all(self.pool()).await?;
        let mut families: HashMap<i64, Vec<Member>> = HashMap::new();
        for row in rows {
            let kind = Kind::parse(&row.kind)
                .ok_or_else(|| StoreError::corrupt(format!("upstream.kind: {}", row.kind)))?;
            let (key, version) = (Key { kind, id: row.id }, row.version.map(Timestamp));
            let member = Member { key, version, content: row.content };
            families.entry(row.root).or_default().push(member);
        }
        let stirred = |(root, stirred)| {
            let family = families.remove(&root).unwrap_or_default();
            Stirred { root: Root(root), stirred, family }
        };
        Ok(roots.into_iter().map(stirred).collect())
    }

    pub async fn upstream_categories(&self, tenant: TenantId) -> Result<Vec<(i64, String)>> {
        Ok(sqlx::query_as(CATEGORIES).bind(tenant.0).fetch_all(self.pool()).await?)
    }

    pub async fn upstream_present(
        &self,
        tenant: TenantId,
        kind: Kind,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Root)>> {
        let query = sqlx::query_as(PRESENT).bind(tenant.0).bind(kind.as_str());
        let rows: Vec<(i64, i64)> = query.bind(after).bind(limit).fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(|(id, root)| (id, Root(root))).collect())
    }

    pub async fn quarantined(&self, tenant: TenantId, limit: i64) -> Result<Vec<Quarantined>> {
        let query = sqlx::query_as(REFUSED).bind(tenant.0).bind(limit);
        let rows: Vec<QuarantineRow> = query.fetch_all(self.pool()).await?;
        rows.into_iter().map(Quarantined::try_from).collect()
    }

    pub async fn upstream_counts(&self, tenant: TenantId) -> Result<UpstreamCounts> {
        let query = sqlx::query_as(COUNTS).bind(tenant.0);
        let (waiting, stirred, shown, refused) = query.fetch_one(self.pool()).await?;
        Ok(UpstreamCounts { waiting, stirred, shown, refused })
    }
}
