//! A record of mapped fields, and the product or variant it stands for.

use super::field::Field;
use super::mapping::Layout;
use super::raw::{RawAttribute, RawPrice, RawProduct, RawStock, RawVariant};
use super::refusal::Refusal;

#[derive(Clone, Debug)]
pub(super) enum Cell {
    Text(String),
    /// What the source itself keeps apart.
    List(Vec<String>),
}

/// The mapped fields of one CSV row or JSON object, empty ones left out.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub line: u64,
    pub layout: Layout,
    pub cells: Vec<(Field, Cell)>,
}

/// What a record says of its own visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Publication {
    Public,
    Draft,
}

impl Record {
    pub fn text(&self, field: &Field) -> Option<&str> {
        self.cells.iter().filter(|(known, _)| known == field).find_map(|(_, cell)| match cell {
            Cell::Text(text) => Some(text.as_str()),
            Cell::List(list) => list.first().map(String::as_str),
        })
    }

    fn owned(&self, field: &Field) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    /// All values of a field whose texts are lists with commas.
    pub fn list(&self, field: &Field) -> Vec<String> {
        let mut values = Vec::new();
        for (_, cell) in self.cells.iter().filter(|(known, _)| known == field) {
            match cell {
                // There each row says one thing, and a comma belongs to it.
                Cell::Text(text) if self.layout == Layout::Shopify => values.push(text.clone()),
                Cell::Text(text) => values.extend(split(text)),
                Cell::List(list) => values.extend(list.iter().cloned()),
            }
        }
        values.retain(|value| !value.trim().is_empty());
        values
    }

    pub fn is_variant(&self) -> bool {
        let mut kinds = self.text(&Field::Kind).into_iter().flat_map(|kind| kind.split(','));
        let said = kinds.any(|kind| kind.trim().to_ascii_lowercase().ends_with("variation"));
        let of_another = self.text(&Field::Parent).is_some();
        said || (of_another && self.layout == Layout::Products)
    }

    /// Words nobody uses are refused: a draft shown by mistake cannot be taken back.
    pub fn publication(&self) -> Result<Publication, Refusal> {
        for field in [Field::Published, Field::Status] {
            let Some(text) = self.text(&field) else {
                continue;
            };
            match text.trim().to_ascii_lowercase().as_str() {
                "1" | "true" | "yes" | "publish" | "published" | "active" => {}
                "0" | "-1" | "false" | "no" | "draft" | "pending" | "private" | "archived"
                | "trash" => return Ok(Publication::Draft),
                _ => {
                    let reason = "says neither yes nor no";
                    let sku = self.text(&Field::Sku);
                    return Err(Refusal::new(self.line, sku, "published", reason, text));
                }
            }
        }
        Ok(Publication::Public)
    }

    pub fn price(&self) -> RawPrice {
        RawPrice {
            listed: self.owned(&Field::Price),
            sale: self.owned(&Field::SalePrice),
            sale_starts: self.owned(&Field::SaleStarts),
            sale_ends: self.owned(&Field::SaleEnds),
            compare_at: self.owned(&Field::CompareAt),
            discount_percent: self.owned(&Field::DiscountPercent),
        }
    }

    pub fn stock(&self) -> RawStock {
        // A shop system that counts nothing for an article still writes some number.
        let counted = self.layout != Layout::Shopify || self.text(&Field::Tracker).is_some();
        RawStock {
            count: counted.then(|| self.owned(&Field::Stock)).flatten(),
            in_stock: self.owned(&Field::InStock),
            backorders: self.owned(&Field::Backorders),
            availability: self.owned(&Field::Availability),
        }
    }

    pub fn attributes(&self) -> Vec<RawAttribute> {
        let mut attributes = Vec::new();
        for (field, _) in &self.cells {
            let (name, values) = match field {
                Field::AttributeName(number) => {
                    let name = self.owned(field).unwrap_or_default();
                    (name, self.list(&Field::AttributeValues(*number)))
                }
                Field::Named(name) => (name.to_string(), self.list(field)),
                _ => continue,
            };
            attributes.push(RawAttribute { name, values });
        }
        attributes
    }

