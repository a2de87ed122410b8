//! How this node does, refreshed while one looks.

use contract::statistics::Statistics;
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
const REFRESH: std::time::Duration = std::time::Duration::from_secs(5);

/// Provider, page cache, feeds and streams of the node that answers.
#[component]
pub fn SystemPanel(statistics: Statistics) -> impl IntoView {
    let statistics = RwSignal::new(statistics);
    let trouble = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let refresh = move || {
            leptos::task::spawn_local(async move {
                match crate::api::operations::statistics().await {
                    Ok(new) => {
                        statistics.set(new);
                        trouble.set(None);
                    }
                    Err(error) => trouble.set(Some(error.0.title)),
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(refresh, REFRESH) {
            on_cleanup(move || handle.clear());
        }
    });
    let groups = move || groups(&statistics.read());
    view! {
        <p class="form-problem" role="status">{move || trouble.get()}</p>
        <div class="figures">
            {move || {
                groups()
                    .into_iter()
                    .map(|(name, lines)| {
                        let lines: Vec<_> = lines
                            .into_iter()
                            .map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> })
                            .collect();
                        view! { <section><h2>{name}</h2><dl>{lines}</dl></section> }
                    })
                    .collect::<Vec<_>>()
            }}
        </div>
    }
}

type Lines = Vec<(String, String)>;

fn groups(statistics: &Statistics) -> Vec<(&'static str, Lines)> {
    let line = |label: &str, value: u64| (label.to_owned(), value.to_string());
    let Statistics { provider, page_cache, feeds, streams } = statistics;
    let rate = |hits: u64, misses: u64| {
        let share = (hits * 100).checked_div(hits + misses);
        let share = share.map_or_else(|| "none yet".into(), |share| format!("{share} %"));
        ("Answered from memory".to_owned(), share)
    };
    vec![
        (
            "Products",
            vec![
                rate(provider.hits, provider.misses),
                line("Held", provider.entries),
                line("Loads", provider.loads),
                line("Invalidated", provider.invalidations),
                line("Oldest, seconds", provider.oldest_seconds),
            ],
        ),
        (
            "Pages",
            vec![
                rate(page_cache.hits, page_cache.misses),
                line("Held", page_cache.entries),
                line("Kilobytes", page_cache.bytes / 1000),
                line("Invalidated", page_cache.invalidations),
            ],
        ),
        (
            "Streams",
            vec![
                line("Open", streams.open),
                line("Opened", streams.opened),
                line("Frames delivered", streams.delivered),
                line("Replayed", streams.replayed),
                line("Resets", streams.resets),
                line("Closed as too slow", streams.closed_slow),
            ],
        ),
        (
            "Feeds, up to position",
            feeds.iter().map(|feed| (feed.tenant.clone(), feed.seq.to_string())).collect(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_did_nothing_yet_says_so() {
        let groups = groups(&Statistics::default());
        assert_eq!(groups[0].1[0].1, "none yet");
    }
}
