//! The tables of a WooCommerce, with what readers of them read, as statements for a MariaDB.

const EMPTY: &str = include_str!("tables.sql");
const LARGE: &str = include_str!("large.sql");

/// A shop with a tree of categories, a global attribute and nothing to sell. Names of tables begin with
/// `prefix`.
pub fn empty(prefix: &str) -> String {
    EMPTY.replace("{p}", prefix)
}

/// Plain products with ids from `from` to the one before `to`, dated long ago.
pub fn plain(prefix: &str, from: i64, to: i64) -> String {
    let last = to - 1;
    let sql = format!(
        "INSERT INTO {{p}}posts (ID, post_type, post_status, post_title, post_name, post_content, \
         post_excerpt, post_modified_gmt) SELECT seq, 'product', 'publish', CONCAT('Coat ', seq), \
         CONCAT('coat-', seq), 'Warm.', '', '2026-11-01 10:00:00' FROM seq_{from}_to_{last};\n\
         INSERT INTO {{p}}postmeta (post_id, meta_key, meta_value) \
         SELECT seq, '_sku', CONCAT('C-', seq) FROM seq_{from}_to_{last};\n\
         INSERT INTO {{p}}postmeta (post_id, meta_key, meta_value) \
         SELECT seq, '_regular_price', '10.00' FROM seq_{from}_to_{last};"
    );
    sql.replace("{p}", prefix)
}

/// So many variable products with five variations each, three pictures, two attributes and what else
/// a shop notes with them: a hundred rows a product.
pub fn large(prefix: &str, products: u64) -> String {
    LARGE.replace("{p}", prefix).replace("{n}", &products.to_string())
}
