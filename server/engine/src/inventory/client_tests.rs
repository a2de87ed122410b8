//! Against answers written by hand, over real sockets.

use super::*;
use crate::SystemClock;
use crate::pictures::Reach;
use std::sync::Mutex;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Gives these answers one after another, then none at all. What was asked is kept.
struct Office {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

async fn office(answers: Vec<String>) -> Office {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = asked.clone();
    tokio::spawn(async move {
        let mut answers = answers.into_iter();
        let mut silent = Vec::new();
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let read = socket.read(&mut request).await.unwrap();
            heard.lock().unwrap().push(String::from_utf8_lossy(&request[..read]).into_owned());
            match answers.next() {
                Some(answer) => socket.write_all(answer.as_bytes()).await.unwrap(),
                None => silent.push(socket),
            }
        }
    });
    Office { address, asked }
}

fn client(office: &Office) -> InventoryClient {
    let options = ClientOptions {
        deadline: Duration::from_millis(300),
        pause: Duration::from_millis(1),
        attempts: 2,
        most: 2_000,
        reach: Some(Reach::Loopback),
        ..ClientOptions::default()
    };
    let clock = Arc::new(SystemClock);
    InventoryClient::new(&office.address, "etk_0_1".into(), options, clock).unwrap()
}

#[tokio::test]
async fn a_page_is_asked_for_with_the_key() {
    let body = r#"{"products": [{"sku": "A"}], "nextCursor": "7", "total": 3,
        "asOf": "2026-05-01T09:30:00Z", "removed": ["B"], "somethingNew": true}"#;
    let office = office(vec![answer("200 OK", "", body)]).await;
    let since = Timestamp::parse("2026-05-01T09:00:00Z");
    let page = client(&office).page(Some("5 &"), since).await.unwrap();
    assert_eq!(page.products.len(), 1);
    assert_eq!(
        (page.next.as_deref(), page.total, page.removed),
        (Some("7"), Some(3), vec!["B".into()])
    );
    assert_eq!(page.answered_at, Timestamp::parse("2026-05-01T09:30:00Z"));
    let asked = office.asked.lock().unwrap().join("");
    let line = asked.lines().next().unwrap();
    assert!(line.contains("updatedSince=2026-05-01T09%3A00%3A00"), "{line}");
    assert!(line.contains("cursor=5+%26") && asked.contains("x-api-key: etk_0_1"), "{asked}");
}

#[tokio::test]
async fn an_office_that_knows_little_is_understood() {
    let little = answer("200 OK", "date: Fri, 01 May 2026 09:30:00 GMT\r\n", r#"{"products": []}"#);
    let of_page = answer("200 OK", "etag: \"x\"\r\n", r#"{"products": []}"#);
    let tag = answer("200 OK", "etag: \"a\"\r\n", r#"{"products": [], "seq": 7}"#);
    let same = answer("304 Not Modified", "", "");
    let office = office(vec![little.clone(), little, of_page, tag, same]).await;
    let client = client(&office);
    let page = client.page(None, None).await.unwrap();
    assert_eq!((page.next, page.total), (None, None));
    assert_eq!(page.answered_at, Timestamp::parse("2026-05-01T09:30:00Z"));
    assert_eq!(client.probe(None).await, Ok(Probed::Other(None)));
    assert_eq!(client.probe(None).await, Ok(Probed::Other(None)), "a tag of one page");
    assert_eq!(client.probe(None).await, Ok(Probed::Other(Some("\"a\"".into()))));
    assert_eq!(client.probe(Some("\"a\"")).await, Ok(Probed::Same));
    assert!(office.asked.lock().unwrap()[4].contains("if-none-match: \"a\""));
}

#[tokio::test]
async fn a_list_that_never_ends_is_none() {
    let same = answer("200 OK", "", r#"{"products": [{"sku": "A"}], "nextCursor": "7"}"#);
    let empty = answer("200 OK", "", r#"{"products": [], "nextCursor": "8"}"#);
    let office = office(vec![same, empty]).await;
    let client = client(&office);
    for _ in 0..2 {
        assert_eq!(client.page(Some("7"), None).await, Err(InventoryError::Another));
    }
}

#[tokio::test]
async fn what_keeps_it_from_answering_is_told_apart() {
    let problem = r#"{"title": "This key is unknown, was\nrevoked, or has expired."}"#;
    let office = office(vec![
        answer("401 Unauthorized", "", problem),
        answer("403 Forbidden", "", "no"),
        answer("302 Found", "location: https://else.test/?secret=1\r\n", ""),
        answer("422 Unprocessable Content", "", r#"{"title": "A cursor is nextCursor."}"#),
        answer("200 OK", "", &format!("{{\"products\": [\"{}\"]}}", "x".repeat(3_000))),
        answer("503 Service Unavailable", "retry-after: 3600\r\n", ""),
        answer("404 Not Found", "", "{}"),
        answer("200 OK", "", "<html>"),
    ])
    .await;
    let client = client(&office);
    let ask = async || client.page(Some("7"), None).await.unwrap_err();
    let said = "This key is unknown, wasrevoked, or has expired.".to_owned();
    assert_eq!(ask().await, InventoryError::Key { said });
    assert_eq!(ask().await, InventoryError::Key { said: "status 403".into() });
    assert_eq!(ask().await, InventoryError::Moved { to: "https://else.test/".into() });
    let said = "A cursor is nextCursor.".to_owned();
    assert_eq!(ask().await, InventoryError::Rejected { status: 422, said });
    assert_eq!(ask().await, InventoryError::TooLong { most: 2_000 });
    let said = "status 503".to_owned();
    assert_eq!(ask().await, InventoryError::Away { said, retry_after: Some(3600) });
    // Asked twice: another system, then its page of maintenance.
    assert_eq!(ask().await, InventoryError::Another);
    // Silence.
    let said = "it took too long".to_owned();
    assert_eq!(ask().await, InventoryError::Away { said, retry_after: None });
    assert!(matches!(ask().await, InventoryError::Resting { .. }));
    assert_eq!(office.asked.lock().unwrap().len(), 10, "it is left in peace");
}

#[tokio::test]
async fn a_merchant_cannot_have_the_house_asked() {
    let ask = |address: &str| {
        let clock = Arc::new(SystemClock);
        InventoryClient::new(address, "k".into(), ClientOptions::default(), clock)
    };
    for inside in ["http://127.0.0.1:1/", "http://169.254.169.254/", "http://[::1]/"] {
        assert!(matches!(ask(inside), Err(InventoryError::Address(_))), "{inside}");
    }
    let named = ask("http://localhost:1/").unwrap();
    assert!(matches!(named.by_sku("A").await, Err(InventoryError::Away { .. })));
}

#[test]
fn addresses_are_taken_as_people_paste_them() {
    let read = |text: &str| address_of(text).map(String::from);
    assert_eq!(read(" stock.example.test ").unwrap(), "https://stock.example.test/");
    let pasted = "http://stock.example.test/back/api/products?limit=1";
    assert_eq!(read(pasted).unwrap(), "http://stock.example.test/back/");
    assert_eq!(read("https://a.test/api").unwrap(), "https://a.test/");
    assert!(matches!(read("ftp://a.test"), Err(InventoryError::Address(_))));
}
