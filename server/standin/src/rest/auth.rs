//! Who may ask: Basic, or keys in the query, over HTTPS only; OAuth 1.0a over HTTP.

use super::{Served, refusal};
use crate::oauth;
use crate::shop::State;
use axum::extract::{Query, Request, State as Held};
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;

/// How far a timestamp may be from the shop's clock.
const LEEWAY_SECONDS: i64 = 15 * 60;

type Pairs = Vec<(String, String)>;

pub async fn check(Held(served): Held<Served>, request: Request, next: Next) -> Response {
    let Query(query): Query<Pairs> = Query::try_from_uri(request.uri()).unwrap_or_default();
    let known = {
        let mut state = served.shop.state();
        if served.secure {
            knows_keys(&state, request.headers(), &query)
        } else {
            let url = address(request.headers(), request.uri());
            knows_signature(&mut state, request.method(), &url, query)
        }
    };
    if !known {
        let message = "Sorry, you cannot list resources.";
        return refusal(401, "woocommerce_rest_cannot_view", message);
    }
    let permissions = served.shop.keys().permissions;
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if permissions != "read_write" && (permissions == "read") != reads {
        let wanted = if reads { "read" } else { "write" };
        let message = format!("The API key provided does not have {wanted} permissions.");
        return refusal(401, "woocommerce_rest_authentication_error", &message);
    }
    next.run(request).await
}

fn address(headers: &HeaderMap, uri: &Uri) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    format!("http://{}{}", host.unwrap_or_default(), uri.path())
}

fn value<'a>(query: &'a Pairs, name: &str) -> Option<&'a str> {
    query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn knows_keys(state: &State, headers: &HeaderMap, query: &Pairs) -> bool {
    let basic = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok()).and_then(|it| {
        let encoded = it.strip_prefix("Basic ")?;
        String::from_utf8(base64::prelude::BASE64_STANDARD.decode(encoded).ok()?).ok()
    });
    let given = basic
        .as_deref()
        .and_then(|basic| basic.split_once(':'))
        .or_else(|| Some((value(query, "consumer_key")?, value(query, "consumer_secret")?)));
    given == Some((state.keys.key.as_str(), state.keys.secret.as_str()))
}

fn knows_signature(state: &mut State, method: &Method, url: &str, mut query: Pairs) -> bool {
    let part = |name: &str| value(&query, name).map(str::to_owned);
    let (Some(key), Some(nonce), Some(signature), Some(algorithm), Some(timestamp)) = (
        part("oauth_consumer_key"),
        part("oauth_nonce"),
        part("oauth_signature"),
        part("oauth_signature_method"),
        part("oauth_timestamp"),
    ) else {
        return false;
    };
    let now = state.goods.now().0 / 1000;
    let timely = timestamp.parse().is_ok_and(|at: i64| (at - now).abs() <= LEEWAY_SECONDS);
    query.retain(|(name, _)| name != "oauth_signature");
    let signed = (method.as_str(), url, query.as_slice());
    key == state.keys.key
        && timely
        && oauth::verifies(&algorithm, &state.keys.secret, signed, &signature)
        && state.nonces.insert(format!("{timestamp}:{nonce}"))
}
