//! The one table of routes: what there is, and who may call it.
//!
//! The router is built from it, and the access tests are made from it; a test compares it with the
//! pages' own list, the server functions and the API's description. To add a route: add a line.
//! Shoppers' pages, and what belongs to them, are also behind the prefix of every language.

use crate::state::App;
use crate::{api, manifest, pages, pictures, sitemap};
use axum::Router;
use axum::routing::{MethodRouter, delete, get, post};
use contract::{KeyScope, Language, Permission};

/// Who may call a route. What stands here is what the tests expect; the check itself stands where
/// the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Anyone.
    Nothing,
    /// A role in the shop asked about.
    InShop(Permission),
    /// A role of the house.
    InHouse(Permission),
    /// A key of a shop that was made for this; then it is about that shop and no other.
    Key(KeyScope),
    /// A body signed with the shop's secret, whoever brings it.
    Signature,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// HTML for people. Without the role they need, they are sent to sign in.
    Page,
    /// A page of what is a visitor's own, or a form sent to it.
    OwnPage,
    /// Described in the API document.
    Api,
    /// Called by our own pages only.
    ServerFunction,
    /// Neither described nor in need of anything.
    Plumbing,
}

pub struct Route {
    pub method: &'static str,
    /// In axum's notation.
    pub path: &'static str,
    pub kind: Kind,
    pub need: Need,
    /// Whether it is also there in other languages.
    pub is_spoken: bool,
    handler: fn() -> MethodRouter<App>,
}

/// A shoppers' page: the same for everyone, in every language.
const fn page(path: &'static str) -> Route {
    let handler = || get(pages::cached);
    Route { method: "GET", path, kind: Kind::Page, need: Nothing, is_spoken: true, handler }
}

/// A page of what is a visitor's own, in every language.
const fn own(path: &'static str) -> Route {
    let handler = || get(pages::own);
    Route { method: "GET", path, kind: Kind::OwnPage, need: Nothing, is_spoken: true, handler }
}

/// A form of such a page, which is shown again with what is wrong in it.
const fn own_form(path: &'static str) -> Route {
    let handler = || post(pages::own_form);
    Route { method: "POST", path, kind: Kind::OwnPage, need: Nothing, is_spoken: true, handler }
}

/// A page for one person.
const fn back(path: &'static str, need: Need) -> Route {
    let handler = || get(pages::personal);
    Route { method: "GET", path, kind: Kind::Page, need, is_spoken: false, handler }
}

const fn function(path: &'static str, need: Need) -> Route {
    let handler = || post(pages::server_function);
    Route { method: "POST", path, kind: Kind::ServerFunction, need, is_spoken: false, handler }
}

const fn api(
    method: &'static str,
    path: &'static str,
    need: Need,
    handler: fn() -> MethodRouter<App>,
) -> Route {
    Route { method, path, kind: Kind::Api, need, is_spoken: false, handler }
}

const fn plumbing(path: &'static str, handler: fn() -> MethodRouter<App>) -> Route {
    Route { method: "GET", path, kind: Kind::Plumbing, need: Nothing, is_spoken: false, handler }
}

use KeyScope::{CatalogueRead, HoldsWrite, InventoryRead, OrdersWrite};
use Need::{InHouse, InShop, Key, Nothing, Signature};
use Permission::{
    BoardEdit, BoardView, OperationsView, PagesRevalidate, SourcesManage, StockManage, StockView,
};

