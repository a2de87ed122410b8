//! The form of a sitemap (sitemaps.org, 0.9).

use app::PublicOrigin;
use contract::Timestamp;

/// Of pages, or of files that list pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pages,
    Index,
}

impl Kind {
    fn elements(self) -> (&'static str, &'static str) {
        match self {
            Self::Pages => ("urlset", "url"),
            Self::Index => ("sitemapindex", "sitemap"),
        }
    }
}

/// Writes a sitemap, in one piece or several.
pub struct Writer {
    kind: Kind,
    origin: PublicOrigin,
    text: String,
    count: usize,
}

impl Writer {
    pub fn begin(kind: Kind, origin: PublicOrigin) -> Self {
        let (list, _) = kind.elements();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <{list} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        );
        Self { kind, origin, text, count: 0 }
    }

    /// `path` from the root, encoded as addresses are.
    pub fn add(&mut self, path: &str, changed: Option<Timestamp>) {
        let (_, entry) = self.kind.elements();
        let address = self.origin.url(path).replace('&', "&amp;").replace('<', "&lt;");
        let changed = changed.map(|at| format!("<lastmod>{}</lastmod>", at.to_rfc3339()));
        let changed = changed.unwrap_or_default();
        self.text.push_str(&format!("<{entry}><loc>{address}</loc>{changed}</{entry}>\n"));
        self.count += 1;
    }

    /// How many entries there are so far.
    pub fn len(&self) -> usize {
        self.count
    }

    /// What has been written since the last time.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    pub fn end(mut self) -> String {
        let (list, _) = self.kind.elements();
        self.text.push_str(&format!("</{list}>\n"));
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_one_document() {
        let mut pages = Writer::begin(Kind::Pages, PublicOrigin::new("https://shops.example"));
        pages.add("/t/a/p/salt-&-pepper", Some(Timestamp(1_777_626_000_000)));
        let mut whole = pages.take();
        pages.add("/t/a", None);
        assert_eq!(pages.len(), 2);
        whole.push_str(&pages.end());
        assert_eq!(
            whole,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
             <url><loc>https://shops.example/t/a/p/salt-&amp;-pepper</loc>\
             <lastmod>2026-05-01T09:00:00.000Z</lastmod></url>\n\
             <url><loc>https://shops.example/t/a</loc></url>\n\
             </urlset>\n"
        );
    }
}
