//! Counted pieces: free, held, sold. Whoever moves any has the shop's lock.

use super::{Connection, Db, reads::Reads, tenants, ungathered};
use crate::effect::{Effect, json};
use crate::event::Change;
use crate::record::Origin;
use crate::trade::{Article, CorrectStock, Counted, StockRow};
use crate::{Result, StoreError};
use contract::product::LOW_STOCK;
use contract::{Item, ProductId, Shortage, TenantId};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// An item of a hold as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeldItem {
    pub sku: String,
    pub quantity: i64,
    /// Whether its pieces were taken from the count.
    pub counted: bool,
}

/// What moved, so that pages that show it are told.
#[derive(Default)]
pub(super) struct Moved(Vec<String>);

impl Moved {
    /// Pages say "few left" and how many, "sold out", or neither: other changes they do not show.
    pub fn note(&mut self, sku: &str, before: i64, after: i64) {
        let shown = |free: i64| free.clamp(0, LOW_STOCK + 1);
        if shown(before) != shown(after) && !self.0.iter().any(|known| known == sku) {
            self.0.push(sku.to_owned());
        }
    }

    pub async fn tell(
        self,
        connection: &mut Connection,
        tenant: TenantId,
        origin: &Origin,
        effects: &mut Vec<Effect>,
    ) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let skus = json(&self.0)?;
        let query = sqlx::query_scalar(SOLD_AS).bind(tenant.0).bind(&skus);
        let ids: Vec<i64> = query.fetch_all(&mut *connection).await?;
        if ids.is_empty() {
            return Ok(());
        }
        let query = sqlx::query(TOUCH).bind(tenant.0).bind(json(&ids)?).bind(origin.at.0);
        query.execute(connection).await?;
        let ids = ids.into_iter().map(ProductId).collect();
        let change = Change::ProductsChanged { ids, relisted: false };
        effects.push(Effect::new(tenant, origin, change));
        Ok(())
    }
}

const SOLD_AS: &str = concat!(
    "SELECT id FROM products WHERE tenant_id = $1 AND deleted_at IS NULL AND sku ",
    among_texts!("$2"),
    " UNION SELECT product_id FROM variants WHERE tenant_id = $1 AND sku ",
    among_texts!("$2"),
    " ORDER BY 1"
);
const TOUCH: &str = concat!(
    "UPDATE products SET changed_at = $3 WHERE tenant_id = $1 AND changed_at < $3 AND id ",
    among_ids!("$2")
);

const ARTICLES: &str = gathered!(
    "sku, product_id, is_sold, free",
    "SELECT a.sku, a.product_id, a.is_sold, s.free FROM (",
    "SELECT p.tenant_id, p.sku, p.id AS product_id, CAST(CASE WHEN p.availability IN ",
    "('in_stock', 'preorder') AND NOT EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id) ",
    "THEN 1 ELSE 0 END AS BIGINT) AS is_sold, p.availability FROM products p ",
    "WHERE p.tenant_id = $1 AND p.deleted_at IS NULL AND p.sku ",
    among_texts!("$2"),
    " UNION ALL SELECT v.tenant_id, v.sku, v.product_id, CAST(CASE WHEN v.availability IN ",
    "('in_stock', 'preorder') AND p.availability <> 'discontinued' THEN 1 ELSE 0 END AS BIGINT), ",
    "v.availability FROM variants v JOIN products p ON p.id = v.product_id ",
    "WHERE v.tenant_id = $1 AND p.deleted_at IS NULL AND v.sku ",
    among_texts!("$2"),
    // What is sold before it is there is not counted.
    ") a LEFT JOIN stock s ON s.tenant_id = a.tenant_id AND s.sku = a.sku AND s.is_counted = 1 ",
    "AND a.availability <> 'preorder'"
);

#[derive(Deserialize)]
struct ArticleRow {
    sku: String,
    product_id: i64,
    is_sold: i64,
    free: Option<i64>,
}

