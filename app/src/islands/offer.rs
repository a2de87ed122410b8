//! The price and stock of a product's own page.

use crate::components::card::highlight;
use crate::components::price::Price;
use crate::components::stock::Stock;
use crate::live;
use crate::live::Word;
use crate::live::facts::{OfferFacts, PageFacts};
use crate::live::moment::{self, Calendar};
use contract::StockStatus;
use leptos::prelude::*;

/// What can be said of the chosen form, or of the product when none is chosen.
#[island]
pub fn LiveOffer() -> impl IntoView {
    let facts = live::page_facts();
    facts.offer.as_ref().map(|offer| offer_view(&facts, offer))
}

fn offer_view(page: &PageFacts, facts: &OfferFacts) -> impl IntoView + use<> {
    let &OfferFacts { chosen, is_from, has_variants, .. } = facts;
    let place = page.place.clone();
    let here = place.path(&["/p/", &facts.product.slug]);
    let here = match &chosen {
        Some(chosen) => here + "?variant=" + &chosen.id.to_string(),
        None => here,
    };
    let calendar = Calendar::of_page();
    let shown = live::with_store(|store| store.product(facts.product.clone(), page.seq));
    #[cfg(feature = "hydrate")]
    {
        follow_picture(shown.clone());
        // Frames tell of the product, not of its forms.
        if !has_variants {
            follow_stock(shown.clone());
        }
    }
    let (as_of, since) = place.words.around(Word::AsOf);
    let offer = move || {
        let say = |word| place.words.text(word).to_owned();
        let shown = shown.read();
        let product = &shown.product;
        let (cents, former, status, stock) = match chosen {
            Some(chosen) => {
                (chosen.price_cents, chosen.former_cents, chosen.stock_status, chosen.stock)
            }
            None => {
                let gone = shown.gone;
                let status = if gone { StockStatus::OutOfStock } else { product.stock_status };
                (product.price_cents, product.former_price(), status, product.stock)
            }
        };
        // Frames tell of the product, not of its forms.
        let outdated = (has_variants && shown.touched > 0 && !shown.gone).then(|| {
            view! {
                <p class="note">
                    {say(Word::JustChanged)}
                    " "
                    <a href=here.clone()>{say(Word::LatestOptions)}</a>
                </p>
            }
        });
        let gone = shown.gone.then(|| {
            view! { <p class="note">{say(Word::JustLeft)}</p> }
        });
        view! {
            <div class="offer-face" data-changed=highlight(shown.touched)>
                {is_from.then(|| view! { <span class="offer-from">{say(Word::PriceFromLowest)}</span> })}
                <Price cents former currency=product.currency place=place.clone()/>
                <p class="offer-stock">
                    <Stock availability=product.availability status stock words=place.words.clone()/>
                    " "
                    <span class="as-of">
                        {as_of.clone()}
                        <time datetime=moment::iso(product.updated_at)>
                            {calendar.in_words(product.updated_at, &place.locale)}
                        </time>
                        {since.clone()}
                    </span>
                </p>
                {outdated}
                {gone}
            </div>
        }
    };
    view! { <div class="offer">{offer}</div> }
}

/// Lets it be put in the cart, or not, as there is some of it.
#[cfg(feature = "hydrate")]
fn follow_stock(shown: ArcRwSignal<live::Shown>) {
    use contract::Availability::{Discontinued, Preorder};
    Effect::new(move |before: Option<bool>| {
        let shown = shown.read();
        let product = &shown.product;
        let is_left =
            product.availability == Preorder || product.stock_status != StockStatus::OutOfStock;
        let is_there = !shown.gone && product.availability != Discontinued && is_left;
        if before.is_some_and(|before| before != is_there) {
            let page = web_sys::window().and_then(|window| window.document());
            for (selector, name, is_set) in
                [("[data-add]", "disabled", !is_there), ("#why-not", "hidden", is_there)]
            {
                let found = page.as_ref().and_then(|page| page.query_selector(selector).ok()?);
                let _ = found.map(|found| found.toggle_attribute_with_force(name, is_set));
            }
        }
        is_there
    });
}

/// Has the gallery show the product's pictures anew when its first one is another.
#[cfg(feature = "hydrate")]
fn follow_picture(shown: ArcRwSignal<live::Shown>) {
    type Seen = (Option<String>, Option<String>);
    Effect::new(move |before: Option<Seen>| {
        let shown = shown.read();
        let served = shown.product.picture.as_ref().map(|picture| picture.base.clone());
        let now = (shown.product.image_url.clone(), served);
        if before.is_some_and(|before| before != now) {
            leptos::task::spawn_local(async {
                super::gallery::renew().await;
            });
        }
        now
    });
}
