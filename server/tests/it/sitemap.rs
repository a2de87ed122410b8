//! What programs that look for pages are told.

use crate::harness::{draft, on_each};
use contract::ProductId;
use server::cli::origin;
use store::{RemoveProducts, UpsertProducts};

fn addresses(xml: &str) -> Vec<String> {
    let entries = xml.split("<loc>").skip(1);
    entries.map(|entry| entry.split("</loc>").next().unwrap().to_owned()).collect()
}

/// The path of an address of ours.
fn path(address: &str) -> &str {
    let (_, rest) = address.split_once("://").unwrap();
    &rest[rest.find('/').unwrap()..]
}

#[tokio::test]
async fn every_page_that_is_listed_is_there_and_every_product_is_listed() {
    on_each(|node| async move {
        let mut named = draft("alder-x", "Ärmel & Söhne");
        named.slug = "ärmel".into();
        let command =
            UpsertProducts { tenant: node.own, origin: origin("test"), drafts: vec![named] };
        let seq = node.store.write(command).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        let robot = node.nobody();
        let robots = robot.get("/robots.txt").await.text().await.unwrap();
        let index = robots.lines().find_map(|line| line.strip_prefix("Sitemap: ")).unwrap();
        assert!(robots.contains("Disallow: /api/") && !robots.contains("Disallow: /t"));
        let index = robot.get(path(index)).await;
        assert_eq!(index.headers()["content-type"], "application/xml; charset=utf-8");
        let files = addresses(&index.text().await.unwrap());
        assert_eq!(files.len(), 5, "{files:?}");
        let mut pages = Vec::new();
        for file in &files {
            let answer = robot.get(path(file)).await;
            assert_eq!(answer.status(), 200, "{file}");
            let xml = answer.text().await.unwrap();
            assert!(xml.starts_with("<?xml") && xml.ends_with("</urlset>\n"), "{xml}");
            assert_eq!(xml.contains("<lastmod>"), file.contains("/products-"), "{file}");
            pages.extend(addresses(&xml));
        }
        let products =
            |front: &str| pages.iter().filter(|page| path(page).starts_with(front)).count();
        assert_eq!(products("/t/alder/p/"), 31);
        assert_eq!(products("/de/t/alder/p/"), 31);
        assert!(pages.iter().any(|page| page.ends_with("/t/alder/p/%C3%A4rmel")), "{pages:?}");
        for page in &pages {
            let answer = robot.get(path(page)).await;
            // A redirect would mean that this is not the page's own address.
            assert_eq!(answer.status(), 200, "{page}");
            let html = answer.text().await.unwrap();
            assert!(html.contains("rel=\"canonical\"") && !html.contains("noindex"), "{page}");
        }
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_is_known_until_the_shops_feed_moves() {
    on_each(|node| async move {
        let robot = node.nobody();
        let file = "/t/alder/sitemap/products-0.xml";
        let first = robot.get(file).await;
        let tag = first.headers()["etag"].clone();
        let again = || robot.ask("GET", file).header("if-none-match", &tag).send();
        assert_eq!(again().await.unwrap().status(), 304);
        let before = addresses(&first.text().await.unwrap());
        let gone = vec!["alder-1".to_owned()];
        let removal = RemoveProducts {
            tenant: node.own,
            origin: origin("test"),
            skus: gone,
            source_updated_at: None,
        };
        let seq = node.store.write(removal).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        let after = again().await.unwrap();
        assert_eq!(after.status(), 200);
        let after = addresses(&after.text().await.unwrap());
        // In each language.
        assert_eq!(after, before[contract::Language::ALL.len()..]);
        for nothing in ["products-99999999.xml", "products-x.xml", "other.xml"] {
            let answer = robot.get(&format!("/t/alder/sitemap/{nothing}")).await;
            assert_eq!(answer.status(), 404, "{nothing}");
        }
        assert_eq!(robot.get("/t/nowhere/sitemap/shop.xml").await.status(), 404);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn parts_follow_each_other_without_gap() {
    on_each(|node| async move {
        let all = node.store.all_product_ids(node.own, ProductId(0), 100).await.unwrap();
        let parts = node.store.sitemap_parts(node.own, 7).await.unwrap();
        assert_eq!(parts.len(), all.len().div_ceil(7));
        let mut found = Vec::new();
        for part in &parts {
            let rows = node.store.sitemap_products(node.own, part.after, 7).await.unwrap();
            assert_eq!(rows.iter().map(|row| row.updated_at).max(), Some(part.updated_at));
            found.extend(rows.into_iter().map(|row| row.id));
        }
        assert_eq!(found, all);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_shop_can_be_installed() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let answer = shopper.get("/t/alder/site.webmanifest").await;
        assert_eq!(answer.headers()["content-type"], "application/manifest+json");
        let manifest: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(manifest["name"], "Shop alder");
        assert_eq!(manifest["theme_color"], "#5d3350");
        assert_eq!(shopper.get(manifest["start_url"].as_str().unwrap()).await.status(), 200);
        let icon = shopper.get(manifest["icons"][0]["src"].as_str().unwrap()).await;
        assert_eq!(icon.headers()["content-type"], "image/svg+xml");
        assert!(icon.text().await.unwrap().contains(">S</text>"));
        assert_eq!(shopper.get("/t/nowhere/site.webmanifest").await.status(), 404);
        node.stop().await;
    })
    .await;
}