impl From<ArticleRow> for Article {
    fn from(row: ArticleRow) -> Self {
        let product = ProductId(row.product_id);
        Self { sku: row.sku, product, is_sold: row.is_sold != 0, free: row.free }
    }
}

#[derive(sqlx::FromRow)]
struct CountRow {
    sku: String,
    on_hand: i64,
    free: i64,
    held: i64,
    sold: i64,
}

impl From<CountRow> for StockRow {
    fn from(CountRow { sku, on_hand, free, held, sold }: CountRow) -> Self {
        Self { sku, on_hand, free, held, sold }
    }
}

const COUNTS: &str = "SELECT sku, on_hand, free, held, sold FROM stock \
    WHERE tenant_id = $1 AND is_counted = 1 AND sku > $2 ORDER BY sku LIMIT $3";

const OF: &str = concat!(
    "SELECT sku, on_hand, free, held, sold FROM stock WHERE tenant_id = $1 AND sku ",
    among_texts!("$2")
);

impl Reads {
    pub async fn articles(&self, tenant: TenantId, skus: &[String]) -> Result<Vec<Article>> {
        let query = sqlx::query_scalar(ARTICLES).bind(tenant.0).bind(json(skus)?);
        let rows: String = query.fetch_one(self.pool()).await?;
        one_per_sku(&rows)
    }

    pub async fn stock_of(&self, tenant: TenantId, skus: &[String]) -> Result<Vec<StockRow>> {
        let query = sqlx::query_as(OF).bind(tenant.0).bind(json(skus)?);
        let rows: Vec<CountRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(StockRow::from).collect())
    }

    pub async fn stock_counts(
        &self,
        tenant: TenantId,
        after: &str,
        limit: i64,
    ) -> Result<Vec<StockRow>> {
        let query = sqlx::query_as(COUNTS).bind(tenant.0).bind(after).bind(limit);
        let rows: Vec<CountRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(StockRow::from).collect())
    }
}

/// Of [`ARTICLES`]: where a SKU stands for several things, the first that is sold counts.
fn one_per_sku(rows: &str) -> Result<Vec<Article>> {
    let mut all: Vec<Article> =
        ungathered::<ArticleRow>(rows)?.into_iter().map(Article::from).collect();
    all.sort_by(|a, b| (&a.sku, !a.is_sold, a.product).cmp(&(&b.sku, !b.is_sold, b.product)));
    all.dedup_by(|next, kept| next.sku == kept.sku);
    Ok(all)
}

/// Moves pieces of the articles in the list. The shop stands in the list as well: SQLite would else
/// begin with all of the shop's stock.
macro_rules! moving {
    ($what:literal) => {
        concat!(
            "UPDATE stock SET ",
            $what,
            " FROM ",
            rows!("$1", int tenant, text sku, int quantity),
            " WHERE stock.tenant_id = w.tenant AND stock.sku = w.sku "
        )
    };
}

/// Each article once.
#[derive(Serialize)]
struct Piece<'a> {
    tenant: i64,
    sku: &'a str,
    quantity: i64,
}

impl<'a> Piece<'a> {
    fn of(tenant: TenantId, (sku, quantity): (&'a str, i64)) -> Self {
        Self { tenant: tenant.0, sku, quantity }
    }
}

fn counted(tenant: TenantId, items: &[HeldItem]) -> Vec<Piece<'_>> {
    let counted = items.iter().filter(|item| item.counted);
    counted.map(|item| Piece::of(tenant, (&item.sku, item.quantity))).collect()
}

/// Takes so many of each of these. [`StoreError::Stale`] where not everything was there: then the caller
/// rolls back.
pub(super) async fn take_all<'a>(
    connection: &mut Connection,
    tenant: TenantId,
    items: impl Iterator<Item = (&'a str, i64)>,
) -> Result<()> {
    const TAKE: &str = concat!(
        moving!("free = free - w.quantity, held = held + w.quantity"),
        "AND stock.free >= w.quantity"
    );
    let pieces: Vec<Piece<'a>> = items.map(|item| Piece::of(tenant, item)).collect();
    if pieces.is_empty() {
        return Ok(());
    }
    let taken = sqlx::query(TAKE).bind(json(&pieces)?).execute(connection).await?;
    if taken.rows_affected() < pieces.len() as u64 { Err(StoreError::Stale) } else { Ok(()) }
}

