//! Every route times every role times own and foreign shop, made from the one table.

use crate::harness::{Node, Person, ROLES, on_each, problem};
use contract::{Permission, TenantId};
use reqwest::Response;
use server::routes::{Kind, Need, Route, TABLE};

/// The rights of the access table, written out a second time on purpose.
fn has(role: &str, right: Permission) -> bool {
    use Permission::*;
    match role {
        "viewer" => matches!(right, BoardView),
        "merchandiser" => matches!(right, BoardView | BoardEdit),
        "tenant_admin" | "org_admin" => {
            matches!(right, BoardView | BoardEdit | PagesRevalidate | TeamManage | SourcesManage)
        }
        "operator" => matches!(right, PagesRevalidate | OperationsView),
        _ => false,
    }
}

/// The status of the answer a caller must get; `None`: they may, so anything but a refusal.
fn expected(need: Need, role: Option<&str>, own: bool) -> Option<u16> {
    match (need, role) {
        (Need::Nothing, _) => None,
        // Nobody's role makes a signature.
        (Need::Signature, _) | (_, None) => Some(401),
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
        .replace("{type}", &shelf.to_string());
    let about = format!("?tenantId={tenant}&ids={product}");
    match route.kind {
        Kind::Page => person.get(&path).await,
        Kind::ServerFunction if is_form(route) => {
            // A plain form.
            let form = person
                .ask("POST", &path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json");
            form.body(format!("tenant={slug}&words=&id=0&name=&table=")).send().await.unwrap()
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
            let request = match (route.method, route.path) {
                ("POST", "/api/revalidate") => {
                    request.json(&serde_json::json!({ "tags": ["window"] }))
                }
                ("POST", "/api/featured-products/edits") => {
                    request.json(&serde_json::json!({ "edits": [] }))
                }
                ("POST", _) => request.json(&serde_json::json!({ "typeId": shelf })),
                _ => request,
            };
            request.send().await.unwrap()
        }
    }
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
