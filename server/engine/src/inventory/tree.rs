//! A back office's categories, to say where in them a product stands.

use super::article::text;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How deep a tree may be before it is taken for a ring.
const DEEPEST: usize = 16;

/// Names and parents by the other system's ids, whatever those look like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree(BTreeMap<String, (String, Option<String>)>);

impl Tree {
    /// What says neither an id nor a name is left out.
    pub fn read(categories: &[Value]) -> Self {
        let category = |value: &Value| {
            let (id, name) = (text(&value["id"])?, text(&value["name"])?);
            Some((id, (name, text(&value["parentId"]))))
        };
        Self(categories.iter().filter_map(category).collect())
    }

    pub fn knows(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Names from the root down; empty where it is unknown.
    pub fn path(&self, id: &str) -> Vec<String> {
        let mut path = Vec::new();
        let mut next = Some(id);
        while let Some((name, parent)) = next.and_then(|id| self.0.get(id)) {
            if path.len() == DEEPEST {
                break;
            }
            path.push(name.clone());
            next = parent.as_deref();
        }
        path.reverse();
        path
    }

    /// The same for trees that give every product the same path.
    pub fn fingerprint(&self) -> String {
        let mut paths: Vec<String> = self.0.keys().map(|id| self.path(id).join("\n")).collect();
        paths.sort();
        let digest = Sha256::digest(paths.join("\n\n"));
        hex::encode(&digest[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_product_stands_below_its_categories_parents() {
        let tree = Tree::read(&[
            json!({"id": 1, "name": "Clothing"}),
            json!({"id": 2, "parentId": 1, "name": "Coats"}),
            json!({"id": "x-3", "parentId": "2", "name": "Short"}),
            json!({"id": 4}),
            json!("nothing"),
        ]);
        assert_eq!(tree.path("x-3"), ["Clothing", "Coats", "Short"]);
        assert_eq!(tree.path("4"), [""; 0]);
        let ring = Tree::read(&[
            json!({"id": 1, "parentId": 2, "name": "a"}),
            json!({"id": 2, "parentId": 1, "name": "b"}),
        ]);
        assert_eq!(ring.path("1").len(), DEEPEST);
    }

    #[test]
    fn other_ids_of_the_same_paths_are_the_same_tree() {
        let tree = |top: i64, name: &str| {
            Tree::read(&[
                json!({"id": top, "name": name}),
                json!({"id": top + 1, "parentId": top, "name": "Coats"}),
            ])
        };
        assert_eq!(tree(1, "Clothing").fingerprint(), tree(70, "Clothing").fingerprint());
        assert_ne!(tree(1, "Clothing").fingerprint(), tree(1, "Clothes").fingerprint());
    }
}
