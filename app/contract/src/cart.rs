//! The cart: what a visitor means to buy. Nothing in it is promised to them until it is held.

use crate::hold::Hold;
use crate::stock::{Available, Item};
use crate::{ProductId, Timestamp, UniversalProduct, Variant};
use serde::{Deserialize, Serialize};

/// The most lines of one cart.
pub const MOST_LINES: usize = crate::stock::MOST_ITEMS;

/// One thing done to a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CartEdit {
    /// Puts so many more in.
    Add { item: Item, product: ProductId },
    /// There are to be so many; none takes the line out.
    Set { item: Item },
}

/// What a cart holds, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CartItem {
    pub sku: String,
    pub product: ProductId,
    pub quantity: i64,
}

/// A line as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CartLine {
    pub item: Item,
    /// Absent once it has left the catalogue.
    pub product: Option<UniversalProduct>,
    pub variant: Option<Variant>,
    /// As whoever owns the stock said just now, what one holds oneself included; nothing where it
    /// could not be asked.
    pub available: Option<Available>,
}

impl CartLine {
    /// Of one piece.
    pub fn price_cents(&self) -> Option<i64> {
        let product = self.product.as_ref()?;
        Some(self.variant.as_ref().map_or(product.price_cents, |variant| variant.price_cents))
    }

    /// The variant in words.
    pub fn options(&self) -> String {
        self.variant.as_ref().map(Variant::in_words).unwrap_or_default()
    }

    /// Whether it can be had as it stands; nothing is said where nobody could be asked.
    pub fn is_there(&self) -> Option<bool> {
        match &self.product {
            None => Some(false),
            Some(_) => self.available.as_ref().map(|it| it.covers(self.item.quantity)),
        }
    }
}

/// A visitor's cart, with what is true of it now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cart {
    pub lines: Vec<CartLine>,
    /// What is set aside for them.
    pub hold: Option<Hold>,
    /// By the server's clock: a countdown begins here.
    pub now: Timestamp,
}

impl Cart {
    /// Pieces.
    pub fn count(&self) -> i64 {
        self.lines.iter().map(|line| line.item.quantity).sum()
    }

    /// Of all lines that have a price.
    pub fn total_cents(&self) -> i64 {
        let total = |line: &CartLine| {
            line.price_cents().map(|price| price.saturating_mul(line.item.quantity))
        };
        self.lines.iter().filter_map(total).fold(0, i64::saturating_add)
    }

    /// Whether what is set aside is exactly what is in it.
    pub fn is_held(&self) -> bool {
        let mut items: Vec<&Item> = self.lines.iter().map(|line| &line.item).collect();
        items.sort_unstable();
        self.hold.as_ref().is_some_and(|hold| {
            !hold.has_lapsed(self.now) && hold.state.keeps() && hold.items.iter().eq(items)
        })
    }
}
