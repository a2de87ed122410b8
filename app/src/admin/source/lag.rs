//! How long changes were on their way.

use super::Room;
use super::ages::span;
use contract::source::LagStep;
use leptos::prelude::*;

/// Of both kinds of ways, by how long they took.
#[component]
pub fn LagTable(room: Room) -> impl IntoView {
    let steps = Memo::new(move |_| room.desk.read().lag.clone());
    let rows = move || {
        let steps = steps.get();
        let all = |of: fn(&LagStep) -> u32| steps.iter().map(of).sum::<u32>();
        let (shop, arrival) = (all(|it| it.from_shop), all(|it| it.from_arrival));
        let slowest = steps.iter().filter_map(|it| it.up_to).max().unwrap_or_default();
        let cell = |count: u32, of: u32| {
            let max = of.max(1).to_string();
            view! {
                <td class="number">
                    <meter min="0" max=max value=count.to_string() aria-hidden="true"></meter>
                    {count}
                </td>
            }
        };
        steps
            .iter()
            .map(|step| {
                let words = match step.up_to {
                    Some(up_to) => format!("up to {}", span(up_to)),
                    None => format!("over {}", span(slowest)),
                };
                view! {
                    <tr>
                        <th scope="row">{words}</th>
                        {cell(step.from_arrival, arrival)}
                        {cell(step.from_shop, shop)}
                    </tr>
                }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <section>
            <h2>"How long changes take"</h2>
            <p class="hint">
                "Of the latest thousand deliveries: until the change stood in the window. The shop's "
                "clock tells whole seconds."
            </p>
            <div class="admin-table lag" tabindex="0" role="region" aria-label="How long changes take">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"It took"</th>
                            <th scope="col" class="number">"from its arrival"</th>
                            <th scope="col" class="number">"from the shop's change"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
