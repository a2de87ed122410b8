//! What another system reads with a key: page by page, what changed, and nothing once it is revoked.

use crate::harness::{Node, Person, draft, on_each, problem};
use contract::{KeyScope, TenantId};
use engine::keys::new_key;
use serde_json::Value;
use server::cli::origin;
use std::process::Command;
use std::time::{Duration, Instant};
use store::{Origin, RemoveProducts, RevokeApiKey, UpsertProducts};

/// A key for a shop, in force at this node.
pub async fn key(node: &Node, tenant: TenantId) -> String {
    let all = KeyScope::ALL.to_vec();
    let (key, command) = new_key(tenant, origin("test"), "Back office", all, None).unwrap();
    let seq = node.store.write(command).await.unwrap().seq;
    assert!(node.app.engine.settled(tenant, seq).await);
    key
}

struct System {
    person: Person,
    key: String,
}

impl System {
    async fn ask(&self, path: &str, known: Option<&str>) -> reqwest::Response {
        let request = self.person.ask("GET", path).header("x-api-key", &self.key);
        let request = match known {
            Some(tag) => request.header("if-none-match", tag),
            None => request,
        };
        request.send().await.unwrap()
    }

    async fn json(&self, path: &str) -> Value {
        let answer = self.ask(path, None).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    /// The numbers on every page, and how many pages there were.
    async fn pages(&self, query: &str) -> (Vec<String>, Vec<String>, usize) {
        let (mut skus, mut removed, mut cursor, mut pages) = (vec![], vec![], String::new(), 0);
        loop {
            let page = self.json(&format!("/api/products?{query}{cursor}")).await;
            skus.extend(texts(&page["products"], "sku"));
            let gone = page["removed"].as_array().into_iter().flatten();
            removed.extend(gone.map(|sku| sku.as_str().unwrap().to_owned()));
            pages += 1;
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return (skus, removed, pages),
            }
        }
    }
}