/// What can be taken of these articles, as it stands in this transaction.
pub(super) async fn articles(
    connection: &mut Connection,
    tenant: TenantId,
    skus: &[&str],
) -> Result<Vec<Article>> {
    let query = sqlx::query_scalar(ARTICLES).bind(tenant.0).bind(json(skus)?);
    let rows: String = query.fetch_one(connection).await?;
    one_per_sku(&rows)
}

/// The same, by SKU.
pub(super) async fn articles_of(
    connection: &mut Connection,
    tenant: TenantId,
    items: &[Item],
) -> Result<HashMap<String, Article>> {
    let skus: Vec<&str> = items.iter().map(|item| item.sku.as_str()).collect();
    let articles = articles(connection, tenant, &skus).await?;
    Ok(articles.into_iter().map(|article| (article.sku.clone(), article)).collect())
}

/// Takes all of these, which stand by SKU, or says what is missing; then the caller rolls back.
pub(super) async fn take(
    connection: &mut Connection,
    tenant: TenantId,
    items: &[Item],
    articles: &HashMap<String, Article>,
    moved: &mut Moved,
) -> Result<Result<Vec<HeldItem>, Vec<Shortage>>> {
    let short =
        |item: &Item, free: i64| Shortage { sku: item.sku.clone(), wanted: item.quantity, free };
    let mut missing = Vec::new();
    let mut taken = Vec::with_capacity(items.len());
    for item in items {
        let Item { sku, quantity } = item;
        let article = articles.get(sku).filter(|article| article.is_sold);
        match article.map(|article| article.free) {
            None => missing.push(short(item, 0)),
            Some(Some(free)) if free < *quantity => missing.push(short(item, free)),
            Some(free) => taken.push(HeldItem {
                sku: sku.clone(),
                quantity: *quantity,
                counted: free.is_some(),
            }),
        }
    }
    if !missing.is_empty() {
        return Ok(Err(missing));
    }
    let counted = || items.iter().filter_map(|item| Some((item, articles.get(&item.sku)?.free?)));
    // The counts were read in this transaction, under the shop's lock.
    let wanted = counted().map(|(item, _)| (item.sku.as_str(), item.quantity));
    take_all(connection, tenant, wanted).await?;
    for (item, free) in counted() {
        moved.note(&item.sku, free, free - item.quantity);
    }
    Ok(Ok(taken))
}

pub(super) async fn give_back(
    connection: &mut Connection,
    tenant: TenantId,
    items: &[HeldItem],
    moved: &mut Moved,
) -> Result<()> {
    const GIVE_BACK: &str = concat!(
        moving!("free = free + w.quantity, held = held - w.quantity"),
        "RETURNING stock.sku, stock.free"
    );
    let pieces = counted(tenant, items);
    let query = sqlx::query_as(GIVE_BACK).bind(json(&pieces)?);
    let back: HashMap<String, i64> = query.fetch_all(connection).await?.into_iter().collect();
    all_of(&pieces, back.len() as u64)?;
    for Piece { sku, quantity, .. } in pieces {
        if let Some(free) = back.get(sku) {
            moved.note(sku, free - quantity, *free);
        }
    }
    Ok(())
}

