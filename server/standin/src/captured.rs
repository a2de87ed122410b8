//! Filled from answers of a real shop, which are not part of this repository.

use crate::goods::Taxonomy;
use crate::shop::Shop;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Why a shop could not be filled.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    #[error("{path} cannot be read: {error}")]
    Unreadable { path: String, error: std::io::Error },
    #[error("{path} is not what a shop answers: {error}")]
    Strange { path: String, error: serde_json::Error },
}

fn read<T: serde::de::DeserializeOwned>(folder: &Path, name: &str) -> Result<T, CaptureError> {
    let path = folder.join(name);
    let shown = || path.display().to_string();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| CaptureError::Unreadable { path: shown(), error })?;
    serde_json::from_str(&text).map_err(|error| CaptureError::Strange { path: shown(), error })
}

type Fields = Map<String, Value>;

impl Shop {
    /// Takes over `rest_products_page1.json`, `rest_variations_by_parent.json` and
    /// `rest_categories.json`. Nobody is told.
    ///
    /// # Errors
    /// Where one of them is missing or strange; the shop is then as it was.
    pub fn fill_from(&self, folder: &Path) -> Result<(), CaptureError> {
        let categories: Vec<Fields> = read(folder, "rest_categories.json")?;
        let products: Vec<Fields> = read(folder, "rest_products_page1.json")?;
        let variations: BTreeMap<i64, Vec<Fields>> =
            read(folder, "rest_variations_by_parent.json")?;
        let mut state = self.state();
        for mut category in categories {
            category.remove("_links");
            state.goods.put_term(Taxonomy::Category, category);
        }
        for product in products {
            state.goods.put(product);
        }
        for (parent, variations) in variations {
            for mut variation in variations {
                variation.insert("parent_id".into(), parent.into());
                state.goods.put(variation);
            }
        }
        Ok(())
    }
}