fn texts(list: &Value, field: &str) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|it| it[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_system_reads_everything_page_by_page_and_then_what_changed() {
    on_each(|node| async move {
        let system = System { person: node.nobody(), key: key(&node, node.own).await };
        let first = system.json("/api/products?limit=7").await;
        assert_eq!((first["total"].as_i64(), first["seq"].is_i64()), (Some(30), true));
        let (skus, _, pages) = system.pages("limit=7").await;
        let expected: Vec<String> = (1..=30).map(|n| format!("alder-{n}")).collect();
        assert_eq!((skus, pages), (expected, 5));
        assert_eq!(system.pages("limit=30").await.2, 1, "a full last page is the last");
        // Whole products, and the tree they stand in.
        let one = &first["products"][0];
        assert_eq!(one["description"], "<p>alder piece 1, described.</p>");
        let by_id = system.json(&format!("/api/products/{}", one["id"])).await;
        assert_eq!(&by_id, one);
        let tree = system.json("/api/categories").await;
        assert_eq!(tree["categories"][0]["id"], one["category"]["id"]);
        assert_eq!(tree["categories"][0]["productCount"], 30);

        let found = system.json("/api/products?sku=alder-3").await;
        assert_eq!(texts(&found["products"], "sku"), ["alder-3"]);
        let found = system.json("/api/products?skus=alder-4,%20alder-2,birch-1,no%00thing").await;
        assert_eq!(texts(&found["products"], "sku"), ["alder-2", "alder-4"]);
        assert_eq!(
            system.json("/api/products?sku=birch-1").await["products"],
            Value::Array(vec![])
        );

        // Nothing changed, and that is cheap to say.
        let answer = system.ask("/api/products?limit=7", None).await;
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let listed = format!("\"else\", {tag}");
        for path in ["/api/products?limit=7", "/api/categories"] {
            let again = system.ask(path, Some(&listed)).await;
            assert_eq!(again.status(), 304, "{path}");
            assert_eq!(again.headers()["etag"], tag.as_str());
            assert_eq!(again.text().await.unwrap(), "");
        }
        let since = first["asOf"].as_str().unwrap();
        // What is written now is later than what was answered before.
        let at = node.app.engine.clock().now().plus_seconds(1);
        let origin = || Origin { at, ..origin("test") };
        let changed = contract::draft::ProductDraft { price_cents: 7, ..draft("alder-9", "nine") };
        let drafts = vec![changed, draft("alder-31", "new"), draft("alder-5", "five")];
        node.store
            .write(UpsertProducts { tenant: node.own, origin: origin(), drafts })
            .await
            .unwrap();
        let remove = RemoveProducts {
            tenant: node.own,
            origin: origin(),
            skus: vec!["alder-2".into()],
            source_updated_at: None,
        };
        let seq = node.store.write(remove).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        let other = system.ask("/api/products?limit=7", Some(&tag)).await;
        assert_eq!(other.status(), 200);
        let query = format!("updatedSince={since}&limit=2");
        let (mut skus, removed, pages) = system.pages(&query).await;
        skus.sort();
        assert_eq!(skus, ["alder-31", "alder-5", "alder-9"]);
        assert_eq!((removed, pages), (vec!["alder-2".to_owned()], 2));
        let later = at.plus_seconds(1).to_rfc3339();
        assert_eq!(system.pages(&format!("updatedSince={later}")).await.0, [""; 0]);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_wrongly_is_said_where() {
    on_each(|node| async move {
        let system = System { person: node.nobody(), key: key(&node, node.own).await };
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=501", "limit"),
            ("cursor=x", "cursor"),
            ("cursor=1.2.3", "cursor"),
            ("updatedSince=lately", "updatedSince"),
        ] {
            let refused = system.ask(&format!("/api/products?{query}"), None).await;
            assert_eq!(refused.status(), 422, "{query}");
            assert_eq!(problem(refused).await["field"], field, "{query}");
        }
        let many = vec!["x"; 101].join(",");
        let refused = system.ask(&format!("/api/products?skus={many}"), None).await;
        assert_eq!(problem(refused).await["field"], "skus");
        for missing in ["/api/products/999999", "/api/products/alder-1", "/api/products/-1"] {
            let missing = system.ask(missing, None).await;
            assert_eq!(missing.status(), 404);
            problem(missing).await;
        }
        let without = system.person.get("/api/products").await;
        assert_eq!(without.status(), 401);
        assert!(problem(without).await["title"].as_str().unwrap().contains("X-API-Key"));
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_key_has_a_budget_of_its_own() {
    on_each(|node| async move {
        let strict = node.beside_with(&["--key-requests-per-second", "1"]).await;
        let busy = System { person: strict.nobody(), key: key(&strict, node.own).await };
        let calm = System { person: strict.nobody(), key: key(&strict, node.own).await };
        let mut refused = None;
        for _ in 0..12 {
            let answer = busy.ask("/api/categories", None).await;
            if answer.status() == 429 {
                refused = Some(answer);
            }
        }
        let refused = refused.expect("twelve at once are more than ten");
        assert!(refused.headers().contains_key("retry-after"));
        problem(refused).await;
        assert_eq!(calm.ask("/api/categories", None).await.status(), 200);
        strict.stop().await;
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_everywhere_and_its_use_is_known() {
    on_each(|node| async move {
        let there = node.beside().await;
        let (text, command) = {
            let until = Some(node.app.engine.clock().now().plus_seconds(3600));
            let all = KeyScope::ALL.to_vec();
            new_key(node.own, origin("test"), "Till", all, until).unwrap()
        };
        let made = node.store.write(command).await.unwrap();
        assert!(there.app.engine.settled(node.own, made.seq).await);
        let system = System { person: there.nobody(), key: text };
        for _ in 0..3 {
            assert_eq!(system.ask("/api/categories", None).await.status(), 200);
        }
        let begun = Instant::now();
        while node.store.api_keys(node.own).await.unwrap()[0].last_used_at.is_none() {
            assert!(begun.elapsed() < Duration::from_secs(5), "its use is noted");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // Its term, by the clock of the node that is asked.
        let clock = there.app.test_clock.as_ref().unwrap();
        clock.advance(3_600_000);
        assert_eq!(system.ask("/api/categories", None).await.status(), 401);
        clock.advance(-3_600_000);
        assert_eq!(system.ask("/api/categories", None).await.status(), 200);
        // Revoked at one node, it opens nothing at another one within five seconds.
        let revoke = RevokeApiKey { tenant: node.own, origin: origin("test"), id: made.value };
        node.store.write(revoke).await.unwrap();
        let begun = Instant::now();
        while system.ask("/api/categories", None).await.status() != 401 {
            assert!(begun.elapsed() < Duration::from_secs(5), "it is revoked there too");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        there.stop().await;
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn who_may_manage_sources_gives_keys() {
    on_each(|node| async move {
        let engine = &node.app.engine;
        let tenant = engine.tenant("alder").unwrap();
        for (role, may) in [("merchandiser", false), ("tenant_admin", true), ("operator", false)] {
            let email = format!("{role}@example.test");
            let user = node.store.user_by_email(&email).await.unwrap().unwrap();
            let trace_id = "0".into();
            let actor = engine::Actor { user_id: user.id, name: user.name, trace_id };
            let all = KeyScope::ALL.to_vec();
            let made = engine.create_api_key(&tenant, &actor, "Till", all, None).await;
            assert_eq!(made.is_ok(), may, "{role}");
            assert_eq!(engine.api_keys(&tenant, &actor).await.is_ok(), may, "{role}");
            let Ok(key) = made else { continue };
            let system = System { person: node.nobody(), key };
            assert_eq!(system.ask("/api/categories", None).await.status(), 200);
            let id = engine.api_keys(&tenant, &actor).await.unwrap()[0].id;
            engine.revoke_api_key(&tenant, &actor, id).await.unwrap();
            assert_eq!(system.ask("/api/categories", None).await.status(), 401);
        }
        let audit = node.store.audit(node.own, 5).await.unwrap();
        assert!(audit.iter().filter(|line| line.action == "api_keys_changed").count() == 2);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn keys_are_made_listed_and_revoked_from_the_command_line() {
    on_each(|node| async move {
        let url = node.app.config.database_url();
        let run = async |args: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_etalage"));
            command.arg("key").args(args).args(["--shop", "alder", "--database-url", &url]);
            let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
            let output = output.unwrap();
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            (output.status.success(), told, String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let (done, told, wrong) =
            run(&["create", "--name", "Back office", "--days", "30", "--json"]).await;
        assert!(done, "{wrong}");
        let made: Value = serde_json::from_str(&told).unwrap();
        let key = made["key"].as_str().unwrap().to_owned();
        let head = node.store.feed_head(node.own).await.unwrap();
        assert!(node.app.engine.settled(node.own, head).await);
        let system = System { person: node.nobody(), key: key.clone() };
        assert_eq!(system.ask("/api/categories", None).await.status(), 200);

        let (_, told, _) = run(&["list"]).await;
        let (prefix, secret) = key.rsplit_once('_').unwrap();
        assert!(told.contains(prefix) && told.contains("Back office"), "{told}");
        assert!(told.contains("catalogue:read") && !told.contains(secret), "{told}");
        assert!(!run(&["create", "--name", "Till", "--scope", "everything"]).await.0);
        assert!(!run(&["revoke", "etk_nobodys"]).await.0);
        let (done, told, wrong) = run(&["revoke", prefix]).await;
        assert!(done && told.contains("opens nothing any more"), "{told}{wrong}");
        let head = node.store.feed_head(node.own).await.unwrap();
        assert!(node.app.engine.settled(node.own, head).await);
        assert_eq!(system.ask("/api/categories", None).await.status(), 401);
        let (_, told, _) = run(&["list", "--json"]).await;
        let listed: Value = serde_json::from_str(&told).unwrap();
        assert!(listed[0]["revokedAt"].is_string() && listed[0].get("hash").is_none());
        node.stop().await;
    })
    .await;
}
