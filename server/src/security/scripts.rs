//! Finds the inline scripts of a page of our own. Pages from the cache are the same for everyone,
//! so their policy allows scripts by hash and not by nonce.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The `'sha256-…'` sources of all inline scripts in a page.
pub fn script_hashes(html: &[u8]) -> Vec<String> {
    let mut sources = Vec::new();
    for script in inline_scripts(html) {
        let source = format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script)));
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

/// Their texts, as the browser will see them.
fn inline_scripts(html: &[u8]) -> Vec<&[u8]> {
    let mut scripts = Vec::new();
    let mut at = 0;
    while let Some(found) = find(html, at, b"<") {
        let rest = &html[found..];
        at = if rest.starts_with(b"<!--") {
            find(html, found + 2, b"-->").map_or(html.len(), |end| end + 3)
        } else if rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
            let tag = Tag::read(html, found + 1);
            match tag.raw_name() {
                Some(name) => {
                    let end = closing(html, tag.end, name);
                    if name == "script" && !tag.has_source && !tag.is_data() {
                        scripts.push(&html[tag.end..end]);
                    }
                    end.max(found + 1)
                }
                None => tag.end,
            }
        } else if rest.starts_with(b"</") && rest.get(2).is_some_and(u8::is_ascii_alphabetic) {
            Tag::read(html, found + 2).end
        } else if matches!(rest.get(1), Some(b'!' | b'?' | b'/')) {
            find(html, found, b">").map_or(html.len(), |end| end + 1)
        } else {
            found + 1
        };
    }
    scripts
}

/// Elements whose content is text up to their own end tag.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed", "noframes"];

struct Tag<'a> {
    name: &'a [u8],
    kind: &'a [u8],
    has_source: bool,
    /// Just behind `>`.
    end: usize,
}

impl<'a> Tag<'a> {
    /// Reads from the first letter of the name.
    fn read(html: &'a [u8], start: usize) -> Self {
        let until = |from: usize, stop: &dyn Fn(u8) -> bool| {
            let length = html[from..].iter().position(|b| stop(*b));
            length.map_or(html.len(), |length| from + length)
        };
        let space = |b: u8| b.is_ascii_whitespace();
        let name_end = until(start, &|b| space(b) || b == b'/' || b == b'>');
        let name = &html[start..name_end];
        let mut tag = Self { name, kind: b"", has_source: false, end: html.len() };
        let mut at = name_end;
        loop {
            at = until(at, &|b| !space(b) && b != b'/');
            match html.get(at) {
                None => return tag,
                Some(b'>') => {
                    tag.end = at + 1;
                    return tag;
                }
                Some(_) => {}
            }
            // A `=` in first place belongs to the attribute's name.
            let end = until(at + 1, &|b| space(b) || matches!(b, b'/' | b'>' | b'='));
            let attribute = &html[at..end];
            at = until(end, &|b| !space(b));
            let mut value: &[u8] = b"";
            if html.get(at) == Some(&b'=') {
                at = until(at + 1, &|b| !space(b));
                let quote = html.get(at).copied().filter(|b| matches!(b, b'"' | b'\''));
                let (from, end) = match quote {
                    Some(quote) => (at + 1, until(at + 1, &|b| b == quote)),
                    None => (at, until(at, &|b| space(b) || b == b'>')),
                };
                value = html.get(from..end).unwrap_or_default();
                at = (end + usize::from(quote.is_some())).min(html.len());
            } else {
                at = end;
            }
            match attribute.to_ascii_lowercase().as_slice() {
                b"src" => tag.has_source = true,
                b"type" => tag.kind = value,
                _ => {}
            }
        }
    }

    fn raw_name(&self) -> Option<&'static str> {
        RAW.into_iter().find(|name| self.name.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// A script of a type the browser does not run, such as `application/ld+json`.
    fn is_data(&self) -> bool {
        let kind = self.kind.trim_ascii().to_ascii_lowercase();
        let kind = String::from_utf8_lossy(&kind);
        !matches!(&*kind, "" | "module" | "importmap" | "speculationrules")
            && !kind.contains("javascript")
            && !kind.contains("ecmascript")
    }
}

/// Where the end tag of a raw element begins.
fn closing(html: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = find(html, at, b"</") {
        let after = found + 2 + name.len();
        let named = html.get(found + 2..after);
        let ends = matches!(html.get(after), Some(b'>' | b'/')) || {
            html.get(after).is_some_and(u8::is_ascii_whitespace)
        };
        if ends && named.is_some_and(|named| named.eq_ignore_ascii_case(name.as_bytes())) {
            return found;
        }
        at = found + 2;
    }
    html.len()
}

fn find(html: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = html.get(from..)?;
    rest.windows(what.len()).position(|window| window == what).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(html: &str) -> Vec<&str> {
        let scripts = inline_scripts(html.as_bytes());
        scripts.into_iter().map(|script| std::str::from_utf8(script).unwrap()).collect()
    }

    #[test]
    fn finds_what_a_browser_runs() {
        assert_eq!(texts("<script>a < b</script>"), ["a < b"]);
        assert_eq!(texts("<SCRIPT type='module' defer >a</ScRiPt >"), ["a"]);
        assert_eq!(
            texts("<script>a</script><p>x<script>'</scripty>'</script>"),
            ["a", "'</scripty>'"]
        );
        assert_eq!(texts(r#"<script type="importmap">{}</script>"#), ["{}"]);
    }

    #[test]
    fn leaves_what_it_does_not_run() {
        for html in [
            r#"<script src="/a.js"></script>"#,
            r#"<script type="application/ld+json">{"a":1}</script>"#,
            "<!-- <script>a</script> -->",
            "<textarea><script>a</script></textarea>",
            "<title><script>a</script></title><style><script>a</script></style>",
            r#"<img alt="<script>a</script>">"#,
            "<img alt='<script>a</script>' >",
            "</p x='<script>a</script>'>",
            "<scripts>a</scripts>",
        ] {
            assert!(texts(html).is_empty(), "{html}");
        }
    }

    #[test]
    fn hashes_are_what_browsers_compute() {
        let html = b"<script>alert('Hello, world.');</script>";
        let known = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert_eq!(script_hashes(html), [known]);
    }

    proptest! {
        #[test]
        fn never_panics(html in "(<|/|>|script|[ ='\"!a-]|<!--|-->|src|é){0,40}") {
            script_hashes(html.as_bytes());
        }
    }
}
