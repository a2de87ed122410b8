//! What is read of a page of products: five statements over sets of ids, never one per product, and
//! rows as they are, never lists put together by the database, which cuts them and cannot be undone
//! where a value holds the separator.

use super::DatabaseError;
use super::database::{Database, listed, moment, places};
use contract::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// Posts whose properties are read at once.
const POSTS: usize = 1_000;
/// Texts bound at once.
const TEXTS: usize = 500;

/// What is used of a post's properties; those of variations' attributes are found by their beginning.
const PROPERTIES: [&str; 13] = [
    "_sku",
    "_price",
    "_regular_price",
    "_sale_price",
    "_sale_price_dates_from",
    "_sale_price_dates_to",
    "_manage_stock",
    "_stock",
    "_stock_status",
    "_backorders",
    "_thumbnail_id",
    "_product_image_gallery",
    "_product_attributes",
];

/// A product or a variation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Post {
    pub id: i64,
    /// Zero of a product.
    pub parent: i64,
    pub status: String,
    pub title: String,
    pub slug: String,
    pub content: String,
    pub excerpt: String,
    pub password: String,
    pub menu_order: i64,
    /// When it was last changed, as REST tells it.
    pub version: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct PostRow {
    id: i64,
    parent: i64,
    status: String,
    title: String,
    slug: String,
    content: String,
    excerpt: String,
    password: String,
    menu_order: i64,
    modified: Option<String>,
    created: Option<String>,
}

impl From<PostRow> for Post {
    fn from(row: PostRow) -> Self {
        let version = [&row.modified, &row.created].into_iter().flatten().find_map(|it| moment(it));
        Self {
            id: row.id,
            parent: row.parent,
            status: row.status,
            title: row.title,
            slug: row.slug,
            content: row.content,
            excerpt: row.excerpt,
            password: row.password,
            menu_order: row.menu_order,
            version,
        }
    }
}

/// The properties of a post, by name. Of several rows the first one written counts, and of prices
/// all: a variable product has one for each of its variations'.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Meta {
    values: HashMap<String, (i64, String)>,
    pub prices: Vec<String>,
}

impl Meta {
    fn take(&mut self, id: i64, name: String, value: String) {
        if name == "_price" {
            self.prices.push(value.clone());
        }
        match self.values.get_mut(&name) {
            Some((known, _)) if *known <= id => {}
            Some(known) => *known = (id, value),
            None => {
                self.values.insert(name, (id, value));
            }
        }
    }

    /// As it stands there; none where it is blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.values.get(name)?;
        (!value.trim().is_empty()).then_some(value.as_str())
    }

    /// Slugs of global attributes' values.
    pub fn global_values(&self) -> impl Iterator<Item = &str> {
        let global = self.values.iter().filter(|(name, _)| name.starts_with("attribute_pa_"));
        global.map(|(_, (_, value))| value.as_str()).filter(|value| !value.is_empty())
    }

    #[cfg(test)]
    pub fn of(values: &[(&str, &str)]) -> Self {
        let mut meta = Self::default();
        for (id, (name, value)) in (1..).zip(values) {
            meta.take(id, (*name).to_owned(), (*value).to_owned());
        }
        meta
    }
}

/// A term a product has.
#[derive(Clone, Debug, Default, PartialEq, sqlx::FromRow)]
pub(super) struct Term {
    pub product: i64,
    pub taxonomy: String,
    pub id: i64,
    pub name: String,
    pub slug: String,
    /// Where people put it by hand.
    pub place: Option<String>,
}

/// A category of the shop, with the one above it; zero at the root.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub(super) struct CategoryRow {
    pub id: i64,
    pub parent: i64,
    pub name: String,
}

const POST: &str = "SELECT CAST(ID AS SIGNED) AS id, CAST(post_parent AS SIGNED) AS parent, \
    CAST(post_status AS CHAR) AS status, CAST(post_title AS CHAR) AS title, \
    CAST(post_name AS CHAR) AS slug, CAST(post_content AS CHAR) AS content, \
    CAST(post_excerpt AS CHAR) AS excerpt, CAST(post_password AS CHAR) AS password, \
    CAST(menu_order AS SIGNED) AS menu_order, CAST(post_modified_gmt AS CHAR) AS modified, \
    CAST(post_date_gmt AS CHAR) AS created";

/// What is neither thrown away nor a form somebody opened and left.
const THERE: &str = "post_status NOT IN ('trash','auto-draft')";
/// As WooCommerce counts a product's variations.
const SWITCHED: &str = "post_status IN ('publish','private')";

