//! The way from the shop's door to where one stands.

use crate::messages::{Message, Messages};
use leptos::prelude::*;

/// A step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub name: String,
    /// From the root.
    pub path: String,
}

impl Crumb {
    pub fn new(name: impl Into<String>, path: String) -> Self {
        Self { name: name.into(), path }
    }
}

/// Links to every step but the last, which is here.
#[component]
pub fn Crumbs(steps: Vec<Crumb>) -> impl IntoView {
    let label = Messages::of_page().text(Message::Breadcrumbs);
    let last = steps.len().saturating_sub(1);
    let steps: Vec<_> = steps
        .into_iter()
        .enumerate()
        .map(|(at, Crumb { name, path })| {
            if at == last {
                view! { <li><span aria-current="page">{name}</span></li> }.into_any()
            } else {
                view! { <li><a href=path>{name}</a></li> }.into_any()
            }
        })
        .collect();
    view! { <nav class="crumbs" aria-label=label><ol role="list">{steps}</ol></nav> }
}
