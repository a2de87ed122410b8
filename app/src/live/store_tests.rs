//! What the store must hold to, whatever the line does.

use super::*;
use crate::live::facts::WindowFacts;
use contract::featured::Badge;
use contract::{Layout, Timestamp};
use proptest::prelude::*;

fn product(id: i64, cents: i64) -> UniversalProduct {
    UniversalProduct { price_cents: cents, ..contract::testing::product(id) }
}

/// The shop as the server knows it: prices by product, products by shelf, shelves in order.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shop {
    prices: Vec<i64>,
    shelves: Vec<(i64, Vec<i64>)>,
}

impl Shop {
    fn facts(&self, shelf: &(i64, Vec<i64>)) -> ShelfFacts {
        ShelfFacts {
            id: FeaturedTypeId(shelf.0),
            name: format!("Shelf {}", shelf.0),
            badge: Badge::default(),
            layout: Layout::Grid,
            items: shelf.1.iter().map(|id| ProductId(*id)).collect(),
            products: shelf.1.iter().map(|id| product(*id, self.prices[*id as usize])).collect(),
        }
    }

    fn window(&self) -> Vec<ShelfFacts> {
        self.shelves.iter().map(|shelf| self.facts(shelf)).collect()
    }

    /// The window frame of the step from `before` to here.
    fn frame(&self, before: &Self, seq: i64) -> WindowFacts {
        let old = before.window();
        let mut shelves = self.window();
        shelves.retain(|shelf| !old.contains(shelf));
        let known = |product: &UniversalProduct| old.iter().any(|s| s.products.contains(product));
        shelves.iter_mut().for_each(|shelf| shelf.products.retain(|product| !known(product)));
        let order = self.shelves.iter().map(|(id, _)| FeaturedTypeId(*id)).collect();
        WindowFacts { seq: Seq(seq), order, shelves }
    }
}

fn page(store: &LiveStore) -> Vec<(i64, Vec<(i64, i64)>)> {
    let window = store.window.as_ref().unwrap();
    let cards = |cell: &ShelfCell| {
        let cards = cell.cards.get_untracked();
        let price = |card: &Card| card.shown.read_untracked().product.price_cents;
        cards.iter().map(|card| (card.id.0, price(card))).collect()
    };
    window.on_show.get_untracked().iter().map(|cell| (cell.head.id.0, cards(cell))).collect()
}

fn expected(shop: &Shop) -> Vec<(i64, Vec<(i64, i64)>)> {
    let priced = |ids: &[i64]| ids.iter().map(|id| (*id, shop.prices[*id as usize])).collect();
    shop.shelves.iter().map(|(id, ids)| (*id, priced(ids))).collect()
}

fn shop() -> impl Strategy<Value = Shop> {
    let ids = || Just((0..6i64).collect::<Vec<_>>()).prop_shuffle();
    let shelf = (ids(), 1usize..5).prop_map(|(ids, n)| ids[..n].to_vec());
    let shelves = (Just(vec![1i64, 2, 3]).prop_shuffle(), prop::collection::vec(shelf, 0..4));
    (prop::collection::vec(1i64..4, 6), shelves).prop_map(|(prices, (order, shelves))| Shop {
        prices,
        shelves: order.into_iter().zip(shelves).collect(),
    })
}

proptest! {
    /// Whatever the feed brings, frames of any earlier position coming again at any time, the
    /// page ends up showing the shop as it is.
    #[test]
    fn the_page_follows_the_shop(
        states in prop::collection::vec(shop(), 2..8),
        again in prop::collection::vec((0usize..8, 0usize..8), 0..12),
    ) {
        let mut store = LiveStore::default();
        store.window(states[0].window(), Seq(0));
        let frames: Vec<WindowFacts> = states
            .windows(2)
            .zip(1..)
            .map(|(pair, seq)| pair[1].frame(&pair[0], seq))
            .collect();
        for (at, frame) in frames.iter().enumerate() {
            let changes = store.apply_window(frame.clone());
            prop_assert!(!changes.incomplete);
            prop_assert_eq!(page(&store), expected(&states[at + 1]));
            for (_, old) in again.iter().filter(|(when, old)| *when == at && *old <= at) {
                let changes = store.apply_window(frames[*old].clone());
                prop_assert_eq!(changes.total(), 0);
            }
            prop_assert_eq!(page(&store), expected(&states[at + 1]));
        }
    }

    /// A reader that missed anything at all is right again after one look at the public view.
    #[test]
    fn one_fetch_makes_up_for_anything(states in prop::collection::vec(shop(), 3..6)) {
        let mut store = LiveStore::default();
        store.window(states[0].window(), Seq(0));
        let last = states.len() - 1;
        store.apply_window(states[last].frame(&states[last - 1], last as i64));
        store.distrust();
        let shelves = states[last].window();
        let order = shelves.iter().map(|shelf| shelf.id).collect();
        store.apply_window(WindowFacts { seq: Seq(1), order, shelves });
        prop_assert_eq!(page(&store), expected(&states[last]));
    }
}

fn touched(signal: &ArcRwSignal<Shown>) -> u32 {
    signal.read_untracked().touched
}

