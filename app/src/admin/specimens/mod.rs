//! Every component in its states, for whoever changes the style. In development builds only: what
//! is released answers as to any address that is nothing.

#[cfg(debug_assertions)]
mod basics;
#[cfg(debug_assertions)]
mod goods;
#[cfg(debug_assertions)]
mod ways;

#[cfg(not(debug_assertions))]
use crate::pages::MissingPage;
use leptos::prelude::*;

#[component]
pub fn SpecimensPage() -> impl IntoView {
    #[cfg(debug_assertions)]
    return sheet();
    #[cfg(not(debug_assertions))]
    return view! { <MissingPage/> };
}

#[cfg(debug_assertions)]
fn sheet() -> AnyView {
    use crate::components::head::{Head, HeadFacts};
    use crate::theme::accent_style;

    let facts = HeadFacts {
        title: "Components · Etalage".into(),
        description: "Every component in its states.".into(),
        locale: "en".into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    let parts = basics::parts().into_iter().chain(goods::parts()).chain(ways::parts());
    let parts = parts.map(|(title, content)| {
        view! {
            <section class="specimens">
                <h2>{title}</h2>
                {content}
            </section>
        }
    });
    view! {
        <Head facts/>
        <div class="shop" style=accent_style("#8c3a22")>
            <main id="main" tabindex="-1" class="specimen-sheet">
                <h1>"Components"</h1>
                {parts.collect_view()}
            </main>
        </div>
    }
    .into_any()
}

/// A title, and what stands below it.
#[cfg(debug_assertions)]
type Part = (&'static str, AnyView);

#[cfg(debug_assertions)]
fn place() -> crate::live::Place {
    crate::live::Place {
        front: "/t/maren-and-vale".into(),
        locale: "en-GB".into(),
        goods: None,
        words: crate::messages::Messages::of_page().words("en-GB"),
    }
}
