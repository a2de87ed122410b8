//! What this browser has looked at. The list never leaves it but as a question for those products.

use crate::components::CardRow;
use crate::islands::strips::Turns;
use crate::live::{self, Card, Word};
use leptos::prelude::*;

/// A row of what was looked at before; nothing where there is none.
#[island(lazy)]
pub fn RecentlySeen() -> impl IntoView {
    let place = live::page_facts().place.clone();
    let seen = RwSignal::new(None::<ArcRwSignal<Vec<Card>>>);
    // Effects run in the browser only.
    Effect::new(move || {
        #[cfg(feature = "hydrate")]
        leptos::task::spawn_local(async move {
            seen.set(browser::gather().await);
            crate::islands::strips::listen();
        });
    });
    let forget = move |_| {
        seen.set(None);
        #[cfg(feature = "hydrate")]
        browser::forget();
    };
    move || {
        let (cards, place) = (seen.get()?, place.clone());
        let say = |word| place.words.text(word).to_owned();
        let row = view! {
            <section class="shelf further" data-layout="carousel" data-strip="part" data-recent>
                <h2 class="shelf-title">{say(Word::RecentlySeen)}</h2>
                <Turns back=say(Word::PreviousSeen) on=say(Word::NextSeen)/>
                <CardRow class="shelf-row" cards place=place.clone() badge=None/>
                <p class="further-note">
                    {say(Word::KeptHere)}
                    " "
                    <button type="button" class="plain" on:click=forget>{say(Word::ForgetThese)}</button>
                </p>
            </section>
        };
        Some(row)
    }
}

#[cfg(any(test, feature = "hydrate"))]
mod list {
    use contract::ProductId;

    /// How many are remembered, beside the one on the page.
    pub const MOST: usize = 12;

    /// The list as it is after a visit: the latest first, each once.
    pub fn after_visit(list: &str, visited: ProductId) -> Vec<ProductId> {
        let before = list.split(',').filter_map(|id| id.parse().ok());
        let mut after = vec![visited];
        for id in before {
            if !after.contains(&id) && after.len() <= MOST {
                after.push(id);
            }
        }
        after
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::list::after_visit;
    use crate::islands::js;
    use crate::live::reader::Node;
    use crate::live::{self, Card, fetch, reader};
    use contract::{ProductId, TenantId};
    use leptos::prelude::{ArcRwSignal, GetUntracked};
    use wasm_bindgen::JsValue;

    /// Nothing where the browser keeps nothing.
    fn kept() -> JsValue {
        web_sys::window()
            .map_or(JsValue::UNDEFINED, |window| JsValue::from(window).field("localStorage"))
    }

    fn key(tenant: TenantId) -> String {
        ["etalage-seen-", &tenant.to_string()].concat()
    }

    fn written(ids: &[ProductId]) -> String {
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }

    /// Notes this visit; the cards of those before.
    pub async fn gather() -> Option<ArcRwSignal<Vec<Card>>> {
        let facts = live::page_facts();
        let (tenant, here) = (facts.tenant, facts.offer.as_ref()?.product.id);
        let (kept, key) = (kept(), key(tenant));
        let before = js::text(&kept, &key);
        let ids = after_visit(&before, here);
        js::set(&kept, &key, &written(&ids));
        let before = &ids[1..];
        if before.is_empty() {
            return None;
        }
        let url = ["/api/products/live?tenantId=", &tenant.to_string(), "&ids=", &written(before)];
        let found = reader::products(&fetch::json(&url.concat()).await?)?;
        let cards = live::with_store(|store| store.list(found, facts.seq, false));
        (!cards.get_untracked().is_empty()).then_some(cards)
    }

    pub fn forget() -> Option<()> {
        js::set(&kept(), &key(live::page_facts().tenant), "");
        // The button that had the focus is gone.
        let main = web_sys::window()?.document()?.get_element_by_id("main")?;
        js::call(&main, "focus", &JsValue::UNDEFINED).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::list::{MOST, after_visit};
    use contract::ProductId;

    #[test]
    fn the_latest_comes_first_and_each_once() {
        let after = |list: &str, id| {
            after_visit(list, ProductId(id)).into_iter().map(|id| id.0).collect::<Vec<_>>()
        };
        assert_eq!(after("", 1), [1]);
        assert_eq!(after("2,1,3", 1), [1, 2, 3]);
        assert_eq!(after("2,x,,2,-", 1), [1, 2]);
        let long: Vec<String> = (2..40).map(|id| id.to_string()).collect();
        assert_eq!(after(&long.join(","), 1).len(), MOST + 1);
    }
}
