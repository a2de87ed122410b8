//! What stands in the window at a moment.

use super::*;
use contract::{AssignmentId, Layout, StockStatus, featured::Badge};
use proptest::prelude::*;

pub(crate) fn product(
    id: i64,
    stock: Option<i64>,
    availability: Availability,
) -> Arc<UniversalProduct> {
    Arc::new(UniversalProduct {
        stock,
        availability,
        stock_status: StockStatus::of(stock, availability),
        description: "<p>long</p>".into(),
        ..contract::testing::product(id)
    })
}

pub(crate) fn shelf(id: i64, capacity: i64) -> FeaturedType {
    FeaturedType {
        id: FeaturedTypeId(id),
        name: format!("Shelf {id}"),
        badge: Badge::default(),
        layout: Layout::Grid,
        order: id,
        capacity,
        active_from: None,
        active_until: None,
        rule: None,
    }
}

pub(crate) fn placed(
    type_id: i64,
    position: i64,
    product: i64,
    (starts, ends): (Option<i64>, Option<i64>),
) -> Assignment {
    Assignment {
        id: AssignmentId(type_id * 1000 + position),
        product_id: ProductId(product),
        type_id: FeaturedTypeId(type_id),
        position,
        starts_at: starts.map(Timestamp),
        ends_at: ends.map(Timestamp),
        revision: Default::default(),
    }
}

fn shown(window: &ShopWindow) -> Vec<i64> {
    window.featured_types.iter().flat_map(|s| &s.products).map(|p| p.id.0).collect()
}

#[test]
fn sold_out_leaves_and_the_next_in_line_moves_up() {
    let placements = Placements {
        types: vec![shelf(1, 2)],
        assignments: (0..3).map(|i| placed(1, i, i + 1, (None, None))).collect(),
        ..Default::default()
    };
    let with_stock = |stock| {
        let all = [
            product(1, Some(stock), Availability::InStock),
            product(2, None, Availability::InStock),
            product(3, None, Availability::InStock),
        ];
        let products = all.into_iter().map(|p| (p.id, p)).collect();
        shown(&placements.window(TenantId(1), Seq(1), &products, Timestamp(5)))
    };
    assert_eq!(with_stock(4), [1, 2]);
    assert_eq!(with_stock(0), [2, 3]);
}

#[test]
fn schedules_are_decided_by_the_moment_asked_for() {
    let placements = Placements {
        types: vec![shelf(1, 5)],
        assignments: vec![placed(1, 0, 1, (Some(10), Some(20))), placed(1, 1, 2, (None, Some(15)))],
        ..Default::default()
    };
    let products: Products =
        [1, 2].map(|id| (ProductId(id), product(id, None, Availability::InStock))).into();
    let at = |now| placements.window(TenantId(1), Seq(1), &products, Timestamp(now));
    assert_eq!((shown(&at(9)), at(9).valid_until), (vec![2], Some(Timestamp(10))));
    assert_eq!((shown(&at(10)), at(10).valid_until), (vec![1, 2], Some(Timestamp(15))));
    assert_eq!((shown(&at(15)), at(15).valid_until), (vec![1], Some(Timestamp(20))));
    assert_eq!((shown(&at(20)), at(20).valid_until), (vec![], None));
}

#[test]
fn what_is_placed_by_hand_comes_first_and_a_rule_fills_what_room_is_left() {
    let mut with_rule = shelf(1, 4);
    with_rule.rule = Some(contract::ShelfRule { limit: 5, ..Default::default() });
    let placements = Placements {
        types: vec![with_rule],
        assignments: vec![
            placed(1, 0, 1, (None, None)),
            placed(1, 1, 2, (Some(10), None)),
            placed(1, 2, 3, (None, None)),
        ],
        // As loaded before the second product was placed by hand.
        filled: BTreeMap::from([(FeaturedTypeId(1), [2, 4, 5, 6, 7].map(ProductId).into())]),
        ..Default::default()
    };
    let products: Products = (1..8)
        .map(|id| product(id, Some(i64::from(id != 5)), Availability::InStock))
        .map(|product| (product.id, product))
        .collect();
    let at = |now| placements.window(TenantId(1), Seq(1), &products, Timestamp(now));
    // The second is its pin's alone, and the fifth is sold out.
    assert_eq!(shown(&at(5)), [1, 3, 4, 6]);
    assert_eq!(shown(&at(10)), [1, 2, 3, 4]);
    assert_eq!(at(5).featured_types[0].featured_type.rule, None, "shoppers are not told");
    let board = placements.board(TenantId(1), Seq(1), &products, Timestamp(10));
    let states: Vec<_> =
        board.shelves[0].filled.iter().map(|fill| (fill.product.id.0, fill.state)).collect();
    let waits = ItemState::OverCapacity;
    assert_eq!(states, [(4, ItemState::OnShow), (6, waits), (7, waits)]);
}

