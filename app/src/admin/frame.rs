//! What stands around the pages of the admin, and who may see them.

use crate::components::head::{Head, HeadFacts};
use crate::components::notice::ProblemPage;
use crate::services::{Answer, services};
use contract::ports::Visit;
use contract::{Problem, Profile, Result};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

/// Where in the admin one is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Home,
    Board,
    Products,
    History,
    System,
}

/// Shows what `load` brings to whoever is signed in; sends others to sign in and back.
pub fn for_members<T, V, L>(
    load: impl FnOnce(Arc<dyn Visit>, Profile) -> L + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView
where
    L: Future<Output = Result<T>> + Send,
    T: Send + 'static,
    V: IntoView + 'static,
{
    let answer = Answer::of_request();
    let here = use_location().pathname.get_untracked();
    let services = services();
    let page = async move {
        let loaded = async {
            let visit = services?.visit;
            match visit.profile().await? {
                Some(profile) => load(visit, profile).await.map(Some),
                None => Ok(None),
            }
        };
        match loaded.await {
            Ok(Some(content)) => show(content).into_any(),
            Ok(None) => {
                answer.see_other(&format!("/admin/login?next={here}"));
                view! { <a href="/admin/login">"Sign in"</a> }.into_any()
            }
            Err(problem) => problem_page(&answer, problem),
        }
    };
    view! { <Suspense>{Suspend::new(page)}</Suspense> }.into_any()
}

fn problem_page(answer: &Answer, problem: Problem) -> AnyView {
    answer.fail(&problem);
    view! { <ProblemPage problem/> }.into_any()
}

/// The admin's header and navigation around a page.
#[component]
pub fn AdminFrame(
    title: String,
    profile: Profile,
    /// Slug of the shop the page is about.
    #[prop(optional_no_strip)]
    shop: Option<String>,
    section: Section,
    children: Children,
) -> impl IntoView {
    let facts = HeadFacts {
        title: format!("{title} · Etalage"),
        description: "The back of the shop.".into(),
        locale: "en".into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    let link = move |to: Section, href: String, text: &'static str| {
        let current = (to == section).then_some("page");
        view! { <li><a href=href aria-current=current>{text}</a></li> }
    };
    let sections = shop.clone().map(|shop| {
        let base = format!("/admin/t/{shop}");
        view! {
            {link(Section::Board, base.clone(), "Board")}
            {link(Section::Products, format!("{base}/products"), "Products")}
            {link(Section::History, format!("{base}/history"), "History")}
            <li><a href=format!("/t/{shop}")>"Shop window"</a></li>
        }
    });
    let system =
        profile.is_operator.then(|| link(Section::System, "/admin/system".into(), "System"));
    view! {
        <Head facts/>
        <div class="admin">
            <header class="admin-header">
                <a class="admin-name" href="/admin">"Etalage"</a>
                <nav aria-label="Admin">
                    <ul role="list">
                        {link(Section::Home, "/admin".into(), "Shops")}
                        {sections}
                        {system}
                    </ul>
                </nav>
                <form class="admin-out" method="post" action="/fn/session/sign-out">
                    <span>{profile.name}</span>
                    <button type="submit" class="button quiet">"Sign out"</button>
                </form>
            </header>
            <main id="main" tabindex="-1">
                <h1>{title}</h1>
                {children()}
            </main>
        </div>
    }
}
