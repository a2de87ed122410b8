//! What stands in a cart, an outfit or an order, line by line.

use super::Room;
use crate::components::photo::{Framing, Photo};
use crate::live::Word;
use crate::messages::{Message, Messages};
use contract::product::LOW_STOCK;
use contract::{Available, CartLine};
use leptos::prelude::*;

const FRAMING: Framing = Framing {
    sizes: "6rem",
    width: 640,
    height: 800,
    plain: 320,
    loading: "lazy",
    is_first: false,
};

/// What names a line in its page: the same as long as it is of the same form of a product.
pub fn line_id(line: &CartLine) -> String {
    let product = line.product.as_ref().map(|product| product.id.to_string());
    let variant = line.variant.as_ref().map(|variant| format!("-{}", variant.id));
    match product {
        Some(product) => product + &variant.unwrap_or_default(),
        None => line.item.sku.bytes().map(|byte| format!("{byte:02x}")).collect(),
    }
}

pub fn name_of(line: &CartLine) -> String {
    let named = line.product.as_ref().map(|product| product.name.clone());
    named.unwrap_or_else(|| line.item.sku.clone())
}

impl Room {
    /// Picture, name and form of a line.
    pub(super) fn line_head(&self, line: &CartLine) -> impl IntoView + use<> {
        let goods = self.place.goods.clone();
        let picture = line.product.as_ref().and_then(|product| {
            let own = line.variant.as_ref().and_then(|variant| variant.image_url.clone());
            let src = own.or_else(|| product.image_url.clone())?;
            let served = product.picture_of(&src).cloned();
            Some(view! { <Photo src served alt=String::new() framing=FRAMING/> })
        });
        let name = name_of(line);
        let name = match &line.product {
            Some(product) => {
                let path = self.place.path(&["/p/", &product.slug]);
                let chosen =
                    line.variant.as_ref().map(|variant| format!("?variant={}", variant.id));
                let href = path + &chosen.unwrap_or_default();
                view! { <a href=href>{name}</a> }.into_any()
            }
            None => name.into_any(),
        };
        let options = Some(line.options()).filter(|options| !options.is_empty());
        let options = options.map(|options| {
            view! { <p class="line-options" lang=goods.clone() dir="auto">{options}</p> }
        });
        view! {
            <div class="picture line-picture">{picture}</div>
            <h2 class="line-name" lang=goods.clone() dir="auto">{name}</h2>
            {options}
        }
    }

    /// What can be had of it at this moment, in words.
    pub(super) fn line_stock(&self, line: &CartLine) -> impl IntoView + use<> {
        let words = &self.place.words;
        let own = |word| words.text(word).to_owned();
        let quantity = line.item.quantity;
        let (key, words) = match (&line.product, &line.available) {
            (None, _) | (_, Some(Available { is_sold: false, .. })) => {
                ("discontinued", Messages::of_page().text(Message::NotSold).to_owned())
            }
            (_, None) => ("unknown", Messages::of_page().text(Message::CannotTell).to_owned()),
            (_, Some(Available { free: Some(free), .. })) if *free <= 0 => {
                ("out_of_stock", own(Word::SoldOut))
            }
            (_, Some(Available { free: Some(free), .. }))
                if *free < quantity || *free <= LOW_STOCK =>
            {
                let key = if *free < quantity { "out_of_stock" } else { "low_stock" };
                (key, words.counted(Word::OnlyLeft, *free))
            }
            _ => ("in_stock", own(Word::InStock)),
        };
        view! { <p class="stock" data-stock=key>{words}</p> }
    }

    /// How many can be had instead of what is asked for.
    pub(super) fn left(line: &CartLine) -> Option<i64> {
        let available = line.available.as_ref().filter(|available| available.is_sold)?;
        available.free.filter(|free| *free > 0 && *free < line.item.quantity)
    }
}
