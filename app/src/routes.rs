//! The pages and their addresses. To add one: a line in [`PAGES`] and a route in [`App`]; a test
//! compares the two.

use crate::admin::header::page::HeaderPage;
use crate::admin::pages::{
    BoardPage, HistoryPage, HomePage, LoginPage, PreviewPage, ProductsPage, SystemPage,
};
use crate::admin::source::page::SourcePage;
use crate::admin::specimens::SpecimensPage;
use crate::admin::stock::page::{AllOrdersPage, HoldsPage, OneOrderPage, OutboxPage, StockPage};
use crate::admin::synonyms::SynonymsPage;
use crate::pages::{
    CartPage, CategoryPage, CheckoutPage, DirectoryPage, MissingPage, OrderPage, OrdersPage,
    OutfitPage, OutfitsPage, ProductPage, ProfilePage, SearchPage, ShopPage,
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// Whose page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The same for everyone: may be kept and served to all.
    Shopper,
    /// What is a visitor's own: rendered for each of them.
    Own,
    /// For people with a role: rendered for each of them.
    Back,
}

/// A page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRoute {
    /// In axum's notation.
    pub path: &'static str,
    pub side: Side,
}

const fn shopper(path: &'static str) -> PageRoute {
    PageRoute { path, side: Side::Shopper }
}

const fn own(path: &'static str) -> PageRoute {
    PageRoute { path, side: Side::Own }
}

const fn back(path: &'static str) -> PageRoute {
    PageRoute { path, side: Side::Back }
}

/// Every page there is.
pub const PAGES: &[PageRoute] = &[
    shopper("/"),
    shopper("/t/{tenant}"),
    shopper("/t/{tenant}/search"),
    shopper("/t/{tenant}/c/{category}"),
    shopper("/t/{tenant}/p/{product}"),
    shopper("/directory/t/{tenant}"),
    own("/t/{tenant}/cart"),
    own("/t/{tenant}/checkout"),
    own("/t/{tenant}/orders"),
    own("/t/{tenant}/orders/{order}"),
    own("/t/{tenant}/outfits"),
    own("/t/{tenant}/outfits/{outfit}"),
    back("/admin/login"),
    back("/admin"),
    back("/admin/components"),
    back("/admin/system"),
    back("/admin/t/{tenant}"),
    back("/admin/t/{tenant}/header"),
    back("/admin/t/{tenant}/preview"),
    back("/admin/t/{tenant}/products"),
    back("/admin/t/{tenant}/synonyms"),
    back("/admin/t/{tenant}/history"),
    back("/admin/t/{tenant}/source"),
    back("/admin/t/{tenant}/stock"),
    back("/admin/t/{tenant}/holds"),
    back("/admin/t/{tenant}/orders"),
    back("/admin/t/{tenant}/orders/{order}"),
    back("/admin/t/{tenant}/outbox"),
];

/// The router. Pages are rendered whole, since they are kept whole.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let whole = || SsrMode::Async;
    view! {
        <Router>
            <Routes fallback=MissingPage>
                <Route path=path!("/") view=DirectoryPage ssr=whole()/>
                <Route path=path!("/t/:tenant") view=ShopPage ssr=whole()/>
                <Route path=path!("/t/:tenant/search") view=SearchPage ssr=whole()/>
                <Route path=path!("/t/:tenant/c/:category") view=CategoryPage ssr=whole()/>
                <Route path=path!("/t/:tenant/p/:product") view=ProductPage ssr=whole()/>
                <Route path=path!("/t/:tenant/cart") view=CartPage ssr=whole()/>
                <Route path=path!("/t/:tenant/checkout") view=CheckoutPage ssr=whole()/>
                <Route path=path!("/t/:tenant/orders") view=OrdersPage ssr=whole()/>
                <Route path=path!("/t/:tenant/orders/:order") view=OrderPage ssr=whole()/>
                <Route path=path!("/t/:tenant/outfits") view=OutfitsPage ssr=whole()/>
                <Route path=path!("/t/:tenant/outfits/:outfit") view=OutfitPage ssr=whole()/>
                <Route path=path!("/directory/t/:tenant") view=ProfilePage ssr=whole()/>
                <Route path=path!("/admin/login") view=LoginPage ssr=whole()/>
                <Route path=path!("/admin") view=HomePage ssr=whole()/>
                <Route path=path!("/admin/components") view=SpecimensPage ssr=whole()/>
                <Route path=path!("/admin/system") view=SystemPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant") view=BoardPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/header") view=HeaderPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/preview") view=PreviewPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/products") view=ProductsPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/synonyms") view=SynonymsPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/history") view=HistoryPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/source") view=SourcePage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/stock") view=StockPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/holds") view=HoldsPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/orders") view=AllOrdersPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/orders/:order") view=OneOrderPage ssr=whole()/>
                <Route path=path!("/admin/t/:tenant/outbox") view=OutboxPage ssr=whole()/>
            </Routes>
        </Router>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Routes are listed outside of any request: nothing is provided, nothing may panic.
    #[tokio::test]
    async fn the_table_is_what_the_router_serves() {
        let listed = leptos_axum::generate_route_list(App);
        let mut served: Vec<&str> = listed.iter().map(|route| route.path()).collect();
        let mut table: Vec<&str> = PAGES.iter().map(|page| page.path).collect();
        served.sort_unstable();
        table.sort_unstable();
        assert_eq!(served, table);
        assert!(listed.iter().all(|route| *route.mode() == SsrMode::Async));
    }
}
