//! The products and shelves of one page, as signals.
//!
//! Every island takes its products from here, so a product is one signal wherever it stands, and
//! whatever arrives is compared with what is shown before anything is touched. Facts carry the
//! feed position they were true at; older ones than those shown are left aside, so frames may
//! come twice or out of order.

use super::changes::Changes;
use super::facts::{Picture, WindowFacts, looks_different};
use super::{Card, ShelfCell, ShelfFacts, ShelfHead, Shown};
use contract::live::ProductsChanged;
use contract::{FeaturedTypeId, ProductId, Seq, UniversalProduct};
use leptos::prelude::{ArcRwSignal, GetUntracked, ReadUntracked, Set, Update};

#[derive(Default)]
pub struct LiveStore {
    /// A page shows few products: a scan is as quick as a map here, and a fraction of its code.
    products: Vec<Entry>,
    window: Option<Window>,
    /// Lists besides the shelves.
    lists: Vec<ArcRwSignal<Vec<Card>>>,
}

struct Entry {
    id: ProductId,
    seq: Seq,
    shown: ArcRwSignal<Shown>,
}

/// The shelves on show, in order, each with the position its content is true at.
struct Window {
    seq: Seq,
    shelves: Vec<(ShelfCell, Seq)>,
    on_show: ArcRwSignal<Vec<ShelfCell>>,
}

impl LiveStore {
    /// A product as rendered at `seq`.
    pub fn product(&mut self, product: UniversalProduct, seq: Seq) -> ArcRwSignal<Shown> {
        if let Some(entry) = self.products.iter().find(|entry| entry.id == product.id) {
            return entry.shown.clone();
        }
        self.insert(product, seq, 0)
    }

    /// A list as rendered at `seq`. Products that leave the catalogue leave it.
    pub fn list(
        &mut self,
        products: Vec<UniversalProduct>,
        seq: Seq,
        is_first: bool,
    ) -> ArcRwSignal<Vec<Card>> {
        let early = if is_first { 2 } else { 0 };
        let pictures = [Picture::First, Picture::Early].into_iter().take(early);
        let list = ArcRwSignal::new(self.cards(products, seq, pictures));
        self.lists.push(list.clone());
        list
    }

    /// A shelf that stands by itself, as rendered at `seq`.
    #[cfg(feature = "ssr")]
    pub fn shelf(&mut self, shelf: ShelfFacts, seq: Seq) -> ShelfCell {
        let (head, content) = parts(shelf);
        ShelfCell { head: head.into(), version: 0, cards: self.list(content.products, seq, false) }
    }

    /// The window as rendered at `seq`.
    pub fn window(&mut self, shelves: Vec<ShelfFacts>, seq: Seq) -> ArcRwSignal<Vec<ShelfCell>> {
        let mut pictures = [Picture::First, Picture::Early].into_iter();
        let shelves: Vec<(ShelfCell, Seq)> = shelves
            .into_iter()
            .map(|shelf| {
                let (head, content) = parts(shelf);
                let cards = self.cards(content.products, seq, pictures.by_ref());
                let cards = ArcRwSignal::new(cards);
                (ShelfCell { head: head.into(), version: 0, cards }, seq)
            })
            .collect();
        let cells = shelves.iter().map(|(cell, _)| cell.clone()).collect();
        let on_show = ArcRwSignal::new(cells);
        self.window = Some(Window { seq, shelves, on_show: on_show.clone() });
        on_show
    }

    /// Whether the page shows the window.
    pub fn has_window(&self) -> bool {
        self.window.is_some()
    }

    /// Every product the page knows.
    pub fn known(&self) -> Vec<ProductId> {
        self.products.iter().map(|entry| entry.id).collect()
    }

    /// The position the newest fact is true at.
    pub fn newest(&self) -> Seq {
        let window = self.window.iter().map(|window| window.seq);
        self.products.iter().map(|entry| entry.seq).chain(window).max().unwrap_or_default()
    }

    /// Forgets how new everything is: what comes next counts, whatever its position.
    pub fn distrust(&mut self) {
        self.products.iter_mut().for_each(|entry| entry.seq = Seq(0));
        if let Some(window) = &mut self.window {
            window.seq = Seq(0);
            window.shelves.iter_mut().for_each(|(_, seq)| *seq = Seq(0));
        }
    }

    pub fn apply_products(&mut self, facts: ProductsChanged) -> Changes {
        let mut changes = Changes::default();
        for product in facts.products {
            self.update(product, facts.seq, &mut changes);
        }
        facts.removed.iter().for_each(|id| self.remove(*id, facts.seq, &mut changes));
        let is_older = |id: &ProductId| self.entry(*id).is_some_and(|e| e.seq < facts.seq);
        changes.wanted = facts.more.into_iter().filter(is_older).collect();
        changes
    }

    /// Products asked for by id when the page stood at `seq`. Those not found are gone.
    pub fn apply_fetched(
        &mut self,
        asked: &[ProductId],
        found: Vec<UniversalProduct>,
        seq: Seq,
    ) -> Changes {
        let missing = asked.iter().filter(|id| !found.iter().any(|product| product.id == **id));
        let removed = missing.copied().collect();
        self.apply_products(ProductsChanged { seq, products: found, removed, more: vec![] })
    }

