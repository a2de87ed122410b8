//! Pages in several languages: one address each, kept each for itself, dropped together.

use crate::harness::{on_each, tenant_draft};
use contract::Language;
use reqwest::Response;
use server::cli::origin;
use store::SaveTenant;

/// Where an answer leads.
fn location(answer: &Response) -> &str {
    answer.headers()["location"].to_str().unwrap()
}

#[tokio::test]
async fn a_page_is_kept_in_each_language_and_changes_in_all() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let (english, german) = (shopper.get("/t/alder").await, shopper.get("/de/t/alder").await);
        assert_eq!(english.status(), 200);
        assert_eq!(german.status(), 200);
        assert_ne!(english.headers()["etag"], german.headers()["etag"]);
        assert_eq!(node.app.pages.statistics().entries, 2);
        let german = german.text().await.unwrap();
        assert!(german.contains("<html lang=\"de\"") && german.contains("Zum Inhalt"), "{german}");
        assert!(english.text().await.unwrap().contains("Skip to content"));
        let merchandiser = node.person("merchandiser").await;
        let product = node.product(node.own, "alder-7").await;
        merchandiser.feature(product, node.own, node.shelf).await;
        for (front, page) in [("/t/alder", "/t/alder/p/"), ("/de/t/alder", "/de/t/alder/p/")] {
            let html = shopper.get(front).await.text().await.unwrap();
            assert!(html.contains(&format!("href=\"{page}alder-piece-7\"")), "{html}");
        }
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_has_one_address_in_each_language() {
    on_each(|node| async move {
        let shopper = node.nobody();
        for (asked, own) in [
            ("/en/t/alder", "/t/alder"),
            ("/en/t/alder/p/alder-piece-1?variant=", "/t/alder/p/alder-piece-1?variant="),
            ("/en", "/"),
            ("/de/", "/de"),
            ("/de//t/alder/", "/de/t/alder"),
        ] {
            let answer = shopper.get(asked).await;
            assert_eq!((answer.status().as_u16(), location(&answer)), (308, own), "{asked}");
        }
        let search = shopper.get("/de/t/alder/search?max=&q=piece").await;
        assert_eq!(location(&search), "/de/t/alder/search?q=piece");
        let found = shopper.get("/de/t/alder/search?q=piece").await.text().await.unwrap();
        assert!(found.contains("30 Produkte") && found.contains("„piece“"), "{found}");
        for nothing in ["/fr/t/alder", "/DE/t/alder", "/de/de/t/alder", "/de/admin", "/de/nothing"]
        {
            assert_eq!(shopper.get(nothing).await.status(), 404, "{nothing}");
        }
        let missing = shopper.get("/de/nothing").await.text().await.unwrap();
        assert!(missing.contains("Nicht gefunden") && missing.contains("href=\"/de\""));
        assert_eq!(shopper.ask("POST", "/de/nothing").send().await.unwrap().status(), 404);
        assert_eq!(shopper.ask("POST", "/de/t/alder").send().await.unwrap().status(), 405);
        node.stop().await;
    })
    .await;
}

/// Pages are kept for everyone: what a browser would like to read is not looked at.
#[tokio::test]
async fn nobody_is_sent_to_another_language() {
    on_each(|node| async move {
        let shopper = node.nobody();
        for path in ["/", "/t/alder"] {
            let plain = shopper.get(path).await;
            let asked = shopper.ask("GET", path).header("accept-language", "de").send();
            let asked = asked.await.unwrap();
            assert_eq!(asked.status(), 200);
            assert_eq!(asked.headers()["vary"], "accept-encoding");
            assert_eq!(asked.headers()["etag"], plain.headers()["etag"]);
        }
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_shop_takes_a_language_up_and_leaves_it() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let alternates = async |path: &str| {
            let html = shopper.get(path).await.text().await.unwrap();
            html.matches("rel=\"alternate\"").count()
        };
        assert_eq!(alternates("/t/birch").await, Language::ALL.len() + 1);
        let save = async |locale: &str, languages: Vec<Language>| {
            let tenant = birch(locale, languages);
            let command = SaveTenant { origin: origin("test"), tenant };
            let seq = node.store.write(command).await.unwrap().seq;
            assert!(node.app.engine.settled(contract::TenantId::HOUSE, seq).await);
            let heads = node.store.feed_heads().await.unwrap();
            for (tenant, seq) in heads {
                assert!(node.app.engine.settled(tenant, seq).await);
            }
        };
        save("en-IE", vec![]).await;
        assert_eq!(alternates("/t/birch").await, 0);
        assert_eq!(shopper.get("/de/t/birch").await.status(), 404);
        assert_eq!(shopper.get("/de/t/birch/site.webmanifest").await.status(), 404);
        // German by itself now, and English besides.
        save("de-DE", vec![Language::En]).await;
        let own = shopper.get("/t/birch").await.text().await.unwrap();
        assert!(own.contains("<html lang=\"de\"") && own.contains("href=\"/t/birch/c/"), "{own}");
        assert_eq!(location(&shopper.get("/de/t/birch").await), "/t/birch");
        let english = shopper.get("/en/t/birch").await.text().await.unwrap();
        assert!(english.contains("<html lang=\"en\""), "{english}");
        let manifest = shopper.json("/en/t/birch/site.webmanifest").await;
        assert_eq!(manifest["start_url"], "/en/t/birch");
        assert_eq!(shopper.json("/t/birch/site.webmanifest").await["start_url"], "/t/birch");
        node.stop().await;
    })
    .await;
}

fn birch(locale: &str, languages: Vec<Language>) -> store::TenantDraft {
    store::TenantDraft { locale: locale.into(), languages, ..tenant_draft("birch") }
}

#[tokio::test]
async fn a_path_that_is_made_anew_is_so_in_every_language() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let admin = node.person("tenant_admin").await;
        for path in ["/t/alder", "/de/t/alder"] {
            for front in ["/t/alder", "/de/t/alder", "/t/alder/p/alder-piece-1"] {
                shopper.get(front).await;
            }
            assert_eq!(node.app.pages.statistics().entries, 3);
            let revalidate = format!("/api/revalidate?tenantId={}", node.own);
            let body = serde_json::json!({ "paths": [path] });
            assert_eq!(admin.post(&revalidate, body).await.status(), 200);
            assert_eq!(node.app.pages.statistics().entries, 1, "{path}");
        }
        node.stop().await;
    })
    .await;
}
