//! What those who look after a shop see of it: counts, holds, orders, and letters to customers.

use crate::hold::{HoldEvent, HoldState};
use crate::order::{Order, OrderState, Push};
use crate::search::SearchQuery;
use crate::search::address::encode;
use crate::{CartId, Currency, Customer, HoldId, MailId, Problem, Result, Timestamp};
use serde::{Deserialize, Serialize};

/// Lines of one page of any of these lists.
pub const PAGE: u32 = 50;
/// How long a reason for a correction is, in characters.
pub const REASON: std::ops::RangeInclusive<usize> = 3..=200;
/// No shelf holds more.
pub const MOST_FREE: i64 = 1_000_000_000;

/// Who counts a shop's pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockOwner {
    /// This house.
    House,
    WooCommerce,
    /// A system that speaks the inventory protocol.
    BackOffice,
}

/// Which articles: those that need looking after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// On sale, and none can be had.
    SoldOut,
    /// On sale, and few or none can be had.
    Low,
    /// Somebody has some set aside.
    Held,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::SoldOut, Self::Low, Self::Held];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SoldOut => "sold_out",
            Self::Low => "low",
            Self::Held => "held",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// Which orders, by their way to the system behind the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Not there yet: waiting or rejected. The oldest comes first.
    Queue,
    Waiting,
    Rejected,
    Done,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Queue, Self::Waiting, Self::Rejected, Self::Done];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Waiting => "waiting",
            Self::Rejected => "rejected",
            Self::Done => "done",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == text)
    }
}

/// What is asked of the inventory. As the query of an address: `q=coat&level=sold_out`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockQuery {
    /// Every word somewhere in the product's name or the article's number.
    pub words: String,
    pub level: Option<Level>,
}

/// What is asked of the orders: `q=vale&state=placed&way=queue`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderQuery {
    /// Every word somewhere in number, name or e-mail address.
    pub words: String,
    pub state: Option<OrderState>,
    pub way: Option<Way>,
}

fn written<const N: usize>(pairs: [(&str, &str); N]) -> String {
    let mut written = String::new();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        written.push_str(if written.is_empty() { "" } else { "&" });
        written.push_str(name);
        written.push('=');
        encode(value, &mut written);
    }
    written
}

impl StockQuery {
    /// Reads what an address says; what cannot be understood is passed over.
    pub fn parse(query: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in SearchQuery::pairs(query) {
            match (name.as_str(), value.trim()) {
                ("q", words) => read.words = words.to_owned(),
                ("level", level) => read.level = Level::parse(level),
                _ => {}
            }
        }
        read
    }

    /// Without a question mark; empty for everything.
    pub fn address(&self) -> String {
        written([("q", &self.words), ("level", self.level.map_or("", Level::as_str))])
    }
}

impl OrderQuery {
    /// Reads what an address says; what cannot be understood is passed over.
    pub fn parse(query: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in SearchQuery::pairs(query) {
            match (name.as_str(), value.trim()) {
                ("q", words) => read.words = words.to_owned(),
                ("state", state) => read.state = OrderState::parse(state),
                ("way", way) => read.way = Way::parse(way),
                _ => {}
            }
        }
        read
    }

    /// Without a question mark; empty for everything.
    pub fn address(&self) -> String {
        let (state, way) = (self.state.map_or("", OrderState::as_str), self.way.map(Way::as_str));
        written([("q", &self.words), ("state", state), ("way", way.unwrap_or_default())])
    }
}

/// One parameter as the query of an address.
pub fn parameter(name: &str, value: &str) -> String {
    written([(name, value)])
}

/// How many pages so many lines are.
pub fn pages(total: i64) -> u32 {
    u32::try_from(total.max(0).div_euclid(PAGE.into()) + i64::from(total % i64::from(PAGE) > 0))
        .unwrap_or(u32::MAX)
        .max(1)
}

/// An article in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArticleName {
    pub sku: String,
    /// Of the product; absent once that has left the catalogue.
    pub name: Option<String>,
    /// The variant in words.
    pub options: String,
    /// Of the product's page.
    pub slug: Option<String>,
}

/// One time somebody corrected a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    pub at: Timestamp,
    pub before: i64,
    pub after: i64,
    pub reason: String,
    pub actor: String,
}

/// A counted article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StockLine {
    pub article: ArticleName,
    pub is_sold: bool,
    /// Free, held and sold together.
    pub on_hand: i64,
    pub free: i64,
    pub held: i64,
    pub sold: i64,
    /// The last time somebody did.
    pub corrected: Option<Correction>,
    /// When the first that holds some lets go of it.
    pub lapses_at: Option<Timestamp>,
}

/// A page of the inventory, by article number; what runs out first where that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inventory {
    pub owner: StockOwner,
    pub lines: Vec<StockLine>,
    pub total: i64,
    pub page: u32,
    pub now: Timestamp,
}

/// A corrected count, as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CountDraft {
    pub sku: String,
    /// So many are free.
    pub free: i64,
    /// So many were, where they looked: with another number they look again.
    pub seen: i64,
    pub reason: String,
}

impl CountDraft {
    /// The same with its reason tidy.
    ///
    /// # Errors
    /// `invalid` at the field that is wrong.
    pub fn checked(mut self) -> Result<Self> {
        self.reason = self.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(0..=MOST_FREE).contains(&self.free) {
            return Err(Problem::invalid("/free", "Count them: none, or a whole number."));
        }
        if !REASON.contains(&self.reason.chars().count()) || self.reason.contains(char::is_control)
        {
            let (least, most) = (REASON.start(), REASON.end());
            let title = format!("Say why, in {least} to {most} letters.");
            return Err(Problem::invalid("/reason", title));
        }
        Ok(self)
    }
}

