//! The store of this page, and the public feed that feeds it.

use super::changes::Changes;
use super::connection::{Feed, Listener, follow};
use super::facts::{PageFacts, WindowFacts};
use super::{LiveState, LiveStore, fetch, focus, headline, reader};
use contract::live::Frame;
use contract::{ProductId, Seq, TenantId};
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// What happens within this time is announced in one sentence.
const BREATH: Duration = Duration::from_millis(1_200);

thread_local! {
    static STORE: RefCell<LiveStore> = RefCell::default();
    static FACTS: Arc<PageFacts> = Arc::new(read_facts().unwrap_or_default());
    /// What is to be announced when the breath is over.
    static UNSPOKEN: RefCell<Option<Changes>> = const { RefCell::new(None) };
}

pub fn with_store<T>(work: impl FnOnce(&mut LiveStore) -> T) -> T {
    STORE.with_borrow_mut(work)
}

/// What the server wrote into the page for its islands.
pub fn facts() -> Arc<PageFacts> {
    FACTS.with(Arc::clone)
}

fn read_facts() -> Option<PageFacts> {
    let document = web_sys::window()?.document()?;
    let text = document.get_element_by_id(super::FACTS_ID)?.text_content()?;
    reader::page(&reader::parse(&text)?)
}

pub fn start() {
    let PageFacts { tenant, seq, .. } = *facts();
    follow(Feed { tenant, audience: "public", seq }, Rc::new(Shopper { tenant }));
}

/// An open shopper page.
struct Shopper {
    tenant: TenantId,
}

impl Listener for Shopper {
    fn frame(&self, name: &str, data: &str) {
        let node = reader::parse(data);
        let changes = match name {
            Frame::WINDOW => node.and_then(|node| reader::window(&node)).map(dress),
            Frame::HEADER => return begin(node, false),
            Frame::PRODUCTS => node.and_then(|node| reader::products_changed(&node)).map(|facts| {
                crate::own::heard(&facts);
                with_store(|store| store.apply_products(facts))
            }),
            _ => return,
        };
        // A frame of another version of the program: what it meant is seen in the state.
        let unread = || Changes { incomplete: true, ..Changes::default() };
        let changes = changes.unwrap_or_else(unread);
        let (tenant, incomplete) = (self.tenant, changes.incomplete);
        let wanted = changes.wanted.clone();
        announce(changes);
        if incomplete {
            spawn_local(async move {
                refresh(tenant, false).await;
            });
        } else if !wanted.is_empty() {
            spawn_local(async move {
                look_up(tenant, wanted).await;
            });
        }
    }

    fn state(&self, state: LiveState) {
        let Some(status) = marked("[data-live]") else { return };
        let _ = status.set_attribute("data-state", state.as_str());
        if let Some(words) = status.last_element_child() {
            words.set_text_content(Some(facts().place.words.text(state.word())));
        }
    }

    fn newest(&self) -> Seq {
        with_store(|store| store.newest())
    }

    fn refresh(&self, reset: bool) -> Pin<Box<dyn Future<Output = bool>>> {
        Box::pin(refresh(self.tenant, reset))
    }
}

/// Takes the state anew by one request: the window where the page shows it, else its products.
async fn refresh(tenant: TenantId, reset: bool) -> bool {
    let (has_window, mut known) = with_store(|store| {
        if reset {
            store.distrust();
        }
        (store.has_window(), store.known())
    });
    if !has_window {
        if !reset {
            // The rest is asked for when it has come into view.
            let in_view = in_view();
            known.retain(|id| in_view.contains(id));
        }
        return look_up(tenant, known).await;
    }
    let url = ["/api/featured-products/public?tenantId=", &tenant.to_string()].concat();
    let node = fetch::json(&url).await;
    let view = node.as_ref().and_then(reader::public_view);
    let Some(view) = view else { return false };
    begin(node, reset);
    announce(dress(view));
    true
}

/// Products that stand within the view.
fn in_view() -> Vec<ProductId> {
    let window = web_sys::window();
    let height = window.as_ref().and_then(|window| window.inner_height().ok()?.as_f64());
    let document = window.and_then(|window| window.document());
    let cards = document.and_then(|page| page.query_selector_all("[data-product-id]").ok());
    let (Some(cards), Some(height)) = (cards, height) else { return Vec::new() };
    let id = |at: u32| {
        let card: Element = cards.item(at)?.dyn_into().ok()?;
        let place = card.get_bounding_client_rect();
        let is_seen = place.bottom() > 0.0 && place.top() < height;
        is_seen.then(|| card.get_attribute("data-product-id")?.parse().ok()).flatten()
    };
    (0..cards.length()).filter_map(id).collect()
}

/// Shows what the front begins with, where the page is one.
fn begin(node: Option<JsValue>, anew: bool) {
    if let Some(node) = node.filter(|_| with_store(|store| store.has_window())) {
        spawn_local(headline::show(node, anew));
    }
}

/// Shows the window as it stands now.
fn dress(facts: WindowFacts) -> Changes {
    focus::keep(|| with_store(|store| store.apply_window(facts)))
}

/// Asks for products by id, as many at a time as the server answers.
async fn look_up(tenant: TenantId, ids: Vec<ProductId>) -> bool {
    for ids in ids.chunks(100) {
        let asked_at = with_store(|store| store.newest());
        let mut url = ["/api/products/live?tenantId=", &tenant.to_string(), "&ids="].concat();
        for (at, id) in ids.iter().enumerate() {
            if at > 0 {
                url.push(',');
            }
            url.push_str(&id.to_string());
        }
        url.push_str("&seq=");
        url.push_str(&asked_at.to_string());
        let found = fetch::json(&url).await.and_then(|node| reader::products(&node));
        let Some(found) = found else { return false };
        announce(with_store(|store| store.apply_fetched(ids, found, asked_at)));
    }
    true
}

/// Says what changed, once, when it has been quiet for a breath.
fn announce(changes: Changes) {
    if changes.total() == 0 {
        return;
    }
    UNSPOKEN.with_borrow_mut(|unspoken| {
        if unspoken.is_none() {
            set_timeout(speak, BREATH);
        }
        unspoken.get_or_insert_default().absorb(changes);
    });
}

fn speak() {
    let changes = UNSPOKEN.with_borrow_mut(Option::take);
    let words = changes.and_then(|changes| changes.in_words(&facts().place.words));
    if let (Some(words), Some(region)) = (words, marked("[data-announcement]")) {
        region.set_text_content(Some(&words));
    }
}

fn marked(selector: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(selector).ok()?
}
