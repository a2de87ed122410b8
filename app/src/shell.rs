//! The document around every page.

use crate::messages::{Message, Messages};
use crate::passage;
use crate::routes::App;
use leptos::WasmSplitManifest;
use leptos::nonce::Nonce;
use leptos::prelude::*;
use leptos::reactive::owner::take_context;
use leptos::tachys::html::InertElement;
use leptos_meta::{HashedStylesheet, MetaTags};
use std::sync::Arc;

/// Scheme and authority under which the outside knows this house, for canonical addresses and
/// what is shared elsewhere. Provided as context by the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin(Arc<str>);

impl PublicOrigin {
    /// `origin` without a slash at its end.
    pub fn new(origin: impl Into<Arc<str>>) -> Self {
        Self(origin.into())
    }

    /// The whole address of a path of ours; other addresses stay as they are.
    pub fn url(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.0) } else { path.to_owned() }
    }

    /// As provided; without one, addresses stay relative.
    pub(crate) fn of_request() -> Self {
        use_context().unwrap_or_else(|| Self::new(""))
    }
}

/// Marks pictures that fail, from the first on: long before any island wakes, and without the
/// handlers in attributes the policy refuses. The style hides them, so that the ground is seen.
const PICTURES: &str = "for(const e of['error','load'])addEventListener(e,({target:t})=>\
    {t.tagName=='IMG'&&t.toggleAttribute('data-broken',e=='error')},true)";

/// Style and scripts, the same for every page of a build. The names of the browser's files stand in
/// it, which Leptos looks up on the disk: once, that is, and not for each page.
#[derive(Clone)]
pub struct SharedHead {
    html: Arc<str>,
    /// Which of the browser's files need which others.
    splits: Option<WasmSplitManifest>,
}

impl SharedHead {
    pub fn new(options: &LeptosOptions) -> Self {
        Owner::new().with(|| {
            let html = view! {
                <HashedStylesheet options=options.clone() id="style"/>
                <script inner_html=PICTURES></script>
                <script inner_html=passage::PICTURES></script>
                <script type="speculationrules" inner_html=passage::rules()></script>
                <HydrationScripts options=options.clone() islands=true/>
            };
            let mut html = html.to_html();
            let splits: Option<WasmSplitManifest> = use_context();
            if let Some(splits) = &splits {
                // The first script imports it, which would be heard of a round trip later.
                let address = splits.0.with_value(|(root, _, name)| format!("{root}/{name}"));
                html += &view! { <link rel="modulepreload" href=address/> }.to_html();
            }
            Self { html: html.into(), splits }
        })
    }
}

/// The whole document. Words of a shop say their own language where it is not that of the page. All
/// scripts are the same for every page of a build, so their hashes can stand in the
/// policy.
pub fn shell(head: SharedHead) -> impl IntoView {
    // A nonce in a page that is kept is none, and would make each rendering differ.
    take_context::<Nonce>();
    let SharedHead { html, splits } = head;
    if let Some(splits) = splits {
        provide_context(splits);
    }
    // Only islands are woken.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let shared = InertElement::new(html.to_string());
    view! {
        <!DOCTYPE html>
        <html>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#fbf9f5" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#171412" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {shared}
                <MetaTags/>
            </head>
            <body>
                <a class="skip" href="#main">{Messages::of_page().text(Message::Skip)}</a>
                <App/>
            </body>
        </html>
    }
}
