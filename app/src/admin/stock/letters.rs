//! Letters to customers: what they say, and what became of them.

use super::{Room, Shown, words};
use contract::stockroom::{Letter, Outbox};
use leptos::prelude::*;

#[component]
pub fn Letters(room: Room<Outbox>) -> impl IntoView {
    let letters = Memo::new(move |_| room.desk.read().letters.clone());
    let is_sending = Memo::new(move |_| room.desk.read().is_sending);
    view! {
        {move || (!is_sending.get()).then(|| view! {
            <p class="note">
                "No mail server is configured (ETALAGE_SMTP_URL), so letters are kept here and not "
                "sent."
            </p>
        })}
        {move || letters.read().is_empty().then(|| view! {
            <p>
                "No letters yet. They are written when somebody orders. "
                <a href=room.back("/orders")>"See the orders"</a>
            </p>
        })}
        <ul class="quarantine" role="list">
            <For each=move || letters.get() key=|it| (it.id, it.attempts, it.sent_at) let:letter>
                <LetterRow room letter is_named=true/>
            </For>
        </ul>
    }
}

#[component]
pub fn LetterRow<T: Shown>(
    room: Room<T>,
    letter: Letter,
    /// Whether it says which order it is about.
    is_named: bool,
) -> impl IntoView {
    let (is_wanting, state) = words::letter_state(&letter, |at| room.moment(at));
    let subject = match letter.subject.is_empty() {
        true => words::letter_kind(&letter.kind).to_owned(),
        false => letter.subject.clone(),
    };
    let order = is_named.then(|| {
        let address = room.back(&["/orders/", &letter.order].concat());
        view! { " · " <a href=address>"Order " {letter.number}</a> }
    });
    let tried = (letter.attempts > 1).then(|| format!(" · tried {} times", letter.attempts));
    let said = letter.said.clone().map(|said| view! { <p class="faults" dir="auto">{said}</p> });
    let body = (!letter.body.is_empty()).then(|| view! {
        <details class="letter">
            <summary>"Read it"<span class="sr">{[": ", &letter.subject].concat()}</span></summary>
            <pre dir="auto">{letter.body.clone()}</pre>
        </details>
    });
    view! {
        <li>
            <div>
                <p dir="auto"><strong>{subject}</strong></p>
                <p class="hint">
                    "To " <span dir="auto">{letter.recipient}</span> " · "
                    <span class:warn=is_wanting>{state}</span> {tried} {order}
                </p>
                {said}
                {body}
            </div>
        </li>
    }
}
