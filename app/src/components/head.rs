//! What a page says of itself to browsers, search engines and those it is shared with.

use crate::shell::PublicOrigin;
use leptos::prelude::*;
use leptos_meta::{Html, Link, Meta, Title};

/// The facts a page's head is made of.
#[derive(Clone, Debug, Default)]
pub struct HeadFacts {
    pub title: String,
    pub description: String,
    /// The one address of the content, from the root; none for what shall not be found.
    pub canonical: Option<String>,
    pub image: Option<String>,
    /// Of the shop the page is about, BCP 47.
    pub locale: String,
    /// OpenGraph's type.
    pub kind: &'static str,
    /// The name of the shop or of the house.
    pub site: String,
}

#[component]
pub fn Head(facts: HeadFacts) -> impl IntoView {
    let origin = PublicOrigin::of_request();
    let HeadFacts { title, description, canonical, image, locale, kind, site } = facts;
    let found = canonical.map(|path| {
        let url = origin.url(&path);
        view! {
            <Link rel="canonical" href=url.clone()/>
            <Meta property="og:url" content=url/>
        }
    });
    let hidden = found.is_none().then(|| view! { <Meta name="robots" content="noindex"/> });
    let image = image.map(|path| {
        view! {
            <Meta property="og:image" content=origin.url(&path)/>
            <Meta name="twitter:card" content="summary_large_image"/>
        }
    });
    view! {
        <Html {..} lang="en"/>
        <Title text=escaped(&title)/>
        <Meta name="description" content=description.clone()/>
        <Meta property="og:title" content=title/>
        <Meta property="og:description" content=description/>
        <Meta property="og:type" content=kind/>
        <Meta property="og:site_name" content=site/>
        <Meta property="og:locale" content=locale.replace('-', "_")/>
        {found}
        {hidden}
        {image}
    }
}

/// The title's own element writes its text as it is given, and names come from outside.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The beginning of a sanitised HTML text, without its marks, for a description of one line.
pub fn summary_of(html: &str) -> String {
    const LONGEST: usize = 160;
    let mut text = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push(' ');
            }
            _ if !in_tag => text.push(character),
            _ => {}
        }
    }
    let text = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, plain)| text.replace(entity, plain));
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() >= LONGEST {
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_one_plain_line() {
        assert_eq!(summary_of("<p>Soft &amp; warm</p><p>wool</p>"), "Soft & warm wool");
        let long = summary_of(&"word ".repeat(100));
        assert!(long.chars().count() <= 160 && long.ends_with('…'));
        assert_eq!(summary_of(""), "");
    }
}
