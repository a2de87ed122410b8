//! All stock, holds and orders of a shop, in one person's hands.

use crate::accounts::Actor;
use crate::{Engine, to_problem};
use async_trait::async_trait;
use contract::ports::StockRoom;
use contract::stockroom::{
    ArticleDesk, ArticleName, CountDraft, HoldDesk, HoldLine, HoldPage, Inventory, Mending,
    OrderDesk, OrderPage, OrderQuery, OrderSummary, Outbox, PAGE, Piece, Sale, StockLine,
    StockOwner, StockQuery, Whose,
};
use contract::{
    ApiKeyId, HoldId, Order, OrderId, Permission, Problem, ProductId, Result, Tenant, Timestamp,
};
use std::collections::HashMap;
use std::sync::Arc;
use store::{
    Authority, CorrectStock, HoldRecord, MendOrder, OrderRecord, Owner, ReleaseHold, StockRow,
};

/// Beyond it nobody turns pages.
const LAST_PAGE: u32 = 100_000;
const LONGEST_WORDS: usize = 200;
/// A longer text is no number or code of ours.
const LONGEST_NAME: usize = 200;
/// Holds looked through for the next one that lapses.
const LOOKED_THROUGH: i64 = 1_000;
/// Of an article: corrections, holds and orders told.
const TOLD: i64 = 50;
/// Rows of a file read at a time.
const SLICE: i64 = 500;

struct Room {
    engine: Arc<Engine>,
    tenant: Arc<Tenant>,
    actor: Actor,
}

impl Engine {
    /// All stock, holds and orders of a shop, for someone who may see them.
    pub fn stockroom(
        self: &Arc<Self>,
        tenant: Arc<Tenant>,
        actor: Actor,
    ) -> Result<Arc<dyn StockRoom>> {
        self.authorize(actor.user_id, &tenant, Permission::StockView)?;
        Ok(Arc::new(Room { engine: self.clone(), tenant, actor }))
    }
}

fn owner(authority: Authority) -> StockOwner {
    match authority {
        Authority::Embedded => StockOwner::House,
        Authority::WooCommerce => StockOwner::WooCommerce,
        Authority::Inventory => StockOwner::BackOffice,
    }
}

/// Where a page counted from one begins.
fn offset(page: u32) -> Result<i64> {
    match page {
        1..=LAST_PAGE => Ok(i64::from(page - 1) * i64::from(PAGE)),
        _ => Err(Problem::not_found("page")),
    }
}

fn check_words(words: &str) -> Result<()> {
    match words.len() > LONGEST_WORDS {
        true => Err(Problem::invalid("q", "Search for fewer words.")),
        false => Ok(()),
    }
}

/// What nothing of ours is called is not looked for.
fn check_name(name: &str, what: &str) -> Result<()> {
    match name.is_empty() || name.len() > LONGEST_NAME || name.contains('\0') {
        true => Err(Problem::not_found(what)),
        false => Ok(()),
    }
}

/// What articles are called, and whether they are sold.
#[derive(Default)]
struct Names(HashMap<String, (ArticleName, bool)>);

impl Names {
    fn of(&self, sku: &str) -> ArticleName {
        let unknown =
            || ArticleName { sku: sku.to_owned(), name: None, options: String::new(), slug: None };
        self.0.get(sku).map_or_else(unknown, |(name, _)| name.clone())
    }

    fn is_sold(&self, sku: &str) -> bool {
        self.0.get(sku).is_some_and(|(_, is_sold)| *is_sold)
    }
}

impl Room {
    /// Each method asks anew: a role may have been taken since.
    fn may(&self, right: Permission) -> Result<()> {
        self.engine.authorize(self.actor.user_id, &self.tenant, right)
    }

    fn owner(&self) -> StockOwner {
        owner(self.engine.authorities.get().of(self.tenant.id))
    }

    fn now(&self) -> Timestamp {
        self.engine.clock.now()
    }

