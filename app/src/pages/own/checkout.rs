//! The checkout: what is set aside, and the form that makes an order of it.

use super::customer::{entered, summary};
use super::held::active;
use super::lines::name_of;
use super::said::Said;
use super::{Deed, Room, loaded_own, products_of};
use crate::messages::{Message, Messages};
use crate::posted::Posted;
use crate::services::Answer;
use contract::order::OrderWish;
use contract::ports::Shopping;
use contract::{Cart, Customer, Denied, Hold, HoldState, Order, Problem, ProblemKind, Result};
use leptos::prelude::*;
use std::sync::Arc;

/// What came of a form that was sent here.
#[derive(Default)]
struct Attempt {
    customer: Customer,
    /// What is wrong with the fields.
    faults: Vec<Problem>,
    /// What else stood in the way.
    denied: Option<Problem>,
}

enum Outcome {
    Placed(Box<Order>),
    Shown { cart: Box<Cart>, attempt: Box<Attempt> },
}

#[component]
pub fn CheckoutPage() -> impl IntoView {
    let posted = Posted::of_request();
    let answer = Answer::of_request();
    let load = async move |own: Arc<dyn Shopping>| {
        let attempt = match &posted {
            None => Attempt::default(),
            Some(posted) => match done(&*own, posted).await? {
                Ok(order) => return Ok(Outcome::Placed(Box::new(order))),
                Err(attempt) => attempt,
            },
        };
        Ok(Outcome::Shown { cart: Box::new(own.cart().await?), attempt: Box::new(attempt) })
    };
    loaded_own(load, move |room, outcome| {
        let messages = Messages::of_page();
        let title = messages.text(Message::Checkout).to_owned();
        match outcome {
            Outcome::Placed(order) => {
                answer.see_other(&room.place.path(&["/orders/", &order.code]));
                ().into_any()
            }
            Outcome::Shown { cart, attempt } => {
                let failed = attempt.denied.as_ref().or(attempt.faults.first());
                if let Some(problem) = failed {
                    answer.fail(problem);
                }
                let products = products_of(&cart.lines);
                let content = room.checkout(&cart, &attempt);
                room.page(title, products, content).into_any()
            }
        }
    })
}

/// Does what a button of the form asks for. What was entered comes back with the page, also where
/// it was about the hold alone.
async fn done(own: &dyn Shopping, posted: &Posted) -> Result<Result<Order, Attempt>> {
    let held = match posted.field("deed") {
        "hold" => own.hold().await.map_err(|denied| denied.problem()),
        "extend" => own.extend_hold().await,
        _ => return place(own, posted).await,
    };
    Ok(Err(Attempt { customer: entered(posted), faults: vec![], denied: held.err() }))
}

/// Places the order of a form; or says what stands in the way, with what was entered.
async fn place(own: &dyn Shopping, posted: &Posted) -> Result<Result<Order, Attempt>> {
    let customer = entered(posted).tidied();
    let faults = customer.faults();
    if !faults.is_empty() {
        return Ok(Err(Attempt { customer, faults, denied: None }));
    }
    let total_cents = posted.field("total").parse();
    let wish = OrderWish {
        key: posted.field("key").to_owned(),
        hold: posted.field("hold").to_owned(),
        // One that cannot be read is none they saw.
        total_cents: total_cents.unwrap_or(-1),
        customer: customer.clone(),
    };
    match own.place_order(&wish).await {
        Ok(order) => Ok(Ok(order)),
        Err(Denied::Problem(problem)) if problem.kind == ProblemKind::Internal => Err(problem),
        Err(denied) => {
            let problem = denied.problem();
            let is_field = problem.field.as_ref().is_some_and(|at| at.starts_with("/customer/"));
            let (faults, denied) =
                if is_field { (vec![problem], None) } else { (vec![], Some(problem)) };
            Ok(Err(Attempt { customer, faults, denied }))
        }
    }
}

/// What was entered stays on the page as long as there is a form.
const FORM: &str = "order-form";

