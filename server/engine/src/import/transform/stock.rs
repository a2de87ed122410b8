//! Whether a thing can be had, from what sources say about it in their different ways.

use crate::import::raw::RawStock;
use contract::Availability;

/// Above it something other than a count was meant.
const MOST: i64 = 1_000_000_000;

/// `stock` is `None` where the source does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    pub count: Option<i64>,
    pub availability: Availability,
}

/// The field at fault, what is wrong with it, and what stood there.
pub type Fault = (&'static str, &'static str, String);

pub fn stock(raw: &RawStock) -> Result<Stock, Fault> {
    let text =
        |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let (count, in_stock) = (text(&raw.count), text(&raw.in_stock));
    let (backorders, said) = (text(&raw.backorders), text(&raw.availability));
    let counted = self::count(&count).ok_or(("stock", "is not a number of pieces", count))?;
    let sold_on = flag(&backorders).ok_or(("backorders", "says neither yes nor no", backorders))?;
    let flag = flag(&in_stock).ok_or(("inStock", "says neither yes nor no", in_stock))?;
    let said = match said.as_str() {
        "" => None,
        words => Some(availability(words).ok_or((
            "availability",
            "is no word known for it",
            words.to_owned(),
        ))?),
    };
    let availability = said.unwrap_or(match (flag, counted) {
        (Some(Flag::Backorder), _) => Availability::Preorder,
        (_, Some(count)) if count <= 0 => match sold_on {
            Some(Flag::Yes | Flag::Backorder) => Availability::Preorder,
            _ => Availability::OutOfStock,
        },
        (Some(Flag::No), _) => Availability::OutOfStock,
        _ => Availability::InStock,
    });
    // A shop that sells on counts below zero; for a shopper there is nothing there.
    Ok(Stock { count: counted.map(|count| count.max(0)), availability })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flag {
    Yes,
    No,
    Backorder,
}

/// `Some(None)` where nothing is said, `None` where it cannot be read.
fn flag(text: &str) -> Option<Option<Flag>> {
    Some(match text.to_ascii_lowercase().as_str() {
        "" => None,
        "1" | "yes" | "true" | "instock" | "continue" => Some(Flag::Yes),
        "0" | "no" | "false" | "outofstock" | "deny" => Some(Flag::No),
        "backorder" | "onbackorder" | "notify" => Some(Flag::Backorder),
        _ => return None,
    })
}

/// `Some(None)` where it is not counted, `None` where it cannot be read. Of `2.5` metres, two whole
/// ones can be sold.
fn count(text: &str) -> Option<Option<i64>> {
    if matches!(text.to_ascii_lowercase().as_str(), "" | "parent") {
        return Some(None);
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let digits_only = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // Three digits behind a separator may as well be thousands.
    let sound = (1..=12).contains(&whole.len()) && fraction.len() != 3;
    let pieces: i64 = (sound && digits_only(whole) && digits_only(fraction))
        .then(|| whole.parse().ok())
        .flatten()?;
    (pieces <= MOST).then_some(Some(if negative { -pieces } else { pieces }))
}

/// Words of several shop systems, and of schema.org.
fn availability(text: &str) -> Option<Availability> {
    let word = text.rsplit('/').next().unwrap_or(text);
    let letters: String =
        word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Some(match letters.as_str() {
        "instock"
        | "available"
        | "lowstock"
        | "limitedavailability"
        | "instoreonly"
        | "onlineonly" => Availability::InStock,
        "outofstock" | "soldout" | "unavailable" => Availability::OutOfStock,
        "preorder" | "presale" | "backorder" | "onbackorder" | "madetoorder" => {
            Availability::Preorder
        }
        "discontinued" => Availability::Discontinued,
        _ => return None,
    })
}

/// What a product is, given its variants: the best of them, unless it speaks for itself and says
/// something worse.
pub fn of_variants(own: Stock, raw: &RawStock, variants: &[Stock]) -> Stock {
    let speaks = own.count.is_some()
        || raw.availability.as_deref().is_some_and(|word| !word.trim().is_empty());
    let any = |wanted| variants.iter().any(|variant| variant.availability == wanted);
    let best = [Availability::InStock, Availability::Preorder, Availability::OutOfStock]
        .into_iter()
        .find(|wanted| any(*wanted))
        .unwrap_or(Availability::Discontinued);
    let worse = speaks && own.availability != Availability::InStock;
    let sum = || variants.iter().map(|variant| variant.count).sum::<Option<i64>>();
    Stock {
        count: own.count.or_else(sum),
        availability: if worse { own.availability } else { best },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Availability::*;

    fn read(count: &str, in_stock: &str, backorders: &str) -> (Option<i64>, Availability) {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let raw = RawStock {
            count: said(count),
            in_stock: said(in_stock),
            backorders: said(backorders),
            availability: None,
        };
        let stock = stock(&raw).unwrap();
        (stock.count, stock.availability)
    }

    #[test]
    fn counted_or_not_counted_or_gone() {
        assert_eq!(read("", "", ""), (None, InStock));
        assert_eq!(read("", "1", "0"), (None, InStock));
        assert_eq!(read("", "0", ""), (None, OutOfStock));
        assert_eq!(read("7", "1", "0"), (Some(7), InStock));
        assert_eq!(read("0", "1", "0"), (Some(0), OutOfStock));
        assert_eq!(read("0", "", "notify"), (Some(0), Preorder));
        assert_eq!(read("-2", "backorder", "1"), (Some(0), Preorder));
        assert_eq!(read("2.5", "1", ""), (Some(2), InStock));
        assert_eq!(read("parent", "1", ""), (None, InStock));
    }

    #[test]
    fn a_word_wins() {
        let word = |text: &str| {
            let raw = RawStock {
                count: Some("4".into()),
                availability: Some(text.into()),
                ..RawStock::default()
            };
            stock(&raw).map(|stock| stock.availability)
        };
        assert_eq!(word("Low Stock"), Ok(InStock));
        assert_eq!(word("https://schema.org/OutOfStock"), Ok(OutOfStock));
        assert_eq!(word("out_of_stock"), Ok(OutOfStock));
        assert_eq!(word("Pre-order"), Ok(Preorder));
        assert_eq!(word("discontinued"), Ok(Discontinued));
        assert!(word("soon").is_err());
    }

    #[test]
    fn nonsense_is_refused() {
        for count in ["many", "1,234", "1.234", "--1", "12345678901234", "5e3"] {
            let raw = RawStock { count: Some(count.into()), ..RawStock::default() };
            assert_eq!(stock(&raw).unwrap_err().0, "stock", "{count}");
        }
    }

    #[test]
    fn a_product_is_as_available_as_its_best_variant() {
        let of = |count, availability| Stock { count, availability };
        let sisters = [of(Some(0), OutOfStock), of(Some(2), InStock)];
        let (own, silent) = (of(None, InStock), RawStock::default());
        assert_eq!(of_variants(own, &silent, &sisters), of(Some(2), InStock));
        let later = [sisters[0], of(None, Preorder)];
        assert_eq!(of_variants(own, &silent, &later), of(None, Preorder));
        let empty = of(Some(0), OutOfStock);
        assert_eq!(of_variants(empty, &silent, &sisters), empty);
        let word = RawStock { availability: Some("discontinued".into()), ..RawStock::default() };
        assert_eq!(of_variants(of(None, Discontinued), &word, &sisters).availability, Discontinued);
    }
}
