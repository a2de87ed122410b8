//! The table of products at the back of a shop: which of them, and in which order.

use crate::FilterId;
use crate::search::SearchQuery;
use crate::search::address::encode;

/// What the table is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    #[default]
    Name,
    Sku,
    Category,
    Price,
    Stock,
    Changed,
}

impl Column {
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Sku, Self::Category, Self::Price, Self::Stock, Self::Changed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Sku => "number",
            Self::Category => "category",
            Self::Price => "price",
            Self::Stock => "stock",
            Self::Changed => "changed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }
}

/// Whether it can be had, as the table says it of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    InStock,
    SoldOut,
    Preorder,
    Discontinued,
}

impl Supply {
    pub const ALL: [Self; 4] = [Self::InStock, Self::SoldOut, Self::Preorder, Self::Discontinued];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::SoldOut => "sold_out",
            Self::Preorder => "preorder",
            Self::Discontinued => "discontinued",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|supply| supply.as_str() == text)
    }
}

/// What is asked of the table. As the query of an address it has one form:
/// `q=coat&supply=sold_out&sale=1&category=coats&featured=0&sort=-price`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableQuery {
    /// Every word somewhere in name or number.
    pub words: String,
    pub supply: Option<Supply>,
    pub is_on_sale: Option<bool>,
    /// Slug; with everything below it.
    pub category: Option<String>,
    /// Placed on any shelf.
    pub is_featured: Option<bool>,
    pub column: Column,
    pub is_descending: bool,
}

impl TableQuery {
    /// Reads what an address says; what cannot be understood is passed over.
    pub fn parse(query: &str) -> Self {
        let mut read = Self::default();
        let yes_or_no = |value: &str| match value {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        };
        for (name, value) in SearchQuery::pairs(query) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name.as_str() {
                "q" => read.words = value.to_owned(),
                "supply" => read.supply = Supply::parse(value),
                "sale" => read.is_on_sale = yes_or_no(value),
                "category" => read.category = Some(value.to_owned()),
                "featured" => read.is_featured = yes_or_no(value),
                "sort" => {
                    let (column, is_descending) =
                        value.strip_prefix('-').map_or((value, false), |column| (column, true));
                    if let Some(column) = Column::parse(column) {
                        (read.column, read.is_descending) = (column, is_descending);
                    }
                }
                _ => {}
            }
        }
        read
    }

    /// Without a question mark; empty for all products by name.
    pub fn address(&self) -> String {
        let mut written = String::new();
        let mut push = |name: &str, value: &str| {
            if !value.is_empty() {
                written.push_str(if written.is_empty() { "" } else { "&" });
                written.push_str(name);
                written.push('=');
                encode(value, &mut written);
            }
        };
        let digit = |yes: Option<bool>| yes.map_or("", |yes| if yes { "1" } else { "0" });
        push("q", &self.words);
        push("supply", self.supply.map_or("", Supply::as_str));
        push("sale", digit(self.is_on_sale));
        push("category", self.category.as_deref().unwrap_or_default());
        push("featured", digit(self.is_featured));
        let sort = match (self.column, self.is_descending) {
            (Column::Name, false) => String::new(),
            (column, false) => column.as_str().to_owned(),
            (column, true) => ["-", column.as_str()].concat(),
        };
        push("sort", &sort);
        written
    }

    /// Whether any product is left out.
    pub fn is_filtered(&self) -> bool {
        let all =
            Self { column: self.column, is_descending: self.is_descending, ..Self::default() };
        *self != all
    }
}

/// A way to look at the table that one person keeps under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    pub id: FilterId,
    pub name: String,
    pub table: TableQuery,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_same_as_the_table() {
        let columns = Column::ALL.into_iter().flat_map(|column| [(column, false), (column, true)]);
        for (column, is_descending) in columns {
            for supply in Supply::ALL {
                let asked = TableQuery {
                    words: "wool & silk=50%".into(),
                    supply: Some(supply),
                    is_on_sale: Some(true),
                    category: Some("coats".into()),
                    is_featured: Some(false),
                    column,
                    is_descending,
                };
                assert_eq!(TableQuery::parse(&asked.address()), asked);
            }
        }
        assert_eq!(TableQuery::default().address(), "");
        assert!(!TableQuery::parse("sort=-price").is_filtered());
        assert!(TableQuery::parse("sale=0").is_filtered());
    }

    #[test]
    fn what_is_not_understood_is_passed_over() {
        let read = TableQuery::parse("sort=colour&supply=plenty&sale=yes&q=+&other=1");
        assert_eq!(read, TableQuery::default());
    }
}
