//! Which column of a CSV file, or which path into a JSON record, means what.
//!
//! A mapping is found by the header, or given as a file:
//!
//! ```json
//! {
//!   "layout": "products",
//!   "delimiter": ";",
//!   "fields": {
//!     "Artikelnummer": "sku",
//!     "Bezeichnung": "name",
//!     "Preis": "price",
//!     "Marke": "attribute:Brand"
//!   }
//! }
//! ```

use super::field::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the records of a source make products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A record is a product; one that names a `parent` is a variant of that product.
    #[default]
    Products,
    /// The same, with the habits of WooCommerce's exporter: several words as type, `id:44` as
    /// parent, escaped commas, newlines and formulas.
    WooCommerce,
    /// The records of one `handle` follow each other: the first is the product, and all are
    /// variants or further pictures.
    Shopify,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ColumnMapping {
    #[serde(default)]
    pub layout: Layout,
    /// What stands between columns; seen from the header where absent. CSV only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Header name, or for JSON a path with dots (`meta.updatedAt`), to field.
    pub fields: BTreeMap<String, Field>,
}

impl ColumnMapping {
    /// The built-in mapping that knows this header.
    pub fn detect<'a>(header: impl Iterator<Item = &'a str> + Clone) -> Option<Self> {
        let has = |wanted: &[&str]| {
            let found = |name: &str| header.clone().any(|h| h.trim().eq_ignore_ascii_case(name));
            wanted.iter().all(|name| found(name))
        };
        let (layout, field): (_, fn(&str) -> Option<Field>) =
            if has(&["Type", "SKU", "Name", "Regular price"]) {
                (Layout::WooCommerce, woocommerce)
            } else if has(&["Handle", "Title", "Variant Price"]) {
                (Layout::Shopify, shopify)
            } else if has(&["sku", "name", "price"]) {
                (Layout::Products, etalage)
            } else {
                return None;
            };
        let fields = header.filter_map(|name| Some((name.trim().to_owned(), field(name.trim())?)));
        Some(Self { layout, delimiter: None, fields: fields.collect() })
    }

    /// The built-in mapping for JSON records in the manner of DummyJSON: `price` is the listed
    /// price and `discountPercentage` gives what is asked.
    pub fn dummyjson() -> Self {
        let fields = [
            ("sku", Field::Sku),
            ("title", Field::Name),
            ("description", Field::Description),
            ("category", Field::CategorySlug),
            ("brand", Field::Named("Brand".into())),
            ("price", Field::Price),
            ("discountPercentage", Field::DiscountPercent),
            ("stock", Field::Stock),
            ("availabilityStatus", Field::Availability),
            ("images", Field::Images),
            ("thumbnail", Field::FallbackImage),
            ("meta.updatedAt", Field::UpdatedAt),
        ];
        let fields = fields.map(|(path, field)| (path.to_owned(), field));
        Self { fields: fields.into(), ..Self::default() }
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        let name = name.trim();
        let same = |(known, _): &(&String, &Field)| known.eq_ignore_ascii_case(name);
        self.fields.get(name).or_else(|| self.fields.iter().find(same).map(|(_, field)| field))
    }

    /// Why it cannot work for any file.
    pub(super) fn fault(&self, json: bool) -> Option<&'static str> {
        let has = |wanted: Field| self.fields.values().any(|field| *field == wanted);
        let missing = match self.layout {
            Layout::Shopify if !has(Field::Handle) => "it maps nothing to handle",
            _ if !has(Field::Name) => "it maps nothing to name",
            Layout::Products if !has(Field::Sku) && !has(Field::Id) => "it maps nothing to sku",
            _ if json && (self.layout != Layout::Products || has(Field::Parent)) => {
                "JSON records are one product each: no other layout, and no parent"
            }
            _ if self.delimiter.is_some_and(|c| !c.is_ascii() || "\"\r\n".contains(c)) => {
                "the delimiter is no plain character"
            }
            _ => return None,
        };
        Some(missing)
    }
}

/// `Attribute 2 value(s)` is 2 between `Attribute ` and ` value(s)`.
fn numbered(name: &str, before: &str, after: &str) -> Option<u8> {
    name.strip_prefix(before)?.strip_suffix(after)?.parse().ok()
}

