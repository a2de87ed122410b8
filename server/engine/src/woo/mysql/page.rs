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
use std::sync::LazyLock;
use store::upstream::{Key, Kind, Root, Saying};

/// Products read at once.
pub(super) const PRODUCTS: usize = 500;
/// Variations whose properties are held at once, where that many products have more.
const VARIATIONS: usize = 5_000;

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

/// Products with what is filed about them and below them, without their properties.
struct Families {
    products: Vec<Post>,
    /// By product.
    terms: HashMap<i64, Vec<Term>>,
    variations: HashMap<i64, Vec<Post>>,
}

/// The properties of some of them, and what those name.
struct Properties {
    meta: HashMap<i64, Meta>,
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
        let mut page = Self { at: database.now().await?, ..Self::default() };
        let families = Families::read(database, ids).await?;
        for products in families.parts() {
            let properties = families.properties(database, facts, products).await?;
            for product in products {
                page.take(&families.family(facts, &properties, product), asked_at);
            }
        }
        database.end().await?;
        Ok(page)
    }

    fn take(&mut self, family: &Family<'_>, asked_at: Timestamp) {
        let product = family.product;
        let (thing, variations) = family.things();
        let saying = |kind, id, version, content| Saying {
            key: Key { kind, id },
            root: Root(product.id),
            version,
            content,
            asked_at: Some(asked_at),
            delivery: None,
        };
        self.shown += u64::from(crate::woo::make::is_shown(&thing));
        self.products.insert(product.id);
        let content = written(&thing);
        self.sayings.push(saying(Kind::Product, product.id, product.version, content));
        for (id, version, thing) in variations {
            self.variations.insert(id);
            self.sayings.push(saying(Kind::Variation, id, version, written(&thing)));
        }
    }
}

impl Families {
    async fn read(database: &mut Database, ids: &[i64]) -> Result<Self, DatabaseError> {
        let products = database.products(ids).await?;
        let mut families = Self { products, terms: HashMap::new(), variations: HashMap::new() };
        if families.products.is_empty() {
            return Ok(families);
        }
        let ids: Vec<i64> = families.products.iter().map(|post| post.id).collect();
        let terms = database.terms(&ids).await?;
        for post in database.variations(&of_variations(&ids, &terms)).await? {
            families.variations.entry(post.parent).or_default().push(post);
        }
        for term in terms {
            families.terms.entry(term.product).or_default().push(term);
        }
        Ok(families)
    }

    fn below(&self, product: i64) -> &[Post] {
        self.variations.get(&product).map_or(&[], Vec::as_slice)
    }

    /// Products next to each other that have no more variations together than memory should hold; one
    /// that has more comes by itself.
    fn parts(&self) -> Vec<&[Post]> {
        let (mut parts, mut begin, mut held) = (Vec::new(), 0, 0);
        for (at, post) in self.products.iter().enumerate() {
            let more = self.below(post.id).len();
            if at > begin && held + more > VARIATIONS {
                parts.push(&self.products[begin..at]);
                (begin, held) = (at, 0);
            }
            held += more;
        }
        parts.push(&self.products[begin..]);
        parts
    }

    async fn properties(
        &self,
        database: &mut Database,
        facts: &Facts,
        products: &[Post],
    ) -> Result<Properties, DatabaseError> {
        let variations = products.iter().flat_map(|post| self.below(post.id));
        let variations: Vec<i64> = variations.map(|post| post.id).collect();
        let mut posts: Vec<i64> = products.iter().map(|post| post.id).collect();
        posts.extend(&variations);
        let meta = database.meta(&posts).await?;
        let wanted: BTreeSet<i64> = meta.values().flat_map(picture_ids).collect();
        let mut pictures = HashMap::with_capacity(wanted.len());
        for (id, file, made_up) in database.pictures(&wanted).await? {
            let file = file.filter(|file| !file.trim().is_empty());
            let address = file.map_or(made_up, |file| facts.picture(&file));
            pictures.entry(id).or_insert(address);
        }
        let of_variations = variations.iter().filter_map(|id| meta.get(id));
        let slugs: BTreeSet<&str> = of_variations.flat_map(Meta::global_values).collect();
        let names = database.names(&slugs).await?;
        Ok(Properties { names, pictures, meta })
    }

    fn family<'a>(
        &'a self,
        facts: &'a Facts,
        properties: &'a Properties,
        product: &'a Post,
    ) -> Family<'a> {
        let meta = |id: i64| properties.meta.get(&id).unwrap_or(&NOTHING);
        let variations = self.below(product.id).iter();
        Family {
            facts,
            product,
            meta: meta(product.id),
            terms: self.terms.get(&product.id).map_or(&[], Vec::as_slice),
            variations: variations.map(|post| (post, meta(post.id))).collect(),
            pictures: &properties.pictures,
            names: &properties.names,
        }
    }
}

/// Of a post nobody noted anything with.
static NOTHING: LazyLock<Meta> = LazyLock::new(Meta::default);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_with_many_variations_are_read_in_parts() {
        let post = |id, parent| Post { id, parent, ..Post::default() };
        let many = |product: i64, count: i64| {
            (product, (0..count).map(|at| post(product * 10_000 + at, product)).collect())
        };
        let variations = HashMap::from([many(1, 3_000), many(2, 3_000), many(4, 9_000)]);
        let products = (1..=6).map(|id| post(id, 0)).collect();
        let families = Families { products, terms: HashMap::new(), variations };
        let parts = families.parts();
        let ids: Vec<Vec<i64>> =
            parts.iter().map(|part| part.iter().map(|post| post.id).collect()).collect();
        assert_eq!(ids, [vec![1], vec![2, 3], vec![4], vec![5, 6]]);
    }
}
