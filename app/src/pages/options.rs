//! Choosing a form of a product: each choice is a link to the page with that form chosen.

use crate::messages::{Message, Messages};
use crate::reading::Reading;
use contract::{Language, StockStatus, UniversalProduct, Variant, VariantId};
use leptos::prelude::*;
use std::sync::Arc;

/// One property in which the forms differ, with a link for each of its values.
#[derive(Debug, PartialEq)]
struct Choice {
    name: String,
    options: Vec<Choosable>,
}

#[derive(Debug, PartialEq)]
struct Choosable {
    value: String,
    variant: VariantId,
    is_chosen: bool,
    is_sold_out: bool,
    /// The properties it changes besides its own, where none has it with all that is chosen.
    changes: Vec<String>,
}

#[component]
pub fn Options(
    product: Arc<UniversalProduct>,
    chosen: Option<Variant>,
    /// The product's address.
    path: String,
    /// What the shop's own words are in, where the page is in another language.
    goods: Option<Arc<str>>,
) -> impl IntoView {
    let choices = choices(&product.variants, chosen.as_ref());
    let groups = choices.into_iter().enumerate();
    let groups: Vec<_> =
        groups.map(|(at, choice)| group(choice, at, &path, goods.as_ref())).collect();
    let article = chosen.map(|variant| {
        let words = Messages::of_page().with(Message::Article, [("number", &variant.sku)]);
        view! { <p class="article">{words}</p> }
    });
    (!groups.is_empty()).then(|| {
        view! { <div class="options">{groups}{article}</div> }
    })
}

fn group(choice: Choice, at: usize, path: &str, goods: Option<&Arc<str>>) -> impl IntoView + use<> {
    let id = format!("option-{at}");
    let links: Vec<_> = choice
        .options
        .into_iter()
        .map(|option| {
            let href = format!("{path}?variant={}", option.variant);
            let changes = !option.changes.is_empty();
            let note = note(&option, goods.is_some());
            let title =
                note.as_ref().filter(|_| changes).map(|note| format!("{} {note}", option.value));
            let note = note.map(|note| view! { <span class="sr">" "{note}</span> });
            view! {
                <li>
                    <a
                        class="option"
                        href=href
                        data-sold-out=option.is_sold_out
                        data-elsewhere=changes
                        title=title
                        aria-current=option.is_chosen.then_some("true")
                    >
                        <span lang=goods.cloned()>{option.value}</span>
                        {note}
                    </a>
                </li>
            }
        })
        .collect();
    let labelled_by = id.clone();
    view! {
        <div class="option-group" role="group" aria-labelledby=labelled_by>
            <p id=id class="option-name" lang=goods.cloned()>{choice.name}</p>
            <ul role="list">{links}</ul>
        </div>
    }
}

/// What is to be known before a value is chosen.
fn note(option: &Choosable, is_foreign: bool) -> Option<String> {
    let messages = Messages::of_page();
    let with_names =
        |message| messages.with(message, [("names", &in_words(&option.changes, is_foreign))]);
    match (option.is_sold_out, option.changes.is_empty()) {
        (false, true) => None,
        (true, true) => Some(messages.text(Message::OptionSoldOut).to_owned()),
        (false, false) => Some(with_names(Message::OptionElsewhere)),
        (true, false) => Some(with_names(Message::OptionElsewhereSoldOut)),
    }
}

/// The choices a product offers. A link changes one property, keeps as many of the others as it
/// can, and leads to what is there: a value is sold out when all the forms it could lead to are.
fn choices(variants: &[Variant], chosen: Option<&Variant>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for attribute in variants.iter().flat_map(|variant| &variant.attributes) {
        let known = choices.iter().position(|choice| choice.name == attribute.name);
        let at = known.unwrap_or_else(|| {
            choices.push(Choice { name: attribute.name.clone(), options: vec![] });
            choices.len() - 1
        });
        if choices[at].options.iter().any(|option| option.value == attribute.value) {
            continue;
        }
        let (name, value) = (&attribute.name, &attribute.value);
        let closest = variants
            .iter()
            .filter(|variant| value_of(variant, name) == Some(value))
            .rev()
            .max_by_key(|variant| {
                let kept = chosen.map_or(0, |chosen| common(variant, chosen));
                (kept, variant.stock_status != StockStatus::OutOfStock)
            });
        let Some(variant) = closest else { continue };
        choices[at].options.push(Choosable {
            value: value.clone(),
            variant: variant.id,
            is_chosen: chosen.is_some_and(|chosen| value_of(chosen, name) == Some(value)),
            is_sold_out: variant.stock_status == StockStatus::OutOfStock,
            changes: chosen.map(|chosen| changed(variant, chosen, name)).unwrap_or_default(),
        });
    }
    choices
}

fn value_of<'a>(variant: &'a Variant, name: &str) -> Option<&'a String> {
    let named = variant.attributes.iter().find(|attribute| attribute.name == name);
    named.map(|attribute| &attribute.value)
}

