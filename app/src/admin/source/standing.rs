//! How following the shop does, and what can be done about it.

use super::Room;
use super::ages::{ago, count};
use super::connecting::Connecting;
use crate::admin::session::kept;
use crate::api::source as api;
use contract::source::{Doing, Drift, SourceConnection, SourceDesk, SourceKind};
use leptos::prelude::*;

/// What is opened below the buttons.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Nothing,
    Keys,
    Leaving,
}

/// In a sentence: the mirror, and how old it may be.
fn standing(desk: &SourceDesk, connection: &SourceConnection) -> String {
    if !connection.is_open {
        return "Its keys cannot be opened on this node. Enter them anew, or give the node the key they were sealed with.".into();
    }
    if !connection.is_asked {
        return "Without keys it cannot be asked: only what it says by webhook is heard.".into();
    }
    match (connection.is_complete, connection.well_at) {
        (false, _) => "What it has is being read for the first time.".into(),
        (true, Some(at)) => format!("The mirror was true {}.", ago(desk.now, at)),
        (true, None) => "Everything was read.".into(),
    }
}

fn doing(connection: &SourceConnection) -> Option<String> {
    let what = match connection.doing {
        Doing::Nothing => return None,
        Doing::FirstSync => "Reading everything",
        Doing::Changes => "Reading changes",
        Doing::Categories => "Reading categories",
        Doing::Reconciling => "Comparing everything",
    };
    Some(match (connection.done, connection.of) {
        (0, _) => what.to_owned(),
        (done, Some(of)) => format!("{what}: {done} of {}", count(of, "product")),
        (done, None) => format!("{what}: {}", count(done, "product")),
    })
}

fn drift(drift: Option<Drift>) -> String {
    match drift {
        None => "not known yet".into(),
        Some(Drift { changed: 0, gone: 0 }) => "nothing was missed".into(),
        Some(Drift { changed, gone }) => format!("{changed} changed, {gone} gone; mended"),
    }
}

fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::WooCommerce => "WooCommerce",
        SourceKind::WooMysql => "WooCommerce's database",
        SourceKind::Inventory => "Back office",
    }
}

#[component]
pub fn Standing(room: Room) -> impl IntoView {
    let opened = RwSignal::new(Opened::Nothing);
    let of = move |read: fn(&SourceDesk, &SourceConnection) -> String| {
        Memo::new(move |_| {
            let desk = room.desk.read();
            desk.connection.as_ref().map(|it| read(&desk, it)).unwrap_or_default()
        })
    };
    let name = of(|_, it| format!("{} at {}", kind(it.kind), it.address));
    let standing = of(standing);
    let trouble = of(|desk, it| {
        let told = |trouble: &contract::source::Trouble| {
            format!("{}: {}.", ago(desk.now, trouble.at), trouble.said)
        };
        it.trouble.as_ref().map(told).unwrap_or_default()
    });
    let compared = of(|desk, it| {
        it.compared_at
            .filter(|_| it.drift.is_some())
            .map_or_else(|| "not yet".into(), |at| ago(desk.now, at))
    });
    let drift = of(|_, it| drift(it.drift));
    let doing_now = of(|_, it| doing(it).unwrap_or_default());
    let progress = Memo::new(move |_| {
        let desk = room.desk.read();
        desk.connection.as_ref().and_then(|it| Some((it.done, it.of.filter(|of| *of > 0)?)))
    });
    let is_working = Memo::new(move |_| !doing_now.read().is_empty());
    let is_asked =
        Memo::new(move |_| room.desk.read().connection.as_ref().is_some_and(|it| it.is_asked));
    let has_keys = Memo::new(move |_| {
        let is_shop = |it: &SourceConnection| it.kind == SourceKind::WooCommerce;
        room.desk.read().connection.as_ref().is_some_and(is_shop)
    });
    let number = move |read: fn(&SourceDesk) -> i64| move || read(&room.desk.read());
    let toggle = move |to: Opened| {
        move |_| opened.update(|now| *now = if *now == to { Opened::Nothing } else { to })
    };
    // New keys were taken: the form has done its work.
    let connected_at = Memo::new(move |_| {
        room.desk.read().connection.as_ref().map(|connection| connection.connected_at)
    });
    Effect::new(move |before: Option<_>| {
        let now = connected_at.get();
        if before.is_some_and(|before| before != now) {
            opened.set(Opened::Nothing);
        }
        now
    });
    view! {
        <section class="source-standing">
            <h2>{name}</h2>
            <p>{standing}</p>
            {move || (!trouble.read().is_empty()).then(|| view! {
                <p class="source-trouble">"It could not be followed " {trouble}</p>
            })}
            {move || is_working.get().then(|| view! {
                <div class="source-doing">
                    <p id="source-doing" role="status">{doing_now}</p>
                    <progress
                        aria-labelledby="source-doing"
                        max=move || progress.get().map(|(_, of)| of.to_string())
                        value=move || progress.get().map(|(done, _)| done.to_string())
                    ></progress>
                </div>
            })}
            <dl class="source-facts">
                <div><dt>"On show"</dt><dd>{number(|desk| desk.counts.shown)}</dd></div>
                <div><dt>"To be made"</dt><dd>{number(|desk| desk.counts.stirred + desk.counts.waiting)}</dd></div>
                <div><dt>"In quarantine"</dt><dd>{number(|desk| desk.counts.refused)}</dd></div>
                <div><dt>"Compared"</dt><dd>{compared}</dd></div>
                <div><dt>"Drift found"</dt><dd>{drift}</dd></div>
            </dl>
            <div class="board-form-actions">
                {move || is_asked.get().then(|| view! {
                    <button class="button" type="button" on:click=move |_| room.compare() disabled=move || room.is_busy.get()>
                        "Compare and repair now"
                    </button>
                })}
                {move || has_keys.get().then(|| view! {
                    <button class="button quiet" type="button" aria-expanded=move || (opened.get() == Opened::Keys).to_string() on:click=toggle(Opened::Keys)>
                        "Other keys"
                    </button>
                })}
                <button class="button quiet" type="button" aria-expanded=move || (opened.get() == Opened::Leaving).to_string() on:click=toggle(Opened::Leaving)>
                    "Disconnect"
                </button>
            </div>
        </section>
        {move || match opened.get() {
            Opened::Nothing => ().into_any(),
            Opened::Keys => view! { <Connecting room/> }.into_any(),
            Opened::Leaving => view! { <Leaving room/> }.into_any(),
        }}
    }
}

