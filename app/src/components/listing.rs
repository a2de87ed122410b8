//! A list that can be narrowed: where it stands, what is asked of it, and the address of each
//! change to that. Everything here is links and forms.

use crate::messages::{Message, Messages};
use contract::search::{Manner, SearchQuery, SearchResults, Sort, Stock};
use contract::{Currency, money};
use std::sync::Arc;

/// A list as its page has it.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The list's address, without a query.
    pub path: String,
    pub manner: Manner,
    pub query: SearchQuery,
    /// What prices are written in.
    pub locale: Arc<str>,
    /// What names of categories and values are in, where the page is in another language.
    pub goods: Option<Arc<str>>,
    /// The orders that make sense here.
    pub sorts: &'static [Sort],
}

/// Something chosen, and the list without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub text: String,
    /// What the text is in, where the page is in another language.
    pub lang: Option<Arc<str>>,
    pub href: String,
}

impl Listing {
    /// The list as it would be after a change, from its first page.
    pub fn with(&self, change: impl FnOnce(&mut SearchQuery)) -> String {
        let mut query = SearchQuery { page: 1, ..self.query.clone() };
        change(&mut query);
        self.address(&query)
    }

    /// With nothing chosen but the words.
    pub fn bare(&self) -> String {
        self.with(|query| query.choices = Default::default())
    }

    /// The list's first page as it is.
    pub fn first(&self) -> String {
        self.with(|_| {})
    }

    pub fn address(&self, query: &SearchQuery) -> String {
        match query.address(self.manner) {
            said if said.is_empty() => self.path.clone(),
            said => format!("{}?{said}", self.path),
        }
    }

    pub fn price(&self, cents: i64) -> String {
        money::format_price(cents, self.currency(), &self.locale)
    }

    pub fn currency(&self) -> Currency {
        self.manner.currency
    }

    pub fn chips(&self, results: Option<&SearchResults>) -> Vec<Chip> {
        let messages = Messages::of_page();
        let choices = &self.query.choices;
        let mut chips = Vec::with_capacity(choices.len());
        // Words of the shop, and our own.
        let mut push = |text: String, lang: Option<&Arc<str>>, href: String| {
            chips.push(Chip { text, lang: lang.cloned(), href });
        };
        let goods = self.goods.as_ref();
        for slug in &choices.categories {
            let facets = results.iter().flat_map(|results| &results.facets.categories);
            let named = facets.into_iter().find(|facet| facet.slug == *slug);
            let name = named.map_or(slug, |facet| &facet.name).clone();
            let href = self.with(|query| {
                query.choices.categories.remove(slug);
            });
            push(name, goods, href);
        }
        let range = match (choices.min_cents, choices.max_cents) {
            (Some(min), Some(max)) => {
                let parts = [("min", &*self.price(min)), ("max", &*self.price(max))];
                Some(messages.with(Message::PriceRange, parts))
            }
            (Some(min), None) => {
                Some(messages.with(Message::PriceFrom, [("price", &self.price(min))]))
            }
            (None, Some(max)) => {
                Some(messages.with(Message::PriceUpTo, [("price", &self.price(max))]))
            }
            (None, None) => None,
        };
        if let Some(range) = range {
            let href = self.with(|query| {
                (query.choices.min_cents, query.choices.max_cents) = (None, None);
            });
            push(range, None, href);
        }
        for stock in &choices.stock {
            let href = self.with(|query| {
                query.choices.stock.remove(stock);
            });
            push(messages.text(stock_message(*stock)).into(), None, href);
        }
        if choices.on_sale {
            let href = self.with(|query| query.choices.on_sale = false);
            push(messages.text(Message::Reduced).into(), None, href);
        }
        for (name, values) in &choices.attributes {
            for value in values {
                let href = self.with(|query| toggle_attribute(query, name, value));
                push(format!("{name}: {value}"), goods, href);
            }
        }
        chips
    }
}

/// Chooses a value, or takes the choice back.
pub fn toggle_attribute(query: &mut SearchQuery, name: &str, value: &str) {
    let values = query.choices.attributes.entry(name.to_owned()).or_default();
    if !values.remove(value) {
        values.insert(value.to_owned());
    }
    if values.is_empty() {
        query.choices.attributes.remove(name);
    }
}

pub(super) fn stock_message(stock: Stock) -> Message {
    match stock {
        Stock::InStock => Message::InStockChoice,
        Stock::Preorder => Message::PreorderChoice,
        Stock::OutOfStock => Message::SoldOutChoice,
    }
}

pub(super) fn sort_message(sort: Sort) -> Message {
    match sort {
        Sort::Relevance => Message::SortRelevance,
        Sort::Newest => Message::SortNewest,
        Sort::PriceUp => Message::SortPriceUp,
        Sort::PriceDown => Message::SortPriceDown,
        Sort::Name => Message::SortName,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(query: &str) -> Listing {
        let manner = Manner { currency: Currency::EUR, usual: Sort::Relevance };
        Listing {
            path: "/t/a/search".into(),
            manner,
            query: SearchQuery::parse(query, manner).unwrap(),
            locale: "en-IE".into(),
            goods: None,
            sorts: &Sort::ALL,
        }
    }

    #[test]
    fn each_chip_leads_to_the_list_without_it() {
        let all = "q=hat&max=20&sale=1&a.Colour=Blue&a.Colour=Red&page=3";
        let chips = listing(all).chips(None);
        let chips: Vec<_> = chips.iter().map(|c| (c.text.as_str(), c.href.as_str())).collect();
        assert_eq!(
            chips,
            [
                ("Up to €20.00", "/t/a/search?q=hat&sale=1&a.Colour=Blue&a.Colour=Red"),
                ("Reduced", "/t/a/search?q=hat&max=20&a.Colour=Blue&a.Colour=Red"),
                ("Colour: Blue", "/t/a/search?q=hat&max=20&sale=1&a.Colour=Red"),
                ("Colour: Red", "/t/a/search?q=hat&max=20&sale=1&a.Colour=Blue"),
            ]
        );
        assert_eq!(listing(all).bare(), "/t/a/search?q=hat");
    }

    #[test]
    fn a_value_is_chosen_and_let_go() {
        let toggled = |query: &str| listing(query).with(|q| toggle_attribute(q, "Size", "M"));
        assert_eq!(toggled("page=2"), "/t/a/search?a.Size=M");
        assert_eq!(toggled("a.Size=M"), "/t/a/search");
    }
}
