//! Sessions: how they are begun, what ends them, and what ends with them.

use crate::events::Events;
use crate::harness::{Node, PASSWORD, Person, on_each};
use engine::accounts::hash_password;
use reqwest::Response;
use server::cli::origin;
use std::process::{Command, Output};
use std::time::Duration;
use store::testing::TestDatabase;
use store::{Revoke, SaveUser, Scope};

/// A stream ends this soon after what allowed it.
const SOON: Duration = Duration::from_secs(5);

fn board(node: &Node) -> String {
    format!("tenantId={}&topics=public,admin", node.own)
}

async fn sign_out(person: &Person) {
    let form = "application/x-www-form-urlencoded";
    let request = person.ask("POST", "/fn/session/sign-out").header("content-type", form);
    let response = request.header("accept", "text/html").send().await.unwrap();
    assert_eq!(response.status(), 303);
}

/// Signed in, with an open stream.
async fn listener(node: &Node, role: &str) -> (Person, Events) {
    let person = node.person(role).await;
    let mut events = Events::open(&person, &board(node), None).await;
    assert_eq!(events.next().await.unwrap().name, "heartbeat");
    (person, events)
}

async fn ends_soon(mut events: Events) {
    let end = async { while events.next().await.is_some() {} };
    tokio::time::timeout(SOON, end).await.expect("the stream ends");
}

/// A change at the node reaches the stream.
async fn goes_on(node: &Node, by: &Person, events: &mut Events) {
    let product = node.product(node.own, "alder-1").await;
    let seq = by.feature(product, node.own, node.shelf).await;
    while events.news().await.id < seq {}
    by.unfeature(product, node.own, node.shelf).await;
}

