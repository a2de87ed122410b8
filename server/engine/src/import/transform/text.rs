//! Names, descriptions and picture addresses, made safe to show.

use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a description may be made of: the text, not the upstream shop's looks.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// A text with one of these has its paragraphs already.
const BLOCKS: &[&str] = &[
    "<p",
    "<br",
    "<div",
    "<ul",
    "<ol",
    "<dl",
    "<table",
    "<blockquote",
    "<h2",
    "<h3",
    "<h4",
    "<h5",
    "<h6",
    "<hr",
];

static HTML: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::new();
    builder
        .tags(TAGS.iter().copied().collect())
        .tag_attributes(
            [
                ("a", ["href"].into()),
                ("td", ["colspan", "rowspan"].into()),
                ("th", ["colspan", "rowspan"].into()),
            ]
            .into(),
        )
        .generic_attributes(["lang"].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        // A relative address meant a page of the upstream shop.
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// Without what cannot be stored or would fool the eye: control characters, and those that turn
/// the direction of what follows.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line of plain text: entities decoded, blanks single.
pub fn line(text: &str) -> String {
    let decoded = match text.contains('&') {
        true => html_escape::decode_html_entities(text),
        false => Cow::Borrowed(text),
    };
    plain(&decoded)
}

/// The same for texts that were never HTML, such as a SKU.
pub fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c == '\0' {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_unwanted(c) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Sanitised HTML; plain text gets its paragraphs.
pub fn html(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !is_unwanted(*c))
        .collect();
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    // The page has its own first heading.
    let lower = text.to_ascii_lowercase();
    let text: Cow<'_, str> = match lower.contains("<h1") {
        true => demoted(text, &lower).into(),
        false => text.into(),
    };
    let clean = sanitised(&text);
    match BLOCKS.iter().any(|block| clean.contains(block)) {
        true => clean,
        // Sanitised once more: a tag may have spanned two paragraphs.
        false => sanitised(&paragraphs(&clean)),
    }
}

fn sanitised(html: &str) -> String {
    HTML.clean(html).to_string().trim().to_owned()
}

fn demoted(text: &str, lower: &str) -> String {
    let mut demoted = text.to_owned();
    for tag in ["<h1", "</h1"] {
        for (at, _) in lower.match_indices(tag) {
            let digit = at + tag.len() - 1;
            demoted.replace_range(digit..=digit, "2");
        }
    }
    demoted
}

fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for paragraph in lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
        html.push_str("<p>");
        html.push_str(&paragraph.join("<br>"));
        html.push_str("</p>");
    }
    html
}

/// The address of a picture: `http`, `https`, or from the root of this site.
pub fn picture(text: &str) -> Result<String, &'static str> {
    const LONGEST: usize = 2000;
    let url = text.trim().replace(' ', "%20").replace('\'', "%27");
    if url.len() > LONGEST {
        return Err("has an address longer than 2000 bytes");
    }
    let forbidden =
        |c: char| is_unwanted(c) || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`');
    if url.contains(forbidden) {
        return Err("has an address with characters that do not belong in one");
    }
    if url.starts_with('/') && !url.starts_with("//") {
        return Ok(url);
    }
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let Some(scheme) = scheme else {
        return Err(
            "has an address that begins neither with http:// or https:// nor with one slash",
        );
    };
    let host = url[scheme.len()..].split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains('@') {
        return Err("has an address without a plain host name");
    }
    Ok(format!("{scheme}{}", &url[scheme.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_one_clean_line() {
        assert_eq!(line("Hats &amp; Caps"), "Hats & Caps");
        assert_eq!(line("  a\tb\u{a0}\r\nc\u{202e}d\0e "), "a b cd e");
        assert_eq!(line("5 &lt; 6 &#8220;x&#8221;"), "5 < 6 “x”");
        assert_eq!(plain("A&amp;B"), "A&amp;B");
    }

    #[test]
    fn descriptions_keep_text_and_lose_scripts() {
        assert_eq!(
            html(
                "<h1>Sizes</h1><p onclick=x()>a<script>alert(1)</script> <img src=x onerror=y></p>"
            ),
            "<h2>Sizes</h2><p>a </p>"
        );
        assert_eq!(
            html(r#"<p><a href="javascript:x()">a</a> <a href="https://example.test/">b</a></p>"#),
            "<p><a rel=\"noopener noreferrer nofollow\">a</a> <a href=\"https://example.test/\" \
             rel=\"noopener noreferrer nofollow\">b</a></p>"
        );
        assert_eq!(
            html("one\r\ntwo\n\n<b>three</b> & more"),
            "<p>one<br>two</p><p><b>three</b> &amp; more</p>"
        );
        assert_eq!(html(" \n "), "");
    }

    #[test]
    fn pictures_come_from_the_web_or_from_here() {
        assert_eq!(
            picture(" https://cdn.example.test/a b.jpg?x=1&y=2"),
            Ok("https://cdn.example.test/a%20b.jpg?x=1&y=2".into())
        );
        assert_eq!(picture("HTTP://example.test/é.png"), Ok("http://example.test/é.png".into()));
        assert_eq!(picture("/demo/coat.svg"), Ok("/demo/coat.svg".into()));
        for wrong in [
            "",
            "coat.jpg",
            "//example.test/a.png",
            "javascript:alert(1)",
            "data:image/png;base64,AA",
            "https://",
            "https:///a.png",
            "https://a@b.test/",
            "/a\"onerror=",
            "/\\b.test",
        ] {
            assert!(picture(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn clean_text_stays_as_it_is(text in "(<|>|/|p|br|h1|b|a href=|script|\"|&amp;|\n| |é|\\PC){0,40}") {
            let once = html(&text);
            prop_assert_eq!(html(&once), once.clone());
            prop_assert!(!once.contains("<script") && !once.contains("<h1"));
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once.clone());
        }
    }
}