fn all_of(pieces: &[Piece<'_>], moved: u64) -> Result<()> {
    if moved == pieces.len() as u64 {
        return Ok(());
    }
    let skus: Vec<&str> = pieces.iter().map(|piece| piece.sku).collect();
    Err(StoreError::corrupt(format!("pieces of one of {skus:?} are held and not counted")))
}

/// What was held is sold.
pub(super) async fn sell(
    connection: &mut Connection,
    tenant: TenantId,
    items: &[HeldItem],
) -> Result<()> {
    const SELL: &str = moving!("held = held - w.quantity, sold = sold + w.quantity");
    let pieces = counted(tenant, items);
    let sold = sqlx::query(SELL).bind(json(&pieces)?).execute(connection).await?;
    all_of(&pieces, sold.rows_affected())
}

/// What was held has left to the system that owns it, whose own count tells of it from here on.
pub(super) async fn hand_over(
    connection: &mut Connection,
    tenant: TenantId,
    items: &[HeldItem],
    at: contract::Timestamp,
) -> Result<()> {
    // The next count is expected to be lower by as much.
    const HAND_OVER: &str = moving!(
        "held = held - w.quantity, on_hand = on_hand - w.quantity, said = said - w.quantity, \
         settled_at = $2"
    );
    let pieces = counted(tenant, items);
    let query = sqlx::query(HAND_OVER).bind(json(&pieces)?).bind(at.0);
    all_of(&pieces, query.execute(connection).await?.rows_affected())
}

const BEFORE: &str = concat!(
    "SELECT sku, free, held, settled_at, is_counted FROM stock WHERE tenant_id = $1 AND sku ",
    among_texts!("$2")
);
const UNCOUNT: &str = "UPDATE stock SET is_counted = 0 WHERE tenant_id = $1 AND sku = $2";

/// Takes over what the system that owns the stock counted just now.
pub(super) async fn recount(
    connection: &mut Connection,
    tenant: TenantId,
    counted: &[Counted],
    moved: &mut Moved,
) -> Result<()> {
    if counted.is_empty() {
        return Ok(());
    }
    let before = before(connection, tenant, counted).await?;
    let mut said: Vec<(&str, i64)> = Vec::new();
    for count in counted {
        let pool = || count.pool.iter().filter_map(|sku| before.get(sku));
        let settled_at = before.get(&count.sku).into_iter().chain(pool()).map(|row| row.settled_at);
        if settled_at.max().is_some_and(|settled_at| settled_at >= count.asked_at.0) {
            return Err(StoreError::Stale);
        }
        match count.said {
            // What is held of the others is not there for this one.
            Some(number) => {
                said.push((&count.sku, number - pool().map(|row| row.held).sum::<i64>()))
            }
            None => {
                let query = sqlx::query(UNCOUNT).bind(tenant.0).bind(&count.sku);
                query.execute(&mut *connection).await?;
            }
        }
    }
    said.sort_unstable();
    write(connection, tenant, &said, Said::Now).await?;
    let after = self::before(connection, tenant, counted).await?;
    for (sku, _) in said {
        let counted = |row: &&BeforeRow| row.is_counted != 0;
        // One that was not counted could be had in any number.
        let was = before.get(sku).filter(counted).map_or(LOW_STOCK + 1, |row| row.free);
        moved.note(sku, was, after.get(sku).map_or(was, |row| row.free));
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct BeforeRow {
    sku: String,
    free: i64,
    held: i64,
    settled_at: i64,
    is_counted: i64,
}

/// How these stand, with those that are counted with them.
async fn before(
    connection: &mut Connection,
    tenant: TenantId,
    counted: &[Counted],
) -> Result<HashMap<String, BeforeRow>> {
    let skus: Vec<&String> =
        counted.iter().flat_map(|count| count.pool.iter().chain([&count.sku])).collect();
    let query = sqlx::query_as(BEFORE).bind(tenant.0).bind(json(&skus)?);
    let rows: Vec<BeforeRow> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.sku.clone(), row)).collect())
}

