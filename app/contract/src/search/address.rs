//! A search as the query of an address, in one canonical form: same search, same address.
//!
//! `q=linen+coat&category=coats&min=10&max=49.50&stock=in_stock&sale=1&a.Colour=Red&sort=newest&page=2`

use super::{Choices, LONGEST_WORDS, MOST_CHOICES, SearchQuery, Sort, Stock};
use crate::Currency;

/// The longest name or value of a choice, in bytes.
const LONGEST_VALUE: usize = 200;

/// How a page writes its query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// What amounts are in: addresses have them in major units, as people type them.
    pub currency: Currency,
    /// The order that needs no saying.
    pub usual: Sort,
}

impl SearchQuery {
    /// Reads what an address says. What cannot be understood is passed over; only a page that is
    /// no number is none at all.
    pub fn parse(query: &str, manner: Manner) -> Option<Self> {
        let mut read = Self { sort: manner.usual, page: 1, ..Self::default() };
        let mut has_page = false;
        for (name, value) in Self::pairs(query) {
            let value = value.trim();
            if value.is_empty() || value.len() > LONGEST_VALUE.max(LONGEST_WORDS) {
                continue;
            }
            match name.as_str() {
                "q" if read.words.is_empty() => read.words = tidy(value),
                "sort" => read.sort = Sort::parse(value).unwrap_or(read.sort),
                "page" if has_page => {}
                "page" => {
                    read.page = value.parse().ok().filter(|page| *page > 0)?;
                    has_page = true;
                }
                name => choose(&mut read.choices, name, value, manner.currency),
            }
        }
        Some(read)
    }

    /// The canonical query, without a question mark; empty for everything in the usual order.
    pub fn address(&self, manner: Manner) -> String {
        let mut written = String::new();
        let mut push = |name: &str, value: &str| {
            if !written.is_empty() {
                written.push('&');
            }
            encode(name, &mut written);
            written.push('=');
            encode(value, &mut written);
        };
        let choices = &self.choices;
        if !self.words.is_empty() {
            push("q", &self.words);
        }
        for slug in &choices.categories {
            push("category", slug);
        }
        for (name, cents) in [("min", choices.min_cents), ("max", choices.max_cents)] {
            if let Some(cents) = cents {
                push(name, &plain_amount(cents, manner.currency));
            }
        }
        for stock in &choices.stock {
            push("stock", stock.as_str());
        }
        if choices.on_sale {
            push("sale", "1");
        }
        for (name, values) in &choices.attributes {
            for value in values {
                push(&format!("a.{name}"), value);
            }
        }
        if self.sort != manner.usual {
            push("sort", self.sort.as_str());
        }
        if self.page > 1 {
            push("page", &self.page.to_string());
        }
        written
    }

    /// Each pair of the canonical query, for the hidden fields of a form.
    pub fn fields(&self, manner: Manner) -> Vec<(String, String)> {
        Self::pairs(&self.address(manner)).collect()
    }

    /// The query of a plain search for these words.
    pub fn of_words(words: &str) -> String {
        let mut written = "q=".to_owned();
        encode(&tidy(words), &mut written);
        written
    }

    /// The names and values of a query, decoded.
    pub fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
        query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
    }
}

fn choose(choices: &mut Choices, name: &str, value: &str, currency: Currency) {
    if choices.len() >= MOST_CHOICES {
        return;
    }
    // People write a comma, too.
    let amount = || {
        let amount = currency.parse_amount(&value.replace(',', "."));
        amount.filter(|cents| *cents >= 0)
    };
    match name {
        "category" => {
            choices.categories.insert(value.to_owned());
        }
        "min" => choices.min_cents = choices.min_cents.or_else(amount),
        "max" => choices.max_cents = choices.max_cents.or_else(amount),
        "stock" => choices.stock.extend(Stock::parse(value)),
        "sale" => choices.on_sale |= value == "1",
        _ => {
            let attribute = name.strip_prefix("a.").map(str::trim);
            if let Some(attribute) = attribute.filter(|name| !name.is_empty()) {
                let values = choices.attributes.entry(attribute.to_owned()).or_default();
                values.insert(value.to_owned());
            }
        }
    }
}

/// One space between words.
fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without zeros nobody types.
fn plain_amount(cents: i64, currency: Currency) -> String {
    let written = currency.decimal(cents);
    match written.split_once('.') {
        Some((major, minor)) if minor.bytes().all(|digit| digit == b'0') => major.to_owned(),
        _ => written,
    }
}

