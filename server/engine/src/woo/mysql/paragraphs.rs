//! Paragraphs of a text as people type it into WordPress. The database has what was typed, and what a
//! WooCommerce answers has paragraphs: a blank line ends one, a single one breaks a line, and elements
//! that are blocks stand outside.

/// Nothing in them is touched.
const VERBATIM: [&str; 5] = ["pre", "script", "style", "svg", "math"];

const BLOCKS: [&str; 42] = [
    "address",
    "area",
    "article",
    "aside",
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "map",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "ul",
];
const BLOCKS_OF_TABLES: [&str; 4] = ["tfoot", "th", "thead", "tr"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'a> {
    /// Without line ends.
    Text(&'a str),
    Break,
    /// An element that is no block, a comment, or what must stay as it is.
    Inline(&'a str),
    /// The tag of a block, or all of one.
    Block(&'a str, Side),
}

/// Where a block's tag stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Begin,
    End,
    /// It is all there is of it.
    Both,
}

/// What WooCommerce makes of a description before it tells it.
pub(super) fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for chunk in chunks(&pieces(&text)) {
        write(&chunk, &mut out);
    }
    out
}

/// The name in a tag, and whether it ends an element.
fn name(tag: &str) -> (String, bool) {
    let inner = tag.trim_start_matches('<');
    let (inner, ends) = match inner.strip_prefix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let name = inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    (name.to_ascii_lowercase(), ends)
}

/// The tag or comment `rest` begins with.
fn tag(rest: &str) -> Option<&str> {
    if let Some(comment) = rest.strip_prefix("<!--") {
        let end = comment.find("-->").map_or(rest.len(), |at| at + 4 + 3);
        return Some(&rest[..end]);
    }
    let second = rest[1..].chars().next()?;
    if !(second.is_ascii_alphabetic() || second == '/') {
        return None;
    }
    rest.find('>').map(|end| &rest[..=end])
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let piece = match first {
            '\n' => Piece::Break,
            '<' => match tag(rest) {
                Some(tag) => element(rest, tag),
                None => Piece::Text(&rest[..1]),
            },
            _ => Piece::Text(&rest[..rest.find(['\n', '<']).unwrap_or(rest.len())]),
        };
        rest = match piece {
            Piece::Break => &rest[1..],
            Piece::Text(it) | Piece::Inline(it) | Piece::Block(it, _) => &rest[it.len()..],
        };
        pieces.push(piece);
    }
    pieces
}

fn element<'a>(rest: &'a str, tag: &'a str) -> Piece<'a> {
    let (name, ends) = name(tag);
    if VERBATIM.contains(&name.as_str()) && !ends {
        let close = format!("</{name}>");
        let whole = rest.find(&close).map_or(tag, |at| &rest[..at + close.len()]);
        // A `pre` is a block of its own; the others stand where they stand.
        return if name == "pre" { Piece::Block(whole, Side::Both) } else { Piece::Inline(whole) };
    }
    let is_block = BLOCKS.contains(&name.as_str()) || BLOCKS_OF_TABLES.contains(&name.as_str());
    match (is_block, ends) {
        (false, _) => Piece::Inline(tag),
        (true, true) => Piece::Block(tag, Side::End),
        (true, false) if name == "hr" => Piece::Block(tag, Side::Both),
        (true, false) => Piece::Block(tag, Side::Begin),
    }
}

fn is_blank(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Text(text) if text.trim().is_empty())
}

/// Blank lines divide, as do the beginning and the end of a block, and two breaks in a row.
fn chunks<'a>(pieces: &[Piece<'a>]) -> Vec<Vec<Piece<'a>>> {
    let mut chunks: Vec<Vec<Piece<'a>>> = vec![Vec::new()];
    let mut breaks = 0;
    for piece in pieces {
        match piece {
            Piece::Break => breaks += 1,
            blank if is_blank(blank) && breaks > 0 => {}
            _ => {
                if breaks > 1 {
                    chunks.push(Vec::new());
                }
                breaks = 0;
            }
        }
        if matches!(piece, Piece::Block(_, Side::Begin | Side::Both)) {
            chunks.push(Vec::new());
        }
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(*piece);
        }
        if matches!(piece, Piece::Block(_, Side::End | Side::Both)) {
            chunks.push(Vec::new());
        }
    }
    let trimmed = chunks.into_iter().map(|mut chunk| {
        let is_empty = |piece: &Piece<'_>| *piece == Piece::Break || is_blank(piece);
        while chunk.last().is_some_and(is_empty) {
            chunk.pop();
        }
        let first = chunk.iter().position(|piece| !is_empty(piece)).unwrap_or_default();
        chunk.drain(..first);
        chunk
    });
    trimmed.filter(|chunk| !chunk.is_empty()).collect()
}

fn write(chunk: &[Piece<'_>], out: &mut String) {
    let is_block = |piece: Option<&Piece<'_>>| matches!(piece, Some(Piece::Block(..)));
    if !is_block(chunk.first()) {
        out.push_str("<p>");
    }
    for (at, piece) in chunk.iter().enumerate() {
        match piece {
            Piece::Break => {
                let before = out.trim_end_matches(' ').len();
                out.truncate(before);
                let is_plain = !is_block(chunk[..at].last()) && !is_block(chunk.get(at + 1));
                let is_broken = out.ends_with("<br />") || out.ends_with("<br>");
                out.push_str(if is_plain && !is_broken { "<br />\n" } else { "\n" });
            }
            Piece::Inline(tag) if matches!(*tag, "<br>" | "<br/>") => out.push_str("<br />"),
            Piece::Text(text) | Piece::Inline(text) | Piece::Block(text, _) => out.push_str(text),
        }
    }
    if !is_block(chunk.last()) {
        out.push_str("</p>");
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_get_their_paragraphs() {
        for (typed, told) in [
            ("", ""),
            (" \n ", ""),
            ("One.", "<p>One.</p>\n"),
            ("One.\r\n\r\nTwo,\r\nand more.", "<p>One.</p>\n<p>Two,<br />\nand more.</p>\n"),
            ("One.\n \n\n\nTwo.\n", "<p>One.</p>\n<p>Two.</p>\n"),
            ("<strong>One</strong> 1 < 2", "<p><strong>One</strong> 1 < 2</p>\n"),
            ("<p>One.</p>\n", "<p>One.</p>\n"),
            ("<p>One.</p>\n\n<p>Two<br>\nlines.</p>", "<p>One.</p>\n<p>Two<br />\nlines.</p>\n"),
            (
                "Of:\n<ul>\n<li>wool</li>\n<li>linen</li>\n</ul>\nWash it.",
                "<p>Of:</p>\n<ul>\n<li>wool</li>\n<li>linen</li>\n</ul>\n<p>Wash it.</p>\n",
            ),
            ("<h2>Care</h2>Cold.", "<h2>Care</h2>\n<p>Cold.</p>\n"),
            ("A\n<pre>x\n\n y</pre>\nB", "<p>A</p>\n<pre>x\n\n y</pre>\n<p>B</p>\n"),
        ] {
            assert_eq!(paragraphs(typed), told, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_panics(text in "(<(/?(p|div|b|pre)|!--)?>?|-->|\n| |a|ö|\r){0,40}") {
            let letters = |text: &str| text.matches(['a', 'ö']).count();
            let told = paragraphs(&text);
            let added = told.matches("pre").count();
            prop_assert!(letters(&told) >= letters(&text), "{told:?}");
            prop_assert!(added <= text.matches("pre").count());
        }
    }
}
