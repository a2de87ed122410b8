//! What a page says of itself to browsers, search engines and those it is shared with.

use crate::reading::{Reading, edition};
use crate::shell::PublicOrigin;
use contract::{Language, UniversalProduct};
use leptos::prelude::*;
use leptos_meta::{Html, Link, Meta, Title};

/// The facts a page's head is made of.
#[derive(Clone, Debug, Default)]
pub struct HeadFacts {
    pub title: String,
    pub description: String,
    /// The one address of the content in this language, from the root; none for what shall not be
    /// found.
    pub canonical: Option<String>,
    /// What it can be read in, the one that addresses do not name first; none for what is said in
    /// one language only.
    pub spoken: Vec<Language>,
    pub image: Option<SharedPicture>,
    /// The page's, BCP 47.
    pub locale: String,
    /// OpenGraph's type.
    pub kind: &'static str,
    /// The name of the shop or of the house.
    pub site: String,
}

/// The picture a page is shared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPicture {
    pub address: String,
    /// In pixels, where it is known.
    pub size: Option<(i64, i64)>,
    /// What it shows.
    pub alt: String,
}

impl SharedPicture {
    /// Wide enough to be shown large wherever it is shared.
    const WIDTH: i64 = 960;

    /// A picture of a product, from this house where it serves it.
    pub fn of(product: &UniversalProduct, source: &str) -> Self {
        let alt = product.name.clone();
        let Some(served) = product.picture_of(source) else {
            return Self { address: source.to_owned(), size: None, alt };
        };
        let width = served.width.min(Self::WIDTH);
        let size = (width > 0).then(|| (width, served.height * width / served.width));
        Self { address: served.at(Self::WIDTH), size, alt }
    }

    /// The first picture there is among products.
    pub fn first<'a>(products: impl IntoIterator<Item = &'a UniversalProduct>) -> Option<Self> {
        let shown = |product: &'a UniversalProduct| Some((product, product.image_url.as_ref()?));
        products.into_iter().find_map(shown).map(|(product, source)| Self::of(product, source))
    }
}

#[component]
pub fn Head(facts: HeadFacts) -> impl IntoView {
    let origin = PublicOrigin::of_request();
    let language = Reading::of_page().language;
    let HeadFacts { title, description, canonical, spoken, image, locale, kind, site } = facts;
    let found = canonical.map(|path| {
        let url = origin.url(&path);
        let others = spoken.iter().filter(|other| **other != language);
        let others: Vec<_> = others
            .map(|other| {
                let locale = other.locale().replace('-', "_");
                view! { <Meta property="og:locale:alternate" content=locale/> }
            })
            .collect();
        let editions = editions(&path, &spoken);
        let editions: Vec<_> = editions
            .into_iter()
            .map(|(name, path)| {
                view! { <Link rel="alternate" hreflang=name href=origin.url(&path)/> }
            })
            .collect();
        view! {
            <Link rel="canonical" href=url.clone()/>
            {editions}
            {others}
            <Meta property="og:url" content=url/>
        }
    });
    let hidden = found.is_none().then(|| view! { <Meta name="robots" content="noindex"/> });
    let card = if image.is_some() { "summary_large_image" } else { "summary" };
    let image = image.map(|picture| {
        let size = picture.size.map(|(width, height)| {
            view! {
                <Meta property="og:image:width" content=width.to_string()/>
                <Meta property="og:image:height" content=height.to_string()/>
            }
        });
        view! {
            <Meta property="og:image" content=origin.url(&picture.address)/>
            <Meta property="og:image:alt" content=picture.alt/>
            {size}
        }
    });
    view! {
        <Html {..} lang=language.code() dir=language.direction()/>
        <Title text=escaped(&title)/>
        <Meta name="description" content=description.clone()/>
        <Meta property="og:title" content=title/>
        <Meta property="og:description" content=description/>
        <Meta property="og:type" content=kind/>
        <Meta property="og:site_name" content=site/>
        <Meta property="og:locale" content=locale.replace('-', "_")/>
        <Meta name="twitter:card" content=card/>
        {found}
        {hidden}
        {image}
    }
}

/// The page in each of its languages, by what search engines call them; nothing where that is one.
pub fn editions(path: &str, spoken: &[Language]) -> Vec<(&'static str, String)> {
    let [own, _, ..] = *spoken else { return Vec::new() };
    let (_, path) = Language::split(path);
    let named = spoken.iter().map(|language| (language.code(), edition(path, own, *language)));
    // For whoever reads none of them.
    named.chain([("x-default", path.to_owned())]).collect()
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
    fn a_page_names_all_its_editions_whichever_it_is() {
        let spoken = [Language::En, Language::De];
        let all = |path| editions(path, &spoken);
        assert_eq!(all("/de/t/a?page=2"), all("/t/a?page=2"));
        let paths: Vec<_> =
            all("/t/a").into_iter().map(|(name, path)| [name, &path].join(" ")).collect();
        assert_eq!(paths, ["en /t/a", "de /de/t/a", "x-default /t/a"]);
        assert_eq!(editions("/t/a", &spoken[..1]), []);
    }

    #[test]
    fn descriptions_are_one_plain_line() {
        assert_eq!(summary_of("<p>Soft &amp; warm</p><p>wool</p>"), "Soft & warm wool");
        let long = summary_of(&"word ".repeat(100));
        assert!(long.chars().count() <= 160 && long.ends_with('…'));
        assert_eq!(summary_of(""), "");
    }
}
