//! The shoppers' pages. Each loads what it shows through the services of its request, in one
//! future; what fails becomes a page that says so, with the right status. There is no `Suspense`
//! around it: nothing would be shown meanwhile, and it costs a task for each page.

mod category;
mod directory;
mod missing;
mod options;
mod product;
mod profile;
mod storefront;
mod structured;
#[cfg(test)]
mod tests;
mod tree;

pub use category::CategoryPage;
pub use directory::DirectoryPage;
pub use missing::MissingPage;
pub use product::ProductPage;
pub use profile::ProfilePage;
pub use storefront::ShopPage;

use crate::components::notice::ProblemPage;
use crate::services::Answer;
use contract::Result;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// A part of the page's path.
pub(crate) fn parameter(name: &str) -> String {
    use_params_map().read_untracked().get(name).unwrap_or_default()
}

/// A parameter after the page's path; an empty one is none.
pub(crate) fn query(name: &str) -> Option<String> {
    use_query_map().read_untracked().get(name).filter(|value| !value.is_empty())
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
            Err(problem) => {
                answer.fail(&problem);
                view! { <ProblemPage problem/> }.into_any()
            }
        }
    };
    Suspend::new(page).into_any()
}