impl Database {
    /// Of every product, in order: one walk through an index.
    pub async fn product_ids(&mut self) -> Result<Vec<i64>, DatabaseError> {
        let posts = self.table("posts");
        let sql = format!(
            "SELECT CAST(ID AS SIGNED) FROM {posts} WHERE post_type = 'product' AND {THERE}"
        );
        self.ids(sql, &[]).await
    }

    /// Every variation of a product that is there and of a kind that has some, with that product.
    pub async fn variation_ids(&mut self) -> Result<Vec<(i64, i64)>, DatabaseError> {
        let (posts, relationships) = (self.table("posts"), self.table("term_relationships"));
        let (taxonomies, terms) = (self.table("term_taxonomy"), self.table("terms"));
        let sql = format!(
            "SELECT CAST(v.ID AS SIGNED), CAST(v.post_parent AS SIGNED) FROM {posts} v \
             JOIN {posts} p ON p.ID = v.post_parent AND p.post_type = 'product' AND p.{THERE} \
             JOIN {relationships} r ON r.object_id = p.ID \
             JOIN {taxonomies} x ON x.term_taxonomy_id = r.term_taxonomy_id \
             AND x.taxonomy = 'product_type' JOIN {terms} t ON t.term_id = x.term_id \
             AND t.slug NOT IN ('simple','grouped','external') \
             WHERE v.post_type = 'product_variation' AND v.{SWITCHED}"
        );
        self.rows(sql, &[]).await
    }

    /// Products that changed since, or whose variations did, those in the trash among them. Where a
    /// plug-in left out the time in UTC the shop's own counts, half a day generously.
    pub async fn changed_ids(&mut self, since: Timestamp) -> Result<Vec<i64>, DatabaseError> {
        let posts = self.table("posts");
        let text = |at: Timestamp| at.to_rfc3339()[..19].replace('T', " ");
        let (since, local) = (text(since), text(since.plus_seconds(-14 * 60 * 60)));
        let sql = format!(
            "SELECT DISTINCT CAST(IF(post_type = 'product', ID, post_parent) AS SIGNED) \
             FROM {posts} WHERE post_type IN ('product','product_variation') \
             AND post_status <> 'auto-draft' AND (post_modified_gmt >= ? \
             OR (post_modified_gmt < '1000-01-01' AND post_modified >= ?))"
        );
        self.ids(sql, &[&since, &local]).await
    }