/// The properties in which a form is not what is chosen, save the one that is being changed.
fn changed(variant: &Variant, chosen: &Variant, own: &str) -> Vec<String> {
    let others = variant.attributes.iter().filter(|attribute| attribute.name != own);
    let differs = |name: &str, value| value_of(chosen, name).is_some_and(|had| had != value);
    others
        .filter(|attribute| differs(&attribute.name, &attribute.value))
        .map(|attribute| attribute.name.clone())
        .collect()
}

/// Names within a sentence, where English writes them small.
fn in_words(names: &[String], is_foreign: bool) -> String {
    let reading = Reading::of_page();
    let is_small = reading.language == Language::En && !is_foreign;
    let name = |name: &String| if is_small { name.to_lowercase() } else { name.clone() };
    let messages = Messages::of(reading.language);
    let joined = names
        .iter()
        .map(name)
        .reduce(|rest, last| messages.with(Message::ListEnd, [("rest", &rest), ("last", &last)]));
    joined.unwrap_or_default()
}

/// How many properties two forms share.
fn common(a: &Variant, b: &Variant) -> usize {
    a.attributes.iter().filter(|attribute| b.attributes.contains(attribute)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::product::VariantAttribute;

    fn variant(id: i64, colour: &str, size: &str) -> Variant {
        let attribute =
            |name: &str, value: &str| VariantAttribute { name: name.into(), value: value.into() };
        Variant {
            id: VariantId(id),
            sku: id.to_string(),
            price_cents: 100,
            compare_at_cents: None,
            stock: None,
            stock_status: StockStatus::InStock,
            attributes: vec![attribute("Colour", colour), attribute("Size", size)],
            image_url: None,
        }
    }

    #[test]
    fn a_choice_keeps_the_others() {
        let all = [
            variant(1, "Red", "S"),
            variant(2, "Red", "M"),
            variant(3, "Blue", "S"),
            variant(4, "Blue", "M"),
        ];
        let links = |chosen: Option<&Variant>| -> Vec<(String, i64, bool)> {
            let options = choices(&all, chosen).into_iter().flat_map(|choice| choice.options);
            options.map(|o| (o.value, o.variant.0, o.is_chosen)).collect()
        };
        let link = |value: &str, id, chosen| (value.to_owned(), id, chosen);
        let chosen =
            [link("Red", 2, true), link("Blue", 4, false), link("S", 1, false), link("M", 2, true)];
        assert_eq!(links(Some(&all[1])), chosen);
        let none = [
            link("Red", 1, false),
            link("Blue", 3, false),
            link("S", 1, false),
            link("M", 2, false),
        ];
        assert_eq!(links(None), none);
    }

    #[test]
    fn a_value_that_is_not_made_in_what_is_chosen_says_so() {
        let all = [variant(1, "Red", "S"), variant(2, "Red", "M"), variant(3, "Blue", "S")];
        let of = |chosen: Option<&Variant>, value: &str| -> (i64, Vec<String>) {
            let mut options = choices(&all, chosen).into_iter().flat_map(|choice| choice.options);
            options.find(|o| o.value == value).map(|o| (o.variant.0, o.changes)).unwrap()
        };
        let size = || vec!["Size".to_owned()];
        assert_eq!(of(Some(&all[1]), "Blue"), (3, size()));
        assert_eq!(of(Some(&all[0]), "Blue"), (3, vec![]));
        assert_eq!(of(Some(&all[2]), "M"), (2, vec!["Colour".to_owned()]));
        assert_eq!(of(None, "Blue"), (3, vec![]));
        assert_eq!(in_words(&["Colour".into(), "Size".into()], false), "colour and size");
        assert_eq!(in_words(&["Farbe".into(), "Größe".into()], true), "Farbe and Größe");
    }

    #[test]
    fn a_value_is_sold_out_when_none_of_its_forms_is_left() {
        let sold_out = |variant| Variant { stock_status: StockStatus::OutOfStock, ..variant };
        let all = [
            sold_out(variant(1, "Red", "S")),
            variant(2, "Red", "M"),
            variant(3, "Blue", "S"),
            sold_out(variant(4, "Blue", "M")),
            sold_out(variant(5, "Red", "L")),
            sold_out(variant(6, "Blue", "L")),
        ];
        let link = |chosen: Option<&Variant>, value: &str| -> (i64, bool) {
            let mut options = choices(&all, chosen).into_iter().flat_map(|choice| choice.options);
            options.find(|o| o.value == value).map(|o| (o.variant.0, o.is_sold_out)).unwrap()
        };
        // Nothing is chosen: another colour has it.
        assert_eq!(link(None, "S"), (3, false));
        assert_eq!(link(None, "M"), (2, false));
        assert_eq!(link(None, "L"), (5, true));
        assert_eq!(link(None, "Red"), (2, false));
        // In the colour chosen it is gone.
        assert_eq!(link(Some(&all[1]), "S"), (1, true));
        assert_eq!(link(Some(&all[2]), "M"), (4, true));
    }
}
