//! The rule of a shelf in its editor.

use super::desk::{Desk, Spot};
use super::words;
use contract::featured::FeaturedTypeDraft;
use contract::rule::{MOST_BY_RULE, RuleOrder, ShelfRule};
use leptos::prelude::*;

/// What a new rule begins with: as many as a shelf begins with.
const BEGIN: ShelfRule =
    ShelfRule { order: RuleOrder::Newest, category: None, on_sale: false, limit: 8 };

#[component]
pub fn RuleFields(
    desk: Desk,
    spot: Spot,
    draft: RwSignal<FeaturedTypeDraft>,
    /// Tells its fields from those of others.
    key: String,
) -> impl IntoView {
    let key = StoredValue::new(key);
    let field = move |name: &str| [name, "-", &key.get_value()].concat();
    let rule = Memo::new(move |_| draft.read().rule);
    let has_rule = Memo::new(move |_| rule.read().is_some());
    let change = move |change: &dyn Fn(&mut ShelfRule)| {
        draft.update(|draft| {
            if let Some(rule) = &mut draft.rule {
                change(rule);
            }
        });
    };
    let switch = move |event: leptos::ev::Event| {
        let rule = event_target_checked(&event).then_some(BEGIN);
        draft.update(|draft| draft.rule = rule);
    };
    let orders = move || {
        let option = |order: RuleOrder| {
            let is_own = move || rule.read().is_some_and(|rule| rule.order == order);
            view! {
                <option value=order.as_str() selected=is_own>{words::rule_order(order)}</option>
            }
        };
        RuleOrder::ALL.map(option).into_iter().collect::<Vec<_>>()
    };
    let categories = move || {
        let chosen = rule.get_untracked().and_then(|rule| rule.category);
        desk.categories.with_value(|all| {
            let option = |(id, name): &(contract::CategoryId, String)| {
                let is_own = chosen == Some(*id);
                view! { <option value=id.to_string() selected=is_own>{name.clone()}</option> }
            };
            all.iter().map(option).collect::<Vec<_>>()
        })
    };
    view! {
        <fieldset class="choice rule-fields" data-rule>
            <legend>"Beside what is placed by hand"</legend>
            <label class="board-all">
                <input
                    type="checkbox"
                    prop:checked=move || has_rule.get()
                    on:change=switch
                />
                "Fill this shelf by a rule"
            </label>
            <Show when=move || has_rule.get()>
                <div class="rule-parts">
                    <div>
                        <label for=field("rule-order")>"First come"</label>
                        <select
                            id=field("rule-order")
                            on:change=move |event| {
                                let order = RuleOrder::parse(&event_target_value(&event));
                                change(&|rule| rule.order = order.unwrap_or_default());
                            }
                        >
                            {orders}
                        </select>
                    </div>
                    <div>
                        <label for=field("rule-category")>"In"</label>
                        <select
                            id=field("rule-category")
                            on:change=move |event| {
                                let category = event_target_value(&event).parse().ok();
                                change(&|rule| rule.category = category);
                            }
                        >
                            <option value="">"The whole shop"</option>
                            {categories}
                        </select>
                    </div>
                    <div>
                        <label for=field("rule-limit")>"At most"</label>
                        <input
                            id=field("rule-limit")
                            type="number"
                            min="1"
                            max=MOST_BY_RULE.to_string()
                            required
                            aria-invalid=desk.fault_of(spot, "/rule/limit")
                            aria-describedby=desk.reason_of(spot, "/rule/limit")
                            prop:value=rule.get_untracked().unwrap_or(BEGIN).limit.to_string()
                            on:input=move |event| {
                                if let Ok(limit) = event_target_value(&event).parse() {
                                    change(&|rule| rule.limit = limit);
                                }
                            }
                        />
                    </div>
                    <label class="board-all">
                        <input
                            type="checkbox"
                            prop:checked=move || rule.read().is_some_and(|rule| rule.on_sale)
                            on:change=move |event| {
                                let on_sale = event_target_checked(&event);
                                change(&|rule| rule.on_sale = on_sale);
                            }
                        />
                        "On sale only"
                    </label>
                </div>
            </Show>
        </fieldset>
    }
}