pub const TABLE: &[Route] = &[
    page("/"),
    page("/t/{tenant}"),
    page("/t/{tenant}/search"),
    page("/t/{tenant}/c/{category}"),
    page("/t/{tenant}/p/{product}"),
    page("/directory/t/{tenant}"),
    own("/t/{tenant}/cart"),
    own_form("/t/{tenant}/cart"),
    own("/t/{tenant}/checkout"),
    own_form("/t/{tenant}/checkout"),
    own("/t/{tenant}/orders"),
    own("/t/{tenant}/orders/{order}"),
    own("/t/{tenant}/outfits"),
    own("/t/{tenant}/outfits/{outfit}"),
    back("/admin/login", Nothing),
    back("/admin", Nothing),
    back("/admin/t/{tenant}", InShop(BoardView)),
    back("/admin/t/{tenant}/header", InShop(BoardView)),
    back("/admin/t/{tenant}/preview", InShop(BoardView)),
    back("/admin/t/{tenant}/products", InShop(BoardView)),
    back("/admin/t/{tenant}/synonyms", InShop(BoardEdit)),
    back("/admin/t/{tenant}/history", InShop(BoardView)),
    back("/admin/t/{tenant}/source", InShop(SourcesManage)),
    back("/admin/t/{tenant}/stock", InShop(StockView)),
    back("/admin/t/{tenant}/holds", InShop(StockView)),
    back("/admin/t/{tenant}/orders", InShop(StockView)),
    back("/admin/t/{tenant}/orders/{order}", InShop(StockView)),
    back("/admin/t/{tenant}/outbox", InShop(StockView)),
    #[cfg(debug_assertions)]
    back("/admin/components", Nothing),
    back("/admin/system", InHouse(OperationsView)),
    api("POST", "/api/items/{id}/featured-types", InShop(BoardEdit), || {
        post(api::featured::feature)
    }),
    api("DELETE", "/api/items/{id}/featured-types/{type}", InShop(BoardEdit), || {
        delete(api::featured::unfeature)
    }),
    api("GET", "/api/featured-products/management", InShop(BoardView), || {
        get(api::featured::management)
    }),
    api("POST", "/api/featured-products/edits", InShop(BoardEdit), || post(api::edits::edit)),
    api("GET", "/api/featured-products/public", Nothing, || get(api::featured::public)),
    api("GET", "/api/products/live", Nothing, || get(api::products::live)),
    api("GET", "/api/products.csv", InShop(BoardView), || get(api::table::export)),
    api("GET", "/api/stock.csv", InShop(StockView), || get(api::stock_table::stock)),
    api("GET", "/api/holds.csv", InShop(StockView), || get(api::stock_table::holds)),
    api("GET", "/api/orders.csv", InShop(StockView), || get(api::stock_table::orders)),
    api("GET", "/api/products", Key(CatalogueRead), || get(api::inventory::products)),
    api("GET", "/api/products/{id}", Key(CatalogueRead), || get(api::inventory::product)),
    api("GET", "/api/categories", Key(CatalogueRead), || get(api::inventory::categories)),
    api("POST", "/api/availability", Key(InventoryRead), || post(api::stock::availability)),
    api("POST", "/api/holds", Key(HoldsWrite), || post(api::stock::hold)),
    api("GET", "/api/holds/{code}", Key(HoldsWrite), || get(api::stock::held)),
    api("DELETE", "/api/holds/{code}", Key(HoldsWrite), || delete(api::stock::release)),
    api("POST", "/api/holds/{code}/extend", Key(HoldsWrite), || post(api::stock::extend)),
    api("POST", "/api/holds/{code}/confirm", Key(OrdersWrite), || post(api::stock::confirm)),
    api("POST", "/api/orders", Key(OrdersWrite), || post(api::stock::order)),
    api("GET", "/api/cart/count", Nothing, || get(api::cart::count)),
    api("GET", "/api/search", Nothing, || get(api::search::search)),
    api("GET", "/api/events", Nothing, || get(api::events::events)),
    api("POST", "/api/revalidate", InShop(PagesRevalidate), || post(api::revalidate::revalidate)),
    api("POST", "/api/webhooks/product-update", Signature, || post(api::webhooks::product_update)),
    api("GET", "/healthz", Nothing, || get(api::health::healthz)),
    api("GET", "/readyz", Nothing, || get(api::health::readyz)),
    plumbing("/api/openapi.json", || {
        use utoipa::OpenApi;
        crate::api_docs::openapi(&api::description::Api::openapi())
    }),
    plumbing("/pictures/{tenant}/{product}/{key}/{file}", || get(pictures::picture)),
    plumbing("/robots.txt", || get(sitemap::robots)),
    plumbing("/sitemap.xml", || get(sitemap::index)),
    plumbing("/sitemap/directory.xml", || get(sitemap::directory)),
    plumbing("/t/{tenant}/sitemap/{file}", || get(sitemap::of_shop)),
    Route {
        is_spoken: true,
        ..plumbing("/t/{tenant}/site.webmanifest", || get(manifest::manifest))
    },
    plumbing("/t/{tenant}/icon.svg", || get(manifest::icon)),
    function("/fn/session/sign-in", Nothing),
    function("/fn/session/sign-in-again", Nothing),
    function("/fn/session/still", Nothing),
    function("/fn/session/sign-out", Nothing),
    function("/fn/cart/add", Nothing),
    function("/fn/cart/take-back", Nothing),
    function("/fn/cart/set", Nothing),
    function("/fn/cart/join", Nothing),
    function("/fn/hold/take", Nothing),
    function("/fn/hold/extend", Nothing),
    function("/fn/hold/release", Nothing),
    function("/fn/outfit/add", Nothing),
    function("/fn/outfit/make", Nothing),
    function("/fn/outfit/choose", Nothing),
    function("/fn/outfit/take-out", Nothing),
    function("/fn/outfit/rename", Nothing),
    function("/fn/outfit/remove", Nothing),
    function("/fn/outfit/copy", Nothing),
    function("/fn/outfit/to-cart", Nothing),
    function("/fn/outfit/hold", Nothing),
    function("/fn/board/get", InShop(BoardView)),
    function("/fn/board/find-products", InShop(BoardView)),
    function("/fn/board/read-moments", InShop(BoardView)),
    function("/fn/board/present", InShop(BoardView)),
    function("/fn/board/edit", InShop(BoardEdit)),
    function("/fn/board/turn", InShop(BoardEdit)),
    function("/fn/board/save-type", InShop(BoardEdit)),
    function("/fn/board/delete-type", InShop(BoardEdit)),
    function("/fn/board/move-type", InShop(BoardEdit)),
    function("/fn/filters/save", InShop(BoardView)),
    function("/fn/filters/remove", InShop(BoardView)),
    function("/fn/header/get", InShop(BoardView)),
    function("/fn/header/set", InShop(BoardEdit)),
    function("/fn/synonyms/add", InShop(BoardEdit)),
    function("/fn/synonyms/remove", InShop(BoardEdit)),
    function("/fn/stock/inventory", InShop(StockView)),
    function("/fn/stock/article", InShop(StockView)),
    function("/fn/stock/correct", InShop(StockManage)),
    function("/fn/stock/holds", InShop(StockView)),
    function("/fn/stock/hold", InShop(StockView)),
    function("/fn/stock/release", InShop(StockManage)),
    function("/fn/stock/orders", InShop(StockView)),
    function("/fn/stock/order", InShop(StockView)),
    function("/fn/stock/mend", InShop(StockManage)),
    function("/fn/stock/outbox", InShop(StockView)),
    function("/fn/source/look", InShop(SourcesManage)),
    function("/fn/source/test", InShop(SourcesManage)),
    function("/fn/source/connect", InShop(SourcesManage)),
    function("/fn/source/disconnect", InShop(SourcesManage)),
    function("/fn/source/compare", InShop(SourcesManage)),
    function("/fn/source/mend-webhooks", InShop(SourcesManage)),
    function("/fn/source/retry", InShop(SourcesManage)),
    function("/fn/operations/statistics", InHouse(OperationsView)),
];

