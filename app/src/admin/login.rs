//! The way in.

use crate::api::session::{is_admin_page, remembered};
use crate::components::head::{Head, HeadFacts};
use crate::pages::query;
use crate::services::{Answer, services};
use leptos::prelude::*;

/// The form to sign in with; whoever has signed in already is sent on.
#[component]
pub fn LoginPage() -> impl IntoView {
    let answer = Answer::of_request();
    let services = services();
    let problem = query("problem");
    let next = query("next").filter(|next| is_admin_page(next));
    let email = problem.as_ref().and_then(|_| remembered());
    let page = async move {
        let profile = match services {
            Ok(services) => services.visit.profile().await.ok().flatten(),
            Err(_) => None,
        };
        if profile.is_some() {
            let next = next.unwrap_or_else(|| "/admin".into());
            answer.see_other(&next);
            return view! { <a href=next>"Go on"</a> }.into_any();
        }
        form(problem, next, email).into_any()
    };
    view! { <Suspense>{Suspend::new(page)}</Suspense> }
}

fn form(problem: Option<String>, next: Option<String>, email: Option<String>) -> impl IntoView {
    let facts = HeadFacts {
        title: "Sign in · Etalage".into(),
        description: "The back of the shop.".into(),
        locale: "en".into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    let is_wrong = problem.as_deref() == Some("credentials");
    let problem = problem.map(|word| match word.as_str() {
        "credentials" => "This address and password do not belong together. Try again.",
        "wait" => "Too many attempts. Wait a quarter of an hour, then try again.",
        _ => "Signing in does not work right now. Try again in a moment.",
    });
    let problem = problem.map(|words| {
        view! { <p id="problem" class="form-problem" role="alert">{words}</p> }
    });
    let next = next.map(|next| view! { <input type="hidden" name="next" value=next/> });
    let invalid = is_wrong.then_some("true");
    let described = is_wrong.then_some("problem");
    // The address stays, so what is left to write is the password.
    let known = email.is_some();
    view! {
        <Head facts/>
        <main id="main" class="login" tabindex="-1">
            <h1>"Sign in"</h1>
            {problem}
            <form method="post" action="/fn/session/sign-in">
                {next}
                <label for="email">"Email"</label>
                <input
                    id="email"
                    name="email"
                    type="email"
                    autocomplete="username"
                    value=email
                    required
                    autofocus=!known
                    aria-invalid=invalid
                    aria-describedby=described
                />
                <label for="password">"Password"</label>
                <input
                    id="password"
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                    autofocus=known
                    aria-invalid=invalid
                    aria-describedby=described
                />
                <button type="submit" class="button">"Sign in"</button>
            </form>
            <p class="login-back"><a href="/">"Back to the shops"</a></p>
        </main>
    }
}