/// Asks for the password, then ends the connection.
#[component]
fn Leaving(room: Room) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let leave = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let password = password.get_untracked();
        room.ask(|_| "It is disconnected. What it brought stays as it is.".into(), async move {
            let desk = kept(|| api::disconnect_shop(room.shop(), password.clone())).await?;
            room.desk.set(desk);
            Ok(0)
        });
    };
    view! {
        <form class="source-form" on:submit=leave>
            <p>
                "The products stay in the window as they are now, and nothing keeps them true any "
                "more. Webhooks this house made in a shop are taken out of it."
            </p>
            <div class="source-field">
                <label for="source-leaving">"Your own password"</label>
                <input id="source-leaving" type="password" required autocomplete="current-password" bind:value=password/>
            </div>
            <div class="board-form-actions">
                <button class="button" type="submit" disabled=move || room.is_busy.get()>"Disconnect it"</button>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;

    fn connection() -> SourceConnection {
        SourceConnection {
            kind: SourceKind::WooCommerce,
            address: "https://shop.example".into(),
            connected_at: Timestamp(0),
            is_asked: true,
            is_open: true,
            doing: Doing::Nothing,
            done: 0,
            of: None,
            is_complete: true,
            well_at: None,
            compared_at: None,
            drift: None,
            trouble: None,
            webhooks: None,
        }
    }

    #[test]
    fn progress_is_told_as_far_as_it_is_known() {
        assert_eq!(doing(&connection()), None);
        let reading = |done, of| {
            doing(&SourceConnection { doing: Doing::FirstSync, done, of, ..connection() }).unwrap()
        };
        assert_eq!(reading(0, Some(5)), "Reading everything");
        assert_eq!(reading(300, Some(1_200)), "Reading everything: 300 of 1,200 products");
        assert_eq!(reading(1, None), "Reading everything: 1 product");
    }

    #[test]
    fn what_comparing_found_is_told() {
        assert_eq!(drift(None), "not known yet");
        assert_eq!(drift(Some(Drift::default())), "nothing was missed");
        assert_eq!(drift(Some(Drift { changed: 2, gone: 1 })), "2 changed, 1 gone; mended");
    }
}
