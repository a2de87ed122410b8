//! What a search found, page by page as far as one has looked.

use super::desk::{Desk, Spot};
use crate::admin::session::kept;
use crate::api::board as api;
use contract::UniversalProduct;
use contract::product::ProductPage;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Rest after the last scrolling before pages are asked for.
const REST: Duration = Duration::from_millis(60);
/// Pages kept, around those one looks at.
const MOST: usize = 80;
/// The furthest row that the server looks up. Browsers have room for twice as many.
const LONGEST: usize = 120_000;

/// What the last search found.
#[derive(Clone, Copy)]
pub struct FoundPages {
    desk: Desk,
    /// Which search it is; none while nothing is shown.
    search: RwSignal<Option<u32>>,
    query: StoredValue<String>,
    /// Found in all.
    pub total: RwSignal<usize>,
    /// Products on a page.
    size: StoredValue<usize>,
    pages: RwSignal<BTreeMap<usize, Vec<UniversalProduct>>>,
    on_their_way: StoredValue<BTreeSet<usize>>,
    /// The rows one looks at.
    wanted: StoredValue<(usize, usize)>,
}

impl FoundPages {
    pub fn new(desk: Desk) -> Self {
        Self {
            desk,
            search: RwSignal::new(None),
            query: StoredValue::new(String::new()),
            total: RwSignal::new(0),
            size: StoredValue::new(1),
            pages: RwSignal::new(BTreeMap::new()),
            on_their_way: StoredValue::new(BTreeSet::new()),
            wanted: StoredValue::new((0, 0)),
        }
    }

    /// What another search found: its first page.
    pub fn begin(self, search: u32, query: String, first: ProductPage) {
        self.query.set_value(query);
        self.size.set_value(first.page_size.max(1) as usize);
        self.on_their_way.set_value(BTreeSet::new());
        self.total.set(usize::try_from(first.total).unwrap_or(0));
        self.pages.set(BTreeMap::from([(0, first.products)]));
        self.search.set(Some(search));
    }

    pub fn end(self) {
        self.search.set(None);
        self.pages.set(BTreeMap::new());
    }

    /// The search that is shown.
    pub fn search(self) -> Option<u32> {
        self.search.get()
    }

    /// How many rows there are to scroll through.
    pub fn rows(self) -> usize {
        self.total.get().min(LONGEST)
    }

    /// The product of a row, once it is here.
    pub fn product(self, row: usize) -> Option<UniversalProduct> {
        let size = self.size.get_value();
        self.pages.read().get(&(row / size))?.get(row % size).cloned()
    }

    /// Somebody looks at these rows: what is missing of them is asked for when they stay.
    pub fn want(self, first: usize, last: usize) {
        self.wanted.set_value((first, last));
        let ask = move || {
            if self.wanted.try_get_value() == Some((first, last)) {
                self.ask(first, last);
            }
        };
        set_timeout(ask, REST);
    }

    fn ask(self, first: usize, last: usize) {
        let size = self.size.get_value();
        let search = self.search.get_untracked();
        for page in missing(&self.pages.read_untracked(), size, first, last) {
            if !self.on_their_way.try_update_value(|all| all.insert(page)).unwrap_or_default() {
                continue;
            }
            spawn_local(async move {
                let number = u32::try_from(page + 1).unwrap_or(u32::MAX);
                let (shop, query) = (self.desk.shop(), self.query.get_value());
                let look = || api::find_products(shop.clone(), query.clone(), number);
                let answer = kept(look).await;
                // Meanwhile something else may have been looked for.
                if self.search.try_get_untracked() != Some(search) {
                    return;
                }
                self.on_their_way.update_value(|all| {
                    all.remove(&page);
                });
                let (first, last) = self.wanted.get_value();
                match answer {
                    Ok(answer) => self.take(page, answer, (first + last) / 2 / size),
                    Err(error) => self.desk.failed(Spot::Finder, error),
                }
            });
        }
    }

    fn take(self, page: usize, answer: ProductPage, middle: usize) {
        let total = usize::try_from(answer.total).unwrap_or(0);
        if self.total.get_untracked() != total {
            self.total.set(total);
        }
        self.pages.update(|pages| {
            pages.insert(page, answer.products);
            forget(pages, middle);
        });
    }
}

/// The pages of these rows that are not here.
fn missing<T>(pages: &BTreeMap<usize, T>, size: usize, first: usize, last: usize) -> Vec<usize> {
    let wanted = first / size..last.div_ceil(size);
    wanted.filter(|page| !pages.contains_key(page)).collect()
}

/// Those furthest from the middle, while there are too many.
fn forget<T>(pages: &mut BTreeMap<usize, T>, middle: usize) {
    while pages.len() > MOST {
        let ends = [pages.keys().next().copied(), pages.keys().next_back().copied()];
        let far = ends.into_iter().flatten().max_by_key(|page| page.abs_diff(middle));
        let Some(far) = far else { return };
        pages.remove(&far);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_here_is_asked_for() {
        let pages = BTreeMap::from([(0, ()), (2, ())]);
        assert_eq!(missing(&pages, 24, 0, 24), Vec::<usize>::new());
        assert_eq!(missing(&pages, 24, 20, 80), [1, 3]);
        assert_eq!(missing(&pages, 24, 96, 96), Vec::<usize>::new());
    }

    #[test]
    fn what_is_far_away_is_forgotten_first() {
        let mut pages: BTreeMap<usize, ()> = (0..MOST + 10).map(|page| (page, ())).collect();
        forget(&mut pages, MOST + 5);
        assert_eq!(pages.keys().next(), Some(&10));
        assert_eq!(pages.len(), MOST);
        forget(&mut pages, 0);
        assert_eq!(pages.len(), MOST);
    }
}
