//! Holds of one shop that wait in the same batch, placed by a handful of statements for all of them:
//! between one statement and the next lies most of what a hold costs.
//!
//! Only what is plain: counted here, asked for the first time, in the place of nothing, and to be had.
//! The rest is left to [`holds::place`], one by one and after these: who asks in the same moment has no
//! order.

use super::super::{WRITERS, identified};
use super::stock::{self, HeldItem, Moved};
use super::{Connection, holds, meanwhile, tenants};
use crate::effect::{Effect, json};
use crate::queue::Job;
use crate::trade::{Article, HoldRecord, PlaceHold};
use crate::{Command, Result, StoreError};
use contract::{Item, TenantId};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// At most so many at once: a transaction takes all of them or none.
const MOST: usize = 128;

/// The holds at the front that may be placed together. Fewer than two are none.
pub(super) fn front(jobs: &[Job]) -> Vec<&PlaceHold> {
    let mut front: Vec<&PlaceHold> = Vec::new();
    for job in jobs.iter().take(MOST) {
        match &job.command {
            Command::PlaceHold(hold)
                if hold.authority.is_counted_here()
                    && hold.counted.is_empty()
                    && front.first().is_none_or(|first| first.tenant == hold.tenant) =>
            {
                front.push(hold);
            }
            _ => break,
        }
    }
    if front.len() < 2 {
        front.clear();
    }
    front
}

pub(super) type Placed = (HoldRecord, Vec<Effect>);

/// For each of them what became of it, or nothing where it is left.
///
/// # Errors
/// Then nothing of it counts: the caller rolls back, and all of them are left.
pub(super) async fn place(
    connection: &mut Connection,
    wishes: &[&PlaceHold],
) -> Result<Vec<Option<Placed>>> {
    let Some(tenant) = wishes.first().map(|wish| wish.tenant) else { return Ok(vec![]) };
    // Against other writers; that there is such a shop the articles tell.
    if WRITERS > 1 {
        tenants::lock(connection, tenant).await?;
    }
    let known = Known::of(connection, tenant, wishes).await?;
    let mut skus: Vec<&str> =
        wishes.iter().flat_map(|wish| &wish.items).map(|item| item.sku.as_str()).collect();
    skus.sort_unstable();
    skus.dedup();
    let articles = stock::articles(connection, tenant, &skus);
    let (articles, are_plain) = meanwhile(articles, || {
        let mut asked = Asked::default();
        let is_plain = |wish: &&PlaceHold| {
            wish.expires_at > wish.origin.at && asked.is_first(wish) && known.has_none(wish)
        };
        wishes.iter().map(is_plain).collect::<Vec<_>>()
    })
    .await;
    let mut shelf = Shelf::new(articles?);
    let choose = |(wish, is_plain): (&&PlaceHold, _)| {
        if is_plain { shelf.take(&wish.items) } else { None }
    };
    let taken: Vec<Option<(Vec<HeldItem>, Moved)>> =
        wishes.iter().zip(are_plain).map(choose).collect();
    if taken.iter().all(Option::is_none) {
        return Ok(wishes.iter().map(|_| None).collect());
    }
    let placed = || wishes.iter().zip(&taken).filter_map(|(wish, it)| Some((*wish, it.as_ref()?)));

    let take = stock::take_all(connection, tenant, shelf.taken().into_iter());
    let (done, rows) = meanwhile(take, || {
        let rows = placed().map(|(wish, (items, _))| Row::new(wish, items));
        json(&rows.collect::<Result<Vec<_>>>()?)
    })
    .await;
    done?;

    let codes: Vec<&str> = placed().map(|(wish, _)| wish.code.as_str()).collect();
    let place = sqlx::query(PLACE).bind(tenant.0).bind(rows?);
    let insert = identified(place, connection, &codes);
    let (ids, beginnings) =
        meanwhile(insert, || placed().map(|(wish, _)| beginning(wish)).collect::<Result<Vec<_>>>())
            .await;
    let ids = ids?;
    let (mut begun, told): (Vec<Begun>, Vec<Effect>) = beginnings?.into_iter().unzip();
    for (begun, code) in begun.iter_mut().zip(&codes) {
        begun.hold = *ids.get(*code).ok_or(StoreError::Stale)?;
    }

    let begun = json(&begun)?;
    let begin = sqlx::query(BEGIN).bind(tenant.0).bind(begun).execute(&mut *connection);
    let (done, records) = meanwhile(begin, || {
        let record = |(wish, _): (&PlaceHold, _)| Some(holds::placed(wish, *ids.get(&wish.code)?));
        placed().filter_map(record).collect::<Vec<_>>()
    })
    .await;
    done?;

    let mut records = records.into_iter().zip(told);
    let mut done = Vec::with_capacity(wishes.len());
    for (wish, taken) in wishes.iter().zip(taken) {
        let Some((_, moved)) = taken else {
            done.push(None);
            continue;
        };
        let (record, told) = records.next().ok_or(StoreError::Stale)?;
        let mut effects = vec![told];
        moved.tell(connection, tenant, &wish.origin, &mut effects).await?;
        done.push(Some((record, effects)));
    }
    Ok(done)
}

