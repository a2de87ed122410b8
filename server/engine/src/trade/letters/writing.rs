//! What a letter says: plain text, in the language of the shop.

use contract::money::format_price;
use contract::{Language, Order, OrderLine, Tenant};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;

/// What a letter is about. To add one: a variant, its word in the table, and `{word}-subject` and
/// `{word}-lead` in each catalogue in `engine/letters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Placed,
    Refused,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Placed, Self::Refused];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Refused => "refused",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    pub body: String,
}

type Bundle = FluentBundle<FluentResource>;

static ALL: LazyLock<[Bundle; Language::ALL.len()]> = LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> Bundle {
    let source = match language {
        Language::En => include_str!("../../../letters/en.ftl"),
        Language::De => include_str!("../../../letters/de.ftl"),
        Language::Ar => include_str!("../../../letters/ar.ftl"),
    };
    let identifier = language.code().parse().expect("a language's code is one of BCP 47");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Where names may run the other way than the words around them, they are kept apart.
    bundle.set_use_isolating(language.direction() == "rtl");
    let resource = FluentResource::try_new(source.to_owned());
    bundle
        .add_resource(resource.expect("tests read every catalogue"))
        .expect("tests find keys that stand twice");
    bundle
}

struct Pen(&'static Bundle);

impl Pen {
    fn write<const N: usize>(&self, key: &str, parts: [(&str, &str); N]) -> String {
        let pattern = self.0.get_message(key).and_then(|message| message.value());
        let pattern = pattern.expect("tests ask for every message");
        let parts: FluentArgs<'_> = parts.into_iter().collect();
        self.0.format_pattern(pattern, Some(&parts), &mut vec![]).into_owned()
    }
}

fn named(line: &OrderLine) -> String {
    match line.options.is_empty() {
        true => line.name.clone(),
        false => format!("{}, {}", line.name, line.options),
    }
}

/// On one line, whatever somebody called it.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `base_url` is what the outside knows this house by, where it is known.
pub fn write(kind: Kind, tenant: &Tenant, order: &Order, base_url: Option<&str>) -> Written {
    let pen = Pen(&ALL[tenant.language() as usize]);
    let number = order.number.to_string();
    let money = |cents| format_price(cents, order.currency, &tenant.locale);
    let word = kind.as_str();
    let parts = [("number", &*number), ("shop", &*tenant.name)];
    let subject = pen.write(&format!("{word}-subject"), parts);

    let mut body = vec![pen.write(&format!("{word}-lead"), []), String::new()];
    body.push(pen.write("heading", [("number", &*number)]));
    for line in &order.lines {
        let quantity = line.quantity.to_string();
        let (name, amount) = (one_line(&named(line)), money(line.total_cents()));
        let parts = [("quantity", &*quantity), ("name", &*name), ("amount", &*amount)];
        body.push(pen.write("line", parts));
    }
    body.push(pen.write("total", [("amount", &*money(order.total_cents))]));
    if kind == Kind::Placed {
        let customer = &order.customer;
        let place = format!("{} {}", customer.postal_code, customer.city);
        body.extend([String::new(), pen.write("goes-to", [])]);
        let address =
            [&customer.name, &customer.street, &customer.extra, &place, &customer.country];
        body.extend(address.map(|line| one_line(line)).into_iter().filter(|it| !it.is_empty()));
        let mut ways = Vec::new();
        if let Some(url) = &order.payment_url {
            ways.push(pen.write("pay", [("address", url)]));
        }
        if order.is_on_invoice() {
            ways.push(pen.write("pay-invoice", []));
        }
        if let Some(base) = base_url {
            let address = format!("{base}/t/{}/orders/{}", tenant.slug, order.code);
            ways.push(pen.write("look", [("address", &*address)]));
        }
        if !ways.is_empty() {
            body.push(String::new());
            body.extend(ways);
        }
    }
    body.extend([String::new(), tenant.name.clone(), String::new()]);
    Written { subject: one_line(&subject), body: body.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::order::{Push, PushState};
    use contract::{Currency, Customer, OrderId, OrderState, TenantId, Timestamp};

    fn tenant(locale: &str) -> Tenant {
        Tenant {
            id: TenantId(1),
            slug: "tide".into(),
            name: "Tide & Co".into(),
            tagline: String::new(),
            about: String::new(),
            organisation_id: None,
            organisation_name: None,
            logo_url: None,
            accent: "#000000".into(),
            currency: Currency::EUR,
            locale: locale.into(),
            languages: vec![],
            time_zone: "Europe/Dublin".into(),
            hold_minutes: 30,
        }
    }

    fn order() -> Order {
        Order {
            id: OrderId(1),
            code: "c0de".into(),
            number: 1001,
            state: OrderState::Placed,
            lines: vec![OrderLine {
                sku: "COAT-M".into(),
                product_id: None,
                name: "Coat\r\nBcc: x@y.example".into(),
                options: "Size M".into(),
                quantity: 2,
                price_cents: 2_050,
            }],
            total_cents: 4_100,
            currency: Currency::EUR,
            customer: Customer {
                name: "Ines Vale".into(),
                street: "12 Harbour Row".into(),
                postal_code: "EX1 1AA".into(),
                city: "Exmouth".into(),
                country: "GB".into(),
                ..Customer::default()
            },
            placed_at: Timestamp(0),
            push: Push {
                state: PushState::None,
                attempts: 0,
                next_at: None,
                said: None,
                remote_id: None,
            },
            payment_url: Some("https://shop.example/pay/1".into()),
        }
    }

    #[test]
    fn an_order_is_told_in_the_language_of_its_shop() {
        let base = Some("https://house.example");
        let english = write(Kind::Placed, &tenant("en-IE"), &order(), base);
        assert_eq!(english.subject, "Your order 1001 at Tide & Co");
        assert_eq!(
            english.body,
            "Thank you for your order.\n\nOrder 1001\n\
             2 × Coat Bcc: x@y.example, Size M: €41.00\nTotal: €41.00\n\n\
             It goes to:\nInes Vale\n12 Harbour Row\nEX1 1AA Exmouth\nGB\n\n\
             Pay for it here: https://shop.example/pay/1\n\
             You find it here: https://house.example/t/tide/orders/c0de\n\nTide & Co\n"
        );
        let german = write(Kind::Refused, &tenant("de-DE"), &order(), base);
        assert!(german.subject.starts_with("Deine Bestellung 1001 bei Tide & Co kam nicht"));
        assert!(german.body.contains("41,00\u{a0}€"), "{}", german.body);
        assert!(!german.body.contains("pay/1"), "nothing is to be paid");
    }

    #[test]
    fn every_catalogue_says_everything_and_subjects_are_one_line() {
        for locale in ["en-IE", "de-DE", "ar-AE"] {
            for kind in Kind::ALL {
                let mut shop = tenant(locale);
                shop.name = "Tide\r\nBcc: x@y.example".into();
                let written = write(kind, &shop, &order(), None);
                assert!(!written.subject.contains(char::is_control), "{locale}");
                assert!(!written.body.contains('$') && !written.body.contains('{'), "{locale}");
                assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            }
        }
    }
}
