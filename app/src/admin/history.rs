//! Who changed what, in sentences, day by day.

mod telling;

pub use telling::Teller;

use contract::featured::AuditEntry;
use leptos::prelude::*;
use telling::{Difference, Told};

/// Programs that do many things at once: from here on their lines are folded.
const MANY: usize = 3;

/// The lines under the days they belong to.
#[component]
pub fn Days(teller: Teller, entries: Vec<AuditEntry>) -> impl IntoView {
    if entries.is_empty() {
        return view! { <p>"Nobody has changed anything yet."</p> }.into_any();
    }
    let day = |entry: &AuditEntry| teller.calendar.day(entry.at, &teller.locale);
    let days: Vec<_> = entries
        .chunk_by(|a, b| day(a) == day(b))
        .map(|entries| {
            let runs = entries.chunk_by(|a, b| is_program(&a.actor) && a.actor == b.actor);
            let lines: Vec<_> = runs.map(|entries| run(&teller, entries)).collect();
            view! {
                <section class="history-day">
                    <h2>{day(&entries[0])}</h2>
                    <ol class="history" role="list">{lines}</ol>
                </section>
            }
        })
        .collect();
    days.into_any()
}

fn is_program(actor: &str) -> bool {
    matches!(actor, "demo" | "import" | "schedule")
}

fn run(teller: &Teller, entries: &[AuditEntry]) -> AnyView {
    let lines: Vec<_> = entries.iter().map(|entry| line(teller, entry)).collect();
    if entries.len() <= MANY {
        return lines.into_any();
    }
    let words = match entries[0].actor.as_str() {
        "demo" => "The demo furnished the shop".to_owned(),
        other => actor(other),
    };
    let time = teller.calendar.time(entries[0].at, &teller.locale);
    view! {
        <li>
            <details>
                <summary>
                    <time datetime=entries[0].at.to_rfc3339()>{time}</time>
                    <b>{words}</b>
                    {format!(": {} changes", entries.len())}
                </summary>
                <ol class="history" role="list">{lines}</ol>
            </details>
        </li>
    }
    .into_any()
}

fn actor(name: &str) -> String {
    match name {
        "demo" => "The demo".into(),
        "import" => "The import".into(),
        "schedule" => "The clock".into(),
        name => name.to_owned(),
    }
}

fn line(teller: &Teller, entry: &AuditEntry) -> impl IntoView + use<> {
    let Told { sentence, differences, parts } = teller.tell(entry);
    let differences: Vec<_> = differences
        .into_iter()
        .map(|Difference { what, before, after }| {
            view! { <li>{what}": "<del>{before}</del>" → "<ins>{after}</ins></li> }
        })
        .collect();
    let differences = (!differences.is_empty()).then(|| {
        view! { <ul class="differences" role="list">{differences}</ul> }
    });
    let parts: Vec<_> = parts.into_iter().map(|part| view! { <li>{part}</li> }).collect();
    let parts = (!parts.is_empty()).then(|| view! { <ul class="differences">{parts}</ul> });
    let ways = entry.revision.filter(|_| teller.can_edit).map(|revision| {
        let undo = (!entry.is_undone).then(|| {
            view! { <a href=format!("{}?undo={revision}", teller.board_path)>"Take this back"</a> }
        });
        view! {
            <span class="history-ways">
                {undo}
                <a href=format!("{}?back={revision}", teller.board_path)>"Go back to here"</a>
            </span>
        }
    });
    let undone = entry.is_undone.then_some(" (taken back)");
    view! {
        <li>
            <p>
                <time datetime=entry.at.to_rfc3339()>
                    {teller.calendar.time(entry.at, &teller.locale)}
                </time>
                <span><b>{actor(&entry.actor)}</b>" "{sentence}"."{undone}{ways}</span>
            </p>
            {differences}
            {parts}
        </li>
    }
}