/// What is missing of items that are counted in one number, where each alone could be had.
pub(super) fn short_of_pools(
    items: &[Item],
    counted: &[Counted],
    articles: &HashMap<String, Article>,
) -> Vec<Shortage> {
    let short = |item: &Item| {
        let pool = &counted.iter().find(|count| count.sku == item.sku)?.pool;
        let others = items.iter().filter(|it| pool.contains(&it.sku)).map(|it| it.quantity);
        let free = articles.get(&item.sku)?.free? - others.sum::<i64>();
        let (sku, wanted) = (item.sku.clone(), item.quantity);
        (free < wanted).then_some(Shortage { sku, wanted, free: free.max(0) })
    };
    items.iter().filter_map(short).collect()
}

/// Rows per statement: few distinct texts, so that the prepared ones are found again.
const CHUNK: usize = 100;

/// What a number is worth that a source said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// With everything else about a product: the same number again is no new count, and what was held
    /// and sold since stays so.
    Sometime,
    /// Asked for just now: whatever is known here, it is that.
    Now,
}

/// Writes what a source said is there and not sold, by SKU.
pub(super) async fn write(
    connection: &mut Connection,
    tenant: TenantId,
    said: &[(&str, i64)],
    when: Said,
) -> Result<()> {
    for chunk in said.chunks(CHUNK) {
        let mut query =
            QueryBuilder::<Db>::new("INSERT INTO stock (tenant_id, sku, on_hand, free, said) ");
        query.push_values(chunk, |mut row, (sku, said)| {
            let free = (*said).max(0);
            row.push_bind(tenant.0)
                .push_bind(*sku)
                .push_bind(free)
                .push_bind(free)
                .push_bind(*said);
        });
        // More may be held than the source says is there: then nothing is free.
        query.push(
            " ON CONFLICT (tenant_id, sku) DO UPDATE SET \
             free = CASE WHEN excluded.said > stock.held THEN excluded.said - stock.held ELSE 0 END, \
             on_hand = CASE WHEN excluded.said > stock.held THEN excluded.said ELSE stock.held END \
             + stock.sold, said = excluded.said, is_counted = 1",
        );
        if when == Said::Sometime {
            query.push(" WHERE stock.said <> excluded.said OR stock.is_counted = 0");
        }
        query.build().persistent(chunk.len() == CHUNK).execute(&mut *connection).await?;
    }
    Ok(())
}

const NOW: &str = "SELECT sku, on_hand, free, held, sold FROM stock \
    WHERE tenant_id = $1 AND sku = $2 AND is_counted = 1";
const CORRECT: &str = "UPDATE stock SET free = $3, on_hand = $3 + held + sold \
    WHERE tenant_id = $1 AND sku = $2";
const NOTE: &str = "INSERT INTO stock_corrections \
    (tenant_id, sku, at, free_before, free_after, reason, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) async fn correct(
    connection: &mut Connection,
    command: &CorrectStock,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let CorrectStock { tenant, origin, sku, free, seen, reason } = command;
    tenants::lock(connection, *tenant).await?;
    if *free < 0 {
        return Err(StoreError::Invalid { field: "free", reason: "is not negative" });
    }
    let query = sqlx::query_as(NOW).bind(tenant.0).bind(sku);
    let row: Option<CountRow> = query.fetch_optional(&mut *connection).await?;
    let before = row.ok_or(StoreError::NotFound("counted article"))?.free;
    if seen.is_some_and(|seen| seen != before) {
        let title = format!("There are {before} free by now. Look again, then correct that.");
        return Err(StoreError::Conflict(title));
    }
    let query = sqlx::query(CORRECT).bind(tenant.0).bind(sku).bind(free);
    query.execute(&mut *connection).await?;
    let query = sqlx::query(NOTE).bind(tenant.0).bind(sku).bind(origin.at.0).bind(before);
    let query = query.bind(free).bind(reason).bind(&origin.actor);
    query.execute(&mut *connection).await?;
    let change = Change::StockCorrected { sku: sku.clone() };
    let effect = Effect::new(*tenant, origin, change);
    effects.push(effect.audited(sku.clone(), Some(before), Some((free, reason)))?);
    let mut moved = Moved::default();
    moved.note(sku, before, *free);
    moved.tell(connection, *tenant, origin, effects).await
}
