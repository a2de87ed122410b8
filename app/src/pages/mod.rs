//! The shoppers' pages. Each loads what it shows through the services of its request, in one
//! future; what fails becomes a page that says so, with the right status.

mod category;
mod directory;
mod missing;
mod options;
mod own;
mod product;
mod profile;
mod search;
mod storefront;
mod structured;
#[cfg(test)]
mod tests;
mod tree;

pub use category::CategoryPage;
pub use directory::DirectoryPage;
pub use missing::MissingPage;
pub use own::{CartPage, CheckoutPage, OrderPage, OrdersPage, OutfitPage, OutfitsPage, said_of};
pub use product::ProductPage;
pub use profile::ProfilePage;
pub use search::SearchPage;
pub use storefront::ShopPage;
pub use tree::totals;

use crate::components::frame::ShopFrame;
use crate::components::notice::{Notice, ProblemPage, Way};
use crate::messages::{Message, Messages};
use crate::services::Answer;
use contract::ports::Storefront;
use contract::{Problem, ProblemKind, Result};
use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::sync::Arc;

/// A part of the page's path.
pub(crate) fn parameter(name: &str) -> String {
    use_params_map().read_untracked().get(name).unwrap_or_default()
}

/// A parameter after the page's path; an empty one is none.
pub(crate) fn query(name: &str) -> Option<String> {
    use_query_map().read_untracked().get(name).filter(|value| !value.is_empty())
}

/// A page that is shown once it is there. Nothing is drawn before, so there is no `Suspense`: that
/// would make every view twice, once to see what it waits for. What a page is made in keeps the
/// request's context.
fn suspended(page: impl Future<Output = AnyView> + Send + 'static) -> AnyView {
    Suspend::new(async move { OwnedView::new(page.await) }).into_any()
}

/// Shows what `load` brings, or its problem with the problem's status.
fn loaded<T, V>(
    load: impl Future<Output = Result<T>> + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    let answer = Answer::of_request();
    let page = async move {
        match load.await {
            Ok(content) => show(content).into_any(),
            Err(problem) => failed(&answer, problem),
        }
    };
    suspended(page)
}

/// The same for a page of the shop its address names: what is not there is said within the
/// shop's own frame.
fn loaded_in_shop<T, V, L>(
    load: impl FnOnce(Arc<dyn Storefront>) -> L + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView
where
    L: Future<Output = Result<T>> + Send,
    T: Send + 'static,
    V: IntoView + 'static,
{
    let answer = Answer::of_request();
    let shop = crate::services::storefront(parameter("tenant"));
    let page = async move {
        let shop = match shop.await {
            Ok(shop) => shop,
            Err(problem) => return failed(&answer, problem),
        };
        match load(shop.clone()).await {
            Ok(content) => show(content).into_any(),
            Err(problem) if problem.kind == ProblemKind::NotFound => {
                missing_in(&*shop, &answer, problem).await
            }
            Err(problem) => failed(&answer, problem),
        }
    };
    suspended(page)
}

fn failed(answer: &Answer, problem: Problem) -> AnyView {
    answer.fail(&problem);
    view! { <ProblemPage problem/> }.into_any()
}

async fn missing_in(shop: &dyn Storefront, answer: &Answer, problem: Problem) -> AnyView {
    let categories = match shop.categories().await {
        Ok(categories) => categories,
        Err(problem) => return failed(answer, problem),
    };
    answer.fail(&problem);
    let (tenant, facts) = (shop.tenant(), storefront::page_facts(shop));
    let words = Messages::of_page().with(Message::BackTo, [("name", &tenant.name)]);
    let back = Way { words, path: facts.place.path(&[]) };
    view! {
        <ShopFrame tenant categories facts>
            <Notice problem back=Some(back)/>
        </ShopFrame>
    }
    .into_any()
}
