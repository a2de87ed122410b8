//! A product's own page.

use super::category::category_path;
use super::options::Options;
use super::storefront::page_facts;
use super::structured::{self, JsonLd};
use super::tree::path_to;
use super::{loaded, parameter, query};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::frame::ShopFrame;
use crate::components::gallery::Gallery;
use crate::components::head::{Head, HeadFacts, summary_of};
use crate::components::shop_path;
use crate::islands::LiveOffer;
use crate::live::PageFacts;
use crate::live::facts::{ChosenFacts, OfferFacts};
use contract::{Category, Problem, Result, Tenant, UniversalProduct, Variant};
use leptos::prelude::*;

#[component]
pub fn ProductPage() -> impl IntoView {
    let shop = crate::services::storefront(parameter("tenant"));
    let slug = parameter("product");
    let wanted = query("variant");
    let load = async move {
        let shop = shop.await?;
        let product = shop.product(&slug).await?;
        let chosen = chosen(&product, wanted)?;
        let categories = shop.categories().await?;
        Ok((shop, product, chosen, categories))
    };
    loaded(load, |(shop, product, chosen, categories)| {
        let tenant = shop.tenant();
        let path = shop_path(&tenant.slug, &["/p/", &product.slug]);
        let pictures = pictures(&product, chosen.as_ref());
        let summary = summary_of(&product.description);
        let steps = steps(&tenant, &categories, &product, &path);
        let head = HeadFacts {
            title: format!("{} · {}", product.name, tenant.name),
            description: if summary.is_empty() { tenant.tagline.clone() } else { summary.clone() },
            canonical: Some(path.clone()),
            image: pictures.first().cloned(),
            locale: tenant.locale.clone(),
            kind: "product",
            site: tenant.name.clone(),
        };
        let facts =
            PageFacts { offer: Some(offer(&product, chosen.as_ref())), ..page_facts(&*shop) };
        let description = (!product.description.is_empty()).then(|| {
            view! { <div class="description" inner_html=product.description.clone()></div> }
        });
        view! {
            <Head facts=head/>
            <JsonLd content=structured::product(&product, &pictures, &summary, &path)/>
            <JsonLd content=structured::breadcrumbs(&steps)/>
            <ShopFrame tenant categories facts>
                <Crumbs steps/>
                <article class="product" data-product-id=product.id.to_string()>
                    <Gallery pictures name=product.name.clone()/>
                    <div class="product-text">
                        <h1>{product.name.clone()}</h1>
                        <LiveOffer/>
                        <Options product=product.clone() chosen path/>
                        {description}
                        {attributes(&product)}
                    </div>
                </article>
            </ShopFrame>
        }
    })
}

/// The form the address names. One that is not there is no page.
fn chosen(product: &UniversalProduct, wanted: Option<String>) -> Result<Option<Variant>> {
    let Some(wanted) = wanted else {
        return Ok(None);
    };
    let variant = product.variants.iter().find(|variant| variant.id.to_string() == wanted);
    variant.cloned().map(Some).ok_or_else(|| Problem::not_found("option"))
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

fn steps(
    tenant: &Tenant,
    categories: &[Category],
    product: &UniversalProduct,
    path: &str,
) -> Vec<Crumb> {
    let above = product.category.as_ref().map(|category| path_to(categories, category.id));
    let mut steps = vec![Crumb::new(tenant.name.clone(), shop_path(&tenant.slug, &[]))];
    steps.extend(
        above
            .unwrap_or_default()
            .into_iter()
            .map(|category| Crumb::new(category.name.clone(), category_path(tenant, category))),
    );
    steps.push(Crumb::new(product.name.clone(), path.to_owned()));
    steps
}

fn attributes(product: &UniversalProduct) -> impl IntoView + use<> {
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
                <caption>"Details"</caption>
                <tbody>{rows}</tbody>
            </table>
        }
    })
}
