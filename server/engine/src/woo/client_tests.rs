//! Against the stand-in, over real sockets.

use super::*;
use crate::SystemClock;
use crate::pictures::Reach;
use serde_json::json;
use standin::{Change, Fault, Serving, Shop, ShopClock};
use std::time::Duration;

fn quick() -> ClientOptions {
    ClientOptions {
        deadline: Duration::from_secs(10),
        pause: Duration::from_millis(1),
        reach: Some(Reach::Loopback),
        ..ClientOptions::default()
    }
}

fn keys() -> Keys {
    Keys { key: "ck_standin".into(), secret: "cs_standin".into() }
}

fn client(serving: &Serving, options: ClientOptions) -> ShopClient {
    let options = ClientOptions { trusted: serving.certificate.clone(), ..options };
    ShopClient::new(&serving.address, keys(), options, Arc::new(SystemClock)).unwrap()
}

fn by_id() -> Vec<(&'static str, String)> {
    vec![("orderby", "id".into()), ("order", "asc".into())]
}

async fn ids(client: &ShopClient) -> Vec<i64> {
    let all = client.all("products", &by_id()).await.unwrap();
    all.iter().map(|product| product["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_shop_is_asked_in_clear_with_signatures_and_over_tls_with_keys() {
    let shop = Shop::new();
    shop.generate(230);
    for serving in [shop.serve(0).await.unwrap(), shop.serve_securely(0).await.unwrap()] {
        let client = client(&serving, quick());
        shop.take_requests();
        assert_eq!(ids(&client).await, shop.listed());
        let requests = shop.take_requests();
        assert_eq!(requests.len(), 3);
        let is_signed = requests[0].contains("oauth_signature=");
        assert_eq!(is_signed, serving.certificate.is_none());
        assert!(!requests.iter().any(|request| request.contains("cs_standin")));
    }
}

#[tokio::test]
async fn wrong_totals_lose_nothing() {
    let shop = Shop::new();
    shop.generate(200);
    let serving = shop.serve(0).await.unwrap();
    let client = client(&serving, quick());
    for off_by in [-150, 150] {
        shop.fault(Fault::WrongTotals { times: 9, off_by });
        assert_eq!(ids(&client).await, shop.listed());
        shop.heal();
    }
}

#[tokio::test]
async fn what_passes_is_repeated_and_what_does_not_is_not() {
    let shop = Shop::new();
    let bowl = shop.put_product(json!({ "name": "Bowl", "regular_price": "12" }));
    let serving = shop.serve(0).await.unwrap();
    let client = client(&serving, quick());
    shop.fault(Fault::Status { times: 2, status: 500, retry_after: None });
    shop.fault(Fault::Html { times: 1 });
    let found = client.one(&format!("products/{bowl}")).await.unwrap();
    assert_eq!(found.unwrap()["name"], "Bowl");
    assert_eq!(client.one("products/4711").await, Ok(None));

    shop.take_requests();
    shop.fault(Fault::Status { times: 1, status: 503, retry_after: Some(3600) });
    let error = client.one(&format!("products/{bowl}")).await.unwrap_err();
    let said = "status 503".to_owned();
    assert_eq!(error, ShopError::Away { said, retry_after: Some(3600) });
    assert_eq!(shop.take_requests().len(), 1, "an hour is not waited for here");

    shop.fault(Fault::Status { times: 1, status: 500, retry_after: None });
    let hook = json!({ "topic": "product.updated", "delivery_url": "http://127.0.0.1:9/" });
    assert!(client.create("webhooks", &hook).await.is_err());
    assert_eq!(shop.webhooks().len(), 0, "nothing is created twice");
    let made = client.create("webhooks", &hook).await.unwrap();
    let path = format!("webhooks/{}", made["id"]);
    let paused = client.update(&path, &json!({ "status": "paused" })).await.unwrap();
    assert_eq!(paused["status"], "paused");
    client.delete(&path).await.unwrap();
    client.delete(&path).await.unwrap();
    assert_eq!(shop.webhooks().len(), 0);
}

#[tokio::test]
async fn wrong_keys_are_told_from_a_wrong_clock() {
    let shop = Shop::new();
    shop.generate(2);
    let serving = shop.serve(0).await.unwrap();
    let strange = Keys { secret: "cs_other".into(), ..keys() };
    let refused =
        ShopClient::new(&serving.address, strange, quick(), Arc::new(SystemClock)).unwrap();
    let error = refused.page("products", &[], 1).await.unwrap_err();
    assert_eq!(error, ShopError::Keys { code: "woocommerce_rest_cannot_view".into() });
    assert!(!error.is_passing());
    shop.set_clock(ShopClock::Ahead(-7200));
    let client = client(&serving, quick());
    let page = client.page("products", &[], 1).await.unwrap();
    assert_eq!(page.items.len(), 2);
    assert!((page.answered_at.unwrap().0 - shop.now().0).abs() < 5000);
}

#[tokio::test]
async fn a_silent_shop_is_left_in_peace_and_asked_again_later() {
    let shop = Shop::new();
    shop.generate(1);
    let serving = shop.serve(0).await.unwrap();
    let clock = Arc::new(crate::TestClock::default());
    let options = ClientOptions { attempts: 5, deadline: Duration::from_millis(200), ..quick() };
    let client = ShopClient::new(&serving.address, keys(), options, clock.clone()).unwrap();
    shop.fault(Fault::Hang { times: 1 });
    shop.fault(Fault::Status { times: 4, status: 502, retry_after: None });
    assert!(client.page("products", &[], 1).await.unwrap_err().is_passing());
    shop.take_requests();
    let resting = client.page("products", &[], 1).await.unwrap_err();
    assert!(matches!(resting, ShopError::Resting { .. }));
    assert_eq!(shop.take_requests(), [""; 0]);
    clock.advance(11_000);
    assert_eq!(client.page("products", &[], 1).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn answers_are_bounded_and_other_servers_are_no_shop() {
    let shop = Shop::new();
    shop.generate(50);
    let serving = shop.serve(0).await.unwrap();
    let short = client(&serving, ClientOptions { most: 1000, ..quick() });
    let error = short.page("products", &[], 1).await.unwrap_err();
    assert_eq!(error, ShopError::TooLong { most: 1000 });
    let client = client(&serving, ClientOptions { attempts: 1, ..quick() });
    shop.fault(Fault::Html { times: 1 });
    assert_eq!(client.page("products", &[], 1).await, Err(ShopError::NotAShop));
    shop.apply(Change::DeleteForGood { id: shop.listed()[0] });
    assert_eq!(ids(&client).await.len(), 49);
}

#[tokio::test]
async fn no_more_run_at_once_than_allowed() {
    let shop = Shop::new();
    shop.generate(1);
    let serving = shop.serve(0).await.unwrap();
    let client = client(&serving, ClientOptions { at_once: 2, ..quick() });
    shop.fault(Fault::Slow { times: 6, millis: 50 });
    let began = std::time::Instant::now();
    futures::future::join_all((0..6).map(|_| client.page("products", &[], 1))).await;
    assert!(began.elapsed() >= Duration::from_millis(150), "three pairs, one after the other");
}

#[tokio::test]
async fn a_merchant_cannot_have_the_house_asked() {
    let shop = Shop::new();
    let serving = shop.serve(0).await.unwrap();
    let port = serving.address.rsplit(':').next().unwrap();
    let public = || ClientOptions { attempts: 1, ..ClientOptions::default() };
    let ask = |address: String| ShopClient::new(&address, keys(), public(), Arc::new(SystemClock));
    for inside in [serving.address.clone(), "http://169.254.169.254/".to_owned()] {
        assert!(matches!(ask(inside), Err(ShopError::Address(_))));
    }
    let named = ask(format!("http://localhost:{port}")).unwrap();
    let error = named.page("products", &[], 1).await.unwrap_err();
    assert!(matches!(error, ShopError::Away { .. }), "{error}");
    assert_eq!(shop.take_requests(), [""; 0]);
}
