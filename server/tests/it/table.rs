//! The one table of routes against everything else that lists routes.

use server::api::description::Api;
use server::routes::{Kind, Route, TABLE};
use std::collections::BTreeSet;
use utoipa::OpenApi;

fn of(kind: Kind) -> BTreeSet<&'static str> {
    TABLE.iter().filter(|route| route.kind == kind).map(|route| route.path).collect()
}

#[test]
fn every_page_is_in_the_table() {
    let pages = |of_visitors: bool| -> BTreeSet<&str> {
        let of_side = |page: &&app::PageRoute| (page.side == app::Side::Own) == of_visitors;
        app::PAGES.iter().filter(of_side).map(|page| page.path).collect()
    };
    assert_eq!(of(Kind::Page), pages(false));
    assert_eq!(of(Kind::OwnPage), pages(true));
}

#[test]
fn shoppers_pages_are_there_in_every_language() {
    let pages = app::PAGES.iter().filter(|page| page.side != app::Side::Back);
    let pages: BTreeSet<&str> = pages.map(|page| page.path).collect();
    let is_page = |route: &&Route| matches!(route.kind, Kind::Page | Kind::OwnPage);
    let spoken = TABLE.iter().filter(is_page).filter(|route| route.is_spoken);
    assert_eq!(spoken.map(|route| route.path).collect::<BTreeSet<_>>(), pages);
}

#[test]
fn every_server_function_is_in_the_table() {
    let served = leptos::server_fn::axum::server_fn_paths();
    let paths: BTreeSet<&str> = served.map(|(path, _)| path).collect();
    assert_eq!(of(Kind::ServerFunction), paths);
}

#[test]
fn every_endpoint_is_described() {
    let mut described = BTreeSet::new();
    for (path, item) in Api::openapi().paths.paths {
        let methods = [
            ("GET", item.get.is_some()),
            ("POST", item.post.is_some()),
            ("DELETE", item.delete.is_some()),
            ("PUT", item.put.is_some()),
            ("PATCH", item.patch.is_some()),
        ];
        let there = methods.into_iter().filter(|(_, there)| *there);
        described.extend(there.map(|(method, _)| format!("{method} {path}")));
    }
    let endpoints = TABLE.iter().filter(|route| route.kind == Kind::Api);
    let table: BTreeSet<String> =
        endpoints.map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(table, described);
}
