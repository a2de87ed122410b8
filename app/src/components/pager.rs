//! The pages of a list, as links.

use crate::messages::{Message, Messages};
use leptos::prelude::*;

/// Links to the pages near `page` of `pages`, and to the first and last. Nothing for one page.
#[component]
pub fn Pager(
    /// The list's address, with a query or without; the first page has no number.
    path: String,
    page: u32,
    pages: u32,
) -> impl IntoView {
    (pages > 1).then(|| {
        let say = |message| Messages::of_page().text(message);
        let link = |to: u32, text: String, rel: Option<&'static str>| {
            let href = page_path(&path, to);
            let current = (to == page).then_some("page");
            view! { <li><a href=href rel=rel aria-current=current>{text}</a></li> }
        };
        let previous =
            (page > 1).then(|| link(page - 1, say(Message::Previous).into(), Some("prev")));
        let next = (page < pages).then(|| link(page + 1, say(Message::Next).into(), Some("next")));
        let numbers: Vec<_> = numbers(page, pages)
            .into_iter()
            .map(|number| match number {
                Some(number) => link(number, number.to_string(), None).into_any(),
                None => view! { <li aria-hidden="true">"…"</li> }.into_any(),
            })
            .collect();
        view! {
            <nav class="pager" aria-label=say(Message::Pages)>
                <ul role="list">{previous}{numbers}{next}</ul>
            </nav>
        }
    })
}

/// The address of a page of a list.
pub fn page_path(path: &str, page: u32) -> String {
    match page {
        0 | 1 => path.to_owned(),
        page if path.contains('?') => format!("{path}&page={page}"),
        page => format!("{path}?page={page}"),
    }
}

/// First, last, and two to each side; `None` where some are left out.
fn numbers(page: u32, pages: u32) -> Vec<Option<u32>> {
    let near = page.saturating_sub(2)..=page.saturating_add(2);
    let mut shown = Vec::new();
    let mut last = 0;
    for number in [1].into_iter().chain(near).chain([pages]) {
        if number <= last || number > pages {
            continue;
        }
        if number > last + 1 {
            shown.push(None);
        }
        shown.push(Some(number));
        last = number;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pages_are_few_links() {
        let text = |page, pages| {
            let number = |n: Option<u32>| n.map_or("-".into(), |n| n.to_string());
            numbers(page, pages).into_iter().map(number).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(text(1, 3), "1 2 3");
        assert_eq!(text(1, 9), "1 2 3 - 9");
        assert_eq!(text(5, 9), "1 - 3 4 5 6 7 - 9");
        assert_eq!(text(9, 9), "1 - 7 8 9");
        assert_eq!(page_path("/t/a/c/b", 1), "/t/a/c/b");
        assert_eq!(page_path("/t/a/c/b", 2), "/t/a/c/b?page=2");
        assert_eq!(page_path("/t/a/c/b?sale=1", 2), "/t/a/c/b?sale=1&page=2");
    }
}
