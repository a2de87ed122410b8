//! The form of who orders and where to.

use super::Room;
use crate::components::countries::{CountryOptions, country_of};
use crate::messages::{Message, Messages};
use crate::posted::Posted;
use contract::{Customer, Problem};
use leptos::prelude::*;

/// How a field is asked for. Its name is that of [`Customer`]'s in JSON.
struct Field {
    name: &'static str,
    label: Message,
    /// What is wrong with it, when it is.
    fault: Message,
    kind: &'static str,
    /// What browsers fill in (HTML, "autofill").
    autocomplete: &'static str,
    longest: usize,
    is_required: bool,
}

const fn field(name: &'static str, label: Message, fault: Message) -> Field {
    let (kind, autocomplete) = ("text", "");
    Field { name, label, fault, kind, autocomplete, longest: 120, is_required: true }
}

use Message::*;

/// In the order of the form, and of [`Customer::faults`].
const FIELDS: [Field; 9] = [
    Field { autocomplete: "name", ..field("name", FullName, FaultName) },
    Field {
        kind: "email",
        autocomplete: "email",
        longest: 254,
        ..field("email", Email, FaultEmail)
    },
    Field {
        kind: "tel",
        autocomplete: "tel",
        longest: 40,
        is_required: false,
        ..field("phone", Phone, FaultPhone)
    },
    Field { autocomplete: "address-line1", longest: 200, ..field("street", Street, FaultStreet) },
    Field {
        autocomplete: "address-line2",
        longest: 200,
        is_required: false,
        ..field("extra", AddressExtra, FaultExtra)
    },
    Field {
        autocomplete: "postal-code",
        longest: 16,
        ..field("postalCode", PostalCode, FaultPostalCode)
    },
    Field { autocomplete: "address-level2", ..field("city", City, FaultCity) },
    Field { kind: "country", autocomplete: "country", ..field("country", Country, FaultCountry) },
    Field {
        kind: "note",
        longest: 1000,
        is_required: false,
        ..field("note", OrderNote, FaultNote)
    },
];

/// What somebody entered.
pub fn entered(posted: &Posted) -> Customer {
    let text = |name| posted.field(name).to_owned();
    Customer {
        name: text("name"),
        email: text("email"),
        phone: text("phone"),
        street: text("street"),
        extra: text("extra"),
        postal_code: text("postalCode"),
        city: text("city"),
        country: text("country"),
        note: text("note"),
    }
}

fn value<'a>(customer: &'a Customer, name: &str) -> &'a str {
    match name {
        "name" => &customer.name,
        "email" => &customer.email,
        "phone" => &customer.phone,
        "street" => &customer.street,
        "extra" => &customer.extra,
        "postalCode" => &customer.postal_code,
        "city" => &customer.city,
        "country" => &customer.country,
        _ => &customer.note,
    }
}

/// The field a problem is about.
fn field_of(problem: &Problem) -> Option<&'static Field> {
    let name = problem.field.as_deref()?.strip_prefix("/customer/")?;
    FIELDS.iter().find(|field| field.name == name)
}

fn id(field: &Field) -> String {
    format!("customer-{}", field.name)
}

/// What is wrong with the form as a whole: each fault a link to its field.
pub fn summary(faults: &[Problem]) -> impl IntoView + use<> {
    let messages = Messages::of_page();
    let links: Vec<_> = faults
        .iter()
        .filter_map(field_of)
        .map(|field| {
            let href = format!("#{}", id(field));
            view! { <li><a href=href>{messages.text(field.fault)}</a></li> }
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <div class="note faults" id="faults" role="alert" tabindex="-1" autofocus>
                <p>{messages.text(FaultsTitle)}</p>
                <ul>{links}</ul>
            </div>
        }
    })
}

impl Room {
    /// The fields, with what was entered and what is wrong with it.
    pub(super) fn customer_fields(&self, customer: &Customer, faults: &[Problem]) -> Vec<AnyView> {
        let faulty: Vec<&str> =
            faults.iter().filter_map(field_of).map(|field| field.name).collect();
        FIELDS
            .iter()
            .map(|field| self.customer_field(field, customer, faulty.contains(&field.name)))
            .collect()
    }

    fn customer_field(
        &self,
        field: &'static Field,
        customer: &Customer,
        is_faulty: bool,
    ) -> AnyView {
        let messages = Messages::of_page();
        let (id, fault_id) = (id(field), format!("fault-{}", field.name));
        let value = value(customer, field.name).to_owned();
        let fault = is_faulty.then(|| {
            let id = fault_id.clone();
            view! { <p class="fault" id=id>{messages.text(field.fault)}</p> }
        });
        let described = is_faulty.then_some(fault_id);
        let invalid = is_faulty.then_some("true");
        let optional = (!field.is_required)
            .then(|| view! { <span class="optional">" "{messages.text(Optional)}</span> });
        let (for_id, longest) = (id.clone(), field.longest.to_string());
        let control = match field.kind {
            "country" => {
                let chosen = if value.is_empty() {
                    country_of(&self.tenant.locale).to_owned()
                } else {
                    value
                };
                view! {
                    <select
                        id=id
                        name=field.name
                        autocomplete=field.autocomplete
                        required
                        aria-invalid=invalid
                        aria-describedby=described
                    >
                        <CountryOptions chosen/>
                    </select>
                }
                .into_any()
            }
            "note" => view! {
                <textarea
                    id=id
                    name=field.name
                    rows="3"
                    maxlength=longest
                    aria-invalid=invalid
                    aria-describedby=described
                >
                    {value}
                </textarea>
            }
            .into_any(),
            kind => view! {
                <input
                    id=id
                    type=kind
                    name=field.name
                    autocomplete=field.autocomplete
                    maxlength=longest
                    required=field.is_required
                    aria-invalid=invalid
                    aria-describedby=described
                    dir="auto"
                    value=value
                />
            }
            .into_any(),
        };
        view! {
            <div class="field" data-field=field.name>
                <label for=for_id>{messages.text(field.label)} {optional}</label>
                {control}
                {fault}
            </div>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_asks_for_everything_that_can_be_wrong_in_its_order() {
        let long = "x".repeat(2000);
        let posted = Posted::new(
            FIELDS.iter().map(|field| (field.name.to_owned(), long.clone() + "\n")).collect(),
        );
        let faults = entered(&posted).faults();
        let told: Vec<&str> = faults.iter().map(|fault| field_of(fault).unwrap().name).collect();
        assert_eq!(told, FIELDS.map(|field| field.name));
        let missing: Vec<_> = Customer::default().faults();
        let required = FIELDS.iter().filter(|field| field.is_required).map(|field| field.name);
        let told = missing.iter().map(|fault| field_of(fault).unwrap().name);
        assert!(told.eq(required));
    }
}
