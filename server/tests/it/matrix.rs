//! Every route times every role times own and foreign shop, made from the one table.

use crate::harness::{Node, Person, ROLES, customer, on_each, problem};
use contract::{ApiKeyId, FeaturedTypeId, KeyScope, Permission, TenantId};
use engine::keys::new_key;
use reqwest::{RequestBuilder, Response};
use server::cli::origin;
use server::routes::{Kind, Need, Route, TABLE};
use store::{CreateApiKey, RevokeApiKey};

/// The rights of the access table, written out a second time on purpose.
fn has(role: &str, right: Permission) -> bool {
    use Permission::*;
    match role {
        "viewer" => matches!(right, BoardView | StockView),
        "merchandiser" => matches!(right, BoardView | BoardEdit | StockView),
        "tenant_admin" | "org_admin" => right != OperationsView,
        "operator" => matches!(right, PagesRevalidate | OperationsView),
        _ => false,
    }
}

/// The status of the answer a caller must get; `None`: they may, so anything but a refusal.
fn expected(need: Need, role: Option<&str>, own: bool) -> Option<u16> {
    match (need, role) {
        (Need::Nothing, _) => None,
        // Nobody's role makes a signature, or is a key.
        (Need::Signature | Need::Key(_), _) | (_, None) => Some(401),
        (Need::InHouse(right), Some(role)) => (!has(role, right)).then_some(403),
        (Need::InShop(right), Some(role)) => {
            let knows = own || role == "operator";
            match (knows, has(role, right)) {
                (false, _) => Some(404),
                (true, false) => Some(403),
                (true, true) => None,
            }
        }
    }
}

#[tokio::test]
async fn each_role_reaches_what_it_may_and_nothing_else() {
    on_each(|node| async move {
        crate::stockroom::rejected(&node).await;
        let mut callers: Vec<(Option<&str>, Person)> = vec![(None, node.nobody())];
        for role in ROLES {
            callers.push((Some(role), node.person(role).await));
        }
        for route in TABLE {
            // Signing in and out is tested where it is used.
            if route.path.starts_with("/fn/session/") {
                continue;
            }
            for (role, person) in &callers {
                for own in [true, false] {
                    // The shops' own language is not named.
                    for path in route.paths().filter(|path| !path.starts_with("/en")) {
                        let response = call(&node, person, route, &path, own).await;
                        let what = format!("{} {path} as {role:?}, own: {own}", route.method);
                        judge(response, route, expected(route.need, *role, own), &what).await;
                    }
                }
            }
        }
        node.stop().await;
    })
    .await;
}

