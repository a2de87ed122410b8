//! What is the same for every page, made once when the node starts.

use crate::page_cache::{Entry, RenderedPage};
use crate::security::headers::page_policy;
use app::{Reading, SharedHead};
use contract::Language;
use contract::ports::PageRecord;
use http::HeaderValue;
use leptos::prelude::{LeptosOptions, provide_context};
use std::sync::Arc;

/// An address no page will ever have.
const NOWHERE: &str = "/-/";

pub struct Reference {
    pub head: SharedHead,
    /// The page for an address nothing is at, in each language.
    missing: Vec<Arc<Entry>>,
    /// What browsers may do with a page of ours.
    pub policy: HeaderValue,
}

impl Reference {
    /// Renders the page for an address nothing is at. No services are given to it, so nothing of a
    /// shop can be in it: its scripts are those of the document around every page.
    pub async fn render(leptos: &LeptosOptions) -> Self {
        let head = SharedHead::new(leptos);
        let mut policy = HeaderValue::from_static("");
        let mut missing = Vec::with_capacity(Language::ALL.len());
        for language in Language::ALL {
            let reading = Reading { language, is_prefixed: language != Language::default() };
            let provide = move || provide_context(reading);
            let response = super::document(&head, super::plain(NOWHERE), provide).await;
            let mut page = RenderedPage::read(response, &PageRecord::default(), &policy).await;
            // Words are not among its scripts: it is the same for all languages.
            policy = page_policy(&page.html);
            page.headers.insert(http::header::CONTENT_SECURITY_POLICY, policy.clone());
            missing.push(Arc::new(Entry::new(page)));
        }
        Self { head, missing, policy }
    }

    /// The page for an address nothing is at, in the language its path names.
    pub fn missing(&self, path: &str) -> &Entry {
        let (language, _) = Language::split(path);
        &self.missing[language.unwrap_or_default() as usize]
    }
}
