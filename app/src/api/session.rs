//! Signing in and out, as plain forms.

use crate::AppError;
use leptos::prelude::*;

/// Begins a session and goes on to `next`, a page of the admin; back to the form with a word on
/// what went wrong otherwise.
#[server(prefix = "/fn", endpoint = "session/sign-in")]
pub async fn sign_in(
    email: String,
    password: String,
    next: Option<String>,
) -> Result<(), AppError> {
    use contract::ProblemKind;
    let call = super::Call::of_request()?;
    let next = next.filter(|next| is_admin_page(next));
    let to = match call.visit().sign_in(&email, &password).await {
        Ok(_) => next.unwrap_or_else(|| "/admin".into()),
        Err(problem) => {
            let word = match problem.kind {
                ProblemKind::Unauthenticated => "credentials",
                ProblemKind::TooManyRequests => "wait",
                _ => "unavailable",
            };
            let next = next.map(|next| format!("&next={next}")).unwrap_or_default();
            remember(&call.answer, &email);
            format!("/admin/login?problem={word}{next}")
        }
    };
    call.answer.see_other(&to);
    Ok(())
}

/// Begins a session anew in place of one that has ended, from within a page.
#[server(
    prefix = "/fn",
    endpoint = "session/sign-in-again",
    input = leptos::server_fn::codec::Json,
    output = leptos::server_fn::codec::Json
)]
pub async fn sign_in_again(email: String, password: String) -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    call.told(call.visit().sign_in(&email, &password).await)?;
    Ok(())
}

/// Answers to whoever has a session; for plain forms, which would be lost with it.
#[server(
    prefix = "/fn",
    endpoint = "session/still",
    input = leptos::server_fn::codec::Json,
    output = leptos::server_fn::codec::Json
)]
pub async fn still_signed_in() -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    let profile = call.told(call.visit().profile().await)?;
    call.told(profile.map(|_| ()).ok_or_else(contract::Problem::unauthenticated))
}

#[server(prefix = "/fn", endpoint = "session/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    call.told(call.visit().sign_out().await)?;
    call.answer.see_other("/admin/login");
    Ok(())
}

/// What the form keeps of an attempt that failed: for a minute, and only for the form itself, so
/// that the address stands in no log.
#[cfg(feature = "ssr")]
const ATTEMPT: &str = "etalage-attempt";

#[cfg(feature = "ssr")]
fn remember(answer: &crate::services::Answer, email: &str) {
    if is_plain(email) {
        answer.cookie(&format!(
            "{ATTEMPT}={email}; Path=/admin/login; Max-Age=60; HttpOnly; SameSite=Strict"
        ));
    }
}

/// The address of the attempt that has just failed.
#[cfg(feature = "ssr")]
pub fn remembered() -> Option<String> {
    let request = use_context::<http::request::Parts>()?;
    let cookies = request.headers.get_all(http::header::COOKIE).into_iter();
    let mut pairs = cookies.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split("; "));
    let email = pairs.find_map(|pair| pair.strip_prefix(ATTEMPT)?.strip_prefix('='))?;
    is_plain(email).then(|| email.to_owned())
}

/// Whether an address can stand in a cookie as it is.
#[cfg(feature = "ssr")]
fn is_plain(email: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"@.+-_".contains(&b);
    (3..=254).contains(&email.len()) && email.bytes().all(plain)
}

/// Whether an address given from outside stays within the admin: a path of plain characters.
#[cfg(feature = "ssr")]
pub fn is_admin_page(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_".contains(&b);
    (path == "/admin" || path.starts_with("/admin/")) && path.bytes().all(plain)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{is_admin_page, is_plain};

    #[test]
    fn only_plain_addresses_are_kept() {
        assert!(is_plain("ines.okafor+shop@example.com"));
        for odd in ["", "a;b@example.com", "a b@example.com", "\"a\"@example.com", "a,b@c"] {
            assert!(!is_plain(odd), "{odd}");
        }
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        for own in ["/admin", "/admin/t/fern-and-oak", "/admin/t/a/products"] {
            assert!(is_admin_page(own), "{own}");
        }
        for other in
            ["//evil.example", "/admin@evil.example", "/adminx", "/admin/../t", "https://a", "/t/a"]
        {
            assert!(!is_admin_page(other), "{other}");
        }
    }
}