    async fn ids(&mut self, sql: String, texts: &[&str]) -> Result<Vec<i64>, DatabaseError> {
        let rows: Vec<(i64,)> = self.rows(sql, texts).await?;
        let mut ids: Vec<i64> = rows.into_iter().map(|(id,)| id).filter(|id| *id > 0).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    pub async fn products(&mut self, ids: &[i64]) -> Result<Vec<Post>, DatabaseError> {
        let (posts, ids) = (self.table("posts"), listed(ids));
        let sql = format!(
            "{POST} FROM {posts} WHERE ID IN ({ids}) AND post_type = 'product' AND {THERE}"
        );
        let rows: Vec<PostRow> = self.rows(sql, &[]).await?;
        Ok(rows.into_iter().map(|row| Post { parent: 0, ..row.into() }).collect())
    }

    /// Those of these products, as the shop orders them. Their texts are not used, and so not read.
    pub async fn variations(&mut self, products: &[i64]) -> Result<Vec<Post>, DatabaseError> {
        if products.is_empty() {
            return Ok(Vec::new());
        }
        let (posts, ids) = (self.table("posts"), listed(products));
        let columns = POST.replace("CAST(post_content AS CHAR)", "''");
        let columns = columns.replace("CAST(post_excerpt AS CHAR)", "''");
        let sql = format!(
            "{columns} FROM {posts} WHERE post_parent IN ({ids}) \
             AND post_type = 'product_variation' AND {SWITCHED}"
        );
        let rows: Vec<PostRow> = self.rows(sql, &[]).await?;
        let mut variations: Vec<Post> = rows.into_iter().map(Post::from).collect();
        variations.sort_by_key(|it| (it.menu_order, it.id));
        Ok(variations)
    }

    pub async fn meta(&mut self, posts: &[i64]) -> Result<HashMap<i64, Meta>, DatabaseError> {
        let table = self.table("postmeta");
        let mut all: HashMap<i64, Meta> = HashMap::with_capacity(posts.len());
        for posts in posts.chunks(POSTS) {
            let sql = format!(
                "SELECT CAST(post_id AS SIGNED), CAST(meta_id AS SIGNED), CAST(meta_key AS CHAR), \
                 CAST(meta_value AS CHAR) FROM {table} WHERE post_id IN ({}) \
                 AND (meta_key IN ({}) OR meta_key LIKE 'attribute\\_%') AND meta_value IS NOT NULL",
                listed(posts),
                places(PROPERTIES.len())
            );
            let rows: Vec<(i64, i64, String, String)> = self.rows(sql, &PROPERTIES).await?;
            for (post, id, name, value) in rows {
                all.entry(post).or_default().take(id, name, value);
            }
        }
        Ok(all)
    }

    /// What these products are filed under, by name as the database orders names.
    pub async fn terms(&mut self, products: &[i64]) -> Result<Vec<Term>, DatabaseError> {
        let ids = listed(products);
        let relationships = self.table("term_relationships");
        let (taxonomies, terms) = (self.table("term_taxonomy"), self.table("terms"));
        let meta = self.table("termmeta");
        let sql = format!(
            "SELECT CAST(r.object_id AS SIGNED) AS product, CAST(x.taxonomy AS CHAR) AS taxonomy, \
             CAST(t.term_id AS SIGNED) AS id, CAST(t.name AS CHAR) AS name, \
             CAST(t.slug AS CHAR) AS slug, CAST(m.meta_value AS CHAR) AS place \
             FROM {relationships} r \
             JOIN {taxonomies} x ON x.term_taxonomy_id = r.term_taxonomy_id \
             JOIN {terms} t ON t.term_id = x.term_id \
             LEFT JOIN {meta} m ON m.term_id = t.term_id AND m.meta_key = 'order' \
             WHERE r.object_id IN ({ids}) AND (x.taxonomy LIKE 'pa\\_%' \
             OR x.taxonomy IN ('product_type','product_cat','product_visibility')) \
             ORDER BY t.name, t.term_id"
        );
        self.rows(sql, &[]).await
    }

    /// The names of attributes' values, by taxonomy and slug.
    pub async fn names(
        &mut self,
        slugs: &BTreeSet<&str>,
    ) -> Result<HashMap<(String, String), String>, DatabaseError> {
        let (taxonomies, terms) = (self.table("term_taxonomy"), self.table("terms"));
        let slugs: Vec<&str> = slugs.iter().copied().collect();
        let mut names = HashMap::new();
        for slugs in slugs.chunks(TEXTS) {
            let sql = format!(
                "SELECT CAST(x.taxonomy AS CHAR), CAST(t.slug AS CHAR), CAST(t.name AS CHAR) \
                 FROM {terms} t JOIN {taxonomies} x ON x.term_id = t.term_id \
                 WHERE t.slug IN ({}) AND x.taxonomy LIKE 'pa\\_%'",
                places(slugs.len())
            );
            let rows: Vec<(String, String, String)> = self.rows(sql, slugs).await?;
            names.extend(rows.into_iter().map(|(taxonomy, slug, name)| ((taxonomy, slug), name)));
        }
        Ok(names)
    }

    /// Where pictures lie: the file noted, and the address WordPress made up when there is none.
    pub async fn pictures(
        &mut self,
        ids: &BTreeSet<i64>,
    ) -> Result<Vec<(i64, Option<String>, String)>, DatabaseError> {
        let (posts, meta) = (self.table("posts"), self.table("postmeta"));
        let ids: Vec<i64> = ids.iter().copied().collect();
        let mut all = Vec::with_capacity(ids.len());
        for ids in ids.chunks(POSTS) {
            let sql = format!(
                "SELECT CAST(p.ID AS SIGNED), CAST(m.meta_value AS CHAR), CAST(p.guid AS CHAR) \
                 FROM {posts} p LEFT JOIN {meta} m ON m.post_id = p.ID \
                 AND m.meta_key = '_wp_attached_file' \
                 WHERE p.ID IN ({}) AND p.post_type = 'attachment' \
                 AND p.post_mime_type LIKE 'image/%' ORDER BY m.meta_id",
                listed(ids)
            );
            all.extend(self.rows::<(i64, Option<String>, String)>(sql, &[]).await?);
        }
        Ok(all)
    }

    pub async fn categories(&mut self) -> Result<Vec<CategoryRow>, DatabaseError> {
        let (taxonomies, terms) = (self.table("term_taxonomy"), self.table("terms"));
        let sql = format!(
            "SELECT CAST(t.term_id AS SIGNED) AS id, CAST(x.parent AS SIGNED) AS parent, \
             CAST(t.name AS CHAR) AS name FROM {taxonomies} x \
             JOIN {terms} t ON t.term_id = x.term_id WHERE x.taxonomy = 'product_cat' \
             ORDER BY t.term_id"
        );
        self.rows(sql, &[]).await
    }
}
