//! What a page says when it cannot show what was asked for, with a way on.

use super::head::{Head, HeadFacts};
use contract::{Problem, ProblemKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A problem as a whole page.
#[component]
pub fn ProblemPage(problem: Problem) -> impl IntoView {
    let is_missing = problem.kind == ProblemKind::NotFound;
    let title = if is_missing { "Not found" } else { "Just a moment" };
    let facts = HeadFacts {
        title: title.to_owned(),
        description: problem.title.clone(),
        locale: "en".into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    let again = (!is_missing).then(|| {
        let here = use_location();
        let here = here.pathname.get_untracked() + &search(&here.search.get_untracked());
        view! { <a class="button" href=here data-retry>"Try again"</a> }
    });
    view! {
        <Head facts/>
        <main id="main" class="notice" tabindex="-1">
            <p class="notice-mark" aria-hidden="true">{problem.status().to_string()}</p>
            <h1>{title}</h1>
            <p>{problem.title}</p>
            <p class="notice-ways">
                {again}
                <a class="button quiet" href="/">"See all shops"</a>
            </p>
        </main>
    }
}

fn search(query: &str) -> String {
    match query.trim_start_matches('?') {
        "" => String::new(),
        query => format!("?{query}"),
    }
}