/// As forms are sent (`application/x-www-form-urlencoded`).
pub(crate) fn encode(text: &str, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b' ' => into.push('+'),
            b'*' | b'-' | b'.' | b'_' => into.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => into.push(char::from(byte)),
            byte => {
                into.push('%');
                into.push(char::from(HEX[usize::from(byte >> 4)]));
                into.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

fn decode(text: &str) -> String {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = digit(bytes.get(at + 1)).zip(digit(bytes.get(at + 2)));
        match (byte, pair) {
            (b'%', Some((high, low))) => {
                decoded.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).replace('\0', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const MANNER: Manner = Manner { currency: Currency::EUR, usual: Sort::Relevance };

    fn canonical(query: &str) -> Option<String> {
        Some(SearchQuery::parse(query, MANNER)?.address(MANNER))
    }

    fn is(written: &str, address: &str) {
        assert_eq!(canonical(written).as_deref(), Some(address), "{written}");
    }

    #[test]
    fn same_search_same_address() {
        is("", "");
        is("q=&sort=relevance&min=&max=&page=1", "");
        for same in
            ["q=linen+coat", "q=linen%20coat", "q=+linen++coat+&utm_source=x", "%71=linen coat"]
        {
            is(same, "q=linen+coat");
        }
        is("a.Size=M&a.Colour=Red&a.Colour=Blue", "a.Colour=Blue&a.Colour=Red&a.Size=M");
        is("stock=out_of_stock&stock=in_stock&stock=x", "stock=in_stock&stock=out_of_stock");
        is("max=49,50&min=010.00", "min=10&max=49.50");
        is("min=-3&max=x&sale=0", "");
        is("sale=1&sort=price_up&page=3", "sale=1&sort=price_up&page=3");
        is("sort=price_up&sort=nothing", "sort=price_up");
        is("q=%zz%C3%BC%ff", "q=%25zz%C3%BC%EF%BF%BD");
    }

    #[test]
    fn a_page_is_a_number_from_one() {
        for nothing in ["page=0", "page=x", "page=-1", "page=99999999999"] {
            assert_eq!(canonical(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn what_is_asked_is_bounded() {
        let many: String = (0..100).map(|n| format!("category=c{n}&")).collect();
        let read = SearchQuery::parse(&many, MANNER).unwrap();
        assert_eq!(read.choices.len(), MOST_CHOICES);
        is(&format!("q={}", "x".repeat(LONGEST_WORDS + 1)), "");
    }

    #[test]
    fn the_usual_order_needs_no_saying() {
        let category = Manner { usual: Sort::Name, ..MANNER };
        let read = SearchQuery::parse("sort=name", category).unwrap();
        assert_eq!((read.sort, read.address(category).as_str()), (Sort::Name, ""));
    }

    fn text() -> impl Strategy<Value = String> {
        "[a-zA-ZäöüßéÅ0-9&=+%.#/?\"' -]{1,24}"
            .prop_map(|text| text.trim().to_owned())
            .prop_filter("empty", |text| !text.is_empty())
    }

    prop_compose! {
        fn query()(
            words in prop::option::of(text()),
            categories in prop::collection::btree_set(text(), 0..4),
            prices in (prop::option::of(0i64..1_000_000), prop::option::of(0i64..1_000_000)),
            stock in prop::collection::btree_set(prop::sample::select(&Stock::ALL[..]), 0..3),
            on_sale: bool,
            attributes in prop::collection::btree_map(
                text(), prop::collection::btree_set(text(), 1..4), 0..3),
            sort in prop::sample::select(&Sort::ALL[..]),
            page in 1u32..500,
        ) -> SearchQuery {
            let attributes: BTreeMap<_, _> = attributes;
            SearchQuery {
                words: tidy(&words.unwrap_or_default()),
                choices: Choices {
                    categories,
                    min_cents: prices.0,
                    max_cents: prices.1,
                    stock,
                    on_sale,
                    attributes,
                },
                sort,
                page,
            }
        }
    }

    proptest! {
        #[test]
        fn an_address_says_all_of_a_search(query in query(), code in "EUR|JPY|KWD") {
            let manner = Manner { currency: Currency::parse(&code).unwrap(), ..MANNER };
            let address = query.address(manner);
            let read = SearchQuery::parse(&address, manner).unwrap();
            prop_assert_eq!(&read, &query);
            prop_assert_eq!(read.address(manner), address);
        }

        #[test]
        fn anything_leads_to_one_form(text in "\\PC{0,80}") {
            if let Some(address) = canonical(&text) {
                let again = canonical(&address);
                prop_assert_eq!(again.as_deref(), Some(address.as_str()));
            }
        }
    }
}
