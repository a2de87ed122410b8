//! The webhooks in the shop that tell of products here.

use super::Room;
use super::ages::ago;
use contract::source::{Webhook, Webhooks};
use leptos::prelude::*;

fn state(hook: &Webhook) -> (&'static str, &'static str) {
    match hook.status.as_deref() {
        Some("active") => ("good", "tells"),
        Some("paused") => ("warn", "is paused in the shop"),
        Some("disabled") => ("warn", "was disabled by the shop"),
        _ => ("warn", "is missing"),
    }
}

fn topic(topic: &str) -> &str {
    match topic {
        "product.created" => "New products",
        "product.updated" => "Changes",
        "product.deleted" => "Products thrown away",
        "product.restored" => "Products restored",
        other => other,
    }
}

#[component]
pub fn WebhookList(room: Room) -> impl IntoView {
    let webhooks =
        Memo::new(move |_| room.desk.read().connection.as_ref().and_then(|it| it.webhooks.clone()));
    let is_asked =
        Memo::new(move |_| room.desk.read().connection.as_ref().is_some_and(|it| it.is_asked));
    let now = Memo::new(move |_| room.desk.read().now);
    let looked = move || {
        let webhooks = webhooks.read();
        let webhooks = webhooks.as_ref()?;
        Some(match (webhooks.looked_at, webhooks.revived_at) {
            (None, _) => "Nobody has looked yet.".to_owned(),
            (Some(at), None) => format!("Looked at {}.", ago(now.get(), at)),
            (Some(at), Some(revived)) => format!(
                "Looked at {}. The last time one had to be woken: {}.",
                ago(now.get(), at),
                ago(now.get(), revived)
            ),
        })
    };
    let list = move || {
        let Some(Webhooks { hooks, trouble, .. }) = webhooks.get() else {
            return view! {
                <p>
                    "Webhooks are made in the shop once this house knows an address the shop reaches "
                    "it at (ETALAGE_BASE_URL). Until then, changes are seen within five minutes."
                </p>
            }
            .into_any();
        };
        let rows: Vec<_> = hooks
            .iter()
            .map(|hook| {
                let (class, words) = state(hook);
                view! { <li><span>{topic(&hook.topic).to_owned()}</span><span class=class>{words}</span></li> }
            })
            .collect();
        let trouble = trouble.map(|said| {
            view! { <p class="source-trouble">"They cannot be looked after: " {said} "."</p> }
        });
        view! { {trouble} <ul class="source-hooks" role="list">{rows}</ul> }.into_any()
    };
    let can_mend = move || is_asked.get() && webhooks.read().is_some();
    view! {
        <section>
            <h2>"Webhooks in the shop"</h2>
            {list}
            <p class="hint">{looked}</p>
            {move || can_mend().then(|| view! {
                <button class="button quiet" type="button" on:click=move |_| room.mend_webhooks() disabled=move || room.is_busy.get()>
                    "Set up and wake"
                </button>
            })}
        </section>
    }
}
