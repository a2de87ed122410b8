//! What a page says when it cannot show what was asked for, with a way on.

use super::head::{Head, HeadFacts};
use super::languages::question;
use crate::messages::{Message, Messages};
use crate::reading::Reading;
use contract::{Language, Problem, ProblemKind};
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
    let reading = Reading::of_page();
    let messages = Messages::of(reading.language);
    let title = messages.text(match problem.kind {
        ProblemKind::NotFound => Message::NotFound,
        ProblemKind::Forbidden => Message::Forbidden,
        _ => Message::JustAMoment,
    });
    let words = in_words(&problem, reading.language).to_owned();
    let facts = HeadFacts {
        title: title.to_owned(),
        description: words.clone(),
        locale: reading.language.locale().into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    let is_lasting = matches!(problem.kind, ProblemKind::NotFound | ProblemKind::Forbidden);
    let again = (!is_lasting).then(|| {
        let here = use_location();
        let (path, search) = (here.pathname.get_untracked(), here.search.get_untracked());
        let here = reading.address(&path) + &question(&search);
        view! { <a class="button" href=here data-retry>{messages.text(Message::TryAgain)}</a> }
    });
    let back = back.map(|Way { words, path }| view! { <a class="button" href=path>{words}</a> });
    view! {
        <Head facts/>
        <div class="notice">
            <p class="notice-mark" aria-hidden="true">{problem.status().to_string()}</p>
            <h1>{title}</h1>
            <p>{words}</p>
            <p class="notice-ways">
                {again}
                {back}
                <a class="button quiet" href=reading.house()>{messages.text(Message::SeeAllShops)}</a>
            </p>
        </div>
    }
}

/// A problem's own sentence is English; in another language its kind is said.
fn in_words(problem: &Problem, language: Language) -> &str {
    if language == Language::En {
        return &problem.title;
    }
    Messages::of(language).text(match problem.kind {
        ProblemKind::NotFound => Message::NothingAtAddress,
        ProblemKind::Unavailable => Message::Unavailable,
        ProblemKind::TooManyRequests => Message::TooMany,
        ProblemKind::Internal => Message::OurFault,
        _ => return &problem.title,
    })
}