    async fn names(&self, mut skus: Vec<String>) -> Result<Names> {
        skus.sort_unstable();
        skus.dedup();
        if skus.is_empty() {
            return Ok(Names::default());
        }
        let (engine, tenant) = (&self.engine, self.tenant.id);
        let articles = engine.store.articles(tenant, &skus).await.map_err(to_problem)?;
        let mut ids: Vec<ProductId> = articles.iter().map(|article| article.product).collect();
        ids.sort_unstable();
        ids.dedup();
        let products = engine.provider.get_many(tenant, &ids).await?;
        let products: HashMap<ProductId, _> =
            products.into_iter().map(|product| (product.id, product)).collect();
        let named = articles.into_iter().map(|article| {
            let product = products.get(&article.product);
            let variant = product
                .and_then(|product| product.variants.iter().find(|it| it.sku == article.sku));
            let name = ArticleName {
                name: product.map(|product| product.name.clone()),
                options: variant.map(contract::Variant::in_words).unwrap_or_default(),
                slug: product.map(|product| product.slug.clone()),
                sku: article.sku.clone(),
            };
            (article.sku, (name, article.is_sold))
        });
        Ok(Names(named.collect()))
    }

    async fn stock_lines(&self, rows: Vec<StockRow>) -> Result<Vec<StockLine>> {
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let skus: Vec<String> = rows.iter().map(|row| row.sku.clone()).collect();
        let corrected = store.last_corrections(tenant, &skus).await.map_err(to_problem)?;
        let mut corrected: HashMap<_, _> = corrected.into_iter().collect();
        let names = self.names(skus).await?;
        let mut lapsing: HashMap<String, Timestamp> = HashMap::new();
        if rows.iter().any(|row| row.held > 0) {
            let held = store.holds_by_end(tenant, LOOKED_THROUGH, 0).await.map_err(to_problem)?;
            for HoldRecord { hold, .. } in held.0 {
                for item in hold.items {
                    lapsing.entry(item.sku).or_insert(hold.expires_at);
                }
            }
        }
        let line = |row: StockRow| StockLine {
            article: names.of(&row.sku),
            is_sold: names.is_sold(&row.sku),
            on_hand: row.on_hand,
            free: row.free,
            held: row.held,
            sold: row.sold,
            corrected: corrected.remove(&row.sku),
            lapses_at: lapsing.get(&row.sku).copied().filter(|_| row.held > 0),
        };
        Ok(rows.into_iter().map(line).collect())
    }

    async fn hold_lines(&self, records: Vec<HoldRecord>) -> Result<Vec<HoldLine>> {
        let skus = records.iter().flat_map(|record| &record.hold.items);
        let names = self.names(skus.map(|item| item.sku.clone()).collect()).await?;
        let is_of_key = |record: &HoldRecord| matches!(record.owner, Owner::Key(_));
        let mut keys: HashMap<ApiKeyId, String> = HashMap::new();
        if records.iter().any(is_of_key) {
            let known = self.engine.store.api_keys(self.tenant.id).await.map_err(to_problem)?;
            keys.extend(known.into_iter().map(|key| (key.id, key.name)));
        }
        let now = self.now();
        let line = |HoldRecord { hold, owner: whose, authority, .. }: HoldRecord| HoldLine {
            id: hold.id,
            state: hold.state_at(now),
            pieces: hold
                .items
                .iter()
                .map(|item| Piece { article: names.of(&item.sku), quantity: item.quantity })
                .collect(),
            whose: match whose {
                Owner::Cart(cart) => Whose::Cart(cart),
                Owner::Key(key) => {
                    Whose::Key(keys.get(&key).cloned().unwrap_or_else(|| format!("Key {key}")))
                }
            },
            code: hold.code,
            customer_id: hold.customer_id,
            created_at: hold.created_at,
            expires_at: hold.expires_at,
            is_extended: hold.is_extended,
            order: hold.order,
            owner: owner(authority),
        };
        Ok(records.into_iter().map(line).collect())
    }

