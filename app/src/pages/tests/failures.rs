//! Pages that are not there, or cannot be made.

use super::*;
use contract::Problem;

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    for path in [
        "/nothing",
        "/t/elsewhere",
        "/t/linden/p/hat",
        "/t/linden/c/hats",
        "/t/linden/c/coats?page=x",
        "/directory/t/elsewhere",
    ] {
        let (status, html) = page(Some(House(None)), path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        contains(
            &html,
            &["<h1>Not found</h1>", r#"href="/""#, r#"name="robots" content="noindex""#],
        );
        assert!(html.contains("lang=\"en\""), "{html}");
    }
}

#[tokio::test]
async fn what_is_not_in_a_shop_is_said_in_its_frame() {
    for path in ["/t/linden/p/hat", "/t/linden/c/hats"] {
        let (_, html) = page(Some(House(None)), path).await;
        contains(
            &html,
            &[
                "Back to Linden &amp; Daughters",
                "--accent:#7a4b2f",
                r#"href="/t/linden/c/outdoors""#,
            ],
        );
    }
}

#[tokio::test]
async fn an_option_that_has_gone_leads_to_those_there_are() {
    let (status, html) = page(Some(House(None)), "/t/linden/p/coat?variant=9").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    contains(&html, &["no longer here", "variant=2", r#"name="robots" content="noindex""#]);
}

#[tokio::test]
async fn a_failure_is_said_with_a_way_to_try_again() {
    let failing = || Some(House(Some(Problem::unavailable())));
    for path in ["/", "/t/linden", "/t/linden/p/coat", "/t/linden/c/coats?page=2"] {
        let (status, html) = page(failing(), path).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        contains(&html, &["Try again", &format!(r#"href="{path}""#), "data-retry"]);
    }
}

#[tokio::test]
async fn without_services_pages_fail_and_do_not_panic() {
    for path in ["/", "/t/linden", "/t/linden/c/coats", "/t/linden/p/coat", "/directory/t/linden"] {
        assert_eq!(page(None, path).await.0, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}
