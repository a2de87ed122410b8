//! What any source hands over: texts as they stood there, nothing checked yet.

/// A product before [`transform`](super::transform::transform). An absent text and one of blanks
/// mean the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawProduct {
    /// The line or record it began on.
    pub line: u64,
    pub sku: Option<String>,
    /// What the source itself calls it; stands in for a SKU the merchant never gave. It must stay
    /// the same from one run to the next.
    pub key: Option<String>,
    pub name: Option<String>,
    /// Made from the name where absent.
    pub slug: Option<String>,
    /// HTML, or plain text with blank lines between paragraphs.
    pub description: Option<String>,
    /// Stands in for a missing description.
    pub short_description: Option<String>,
    pub price: RawPrice,
    /// Prices of what this is put together from, for a product without one of its own: the lowest
    /// is shown.
    pub parts: Vec<RawPrice>,
    /// Checked against the shop's, where the source says it.
    pub currency: Option<String>,
    pub stock: RawStock,
    pub images: Vec<String>,
    /// Paths from the root down. The deepest is kept, the first among equals.
    pub categories: Vec<Vec<String>>,
    pub attributes: Vec<RawAttribute>,
    pub variants: Vec<RawVariant>,
    /// RFC 3339; UTC where it names no offset.
    pub updated_at: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawVariant {
    pub line: u64,
    /// Made from the product's and the values where absent, or where it repeats the product's.
    pub sku: Option<String>,
    pub price: RawPrice,
    pub stock: RawStock,
    pub image: Option<String>,
    /// A name without a value means "any" and is left out.
    pub attributes: Vec<(String, String)>,
    /// Where the source wants it among its sisters.
    pub position: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawPrice {
    /// The regular price.
    pub listed: Option<String>,
    /// What is asked instead of it during a sale; ignored where it is not lower.
    pub sale: Option<String>,
    /// When the sale begins and ends: RFC 3339 or a date, UTC where it names no offset; the last
    /// day belongs to it.
    pub sale_starts: Option<String>,
    pub sale_ends: Option<String>,
    /// A former price shown struck through.
    pub compare_at: Option<String>,
    /// Taken off the listed price, rounded half up to the minor unit.
    pub discount_percent: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawStock {
    /// Pieces; `parent` and nothing at all mean "not counted here".
    pub count: Option<String>,
    /// A yes or no, or `backorder`.
    pub in_stock: Option<String>,
    /// Whether it is sold on when the last piece is gone: that makes it a preorder.
    pub backorders: Option<String>,
    /// A word such as `Out of stock`, `preorder`, `discontinued`; wins over the others.
    pub availability: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawAttribute {
    pub name: String,
    pub values: Vec<String>,
}

impl RawPrice {
    /// Whether it says no amount at all.
    pub fn is_empty(&self) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
        !said(&self.listed) && !said(&self.sale)
    }
}