impl Room {
    fn checkout(&self, cart: &Cart, attempt: &Attempt) -> AnyView {
        let messages = Messages::of_page();
        let ordered = cart
            .hold
            .as_ref()
            .filter(|hold| matches!(hold.state, HoldState::Confirming | HoldState::Confirmed));
        if let Some(code) =
            ordered.and_then(|hold| hold.order.as_ref()).filter(|_| cart.lines.is_empty())
        {
            let href = self.place.path(&["/orders/", code]);
            return view! {
                <p class="note">
                    {messages.text(Message::AlreadyOrdered)} " "
                    <a href=href>{messages.text(Message::SeeOrder)}</a>
                </p>
            }
            .into_any();
        }
        let denied = attempt.denied.as_ref().map(|problem| {
            let message = match problem.kind {
                ProblemKind::Conflict | ProblemKind::InvalidField | ProblemKind::NotFound => {
                    Message::OrderDenied
                }
                _ => Message::SaidAway,
            };
            view! {
                <p class="note said" role="alert" tabindex="-1" autofocus>
                    {messages.text(message)}
                </p>
            }
        });
        let hold = active(cart).filter(|_| cart.is_held());
        let fields = self.customer_fields(&attempt.customer, &attempt.faults);
        let action = self.place.path(&["/checkout"]);
        let form = (!cart.lines.is_empty()).then(|| {
            view! {
                <form method="post" action=action id=FORM class="fields">
                    <h2>{messages.text(Message::WhereTo)}</h2>
                    {fields}
                </form>
            }
        });
        view! {
            <Said/>
            {denied}
            {summary(&attempt.faults)}
            <div class="checkout">
                {form}
                <div class="sum" data-own id="own-hold">{self.held(cart, hold)}</div>
            </div>
        }
        .into_any()
    }

    /// What is set aside, with the button that orders it; or the way to set it aside again.
    fn held(&self, cart: &Cart, hold: Option<&Hold>) -> AnyView {
        let messages = Messages::of_page();
        let to_cart = self.place.path(&["/cart"]);
        let back = view! { <p><a href=to_cart>{messages.text(Message::BackToCart)}</a></p> };
        let Some(hold) = hold else {
            if cart.lines.is_empty() {
                return view! { <p>{messages.text(Message::CartEmpty)}</p> {back} }.into_any();
            }
            // Held, but not what is in the cart now.
            let message = match active(cart) {
                Some(_) => Message::HeldOther,
                None if cart.hold.is_some() => Message::HoldOver,
                None => Message::NotHeld,
            };
            return view! {
                <p class="note">{messages.text(message)}</p>
                <button class="button" form=FORM name="deed" value="hold" formnovalidate>
                    {messages.text(Message::HoldAgain)}
                </button>
                {back}
            }
            .into_any();
        };
        let lines: Vec<_> = cart
            .lines
            .iter()
            .map(|line| {
                let total = line.price_cents().unwrap_or_default();
                let total = self.price(total.saturating_mul(line.item.quantity));
                let options = Some(line.options()).filter(|options| !options.is_empty());
                let options = options.map(|options| format!(", {options}"));
                let goods = self.place.goods.clone();
                view! {
                    <li>
                        <span>
                            {format!("{} × ", line.item.quantity)}
                            <span lang=goods dir="auto">{name_of(line)}{options}</span>
                        </span>
                        " "
                        <bdi>{total}</bdi>
                    </li>
                }
            })
            .collect();
        let total = cart.total_cents();
        // With the form, so that what was entered is kept.
        let extend = (!hold.is_extended).then(|| {
            view! {
                <button class="plain" form=FORM name="deed" value="extend" formnovalidate>
                    {messages.text(Message::ExtendHold)}
                </button>
            }
        });
        let payment = match self.is_on_invoice {
            true => Message::PayInvoice,
            false => Message::PayAfter,
        };
        view! {
            <h2>{messages.text(Message::YourOrder)}</h2>
            {self.held_until(hold)}
            <ul class="sum-lines" role="list">{lines}</ul>
            <p class="sum-total">
                <span>{messages.text(Message::Total)}</span>
                " "
                <bdi class="price-now">{self.price(total)}</bdi>
            </p>
            <p class="sum-payment">{messages.text(payment)}</p>
            // What is ordered is what is seen here: it travels with the form, and changes with this.
            <input type="hidden" form=FORM name="hold" value=hold.code.clone()/>
            <input type="hidden" form=FORM name="total" value=total.to_string()/>
            // A hold becomes one order, however often the button is pressed.
            <input type="hidden" form=FORM name="key" value=hold.code.clone()/>
            <button class="button" form=FORM>{messages.text(Message::PlaceOrder)}</button>
            <div class="deeds">
                {extend}
                <Deed
                    action="/fn/hold/release"
                    place=self.place.clone()
                    words=messages.text(Message::ReleaseHold).to_owned()
                    class="plain"
                />
            </div>
            {back}
        }
        .into_any()
    }
}