fn woocommerce(name: &str) -> Option<Field> {
    let name = name.to_ascii_lowercase();
    Some(match name.as_str() {
        "id" => Field::Id,
        "type" => Field::Kind,
        "sku" => Field::Sku,
        "name" => Field::Name,
        "published" => Field::Published,
        "short description" => Field::ShortDescription,
        "description" => Field::Description,
        "date sale price starts" => Field::SaleStarts,
        "date sale price ends" => Field::SaleEnds,
        "in stock?" => Field::InStock,
        "stock" => Field::Stock,
        "backorders allowed?" => Field::Backorders,
        "sale price" => Field::SalePrice,
        "regular price" => Field::Price,
        "categories" => Field::Categories,
        "images" => Field::Images,
        "parent" => Field::Parent,
        "grouped products" => Field::Parts,
        "position" => Field::Position,
        name => match numbered(name, "attribute ", " name") {
            Some(number) => Field::AttributeName(number),
            None => Field::AttributeValues(numbered(name, "attribute ", " value(s)")?),
        },
    })
}

fn shopify(name: &str) -> Option<Field> {
    let name = name.to_ascii_lowercase();
    Some(match name.as_str() {
        "handle" => Field::Handle,
        "title" => Field::Name,
        "body (html)" => Field::Description,
        "vendor" => Field::Named("Brand".into()),
        "type" => Field::Category,
        "product category" => Field::FallbackCategory,
        "published" => Field::Published,
        "status" => Field::Status,
        "variant sku" => Field::Sku,
        "variant inventory tracker" => Field::Tracker,
        "variant inventory qty" => Field::Stock,
        "variant inventory policy" => Field::Backorders,
        "variant price" => Field::Price,
        "variant compare at price" => Field::CompareAt,
        "image src" => Field::Images,
        "image position" => Field::Position,
        "variant image" => Field::VariantImage,
        name => match numbered(name, "option", " name") {
            Some(number) => Field::AttributeName(number),
            None => Field::AttributeValues(numbered(name, "option", " value")?),
        },
    })
}

/// Our own: fields under their own names, however they are spaced.
fn etalage(name: &str) -> Option<Field> {
    if name.len() > 10 && name.as_bytes()[..10].eq_ignore_ascii_case(b"attribute:") {
        return Some(Field::Named(name.get(10..)?.trim().into()));
    }
    let same = |c: &char| !matches!(c, '_' | ' ' | '-');
    Field::parse(&name.chars().filter(same).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known() {
        let detect = |header: &str| ColumnMapping::detect(header.split(','));
        let woo = detect("ID,Type,SKU,Name,Regular price,Attribute 3 value(s),Tags").unwrap();
        assert_eq!(woo.layout, Layout::WooCommerce);
        assert_eq!(woo.field("Attribute 3 value(s)"), Some(&Field::AttributeValues(3)));
        assert_eq!(woo.field("Tags"), None);
        let shopify = detect("Handle,Title,Variant Price,Option1 Name").unwrap();
        assert_eq!(shopify.layout, Layout::Shopify);
        assert_eq!(shopify.field("Option1 Name"), Some(&Field::AttributeName(1)));
        let own = detect("SKU,Name,Price,compare_at,attribute:Brand").unwrap();
        assert_eq!(own.field("compare_at"), Some(&Field::CompareAt));
        assert_eq!(own.field("attribute:Brand"), Some(&Field::Named("Brand".into())));
        assert_eq!(detect("a,b,c"), None);
    }

    #[test]
    fn a_mapping_file_says_what_it_needs() {
        let text = r#"{"delimiter": ";", "fields": {"Artikel": "sku", "Titel": "name",
            "Preis": "price", "Marke": "attribute:Brand", "Farbe": "attribute.1.values"}}"#;
        let mapping: ColumnMapping = serde_json::from_str(text).unwrap();
        assert_eq!(mapping.fault(false), None);
        assert_eq!(mapping.field("farbe"), Some(&Field::AttributeValues(1)));
        let again = serde_json::to_string(&mapping).unwrap();
        assert_eq!(serde_json::from_str::<ColumnMapping>(&again).unwrap(), mapping);
        let empty: ColumnMapping = serde_json::from_str(r#"{"fields": {}}"#).unwrap();
        assert!(empty.fault(false).is_some());
        assert!(serde_json::from_str::<ColumnMapping>(r#"{"fields": {"a": "colour"}}"#).is_err());
    }
}
