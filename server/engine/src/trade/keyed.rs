//! Another system's own: what it holds and orders of a shop with its key.

use super::{HoldWish, InventoryAuthority, new_code, request};
use crate::{Engine, KeyBearer, to_denied, to_problem};
use contract::hold::HOLD_MINUTES_RANGE;
use contract::protocol::{
    AvailabilityAnswer, AvailabilityAsked, ConfirmationAsked, HoldAsked, OrderAnswer, OrderAsked,
};
use contract::stock::tidy;
use contract::{Customer, Denied, Hold, Item, KeyScope, OrderLine, Problem, Result};
use std::sync::Arc;
use store::{HoldRecord, Origin, Owner, PlaceOrder, Request};

/// An order that was not held first is held for as long as it takes.
const MINUTES_TO_ORDER: i64 = 5;
const LONGEST_KEY: usize = 200;
const LONGEST_CUSTOMER: usize = 200;

/// The doors a key opens to a shop's stock. Each checks its own scope; what another key made is not
/// found.
pub struct Dealings {
    engine: Arc<Engine>,
    bearer: KeyBearer,
    trace_id: String,
    /// What the request is known by, where it says so: asked again, it is answered the same.
    key: Option<String>,
}

impl Engine {
    /// # Errors
    /// `invalid` where the idempotency key is none.
    pub fn dealings(
        self: &Arc<Self>,
        bearer: KeyBearer,
        trace_id: &str,
        key: Option<&str>,
    ) -> Result<Dealings> {
        if key.is_some_and(|key| !(1..=LONGEST_KEY).contains(&key.len())) {
            let title = format!("An idempotency key has at most {LONGEST_KEY} characters.");
            return Err(Problem::invalid("Idempotency-Key", title));
        }
        let (trace_id, key) = (trace_id.to_owned(), key.map(str::to_owned));
        Ok(Dealings { engine: self.clone(), bearer, trace_id, key })
    }
}

impl Dealings {
    fn owner(&self) -> Owner {
        Owner::Key(self.bearer.id)
    }

    fn origin(&self) -> Origin {
        let actor = format!("Key {}", self.bearer.id);
        self.engine.trade_origin(&actor, "api", &self.trace_id)
    }

    fn stock(&self) -> Result<Arc<dyn InventoryAuthority>> {
        self.engine.stock(&self.bearer.tenant)
    }

    fn minutes(&self, asked: Option<i64>) -> Result<i64> {
        let minutes = asked.unwrap_or(self.bearer.tenant.hold_minutes);
        match HOLD_MINUTES_RANGE.contains(&minutes) {
            true => Ok(minutes),
            false => Err(Problem::invalid("/minutes", "From 1 to 1440 minutes.")),
        }
    }

    fn request(&self, what: &str, asked: &impl serde::Serialize) -> Option<Request> {
        let key = self.key.as_ref()?;
        Some(request(key, &(what, asked)))
    }

    /// # Errors
    /// `forbidden` without the scope; `unavailable` where whoever owns the stock cannot be asked.
    pub async fn availability(&self, asked: &AvailabilityAsked) -> Result<AvailabilityAnswer> {
        self.bearer.may(KeyScope::InventoryRead)?;
        let items = asked.items.iter().map(|item| Item::new(&item.sku, item.quantity));
        let items = tidy(&items.collect::<Vec<_>>())?;
        let skus: Vec<String> = items.into_iter().map(|item| item.sku).collect();
        let items = self.stock()?.available(&skus).await?;
        Ok(AvailabilityAnswer { items, as_of: self.engine.clock.now() })
    }

    /// # Errors
    /// What is missing, or a problem.
    pub async fn hold(&self, asked: &HoldAsked) -> Result<Hold, Denied> {
        self.bearer.may(KeyScope::HoldsWrite)?;
        customer_id(asked.customer_id.as_deref())?;
        let wish = HoldWish {
            owner: self.owner(),
            customer_id: asked.customer_id.clone(),
            items: tidy(&asked.items)?,
            minutes: self.minutes(asked.minutes)?,
            request: self.request("hold", asked),
            replaces: false,
        };
        Ok(self.told(self.stock()?.hold(self.origin(), wish).await?))
    }

    /// As it is true now.
    fn told(&self, record: HoldRecord) -> Hold {
        let mut hold = record.hold;
        hold.state = hold.state_at(self.engine.clock.now());
        hold
    }

    async fn own(&self, code: &str) -> Result<HoldRecord> {
        let held = self.engine.store.hold(self.bearer.tenant.id, code).await.map_err(to_problem)?;
        let own = held.filter(|held| held.owner == self.owner());
        own.ok_or_else(|| Problem::not_found("hold"))
    }

    /// # Errors
    /// `not_found` for a hold of somebody else.
    pub async fn held(&self, code: &str) -> Result<Hold> {
        self.bearer.may(KeyScope::HoldsWrite)?;
        Ok(self.told(self.own(code).await?))
    }

