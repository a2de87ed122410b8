//! A page of products with their variations, read in one snapshot, as sayings.

use super::DatabaseError;
use super::database::Database;
use super::facts::Facts;
use super::rows::{Meta, Post, Term};
use super::things::{Family, picture_ids};
use crate::woo::read::written;
use crate::woo::thing::CategoryThing;
use contract::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};
use store::upstream::{Key, Kind, Root, Saying};

/// Products read at once.
pub(super) const PRODUCTS: usize = 500;

/// What the database says of a page of products.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub sayings: Vec<Saying>,
    /// Those that are there.
    pub products: HashSet<i64>,
    pub variations: HashSet<i64>,
    /// Of the products, those customers are meant to see.
    pub shown: u64,
    /// When it was so, by the database's clock.
    pub at: Timestamp,
}

/// Everything of some products, as rows.
struct Rows {
    products: Vec<Post>,
    variations: Vec<Post>,
    meta: HashMap<i64, Meta>,
    terms: Vec<Term>,
    pictures: HashMap<i64, String>,
    names: HashMap<(String, String), String>,
}

impl Page {
    /// `asked_at` is before that, by our clock.
    pub async fn read(
        database: &mut Database,
        facts: &Facts,
        ids: &[i64],
        asked_at: Timestamp,
    ) -> Result<Self, DatabaseError> {
        database.begin().await?;
        let at = database.now().await?;
        let rows = Rows::read(database, facts, ids).await?;
        database.end().await?;
        Ok(rows.page(facts, at, asked_at))
    }
}

impl Rows {
    async fn read(
        database: &mut Database,
        facts: &Facts,
        ids: &[i64],
    ) -> Result<Self, DatabaseError> {
        let products = database.products(ids).await?;
        let ids: Vec<i64> = products.iter().map(|post| post.id).collect();
        if ids.is_empty() {
            return Ok(Self::none());
        }
        let terms = database.terms(&ids).await?;
        let variations = database.variations(&of_variations(&ids, &terms)).await?;
        let posts: Vec<i64> = products.iter().chain(&variations).map(|post| post.id).collect();
        let meta = database.meta(&posts).await?;
        let wanted: BTreeSet<i64> = meta.values().flat_map(picture_ids).collect();
        let mut pictures = HashMap::with_capacity(wanted.len());
        for (id, file, made_up) in database.pictures(&wanted).await? {
            let file = file.filter(|file| !file.trim().is_empty());
            let address = file.map_or(made_up, |file| facts.picture(&file));
            pictures.entry(id).or_insert(address);
        }
        let of_variations = variations.iter().filter_map(|post| meta.get(&post.id));
        let slugs: BTreeSet<&str> = of_variations.flat_map(Meta::global_values).collect();
        let names = database.names(&slugs).await?;
        Ok(Self { products, variations, names, meta, terms, pictures })
    }

    fn none() -> Self {
        let (meta, pictures, names) = Default::default();
        Self { products: vec![], variations: vec![], terms: vec![], meta, pictures, names }
    }

    fn page(&self, facts: &Facts, at: Timestamp, asked_at: Timestamp) -> Page {
        let mut terms: HashMap<i64, Vec<Term>> = HashMap::new();
        for term in &self.terms {
            terms.entry(term.product).or_default().push(term.clone());
        }
        let nothing = Meta::default();
        let meta = |id: i64| self.meta.get(&id).unwrap_or(&nothing);
        let mut below: HashMap<i64, Vec<(&Post, &Meta)>> = HashMap::new();
        for post in &self.variations {
            below.entry(post.parent).or_default().push((post, meta(post.id)));
        }
        let mut page = Page { at, ..Page::default() };
        for product in &self.products {
            let family = Family {
                facts,
                product,
                meta: meta(product.id),
                terms: terms.get(&product.id).map_or(&[], Vec::as_slice),
                variations: below.get(&product.id).map_or(&[], Vec::as_slice),
                pictures: &self.pictures,
                names: &self.names,
            };
            let (thing, variations) = family.things();
            page.shown += u64::from(crate::woo::make::is_shown(&thing));
            page.products.insert(product.id);
            let root = Root(product.id);
            let saying = |kind, id, version, content| Saying {
                key: Key { kind, id },
                root,
                version,
                content,
                asked_at: Some(asked_at),
                delivery: None,
            };
            let content = written(&thing);
            page.sayings.push(saying(Kind::Product, product.id, product.version, content));
            for (id, version, thing) in variations {
                page.variations.insert(id);
                page.sayings.push(saying(Kind::Variation, id, version, written(&thing)));
            }
        }
        page
    }
}

/// Products that have variations by their kind.
fn of_variations(ids: &[i64], terms: &[Term]) -> Vec<i64> {
    let kinds = terms.iter().filter(|term| term.taxonomy == "product_type");
    let kinds: HashMap<i64, &str> = kinds.map(|term| (term.product, term.slug.as_str())).collect();
    let has = |id: &&i64| {
        kinds.get(*id).is_some_and(|kind| !matches!(*kind, "simple" | "grouped" | "external"))
    };
    ids.iter().filter(has).copied().collect()
}

/// All categories there are.
pub(super) async fn categories(
    database: &mut Database,
    asked_at: Timestamp,
) -> Result<Vec<Saying>, DatabaseError> {
    let rows = database.categories().await?;
    let sayings = rows.into_iter().map(|row| Saying {
        key: Key { kind: Kind::Category, id: row.id },
        root: Root::CATALOGUE,
        version: None,
        content: written(&CategoryThing { name: row.name, parent: row.parent }),
        asked_at: Some(asked_at),
        delivery: None,
    });
    Ok(sayings.collect())
}