impl Route {
    /// Its path, and that in each language it is also there in.
    pub fn paths(&self) -> impl Iterator<Item = String> + '_ {
        let languages = if self.is_spoken { &Language::ALL[..] } else { &[] };
        let prefixed = languages
            .iter()
            .map(|language| format!("/{}{}", language.code(), self.path.trim_end_matches('/')));
        [self.path.to_owned()].into_iter().chain(prefixed)
    }

    /// Whether its handler may ask whose session it is. Shoppers' pages may not: they are kept for
    /// everyone. Who shows a key has none.
    fn knows_its_caller(&self) -> bool {
        match self.kind {
            Kind::Api if matches!(self.need, Key(_)) => false,
            Kind::Page => !self.is_spoken,
            Kind::OwnPage | Kind::Api | Kind::ServerFunction => true,
            Kind::Plumbing => false,
        }
    }
}

/// The routes of the table whose handlers may, or may not, ask who is calling.
pub fn router(knows_its_caller: bool) -> Router<App> {
    let chosen = TABLE.iter().filter(|route| route.knows_its_caller() == knows_its_caller);
    let paths = chosen.flat_map(|route| route.paths().map(move |path| (path, route.handler)));
    paths.fold(Router::new(), |router, (path, handler)| router.route(&path, handler()))
}
