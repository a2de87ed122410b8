//! What is done to the board as values: shown at once, sent one after the other.

use contract::edit::{Action, Clash, Edit};
use contract::featured::{Board, BoardShelf};
use contract::{FeaturedTypeId, ProductId, Revision};

/// A placement: a product on a shelf.
pub type Key = (FeaturedTypeId, ProductId);

fn shelf(board: &Board, id: FeaturedTypeId) -> Option<&BoardShelf> {
    board.shelves.iter().find(|shelf| shelf.featured_type.id == id)
}

/// The placement's revision as the board shows it.
pub fn seen(board: &Board, (type_id, product): Key) -> Option<Revision> {
    let mut items = shelf(board, type_id)?.items.iter();
    Some(items.find(|item| item.product.id == product)?.assignment.revision)
}

pub fn stands(board: &Board, key: Key) -> bool {
    seen(board, key).is_some()
}

/// An edit by somebody who sees this board.
pub fn edit(board: &Board, key: Key, action: Action) -> Edit {
    Edit { type_id: key.0, product_id: key.1, seen: seen(board, key), action }
}

/// How the board looks once these are made, as far as it can be told here: what is placed is not
/// known before the server has said it.
pub fn apply(board: &mut Board, edits: &[Edit]) {
    for edit in edits {
        let own = |shelf: &&mut BoardShelf| shelf.featured_type.id == edit.type_id;
        let Some(shelf) = board.shelves.iter_mut().find(own) else { continue };
        let found = shelf.items.iter().position(|item| item.product.id == edit.product_id);
        let Some(at) = found else { continue };
        match &edit.action {
            Action::Place { .. } => {}
            Action::Remove => drop(shelf.items.remove(at)),
            Action::Schedule { starts_at, ends_at } => {
                let placed = &mut shelf.items[at].assignment;
                (placed.starts_at, placed.ends_at) = (*starts_at, *ends_at);
            }
            Action::Move { to, position } => {
                let item = shelf.items.remove(at);
                let to = to.unwrap_or(edit.type_id);
                let target = board.shelves.iter_mut().find(|shelf| shelf.featured_type.id == to);
                let Some(target) = target else { continue };
                let end = target.items.len();
                let position = position.and_then(|at| usize::try_from(at).ok()).unwrap_or(end);
                target.items.insert(position.min(end), item);
            }
        }
    }
}

/// Moves these, in this order, to before `anchor` on a shelf, or to its end. Those of other shelves
/// that stand there already stay where they are.
pub fn carry(
    board: &Board,
    keys: &[Key],
    to: FeaturedTypeId,
    anchor: Option<ProductId>,
) -> Vec<Edit> {
    let mut after = board.clone();
    let mut edits = Vec::new();
    for key in keys {
        if key.0 != to && stands(&after, (to, key.1)) {
            continue;
        }
        let position = anchor.and_then(|anchor| {
            let shelf = shelf(&after, to)?;
            let mut others = shelf.items.iter().filter(|item| item.product.id != key.1);
            others.position(|item| item.product.id == anchor).map(|at| at as i64)
        });
        let target = (key.0 != to).then_some(to);
        let moved = edit(board, *key, Action::Move { to: target, position });
        apply(&mut after, std::slice::from_ref(&moved));
        edits.push(moved);
    }
    edits
}

/// The same once more, by somebody who has seen what stood in the way.
pub fn insist(edits: &[Edit], clashes: &[Clash]) -> Vec<Edit> {
    let clash = |key: Key| clashes.iter().find(|clash| (clash.type_id, clash.product_id) == key);
    let mut again = Vec::new();
    for edit in edits {
        let key = (edit.type_id, edit.product_id);
        let mut edit = edit.clone();
        if let Some(clash) = clash(key) {
            edit.seen = Some(clash.revision);
            if clash.now.is_none() {
                // It is gone: it comes back as wanted.
                match edit.action {
                    Action::Remove => continue,
                    Action::Place { .. } => {}
                    Action::Move { to, position } => {
                        edit.type_id = to.unwrap_or(edit.type_id);
                        edit.seen = clash.now.map(|_| clash.revision);
                        edit.action = Action::Place { position, starts_at: None, ends_at: None };
                    }
                    Action::Schedule { starts_at, ends_at } => {
                        edit.action = Action::Place { position: None, starts_at, ends_at };
                    }
                }
            }
        } else if let Action::Move { to: Some(to), position } = edit.action
            && let Some(clash) = clash((to, edit.product_id))
        {
            // Somebody has put it there already: it leaves the one and moves on the other.
            again.push(Edit { action: Action::Remove, ..edit.clone() });
            edit.type_id = to;
            edit.seen = Some(clash.revision);
            edit.action = Action::Move { to: None, position };
        }
        again.push(edit);
    }
    again
}