/// Who holds or ordered something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Whoever shares that cart.
    Cart(CartId),
    /// Another system, by the name of its key.
    Key(String),
}

/// So many pieces of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    pub article: ArticleName,
    pub quantity: i64,
}

/// Pieces set aside, with what only this house knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldLine {
    pub id: HoldId,
    pub code: String,
    pub pieces: Vec<Piece>,
    pub whose: Whose,
    /// As the system that asked knows them.
    pub customer_id: Option<String>,
    /// As it is true now.
    pub state: HoldState,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub is_extended: bool,
    /// The order it became, by its code.
    pub order: Option<String>,
    /// Who counts its pieces.
    pub owner: StockOwner,
}

/// Holds that keep pieces, the first to lapse first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldPage {
    pub holds: Vec<HoldLine>,
    pub total: i64,
    pub page: u32,
    pub now: Timestamp,
}

/// A hold, and everything that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldDesk {
    pub hold: HoldLine,
    pub events: Vec<HoldEvent>,
    pub now: Timestamp,
}

/// An order that has an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sale {
    pub code: String,
    pub number: i64,
    pub quantity: i64,
    pub placed_at: Timestamp,
    pub state: OrderState,
}

/// An article: its corrections, who holds it now, and the latest orders that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArticleDesk {
    pub owner: StockOwner,
    pub line: StockLine,
    pub corrections: Vec<Correction>,
    pub holds: Vec<HoldLine>,
    pub sales: Vec<Sale>,
    pub now: Timestamp,
}

/// An order in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderSummary {
    pub code: String,
    pub number: i64,
    pub name: String,
    pub email: String,
    pub pieces: i64,
    pub total_cents: i64,
    pub currency: Currency,
    pub placed_at: Timestamp,
    pub state: OrderState,
    pub push: Push,
}

impl From<Order> for OrderSummary {
    fn from(order: Order) -> Self {
        Self {
            pieces: order.lines.iter().map(|line| line.quantity).fold(0, i64::saturating_add),
            code: order.code,
            number: order.number,
            name: order.customer.name,
            email: order.customer.email,
            total_cents: order.total_cents,
            currency: order.currency,
            placed_at: order.placed_at,
            state: order.state,
            push: order.push,
        }
    }
}

/// Orders, the latest first; the queue the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderPage {
    pub orders: Vec<OrderSummary>,
    pub total: i64,
    pub page: u32,
    /// Of the whole shop: on their way to the system behind it, and those it will not have.
    pub waiting: i64,
    pub rejected: i64,
    pub now: Timestamp,
}

/// An order with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderDesk {
    pub order: Order,
    /// What it was made of.
    pub hold: HoldLine,
    pub events: Vec<HoldEvent>,
    pub letters: Vec<Letter>,
    pub now: Timestamp,
}

/// A letter to a customer. `Debug` leaves out what it says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Letter {
    pub id: MailId,
    /// The order it is about.
    pub order: String,
    pub number: i64,
    /// What it tells: `placed`, `refused`.
    pub kind: String,
    pub recipient: String,
    /// Empty until it was its turn.
    pub subject: String,
    pub body: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub attempts: i64,
    /// When it is tried again; without, and not sent, it is kept.
    pub next_at: Option<Timestamp>,
    /// Why it was not sent.
    pub said: Option<String>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Letters, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outbox {
    /// Whether a mail server is configured; else all are kept to be read.
    pub is_sending: bool,
    pub letters: Vec<Letter>,
    pub total: i64,
    pub page: u32,
    pub now: Timestamp,
}

/// What is to become of a rejected order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mending {
    /// By its code.
    pub order: String,
    /// Another address than the one it has.
    pub customer: Option<Customer>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_stands_in_the_address() {
        let asked = StockQuery { words: "red coat & hat".into(), level: Some(Level::Low) };
        assert_eq!(StockQuery::parse(&asked.address()), asked);
        assert_eq!(StockQuery::parse("level=much&page=2"), StockQuery::default());
        assert_eq!(StockQuery::default().address(), "");
        let asked = OrderQuery {
            words: "a+b@example.com".into(),
            state: Some(OrderState::Placed),
            way: Some(Way::Queue),
        };
        assert_eq!(OrderQuery::parse(&asked.address()), asked);
    }

    #[test]
    fn lines_fill_pages() {
        let told = [0, 1, 50, 51, 100, 101].map(pages);
        assert_eq!(told, [1, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn a_correction_needs_a_number_and_a_reason() {
        let draft = |free, reason: &str| CountDraft {
            sku: "A".into(),
            free,
            seen: 1,
            reason: reason.into(),
        };
        assert_eq!(draft(0, "  broken   lid ").checked().unwrap().reason, "broken lid");
        let field = |draft: CountDraft| draft.checked().unwrap_err().field.unwrap();
        assert_eq!(field(draft(-1, "broken")), "/free");
        assert_eq!(field(draft(i64::MAX, "broken")), "/free");
        assert_eq!(field(draft(1, "no")), "/reason");
        assert_eq!(field(draft(1, &"x".repeat(201))), "/reason");
    }
}
