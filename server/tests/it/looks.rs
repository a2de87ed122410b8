//! Looks: on the page of everything that is a part of one, as long as it is.

use crate::harness::{Node, on_each};
use contract::featured::{Badge, FeatureRequest, FeaturedTypeDraft};
use contract::{FeaturedTypeId, Layout};
use server::cli::origin;
use store::{DeleteFeaturedType, Feature, SaveFeaturedType, UpsertProducts};

async fn look(node: &Node, name: &str, id: Option<FeaturedTypeId>) -> FeaturedTypeId {
    let draft = FeaturedTypeDraft {
        name: name.into(),
        badge: Badge {
            text: "Together".into(),
            icon: "leaf".into(),
            gradient_from: "#5d3350".into(),
            gradient_to: "#7a4468".into(),
        },
        layout: Layout::Look,
        order: 9,
        capacity: 4,
        active_from: None,
        active_until: None,
        rule: None,
    };
    let save = SaveFeaturedType { tenant: node.own, origin: origin("test"), id, draft };
    let saved = node.store.write(save).await.unwrap();
    assert!(node.app.engine.settled(node.own, saved.seq).await);
    saved.value
}

async fn place(node: &Node, sku: &str, look: FeaturedTypeId) {
    let feature = Feature {
        tenant: node.own,
        origin: origin("test"),
        product: node.product(node.own, sku).await,
        request: FeatureRequest { type_id: look, ..FeatureRequest::default() },
    };
    let seq = node.store.write(feature).await.unwrap().seq;
    assert!(node.app.engine.settled(node.own, seq).await);
}

#[tokio::test]
async fn a_look_stands_on_the_page_of_each_of_its_parts_as_it_is_now() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let page = async |n: u32| {
            let path = format!("/t/alder/p/alder-piece-{n}");
            shopper.get(&path).await.text().await.unwrap()
        };
        assert!(!page(1).await.contains("Complete the look"));
        let rain = look(&node, "Rainy day", None).await;
        place(&node, "alder-1", rain).await;
        assert!(!page(1).await.contains("Rainy day"), "one thing is no look");
        place(&node, "alder-2", rain).await;
        for part in [1, 2] {
            let html = page(part).await;
            assert!(html.contains("Complete the look") && html.contains("Rainy day"), "{part}");
            assert!(html.contains("/fn/outfit/make"), "{part}");
        }
        assert!(!page(3).await.contains("Rainy day"));
        assert!(
            shopper.get("/t/alder").await.text().await.unwrap().contains(r#"data-layout="look""#)
        );

        // Another name, another price of a part, a part that is sold out: none is missed.
        look(&node, "Wet day", Some(rain)).await;
        assert!(page(1).await.contains("Wet day"));
        let sold_out = contract::draft::ProductDraft {
            stock: Some(0),
            ..crate::harness::draft("alder-2", "alder piece 2")
        };
        let upsert = |product| UpsertProducts {
            tenant: node.own,
            origin: origin("test"),
            drafts: vec![product],
        };
        let seq = node.store.write(upsert(sold_out.clone())).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        assert!(!page(1).await.contains("Wet day"));
        let back = contract::draft::ProductDraft { stock: Some(3), ..sold_out };
        let seq = node.store.write(upsert(back)).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        assert!(page(1).await.contains("Wet day"), "what comes back completes it");

        let delete = DeleteFeaturedType { tenant: node.own, origin: origin("test"), id: rain };
        let seq = node.store.write(delete).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        assert!(!page(2).await.contains("Complete the look"));
        node.stop().await;
    })
    .await;
}
