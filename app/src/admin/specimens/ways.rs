//! What leads through a shop: searching, narrowing, and the steps of a way.

use super::{Part, place};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::facets::{FacetPanel, ListBar};
use crate::components::languages::Languages;
use crate::components::listing::Listing;
use crate::components::pager::Pager;
use crate::components::search_form::SearchForm;
use contract::product::ProductPage;
use contract::search::{
    AttributeFacet, CategoryFacet, Facets, Manner, PriceFacet, SearchQuery, SearchResults, Sort,
    Stock, StockFacet, ValueFacet,
};
use contract::{Currency, Language};
use leptos::prelude::*;

const HERE: &str = "/admin/components";

pub(super) fn parts() -> Vec<Part> {
    vec![
        ("The way here", crumbs()),
        (
            "Searching",
            view! { <SearchForm action=HERE.into() words=Some("coat".into())/> }.into_any(),
        ),
        ("Narrowing a list", narrowing()),
        ("Pages of a list", view! { <Pager path=HERE.into() page=4 pages=12/> }.into_any()),
        ("Languages", view! { <Languages spoken=Language::ALL.to_vec()/> }.into_any()),
    ]
}

fn crumbs() -> AnyView {
    let steps = ["Maren & Vale", "Clothing", "Coats and jackets", "Harrow Wool Coat"];
    let steps = steps.map(|name| Crumb::new(name, HERE.into())).to_vec();
    view! { <Crumbs steps/> }.into_any()
}

fn narrowing() -> AnyView {
    let manner = Manner { currency: Currency::EUR, usual: Sort::Relevance };
    let query = "q=coat&max=400&stock=in_stock&a.Colour=Camel";
    let place = place();
    let listing = Listing {
        path: HERE.into(),
        manner,
        query: SearchQuery::parse(query, manner).unwrap_or_default(),
        locale: place.locale,
        goods: place.goods,
        sorts: &Sort::ALL,
    };
    let category = |slug: &str, name: &str, depth, count| CategoryFacet {
        slug: slug.into(),
        name: name.into(),
        depth,
        count,
    };
    let values = |names: &[&str]| {
        names
            .iter()
            .enumerate()
            .map(|(at, name)| ValueFacet { value: (*name).to_owned(), count: 40 - 3 * at as u64 })
            .collect()
    };
    let colours = [
        "Camel",
        "Ink",
        "Moss",
        "Rust",
        "Sand",
        "Slate",
        "Plum",
        "Cream",
        "Bottle green",
        "Navy",
        "Charcoal",
        "Ochre",
        "Rose",
    ];
    let facets = Facets {
        categories: vec![
            category("clothing", "Clothing", 0, 61),
            category("coats", "Coats and jackets", 1, 42),
            category("parkas", "Parkas", 2, 7),
        ],
        price: Some(PriceFacet { min_cents: 4_900, max_cents: 89_500 }),
        stock: vec![
            StockFacet { value: Stock::InStock, count: 38 },
            StockFacet { value: Stock::OutOfStock, count: 4 },
        ],
        on_sale: 9,
        attributes: vec![
            AttributeFacet { name: "Colour".into(), values: values(&colours) },
            AttributeFacet { name: "Size".into(), values: values(&["S", "M", "L"]) },
        ],
    };
    let found = ProductPage { products: vec![], page: 1, page_size: 24, total: 42 };
    let results =
        SearchResults { found, is_tolerant: false, did_you_mean: None, facets: facets.clone() };
    view! {
        <div class="narrowed">
            <FacetPanel listing=listing.clone() facets/>
            <div class="narrowed-list"><ListBar listing results=Some(results)/></div>
        </div>
    }
    .into_any()
}