#[test]
fn only_the_changed_product_is_touched() {
    let mut store = LiveStore::default();
    let [a, b] = [1, 2].map(|id| store.product(product(id, 100), Seq(5)));
    let facts = |seq, cents| ProductsChanged {
        seq: Seq(seq),
        products: vec![product(1, cents), product(2, 100), product(9, 1)],
        ..ProductsChanged::default()
    };
    assert_eq!(store.apply_products(facts(4, 70)).total(), 0);
    assert_eq!(store.apply_products(facts(6, 80)).changed, ["Product 1"]);
    assert_eq!(store.apply_products(facts(6, 80)).total(), 0);
    assert_eq!((touched(&a), touched(&b)), (1, 0));
    assert_eq!(a.read_untracked().product.price_cents, 80);
}

#[test]
fn what_nobody_sees_is_not_announced() {
    let mut store = LiveStore::default();
    let signal = store.product(product(1, 100), Seq(1));
    let mut later = product(1, 100);
    (later.stock, later.updated_at) = (Some(40), Timestamp(9));
    let facts = ProductsChanged { seq: Seq(2), products: vec![later], ..Default::default() };
    assert_eq!(store.apply_products(facts).total(), 0);
    assert_eq!(touched(&signal), 0);
    assert_eq!(signal.read_untracked().product.stock, Some(40));
}

#[test]
fn products_that_left_the_catalogue_leave_the_lists() {
    let mut store = LiveStore::default();
    let list = store.list(vec![product(1, 100), product(2, 100)], Seq(1), true);
    let facts = ProductsChanged {
        seq: Seq(2),
        removed: vec![ProductId(1), ProductId(7)],
        more: vec![ProductId(2), ProductId(8)],
        ..ProductsChanged::default()
    };
    let changes = store.apply_products(facts);
    assert_eq!((changes.left, changes.wanted), (vec!["Product 1".into()], vec![ProductId(2)]));
    assert_eq!(list.get_untracked().len(), 1);
    let asked = [ProductId(2)];
    store.apply_fetched(&asked, vec![product(2, 90)], Seq(2));
    assert_eq!(list.get_untracked()[0].shown.read_untracked().product.price_cents, 90);
}

#[test]
fn an_answer_older_than_a_frame_is_left_aside() {
    let mut store = LiveStore::default();
    let signal = store.product(product(1, 100), Seq(1));
    let asked_at = store.newest();
    let products = vec![product(1, 300)];
    store.apply_products(ProductsChanged { seq: Seq(3), products, ..Default::default() });
    store.apply_fetched(&[ProductId(1)], vec![product(1, 200)], asked_at);
    assert_eq!(signal.read_untracked().product.price_cents, 300);
}

#[test]
fn a_shelf_is_drawn_anew_only_when_its_head_changes() {
    let shop = Shop { prices: vec![1; 6], shelves: vec![(1, vec![0, 1])] };
    let mut store = LiveStore::default();
    let on_show = store.window(shop.window(), Seq(1));
    let key = || on_show.get_untracked()[0].key();
    let order = vec![FeaturedTypeId(1)];
    let mut shelf = shop.window().remove(0);
    shelf.items.reverse();
    let moved = WindowFacts { seq: Seq(2), order: order.clone(), shelves: vec![shelf.clone()] };
    store.apply_window(moved);
    assert_eq!(key(), (1, 0));
    shelf.badge.text = "Last days".into();
    store.apply_window(WindowFacts { seq: Seq(3), order, shelves: vec![shelf] });
    assert_eq!(key(), (1, 1));
}

#[test]
fn only_what_stands_nowhere_any_more_has_left() {
    let shop = |shelves| Shop { prices: vec![1; 6], shelves };
    let before = shop(vec![(1, vec![0, 1]), (2, vec![1, 2])]);
    let mut store = LiveStore::default();
    store.window(before.window(), Seq(1));
    let fewer = shop(vec![(1, vec![0]), (2, vec![1, 2])]);
    assert_eq!(store.apply_window(fewer.frame(&before, 2)).total(), 0);
    let closed = shop(vec![(1, vec![0])]);
    assert_eq!(store.apply_window(closed.frame(&fewer, 3)).left, ["Product 1", "Product 2"]);
}

#[test]
fn a_product_never_seen_is_asked_for() {
    let shop = Shop { prices: vec![1; 6], shelves: vec![(1, vec![0, 1])] };
    let mut store = LiveStore::default();
    store.window(shop.window(), Seq(1));
    let mut shelf = shop.window().remove(0);
    (shelf.items, shelf.products) = (vec![ProductId(1), ProductId(5)], vec![]);
    let order = vec![FeaturedTypeId(1)];
    let changes = store.apply_window(WindowFacts { seq: Seq(2), order, shelves: vec![shelf] });
    assert!(changes.incomplete);
    assert_eq!(page(&store), [(1, vec![(1, 1)])]);
}

#[test]
fn a_shelf_never_seen_is_asked_for() {
    let mut store = LiveStore::default();
    store.window(vec![], Seq(1));
    let order = vec![FeaturedTypeId(1)];
    assert!(store.apply_window(WindowFacts { seq: Seq(2), order, shelves: vec![] }).incomplete);
}
