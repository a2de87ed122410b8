//! A product's own page.

use super::category::category_path;
use super::options::Options;
use super::storefront::page_facts;
use super::structured::{self, JsonLd};
use super::tree::path_to;
use super::{loaded_in_shop, parameter, query};
use crate::components::buy::buy;
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::frame::ShopFrame;
use crate::components::gallery::{Gallery, Slide};
use crate::components::head::{Head, HeadFacts, SharedPicture, summary_of};
use crate::components::share::Share;
use crate::islands::strips::Turns;
use crate::islands::{LiveGrid, LiveOffer, RecentlySeen, shelf_view};
use crate::live;
use crate::live::facts::{ChosenFacts, OfferFacts, ShelfFacts};
use crate::live::{PageFacts, Place};
use crate::messages::{Message, Messages};
use crate::services::Answer;
use contract::ports::Storefront;
use contract::{Category, Problem, Shelf, Tenant, UniversalProduct, Variant};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ProductPage() -> impl IntoView {
    let slug = parameter("product");
    let wanted = query("variant");
    let answer = Answer::of_request();
    let load = async move |shop: Arc<dyn Storefront>| {
        let product = shop.product(&slug).await?;
        let categories = shop.categories().await?;
        let related = shop.related(&product).await?;
        let looks = shop.looks(product.id).await?;
        Ok((shop, product, categories, related, looks))
    };
    loaded_in_shop(load, move |(shop, product, categories, related, looks)| {
        let (place, messages) = (page_facts(&*shop).place, Messages::of_page());
        let chosen = wanted.as_ref().and_then(|wanted| form(&product, wanted));
        // The product is there, the address is not: nobody should keep or find it.
        let vanished = (wanted.is_some() && chosen.is_none()).then(|| {
            answer.fail(&Problem::not_found("option"));
            view! {
                <p class="note" role="status">
                    {messages.text(Message::OptionGone)}
                </p>
            }
        });
        let tenant = shop.tenant();
        let path = place.path(&["/p/", &product.slug]);
        let pictures = pictures(&product, chosen.as_ref());
        let slides = slides(&product, &pictures);
        let summary = summary_of(&product.description);
        let steps = steps(&tenant, &place, &categories, &product, &path);
        let head = HeadFacts {
            title: format!("{} · {}", product.name, tenant.name),
            description: if summary.is_empty() { tenant.tagline.clone() } else { summary.clone() },
            canonical: vanished.is_none().then(|| path.clone()),
            spoken: tenant.spoken().collect(),
            image: pictures.first().map(|source| SharedPicture::of(&product, source)),
            locale: place.locale.to_string(),
            kind: "product",
            site: tenant.name.clone(),
        };
        let has_further = !related.is_empty();
        let complete = (!looks.is_empty()).then(|| complete(&looks, &*shop));
        let facts = PageFacts {
            offer: Some(offer(&product, chosen.as_ref())),
            list: related,
            ..page_facts(&*shop)
        };
        let buy = buy(&product, chosen.as_ref(), &place);
        let goods = place.goods;
        let description = (!product.description.is_empty()).then(|| {
            let text = product.description.clone();
            view! { <div class="description" lang=goods.clone() dir="auto" inner_html=text></div> }
        });
        view! {
            <Head facts=head/>
            <JsonLd content=structured::product(&tenant, &product, &slides, &summary, &path)/>
            <JsonLd content=structured::breadcrumbs(&steps)/>
            <ShopFrame tenant categories facts>
                <Crumbs steps/>
                <article class="product" data-product-id=product.id.to_string()>
                    <Gallery pictures=slides name=product.name.clone()/>
                    <div class="product-text">
                        <h1 lang=goods.clone() dir="auto">{product.name.clone()}</h1>
                        {vanished}
                        <LiveOffer/>
                        <Options product=product.clone() chosen path goods=goods.clone()/>
                        {buy}
                        <Share/>
                        {description}
                        {attributes(&product, goods)}
                    </div>
                </article>
                {complete}
                {has_further.then(further)}
                <RecentlySeen/>
            </ShopFrame>
        }
    })
}

/// What goes with it, as it was when the page was made: whatever changes of it makes another page.
fn complete(looks: &[Shelf], shop: &dyn Storefront) -> impl IntoView + use<> {
    let place = page_facts(shop).place;
    let looks: Vec<_> = looks
        .iter()
        .map(|look| {
            let cell = live::with_store(|store| store.shelf(ShelfFacts::from(look), shop.seq()));
            shelf_view(cell, place.clone())
        })
        .collect();
    view! {
        <div class="complete">
            <p class="complete-title">{Messages::of_page().text(Message::CompleteLook)}</p>
            {looks}
        </div>
    }
}

/// What else there is of its kind.
fn further() -> impl IntoView {
    let say = |message| Messages::of_page().text(message);
    view! {
        <section
            class="shelf further"
            data-layout="carousel"
            data-strip="part"
            aria-labelledby="further-title"
        >
            <h2 class="shelf-title" id="further-title">{say(Message::AlsoLike)}</h2>
            <Turns
                back=say(Message::PreviousLikeThis).to_owned()
                on=say(Message::NextLikeThis).to_owned()
            />
            <LiveGrid/>
        </section>
    }
}

/// The form the address names.
fn form(product: &UniversalProduct, wanted: &str) -> Option<Variant> {
    product.variants.iter().find(|variant| variant.id.to_string() == wanted).cloned()
}

fn offer(product: &UniversalProduct, chosen: Option<&Variant>) -> OfferFacts {
    OfferFacts {
        product: product.summary(),
        chosen: chosen.map(ChosenFacts::from),
        is_from: chosen.is_none()
            && product.variants.iter().any(|variant| variant.price_cents > product.price_cents),
        has_variants: !product.variants.is_empty(),
    }
}

/// All pictures once, the chosen form's first.
fn pictures(product: &UniversalProduct, chosen: Option<&Variant>) -> Vec<String> {
    let mut pictures: Vec<String> = Vec::new();
    let own = chosen.and_then(|variant| variant.image_url.as_ref());
    for picture in own.into_iter().chain(&product.image_url).chain(&product.gallery) {
        if !pictures.contains(picture) {
            pictures.push(picture.clone());
        }
    }
    pictures
}

fn slides(product: &UniversalProduct, pictures: &[String]) -> Vec<Slide> {
    let slide = |source: &String| (source.clone(), product.picture_of(source).cloned());
    pictures.iter().map(slide).collect()
}

fn steps(
    tenant: &Tenant,
    place: &Place,
    categories: &[Category],
    product: &UniversalProduct,
    path: &str,
) -> Vec<Crumb> {
    let above = product.category.as_ref().map(|category| path_to(categories, category.id));
    let mut steps = vec![Crumb::new(tenant.name.clone(), place.path(&[]))];
    steps.extend(
        above
            .unwrap_or_default()
            .into_iter()
            .map(|category| Crumb::new(category.name.clone(), category_path(place, category))),
    );
    steps.push(Crumb::new(product.name.clone(), path.to_owned()));
    steps
}

fn attributes(product: &UniversalProduct, goods: Option<Arc<str>>) -> impl IntoView + use<> {
    let rows: Vec<_> = product
        .attributes
        .iter()
        .map(|attribute| {
            view! {
                <tr>
                    <th scope="row">{attribute.name.clone()}</th>
                    <td>{attribute.values.join(", ")}</td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <table class="attributes">
                <caption>{Messages::of_page().text(Message::Details)}</caption>
                <tbody lang=goods>{rows}</tbody>
            </table>
        }
    })
}
