//! The one product type, whatever source it came from.

use crate::picture::{Picture, SourcePicture};
use crate::{CategoryId, Currency, ProductId, TenantId, Timestamp, VariantId};
use serde::{Deserialize, Serialize};

/// A product as shown to shoppers.
///
/// In lists, shelves and frames it travels as a [summary](Self::summary): the fields below the
/// line are left empty there, and left out of the JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UniversalProduct {
    pub id: ProductId,
    pub tenant_id: TenantId,
    /// The merchant's article number, unique within the tenant.
    pub sku: String,
    pub name: String,
    /// The part of the address that names it, unique within the tenant.
    pub slug: String,
    /// In minor units of `currency`. For a product with variants, the lowest of theirs.
    pub price_cents: i64,
    /// The former price, struck through when higher than `price_cents`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at_cents: Option<i64>,
    pub currency: Currency,
    /// A snapshot for badges; `None` when the source does not count. No operation trusts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
    pub availability: Availability,
    pub stock_status: StockStatus,
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_on_sale: bool,
    /// The price in the tenant's locale.
    pub formatted_price: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// How this house serves the picture above, when it may fetch from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// The category it is listed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryRef>,
    /// When the source last changed it.
    pub updated_at: Timestamp,

    // ---- only in the whole product ----
    /// Sanitised HTML.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Further pictures, in order; `image_url` is the first of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gallery: Vec<String>,
    /// How this house serves the pictures of the gallery and the variants, as far as it may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<SourcePicture>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// At or below this many pieces the badge says "few left".
pub const LOW_STOCK: i64 = 3;

impl UniversalProduct {
    /// The product as cards and frames show it, without what only its own page needs.
    pub fn summary(&self) -> Self {
        Self {
            description: String::new(),
            gallery: Vec::new(),
            pictures: Vec::new(),
            attributes: Vec::new(),
            variants: Vec::new(),
            ..self.clone()
        }
    }

    /// Whether it may stand in the window: discontinued and sold-out products may not.
    pub fn is_presentable(&self) -> bool {
        match self.availability {
            Availability::Discontinued | Availability::OutOfStock => false,
            Availability::Preorder => true,
            Availability::InStock => self.stock_status != StockStatus::OutOfStock,
        }
    }

    /// Every picture's address as the source gave it, once: the first one, the gallery's, the
    /// variants'.
    pub fn picture_sources(&self) -> Vec<&str> {
        let mut sources: Vec<&str> = Vec::new();
        let variants = self.variants.iter().filter_map(|variant| variant.image_url.as_ref());
        for source in self.image_url.iter().chain(&self.gallery).chain(variants) {
            if !sources.contains(&source.as_str()) {
                sources.push(source);
            }
        }
        sources
    }

    /// How this house serves one of them.
    pub fn picture_of(&self, source: &str) -> Option<&Picture> {
        if self.image_url.as_deref() == Some(source) {
            return self.picture.as_ref();
        }
        let known = self.pictures.iter().find(|picture| picture.source == source)?;
        Some(&known.picture)
    }

    /// The address of its picture in that width of [`crate::picture::WIDTHS`], else as the source
    /// has it.
    pub fn picture_at(&self, width: i64) -> Option<String> {
        let served = self.picture.as_ref().map(|picture| picture.at(width));
        served.or_else(|| self.image_url.clone())
    }

    /// Whether a former price is worth showing.
    pub fn former_price(&self) -> Option<i64> {
        self.compare_at_cents.filter(|before| *before > self.price_cents)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    InStock,
    OutOfStock,
    Preorder,
    Discontinued,
}

impl Availability {
    pub const ALL: [Self; 4] =
        [Self::InStock, Self::OutOfStock, Self::Preorder, Self::Discontinued];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::OutOfStock => "out_of_stock",
            Self::Preorder => "preorder",
            Self::Discontinued => "discontinued",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockStatus {
    InStock,
    LowStock,
    OutOfStock,
}

impl StockStatus {
    /// The badge for a count; an uncounted product is in stock as long as its availability says so.
    pub fn of(stock: Option<i64>, availability: Availability) -> Self {
        match (availability, stock) {
            (Availability::OutOfStock | Availability::Discontinued, _) => Self::OutOfStock,
            (Availability::Preorder, _) | (Availability::InStock, None) => Self::InStock,
            (Availability::InStock, Some(count)) if count <= 0 => Self::OutOfStock,
            (Availability::InStock, Some(count)) if count <= LOW_STOCK => Self::LowStock,
            (Availability::InStock, Some(_)) => Self::InStock,
        }
    }
}

/// A named property: one value on a variant, several on a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    pub name: String,
    pub values: Vec<String>,
}

/// One purchasable form of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    pub id: VariantId,
    pub sku: String,
    pub price_cents: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at_cents: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
    pub stock_status: StockStatus,
    /// What tells it from its sisters: `Colour: Red`, `Size: M`. A name left out means "any".
    pub attributes: Vec<VariantAttribute>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
}

impl Variant {
    /// What is chosen with it, for lists: `M, Sand`.
    pub fn in_words(&self) -> String {
        let values = self.attributes.iter().map(|attribute| attribute.value.as_str());
        values.collect::<Vec<_>>().join(", ")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VariantAttribute {
    pub name: String,
    pub value: String,
}

/// A category named where a product is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CategoryRef {
    pub id: CategoryId,
    pub name: String,
    pub slug: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Category {
    pub id: CategoryId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<CategoryId>,
    pub name: String,
    pub slug: String,
    /// Products directly in it that shoppers can see.
    pub product_count: i64,
}

/// One page of a list of products, as summaries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductPage {
    pub products: Vec<UniversalProduct>,
    /// Counted from one.
    pub page: u32,
    pub page_size: u32,
    pub total: i64,
}

impl ProductPage {
    pub fn pages(&self) -> u32 {
        let pages = self.total.max(0).unsigned_abs().div_ceil(u64::from(self.page_size.max(1)));
        u32::try_from(pages).unwrap_or(u32::MAX)
    }
}

/// A category's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CategoryPage {
    pub category: Category,
    /// From the root down to, not including, the category itself.
    pub ancestors: Vec<Category>,
    pub children: Vec<Category>,
    pub products: ProductPage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_follow_count_and_availability() {
        use Availability::*;
        let status = StockStatus::of;
        assert_eq!(status(None, InStock), StockStatus::InStock);
        assert_eq!(status(Some(0), InStock), StockStatus::OutOfStock);
        assert_eq!(status(Some(LOW_STOCK), InStock), StockStatus::LowStock);
        assert_eq!(status(Some(LOW_STOCK + 1), InStock), StockStatus::InStock);
        assert_eq!(status(Some(0), Preorder), StockStatus::InStock);
        assert_eq!(status(Some(9), Discontinued), StockStatus::OutOfStock);
    }
}