    /// Category paths, the better ones first.
    fn categories(&self) -> Vec<Vec<String>> {
        let path = |text: &String| text.split('>').map(|part| part.trim().to_owned()).collect();
        let mut paths: Vec<Vec<String>> = Vec::new();
        paths.extend(self.list(&Field::Categories).iter().map(path));
        paths.extend(self.owned(&Field::Category).iter().map(path));
        paths.extend(self.text(&Field::CategorySlug).map(|slug| vec![spelled_out(slug)]));
        if self.layout == Layout::WooCommerce {
            paths.retain(|path| path.as_slice() != ["Uncategorized"]);
        }
        if paths.is_empty() {
            paths.extend(self.owned(&Field::FallbackCategory).iter().map(path));
        }
        paths
    }

    fn description(&self, field: &Field) -> Option<String> {
        let text = self.text(field)?;
        Some(match self.layout {
            Layout::WooCommerce => unescape_newlines(text),
            _ => text.to_owned(),
        })
    }

    /// What stands in for a missing SKU.
    fn key(&self) -> Option<String> {
        let id = self.text(&Field::Id)?;
        Some(match self.layout {
            Layout::WooCommerce => format!("wc-{id}"),
            _ => id.to_owned(),
        })
    }

    pub fn product(&self) -> RawProduct {
        let mut images = self.list(&Field::Images);
        if images.is_empty() {
            images = self.list(&Field::FallbackImage);
        }
        RawProduct {
            line: self.line,
            sku: self.owned(&Field::Sku),
            key: self.key(),
            name: self.owned(&Field::Name),
            slug: self.owned(&Field::Slug),
            description: self.description(&Field::Description),
            short_description: self.description(&Field::ShortDescription),
            price: self.price(),
            parts: Vec::new(),
            currency: self.owned(&Field::Currency),
            stock: self.stock(),
            images,
            categories: self.categories(),
            attributes: self.attributes(),
            variants: Vec::new(),
            updated_at: self.owned(&Field::UpdatedAt),
        }
    }

    pub fn variant(&self) -> RawVariant {
        let first = |attribute: RawAttribute| {
            let value = attribute.values.into_iter().next().unwrap_or_default();
            (attribute.name, value)
        };
        let image = self.list(&Field::VariantImage).into_iter().next();
        RawVariant {
            line: self.line,
            sku: self.owned(&Field::Sku).or_else(|| self.key()),
            price: self.price(),
            stock: self.stock(),
            image: image.or_else(|| self.list(&Field::Images).into_iter().next()),
            attributes: self.attributes().into_iter().map(first).collect(),
            position: self.text(&Field::Position).and_then(|text| text.trim().parse().ok()),
        }
    }
}

/// Splits at commas; `\,` is a comma that belongs to a value.
fn split(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek() == Some(&',') => {
                rest.next();
                if let Some(value) = values.last_mut() {
                    value.push(',');
                }
            }
            ',' => values.push(String::new()),
            c => {
                if let Some(value) = values.last_mut() {
                    value.push(c);
                }
            }
        }
    }
    for value in &mut values {
        *value = value.trim().to_owned();
    }
    values
}

/// The exporter writes a newline as `\n`, and a backslash before an `n` as `\\n`.
fn unescape_newlines(text: &str) -> String {
    let parts: Vec<String> = text.split("\\\\n").map(|part| part.replace("\\n", "\n")).collect();
    parts.join("\\n")
}

/// `mens-shirts` is `Mens shirts`.
fn spelled_out(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_escaped_commas() {
        assert_eq!(split(r"Blue, Red\, dark ,, Green"), ["Blue", "Red, dark", "", "Green"]);
        assert_eq!(split(r"a\b"), [r"a\b"]);
        assert_eq!(unescape_newlines(r"one\ntwo \\n three"), "one\ntwo \\n three");
        assert_eq!(spelled_out("mens-shirts"), "Mens shirts");
    }

    #[test]
    fn the_publication_is_never_guessed() {
        let record = |text: &str| Record {
            line: 1,
            layout: Layout::Products,
            cells: vec![(Field::Published, Cell::Text(text.into()))],
        };
        assert_eq!(record("1").publication(), Ok(Publication::Public));
        assert_eq!(record("-1").publication(), Ok(Publication::Draft));
        assert_eq!(record("Draft").publication(), Ok(Publication::Draft));
        assert!(record("perhaps").publication().is_err());
    }
}
