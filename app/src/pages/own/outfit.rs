//! One outfit: its pieces, and what can be done with all of them. Whoever has its address may look,
//! and take it over; only whose it is may change it.

use super::lines::name_of;
use super::said::Said;
use super::{Deed, Room, loaded_own, products_of};
use crate::components::share::Share;
use crate::messages::{Message, Messages};
use crate::pages::parameter;
use contract::outfit::LONGEST_NAME;
use contract::ports::Shopping;
use contract::{Available, CartLine, OutfitView, Variant};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn OutfitPage() -> impl IntoView {
    let code = parameter("outfit");
    let load = async move |own: Arc<dyn Shopping>| {
        let outfit = own.outfit(&code).await?;
        let skus = choosable(&outfit);
        // What cannot be told is left open: whoever owns the stock is asked again when it counts.
        let available = match skus.is_empty() {
            true => vec![],
            false => own.available(&skus).await.unwrap_or_default(),
        };
        Ok((outfit, available))
    };
    loaded_own(load, |room, (outfit, available)| {
        let title = outfit.outfit.name.clone();
        let products = products_of(&outfit.lines);
        let pieces = room.pieces(&outfit, &available);
        let content = view! {
            <Said/>
            <div data-own id="own-outfit">{pieces}</div>
            <Share/>
            {room.outfit_deeds(&outfit)}
            {room.own_ways()}
        };
        room.page(title, products, content.into_any())
    })
}

/// The articles of all forms the pieces can be had in.
fn choosable(outfit: &OutfitView) -> Vec<String> {
    let products = outfit.lines.iter().filter_map(|line| line.product.as_ref());
    let mut skus: Vec<String> = products
        .flat_map(|product| product.variants.iter().map(|variant| variant.sku.clone()))
        .collect();
    skus.sort_unstable();
    skus.dedup();
    skus.truncate(contract::stock::MOST_ITEMS);
    skus
}

