//! Products and variations.

use super::list::{Asked, invalid, page};
use super::{Served, answer, refusal};
use crate::goods::{Goods, Thing};
use axum::extract::{Path, Query, State as Held};
use axum::http::Uri;
use axum::response::Response;
use contract::Timestamp;
use serde_json::Value;

type Pairs = Query<Vec<(String, String)>>;

/// Which things a list shows.
struct Filter {
    modified_after: Option<Timestamp>,
    statuses: Vec<String>,
    include: Vec<i64>,
}

impl Filter {
    #[expect(clippy::result_large_err, reason = "the answer is what the caller returns")]
    fn read(asked: &Asked, goods: &Goods) -> Result<Self, Response> {
        let modified_after = match asked.one("modified_after") {
            None => None,
            // A date alone is refused.
            Some(text) if text.len() < 16 => return Err(invalid("modified_after")),
            Some(text) => {
                // Zones are read past: it is local time, or GMT where that is said.
                let written = text.get(..19).unwrap_or(text);
                let at = Timestamp::parse(written).ok_or_else(|| invalid("modified_after"))?;
                let is_gmt = matches!(asked.one("dates_are_gmt"), Some("true" | "1"));
                let offset = if is_gmt { 0 } else { goods.offset_minutes * 60 };
                Some(at.plus_seconds(-offset))
            }
        };
        let statuses = asked.many("status").into_iter().filter(|it| *it != "any");
        let include = asked.many("include").into_iter().filter_map(|id| id.parse().ok());
        let statuses = statuses.map(str::to_owned).collect();
        Ok(Self { modified_after, statuses, include: include.collect() })
    }

    fn is_open(&self) -> bool {
        self.modified_after.is_none() && self.statuses.is_empty() && self.include.is_empty()
    }

    fn shows(&self, id: i64, thing: &Thing) -> bool {
        self.modified_after.is_none_or(|after| thing.modified > after)
            && (self.include.is_empty() || self.include.contains(&id))
            && if self.statuses.is_empty() {
                !thing.is_trashed()
            } else {
                self.statuses.iter().any(|status| status == thing.status())
            }
    }
}

pub async fn list(Held(served): Held<Served>, uri: Uri, Query(query): Pairs) -> Response {
    let asked = Asked::new(query);
    let mut state = served.shop.state();
    let (filter, wanted) = match (Filter::read(&asked, &state.goods), asked.page()) {
        (Ok(filter), Ok(wanted)) => (filter, wanted),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal,
    };
    let goods = &state.goods;
    // The whole list is at hand; a hundred thousand things are looked through for parts of it only.
    let mut ids: Vec<i64> = if filter.is_open() {
        goods.listed.clone()
    } else {
        let products = goods.things.iter().filter(|(_, thing)| thing.parent() == 0);
        products.filter(|(id, thing)| filter.shows(**id, thing)).map(|(id, _)| *id).collect()
    };
    let total = ids.len();
    if asked.one("orderby") != Some("id") {
        ids.sort_by_key(|id| (goods.things.get(id).map(|thing| thing.created), *id));
    }
    let shown =
        if asked.ascends() { wanted.of(ids.into_iter()) } else { wanted.of(ids.into_iter().rev()) };
    let writer = state.writer();
    let written = shown.into_iter().filter_map(|id| Some((id, goods.things.get(&id)?)));
    let items = written.map(|(id, thing)| writer.product(id, thing)).collect();
    let total = total.saturating_add_signed(state.faults.off_by());
    let answer = page(&state, &asked, &uri, items, total);
    for change in state.faults.between_pages() {
        state.apply(change);
    }
    answer
}

fn not_found(what: &str) -> Response {
    refusal(404, &format!("woocommerce_rest_{what}_invalid_id"), "Invalid ID.")
}

/// In the trash as well, and variations in the shape of products.
pub async fn one(Held(served): Held<Served>, Path(id): Path<i64>) -> Response {
    served.shop.product(id).map_or_else(|| not_found("product"), |product| answer(&product))
}

pub async fn variations(
    Held(served): Held<Served>,
    Path(parent): Path<i64>,
    uri: Uri,
    Query(query): Pairs,
) -> Response {
    let asked = Asked::new(query);
    let state = served.shop.state();
    if state.goods.things.get(&parent).is_none_or(|thing| thing.parent() != 0) {
        return not_found("product");
    }
    let (filter, wanted) = match (Filter::read(&asked, &state.goods), asked.page()) {
        (Ok(filter), Ok(wanted)) => (filter, wanted),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal,
    };
    let children = state.goods.children(parent).filter(|(id, thing)| filter.shows(*id, thing));
    let mut shown: Vec<(i64, &Thing)> = children.collect();
    if !asked.ascends() {
        shown.reverse();
    }
    let total = shown.len();
    let writer = state.writer();
    let items = wanted.of(shown.into_iter());
    let items: Vec<Value> =
        items.into_iter().map(|(id, thing)| writer.variation(id, thing)).collect();
    page(&state, &asked, &uri, items, total)
}

pub async fn variation(
    Held(served): Held<Served>,
    Path((parent, id)): Path<(i64, i64)>,
) -> Response {
    let state = served.shop.state();
    let found = state.goods.things.get(&id).filter(|it| parent != 0 && it.parent() == parent);
    match found {
        Some(thing) => answer(&state.writer().variation(id, thing)),
        None => not_found("product_variation"),
    }
}
