//! A list that can be narrowed: where it stands, what is asked of it, and the address of each
//! change to that. Everything here is links and forms.

use contract::search::{Manner, SearchQuery, SearchResults, Sort, Stock};
use contract::{Currency, money};

/// A list as its page has it.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The list's address, without a query.
    pub path: String,
    pub manner: Manner,
    pub query: SearchQuery,
    pub locale: String,
    /// The orders that make sense here.
    pub sorts: &'static [Sort],
}

/// Something chosen, and the list without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub text: String,
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
        let choices = &self.query.choices;
        let mut chips = Vec::with_capacity(choices.len());
        let mut push = |text: String, href: String| chips.push(Chip { text, href });
        for slug in &choices.categories {
            let facets = results.iter().flat_map(|results| &results.facets.categories);
            let named = facets.into_iter().find(|facet| facet.slug == *slug);
            let name = named.map_or(slug, |facet| &facet.name).clone();
            push(
                name,
                self.with(|query| {
                    query.choices.categories.remove(slug);
                }),
            );
        }
        let range = match (choices.min_cents, choices.max_cents) {
            (Some(min), Some(max)) => Some(format!("{} to {}", self.price(min), self.price(max))),
            (Some(min), None) => Some(format!("From {}", self.price(min))),
            (None, Some(max)) => Some(format!("Up to {}", self.price(max))),
            (None, None) => None,
        };
        if let Some(range) = range {
            push(
                range,
                self.with(|query| {
                    (query.choices.min_cents, query.choices.max_cents) = (None, None);
                }),
            );
        }
        for stock in &choices.stock {
            let href = self.with(|query| {
                query.choices.stock.remove(stock);
            });
            push(stock_words(*stock).into(), href);
        }
        if choices.on_sale {
            push("Reduced".into(), self.with(|query| query.choices.on_sale = false));
        }
        for (name, values) in &choices.attributes {
            for value in values {
                let href = self.with(|query| toggle_attribute(query, name, value));
                push(format!("{name}: {value}"), href);
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

pub fn stock_words(stock: Stock) -> &'static str {
    match stock {
        Stock::InStock => "In stock",
        Stock::Preorder => "To preorder",
        Stock::OutOfStock => "Sold out",
    }
}

pub fn sort_words(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "Best match",
        Sort::Newest => "Newest",
        Sort::PriceUp => "Lowest price",
        Sort::PriceDown => "Highest price",
        Sort::Name => "Name",
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
