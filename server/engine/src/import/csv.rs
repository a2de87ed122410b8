//! CSV files: WooCommerce's and Shopify's exports, our own, and any other by a mapping.
//!
//! Rows are read one by one. The file is read more than once: first to learn where the variants of
//! a product stand and how many products there are, then for the products.

mod by_handle;
mod by_parent;
mod table;

use super::{ColumnMapping, Input, Layout, OpenError, RawProduct, Refusal, Source};
use by_handle::ByHandle;
use by_parent::{ByParent, Index};
use table::Table;

pub struct CsvSource {
    input: Input,
    mapping: Option<ColumnMapping>,
    /// `None` until the first product is asked for: the first pass takes its time.
    rows: Option<Rows>,
    broke_off: Option<String>,
}

enum Rows {
    ByParent(Box<ByParent>),
    ByHandle(Box<ByHandle>),
}

impl CsvSource {
    /// Reads the header only.
    pub fn open(input: Input, mapping: Option<ColumnMapping>) -> Result<Self, OpenError> {
        Table::open(&input, mapping.as_ref())?;
        Ok(Self { input, mapping, rows: None, broke_off: None })
    }

    fn table(&self) -> Result<Table, OpenError> {
        Table::open(&self.input, self.mapping.as_ref())
    }

    fn begin(&self) -> Result<Rows, OpenError> {
        let mut first = self.table()?;
        if first.layout() == Layout::Shopify {
            let total = ByHandle::count(&mut first);
            return Ok(Rows::ByHandle(Box::new(ByHandle::new(self.table()?, total))));
        }
        let mut index = Index::build(&mut first);
        if index.has_parts() {
            index.price_parts(&mut self.table()?);
        }
        Ok(Rows::ByParent(Box::new(ByParent::new(index, self.table()?, self.table()?))))
    }
}

impl Source for CsvSource {
    fn next(&mut self) -> Option<Result<RawProduct, Refusal>> {
        if self.rows.is_none() && self.broke_off.is_none() {
            match self.begin() {
                Ok(rows) => self.rows = Some(rows),
                // It could be opened a moment ago.
                Err(error) => self.broke_off = Some(error.to_string()),
            }
        }
        match self.rows.as_mut()? {
            Rows::ByParent(rows) => rows.next(),
            Rows::ByHandle(rows) => rows.next(),
        }
    }

    fn total_hint(&self) -> Option<u64> {
        match self.rows.as_ref()? {
            Rows::ByParent(rows) => Some(rows.total()),
            Rows::ByHandle(rows) => Some(rows.total),
        }
    }

    fn skipped(&self) -> u64 {
        match &self.rows {
            Some(Rows::ByParent(rows)) => rows.skipped,
            Some(Rows::ByHandle(rows)) => rows.skipped,
            None => 0,
        }
    }

    fn broke_off(&self) -> Option<String> {
        match &self.rows {
            Some(Rows::ByParent(rows)) => rows.broke_off(),
            Some(Rows::ByHandle(rows)) => rows.broke_off(),
            None => self.broke_off.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
