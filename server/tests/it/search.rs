//! Searching over the wire.

use crate::harness::{Node, draft, on_each, problem};
use contract::Availability;
use contract::draft::ProductDraft;
use contract::product::Attribute;
use server::cli::origin;
use std::time::{Duration, Instant};
use store::UpsertProducts;

async fn put(node: &Node, drafts: Vec<ProductDraft>) {
    let command = UpsertProducts { tenant: node.own, origin: origin("test"), drafts };
    let seq = node.store.write(command).await.unwrap().seq;
    assert!(node.app.engine.settled(node.own, seq).await);
}

fn coat(sku: &str, name: &str, colour: &str, price_cents: i64) -> ProductDraft {
    ProductDraft {
        price_cents,
        category_path: vec!["Clothes".into(), "Coats".into()],
        attributes: vec![Attribute { name: "Colour".into(), values: vec![colour.into()] }],
        ..draft(sku, name)
    }
}

/// Until the index has followed.
async fn found(node: &Node, query: &str, total: i64) -> serde_json::Value {
    let begun = Instant::now();
    loop {
        let path = format!("/api/search?tenantId=alder{query}");
        let answer = node.nobody().json(&path).await;
        if answer["total"] == total {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(8), "{path}: {answer}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_is_written_is_found_and_narrowed() {
    on_each(|node| async move {
        put(
            &node,
            vec![
                coat("c1", "Linen coat", "Red", 4_900),
                coat("c2", "Wool coat", "Blue", 12_900),
                ProductDraft { stock: Some(0), ..coat("c3", "Rain coat", "Blue", 7_900) },
                ProductDraft {
                    availability: Availability::Discontinued,
                    ..coat("c4", "Old coat", "Blue", 900)
                },
            ],
        )
        .await;
        let all = found(&node, "&q=coats", 3).await;
        let names: Vec<_> =
            all["products"].as_array().unwrap().iter().map(|p| &p["name"]).collect();
        assert_eq!(names, ["Wool coat", "Linen coat", "Rain coat"], "sold out last");
        assert_eq!(all["facets"]["categories"][0]["slug"], "clothes");
        assert_eq!(all["facets"]["categories"][1]["depth"], 1);
        assert_eq!(all["facets"]["price"]["minCents"], 4_900);

        let blue = found(&node, "&q=coats&a.Colour=Blue&sort=price_up&limit=1", 2).await;
        assert_eq!(blue["products"].as_array().unwrap().len(), 1);
        assert_eq!(blue["products"][0]["name"], "Rain coat");
        let values = blue["facets"]["attributes"][0]["values"].as_array().unwrap();
        let counts: Vec<_> =
            values.iter().map(|v| (v["value"].as_str(), v["count"].as_i64())).collect();
        assert_eq!(counts, [(Some("Blue"), Some(2)), (Some("Red"), Some(1))]);
        found(&node, "&q=coats&max=79.00&stock=in_stock", 1).await;
        assert_eq!(found(&node, "&q=linem+coat", 1).await["isTolerant"], true);
        assert_eq!(found(&node, "&q=linnenn", 0).await["didYouMean"], "linen");
        // A neighbour has none of it.
        let other = node.nobody().json("/api/search?tenantId=birch&q=coat").await;
        assert_eq!(other["total"], 0);
        assert!(other["didYouMean"].is_null());
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_search_page_has_one_address_and_is_not_kept() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let sent = "/t/alder/search?q=piece+1&min=&max=&sort=relevance&utm=x";
        let moved = shopper.get(sent).await;
        assert_eq!(moved.status(), 303);
        assert_eq!(moved.headers()["location"], "/t/alder/search?q=piece+1");
        let before = node.app.pages.statistics();
        let page = shopper.get("/t/alder/search?q=piece+1").await;
        assert_eq!(page.status(), 200);
        assert!(page.headers().contains_key("content-security-policy"));
        let html = page.text().await.unwrap();
        assert!(html.contains("alder piece 1</a>") && html.contains("noindex"), "{html}");
        assert_eq!(node.app.pages.statistics(), before);
        assert_eq!(shopper.get("/t/alder/search?q=zzzz").await.status(), 200);
        assert_eq!(shopper.get("/t/alder/search?q=piece&page=99").await.status(), 404);
        assert_eq!(shopper.get("/t/alder/search?page=x").await.status(), 404);
        let narrowed = shopper.get("/t/alder/c/things?sort=price_down").await;
        assert_eq!(narrowed.status(), 200);
        assert_eq!(node.app.pages.statistics(), before);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_kept_categorys_counts_follow_the_index() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let has = |html: &str| html.contains("a.Colour=Teal");
        let page = || async { shopper.get("/t/alder/c/things").await.text().await.unwrap() };
        assert!(!has(&page().await));
        let teal = Attribute { name: "Colour".into(), values: vec!["Teal".into()] };
        // Not on the first page, and listed where it was: only its facts change.
        let changed = ProductDraft { attributes: vec![teal], ..draft("alder-9", "alder piece 9") };
        put(&node, vec![changed]).await;
        let begun = Instant::now();
        while !has(&page().await) {
            assert!(begun.elapsed() < Duration::from_secs(8));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_searched_for_is_said() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let long = "x".repeat(201);
        for (path, field) in [
            ("/api/search".to_owned(), "tenantId"),
            ("/api/search?tenantId=alder&page=0".into(), "page"),
            ("/api/search?tenantId=alder&page=201".into(), "page"),
            ("/api/search?tenantId=alder&limit=25".into(), "limit"),
            ("/api/search?tenantId=alder&sort=luck".into(), "sort"),
            (format!("/api/search?tenantId=alder&q={long}"), "q"),
        ] {
            let answer = shopper.get(&path).await;
            assert_eq!(answer.status(), 422, "{path}");
            assert_eq!(problem(answer).await["field"], field, "{path}");
        }
        assert_eq!(shopper.get("/api/search?tenantId=nowhere").await.status(), 404);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn searches_of_one_address_are_limited() {
    for database in store::testing::databases().await {
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &["--searches-per-second", "1"]).await;
        let shopper = node.nobody();
        let mut last = None;
        for _ in 0..14 {
            last = Some(shopper.get("/t/alder/search?q=piece").await);
        }
        let refused = last.unwrap();
        assert_eq!(refused.status(), 429);
        assert!(refused.headers().contains_key("retry-after"));
        let refused = shopper.get("/api/search?tenantId=alder&q=piece").await;
        assert_eq!(refused.status(), 429);
        assert_eq!(shopper.get("/t/alder/c/things").await.status(), 200, "what is kept is not");
        node.stop().await;
    }
}

#[tokio::test]
async fn synonyms_are_kept_by_forms() {
    on_each(|node| async move {
        let person = node.person("merchandiser").await;
        let post = |path: &'static str, body: String| {
            let form = person.ask("POST", path);
            let kind = "application/x-www-form-urlencoded";
            form.header("content-type", kind).header("accept", "text/html").body(body).send()
        };
        let answer = post("/fn/synonyms/add", "tenant=alder&words=widget,+piece".into()).await;
        assert_eq!(answer.unwrap().headers()["location"], "/admin/t/alder/synonyms");
        found(&node, "&q=widget", 30).await;
        let answer = post("/fn/synonyms/add", "tenant=alder&words=alone".into()).await;
        assert_eq!(answer.unwrap().headers()["location"], "/admin/t/alder/synonyms?problem=words");
        let html = person.get("/admin/t/alder/synonyms").await.text().await.unwrap();
        assert!(html.contains("widget, piece"), "{html}");
        let id = node.store.synonyms(node.own).await.unwrap()[0].id;
        post("/fn/synonyms/remove", format!("tenant=alder&id={id}")).await.unwrap();
        found(&node, "&q=widget", 0).await;
        let history = person.get("/admin/t/alder/history").await.text().await.unwrap();
        assert!(history.contains("searches take for the same: widget, piece"), "{history}");
        node.stop().await;
    })
    .await;
}
