//! An address nothing is at.

use crate::components::notice::ProblemPage;
use crate::services::Answer;
use contract::Problem;
use leptos::prelude::*;

#[component]
pub fn MissingPage() -> impl IntoView {
    let problem = Problem::not_found("page");
    Answer::of_request().fail(&problem);
    view! { <ProblemPage problem/> }
}
