//! Furnishes an empty database with the demo shops.

use crate::cli::origin;
use crate::config::Config;
use anyhow::Context;
use contract::draft::ProductDraft;
use contract::featured::{Badge, FeatureRequest, FeaturedTypeDraft};
use contract::header::{Header, HeaderLink};
use contract::{Layout, ProductId, Timestamp};
use engine::accounts::{hash_password, random_hex};
use serde::Deserialize;
use std::collections::HashMap;
use store::{
    Feature, Grant, SaveFeaturedType, SaveTenant, SaveUser, Scope, SetHeader, Store, TenantDraft,
    UpsertProducts,
};

/// The shops, as they stand beside this crate.
const SHOPS: [&str; 3] = [
    include_str!("../demo/maren-and-vale.json"),
    include_str!("../demo/tidewater-table.json"),
    include_str!("../demo/fernlight.json"),
];

/// Products per command.
const BATCH: usize = 500;

/// People of the demo: address, name, role.
const PEOPLE: [(&str, &str, &str); 3] = [
    ("owner@example.com", "Ines Okafor", "tenant_admin"),
    ("merchandiser@example.com", "Tomas Lindgren", "merchandiser"),
    ("viewer@example.com", "Priya Raman", "viewer"),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DemoShop {
    tenant: TenantDraft,
    products: Vec<ProductDraft>,
    featured_types: Vec<DemoType>,
    header: DemoHeader,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DemoHeader {
    title: String,
    text: String,
    link: HeaderLink,
    /// Whose picture is shown.
    sku: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DemoType {
    name: String,
    badge: Badge,
    layout: Layout,
    order: i64,
    capacity: i64,
    /// Hours from the first start.
    active_from_offset_hours: Option<i64>,
    active_until_offset_hours: Option<i64>,
    assignments: Vec<DemoAssignment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DemoAssignment {
    sku: String,
    starts_offset_hours: Option<i64>,
    ends_offset_hours: Option<i64>,
}

/// Fills a database without shops; answers how to sign in, or nothing where there are shops.
pub async fn furnish(store: &Store, _config: &Config) -> anyhow::Result<Option<String>> {
    if !store.tenants().await?.is_empty() {
        return Ok(None);
    }
    for text in SHOPS {
        let shop: DemoShop = serde_json::from_str(text).context("A demo shop cannot be read")?;
        furnish_shop(store, shop).await?;
    }
    Ok(Some(people(store).await?))
}

async fn furnish_shop(store: &Store, shop: DemoShop) -> anyhow::Result<()> {
    let origin = origin("demo");
    let at = origin.at;
    let name = shop.tenant.name.clone();
    let tenant =
        store.write(SaveTenant { origin: origin.clone(), tenant: shop.tenant }).await?.value;
    for drafts in shop.products.chunks(BATCH) {
        let command = UpsertProducts { tenant, origin: origin.clone(), drafts: drafts.to_vec() };
        store.write(command).await?;
    }
    let mut by_sku: HashMap<String, ProductId> = HashMap::new();
    for product in &shop.products {
        if let Some(id) = store.product_id_by_sku(tenant, &product.sku).await? {
            by_sku.insert(product.sku.clone(), id);
        }
    }
    for kind in shop.featured_types {
        let draft = FeaturedTypeDraft {
            name: kind.name,
            badge: kind.badge,
            layout: kind.layout,
            order: kind.order,
            capacity: kind.capacity,
            active_from: hence(at, kind.active_from_offset_hours),
            active_until: hence(at, kind.active_until_offset_hours),
            rule: None,
        };
        let save = SaveFeaturedType { tenant, origin: origin.clone(), id: None, draft };
        let type_id = store.write(save).await?.value;
        for placed in kind.assignments {
            let product = *by_sku
                .get(&placed.sku)
                .with_context(|| format!("{name} has no product {}", placed.sku))?;
            let request = FeatureRequest {
                type_id,
                position: None,
                starts_at: hence(at, placed.starts_offset_hours),
                ends_at: hence(at, placed.ends_offset_hours),
            };
            let feature = Feature { tenant, origin: origin.clone(), product, request };
            store.write(feature).await?;
        }
    }
    let DemoHeader { title, text, link, sku } = shop.header;
    let product = by_sku.get(&sku).with_context(|| format!("{name} has no product {sku}"))?;
    let header =
        Header { title, text, link: Some(link), picture_of: Some(*product), ..Header::default() };
    store.write(SetHeader { tenant, origin, header: Some(header), seen: None }).await?;
    Ok(())
}

fn hence(at: Timestamp, hours: Option<i64>) -> Option<Timestamp> {
    hours.map(|hours| at.plus_seconds(hours * 3600))
}

/// Makes the demo's people. Their password is `ETALAGE_DEMO_PASSWORD`, or made up here and told
/// once.
async fn people(store: &Store) -> anyhow::Result<String> {
    let given = std::env::var("ETALAGE_DEMO_PASSWORD").ok();
    let password = given.unwrap_or_else(|| random_hex(8));
    let origin = origin("demo");
    let tenants = store.tenants().await?;
    let hash = hash_password(&password).map_err(anyhow::Error::new)?;
    for (email, name, role) in PEOPLE {
        let save = SaveUser {
            origin: origin.clone(),
            email: email.to_owned(),
            name: name.to_owned(),
            password_hash: Some(hash.clone()),
        };
        let user = store.write(save).await?.value;
        let grant = |role: &str, scope| Grant {
            origin: origin.clone(),
            user,
            role: role.to_owned(),
            scope,
        };
        for tenant in &tenants {
            store.write(grant(role, Scope::Tenant(tenant.id))).await?;
        }
        if role == "tenant_admin" {
            store.write(grant("operator", Scope::House)).await?;
        }
    }
    let addresses: Vec<&str> = PEOPLE.iter().map(|(email, ..)| *email).collect();
    Ok(format!(
        "First sign-in: {}\nPassword:      {password}\nIt is shown this once. The same password opens {}; change one with \
         `etalage user ADDRESS --password-stdin`.",
        addresses[0],
        addresses[1..].join(" and "),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_can_be_read_and_what_they_feature_exists() {
        let mut products = 0;
        for text in SHOPS {
            let shop: DemoShop = serde_json::from_str(text).unwrap();
            products += shop.products.len();
            let skus: Vec<&str> = shop.products.iter().map(|p| p.sku.as_str()).collect();
            for placed in shop.featured_types.iter().flat_map(|kind| &kind.assignments) {
                assert!(skus.contains(&placed.sku.as_str()), "{}", placed.sku);
            }
            let DemoHeader { link, sku, .. } = &shop.header;
            assert!(skus.contains(&sku.as_str()), "{sku}");
            let leads = |product: &ProductDraft| link.path == format!("/p/{}", product.slug);
            let is_root = |product: &ProductDraft| {
                product
                    .category_path
                    .first()
                    .is_some_and(|name| link.path == format!("/c/{}", name.to_lowercase()))
            };
            let mut products = shop.products.iter();
            assert!(products.any(|product| leads(product) || is_root(product)), "{}", link.path);
        }
        assert!(products >= 140, "{products}");
    }
}
