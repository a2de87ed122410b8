//! What the shop said lately, and what became of it.

use super::Room;
use super::ages::{ago, span};
use contract::Timestamp;
use contract::source::DeliveryLine;
use leptos::prelude::*;

fn outcome(line: &DeliveryLine) -> String {
    match (line.outcome.as_deref(), line.shown_after) {
        (None, _) => "waits".into(),
        (Some("news"), Some(after)) => format!("shown after {}", span(after)),
        (Some("news"), None) => "taken in".into(),
        (Some("same"), _) => "nothing new".into(),
        (Some("older"), _) => "older than what is known".into(),
        (Some("tied"), _) => "of the same second; the shop was asked".into(),
        (Some("ignored"), _) => "about something else".into(),
        (Some("unconfirmed"), _) => "not confirmed by the shop".into(),
        (Some("unreadable"), _) => "in quarantine".into(),
        (Some(other), _) => other.to_owned(),
    }
}

#[component]
pub fn Deliveries(room: Room) -> impl IntoView {
    let lines = Memo::new(move |_| room.desk.read().deliveries.clone());
    let now = Memo::new(move |_| room.desk.read().now);
    view! {
        <section>
            <h2>"Latest deliveries"</h2>
            <div class="admin-table" tabindex="0" role="region" aria-label="Latest deliveries">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Came"</th>
                            <th scope="col">"About"</th>
                            <th scope="col">"Outcome"</th>
                            <th scope="col" class="aside">"Trace"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || lines.get() key=|it| (it.id, it.outcome.clone(), it.shown_after) let:line>
                            <Row now line/>
                        </For>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(now: Memo<Timestamp>, line: DeliveryLine) -> impl IntoView {
    let about = match line.product {
        Some(product) => format!("{} {product}", line.topic),
        None => line.topic.clone(),
    };
    let received_at = line.received_at;
    view! {
        <tr>
            <td>{move || ago(now.get(), received_at)}</td>
            <td>{about}</td>
            <td>{outcome(&line)}</td>
            <td class="aside"><code>{line.trace_id}</code></td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_told_in_words() {
        let line = |word: Option<&str>, shown_after| DeliveryLine {
            id: 1,
            topic: "product.updated".into(),
            trace_id: "t".into(),
            received_at: Timestamp(0),
            product: None,
            outcome: word.map(str::to_owned),
            detail: None,
            shown_after,
        };
        assert_eq!(outcome(&line(None, None)), "waits");
        assert_eq!(outcome(&line(Some("news"), Some(40))), "shown after 40 ms");
        assert_eq!(outcome(&line(Some("same"), None)), "nothing new");
        assert_eq!(outcome(&line(Some("later word"), None)), "later word");
    }
}