/// How its history begins, but for its id, and who hears of it.
fn beginning(wish: &PlaceHold) -> Result<(Begun, Effect)> {
    let created = holds::created(wish);
    let (kind, at, detail) = (created.kind(), wish.origin.at.0, json(&created)?);
    let told = holds::told(wish.tenant, &wish.origin, &wish.code, &wish.owner, &created);
    Ok((Begun { hold: 0, kind, at, detail }, told))
}

/// Who asked already in this batch.
#[derive(Default)]
struct Asked {
    owners: HashSet<String>,
    requests: HashSet<(String, String)>,
}

impl Asked {
    /// Whether nobody before it has anything to do with it.
    fn is_first(&mut self, wish: &PlaceHold) -> bool {
        let owner = wish.owner.to_text();
        let request = wish.request.as_ref().map(|request| (owner.clone(), request.key.clone()));
        let is_new_request = request.is_none_or(|request| self.requests.insert(request));
        let is_new_owner = self.owners.insert(owner);
        is_new_request && (is_new_owner || !wish.replaces)
    }
}

/// What the database has of those who ask.
struct Known {
    requests: HashSet<(String, String)>,
    /// Who holds something.
    holding: HashSet<String>,
}

impl Known {
    async fn of(
        connection: &mut Connection,
        tenant: TenantId,
        wishes: &[&PlaceHold],
    ) -> Result<Self> {
        const REQUESTS: &str = concat!(
            "SELECT owner, request_key FROM holds WHERE tenant_id = $1 AND request_key IS NOT NULL ",
            "AND owner ",
            among_texts!("$2"),
            " AND request_key ",
            among_texts!("$3")
        );
        const HOLDING: &str = concat!(
            "SELECT DISTINCT owner FROM holds WHERE tenant_id = $1 AND state = 'active' AND owner ",
            among_texts!("$2")
        );
        let (mut requests, mut holding) = (Vec::new(), Vec::new());
        let keys: Vec<&str> =
            wishes.iter().filter_map(|wish| Some(wish.request.as_ref()?.key.as_str())).collect();
        if !keys.is_empty() {
            let owners = owners(wishes.iter().filter(|wish| wish.request.is_some()))?;
            let query = sqlx::query_as(REQUESTS).bind(tenant.0).bind(owners).bind(json(&keys)?);
            requests = query.fetch_all(&mut *connection).await?;
        }
        if wishes.iter().any(|wish| wish.replaces) {
            let owners = owners(wishes.iter().filter(|wish| wish.replaces))?;
            let query = sqlx::query_scalar(HOLDING).bind(tenant.0).bind(owners);
            holding = query.fetch_all(connection).await?;
        }
        let (requests, holding) = (requests.into_iter().collect(), holding.into_iter().collect());
        Ok(Self { requests, holding })
    }