    async fn hold_desk(&self, code: &str) -> Result<HoldDesk> {
        let read = self.engine.store.hold_history(self.tenant.id, code).await;
        let history = read.map_err(to_problem)?.ok_or_else(|| Problem::not_found("hold"))?;
        let hold = self.hold_lines(vec![history.record]).await?.pop();
        let hold = hold.ok_or_else(Problem::internal)?;
        Ok(HoldDesk { hold, events: history.events, now: self.now() })
    }

    async fn order_record(&self, code: &str) -> Result<OrderRecord> {
        check_name(code, "order")?;
        let read = self.engine.store.order(self.tenant.id, code).await.map_err(to_problem)?;
        read.ok_or_else(|| Problem::not_found("order"))
    }
}

#[async_trait]
impl StockRoom for Room {
    fn tenant(&self) -> Arc<Tenant> {
        self.tenant.clone()
    }

    fn can_manage(&self) -> bool {
        self.may(Permission::StockManage).is_ok()
    }

    async fn inventory(&self, asked: &StockQuery, page: u32) -> Result<Inventory> {
        self.may(Permission::StockView)?;
        check_words(&asked.words)?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let found = store.inventory(tenant, asked, PAGE.into(), offset(page)?).await;
        let (rows, total) = found.map_err(to_problem)?;
        let lines = self.stock_lines(rows).await?;
        Ok(Inventory { owner: self.owner(), lines, total, page, now: self.now() })
    }

    async fn article(&self, sku: &str) -> Result<ArticleDesk> {
        self.may(Permission::StockView)?;
        check_name(sku, "counted article")?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let row = store.stock_count(tenant, sku).await.map_err(to_problem)?;
        let row = row.ok_or_else(|| Problem::not_found("counted article"))?;
        let line = self.stock_lines(vec![row]).await?.pop().ok_or_else(Problem::internal)?;
        let corrections = store.corrections(tenant, sku, TOLD).await.map_err(to_problem)?;
        let held = store.kept_with(tenant, sku, TOLD).await.map_err(to_problem)?;
        let sold = store.orders_with(tenant, sku, TOLD).await.map_err(to_problem)?;
        let sale = |OrderRecord { order, .. }: OrderRecord| Sale {
            quantity: order
                .lines
                .iter()
                .filter(|line| line.sku == sku)
                .map(|line| line.quantity)
                .fold(0, i64::saturating_add),
            code: order.code,
            number: order.number,
            placed_at: order.placed_at,
            state: order.state,
        };
        let sales = sold.into_iter().map(sale).collect();
        let holds = self.hold_lines(held).await?;
        Ok(ArticleDesk { owner: self.owner(), line, corrections, holds, sales, now: self.now() })
    }

    async fn correct(&self, draft: CountDraft) -> Result<()> {
        self.may(Permission::StockManage)?;
        check_name(&draft.sku, "counted article")?;
        let title = match self.owner() {
            StockOwner::House => None,
            StockOwner::WooCommerce => Some("This shop's WooCommerce counts. Correct it there."),
            StockOwner::BackOffice => Some("This shop's back office counts. Correct it there."),
        };
        if let Some(title) = title {
            return Err(Problem::conflict(title));
        }
        let CountDraft { sku, free, seen, reason } = draft.checked()?;
        let origin = self.engine.origin(&self.actor);
        let tenant = self.tenant.id;
        let command = CorrectStock { tenant, origin, sku, free, seen: Some(seen), reason };
        let committed = self.engine.store.write(command).await;
        self.engine.receipt(&self.tenant, committed).await?;
        Ok(())
    }

    async fn holds(&self, page: u32) -> Result<HoldPage> {
        self.may(Permission::StockView)?;
        let kept = self.engine.store.holds_by_end(self.tenant.id, PAGE.into(), offset(page)?);
        let (records, total) = kept.await.map_err(to_problem)?;
        let holds = self.hold_lines(records).await?;
        Ok(HoldPage { holds, total, page, now: self.now() })
    }

