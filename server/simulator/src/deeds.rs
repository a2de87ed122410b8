//! What people and systems do.

use crate::house::{ARTICLES, UNCOUNTED};
use contract::order::OrderWish;
use contract::ports::Shopping;
use contract::protocol::{ConfirmationAsked, HoldAsked, OrderAsked};
use contract::{CartEdit, Customer, Denied, Hold, Item, Problem, ProblemKind, ProductId};
use engine::trade::Dealings;
use rand::Rng;
use rand::seq::IndexedRandom;
use std::sync::Arc;

/// What came of it, as whoever did it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to remember.
    Fine,
    /// A hold, by the request it was made with, if any.
    Held {
        request: Option<String>,
        hold: String,
    },
    Released {
        hold: String,
    },
    /// An order, by the request it was placed with.
    Ordered {
        request: String,
        hold: String,
        order: String,
    },
    /// Not everything could be had.
    Short,
    /// Refused for another reason.
    Refused(ProblemKind),
}

impl Outcome {
    fn refused(denied: Denied) -> Self {
        match denied {
            Denied::Short(_) => Self::Short,
            Denied::Problem(problem) => problem.into(),
        }
    }
}

impl From<Problem> for Outcome {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.kind)
    }
}

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

fn item(random: &mut impl Rng) -> Item {
    let sku = match random.random_range(0..20) {
        0 => UNCOUNTED,
        1 => "NOTHING",
        _ => ARTICLES.choose(random).map_or(UNCOUNTED, |(sku, _)| sku),
    };
    Item::new(sku, random.random_range(1..4))
}

/// One thing a visitor does.
#[derive(Clone, Debug)]
pub enum Errand {
    Put(Item),
    Set(Item),
    /// Takes everything out that cannot be had.
    Settle,
    Look,
    Hold,
    Extend,
    LetGo,
    /// Places an order, this often with the same request: the double click, the lost answer.
    Order {
        request: String,
        times: usize,
    },
    Share(usize),
}

impl Errand {
    pub fn choose(random: &mut impl Rng, number: u64, visitors: usize) -> Self {
        match random.random_range(0..20) {
            0..4 => Self::Put(item(random)),
            4..6 => Self::Settle,
            6 => Self::Set(Item { quantity: random.random_range(0..3), ..item(random) }),
            7 => Self::Look,
            8..12 => Self::Hold,
            12 => Self::Extend,
            13 => Self::LetGo,
            14..19 => {
                Self::Order { request: format!("v{number}"), times: random.random_range(1..3) }
            }
            _ => Self::Share(random.random_range(0..visitors)),
        }
    }

    pub async fn run(self, own: Arc<dyn Shopping>, other: Arc<dyn Shopping>) -> Vec<Outcome> {
        match self.try_run(own, other).await {
            Ok(outcomes) => outcomes,
            Err(outcome) => vec![outcome],
        }
    }

    async fn try_run(
        self,
        own: Arc<dyn Shopping>,
        other: Arc<dyn Shopping>,
    ) -> Result<Vec<Outcome>, Outcome> {
        Ok(vec![match self {
            Self::Put(item) => {
                own.edit_cart(vec![CartEdit::Add { item, product: ProductId(0) }]).await?;
                Outcome::Fine
            }
            Self::Set(item) => {
                own.edit_cart(vec![CartEdit::Set { item }]).await?;
                Outcome::Fine
            }
            Self::Settle => {
                let cart = own.cart().await?;
                let gone = cart.lines.iter().filter(|line| line.is_there() != Some(true));
                let out = |line: &contract::CartLine| CartEdit::Set {
                    item: Item::new(&line.item.sku, 0),
                };
                own.edit_cart(gone.map(out).collect()).await?;
                Outcome::Fine
            }
            Self::Look => {
                own.cart().await?;
                Outcome::Fine
            }
            Self::Hold => {
                let hold = own.hold().await.map_err(Outcome::refused)?;
                Outcome::Held { request: None, hold: hold.code }
            }
            Self::Extend => {
                own.extend_hold().await?;
                Outcome::Fine
            }
            Self::LetGo => {
                own.release_hold().await?;
                Outcome::Fine
            }
            Self::Share(_) => {
                let word = other.cart_link().await?;
                own.join_cart(&word).await?;
                Outcome::Fine
            }
            Self::Order { request, times } => {
                let cart = own.cart().await?;
                let Some(hold) = cart.hold.clone() else { return Ok(vec![Outcome::Fine]) };
                let total_cents = hold.items.iter().map(|item| item.quantity * 1_000).sum();
                let wish = OrderWish {
                    key: request.clone(),
                    hold: hold.code.clone(),
                    total_cents,
                    customer: customer(),
                };
                let mut outcomes = Vec::new();
                for _ in 0..times {
                    outcomes.push(match own.place_order(&wish).await {
                        Ok(order) => Outcome::Ordered {
                            request: request.clone(),
                            hold: hold.code.clone(),
                            order: order.code,
                        },
                        Err(denied) => Outcome::refused(denied),
                    });
                }
                return Ok(outcomes);
            }
        }])
    }
}

/// One thing another system does with its key, by a request that may be made again.
#[derive(Clone, Debug)]
pub enum Deal {
    Hold(Vec<Item>),
    /// Of a hold it made.
    Extend(String),
    Release(String),
    Confirm(String),
    /// Orders at once.
    Order(Vec<Item>),
}

impl Deal {
    pub fn choose(random: &mut impl Rng, holds: &[String]) -> Self {
        let items = |random: &mut _| {
            let count = Rng::random_range(random, 1..4);
            (0..count).map(|_| item(random)).collect()
        };
        let Some(hold) = holds.choose(random).cloned() else { return Self::Hold(items(random)) };
        match random.random_range(0..12) {
            0..5 => Self::Hold(items(random)),
            5 => Self::Extend(hold),
            6..8 => Self::Release(hold),
            8..10 => Self::Confirm(hold),
            _ => Self::Order(items(random)),
        }
    }

    pub async fn run(self, dealings: Dealings, request: String) -> Vec<Outcome> {
        vec![match self.try_run(dealings, request).await {
            Ok(outcome) | Err(outcome) => outcome,
        }]
    }

    async fn try_run(self, dealings: Dealings, request: String) -> Result<Outcome, Outcome> {
        Ok(match self {
            Self::Hold(items) => {
                let asked = HoldAsked { items, customer_id: None, minutes: Some(15) };
                let Hold { code, .. } = dealings.hold(&asked).await.map_err(Outcome::refused)?;
                Outcome::Held { request: Some(request), hold: code }
            }
            Self::Extend(hold) => {
                dealings.extend(&hold, Some(10)).await?;
                Outcome::Fine
            }
            Self::Release(hold) => {
                dealings.release(&hold).await?;
                Outcome::Released { hold }
            }
            Self::Confirm(hold) => {
                let asked = ConfirmationAsked { customer: customer(), lines: None, currency: None };
                let order = dealings.confirm(&hold, &asked).await.map_err(Outcome::refused)?;
                Outcome::Ordered { request, hold, order: order.id }
            }
            Self::Order(items) => {
                let asked = OrderAsked { items, customer: customer(), customer_id: None };
                let order = dealings.order(&asked).await.map_err(Outcome::refused)?;
                Outcome::Ordered { request, hold: order.hold_id, order: order.id }
            }
        })
    }
}