    pub fn apply_window(&mut self, facts: WindowFacts) -> Changes {
        let mut changes = Changes::default();
        let WindowFacts { seq, order, shelves } = facts;
        let Some(mut window) = self.window.take() else {
            for product in shelves.into_iter().flat_map(|shelf| shelf.products) {
                self.update(product, seq, &mut changes);
            }
            return changes;
        };
        for shelf in shelves {
            let (head, content) = parts(shelf);
            match window.shelves.iter_mut().find(|(cell, _)| cell.head.id == head.id) {
                Some((cell, known)) if *known <= seq => {
                    *known = seq;
                    if *cell.head != head {
                        cell.head = head.into();
                        cell.version += 1;
                    }
                    self.fill(&cell.cards, content, seq, &mut changes);
                }
                None if window.seq <= seq => {
                    let cards = ArcRwSignal::new(vec![]);
                    self.fill(&cards, content, seq, &mut changes);
                    let cell = ShelfCell { head: head.into(), version: 0, cards };
                    window.shelves.push((cell, seq));
                }
                _ => {}
            }
        }
        if window.seq <= seq {
            window.seq = seq;
            changes.incomplete |= window.arrange(&order, &mut changes.left);
        }
        // What left one shelf may stand on another.
        changes.left.retain(|name| !window.shows(name));
        self.window = Some(window);
        changes
    }

    fn fill(
        &mut self,
        row: &ArcRwSignal<Vec<Card>>,
        content: Content,
        seq: Seq,
        changes: &mut Changes,
    ) {
        let before = row.get_untracked();
        for product in content.products {
            match self.entry(product.id) {
                Some(_) => self.update(product, seq, changes),
                None => drop(self.insert(product, seq, 1)),
            }
        }
        let mut cards = Vec::with_capacity(content.items.len());
        for id in content.items {
            let Some(entry) = self.entry(id) else {
                changes.incomplete = true;
                continue;
            };
            let kept = before.iter().find(|card| card.id == id);
            let picture = kept.map_or(Picture::Lazy, |card| card.picture);
            let card = Card { id, shown: entry.shown.clone(), picture };
            if kept.is_none() {
                changes.arrived.push(card.name());
            }
            cards.push(card);
        }
        let left = before.iter().filter(|card| !cards.iter().any(|kept| kept.id == card.id));
        changes.left.extend(left.map(Card::name));
        if !before.iter().map(|card| card.id).eq(cards.iter().map(|card| card.id)) {
            row.set(cards);
        }
    }

    fn cards(
        &mut self,
        products: Vec<UniversalProduct>,
        seq: Seq,
        mut pictures: impl Iterator<Item = Picture>,
    ) -> Vec<Card> {
        let cards = products.into_iter().map(|product| Card {
            id: product.id,
            shown: self.product(product, seq),
            picture: pictures.next().unwrap_or(Picture::Lazy),
        });
        cards.collect()
    }

    fn insert(&mut self, product: UniversalProduct, seq: Seq, touched: u32) -> ArcRwSignal<Shown> {
        let id = product.id;
        let shown = ArcRwSignal::new(Shown { product, touched, gone: false });
        self.products.push(Entry { id, seq, shown: shown.clone() });
        shown
    }

    fn entry(&self, id: ProductId) -> Option<&Entry> {
        self.products.iter().find(|entry| entry.id == id)
    }

    /// Shows newer facts of a product the page knows.
    fn update(&mut self, product: UniversalProduct, seq: Seq, changes: &mut Changes) {
        let Some(entry) = self.products.iter_mut().find(|entry| entry.id == product.id) else {
            return;
        };
        if entry.seq > seq {
            return;
        }
        entry.seq = seq;
        let (same, visible) = {
            let shown = entry.shown.read_untracked();
            let visible = shown.gone || looks_different(&shown.product, &product);
            (!shown.gone && shown.product == product, visible)
        };
        if visible {
            changes.changed.push(product.name.clone());
        }
        if !same {
            entry.shown.update(|shown| {
                shown.product = product;
                shown.gone = false;
                shown.touched += u32::from(visible);
            });
        }
    }

    fn remove(&mut self, id: ProductId, seq: Seq, changes: &mut Changes) {
        let Some(entry) = self.products.iter_mut().find(|entry| entry.id == id) else {
            return;
        };
        if entry.seq > seq || entry.shown.read_untracked().gone {
            return;
        }
        entry.seq = seq;
        entry.shown.update(|shown| shown.gone = true);
        changes.left.push(entry.shown.read_untracked().product.name.clone());
        for list in &self.lists {
            if list.read_untracked().iter().any(|card| card.id == id) {
                list.update(|cards| cards.retain(|card| card.id != id));
            }
        }
    }
}

impl Window {
    /// Puts the shelves in order and lets go of those not in it, whose products have left; true
    /// when one was never seen.
    fn arrange(&mut self, order: &[FeaturedTypeId], left: &mut Vec<String>) -> bool {
        let mut arranged = Vec::with_capacity(order.len());
        for id in order {
            if let Some(at) = self.shelves.iter().position(|(cell, _)| cell.head.id == *id) {
                arranged.push(self.shelves.swap_remove(at));
            }
        }
        for (gone, _) in std::mem::replace(&mut self.shelves, arranged) {
            left.extend(gone.cards.read_untracked().iter().map(Card::name));
        }
        let cells = || self.shelves.iter().map(|(cell, _)| cell);
        if !self.on_show.read_untracked().iter().map(ShelfCell::key).eq(cells().map(ShelfCell::key))
        {
            self.on_show.set(cells().cloned().collect());
        }
        self.shelves.len() < order.len()
    }

    fn shows(&self, name: &str) -> bool {
        let on_shelf =
            |cell: &ShelfCell| cell.cards.read_untracked().iter().any(|c| c.name() == name);
        self.shelves.iter().any(|(cell, _)| on_shelf(cell))
    }
}

/// What stands on a shelf.
struct Content {
    items: Vec<ProductId>,
    products: Vec<UniversalProduct>,
}

fn parts(shelf: ShelfFacts) -> (ShelfHead, Content) {
    let ShelfFacts { id, name, badge, layout, items, products } = shelf;
    (ShelfHead { id, name, badge, layout }, Content { items, products })
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