    /// # Errors
    /// `conflict` where it is over, or had more time already.
    pub async fn extend(&self, code: &str, minutes: Option<i64>) -> Result<Hold> {
        self.bearer.may(KeyScope::HoldsWrite)?;
        let (held, minutes) = (self.own(code).await?, self.minutes(minutes)?);
        Ok(self.told(self.stock()?.extend(self.origin(), &held, minutes).await?))
    }

    /// # Errors
    /// `conflict` where it has been ordered.
    pub async fn release(&self, code: &str) -> Result<()> {
        self.bearer.may(KeyScope::HoldsWrite)?;
        let held = self.own(code).await?;
        self.stock()?.release(self.origin(), &held).await?;
        Ok(())
    }

    /// # Errors
    /// `conflict` where its time is over.
    pub async fn confirm(
        &self,
        code: &str,
        asked: &ConfirmationAsked,
    ) -> Result<OrderAnswer, Denied> {
        self.bearer.may(KeyScope::OrdersWrite)?;
        let held = self.own(code).await?;
        let tenant = &self.bearer.tenant;
        if asked.currency.is_some_and(|currency| currency != tenant.currency) {
            let title = format!("This shop sells in {}.", tenant.currency.code());
            return Err(Problem::invalid("/currency", title).into());
        }
        if let Some(lines) = &asked.lines {
            check(lines)?;
        }
        // Asked again, it is what it was, whatever things are called and cost by now.
        let request = self.request("confirm", &(code, asked)).unwrap_or_else(|| Request {
            key: format!("confirmation of {code}"),
            hash: String::new(),
        });
        let lines = match &asked.lines {
            Some(lines) => lines.clone(),
            None if held.hold.order.is_some() => vec![],
            None => self.engine.order_lines(tenant, &held.hold.items).await?,
        };
        self.place(held, asked.customer.clone(), lines, request).await
    }

    /// # Errors
    /// What is missing, or a problem; then nothing was ordered.
    pub async fn order(&self, asked: &OrderAsked) -> Result<OrderAnswer, Denied> {
        self.bearer.may(KeyScope::OrdersWrite)?;
        customer_id(asked.customer_id.as_deref())?;
        let customer = asked.customer.clone().tidied();
        customer.check()?;
        let items = tidy(&asked.items)?;
        let lines = self.engine.order_lines(&self.bearer.tenant, &items).await;
        let hold_request = self
            .request("order", asked)
            .map(|it| Request { key: format!("order: {}", it.key), ..it });
        let wish = HoldWish {
            owner: self.owner(),
            customer_id: asked.customer_id.clone(),
            items,
            minutes: MINUTES_TO_ORDER,
            request: hold_request,
            replaces: false,
        };
        let held = self.stock()?.hold(self.origin(), wish).await?;
        let request = self.request("order", asked).unwrap_or_else(|| Request {
            key: format!("order of {}", held.hold.code),
            hash: String::new(),
        });
        let lines = match held.hold.order {
            Some(_) => vec![],
            None => lines?,
        };
        self.place(held, customer, lines, request).await
    }

    async fn place(
        &self,
        held: HoldRecord,
        customer: Customer,
        lines: Vec<OrderLine>,
        request: Request,
    ) -> Result<OrderAnswer, Denied> {
        let customer = customer.tidied();
        customer.check()?;
        let origin = self.origin();
        let command = PlaceOrder {
            tenant: self.bearer.tenant.id,
            owner: held.owner,
            visitor: None,
            hold: held.hold.code,
            code: new_code(origin.at),
            origin,
            lines,
            currency: self.bearer.tenant.currency,
            customer,
            request,
            // Whoever sold it writes to them.
            is_confirmed_by_mail: false,
        };
        let placed = self.engine.store.write(command).await.map_err(to_denied)?.value;
        metrics::counter!("etalage_orders_placed_total").increment(1);
        self.engine.ordered.notify_one();
        Ok(OrderAnswer::of(placed.order, placed.hold))
    }
}

fn customer_id(text: Option<&str>) -> Result<()> {
    match text.is_none_or(|text| (1..=LONGEST_CUSTOMER).contains(&text.len())) {
        true => Ok(()),
        false => Err(Problem::invalid("/customerId", "At most 200 characters.")),
    }
}

fn check(lines: &[OrderLine]) -> Result<()> {
    for (at, line) in lines.iter().enumerate() {
        if line.price_cents < 0 {
            let field = format!("/lines/{at}/priceCents");
            return Err(Problem::invalid(field, "A price is not negative."));
        }
        if line.name.chars().count() > 500 || line.options.chars().count() > 500 {
            return Err(Problem::invalid(format!("/lines/{at}/name"), "At most 500 characters."));
        }
    }
    Ok(())
}
