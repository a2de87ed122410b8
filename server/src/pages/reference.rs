//! What is the same for every page, made once when the node starts.

use crate::page_cache::{Entry, RenderedPage};
use crate::security::headers::page_policy;
use app::SharedHead;
use contract::ports::PageRecord;
use http::HeaderValue;
use leptos::prelude::LeptosOptions;
use std::sync::Arc;

/// An address no page will ever have.
const NOWHERE: &str = "/-/";

pub struct Reference {
    pub head: SharedHead,
    /// The page for an address nothing is at.
    pub missing: Arc<Entry>,
    /// What browsers may do with a page of ours.
    pub policy: HeaderValue,
}

impl Reference {
    /// Renders the page for an address nothing is at. No services are given to it, so nothing of a
    /// shop can be in it: its scripts are those of the document around every page.
    pub async fn render(leptos: &LeptosOptions) -> Self {
        let head = SharedHead::new(leptos);
        let response = super::document(&head, super::plain(NOWHERE), || {}).await;
        let record = PageRecord::default();
        let unsaid = HeaderValue::from_static("");
        let mut page = RenderedPage::read(response, &record, &unsaid).await;
        let policy = page_policy(&page.html);
        page.headers.insert(http::header::CONTENT_SECURITY_POLICY, policy.clone());
        Self { head, missing: Arc::new(Entry::new(page)), policy }
    }
}
