//! How the forms of shoppers' pages are answered: they lead back to a page of the shop, in the
//! language they came from; with what went wrong by name, if something did. Programs, which do not
//! ask for a page, get the outcome itself.

use super::Call;
use crate::AppError;
use crate::live::Place;
use crate::pages::said_of;
use contract::ports::Shopping;
use contract::{Denied, Language, Problem, Result};
use leptos::prelude::use_context;
use std::sync::Arc;

pub struct Errand {
    call: Call,
    pub shop: Arc<dyn Shopping>,
    /// In which language whoever sent the form reads.
    pub language: Language,
    place: Place,
    is_page: bool,
}

impl Errand {
    /// `front` is the path of the shop's front, as pages of the shop have it.
    pub async fn begin(front: &str) -> Result<Self, AppError> {
        let call = Call::of_request()?;
        let is_page = asks_for_page();
        let (language, path) = Language::split(front);
        let slug = path.strip_prefix("/t/").unwrap_or_default().to_owned();
        let shop = call.told(call.visit().shopping(&slug).await)?;
        let tenant = shop.tenant();
        let language = language.unwrap_or(tenant.language());
        // Made anew: nobody is led anywhere else by what a form says.
        let place = Place::in_language(&tenant, language);
        Ok(Self { call, shop, language, place, is_page })
    }

    /// Leads on to a page below the shop's front; after a failure to `back`.
    pub fn end<T>(
        self,
        outcome: Result<T, impl Into<Denied>>,
        on: impl FnOnce(&T) -> String,
        back: &str,
    ) -> Result<(), AppError> {
        let outcome = outcome.map_err(Into::into);
        if !self.is_page {
            return self.call.told(outcome.map(|_| ()).map_err(|denied| denied.problem()));
        }
        let to = match &outcome {
            Ok(value) => on(value),
            Err(Denied::Short(_)) => format!("{back}?said=short"),
            Err(Denied::Problem(problem)) => format!("{back}?said={}", said_of(problem)),
        };
        self.call.answer.see_other(&self.place.path(&[&to]));
        Ok(())
    }

    /// As [`end`](Self::end), to the same page whatever comes of it.
    pub fn back<T>(self, outcome: Result<T, Problem>, page: &str) -> Result<(), AppError> {
        self.end(outcome, |_| page.to_owned(), page)
    }

    /// Leads back with words of its own for what went wrong.
    pub fn tell(self, problem: Problem, page: &str, name: &str) -> Result<(), AppError> {
        if !self.is_page {
            return self.call.told(Err(problem));
        }
        self.call.answer.see_other(&self.place.path(&[page, "?said=", name]));
        Ok(())
    }
}

/// Browsers say so when a form leads to another page.
fn asks_for_page() -> bool {
    let request = use_context::<http::request::Parts>();
    let accepted = request.and_then(|request| {
        Some(request.headers.get(http::header::ACCEPT)?.to_str().ok()?.contains("text/html"))
    });
    accepted.unwrap_or_default()
}

/// What forms bring as text.
pub fn number(text: &str, field: &str) -> Result<i64> {
    text.trim().parse().map_err(|_| Problem::invalid(field, "Enter a number."))
}
