//! The form that sends a rejected order once more.

use super::Room;
use crate::admin::session::kept;
use crate::api::stock as api;
use contract::stockroom::{Mending, OrderDesk};
use contract::{Customer, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// By its name in problems, what it is called, how it is filled in, and where it stands.
type Field = (&'static str, &'static str, &'static str, fn(&mut Customer) -> &mut String);

const FIELDS: [Field; 9] = [
    ("name", "Name", "name", |it| &mut it.name),
    ("email", "E-mail", "email", |it| &mut it.email),
    ("phone", "Telephone", "tel", |it| &mut it.phone),
    ("street", "Street and number", "street-address", |it| &mut it.street),
    ("extra", "Second line", "address-line2", |it| &mut it.extra),
    ("postalCode", "Postal code", "postal-code", |it| &mut it.postal_code),
    ("city", "Town or city", "address-level2", |it| &mut it.city),
    ("country", "Country, two letters", "country", |it| &mut it.country),
    ("note", "Their note", "off", |it| &mut it.note),
];

#[component]
pub fn MendForm(room: Room<OrderDesk>) -> impl IntoView {
    let mut known = room.desk.with_untracked(|desk| desk.order.customer.clone());
    let values: [RwSignal<String>; FIELDS.len()] =
        FIELDS.map(|(.., at)| RwSignal::new(at(&mut known).clone()));
    let faults = RwSignal::new(Vec::<Problem>::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if room.is_busy.get_untracked() {
            return;
        }
        let mut customer = Customer::default();
        for ((.., at), value) in FIELDS.iter().zip(values) {
            *at(&mut customer) = value.get_untracked();
        }
        let customer = customer.tidied();
        let wrong = customer.faults();
        if !wrong.is_empty() {
            faults.set(wrong);
            return;
        }
        faults.set(vec![]);
        room.is_busy.set(true);
        let (order, before) =
            room.desk.with_untracked(|it| (it.order.code.clone(), it.order.customer.clone()));
        let mending = Mending { order, customer: (customer != before).then_some(customer) };
        spawn_local(async move {
            let outcome = kept(|| api::mend_order(room.shop(), mending.clone())).await;
            room.is_busy.set(false);
            match outcome {
                Ok(()) => room.said.set("It is sent once more.".into()),
                Err(error) => faults.set(vec![error.0]),
            }
            room.look().await;
        });
    };
    let fields = FIELDS.iter().zip(values).map(|((name, label, filled, _), value)| {
        let (id, help) = (["mend-", name].concat(), ["mend-", name, "-help"].concat());
        let field = ["/customer/", name].concat();
        let fault = Memo::new(move |_| {
            let faults = faults.read();
            let fault = faults.iter().find(|fault| fault.field.as_deref() == Some(&field));
            fault.map(|fault| fault.title.clone())
        });
        view! {
            <div class="source-field">
                <label for=id.clone()>{*label}</label>
                <input
                    id=id
                    autocomplete=*filled
                    bind:value=value
                    aria-invalid=move || fault.read().as_ref().map(|_| "true")
                    aria-describedby=help.clone()
                />
                <p id=help class="form-problem" role="alert">{fault}</p>
            </div>
        }
    });
    let fields: Vec<_> = fields.collect();
    let other = move || {
        let faults = faults.read();
        let is_of_field = |fault: &Problem| {
            fault.field.as_deref().is_some_and(|field| field.starts_with("/customer/"))
        };
        faults.iter().find(|fault| !is_of_field(fault)).map(|fault| fault.title.clone())
    };
    view! {
        <form class="source-form" on:submit=submit novalidate>
            <h2>"Send it once more"</h2>
            <p class="hint">"Put right what the other system did not like; the rest may stay as it is."</p>
            {fields}
            <p class="form-problem" role="alert">{other}</p>
            <div class="board-form-actions">
                <button class="button" type="submit" disabled=move || room.is_busy.get()>"Send again"</button>
            </div>
        </form>
    }
}