    async fn hold(&self, code: &str) -> Result<HoldDesk> {
        self.may(Permission::StockView)?;
        check_name(code, "hold")?;
        self.hold_desk(code).await
    }

    async fn release(&self, code: &str) -> Result<()> {
        self.may(Permission::StockManage)?;
        check_name(code, "hold")?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let record = store.hold(tenant, code).await.map_err(to_problem)?;
        let record = record.ok_or_else(|| Problem::not_found("hold"))?;
        let origin = self.engine.origin(&self.actor);
        if record.authority != Authority::Embedded {
            // Whoever owns the pieces is told, and has the last word.
            self.engine.stock(&self.tenant)?.release(origin, &record).await?;
            return Ok(());
        }
        let command = ReleaseHold { tenant, origin, owner: None, code: code.to_owned() };
        let committed = store.write(command).await;
        self.engine.receipt(&self.tenant, committed).await?;
        Ok(())
    }

    async fn orders(&self, asked: &OrderQuery, page: u32) -> Result<OrderPage> {
        self.may(Permission::StockView)?;
        check_words(&asked.words)?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let found = store.order_table(tenant, asked, PAGE.into(), offset(page)?).await;
        let (records, total) = found.map_err(to_problem)?;
        let (waiting, rejected) = store.push_counts(tenant).await.map_err(to_problem)?;
        let orders = records.into_iter().map(|record| OrderSummary::from(record.order)).collect();
        Ok(OrderPage { orders, total, page, waiting, rejected, now: self.now() })
    }

    async fn order(&self, code: &str) -> Result<OrderDesk> {
        self.may(Permission::StockView)?;
        let record = self.order_record(code).await?;
        let HoldDesk { hold, events, now } = self.hold_desk(&record.hold).await?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let letters = store.letters_of(tenant, record.order.id).await.map_err(to_problem)?;
        Ok(OrderDesk { order: record.order, hold, events, letters, now })
    }

    async fn mend(&self, Mending { order, customer }: Mending) -> Result<()> {
        self.may(Permission::StockManage)?;
        check_name(&order, "order")?;
        let customer = customer.map(contract::Customer::tidied);
        if let Some(customer) = &customer {
            customer.check()?;
        }
        let origin = self.engine.origin(&self.actor);
        let command = MendOrder { tenant: self.tenant.id, origin, order, customer };
        let committed = self.engine.store.write(command).await;
        self.engine.ordered.notify_one();
        self.engine.receipt(&self.tenant, committed).await?;
        Ok(())
    }

    async fn outbox(&self, page: u32) -> Result<Outbox> {
        self.may(Permission::StockView)?;
        let read = self.engine.store.letters(self.tenant.id, PAGE.into(), offset(page)?).await;
        let (letters, total) = read.map_err(to_problem)?;
        let is_sending = self.engine.options.post.is_some();
        Ok(Outbox { is_sending, letters, total, page, now: self.now() })
    }

    async fn stock_after(&self, after: &str) -> Result<Vec<StockLine>> {
        self.may(Permission::StockView)?;
        let rows = self.engine.store.stock_counts(self.tenant.id, after, SLICE).await;
        self.stock_lines(rows.map_err(to_problem)?).await
    }

    async fn holds_after(&self, after: HoldId) -> Result<Vec<HoldLine>> {
        self.may(Permission::StockView)?;
        let records = self.engine.store.kept_holds(self.tenant.id, after, SLICE).await;
        self.hold_lines(records.map_err(to_problem)?).await
    }

    async fn orders_before(&self, before: OrderId) -> Result<Vec<Order>> {
        self.may(Permission::StockView)?;
        let records = self.engine.store.orders(self.tenant.id, before, SLICE).await;
        Ok(records.map_err(to_problem)?.into_iter().map(|record| record.order).collect())
    }
}