#[test]
fn only_what_a_page_cannot_know_is_described() {
    let products: Products =
        (1..4).map(|id| (ProductId(id), product(id, None, Availability::InStock))).collect();
    let window = |shelves: &[&[i64]]| {
        let rows = (1..).zip(shelves);
        let row = |(shelf, row): (i64, &&[i64])| {
            let at = (0..).zip(row.iter());
            at.map(|(at, id)| placed(shelf, at, *id, (None, None))).collect::<Vec<_>>()
        };
        let types = (1..=shelves.len() as i64).map(|id| shelf(id, 5)).collect();
        let assignments = rows.flat_map(row).collect();
        Placements { types, assignments, ..Default::default() }.window(
            TenantId(1),
            Seq(1),
            &products,
            Timestamp(5),
        )
    };
    let before = window(&[&[1, 2], &[2]]);
    let told = |after: &ShopWindow, before| -> Vec<(Vec<i64>, Vec<i64>)> {
        let shelves: Vec<ShelfChanged> = changed_shelves(before, after);
        let described = |shelf: &ShelfChanged| shelf.products.iter().map(|p| p.id.0).collect();
        let items = |shelf: &ShelfChanged| shelf.items.iter().map(|id| id.0).collect();
        shelves.iter().map(|shelf| (items(shelf), described(shelf))).collect()
    };
    let after = window(&[&[1, 2], &[3, 1, 2]]);
    assert_eq!(told(&after, Some(&before)), [(vec![3, 1, 2], vec![3])]);
    assert_eq!(told(&before, Some(&before)), []);
    let everything = [(vec![1, 2], vec![1, 2]), (vec![3, 1, 2], vec![3, 1, 2])];
    assert_eq!(told(&after, None), everything);
}

proptest! {
    /// The window is a function of the moment, constant between boundaries, within capacity,
    /// and shows exactly what the board calls on show.
    #[test]
    fn window_and_board_agree(
        placements in proptest::collection::vec(
            (1i64..4, 1i64..12, proptest::option::of(0i64..50), proptest::option::of(0i64..50)),
            0..20,
        ),
        filled in proptest::collection::vec(1i64..12, 0..6),
        capacity in 1i64..5,
        stocks in proptest::collection::vec(proptest::option::of(0i64..3), 12),
        now in 0i64..60,
    ) {
        let mut next = HashMap::new();
        let mut seen = HashSet::new();
        let assignments = placements
            .into_iter()
            .filter(|(t, p, ..)| seen.insert((*t, *p)))
            .map(|(t, p, from, until)| {
                let position = next.entry(t).or_insert(0);
                *position += 1;
                placed(t, *position - 1, p, (from, until))
            })
            .collect();
        let placements = Placements {
            types: (1..4).map(|id| shelf(id, capacity)).collect(),
            assignments,
            filled: BTreeMap::from([(FeaturedTypeId(2), filled.into_iter().map(ProductId).collect::<std::collections::BTreeSet<_>>().into_iter().collect())]),
            ..Default::default()
        };
        let products: Products = (1..12)
            .map(|id| (ProductId(id), product(id, stocks[id as usize], Availability::InStock)))
            .collect();
        let window = placements.window(TenantId(1), Seq(1), &products, Timestamp(now));
        let board = placements.board(TenantId(1), Seq(1), &products, Timestamp(now));
        let on_show: Vec<i64> = board
            .shelves
            .iter()
            .filter(|shelf| shelf.is_active)
            .flat_map(|shelf| {
                let placed = shelf.items.iter().map(|item| (item.state, item.product.id.0));
                placed.chain(shelf.filled.iter().map(|fill| (fill.state, fill.product.id.0)))
            })
            .filter(|(state, _)| *state == ItemState::OnShow)
            .map(|(_, id)| id)
            .collect();
        prop_assert_eq!(shown(&window), on_show);
        for shelf in &window.featured_types {
            prop_assert!(shelf.products.len() as i64 <= capacity);
            prop_assert!(shelf.products.iter().all(|p| p.is_presentable() && p.description.is_empty()));
            let ids: HashSet<_> = shelf.products.iter().map(|p| p.id).collect();
            prop_assert_eq!(ids.len(), shelf.products.len(), "nothing stands twice on a shelf");
        }
        if let Some(until) = window.valid_until {
            let before = placements.window(TenantId(1), Seq(1), &products, Timestamp(until.0 - 1));
            prop_assert_eq!(before.featured_types, window.featured_types);
        }
    }
}
