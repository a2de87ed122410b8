//! The window at any moment, as shoppers will see it; with what somebody may not have meant.

use super::board::clock::Clock;
use super::frame::{AdminFrame, Section, for_members};
use crate::components::editorial_header::editorial_place;
use crate::islands::shelf_view;
use crate::live::{Place, ShelfFacts, with_store};
use crate::pages::{parameter, query};
use contract::featured::Phase;
use contract::preview::{Boundary, Finding, Preview, Turning};
use contract::{FeaturedType, Problem, Tenant, Timestamp};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn PreviewPage() -> impl IntoView {
    let slug = parameter("tenant");
    let asked = query("at");
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let tenant = desk.tenant();
            let at = moment(asked.as_deref(), &Clock::new(&tenant.time_zone))?;
            let preview = desk.preview(at).await?;
            Ok((profile, tenant, preview))
        },
        |(profile, tenant, preview)| {
            let shown = shown(&tenant, preview);
            view! {
                <AdminFrame
                    title="Preview".into()
                    profile
                    shop=Some(tenant)
                    section=Section::Preview
                >
                    {shown}
                </AdminFrame>
            }
        },
    )
}

/// As a field writes it, by the shop's clock; or with a zone of its own, as links do.
fn moment(text: Option<&str>, clock: &Clock) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || Problem::invalid("at", "Write the moment as day and time.");
    if text.ends_with('Z') {
        return Timestamp::parse(text).map(Some).ok_or_else(wrong);
    }
    clock.read(text).map_err(|()| wrong())
}

fn shown(tenant: &Arc<Tenant>, preview: Preview) -> impl IntoView + use<> {
    let clock = Clock::new(&tenant.time_zone);
    let Preview { at, now, window, findings, before, after, coming } = preview;
    let path = format!("/admin/t/{}/preview", tenant.slug);
    let link = |moment: Timestamp| format!("{path}?at={}", moment.to_rfc3339());
    let step = |moment: Option<Timestamp>, word: &'static str, relation: &'static str| {
        moment.map(|moment| {
            view! {
                <a class="button quiet" href=link(moment) rel=relation>
                    {word}" "<small>{clock.moment(moment)}</small>
                </a>
            }
        })
    };
    let back = step(before, "Earlier change", "prev");
    let on = step(after, "Next change", "next");
    // As its shoppers see it.
    let place = Place::in_language(tenant, tenant.language());
    let header = editorial_place(window.header.clone(), place.clone());
    let has_header = window.header.is_some();
    let facts = window.featured_types.iter().map(ShelfFacts::from).collect();
    let shelves = with_store(|store| store.window(facts, window.seq)).get_untracked();
    let is_bare = shelves.is_empty() && !has_header;
    let shelves: Vec<_> =
        shelves.into_iter().map(|shelf| shelf_view(shelf, place.clone())).collect();
    let findings: Vec<_> =
        findings.iter().map(|finding| view! { <li>{sentence(finding, &clock, at)}</li> }).collect();
    let is_fine = findings.is_empty();
    let moments: Vec<_> = coming
        .iter()
        .map(|Boundary { at: moment, turns }| {
            let current = (*moment == at).then_some("step");
            let turns: Vec<_> = turns.iter().map(turning).collect();
            view! {
                <li>
                    <a href=link(*moment) aria-current=current>
                        <time datetime=moment.to_rfc3339()>{clock.moment(*moment)}</time>
                    </a>
                    <span>{turns.join("; ")}</span>
                </li>
            }
        })
        .collect();
    let is_quiet = moments.is_empty();
    let when = if at == now {
        "As it is now".to_owned()
    } else {
        format!("As it {} on {}", if at < now { "was" } else { "will be" }, clock.moment(at))
    };
    let zone = clock.zone.replace('_', " ");
    view! {
        <form class="admin-search preview-moment" method="get" action=path.clone()>
            <label for="at">"Day and time, by the clock of "{zone}</label>
            <input id="at" name="at" type="datetime-local" value=clock.field(Some(at)) required/>
            <button type="submit" class="button">"Look"</button>
            <a class="button quiet" href=path.clone()>"Now"</a>
        </form>
        <nav class="preview-steps" aria-label="Changes of the window">{back}{on}</nav>
        <section aria-labelledby="findings" class="preview-findings" data-findings>
            <h2 id="findings">"Worth a look"</h2>
            {if is_fine {
                view! { <p>"Everything stands as its schedule says."</p> }.into_any()
            } else {
                view! { <ul>{findings}</ul> }.into_any()
            }}
        </section>
        <section aria-labelledby="shown" class="preview-window" data-preview>
            <h2 id="shown">{when}</h2>
            <p class="board-facts">"By the stock there is now."</p>
            {is_bare.then(|| view! { <p class="board-empty">"The window is empty then."</p> })}
            {header}
            <div class="window" lang=tenant.locale.clone()>{shelves}</div>
        </section>
        <section aria-labelledby="coming" class="preview-coming">
            <h2 id="coming">"What comes"</h2>
            {if is_quiet {
                view! { <p>"No schedule begins or ends from now on."</p> }.into_any()
            } else {
                view! { <ol role="list">{moments}</ol> }.into_any()
            }}
        </section>
    }
}

