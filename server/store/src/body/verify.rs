//! Whether holds, their histories, orders and counts say the same. Read in one snapshot, so that what
//! changes meanwhile makes no difference.

use super::stock::HeldItem;
use super::{Connection, Db, reads::Reads};
use crate::Result;
use crate::effect::from_json;
use crate::trade::{Discrepancy, Verified};
use contract::hold::{HoldEvent, HoldHappening, replay};
use contract::{TenantId, Timestamp};
use sqlx::Connection as _;
use std::collections::BTreeMap;

/// Holds read at a time.
const PAGE: i64 = 500;

#[derive(sqlx::FromRow)]
struct HoldRow {
    id: i64,
    code: String,
    state: String,
    items: String,
    expires_at: i64,
    is_extended: i64,
    order_code: Option<String>,
    authority: String,
    order_state: Option<String>,
    push_state: Option<String>,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    hold_id: i64,
    n: i64,
    kind: String,
    at: i64,
    detail: String,
}

const HOLDS: &str = "SELECT h.id, h.code, h.state, h.items, h.expires_at, h.is_extended, \
    h.order_code, h.authority, o.state AS order_state, o.push_state FROM holds h \
    LEFT JOIN orders o ON o.tenant_id = h.tenant_id AND o.hold_id = h.id \
    WHERE h.tenant_id = $1 AND h.id > $2 ORDER BY h.id LIMIT $3";
const EVENTS: &str = "SELECT hold_id, n, kind, at, detail FROM hold_events \
    WHERE tenant_id = $1 AND hold_id > $2 AND hold_id <= $3 ORDER BY hold_id, n";
const COUNTS: &str = "SELECT sku, held, sold FROM stock WHERE tenant_id = $1";

impl Reads {
    /// Replays every hold of a shop.
    pub async fn verify_holds(&self, tenant: TenantId) -> Result<Verified> {
        let mut connection = self.connection(1).await?;
        let mut snapshot = connection.begin_with(super::super::SNAPSHOT).await?;
        let verified = verify(&mut snapshot, tenant).await?;
        snapshot.rollback().await?;
        Ok(verified)
    }
}

pub(super) async fn verify(connection: &mut Connection, tenant: TenantId) -> Result<Verified> {
    let mut found = Verified::default();
    let (mut held, mut sold) = (BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
    let mut after = 0;
    loop {
        let query = sqlx::query_as::<Db, HoldRow>(HOLDS).bind(tenant.0).bind(after).bind(PAGE);
        let holds = query.fetch_all(&mut *connection).await?;
        let Some(last) = holds.last().map(|hold| hold.id) else { break };
        let query = sqlx::query_as::<Db, EventRow>(EVENTS).bind(tenant.0).bind(after).bind(last);
        let mut histories = BTreeMap::<i64, Vec<EventRow>>::new();
        for event in query.fetch_all(&mut *connection).await? {
            histories.entry(event.hold_id).or_default().push(event);
        }
        for hold in holds {
            found.holds += 1;
            let history = histories.remove(&hold.id).unwrap_or_default();
            found.events += history.len() as u64;
            let mut say = |what: String| {
                let what = format!("hold {}: {what}", hold.code);
                found.discrepancies.push(Discrepancy { tenant, what });
            };
            for what in compare(&hold, &history)? {
                say(what);
            }
            let items: Vec<HeldItem> = from_json(&hold.items, "the items of a hold")?;
            let waits = matches!(hold.push_state.as_deref(), Some("waiting" | "rejected"));
            let sums = match hold.state.as_str() {
                "active" | "confirming" => Some(&mut held),
                "confirmed" if hold.authority == "woocommerce" => waits.then_some(&mut held),
                "confirmed" => Some(&mut sold),
                _ => None,
            };
            let orders = matches!(
                (hold.state.as_str(), hold.order_state.as_deref()),
                ("confirmed", Some("placed"))
                    | ("confirming", Some("placing"))
                    | ("active" | "released", None)
                    | ("expired", None | Some("refused"))
            );
            if !orders {
                let order = hold.order_state.as_deref().unwrap_or("missing");
                say(format!("it is {} and its order is {order}", hold.state));
            }
            if let Some(sums) = sums {
                for item in items.into_iter().filter(|item| item.counted) {
                    *sums.entry(item.sku).or_default() += item.quantity;
                }
            }
        }
        after = last;
    }
    let query = sqlx::query_as::<Db, (String, i64, i64)>(COUNTS).bind(tenant.0);
    for (sku, stored_held, stored_sold) in query.fetch_all(connection).await? {
        let pairs =
            [("held", stored_held, held.remove(&sku)), ("sold", stored_sold, sold.remove(&sku))];
        for (word, stored, made) in pairs {
            let made = made.unwrap_or_default();
            if stored != made {
                let what =
                    format!("article {sku}: {stored} are counted as {word}, its holds say {made}");
                found.discrepancies.push(Discrepancy { tenant, what });
            }
        }
    }
    for (sku, _) in held.into_iter().chain(sold).filter(|(_, pieces)| *pieces > 0) {
        let what = format!("article {sku}: it has holds and no count");
        found.discrepancies.push(Discrepancy { tenant, what });
    }
    Ok(found)
}

/// What a hold's row says otherwise than its history.
fn compare(hold: &HoldRow, history: &[EventRow]) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut events = Vec::with_capacity(history.len());
    for (at, row) in history.iter().enumerate() {
        let what: HoldHappening = from_json(&row.detail, "what happened to a hold")?;
        if row.n != at as i64 + 1 || row.kind != what.kind() {
            wrong.push(format!("its history is not whole at {}", row.n));
        }
        events.push(HoldEvent { at: Timestamp(row.at), what });
    }
    let made = match replay(&events) {
        Ok(made) => made,
        Err(why) => return Ok(vec![why]),
    };
    let items: Vec<HeldItem> = from_json(&hold.items, "the items of a hold")?;
    let same_items = items
        .iter()
        .map(|item| (item.sku.as_str(), item.quantity))
        .eq(made.items.iter().map(|item| (item.sku.as_str(), item.quantity)));
    let mut check = |is_same: bool, what: &str| {
        if !is_same {
            wrong.push(format!("its {what} is another one than its history gives"));
        }
    };
    check(made.state.as_str() == hold.state, "state");
    check(made.expires_at.0 == hold.expires_at, "time");
    check(made.is_extended == (hold.is_extended != 0), "extension");
    check(made.order == hold.order_code, "order");
    check(same_items, "content");
    Ok(wrong)
}
