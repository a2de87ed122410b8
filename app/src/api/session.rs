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
            format!("/admin/login?problem={word}{next}")
        }
    };
    call.answer.see_other(&to);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "session/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    call.told(call.visit().sign_out().await)?;
    call.answer.see_other("/admin/login");
    Ok(())
}

/// Whether an address given from outside stays within the admin: a path of plain characters.
#[cfg(feature = "ssr")]
pub fn is_admin_page(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_".contains(&b);
    (path == "/admin" || path.starts_with("/admin/")) && path.bytes().all(plain)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::is_admin_page;

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
