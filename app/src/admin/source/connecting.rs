//! The form that connects a shop, or gives it other keys.

use super::Room;
use super::ages::count;
use crate::AppError;
use crate::admin::session::kept;
use crate::api::source as api;
use contract::Problem;
use contract::source::{ShopDraft, ShopFound};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[derive(Clone, Copy)]
struct Form {
    address: RwSignal<String>,
    key: RwSignal<String>,
    secret: RwSignal<String>,
    password: RwSignal<String>,
    trouble: RwSignal<Option<Problem>>,
    found: RwSignal<Option<ShopFound>>,
    is_busy: RwSignal<bool>,
}

impl Form {
    fn draft(self) -> ShopDraft {
        ShopDraft {
            address: self.address.get_untracked(),
            key: self.key.get_untracked(),
            secret: self.secret.get_untracked(),
        }
    }

    fn start(self, work: impl Future<Output = Result<(), AppError>> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.trouble.set(None);
        self.found.set(None);
        spawn_local(async move {
            let outcome = work.await;
            self.is_busy.set(false);
            self.trouble.set(outcome.err().map(|error| error.0));
        });
    }

    fn is_at_fault(self, field: &str) -> Option<&'static str> {
        let trouble = self.trouble.read();
        let problem = trouble.as_ref()?;
        (problem.field.as_deref() == Some(field)).then_some("true")
    }
}

#[component]
pub fn Connecting(room: Room) -> impl IntoView {
    let known = room.desk.with_untracked(|desk| {
        desk.connection.as_ref().map(|connection| connection.address.clone())
    });
    let is_new = known.is_none();
    let form = Form {
        address: RwSignal::new(known.unwrap_or_default()),
        key: RwSignal::default(),
        secret: RwSignal::default(),
        password: RwSignal::default(),
        trouble: RwSignal::default(),
        found: RwSignal::default(),
        is_busy: RwSignal::default(),
    };
    let is_awake = RwSignal::new(false);
    Effect::new(move || is_awake.set(true));
    let test = move |_| {
        form.start(async move {
            let found = kept(|| api::test_shop(room.shop(), form.draft())).await?;
            form.found.set(Some(found));
            Ok(())
        });
    };
    let connect = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.start(async move {
            let password = form.password.get_untracked();
            let connect = || api::connect_shop(room.shop(), form.draft(), password.clone());
            let desk = kept(connect).await?;
            form.password.set(String::new());
            room.said.set("It is connected. What it has is read now.".into());
            room.desk.set(desk);
            Ok(())
        });
    };
    let field = move |name: &'static str,
                      label: &'static str,
                      value: RwSignal<String>,
                      kind,
                      hint: &'static str| {
        let (id, help) = (format!("source-{name}"), format!("source-{name}-help"));
        view! {
            <div class="source-field">
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type=kind
                    required
                    maxlength="400"
                    autocomplete=if name == "password" { "current-password" } else { "off" }
                    spellcheck="false"
                    bind:value=value
                    aria-invalid=move || form.is_at_fault(name)
                    aria-describedby=help.clone()
                />
                <p id=help class="hint">{hint}</p>
            </div>
        }
    };
    let said = move || {
        form.found.get().map(|found| {
            let products = found.products.map_or_else(
                || "It answers, and these keys may read its products.".to_owned(),
                |products| format!("It answers and has {}.", count(products, "product")),
            );
            let hooks = match found.has_webhooks {
                true => " Changes can be told by webhooks.",
                false => " Its webhooks cannot be reached with these keys: changes will be seen within five minutes.",
            };
            [products.as_str(), hooks].concat()
        })
    };
    view! {
        <section class="source-connect">
            {is_new.then(|| view! {
                <h2>"Connect a WooCommerce"</h2>
                <ol class="source-steps">
                    <li>
                        "In WordPress, open WooCommerce › Settings › Advanced › REST API and add a key "
                        "with the permissions “Read/Write”."
                    </li>
                    <li>"Copy its two halves into the fields below; WordPress shows them once."</li>
                    <li>
                        "Connect. Its products are read, and webhooks are made in the shop so that "
                        "each change arrives in the same moment."
                    </li>
                </ol>
            })}
            <form on:submit=connect>
                // What is written before anybody listens would be lost.
                <fieldset class="source-form" disabled=move || !is_awake.get()>
                    {field("address", "Address of the shop", form.address, "text", "As a browser shows it, such as https://shop.example")}
                    {field("key", "Consumer key", form.key, "text", "It begins with ck_")}
                    {field("secret", "Consumer secret", form.secret, "password", "It begins with cs_. It is kept sealed and never shown again.")}
                    {field("password", "Your own password", form.password, "password", "Asked again, since this gives another system power over the window.")}
                    <p class="form-problem" role="alert">
                        {move || form.trouble.read().as_ref().map(|problem| problem.title.clone())}
                    </p>
                    <p class="source-found" role="status">{said}</p>
                    <div class="board-form-actions">
                        <button class="button" type="submit" disabled=move || form.is_busy.get()>
                            {move || if form.is_busy.get() { "The shop is asked" } else if is_new { "Connect" } else { "Use these keys" }}
                        </button>
                        <button class="button quiet" type="button" on:click=test disabled=move || form.is_busy.get()>
                            "Test only"
                        </button>
                    </div>
                </fieldset>
            </form>
        </section>
    }
}
