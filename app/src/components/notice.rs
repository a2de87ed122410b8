//! What a page says when it cannot show what was asked for, with a way on.

use super::head::{Head, HeadFacts};
use contract::{Problem, ProblemKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Where one can go instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub words: String,
    /// From the root.
    pub path: String,
}

/// A problem as a whole page.
#[component]
pub fn ProblemPage(problem: Problem) -> impl IntoView {
    view! {
        <main id="main" tabindex="-1">
            <Notice problem back=None/>
        </main>
    }
}

/// A problem in the place of what was asked for.
#[component]
pub fn Notice(
    problem: Problem,
    /// Before all others.
    back: Option<Way>,
) -> impl IntoView {
    let title = match problem.kind {
        ProblemKind::NotFound => "Not found",
        ProblemKind::Forbidden => "Not yours to open",
        _ => "Just a moment",
    };
    let facts = HeadFacts {
        title: title.to_owned(),
        description: problem.title.clone(),
        locale: "en".into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    let is_lasting = matches!(problem.kind, ProblemKind::NotFound | ProblemKind::Forbidden);
    let again = (!is_lasting).then(|| {
        let here = use_location();
        let here = here.pathname.get_untracked() + &search(&here.search.get_untracked());
        view! { <a class="button" href=here data-retry>"Try again"</a> }
    });
    let back = back.map(|Way { words, path }| view! { <a class="button" href=path>{words}</a> });
    view! {
        <Head facts/>
        <div class="notice">
            <p class="notice-mark" aria-hidden="true">{problem.status().to_string()}</p>
            <h1>{title}</h1>
            <p>{problem.title}</p>
            <p class="notice-ways">
                {again}
                {back}
                <a class="button quiet" href="/">"See all shops"</a>
            </p>
        </div>
    }
}

fn search(query: &str) -> String {
    match query.trim_start_matches('?') {
        "" => String::new(),
        query => format!("?{query}"),
    }
}
