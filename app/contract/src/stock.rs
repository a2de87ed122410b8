//! Pieces: what is asked of whoever owns stock, and what it answers.

use crate::{Problem, Result};
use serde::{Deserialize, Serialize};

/// The most different articles that are asked for at once.
pub const MOST_ITEMS: usize = 50;
/// The most pieces of one article.
pub const MOST_PIECES: i64 = 999;
/// A longer text is no article number.
const LONGEST_SKU: usize = 200;

/// So many pieces of one article: a product without variants, or a variant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Item {
    pub sku: String,
    pub quantity: i64,
}

impl Item {
    pub fn new(sku: impl Into<String>, quantity: i64) -> Self {
        Self { sku: sku.into(), quantity }
    }
}

/// The items of a wish, each article once, by SKU: lines of the same article are one. One order for
/// everybody who takes pieces.
///
/// # Errors
/// `invalid` where there are none or too many, an article is named by nothing, or a quantity is not
/// between one and [`MOST_PIECES`].
pub fn tidy(items: &[Item]) -> Result<Vec<Item>> {
    if items.is_empty() {
        return Err(Problem::invalid("/items", "Name at least one article."));
    }
    let mut tidied = std::collections::BTreeMap::<&str, i64>::new();
    for (at, item) in items.iter().enumerate() {
        let sku = item.sku.trim();
        if sku.is_empty() || sku.len() > LONGEST_SKU {
            return Err(Problem::invalid(format!("/items/{at}/sku"), "Name an article."));
        }
        if !(1..=MOST_PIECES).contains(&item.quantity) {
            let title = format!("A quantity is between 1 and {MOST_PIECES}.");
            return Err(Problem::invalid(format!("/items/{at}/quantity"), title));
        }
        // Of at most so many lines, each bounded: no sum overflows.
        *tidied.entry(sku).or_default() += item.quantity;
        if tidied.len() > MOST_ITEMS || at >= MOST_ITEMS * 20 {
            let title = format!("At most {MOST_ITEMS} different articles at once.");
            return Err(Problem::invalid("/items", title));
        }
        if tidied[sku] > MOST_PIECES {
            let title = format!("A quantity is between 1 and {MOST_PIECES}.");
            return Err(Problem::invalid(format!("/items/{at}/quantity"), title));
        }
    }
    Ok(tidied.into_iter().map(|(sku, quantity)| Item::new(sku, quantity)).collect())
}

/// What can be had of one article, at the moment of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Available {
    pub sku: String,
    /// Pieces; absent where they are not counted and any number can be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<i64>,
    /// Whether it is sold at all.
    pub is_sold: bool,
}

impl Available {
    /// Whether so many can be had.
    pub fn covers(&self, quantity: i64) -> bool {
        self.is_sold && self.free.is_none_or(|free| free >= quantity)
    }
}

/// An article of a wish that cannot be had in that number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Shortage {
    pub sku: String,
    pub wanted: i64,
    /// Pieces that can be had instead.
    pub free: i64,
}

/// Why pieces were not set aside, or an order not placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Denied {
    /// Not everything can be had; nothing was taken.
    Short(Vec<Shortage>),
    Problem(Problem),
}

impl Denied {
    /// The same for those who only need to know that it did not work.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Short(_) => Problem::conflict("Not everything can be had in that number."),
            Self::Problem(problem) => problem.clone(),
        }
    }
}

impl From<Problem> for Denied {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_article_are_one_in_the_order_of_articles() {
        let wish = [Item::new("b", 1), Item::new(" a ", 2), Item::new("b", 3)];
        assert_eq!(tidy(&wish).unwrap(), [Item::new("a", 2), Item::new("b", 4)]);
    }

    #[test]
    fn nonsense_is_refused_at_its_field() {
        let field = |items: &[Item]| tidy(items).unwrap_err().field.unwrap();
        assert_eq!(field(&[]), "/items");
        assert_eq!(field(&[Item::new("a", 1), Item::new("b", 0)]), "/items/1/quantity");
        assert_eq!(field(&[Item::new("a", -1)]), "/items/0/quantity");
        assert_eq!(field(&[Item::new("a", i64::MAX)]), "/items/0/quantity");
        assert_eq!(field(&[Item::new("a", 999), Item::new("a", 1)]), "/items/1/quantity");
        assert_eq!(field(&[Item::new(" ", 1)]), "/items/0/sku");
        let many: Vec<Item> = (0..51).map(|n| Item::new(n.to_string(), 1)).collect();
        assert_eq!(field(&many), "/items");
    }
}
