//! How pages reach the services of the request, and answer with its status.

use contract::ports::{Services, Storefront};
use contract::{Problem, Result};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// The services provided for this request. None are while routes are listed.
pub fn services() -> Result<Services> {
    use_context::<Services>().ok_or_else(Problem::unavailable)
}

/// The public side of the shop an address names. Services are looked up before the wait, since
/// the context does not outlive it.
pub fn storefront(tenant: String) -> impl Future<Output = Result<Arc<dyn Storefront>>> + Send {
    let services = services();
    async move { services?.directory.storefront(&tenant).await }
}

/// The answer's status and headers, if there is an answer to set them on.
#[derive(Clone)]
pub struct Answer(Option<ResponseOptions>);

impl Answer {
    pub fn of_request() -> Self {
        Self(use_context::<ResponseOptions>())
    }

    /// Answers with the problem's status, and says when trying again makes sense.
    pub fn fail(&self, problem: &Problem) {
        let Some(options) = &self.0 else { return };
        if let Ok(status) = http::StatusCode::from_u16(problem.status()) {
            options.set_status(status);
        }
        if let Some(seconds) = problem.retry_after {
            options.insert_header(http::header::RETRY_AFTER, seconds.into());
        }
    }
}

impl Answer {
    /// Sets a cookie.
    pub fn cookie(&self, line: &str) {
        let Some(options) = &self.0 else { return };
        if let Ok(line) = http::HeaderValue::from_str(line) {
            options.append_header(http::header::SET_COOKIE, line);
        }
    }

    /// Sends the person on to another page of ours.
    pub fn see_other(&self, path: &str) {
        let Some(options) = &self.0 else { return };
        if let Ok(location) = http::HeaderValue::from_str(path) {
            options.set_status(http::StatusCode::SEE_OTHER);
            options.insert_header(http::header::LOCATION, location);
        }
    }
}