    fn has_none(&self, wish: &PlaceHold) -> bool {
        let owner = wish.owner.to_text();
        if wish.replaces && self.holding.contains(&owner) {
            return false;
        }
        let request = wish.request.as_ref();
        !request.is_some_and(|request| self.requests.contains(&(owner, request.key.clone())))
    }
}

fn owners<'a>(wishes: impl Iterator<Item = &'a &'a PlaceHold>) -> Result<String> {
    let owners: HashSet<String> = wishes.map(|wish| wish.owner.to_text()).collect();
    json(&owners)
}

/// What is there, less what those before have taken.
struct Shelf(HashMap<String, Spot>);

struct Spot {
    article: Article,
    taken: i64,
}

impl Shelf {
    fn new(articles: Vec<Article>) -> Self {
        let spot = |article: Article| (article.sku.clone(), Spot { article, taken: 0 });
        Self(articles.into_iter().map(spot).collect())
    }

    /// All of it, or nothing where not all can be had.
    fn take(&mut self, items: &[Item]) -> Option<(Vec<HeldItem>, Moved)> {
        let is_there = |item: &Item| {
            let article = self.0.get(&item.sku).map(|spot| &spot.article);
            let article = article.filter(|article| article.is_sold);
            article.is_some_and(|article| article.free.is_none_or(|free| free >= item.quantity))
        };
        if !items.iter().all(is_there) {
            return None;
        }
        let mut moved = Moved::default();
        let held = items.iter().map(|Item { sku, quantity }| {
            let spot = self.0.get_mut(sku);
            let counted =
                spot.and_then(|spot| Some((spot.article.free.as_mut()?, &mut spot.taken)));
            let is_counted = counted.is_some();
            if let Some((free, taken)) = counted {
                moved.note(sku, *free, *free - quantity);
                *free -= quantity;
                *taken += quantity;
            }
            HeldItem { sku: sku.clone(), quantity: *quantity, counted: is_counted }
        });
        Some((held.collect(), moved))
    }

    /// What was taken of each, by article.
    fn taken(&self) -> Vec<(&str, i64)> {
        let taken = self.0.iter().filter(|(_, spot)| spot.taken > 0);
        let mut taken: Vec<_> = taken.map(|(sku, spot)| (sku.as_str(), spot.taken)).collect();
        taken.sort_unstable();
        taken
    }
}

/// One as it is written down.
#[derive(Serialize)]
struct Row<'a> {
    code: &'a str,
    owner: String,
    customer: Option<&'a str>,
    items: String,
    at: i64,
    until: i64,
    authority: &'a str,
    key: Option<&'a str>,
    hash: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn new(wish: &'a PlaceHold, items: &[HeldItem]) -> Result<Self> {
        let request = wish.request.as_ref();
        Ok(Self {
            code: &wish.code,
            owner: wish.owner.to_text(),
            customer: wish.customer_id.as_deref(),
            items: json(items)?,
            at: wish.origin.at.0,
            until: wish.expires_at.0,
            authority: wish.authority.as_str(),
            key: request.map(|request| request.key.as_str()),
            hash: request.map(|request| request.hash.as_str()),
        })
    }
}

/// The first of its history.
#[derive(Serialize)]
struct Begun {
    hold: i64,
    kind: &'static str,
    at: i64,
    detail: String,
}

const BEGIN: &str = concat!(
    "INSERT INTO hold_events (tenant_id, hold_id, n, kind, at, detail) ",
    "SELECT $1, hold, 1, kind, at, detail FROM ",
    rows!("$2", int hold, text kind, int at, text detail)
);

const PLACE: &str = numbering!(
    "code, id",
    "INSERT INTO holds (tenant_id, code, owner, customer_id, state, items, created_at, ",
    "expires_at, authority, request_key, request_hash) SELECT $1, code, owner, customer, ",
    "'active', items, at, until, authority, key, hash FROM ",
    rows!(
        "$2", text code, text owner, text customer, text items, int at, int until,
        text authority, text key, text hash
    )
);
