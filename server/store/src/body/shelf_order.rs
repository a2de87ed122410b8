//! The order of the shelves in the window.

use super::Connection;
use super::board_load::open;
use super::board_write::tell;
use super::tenants::lock;
use crate::command::MoveFeaturedType;
use crate::effect::Effect;
use crate::{Result, StoreError};
use contract::FeaturedTypeId;
use contract::deeds::{Tense, summary};

/// Room between neighbours, so that most moves change one shelf only.
const STEP: i64 = 10;

const ORDER: &str =
    "SELECT id, sort_order FROM featured_types WHERE tenant_id = $1 ORDER BY sort_order, id";

pub(super) async fn move_shelf(
    connection: &mut Connection,
    command: &MoveFeaturedType,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let tenant = command.tenant;
    lock(connection, tenant).await?;
    let query = sqlx::query_as(ORDER).bind(tenant.0);
    let rows: Vec<(i64, i64)> = query.fetch_all(&mut *connection).await?;
    let moved = moves(&rows, command.id.0, command.before.map(|id| id.0))?;
    if moved.is_empty() {
        return Ok(());
    }
    let ids = moved.iter().map(|(id, _)| FeaturedTypeId(*id));
    let mut opened = open(connection, tenant, ids, []).await?;
    for (id, order) in moved {
        let id = FeaturedTypeId(id);
        let after = contract::FeaturedType { order, ..opened.bench.featured_type(id)?.clone() };
        opened.bench.set_shelf(id, Some(after));
    }
    opened.keep(connection, tenant, &command.origin, None).await?;
    let words = summary(&opened.bench.changes, Tense::Done);
    tell(tenant, &command.origin, &opened, &words, effects)
}

/// Which shelves have another number then, and which.
fn moves(rows: &[(i64, i64)], id: i64, before: Option<i64>) -> Result<Vec<(i64, i64)>> {
    let missing = || StoreError::NotFound("featured type");
    let own = rows.iter().position(|row| row.0 == id).ok_or_else(missing)?;
    if before == Some(id) {
        return Ok(vec![]);
    }
    let mut others = rows.to_vec();
    others.remove(own);
    let at = match before {
        Some(before) => others.iter().position(|row| row.0 == before).ok_or_else(missing)?,
        None => others.len(),
    };
    if at == own {
        return Ok(vec![]);
    }
    let above = at.checked_sub(1).map(|above| others[above].1);
    let below = others.get(at).map(|row| row.1);
    let between = match (above, below) {
        (Some(above), Some(below)) if below - above > 1 => Some(above + (below - above) / 2),
        (Some(above), None) => Some(above + STEP),
        (None, Some(below)) => Some(below - STEP),
        _ => None,
    };
    // What an editor may write: see the engine's check of a draft.
    if let Some(order) = between.filter(|order| (-1000..=1000).contains(order)) {
        return Ok(vec![(id, order)]);
    }
    others.insert(at, rows[own]);
    let step = STEP.min(1000 / others.len() as i64).max(1);
    let numbered = others.iter().enumerate().map(|(at, row)| (*row, at as i64 * step));
    Ok(numbered.filter(|(row, order)| row.1 != *order).map(|(row, order)| (row.0, order)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shelf_comes_to_stand_where_it_was_put_and_the_others_keep_their_order(
            mut orders in prop::collection::vec(-1000..=1000_i64, 1..12),
            own in 0..12_usize,
            target in 0..13_usize,
        ) {
            orders.sort_unstable();
            let mut rows: Vec<(i64, i64)> =
                orders.iter().enumerate().map(|(id, order)| (id as i64, *order)).collect();
            let own = own % rows.len();
            let before = rows.get(target % (rows.len() + 1)).map(|row| row.0);
            let id = rows[own].0;
            let mut wanted: Vec<i64> = rows.iter().map(|row| row.0).collect();
            if before != Some(id) {
                wanted.retain(|other| *other != id);
                let at = wanted.iter().position(|other| Some(*other) == before);
                wanted.insert(at.unwrap_or(wanted.len()), id);
            }
            for (id, order) in moves(&rows, id, before).unwrap() {
                prop_assert!((-1000..=1000).contains(&order));
                rows[id as usize].1 = order;
            }
            rows.sort_unstable_by_key(|row| (row.1, row.0));
            let now: Vec<i64> = rows.iter().map(|row| row.0).collect();
            prop_assert_eq!(now, wanted);
        }
    }

    #[test]
    fn where_there_is_room_one_shelf_is_touched() {
        assert_eq!(moves(&[(1, 0), (2, 10), (3, 20)], 3, Some(2)).unwrap(), [(3, 5)]);
        assert_eq!(moves(&[(1, 0), (2, 10)], 1, None).unwrap(), [(1, 20)]);
        assert_eq!(moves(&[(1, 0), (2, 0), (3, 0)], 3, Some(2)).unwrap(), [(3, 10), (2, 20)]);
        assert!(moves(&[(1, 0), (2, 10)], 1, Some(2)).unwrap().is_empty());
        assert!(moves(&[(1, 0)], 9, None).is_err());
    }
}
