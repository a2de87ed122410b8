//! What holds for the whole shop: its settings and the names of its attributes.

use super::DatabaseError;
use super::database::Database;
use std::collections::HashMap;

const WANTED: [&str; 6] = [
    "siteurl",
    "upload_path",
    "upload_url_path",
    "woocommerce_manage_stock",
    "woocommerce_currency",
    "woocommerce_version",
];
const UPLOADS: &str = "wp-content/uploads";

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// Pictures' addresses begin with it; no slash at its end.
    pub uploads: String,
    /// Whether the shop counts at all.
    pub counts_stock: bool,
    /// As its prices are in.
    pub currency: Option<String>,
    /// By taxonomy.
    pub attributes: HashMap<String, Attribute>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attribute {
    /// What customers see.
    pub label: String,
    pub order: Order,
}

/// How values of an attribute are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Name,
    Number,
    Hand,
}

type AttributeRow = (String, Option<String>, String);

impl Facts {
    pub async fn read(database: &mut Database) -> Result<Self, DatabaseError> {
        let options = database.table("options");
        let sql = format!(
            "SELECT CAST(option_name AS CHAR), CAST(option_value AS CHAR) FROM {options} \
             WHERE option_name IN ({})",
            super::database::places(WANTED.len())
        );
        let options: Vec<(String, String)> = database.rows(sql, &WANTED).await?;
        let taxonomies = database.table("woocommerce_attribute_taxonomies");
        let sql = format!(
            "SELECT CAST(attribute_name AS CHAR), CAST(attribute_label AS CHAR), \
             CAST(attribute_orderby AS CHAR) FROM {taxonomies}"
        );
        let attributes: Vec<AttributeRow> = database.rows(sql, &[]).await?;
        Self::new(options.into_iter().collect(), attributes)
    }

    fn new(
        options: HashMap<String, String>,
        attributes: Vec<AttributeRow>,
    ) -> Result<Self, DatabaseError> {
        let said = |name: &str| options.get(name).map(|it| it.trim()).filter(|it| !it.is_empty());
        let site = said("siteurl").ok_or(DatabaseError::NotAShop)?;
        if said("woocommerce_currency").is_none() && said("woocommerce_version").is_none() {
            return Err(DatabaseError::NotAShop);
        }
        Ok(Self {
            uploads: uploads(site, said("upload_path"), said("upload_url_path")),
            counts_stock: said("woocommerce_manage_stock").is_none_or(|it| it == "yes"),
            currency: said("woocommerce_currency").map(str::to_owned),
            attributes: attributes.into_iter().map(attribute).collect(),
        })
    }
}

fn attribute((name, label, order): AttributeRow) -> (String, Attribute) {
    let order = match order.as_str() {
        "menu_order" => Order::Hand,
        "name_num" => Order::Number,
        _ => Order::Name,
    };
    let label = label.filter(|label| !label.trim().is_empty()).unwrap_or_else(|| name.clone());
    (format!("pa_{name}"), Attribute { label, order })
}

/// An address of their own counts, then a folder of their own, where it is below the site.
fn uploads(site: &str, path: Option<&str>, url: Option<&str>) -> String {
    let bare = |address: &str| address.trim_end_matches('/').to_owned();
    let below = path.filter(|path| !path.starts_with('/')).map(|path| path.trim_matches('/'));
    match url {
        Some(url) => bare(url),
        None => format!("{}/{}", bare(site), below.unwrap_or(UPLOADS)),
    }
}

impl Facts {
    /// Where a file is to be had, by `_wp_attached_file`.
    pub fn picture(&self, file: &str) -> String {
        // Old shops noted where it lies on their disk.
        let file = match file.split_once(UPLOADS) {
            Some((_, below)) => below,
            None => file,
        };
        format!("{}/{}", self.uploads, file.trim_start_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_below_the_uploads_wherever_those_are() {
        let at = |path, url| Facts {
            uploads: uploads("https://shop.test/wp/", path, url),
            ..Facts::default()
        };
        let usual = at(None, None);
        assert_eq!(
            usual.picture("2026/11/a, b.png"),
            "https://shop.test/wp/wp-content/uploads/2026/11/a, b.png"
        );
        let old = "/var/www/wp-content/uploads/2009/01/a.png";
        assert_eq!(usual.picture(old), "https://shop.test/wp/wp-content/uploads/2009/01/a.png");
        assert_eq!(at(Some("media"), None).picture("a.png"), "https://shop.test/wp/media/a.png");
        assert_eq!(at(Some("/srv/media"), None).picture("a.png"), usual.picture("a.png"));
        let elsewhere = at(Some("media"), Some("https://cdn.test/"));
        assert_eq!(elsewhere.picture("a.png"), "https://cdn.test/a.png");
    }

    #[test]
    fn a_site_without_a_shop_is_none() {
        let options = HashMap::from([("siteurl".to_owned(), "https://blog.test".to_owned())]);
        assert_eq!(Facts::new(options, vec![]), Err(DatabaseError::NotAShop));
    }
}
