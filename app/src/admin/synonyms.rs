//! What the shop's search takes for each other: a list and two forms.

use super::frame::{AdminFrame, Section, for_members};
use crate::pages::{parameter, query};
use contract::search::Synonyms;
use leptos::prelude::*;

#[component]
pub fn SynonymsPage() -> impl IntoView {
    let slug = parameter("tenant");
    let problem = query("problem");
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let groups = desk.synonyms().await?;
            Ok((profile, desk.tenant(), groups))
        },
        move |(profile, tenant, groups)| {
            let shop = tenant.slug.clone();
            let rows: Vec<_> = groups.into_iter().map(|group| row(&shop, group)).collect();
            let list = if rows.is_empty() {
                view! { <p>"None yet. Searches find the words as they are written."</p> }.into_any()
            } else {
                view! { <ul class="synonyms" role="list">{rows}</ul> }.into_any()
            };
            let wrong = problem.as_deref().map(|kind| match kind {
                "words" => {
                    "A group has two to twenty words or phrases, with commas between. Try again."
                }
                "full" => "There are as many groups as a shop can have. Remove one first.",
                _ => "That did not work. Try again in a moment.",
            });
            let invalid = wrong.map(|_| "true");
            let described = if wrong.is_some() { "words-help problem" } else { "words-help" };
            let alert = wrong.map(|words| {
                view! { <p id="problem" class="form-problem" role="alert">{words}</p> }
            });
            view! {
                <AdminFrame
                    title="Synonyms".into()
                    profile
                    shop=Some(tenant)
                    section=Section::Synonyms
                >
                    <p class="note">
                        "Words shoppers use for the same thing. A search for one of a group finds "
                        "the others, too."
                    </p>
                    {alert}
                    <form
                        class="synonyms-add"
                        method="post"
                        action="/fn/synonyms/add"
                        data-kept
                    >
                        <input type="hidden" name="tenant" value=shop/>
                        <label for="words">"A new group"</label>
                        <input
                            id="words"
                            name="words"
                            required
                            maxlength="400"
                            autocomplete="off"
                            aria-invalid=invalid
                            aria-describedby=described
                        />
                        <p id="words-help" class="hint">"With commas between: sofa, couch, settee"</p>
                        <button type="submit" class="button">"Add"</button>
                    </form>
                    {list}
                </AdminFrame>
            }
        },
    )
}

fn row(shop: &str, group: Synonyms) -> impl IntoView + use<> {
    let words = group.words.join(", ");
    view! {
        <li>
            <span dir="auto">{words.clone()}</span>
            <form method="post" action="/fn/synonyms/remove" data-kept>
                <input type="hidden" name="tenant" value=shop.to_owned()/>
                <input type="hidden" name="id" value=group.id.to_string()/>
                <button type="submit" class="button quiet">
                    "Remove"<span class="sr">{format!(" {words}")}</span>
                </button>
            </form>
        </li>
    }
}
