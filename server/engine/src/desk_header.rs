//! What a shop's front begins with, in one person's hands.

use crate::desk::{Desk, check_window};
use crate::problem::to_refusal;
use contract::featured::Phase;
use contract::header::{
    Header, HeaderDesk, LONGEST_LINK, LONGEST_PATH, LONGEST_TEXT, LONGEST_TITLE,
};
use contract::{Permission, Problem, Receipt, Refusal, Result, Revision, Seq};
use store::SetHeader;

impl Desk {
    pub(crate) async fn read_header(&self, at_least: Option<Seq>) -> Result<HeaderDesk> {
        self.may(Permission::BoardView)?;
        let tenant = self.tenant.id;
        self.engine.reach(tenant, at_least).await?;
        let shelves = self.engine.shelves(tenant).ok_or_else(|| Problem::not_found("shop"))?;
        let seq = *shelves.applied.borrow();
        let placements = shelves.placements.get();
        let header = placements.header.clone();
        let product = match header.as_ref().and_then(|header| header.picture_of) {
            Some(id) => self.engine.provider.get(tenant, id).await?,
            None => None,
        };
        let now = self.engine.clock.now();
        Ok(HeaderDesk {
            seq,
            is_active: header.as_ref().is_some_and(|header| header.phase(now) == Phase::Active),
            header,
            revision: placements.header_revision,
            product: product.map(|product| product.summary()),
        })
    }

    pub(crate) async fn write_header(
        &self,
        header: Option<Header>,
        seen: Option<Revision>,
    ) -> Result<Receipt, Refusal> {
        self.may(Permission::BoardEdit)?;
        let header = header.map(tidy);
        if let Some(header) = &header {
            check_header(header)?;
        }
        let origin = self.engine.origin(&self.actor);
        let command = SetHeader { tenant: self.tenant.id, origin, header, seen };
        let committed = self.engine.store.write(command).await.map_err(to_refusal)?;
        Ok(self.receipt(Ok(committed)).await?.1)
    }
}

/// Without spaces around the words; a link without either part is none.
fn tidy(mut header: Header) -> Header {
    header.title = header.title.trim().to_owned();
    header.text = header.text.trim().to_owned();
    header.link = header.link.take().map(|mut link| {
        link.words = link.words.trim().to_owned();
        link
    });
    header.link = header.link.filter(|link| !link.words.is_empty() || !link.path.is_empty());
    header
}

/// What a header may be. Also what the demo goes through.
pub fn check_header(header: &Header) -> Result<()> {
    let length = |text: &str| text.chars().count();
    let wrong = |field: &str, title: String| Err(Problem::invalid(field, title));
    if !(1..=LONGEST_TITLE).contains(&length(&header.title)) {
        return wrong("/title", format!("A title has one to {LONGEST_TITLE} characters."));
    }
    if header.title.chars().any(char::is_control) {
        return wrong("/title", "A title is one line of plain text.".into());
    }
    if length(&header.text) > LONGEST_TEXT {
        return wrong("/text", format!("The text has at most {LONGEST_TEXT} characters."));
    }
    if header.text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return wrong("/text", "The text is plain.".into());
    }
    if let Some(link) = &header.link {
        if !(1..=LONGEST_LINK).contains(&length(&link.words)) {
            let title = format!("The words of a link are one to {LONGEST_LINK} characters.");
            return wrong("/link/words", title);
        }
        if link.words.chars().any(char::is_control) {
            return wrong("/link/words", "The words of a link are one line.".into());
        }
        if !is_within_the_shop(&link.path) {
            let title = "A link leads to a page of this shop: /c/…, /p/… or /search?q=….";
            return wrong("/link/path", title.into());
        }
    }
    check_window("activeUntil", header.active_from, header.active_until)
}

/// Below the shop's own address, one step, and nothing that a browser would read otherwise.
fn is_within_the_shop(path: &str) -> bool {
    let is_plain = path.len() <= LONGEST_PATH
        && !path.chars().any(|c| c.is_control() || c.is_whitespace() || "\\\"<>#".contains(c));
    let is_slug = |slug: &str| {
        !slug.is_empty() && !slug.contains(['/', '?', '&', '%']) && !slug.starts_with('.')
    };
    let one_of = |root: &str| path.strip_prefix(root).is_some_and(is_slug);
    let searches = path.strip_prefix("/search?q=").is_some_and(|words| !words.is_empty());
    is_plain && (one_of("/c/") || one_of("/p/") || searches)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;
    use contract::header::HeaderLink;
    use proptest::prelude::*;

    fn header(path: &str) -> Header {
        let link = Some(HeaderLink { words: "See them".into(), path: path.into() });
        Header { title: "Coats for rain".into(), link, ..Header::default() }
    }

    #[test]
    fn a_link_stays_within_the_shop() {
        for own in ["/c/coats", "/p/été-coat", "/search?q=wool%20coat", "/search?q=wool&category=c"]
        {
            assert_eq!(check_header(&header(own)), Ok(()), "{own}");
        }
        for other in [
            "",
            "/",
            "/c/",
            "/c/..",
            "/c/../../admin",
            "//evil.example",
            "/c//evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\\evil.example",
            "/c/a b",
            "/search",
            "/admin",
        ] {
            let problem = check_header(&header(other)).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some("/link/path"), "{other}");
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        let field = |change: fn(&mut Header)| {
            let mut header = header("/c/coats");
            change(&mut header);
            check_header(&tidy(header)).unwrap_err().field.unwrap()
        };
        assert_eq!(field(|h| h.title = "  ".into()), "/title");
        assert_eq!(field(|h| h.title = "x".repeat(81)), "/title");
        assert_eq!(field(|h| h.title = "a\nb".into()), "/title");
        assert_eq!(field(|h| h.text = "x".repeat(401)), "/text");
        assert_eq!(field(|h| h.link.as_mut().unwrap().words = " ".into()), "/link/words");
        let ended = |h: &mut Header| {
            (h.active_from, h.active_until) = (Some(Timestamp(2)), Some(Timestamp(1)));
        };
        assert_eq!(field(ended), "/activeUntil");
        let mut empty = header("");
        empty.link = Some(HeaderLink::default());
        assert_eq!(check_header(&tidy(empty)), Ok(()), "no link is fine");
    }

    proptest! {
        /// Whatever passes: a browser that resolves it at the shop's address stays below it.
        #[test]
        fn what_passes_leads_nowhere_else(path in "[/.?#a-z:\\\\%&= é]{0,24}") {
            if is_within_the_shop(&path) {
                let base = reqwest::Url::parse("https://shop.example/t/own").unwrap();
                let url = base.join(&format!("/t/own{path}")).unwrap();
                prop_assert_eq!(url.host_str(), Some("shop.example"));
                prop_assert!(url.path().starts_with("/t/own/"), "{}", url);
            }
        }
    }
}