/// `Coat`, or `3 products`.
pub fn counted(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        many => [&*many.len().to_string(), " products"].concat(),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use contract::featured::{Badge, BoardItem, ItemState};
    use contract::testing::product;
    use contract::{Assignment, AssignmentId, FeaturedType, Layout, Seq, TenantId, Timestamp};

    /// Shelf one has these products, shelf two those.
    pub fn board(shelves: [&[i64]; 2]) -> Board {
        let shelf = |(index, products): (usize, &[i64])| {
            let type_id = FeaturedTypeId(index as i64 + 1);
            let item = |(position, id): (usize, &i64)| BoardItem {
                assignment: Assignment {
                    id: AssignmentId(*id),
                    product_id: ProductId(*id),
                    type_id,
                    position: position as i64,
                    starts_at: None,
                    ends_at: None,
                    revision: Revision(*id * 10),
                },
                product: product(*id),
                state: ItemState::OnShow,
            };
            BoardShelf {
                featured_type: FeaturedType {
                    id: type_id,
                    name: String::new(),
                    badge: Badge::default(),
                    layout: Layout::Grid,
                    order: 0,
                    capacity: 8,
                    active_from: None,
                    active_until: None,
                    rule: None,
                },
                is_active: true,
                items: products.iter().enumerate().map(item).collect(),
                filled: vec![],
            }
        };
        Board {
            tenant_id: TenantId(1),
            seq: Seq(1),
            at: Timestamp(0),
            shelves: shelves.into_iter().enumerate().map(shelf).collect(),
            undo: None,
            redo: None,
        }
    }

    fn order(board: &Board) -> [Vec<i64>; 2] {
        let ids = |shelf: &BoardShelf| shelf.items.iter().map(|item| item.product.id.0).collect();
        [ids(&board.shelves[0]), ids(&board.shelves[1])]
    }

    const ONE: FeaturedTypeId = FeaturedTypeId(1);
    const TWO: FeaturedTypeId = FeaturedTypeId(2);

    fn carried(
        keys: &[(FeaturedTypeId, i64)],
        to: FeaturedTypeId,
        anchor: Option<i64>,
    ) -> [Vec<i64>; 2] {
        let mut board = board([&[1, 2, 3, 4], &[5, 4]]);
        let keys: Vec<Key> = keys.iter().map(|(shelf, id)| (*shelf, ProductId(*id))).collect();
        let edits = carry(&board, &keys, to, anchor.map(ProductId));
        assert!(edits.iter().all(|edit| edit.seen == Some(Revision(edit.product_id.0 * 10))));
        apply(&mut board, &edits);
        order(&board)
    }

    #[test]
    fn what_is_carried_comes_to_stand_together_where_it_was_dropped() {
        assert_eq!(carried(&[(ONE, 1)], ONE, Some(4)), [vec![2, 3, 1, 4], vec![5, 4]]);
        assert_eq!(carried(&[(ONE, 4), (ONE, 2)], ONE, Some(1)), [vec![4, 2, 1, 3], vec![5, 4]]);
        assert_eq!(carried(&[(ONE, 1)], ONE, None), [vec![2, 3, 4, 1], vec![5, 4]]);
        assert_eq!(carried(&[(ONE, 3), (ONE, 1)], TWO, Some(4)), [vec![2, 4], vec![5, 3, 1, 4]]);
        // What stands there already is not put there twice.
        assert_eq!(carried(&[(ONE, 4), (ONE, 2)], TWO, None), [vec![1, 3, 4], vec![5, 4, 2]]);
    }

    #[test]
    fn who_insists_names_what_they_have_seen() {
        let board = board([&[1, 2], &[]]);
        let clash = |product: i64, now| Clash {
            type_id: ONE,
            product_id: ProductId(product),
            product: String::new(),
            shelf: String::new(),
            actor: String::new(),
            at: Timestamp(0),
            now,
            revision: Revision(99),
        };
        let move_to = Action::Move { to: Some(TWO), position: Some(0) };
        let edits = [edit(&board, (ONE, ProductId(1)), move_to.clone())];
        let there = contract::edit::Place { position: 3, starts_at: None, ends_at: None };
        let again = insist(&edits, &[clash(1, Some(there))]);
        assert_eq!((again[0].seen, &again[0].action), (Some(Revision(99)), &move_to));
        // Somebody took it away: it comes back where it was wanted.
        let again = insist(&edits, &[clash(1, None)]);
        assert_eq!(again[0].type_id, TWO);
        assert!(matches!(again[0].action, Action::Place { position: Some(0), .. }));
        let removal = [edit(&board, (ONE, ProductId(2)), Action::Remove)];
        assert!(insist(&removal, &[clash(2, None)]).is_empty());
    }
}
