//! The icons badges carry, drawn on a field of 24 by 24.

use leptos::prelude::*;

/// The outline of an icon of [`contract::featured::ICONS`]; nothing for `none` and unknown names.
fn outline(name: &str) -> Option<&'static str> {
    Some(match name {
        "star" => "M12 2.5l2.9 6.1 6.6.9-4.8 4.6 1.2 6.6-5.9-3.2-5.9 3.2 1.2-6.6L2.5 9.5l6.6-.9z",
        "flame" => {
            "M12.4 2c.6 3.4 5.6 6.2 5.6 11.6A6 6 0 0 1 12 20a6 6 0 0 1-6-6.4c0-3 1.6-4.8 2.8-6.2.2 1.6.8 2.6 1.8 3.2C10.2 7.4 10.8 4.2 12.4 2z"
        }
        "leaf" => {
            "M20.5 3.5C10 3.5 4 8 4 14.5c0 1.4.3 2.6.9 3.6L3 20.5 4.5 22l2.2-2.2c1.1.6 2.4.9 3.8.9 7 0 10-7 10-17.2zM8 17c1.5-4 4-6.8 7.5-8.5C12.8 11 10.5 13.8 9 17.5z"
        }
        "clock" => {
            "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zm1.2 4v5l3.6 2.1-1.2 2-4.8-2.9V6.5z"
        }
        "tag" => {
            "M3 3h8.6l9.7 9.7a1.6 1.6 0 0 1 0 2.3l-6.3 6.3a1.6 1.6 0 0 1-2.3 0L3 11.6zm4.5 3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z"
        }
        "heart" => {
            "M12 21C5.5 16.2 2.5 12.8 2.5 8.9A5 5 0 0 1 7.5 3.8c1.9 0 3.5 1 4.5 2.6 1-1.6 2.6-2.6 4.5-2.6a5 5 0 0 1 5 5.1c0 3.9-3 7.3-9.5 12.1z"
        }
        "spark" => "M12 2l2 7.2 7.5 2.8-7.5 2.8L12 22l-2-7.2L2.5 12 10 9.2z",
        _ => return None,
    })
}

/// An icon beside a text that says the same; hidden from those who hear the page.
#[component]
pub fn Icon(name: String) -> impl IntoView {
    outline(&name).map(|outline| {
        view! {
            <svg class="icon" viewBox="0 0 24 24" width="14" height="14" aria-hidden="true">
                <path d=outline fill="currentColor"></path>
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_icon_a_badge_may_carry_is_drawn() {
        for name in contract::featured::ICONS {
            assert_eq!(super::outline(name).is_some(), name != "none", "{name}");
        }
    }
}
