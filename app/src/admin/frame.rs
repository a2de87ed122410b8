//! What stands around the pages of the admin, and who may see them.

use super::backstage::{Backstage, Part, ShopFacts};
use super::palette::Here;
use crate::components::head::{Head, HeadFacts};
use crate::components::notice::{Notice, ProblemPage, Way};
use crate::services::{Answer, services};
use crate::theme::accent_style;
use contract::ports::{Merchandising, Visit};
use contract::{Problem, Profile, Result, Tenant};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

/// Where in the admin one is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Home,
    Board,
    Header,
    Preview,
    Products,
    Stock,
    Holds,
    Orders,
    Outbox,
    Synonyms,
    History,
    Source,
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
        let visit = match services {
            Ok(services) => services.visit,
            Err(problem) => return failed(&answer, problem),
        };
        let profile = match visit.profile().await {
            Ok(Some(profile)) => profile,
            Ok(None) => {
                answer.see_other(&format!("/admin/login?next={here}"));
                return view! { <a href="/admin/login">"Sign in"</a> }.into_any();
            }
            Err(problem) => return failed(&answer, problem),
        };
        match load(visit, profile.clone()).await {
            Ok(content) => show(content).into_any(),
            Err(problem) => refused(&answer, problem, profile),
        }
    };
    view! { <Suspense>{Suspend::new(page)}</Suspense> }.into_any()
}

fn failed(answer: &Answer, problem: Problem) -> AnyView {
    answer.fail(&problem);
    view! { <ProblemPage problem/> }.into_any()
}

/// Says it to someone who is signed in, with the way back to what is theirs.
fn refused(answer: &Answer, problem: Problem, profile: Profile) -> AnyView {
    answer.fail(&problem);
    let back = Way { words: "Back to your shops".into(), path: "/admin".into() };
    view! {
        <AdminHouse profile shop=None section=None>
            <Notice problem back=Some(back)/>
        </AdminHouse>
    }
    .into_any()
}

/// A page of the admin under its title.
#[component]
pub fn AdminFrame(
    title: String,
    profile: Profile,
    /// The shop the page is about.
    shop: Option<Arc<Tenant>>,
    section: Section,
    children: Children,
) -> impl IntoView {
    let place = match (&shop, section) {
        (Some(shop), Section::Board) => format!("Board · {}", shop.name),
        (Some(shop), _) => format!("{title} · {}", shop.name),
        (None, _) => title.clone(),
    };
    let facts = HeadFacts {
        title: format!("{place} · Etalage"),
        description: "The back of the shop.".into(),
        locale: "en".into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    view! {
        <Head facts/>
        <AdminHouse profile shop section=Some(section)>
            <h1>{title}</h1>
            {children()}
        </AdminHouse>
    }
}

/// What the islands of a shop's pages know of it.
pub fn shop_facts(desk: &dyn Merchandising) -> ShopFacts {
    let tenant = desk.tenant();
    ShopFacts {
        slug: tenant.slug.clone(),
        name: tenant.name.clone(),
        tagline: tenant.tagline.clone(),
        locale: tenant.locale.clone(),
        zone: tenant.time_zone.clone(),
        style: accent_style(&tenant.accent),
        can_edit: desk.can_edit(),
    }
}

/// Whether they say where the shop's products come from.
fn sources(profile: &Profile, shop: &Tenant) -> bool {
    profile.shops.iter().any(|own| own.tenant_id == shop.id && own.manages_sources)
}

/// Whether they see all stock, holds and orders.
fn stock(profile: &Profile, shop: &Tenant) -> bool {
    profile.shops.iter().any(|own| own.tenant_id == shop.id && own.sees_stock)
}

const STOCK: [(Section, &str, &str); 4] = [
    (Section::Stock, "Stock", "/stock"),
    (Section::Holds, "Holds", "/holds"),
    (Section::Orders, "Orders", "/orders"),
    (Section::Outbox, "Letters", "/outbox"),
];

/// The pages one may go to, in words and with their address.
fn places(profile: &Profile, shop: Option<&Tenant>) -> Vec<(String, String)> {
    let mut places = Vec::new();
    let mut add = |words: String, address: String| places.push((words, address));
    if let Some(shop) = shop {
        let base = format!("/admin/t/{}", shop.slug);
        for (words, below) in [
            ("Board", ""),
            ("Header", "/header"),
            ("Preview", "/preview"),
            ("Products", "/products"),
            ("Synonyms", "/synonyms"),
            ("History", "/history"),
        ] {
            add(words.into(), format!("{base}{below}"));
        }
        if stock(profile, shop) {
            for (_, words, below) in STOCK {
                add(words.into(), format!("{base}{below}"));
            }
        }
        if sources(profile, shop) {
            add("Source".into(), format!("{base}/source"));
        }
        add("Shop window".into(), format!("/t/{}", shop.slug));
    }
    for other in
        profile.shops.iter().filter(|other| shop.is_none_or(|shop| shop.id != other.tenant_id))
    {
        add(format!("Board of {}", other.name), format!("/admin/t/{}", other.slug));
    }
    add("Your shops".into(), "/admin".into());
    if profile.is_operator {
        add("System".into(), "/admin/system".into());
    }
    places
}

/// The admin's header and navigation around a page.
#[component]
fn AdminHouse(
    profile: Profile,
    shop: Option<Arc<Tenant>>,
    section: Option<Section>,
    children: Children,
) -> impl IntoView {
    let link = move |to: Section, href: String, text: &'static str| {
        let current = (Some(to) == section).then_some("page");
        view! { <li><a href=href aria-current=current>{text}</a></li> }
    };
    let here = shop.as_ref().map(|shop| Here {
        shop: shop.slug.clone(),
        can_edit: profile.shops.iter().any(|own| own.tenant_id == shop.id && own.can_edit),
    });
    let pages = places(&profile, shop.as_deref());
    let everywhere = Part::Everywhere { email: profile.email.clone(), here, pages };
    let everywhere = view! { <Backstage part=everywhere/> }.into_any();
    let sections = shop.map(|shop| {
        let base = format!("/admin/t/{}", shop.slug);
        let stock: Vec<_> = STOCK
            .into_iter()
            .filter(|_| stock(&profile, &shop))
            .map(|(section, words, below)| link(section, format!("{base}{below}"), words))
            .collect();
        let source = sources(&profile, &shop)
            .then(|| link(Section::Source, format!("{base}/source"), "Source"));
        view! {
            {link(Section::Board, base.clone(), "Board")}
            {link(Section::Header, format!("{base}/header"), "Header")}
            {link(Section::Preview, format!("{base}/preview"), "Preview")}
            {link(Section::Products, format!("{base}/products"), "Products")}
            {stock}
            {link(Section::Synonyms, format!("{base}/synonyms"), "Synonyms")}
            {link(Section::History, format!("{base}/history"), "History")}
            {source}
            <li><a href=format!("/t/{}", shop.slug)>"Shop window"</a></li>
        }
    });
    let system =
        profile.is_operator.then(|| link(Section::System, "/admin/system".into(), "System"));
    view! {
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
                {everywhere}
                <form class="admin-out" method="post" action="/fn/session/sign-out">
                    <span>{profile.name}</span>
                    <button id="sign-out" type="submit" class="button quiet">"Sign out"</button>
                </form>
            </header>
            <main id="main" tabindex="-1">{children()}</main>
        </div>
    }
}
