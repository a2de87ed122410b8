//! The fields a column or path can stand for.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::sync::Arc;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What a column means. Written as its name (`salePrice`), `attribute:Brand` for one named
        /// property, or `attribute.1.name` and `attribute.1.values` for a pair of columns.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Field {
            $($(#[$doc])* $name,)*
            AttributeName(u8),
            AttributeValues(u8),
            /// The values of the property of this name.
            Named(Arc<str>),
        }

        const PLAIN: &[(&str, Field)] = &[$(($text, Field::$name)),*];
    };
}

fields! {
    Sku = "sku",
    /// What the source calls it, for products without a SKU.
    Id = "id",
    Name = "name",
    Slug = "slug",
    Description = "description",
    ShortDescription = "shortDescription",
    /// The regular price.
    Price = "price",
    SalePrice = "salePrice",
    SaleStarts = "saleStarts",
    SaleEnds = "saleEnds",
    /// A former price, struck through.
    CompareAt = "compareAt",
    DiscountPercent = "discountPercent",
    Currency = "currency",
    Stock = "stock",
    InStock = "inStock",
    Backorders = "backorders",
    Availability = "availability",
    /// Who counts the stock; empty: nobody, the count means nothing.
    Tracker = "tracker",
    /// Addresses with commas between them.
    Images = "images",
    /// For a record without `images`.
    FallbackImage = "fallbackImage",
    VariantImage = "variantImage",
    /// Paths with commas between them, `>` between their parts.
    Categories = "categories",
    /// One path.
    Category = "category",
    /// One path, for a record without another.
    FallbackCategory = "fallbackCategory",
    /// A name in lower case with dashes for blanks.
    CategorySlug = "categorySlug",
    UpdatedAt = "updatedAt",
    /// Whether it is meant to be seen; a draft is skipped.
    Published = "published",
    /// `active`, `draft` or `archived`; only the first is taken.
    Status = "status",
    /// `simple`, `variable`, `variation`, `grouped`, `external`.
    Kind = "type",
    /// The SKU of the product this is a variant of.
    Parent = "parent",
    /// SKUs of the products a set is made of.
    Parts = "parts",
    /// What rows of one product share.
    Handle = "handle",
    Position = "position",
}

impl Field {
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix("attribute:") {
            return (!name.trim().is_empty()).then(|| Self::Named(name.trim().into()));
        }
        if let Some(numbered) = text.strip_prefix("attribute.") {
            let (number, part) = numbered.split_once('.')?;
            let number = number.parse().ok()?;
            return match part {
                "name" => Some(Self::AttributeName(number)),
                "values" => Some(Self::AttributeValues(number)),
                _ => None,
            };
        }
        let same = |(name, _): &&(&str, Self)| name.eq_ignore_ascii_case(text);
        PLAIN.iter().find(same).map(|(_, field)| field.clone())
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AttributeName(number) => write!(f, "attribute.{number}.name"),
            Self::AttributeValues(number) => write!(f, "attribute.{number}.values"),
            Self::Named(name) => write!(f, "attribute:{name}"),
            plain => {
                let known = PLAIN.iter().find(|(_, field)| field == plain);
                f.write_str(known.map_or("?", |(name, _)| name))
            }
        }
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            let names: Vec<&str> = PLAIN.iter().map(|(name, _)| *name).collect();
            de::Error::custom(format!(
                "no field {text:?}; there are {}, attribute:NAME, attribute.N.name, attribute.N.values",
                names.join(", ")
            ))
        })
    }
}
