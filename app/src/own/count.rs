//! The number beside the cart, and the stream that says when it may be another.

use super::eager::{document, is_known};
use super::regions;
use crate::live::connection::{self, Feed, Listener};
use crate::live::reader::Node;
use crate::live::{LiveState, fetch, page_facts};
use contract::{Frame, Seq};
use leptos::task::spawn_local;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

thread_local! {
    static NEWEST: Cell<Seq> = const { Cell::new(Seq(0)) };
    /// The cart that is followed.
    static FOLLOWED: Cell<Option<i64>> = const { Cell::new(None) };
}

/// Shows the number, and follows it from then on, where there is a cart.
pub async fn show() -> bool {
    if !is_known() {
        return true;
    }
    let Some((cart, seq)) = ask().await else { return false };
    match (cart, FOLLOWED.get()) {
        (Some(cart), None) => {
            FOLLOWED.set(Some(cart));
            let feed = Feed { tenant: page_facts().tenant, audience: "own", seq };
            connection::follow(feed, Rc::new(Own));
        }
        // Joined with that of another device: with the page its stream begins anew.
        (Some(cart), Some(followed)) if cart != followed => {
            let _ = web_sys::window().map(|window| window.location().reload());
        }
        _ => {}
    }
    true
}

/// Asks how many there are: which cart it is, and where the feed stands.
async fn ask() -> Option<(Option<i64>, Seq)> {
    let url = ["/api/cart/count?tenantId=", &page_facts().tenant.to_string()].concat();
    let answer = fetch::json(&url).await?;
    let (count, seq) = (answer.field("count").number()?, Seq(answer.field("seq").number()?));
    // One that was overtaken says nothing of the number.
    if seq >= NEWEST.get() {
        NEWEST.set(seq);
        let mark = document()?.query_selector("[data-cart-count]").ok()??;
        mark.set_text_content(Some(&count.to_string()));
        let _ = match count {
            0 => mark.set_attribute("hidden", ""),
            _ => mark.remove_attribute("hidden"),
        };
    }
    Some((answer.field("cart").number(), seq))
}

/// What a visitor hears about their own.
struct Own;

impl Listener for Own {
    fn frame(&self, name: &str, data: &str) {
        if name == Frame::OWN {
            let heard = Frame::seq_of(data).unwrap_or_default();
            NEWEST.set(NEWEST.get().max(heard));
            spawn_local(async {
                take().await;
            });
        }
    }

    fn state(&self, _: LiveState) {}

    fn newest(&self) -> Seq {
        NEWEST.get()
    }

    fn refresh(&self, reset: bool) -> Pin<Box<dyn Future<Output = bool>>> {
        if reset {
            NEWEST.set(Seq(0));
        }
        Box::pin(take())
    }
}

async fn take() -> bool {
    let is_shown = show().await;
    regions::renew().await;
    is_shown
}
