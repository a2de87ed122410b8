//! What pages say to search engines, to whoever shares them, and to browsers that install them.

use super::*;

#[tokio::test]
async fn what_pages_say_to_machines_is_sound() {
    for (path, kinds) in [
        ("/", &["WebSite", "ItemList"][..]),
        ("/t/linden", &["OnlineStore", "WebSite", "ItemList"]),
        ("/t/linden/c/coats?page=2", &["BreadcrumbList", "ItemList"]),
        ("/t/linden/c/coats?stock=in_stock", &["BreadcrumbList"]),
        ("/t/linden/c/outdoors", &["BreadcrumbList"]),
        ("/t/linden/search?q=coat", &[]),
        ("/t/linden/p/coat", &["Product", "BreadcrumbList"]),
        ("/t/linden/p/coat?variant=2", &["Product", "BreadcrumbList"]),
        ("/directory/t/linden", &["OnlineStore", "BreadcrumbList"]),
    ] {
        let html = shown(path).await;
        assert_eq!(crate::pages::structured::tests::sound_blocks(&html), kinds, "{path}");
    }
    // Numbered on from the pages before.
    contains(&shown("/t/linden/c/coats?page=2").await, &[r#""position":25,"#]);
}

#[tokio::test]
async fn pages_are_shared_with_a_picture_and_installed_as_their_shop() {
    let html = shown("/t/linden/p/coat").await;
    contains(
        &html,
        &[
            r#"property="og:image" content="https://shops.example/pictures/7/41/k/960.webp""#,
            r#"property="og:image:width" content="960""#,
            r#"property="og:image:height" content="1200""#,
            r#"property="og:image:alt""#,
            r#"name="twitter:card" content="summary_large_image""#,
            r#"property="og:url" content="https://shops.example/t/linden/p/coat""#,
            r#"https://shops.example/pictures/7/41/k/1440.webp"#,
            r#"href="/t/linden/site.webmanifest" rel="manifest""#,
            r#"href="/t/linden/icon.svg" rel="icon""#,
        ],
    );
    let directory = shown("/").await;
    contains(&directory, &[r#"href="/site.webmanifest" rel="manifest""#, r#"content="summary""#]);
    assert_eq!(directory.matches("rel=\"manifest\"").count(), 1);
    assert_eq!(html.matches("rel=\"manifest\"").count(), 1);
}