async fn call(node: &Node, person: &Person, route: &Route, path: &str, own: bool) -> Response {
    let (tenant, slug, shelf) = if own {
        (node.own, "alder", node.shelf)
    } else {
        (node.foreign, "birch", node.foreign_shelf)
    };
    let product = node.product(tenant, &format!("{slug}-30")).await;
    let path = path
        .replace("{tenant}", slug)
        .replace("{category}", "things")
        .replace("{product}", &format!("{slug}-piece-1"))
        .replace("{id}", &product.to_string())
        .replace("{type}", &shelf.to_string())
        .replace("{order}", "o1");
    let about = format!("?tenantId={tenant}&ids={product}");
    match route.kind {
        Kind::Page => person.get(&path).await,
        Kind::OwnPage if route.method == "GET" => person.get(&path).await,
        Kind::OwnPage => {
            let form = person.ask("POST", &path);
            form.form(&[("name", "")]).send().await.unwrap()
        }
        Kind::ServerFunction if is_shoppers(route) => {
            let form = person.ask("POST", &path).header("accept", "application/json");
            let about = [
                ("front", format!("/t/{slug}")),
                ("product", product.to_string()),
                ("products", product.to_string()),
                ("sku", format!("{slug}-30")),
            ];
            let rest = ["quantity", "word", "code", "piece", "name"].map(|name| (name, "1".into()));
            form.form(&about.into_iter().chain(rest).collect::<Vec<_>>()).send().await.unwrap()
        }
        Kind::ServerFunction if is_form(route) => {
            // A plain form.
            let form = person
                .ask("POST", &path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json");
            form.body(format!("tenant={slug}&words=&id=0&name=&table=")).send().await.unwrap()
        }
        Kind::ServerFunction if path.starts_with("/fn/stock/") => {
            let asked =
                serde_json::json!({ "words": "", "level": null, "state": null, "way": null });
            let sku = format!("{slug}-30");
            let body = serde_json::json!({
                "tenant": slug, "asked": asked, "page": 1, "sku": sku, "code": "none",
                "draft": { "sku": sku, "free": -1, "seen": 1, "reason": "" },
                "mending": { "order": "none", "customer": null },
            });
            let request = person.ask("POST", &path).header("accept", "application/json");
            request.json(&body).send().await.unwrap()
        }
        Kind::ServerFunction if path.starts_with("/fn/source/") => {
            let draft = serde_json::json!({ "address": "", "key": "", "secret": "" });
            let body = serde_json::json!({
                "tenant": slug, "draft": draft, "password": "", "what": "all",
            });
            let request = person.ask("POST", &path).header("accept", "application/json");
            request.json(&body).send().await.unwrap()
        }
        Kind::ServerFunction => {
            // Arguments of every function; each reads its own.
            let body = serde_json::json!({
                "tenant": slug, "query": "", "page": 1, "product": product,
                "featured_type": shelf, "order": [], "id": 0, "starts_at": null, "ends_at": null,
                "request": { "typeId": shelf }, "edits": [], "turn": "undo", "texts": [], "header": null,
                "draft": { "name": "", "badge": { "text": "", "icon": "none", "gradientFrom": "", "gradientTo": "" }, "layout": "grid", "order": 0, "capacity": 0 },
            });
            person
                .ask("POST", &path)
                .header("accept", "application/json")
                .json(&body)
                .send()
                .await
                .unwrap()
        }
        _ => {
            let request = person.ask(route.method, &format!("{path}{about}"));
            with_body(request, route, shelf).send().await.unwrap()
        }
    }
}

/// With a body that can be read, where it takes one.
fn with_body(request: RequestBuilder, route: &Route, shelf: FeaturedTypeId) -> RequestBuilder {
    match (route.method, route.path) {
        ("POST", "/api/revalidate") => request.json(&serde_json::json!({ "tags": ["window"] })),
        ("POST", "/api/featured-products/edits") => {
            request.json(&serde_json::json!({ "edits": [] }))
        }
        ("POST", "/api/availability" | "/api/holds") => {
            request.json(&serde_json::json!({ "items": [{ "sku": "alder-30", "quantity": 1 }] }))
        }
        ("POST", "/api/holds/{code}/extend") => request.json(&serde_json::json!({})),
        ("POST", "/api/holds/{code}/confirm") => {
            request.json(&serde_json::json!({ "customer": customer() }))
        }
        ("POST", "/api/orders") => request.json(&serde_json::json!({
            "items": [{ "sku": "alder-30", "quantity": 1 }], "customer": customer(),
        })),
        ("POST", _) => request.json(&serde_json::json!({ "typeId": shelf })),
        _ => request,
    }
}

/// Whether it is about pieces, and not about what is shown of them.
fn is_of_stock(route: &Route) -> bool {
    let areas = ["/api/availability", "/api/holds", "/api/orders"];
    areas.iter().any(|area| route.path.starts_with(area))
}

/// Whether it is called by the forms of shoppers' pages.
fn is_shoppers(route: &Route) -> bool {
    ["/fn/cart/", "/fn/hold/", "/fn/outfit/"].iter().any(|area| route.path.starts_with(area))
}

/// Whether it is called by plain forms.
fn is_form(route: &Route) -> bool {
    ["/fn/synonyms/", "/fn/filters/"].iter().any(|area| route.path.starts_with(area))
}

async fn judge(response: Response, route: &Route, expected: Option<u16>, what: &str) {
    let status = response.status().as_u16();
    match expected {
        // A page sends strangers to sign in.
        Some(401) if route.kind == Kind::Page => {
            assert_eq!(status, 303, "{what}");
            let to = response.headers()["location"].to_str().unwrap();
            assert!(to.starts_with("/admin/login"), "{what}: {to}");
        }
        Some(refusal) => {
            assert_eq!(status, refusal, "{what}");
            if route.kind == Kind::Api {
                problem(response).await;
            }
        }
        // The only shop, and who is signed in already, are led on.
        None if matches!(route.path, "/admin" | "/admin/login") => {
            assert!(matches!(status, 200 | 303), "{what}: {status}")
        }
        // Forms lead back to their page.
        None if is_form(route) => assert_eq!(status, 303, "{what}"),
        // Some bodies above are wrong on purpose: what counts is that the caller got that far.
        None => assert!(
            matches!(status, 200 | 404 | 409 | 422) && !(status == 404 && route.kind == Kind::Page),
            "{what}: {status}"
        ),
    }
}

#[tokio::test]
async fn a_role_taken_away_is_gone_at_once() {
    on_each(|node| async move {
        let person = node.person("merchandiser").await;
        let path = format!("/api/featured-products/management?tenantId={}", node.own);
        assert_eq!(person.get(&path).await.status(), 200);
        let stream = format!("/api/events?tenantId={}&topics=public,admin", node.own);
        let stream = person.get(&stream).await;
        assert_eq!(stream.status(), 200);
        let user = node.store.user_by_email("merchandiser@example.test").await.unwrap().unwrap().id;
        let revoke = store::Revoke {
            origin: server::cli::origin("test"),
            user,
            role: "merchandiser".into(),
            scope: store::Scope::Tenant(node.own),
        };
        let seq = node.store.write(revoke).await.unwrap().seq;
        assert!(node.app.engine.settled(TenantId::HOUSE, seq).await);
        assert_eq!(person.get(&path).await.status(), 404);
        // The open stream ends; it would not be given again.
        let ended = tokio::time::timeout(std::time::Duration::from_secs(10), stream.bytes()).await;
        ended.expect("the stream ends").unwrap();
        node.stop().await;
    })
    .await;
}

/// A key for a shop that opens what is named.
async fn key(node: &Node, tenant: TenantId, scopes: &[KeyScope]) -> (ApiKeyId, String) {
    let made = new_key(tenant, origin("test"), "Back office", KeyScope::ALL.to_vec(), None);
    let (key, command) = made.unwrap();
    // One for nothing at all cannot be asked for; a newer node may have made one for something else.
    let command = CreateApiKey { scopes: scopes.to_vec(), ..command };
    let committed = node.store.write(command).await.unwrap();
    assert!(node.app.engine.settled(tenant, committed.seq).await);
    (committed.value, key)
}

#[tokio::test]
async fn a_key_opens_what_it_was_made_for_in_its_own_shop_and_nothing_else() {
    on_each(|node| async move {
        let all = KeyScope::ALL;
        let (own_id, own) = key(&node, node.own, &all).await;
        let (_, foreign) = key(&node, node.foreign, &all).await;
        let (_, closed) = key(&node, node.own, &[]).await;
        let product = node.product(node.own, "alder-30").await;
        let nobody = node.nobody();
        let hold = async || {
            let items = serde_json::json!({ "items": [{ "sku": "alder-30", "quantity": 1 }] });
            let held = nobody.ask("POST", "/api/holds").header("x-api-key", &own).json(&items);
            let held: serde_json::Value = held.send().await.unwrap().json().await.unwrap();
            held["code"].as_str().unwrap_or("none").to_owned()
        };
        let ask = async |route: &Route, key: &str| {
            let path = route.path.replace("{id}", &product.to_string());
            // Others are refused before anybody looks for it.
            let is_asked = key == own && path.contains("{code}");
            let code = if is_asked { hold().await } else { "none".to_owned() };
            let path = path.replace("{code}", &code);
            let path = path.replace("{type}", "1").replace("{tenant}", "alder");
            // What a caller writes names no shop.
            let path = format!("{path}?tenantId={}&ids={product}", node.own);
            let request = nobody.ask(route.method, &path).header("x-api-key", key);
            with_body(request, route, node.shelf).send().await.unwrap()
        };
        for route in TABLE.iter().filter(|route| route.kind == Kind::Api) {
            let what = format!("{} {}", route.method, route.path);
            let Need::Key(_) = route.need else {
                // A key is no session, and no signature.
                if route.need != Need::Nothing {
                    assert_eq!(ask(route, &own).await.status(), 401, "{what}");
                }
                continue;
            };
            let answer = ask(route, &own).await;
            assert!(answer.status().is_success(), "{what}: {}", answer.status());
            let kept = if is_of_stock(route) { "no-store" } else { "private, no-cache" };
            assert_eq!(answer.headers()["cache-control"], kept, "{what}");
            let text = answer.text().await.unwrap();
            assert!(!text.contains("birch"), "{what}: {text}");
            for wrong in ["", "etk_0_0", &own[..own.len() - 1], &format!("{own}0")] {
                let refused = ask(route, wrong).await;
                assert_eq!(refused.status(), 401, "{what} with {wrong}");
                problem(refused).await;
            }
            let refused = ask(route, &closed).await;
            assert_eq!(refused.status(), 403, "{what}");
            problem(refused).await;
            let answer = ask(route, &foreign).await;
            if is_of_stock(route) {
                let status = answer.status().as_u16();
                let text = answer.text().await.unwrap();
                match route.path {
                    path if path.contains("{code}") => assert_eq!(status, 404, "{what}: {text}"),
                    "/api/availability" => assert!(text.contains(r#""isSold":false"#), "{text}"),
                    _ => assert_eq!(status, 409, "{what}: {text}"),
                }
            } else if route.path.contains("{id}") {
                assert_eq!(answer.status(), 404, "{what}");
                problem(answer).await;
            } else {
                assert_eq!(answer.status(), 200, "{what}");
                let text = answer.text().await.unwrap();
                assert!(!text.contains("alder"), "{what}: {text}");
            }
        }
        let revoke = RevokeApiKey { tenant: node.own, origin: origin("test"), id: own_id };
        let seq = node.store.write(revoke).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        for route in TABLE.iter().filter(|route| matches!(route.need, Need::Key(_))) {
            let refused = ask(route, &own).await;
            assert_eq!(refused.status(), 401, "{}", route.path);
            problem(refused).await;
            assert_ne!(ask(route, &foreign).await.status(), 401, "{}", route.path);
        }
        node.stop().await;
    })
    .await;
}
