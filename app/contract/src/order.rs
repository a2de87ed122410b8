//! Orders: what somebody bought, and how far it is on its way to the system behind the shop.

use crate::stock::Item;
use crate::{Currency, OrderId, Problem, ProductId, Result, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who orders, and where to. `Debug` leaves all of it out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Customer {
    pub name: String,
    pub email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    pub street: String,
    /// A second line of the address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub extra: String,
    pub postal_code: String,
    pub city: String,
    /// ISO 3166-1, two letters.
    pub country: String,
    /// For the shop.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer").finish_non_exhaustive()
    }
}

impl Customer {
    /// The same without spaces around and doubled, and with the country in capitals.
    pub fn tidied(self) -> Self {
        let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            name: line(self.name),
            email: self.email.trim().to_owned(),
            phone: line(self.phone),
            street: line(self.street),
            extra: line(self.extra),
            postal_code: line(self.postal_code),
            city: line(self.city),
            country: self.country.trim().to_ascii_uppercase(),
            note: self.note.trim().to_owned(),
        }
    }

    /// What is wrong, by field, in the order of the form; nothing where an order can be sent.
    pub fn faults(&self) -> Vec<Problem> {
        let mut faults = Vec::new();
        let mut check = |field: &str, is_right: bool, title: &str| {
            if !is_right {
                faults.push(Problem::invalid(format!("/customer/{field}"), title));
            }
        };
        let is_line = |text: &str, longest: usize| {
            !text.is_empty() && text.chars().count() <= longest && !text.contains(char::is_control)
        };
        let is_optional = |text: &str, longest: usize| text.is_empty() || is_line(text, longest);
        check("name", is_line(&self.name, 120), "Enter the name the parcel is for.");
        check("email", is_email(&self.email), "Enter an e-mail address like name@example.com.");
        let is_phone = |phone: &str| {
            phone.chars().filter(char::is_ascii_digit).count() >= 5
                && phone.chars().all(|c| c.is_ascii_digit() || " +-/().".contains(c))
        };
        check(
            "phone",
            self.phone.is_empty() || (is_line(&self.phone, 40) && is_phone(&self.phone)),
            "Enter a telephone number, or leave it empty.",
        );
        check("street", is_line(&self.street, 200), "Enter street and number.");
        check("extra", is_optional(&self.extra, 200), "This line is too long.");
        check("postalCode", is_line(&self.postal_code, 16), "Enter the postal code.");
        check("city", is_line(&self.city, 120), "Enter the town or city.");
        let is_country =
            self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        check("country", is_country, "Choose a country.");
        let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        let is_note = self.note.chars().count() <= 1000 && self.note.chars().all(is_text);
        check("note", is_note, "At most 1,000 characters.");
        faults
    }

    /// # Errors
    /// The first of [`faults`](Self::faults).
    pub fn check(&self) -> Result<()> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }
}

/// What a mail server would take, as far as that can be told without asking one.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_word = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>[]:;,\\\"@".contains(c);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(is_word)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// One article of an order, as it was when it was bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    pub sku: String,
    /// Absent where the order came from a system that knows articles by their SKUs only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    pub name: String,
    /// The variant in words: `Size M, Sand`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub options: String,
    pub quantity: i64,
    /// Of one piece, in the currency's minor unit.
    pub price_cents: i64,
}

impl OrderLine {
    pub fn total_cents(&self) -> i64 {
        self.price_cents.saturating_mul(self.quantity)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Kept here; whoever owns the stock has yet to agree.
    Placing,
    /// It stands.
    Placed,
    /// Whoever owns the stock did not agree: nothing was bought.
    Refused,
}

impl OrderState {
    pub const ALL: [Self; 3] = [Self::Placing, Self::Placed, Self::Refused];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Placing => "placing",
            Self::Placed => "placed",
            Self::Refused => "refused",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// How far an order is on its way to the system behind the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PushState {
    /// It is kept here, and nowhere else.
    None,
    Waiting,
    Done,
    /// The other system will not have it as it is.
    Rejected,
}

impl PushState {
    pub const ALL: [Self; 4] = [Self::None, Self::Waiting, Self::Done, Self::Rejected];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Rejected => "rejected",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// The way of an order to the system behind the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Push {
    pub state: PushState,
    pub attempts: i64,
    /// When it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// Why it is not there yet, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// What it is called there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub id: OrderId,
    /// What it is asked for by: random, so that nobody finds another's.
    pub code: String,
    /// What people call it; counts up within a shop.
    pub number: i64,
    pub state: OrderState,
    pub lines: Vec<OrderLine>,
    pub total_cents: i64,
    pub currency: Currency,
    pub customer: Customer,
    pub placed_at: Timestamp,
    pub push: Push,
    /// Where it can be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_url: Option<String>,
}

impl Order {
    pub fn items(&self) -> Vec<Item> {
        self.lines.iter().map(|line| Item::new(&line.sku, line.quantity)).collect()
    }

    /// It stands, wherever it had to be brought, and nobody said where else to pay for it.
    pub fn is_on_invoice(&self) -> bool {
        let is_settled = matches!(self.push.state, PushState::None | PushState::Done);
        self.state == OrderState::Placed && is_settled && self.payment_url.is_none()
    }
}

/// What a shopper sends to order what is set aside for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderWish {
    /// Made with the form: the same one again, however often, is one order.
    pub key: String,
    /// The hold they saw, by its code.
    pub hold: String,
    /// What they saw it would cost; with another sum they look again.
    pub total_cents: i64,
    pub customer: Customer,
}

/// The sum of lines; nothing where it is more than can be counted.
pub fn total_cents(lines: &[OrderLine]) -> Option<i64> {
    lines
        .iter()
        .try_fold(0_i64, |sum, line| sum.checked_add(line.price_cents.checked_mul(line.quantity)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer() -> Customer {
        Customer {
            name: "Ines Vale".into(),
            email: "ines@example.com".into(),
            street: "12 Harbour Row".into(),
            postal_code: "EX1 1AA".into(),
            city: "Exmouth".into(),
            country: "GB".into(),
            ..Customer::default()
        }
    }

    #[test]
    fn every_fault_is_said_at_its_field() {
        assert_eq!(customer().faults(), []);
        let empty: Vec<_> = Customer::default().faults();
        let fields: Vec<&str> = empty.iter().filter_map(|fault| fault.field.as_deref()).collect();
        let expected = ["name", "email", "street", "postalCode", "city", "country"];
        assert_eq!(fields, expected.map(|field| format!("/customer/{field}")));
        let note = |note: &str| Customer { note: note.into(), ..customer() }.faults().len();
        assert_eq!((note("Ring twice,\n\tthen wait."), note("\0")), (0, 1));
        let long = Customer { note: "x".repeat(1001), phone: "call me".into(), ..customer() };
        assert_eq!(long.faults().len(), 2);
    }

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for right in
            ["a@b.co", "first.last+tag@sub.example.com", "o'neil@example.org", "ü@bücher.example"]
        {
            assert!(is_email(right), "{right}");
        }
        for wrong in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a@",
            "a b@c.de",
            "a@b..co",
            "a@-b.co",
            ".a@b.co",
            "a@b.co\r\nBcc: x@y.z",
        ] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_sum_beyond_counting_is_none() {
        let line = |price_cents| OrderLine {
            sku: "a".into(),
            product_id: None,
            name: "A".into(),
            options: String::new(),
            quantity: 2,
            price_cents,
        };
        assert_eq!(total_cents(&[line(5), line(7)]), Some(24));
        assert_eq!(total_cents(&[line(i64::MAX / 2), line(5)]), None);
    }
}
