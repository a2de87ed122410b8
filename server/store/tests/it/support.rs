//! What the tests begin with.

use contract::draft::{ProductDraft, VariantDraft};
use contract::featured::{Badge, FeatureRequest, FeaturedTypeDraft};
use contract::product::{Attribute, VariantAttribute};
use contract::{Availability, FeaturedTypeId, Layout, ProductId, Seq, TenantId, Timestamp};
use store::{
    Change, Event, Origin, SaveFeaturedType, SaveTenant, Store, TenantDraft, UpsertOutcome,
    UpsertProducts,
};

/// Runs one body as two tests, one per database.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn body($database: &store::testing::TestDatabase) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body(&store::testing::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(database) = store::testing::postgres().await {
                    body(&database).await;
                }
            }
        }
    )*};
}
pub(crate) use on_both;

pub fn origin() -> Origin {
    Origin {
        actor: "Ines Prado".into(),
        user_id: None,
        trace_id: "00000000000000000000000000000001".into(),
        producer_id: "test".into(),
        at: Timestamp(1_700_000_000_000),
    }
}

pub fn tenant_draft(slug: &str) -> TenantDraft {
    TenantDraft {
        tagline: "Things by the sea".into(),
        accent: "#0b7a75".into(),
        locale: "de-DE".into(),
        time_zone: "Europe/Berlin".into(),
        ..TenantDraft::named(slug, &format!("The {slug} shop"))
    }
}

pub async fn tenant(store: &Store, slug: &str) -> TenantId {
    let command = SaveTenant { origin: origin(), tenant: tenant_draft(slug) };
    store.write(command).await.unwrap().value
}

pub fn draft(sku: &str) -> ProductDraft {
    ProductDraft {
        description: "<p>Warm.</p>".into(),
        compare_at_cents: Some(150_000),
        stock: Some(7),
        images: vec!["/front.svg".into(), "/back.svg".into()],
        category_path: vec!["Clothing".into(), "Coats".into()],
        attributes: vec![Attribute { name: "Material".into(), values: vec!["Linen".into()] }],
        ..ProductDraft::named(sku, &format!("Coat {sku}"), 123_450)
    }
}

pub fn variant(sku: &str, colour: &str, stock: Option<i64>) -> VariantDraft {
    VariantDraft {
        sku: sku.into(),
        price_cents: 123_450,
        compare_at_cents: None,
        stock,
        availability: Availability::InStock,
        attributes: vec![VariantAttribute { name: "Colour".into(), value: colour.into() }],
        image: Some(format!("/{colour}.svg")),
    }
}

pub async fn upsert(store: &Store, tenant: TenantId, drafts: Vec<ProductDraft>) -> UpsertOutcome {
    let command = UpsertProducts { tenant, origin: origin(), drafts };
    store.write(command).await.unwrap().value
}

/// A product of that SKU, as new.
pub async fn product(store: &Store, tenant: TenantId, sku: &str) -> ProductId {
    upsert(store, tenant, vec![draft(sku)]).await;
    store.product_id_by_sku(tenant, sku).await.unwrap().unwrap()
}

pub fn type_draft(name: &str) -> FeaturedTypeDraft {
    FeaturedTypeDraft {
        name: name.into(),
        badge: Badge {
            text: "New".into(),
            icon: "star".into(),
            gradient_from: "#102030".into(),
            gradient_to: "#405060".into(),
        },
        layout: Layout::Carousel,
        order: 1,
        capacity: 8,
        active_from: Some(Timestamp(5)),
        active_until: None,
        rule: None,
    }
}

pub async fn featured_type(store: &Store, tenant: TenantId, name: &str) -> FeaturedTypeId {
    let command = SaveFeaturedType { tenant, origin: origin(), id: None, draft: type_draft(name) };
    store.write(command).await.unwrap().value
}

pub fn request(type_id: FeaturedTypeId, position: Option<i64>) -> FeatureRequest {
    FeatureRequest { type_id, position, ..FeatureRequest::default() }
}

/// The whole feed; the store itself refuses one with a hole.
pub async fn feed(store: &Store, tenant: TenantId) -> Vec<Event> {
    let events = store.feed_after(tenant, Seq(0), i64::MAX).await.unwrap();
    let head = store.feed_head(tenant).await.unwrap();
    assert_eq!(events.last().map_or(Seq(0), |event| event.seq), head);
    events
}

pub async fn changes(store: &Store, tenant: TenantId) -> Vec<Change> {
    feed(store, tenant).await.into_iter().map(|event| event.change).collect()
}
