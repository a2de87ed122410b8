//! Wrong input: the right status, a document that says which field, nothing written, nothing told.

use crate::harness::{on_each, problem};
use serde_json::json;

#[tokio::test]
async fn wrong_input_is_refused_and_named() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let product = node.product(node.own, "alder-1").await;
        let foreign = node.product(node.foreign, "birch-1").await;
        let before = node.store.feed_head(node.own).await.unwrap();
        let path = format!("/api/items/{product}/featured-types?tenantId={}", node.own);
        let shelf = node.shelf;
        let later = json!({ "typeId": shelf, "startsAt": "2030-01-02T00:00:00Z", "endsAt": "2030-01-01T00:00:00Z" });
        let cases = [
            (json!({ "typeId": "one" }), 422, Some("/typeId")),
            (json!({}), 422, Some("/typeId")),
            (json!({ "typeId": shelf, "position": -1 }), 422, Some("/position")),
            (json!({ "typeId": shelf, "startsAt": "tomorrow" }), 422, Some("/startsAt")),
            (later, 422, Some("/endsAt")),
            (json!({ "typeId": shelf, "colour": "red" }), 422, None),
            (json!({ "typeId": node.foreign_shelf }), 404, None),
            (json!({ "typeId": 999_999 }), 404, None),
        ];
        for (body, status, field) in cases {
            let shown = body.to_string();
            let response = merchandiser.post(&path, body).await;
            assert_eq!(response.status(), status, "{shown}");
            let document = problem(response).await;
            if let Some(field) = field {
                assert_eq!(document["field"], field, "{shown}");
            }
        }
        // Another shop's product answers as a missing one does.
        let mut titles = Vec::new();
        for id in [foreign.0, 999_999] {
            let path = format!("/api/items/{id}/featured-types?tenantId={}", node.own);
            let response = merchandiser.post(&path, json!({ "typeId": shelf })).await;
            assert_eq!(response.status(), 404);
            titles.push(problem(response).await["title"].clone());
        }
        assert_eq!(titles[0], titles[1]);

        let raw = |body: &'static str, kind: &'static str| {
            merchandiser.ask("POST", &path).header("content-type", kind).body(body).send()
        };
        let response = raw("{\"typeId\":", "application/json").await.unwrap();
        assert_eq!(response.status(), 400);
        problem(response).await;
        let response = raw("typeId=1", "application/x-www-form-urlencoded").await.unwrap();
        assert_eq!(response.status(), 415);
        problem(response).await;
        let large = format!("{{\"typeId\":1,\"x\":\"{}\"}}", "y".repeat(3 << 20));
        let response = merchandiser.ask("POST", &path).header("content-type", "application/json").body(large).send().await.unwrap();
        assert_eq!(response.status(), 413);
        let response = merchandiser.ask("PUT", &path).send().await.unwrap();
        assert_eq!(response.status(), 405);
        problem(response).await;
        let response = merchandiser.get("/api/nothing/here").await;
        assert_eq!(response.status(), 404);
        problem(response).await;
        assert_eq!(merchandiser.get("/api/items/abc/featured-types").await.status(), 405);

        assert_eq!(node.store.feed_head(node.own).await.unwrap(), before);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_change_from_elsewhere_is_refused() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let product = node.product(node.own, "alder-1").await;
        let url = format!("{}/api/items/{product}/featured-types?tenantId={}", node.base, node.own);
        let send = |origin: &'static str| {
            merchandiser
                .client
                .post(&url)
                .header("origin", origin)
                .json(&json!({ "typeId": node.shelf }))
                .send()
        };
        let response = send("https://evil.example").await.unwrap();
        assert_eq!(response.status(), 403);
        problem(response).await;
        // A cookie without any word of where it comes from is no better.
        let bare = merchandiser.client.post(&url).json(&json!({ "typeId": node.shelf }));
        assert_eq!(bare.send().await.unwrap().status(), 403);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn guessing_passwords_ends_soon_and_locks_nobody_else_out() {
    on_each(|node| async move {
        let guesser = node.nobody();
        let attempt = |email: &str, password: &str| {
            let body = format!("email={}&password={password}", email.replace('@', "%40"));
            guesser
                .ask("POST", "/fn/session/sign-in")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "text/html")
                .body(body)
                .send()
        };
        for _ in 0..5 {
            let response = attempt("viewer@example.test", "wrong-wrong").await.unwrap();
            assert_eq!(response.headers()["location"], "/admin/login?problem=credentials");
        }
        let response = attempt("viewer@example.test", "a+long+enough+password").await.unwrap();
        assert_eq!(response.headers()["location"], "/admin/login?problem=wait");
        // Unknown addresses answer like known ones.
        let response = attempt("nobody@example.test", "wrong-wrong").await.unwrap();
        assert_eq!(response.headers()["location"], "/admin/login?problem=credentials");
        node.person("merchandiser").await;
        node.stop().await;
    })
    .await;
}