#[tokio::test]
async fn signing_out_ends_the_streams_of_that_session_and_no_others() {
    on_each(|node| async move {
        let (leaving, ending) = listener(&node, "merchandiser").await;
        let (staying, mut going_on) = listener(&node, "merchandiser").await;
        // Nobody signs anybody out.
        sign_out(&node.nobody()).await;
        let stranger = node.nobody();
        let forged = stranger.ask("POST", "/fn/session/sign-out");
        let forged = forged.header("cookie", "etalage=AAAAAAAAAAAAAAAAAAAAAA");
        let forged = forged.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(forged.send().await.unwrap().status(), 303);
        let mut ending = ending;
        goes_on(&node, &staying, &mut ending).await;

        sign_out(&leaving).await;
        ends_soon(ending).await;
        goes_on(&node, &staying, &mut going_on).await;
        drop(going_on);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_ends_a_session_elsewhere_ends_its_streams_here() {
    on_each(|here| async move {
        let there = here.beside().await;
        let (staying, mut going_on) = listener(&here, "tenant_admin").await;

        let (leaving, ending) = listener(&here, "merchandiser").await;
        sign_out(&leaving.moved_to(&there.base)).await;
        ends_soon(ending).await;

        let (_person, ending) = listener(&here, "viewer").await;
        let user = there.store.user_by_email("viewer@example.test").await.unwrap().unwrap().id;
        let (origin, role, scope) = (origin("test"), "viewer".into(), Scope::Tenant(here.own));
        there.store.write(Revoke { origin, user, role, scope }).await.unwrap();
        ends_soon(ending).await;

        // Who may still listen comes back, as a page does when its line breaks.
        drop(going_on);
        going_on = Events::open(&staying, &board(&here), None).await;
        going_on.next().await.unwrap();
        // Beyond its term, for this node only.
        here.app.test_clock.as_ref().unwrap().advance(13 * 60 * 60 * 1000);
        ends_soon(going_on).await;
        there.stop().await;
        here.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_begun_with_the_old_one() {
    on_each(|here| async move {
        let there = here.beside().await;
        let (person, ending) = listener(&here, "merchandiser").await;
        let path = format!("/api/featured-products/management?tenantId={}", here.own);
        assert_eq!(person.get(&path).await.status(), 200);
        let command = SaveUser {
            origin: origin("test"),
            email: "merchandiser@example.test".into(),
            name: "merchandiser".into(),
            password_hash: Some(hash_password("another long password").unwrap()),
        };
        there.store.write(command).await.unwrap();
        for node in [&here, &there] {
            assert_eq!(person.moved_to(&node.base).get(&path).await.status(), 401);
        }
        ends_soon(ending).await;
        let told = person.sign_in("merchandiser@example.test", PASSWORD).await;
        assert_eq!(told.headers()["location"], "/admin/login?problem=credentials");
        person.sign_in("merchandiser@example.test", "another long password").await;
        assert_eq!(person.get(&path).await.status(), 200);
        there.stop().await;
        here.stop().await;
    })
    .await;
}

async fn sign_in_from(node: &Node, address: &str, password: &str) -> Response {
    let fields = format!("email=viewer%40example.test&password={}", password.replace(' ', "+"));
    let request = node.nobody().ask("POST", "/fn/session/sign-in");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.header("x-forwarded-for", address).header("accept", "text/html");
    request.body(fields).send().await.unwrap()
}

#[tokio::test]
async fn a_household_has_one_budget_of_guesses() {
    for database in store::testing::databases().await {
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &["--trusted-proxies", "127.0.0.1"]).await;
        for host in 1..=5 {
            let told = sign_in_from(&node, &format!("2001:db8::{host}"), "wrong-wrong").await;
            assert_eq!(told.headers()["location"], "/admin/login?problem=credentials");
        }
        let told = sign_in_from(&node, "2001:db8::6", PASSWORD).await;
        assert_eq!(told.headers()["location"], "/admin/login?problem=wait");
        let told = sign_in_from(&node, "2001:db8:0:1::6", PASSWORD).await;
        assert_eq!(told.headers()["location"], "/admin");
        node.stop().await;
    }
}

#[tokio::test]
async fn a_dead_cookie_is_removed_as_browsers_want_it() {
    let database = store::testing::sqlite();
    let url = database.url.clone();
    let node = Node::start_at(database, &url, &["--base-url", "https://shop.example"]).await;
    let person = node.nobody();
    let request = person.ask("GET", "/admin");
    let dead = request.header("cookie", "__Host-etalage=AAAAAAAAAAAAAAAAAAAAAA");
    let response = dead.send().await.unwrap();
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 1);
    let removal = cookies[0].to_str().unwrap();
    assert!(removal.starts_with("__Host-etalage=;"), "{removal}");
    for part in ["; Path=/", "; Max-Age=0", "; Secure"] {
        assert_eq!(removal.matches(part).count(), 1, "{removal}");
    }
    node.stop().await;
}

fn user(database: &TestDatabase, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalage"));
    command.args(["user", "--database-url", &database.url]).args(arguments).output().unwrap()
}

#[tokio::test]
async fn an_account_is_made_whole_or_not_at_all() {
    for database in store::testing::databases().await {
        crate::harness::furnish(&database).await;
        let long = format!("{}@example.test", "a".repeat(250));
        let wrong: [(&str, &[&str], &str); 4] = [
            ("new@example.test", &["--role", "owner", "--shop", "alder"], "no role owner"),
            ("new@example.test", &["--role", "viewer"], "--shop"),
            ("new@example.test", &["--role", "viewer", "--shop", "nowhere"], "no shop nowhere"),
            (&long, &[], "254 bytes"),
        ];
        let store = database.store().await;
        for (email, arguments, words) in wrong {
            let output = user(&database, &[&[email, "--name", "New"], arguments].concat());
            assert!(!output.status.success());
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(told.contains(words), "{told}");
            assert!(store.user_by_email(email).await.unwrap().is_none(), "{told}");
        }
        let right = ["new@example.test", "--name", "New", "--role", "viewer", "--shop", "alder"];
        assert!(user(&database, &right).status.success());
        let made = store.user_by_email("new@example.test").await.unwrap().unwrap();
        assert!(store.access().await.unwrap().iter().any(|row| row.user_id == made.id));
        store.close().await;
    }
}
