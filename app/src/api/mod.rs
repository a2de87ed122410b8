//! Server functions: what our own pages call. Each area has a file.
//!
//! They are public endpoints like any other: who asks is decided by the session, and what they may
//! do where the work is done. To add one: an explicit endpoint here, its path in
//! [`SERVER_FUNCTIONS`], and a line in the server's route table.

pub mod board;
pub mod cart;
#[cfg(feature = "ssr")]
mod errand;
pub mod filters;
pub mod header;
pub mod hold;
pub mod operations;
pub mod outfit;
mod refused;
pub mod session;
pub mod source;
pub mod stock;
pub mod synonyms;

pub use refused::Refused;

/// Every server function's address. All are called by POST.
pub const SERVER_FUNCTIONS: &[&str] = &[
    "/fn/session/sign-in",
    "/fn/session/sign-in-again",
    "/fn/session/still",
    "/fn/session/sign-out",
    "/fn/cart/add",
    "/fn/cart/take-back",
    "/fn/cart/set",
    "/fn/cart/join",
    "/fn/hold/take",
    "/fn/hold/extend",
    "/fn/hold/release",
    "/fn/outfit/add",
    "/fn/outfit/make",
    "/fn/outfit/choose",
    "/fn/outfit/take-out",
    "/fn/outfit/rename",
    "/fn/outfit/remove",
    "/fn/outfit/copy",
    "/fn/outfit/to-cart",
    "/fn/outfit/hold",
    "/fn/board/get",
    "/fn/board/find-products",
    "/fn/board/read-moments",
    "/fn/board/present",
    "/fn/board/edit",
    "/fn/board/turn",
    "/fn/board/save-type",
    "/fn/board/delete-type",
    "/fn/board/move-type",
    "/fn/filters/save",
    "/fn/filters/remove",
    "/fn/header/get",
    "/fn/header/set",
    "/fn/synonyms/add",
    "/fn/synonyms/remove",
    "/fn/stock/inventory",
    "/fn/stock/article",
    "/fn/stock/correct",
    "/fn/stock/holds",
    "/fn/stock/hold",
    "/fn/stock/release",
    "/fn/stock/orders",
    "/fn/stock/order",
    "/fn/stock/mend",
    "/fn/stock/outbox",
    "/fn/source/look",
    "/fn/source/test",
    "/fn/source/connect",
    "/fn/source/disconnect",
    "/fn/source/compare",
    "/fn/source/mend-webhooks",
    "/fn/source/retry",
    "/fn/operations/statistics",
];

#[cfg(feature = "ssr")]
mod serving {
    use super::Refused;
    use crate::AppError;
    use crate::services::{Answer, services};
    use contract::ports::{Merchandising, Sourcing, StockRoom, Visit};
    use contract::{Problem, Refusal};
    use std::sync::Arc;

    /// The request's bearer, and how to answer with a problem's status. Taken before the first
    /// wait: the context does not outlive it.
    pub struct Call {
        visit: Arc<dyn Visit>,
        pub answer: Answer,
    }

    impl Call {
        pub fn of_request() -> Result<Self, AppError> {
            let answer = Answer::of_request();
            match services() {
                Ok(services) => Ok(Self { visit: services.visit, answer }),
                Err(problem) => {
                    answer.fail(&problem);
                    Err(problem.into())
                }
            }
        }

        pub fn visit(&self) -> &dyn Visit {
            &*self.visit
        }

        pub async fn desk(&self, tenant: &str) -> Result<Arc<dyn Merchandising>, AppError> {
            self.told(self.visit.merchandising(tenant).await)
        }

        pub async fn stockroom(&self, tenant: &str) -> Result<Arc<dyn StockRoom>, AppError> {
            self.told(self.visit.stockroom(tenant).await)
        }

        pub async fn room(&self, tenant: &str) -> Result<Arc<dyn Sourcing>, AppError> {
            self.told(self.visit.sourcing(tenant).await)
        }

        /// A failure also becomes the answer's status.
        pub fn told<T>(&self, outcome: Result<T, Problem>) -> Result<T, AppError> {
            outcome.map_err(|problem| {
                self.answer.fail(&problem);
                problem.into()
            })
        }

        /// As [`told`](Self::told), for changes others may have been faster than.
        pub fn done<T>(&self, outcome: Result<T, Refusal>) -> Result<T, Refused> {
            outcome.map_err(|refusal| {
                self.answer.fail(&refusal.problem());
                Refused(refusal)
            })
        }
    }
}

#[cfg(feature = "ssr")]
use errand::{Errand, number};
#[cfg(feature = "ssr")]
use serving::Call;

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::SERVER_FUNCTIONS;

    #[test]
    fn the_table_names_every_function() {
        let mut served: Vec<&str> =
            leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
        let mut table = SERVER_FUNCTIONS.to_vec();
        served.sort_unstable();
        table.sort_unstable();
        assert_eq!(served, table);
    }

    #[test]
    fn all_of_them_are_called_by_post() {
        assert!(
            leptos::server_fn::axum::server_fn_paths().all(|(_, method)| method.as_str() == "POST")
        );
    }
}