fn turning(Turning { product, shelf, begins }: &Turning) -> String {
    let verb = if *begins { "begins" } else { "ends" };
    match (product, shelf) {
        (Some(product), Some(shelf)) => format!("{product} {verb} on {shelf}"),
        (_, Some(shelf)) => format!("the shelf {shelf} {verb}"),
        (_, None) => format!("the header {verb}"),
    }
}

fn sentence(finding: &Finding, clock: &Clock, at: Timestamp) -> String {
    let hours =
        |shelf: &FeaturedType| match (shelf.phase(at), shelf.active_from, shelf.active_until) {
            (Phase::Upcoming, Some(from), _) => format!("not shown before {}", clock.moment(from)),
            (_, _, Some(until)) => format!("not shown any more since {}", clock.moment(until)),
            _ => "not shown".into(),
        };
    match finding {
        Finding::Empty { shelf } => format!(
            "Nothing on {shelf} can be shown at this moment, so shoppers do not see the shelf."
        ),
        Finding::Hidden { shelf, products } => format!(
            "{} would be shown now, but the shelf {} is {}.",
            list(products),
            shelf.name,
            hours(shelf)
        ),
        Finding::Crowded { shelf, waiting } => format!(
            "{} shows {} at most: {} would have to wait.",
            shelf.name,
            shelf.capacity,
            list(waiting)
        ),
        Finding::Twice { name, shelves, .. } => {
            format!("{name} stands in the window more than once: on {}.", list(shelves))
        }
        Finding::LongEnded { title, product, ended, .. } => format!(
            "{product} ended on {title} on {} and still has its place there; it can be removed.",
            clock.day(*ended)
        ),
        Finding::NeverSeen { shelf, product } => format!(
            "{product} is never seen on {}: the hours of the one lie outside those of the other.",
            shelf.name
        ),
    }
}

/// The first few, and how many more.
fn list(names: &[String]) -> String {
    const TOLD: usize = 3;
    match names {
        [] => String::new(),
        [one] => one.clone(),
        few if few.len() <= TOLD => {
            let (others, last) = few.split_at(few.len() - 1);
            format!("{} and {}", others.join(", "), last.join(", "))
        }
        many => format!("{} and {} more", many[..TOLD].join(", "), many.len() - TOLD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_by_the_clock_of_the_shop_or_by_their_own() {
        let clock = Clock::new("America/New_York");
        let at = Timestamp::parse("2026-05-01T13:30:00Z");
        assert_eq!(moment(Some("2026-05-01T09:30"), &clock), Ok(at));
        assert_eq!(moment(Some("2026-05-01T13:30:00.000Z"), &clock), Ok(at));
        assert_eq!(moment(None, &clock), Ok(None));
        assert!(moment(Some("soon"), &clock).is_err());
    }

    #[test]
    fn long_lists_are_cut() {
        let names = |count: usize| (1..=count).map(|n| format!("P{n}")).collect::<Vec<_>>();
        assert_eq!(list(&names(1)), "P1");
        assert_eq!(list(&names(3)), "P1, P2 and P3");
        assert_eq!(list(&names(5)), "P1, P2, P3 and 2 more");
    }
}