impl Room {
    fn pieces(&self, outfit: &OutfitView, available: &[Available]) -> AnyView {
        let messages = Messages::of_page();
        let code = &outfit.outfit.code;
        if outfit.lines.is_empty() {
            let front = self.place.path(&[]);
            return view! {
                <div class="empty">
                    <p class="empty-title">{messages.text(Message::OutfitEmpty)}</p>
                    <p><a class="button" href=front>{messages.text(Message::GoToWindow)}</a></p>
                </div>
            }
            .into_any();
        }
        let lines: Vec<_> = outfit
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| self.piece(line, at, code, outfit.is_own, available))
            .collect();
        let is_open = outfit.lines.iter().any(|line| line.item.sku.is_empty());
        let note = match (is_open, outfit.is_there()) {
            (true, _) => Some(Message::OutfitOpen),
            (false, Some(false)) => Some(Message::OutfitShort),
            (false, None) => Some(Message::CannotTellLead),
            (false, Some(true)) => None,
        };
        let note = note.map(|note| view! { <p class="note">{messages.text(note)}</p> });
        let deed = |action, words, class| {
            let fields = vec![("code", code.clone())];
            let (place, words) = (self.place.clone(), messages.text(words).to_owned());
            view! { <Deed action place fields words class/> }
        };
        let take = (!is_open).then(|| {
            view! {
                <div class="deeds">
                    {deed("/fn/outfit/to-cart", Message::OutfitToCart, "button")}
                    {deed("/fn/outfit/hold", Message::OutfitHold, "button quiet")}
                </div>
            }
        });
        view! {
            <ul class="lines" role="list">{lines}</ul>
            <section class="sum" aria-label=messages.text(Message::Total)>
                {note}
                <p class="sum-total">
                    <span>{messages.text(Message::Total)}</span>
                    " "
                    <bdi class="price-now">{self.price(outfit.total_cents())}</bdi>
                </p>
                {take}
            </section>
        }
        .into_any()
    }

    fn piece(
        &self,
        line: &CartLine,
        at: usize,
        code: &str,
        is_own: bool,
        available: &[Available],
    ) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let name = name_of(line);
        let price = line.price_cents().map(|price| self.price(price));
        let product = line.product.as_ref().map(|product| product.id.to_string());
        let fields = || {
            let product = product.clone().unwrap_or_default();
            vec![("code", code.to_owned()), ("piece", at.to_string()), ("product", product)]
        };
        let variants = line.product.as_ref().map(|product| product.variants.as_slice());
        let variants = variants.unwrap_or_default();
        let choice = (is_own && !variants.is_empty())
            .then(|| self.choice(line, &name, at, fields(), variants, available));
        let is_open = line.item.sku.is_empty();
        let stock = (!is_open).then(|| self.line_stock(line));
        let remove = is_own.then(|| {
            let words = messages.text(Message::RemoveLine).to_owned();
            view! {
                <Deed
                    action="/fn/outfit/take-out"
                    place=self.place.clone()
                    fields=fields()
                    words
                    class="plain"
                    object=name.clone()
                />
            }
        });
        view! {
            <li class="line" data-product-id=product.clone()>
                {self.line_head(line)}
                <div class="line-there">{stock}</div>
                <div class="line-deeds">{choice} {remove}</div>
                <p class="line-total"><bdi>{price}</bdi></p>
            </li>
        }
    }

    /// The forms of a piece, those that cannot be had out of reach.
    fn choice(
        &self,
        line: &CartLine,
        name: &str,
        at: usize,
        fields: Vec<(&'static str, String)>,
        variants: &[Variant],
        available: &[Available],
    ) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let options: Vec<_> = variants
            .iter()
            .map(|variant| {
                let known = available.iter().find(|known| known.sku == variant.sku);
                let is_gone = known.is_some_and(|known| !known.covers(1));
                let is_chosen = variant.sku == line.item.sku;
                let note = is_gone.then(|| format!(" {}", messages.text(Message::OptionSoldOut)));
                view! {
                    <option
                        value=variant.sku.clone()
                        selected=is_chosen
                        disabled=is_gone && !is_chosen
                    >
                        {variant.in_words()}
                        {note}
                    </option>
                }
            })
            .collect();
        let hidden: Vec<_> = fields
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect();
        let none = line.item.sku.is_empty().then(|| {
            view! { <option value="" selected>{messages.text(Message::ChooseForm)}</option> }
        });
        let label = format!("{}, {name}", messages.text(Message::Form));
        view! {
            <form method="post" action="/fn/outfit/choose" class="quantity">
                <input type="hidden" name="front" value=self.place.front.to_string()/>
                {hidden}
                <select name="sku" id=format!("piece-{at}") aria-label=label required>
                    {none}
                    {options}
                </select>
                <button class="button quiet">
                    {messages.text(Message::Choose)} <span class="sr">" "{name.to_owned()}</span>
                </button>
            </form>
        }
    }

    /// What its owner may do with it, or somebody who was shown it.
    fn outfit_deeds(&self, outfit: &OutfitView) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let code = outfit.outfit.code.clone();
        let place = self.place.clone();
        if !outfit.is_own {
            let words = messages.text(Message::CopyOutfit).to_owned();
            return view! {
                <section class="panel">
                    <p>{messages.text(Message::OthersOutfit)}</p>
                    <Deed action="/fn/outfit/copy" place fields=vec![("code", code)] words/>
                </section>
            }
            .into_any();
        }
        let front = self.place.front.to_string();
        view! {
            <form method="post" action="/fn/outfit/rename" class="field inline">
                <input type="hidden" name="front" value=front/>
                <input type="hidden" name="code" value=code.clone()/>
                <label for="outfit-name">{messages.text(Message::OutfitName)}</label>
                <input
                    id="outfit-name"
                    name="name"
                    required
                    maxlength=LONGEST_NAME.to_string()
                    dir="auto"
                    value=outfit.outfit.name.clone()
                />
                <button class="button quiet">{messages.text(Message::Rename)}</button>
            </form>
            <div class="deeds">
                <Deed
                    action="/fn/outfit/copy"
                    place=place.clone()
                    fields=vec![("code", code.clone())]
                    words=messages.text(Message::CopyOutfit).to_owned()
                    class="plain"
                />
                <Deed
                    action="/fn/outfit/remove"
                    place
                    fields=vec![("code", code)]
                    words=messages.text(Message::DeleteOutfit).to_owned()
                    class="plain"
                />
            </div>
        }
        .into_any()
    }
}
