//! Who else is at the board, and on which shelf: a sign of life every few seconds, answered with
//! those of the others.

use super::desk::Desk;
use contract::FeaturedTypeId;
use leptos::prelude::*;

#[component]
pub fn Presence(desk: Desk) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        // At once where they go, and again and again while they stay.
        desk.working_on.track();
        beating::beat(desk);
        let period = std::time::Duration::from_secs(contract::presence::BEAT_SECONDS);
        if let Ok(interval) = set_interval_with_handle(move || beating::beat(desk), period) {
            on_cleanup(move || interval.clear());
        }
    });
    let told = move || {
        let others = desk.others.read();
        let one = |name: &str, shelf: Option<FeaturedTypeId>| match shelf.map(|id| desk.name_of(id))
        {
            Some(shelf) if !shelf.is_empty() => [name, " is here, on ", &shelf, "."].concat(),
            _ => [name, " is here."].concat(),
        };
        let words: Vec<String> =
            others.iter().map(|other| one(&other.name, other.type_id)).collect();
        words.join(" ")
    };
    view! { <p class="board-present" aria-live="polite" data-present>{told}</p> }
}

/// The names of those who work on a shelf.
pub fn names_on(desk: Desk, shelf: FeaturedTypeId) -> Option<String> {
    let others = desk.others.read();
    let names: Vec<&str> = others
        .iter()
        .filter(|other| other.type_id == Some(shelf))
        .map(|other| other.name.as_str())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(feature = "hydrate")]
mod beating {
    use super::Desk;
    use crate::admin::board::by_name;
    use crate::admin::session::Failure;
    use crate::api::board as api;
    use leptos::prelude::*;
    use leptos::task::spawn_local;

    pub fn beat(desk: Desk) {
        // A board nobody looks at has nobody at it.
        let document = web_sys::window().and_then(|window| window.document());
        if document.is_some_and(|document| by_name::is(&document, "hidden")) {
            return;
        }
        let shelf = desk.working_on.get_untracked();
        spawn_local(async move {
            match api::at_board(desk.shop(), shelf).await {
                Ok(others) if *desk.others.read_untracked() != others => desk.others.set(others),
                // Nobody is interrupted for this: it is said, with the way back in.
                Err(error) if error.is_of_ended_session() => desk.expired.set(true),
                // Whatever else is wrong shows elsewhere.
                _ => {}
            }
        });
    }
}
