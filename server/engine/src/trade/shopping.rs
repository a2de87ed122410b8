//! One visitor's own: their cart, what is set aside for them, their orders and outfits.

use super::outfits::{self, Chosen};
use super::{HoldWish, new_code, request};
use crate::accounts::random_hex;
use crate::{Engine, to_denied, to_problem};
use async_trait::async_trait;
use contract::order::{OrderWish, PushState, total_cents};
use contract::outfit::{LONGEST_NAME, MOST_PIECES, OutfitPiece};
use contract::ports::Shopping;
use contract::{
    Available, Cart, CartEdit, CartLine, Customer, Denied, Hold, HoldState, Item, Order,
    OrderState, Outfit, OutfitView, Problem, ProblemKind, ProductId, Result, Seq, Tenant,
    UniversalProduct,
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{
    Authority, CartRecord, EditCart, HoldRecord, JoinCart, LinkCart, OrderRecord, Origin, Owner,
    PlaceOrder, RemoveOutfit, SaveOutfit,
};

/// Seconds a word for another device is good for.
const LINK_SECONDS: i64 = 24 * 60 * 60;
/// Orders a visitor is shown.
const MOST_ORDERS: i64 = 100;
/// Outfits a visitor keeps.
const MOST_OUTFITS: usize = 50;

/// Who is shopping: known by their cookie, or made known by their first change.
pub trait Shopper: Send + Sync {
    fn known(&self) -> Option<String>;
    fn become_known(&self) -> String;
}

struct Basket {
    engine: Arc<Engine>,
    tenant: Arc<Tenant>,
    shopper: Arc<dyn Shopper>,
    trace_id: String,
}

impl Engine {
    /// A visitor's own in one shop.
    ///
    /// # Errors
    /// `not_found` for a shop that does not exist.
    pub fn shopping(
        self: &Arc<Self>,
        tenant: &str,
        shopper: Arc<dyn Shopper>,
        trace_id: &str,
    ) -> Result<Arc<dyn Shopping>> {
        let tenant = self.tenant(tenant)?;
        let trace_id = trace_id.to_owned();
        Ok(Arc::new(Basket { engine: self.clone(), tenant, shopper, trace_id }))
    }
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// What of a product is sold under that SKU: it itself, or a variant.
pub(super) fn sold_as<'a>(
    product: &'a UniversalProduct,
    sku: &str,
) -> Option<Option<&'a contract::Variant>> {
    if let Some(variant) = product.variants.iter().find(|variant| variant.sku == sku) {
        return Some(Some(variant));
    }
    (product.sku == sku && product.variants.is_empty()).then_some(None)
}

impl Basket {
    fn origin(&self) -> Origin {
        self.engine.trade_origin("A shopper", "shop", &self.trace_id)
    }

    async fn record(&self) -> Result<CartRecord> {
        let Some(visitor) = self.shopper.known() else {
            return Ok(CartRecord::default());
        };
        let cart = self.engine.store.cart(self.tenant.id, &visitor).await.map_err(to_problem)?;
        Ok(cart.unwrap_or_default())
    }

    /// What is set aside for whoever shares the cart.
    async fn kept(&self, cart: &CartRecord) -> Result<Option<HoldRecord>> {
        let owner = Owner::Cart(cart.id);
        let holds = self.engine.store.holds_of(self.tenant.id, &owner).await.map_err(to_problem)?;
        let now = self.engine.clock.now();
        Ok(holds.into_iter().find(|held| held.hold.state_at(now).keeps()))
    }

    async fn products(
        &self,
        ids: &[ProductId],
    ) -> Result<HashMap<ProductId, Arc<UniversalProduct>>> {
        let products = self.engine.provider.get_many(self.tenant.id, ids).await?;
        Ok(products.into_iter().map(|product| (product.id, product)).collect())
    }

    /// What can be had now; what one holds oneself is not in one's own way.
    async fn free(
        &self,
        skus: &[String],
        held: Option<&Hold>,
    ) -> Result<HashMap<String, Available>> {
        if skus.is_empty() {
            return Ok(HashMap::new());
        }
        let mut available = self.engine.stock(&self.tenant)?.available(skus).await?;
        let items = held.iter().flat_map(|hold| &hold.items);
        for Item { sku, quantity } in items {
            let own = available.iter_mut().find(|it| it.sku == *sku);
            if let Some(free) = own.and_then(|it| it.free.as_mut()) {
                *free += quantity;
            }
        }
        Ok(available.into_iter().map(|it| (it.sku.clone(), it)).collect())
    }

    /// Lines as pages show them. Where nobody can be asked what is there, they do not say.
    async fn lines(&self, wanted: Vec<Chosen>, held: Option<&Hold>) -> Result<Vec<CartLine>> {
        let ids: Vec<ProductId> = wanted.iter().map(|line| line.product).collect();
        let products = self.products(&ids).await?;
        let mut skus: Vec<String> = wanted
            .iter()
            .filter(|line| !line.item.sku.is_empty())
            .map(|line| line.item.sku.clone())
            .collect();
        skus.sort_unstable();
        skus.dedup();
        let free = match self.free(&skus, held).await {
            Ok(free) => Some(free),
            Err(problem) if problem.kind == ProblemKind::Internal => return Err(problem),
            Err(_) => None,
        };
        let line = |Chosen { item, product }: Chosen| {
            let product = products.get(&product);
            let sold = product.and_then(|product| sold_as(product, &item.sku));
            let variant = sold.flatten().cloned();
            // A product whose variant is still to be chosen is shown as well.
            let is_shown = sold.is_some() || item.sku.is_empty();
            let product = product.filter(|_| is_shown).map(|product| (**product).clone());
            let available = free.as_ref().and_then(|free| free.get(&item.sku).cloned());
            CartLine { item, product, variant, available }
        };
        Ok(wanted.into_iter().map(line).collect())
    }

    async fn edit(&self, edits: Vec<CartEdit>) -> Result<Seq> {
        let command = EditCart {
            tenant: self.tenant.id,
            origin: self.origin(),
            visitor: self.shopper.become_known(),
            edits,
        };
        Ok(self.engine.store.write(command).await.map_err(to_problem)?.seq)
    }

    /// The product a SKU is sold of, so that nothing stands in a cart that is none.
    async fn product_of(&self, sku: &str) -> Result<ProductId> {
        let skus = [sku.to_owned()];
        let articles =
            self.engine.store.articles(self.tenant.id, &skus).await.map_err(to_problem)?;
        let sold = articles.first().filter(|article| article.is_sold);
        Ok(sold.ok_or_else(|| Problem::not_found("article"))?.product)
    }

    fn own(&self) -> Result<String> {
        self.shopper.known().ok_or_else(|| Problem::not_found("order"))
    }

    /// The order, once the system behind the shop has agreed, or as it is if that takes long.
    async fn answered(&self, placed: OrderRecord) -> Result<Order> {
        let mut order = placed.order;
        if order.push.state != PushState::Waiting {
            return Ok(order);
        }
        self.engine.ordered.notify_one();
        let deadline = tokio::time::Instant::now() + self.engine.options.agreement;
        let mut pause = Duration::from_millis(25);
        while order.push.state == PushState::Waiting
            && order.push.attempts == 0
            && tokio::time::Instant::now() < deadline
        {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(400));
            let now = self.engine.store.order(self.tenant.id, &order.code).await;
            if let Some(record) = now.map_err(to_problem)? {
                order = record.order;
            }
        }
        Ok(order)
    }
}

#[async_trait]
impl Shopping for Basket {
    fn tenant(&self) -> Arc<Tenant> {
        self.tenant.clone()
    }

    fn is_on_invoice(&self) -> bool {
        self.engine.authorities.get().of(self.tenant.id) == Authority::Embedded
    }

    async fn cart(&self) -> Result<Cart> {
        let record = self.record().await?;
        let held = self.kept(&record).await?.map(|held| held.hold);
        let chosen = record
            .items
            .into_iter()
            .map(|item| Chosen { item: Item::new(item.sku, item.quantity), product: item.product });
        let lines = self.lines(chosen.collect(), held.as_ref()).await?;
        Ok(Cart { lines, hold: held, now: self.engine.clock.now() })
    }

    async fn count(&self) -> Result<(i64, Seq)> {
        // First where the feed stands: what changes meanwhile is then told once more.
        let seq = self.engine.applied(self.tenant.id);
        let record = self.record().await?;
        Ok((record.items.iter().map(|item| item.quantity).sum(), seq))
    }

    async fn edit_cart(&self, edits: Vec<CartEdit>) -> Result<Seq> {
        let mut checked = Vec::with_capacity(edits.len());
        for edit in edits {
            checked.push(match edit {
                CartEdit::Add { item, .. } => {
                    let [item] = &contract::stock::tidy(&[item])?[..] else { continue };
                    let product = self.product_of(&item.sku).await?;
                    CartEdit::Add { item: item.clone(), product }
                }
                set @ CartEdit::Set { .. } => set,
            });
        }
        self.edit(checked).await
    }

    async fn cart_link(&self) -> Result<String> {
        let word = random_hex(16);
        let origin = self.origin();
        let command = LinkCart {
            tenant: self.tenant.id,
            visitor: self.shopper.become_known(),
            hash: sha256(&word),
            until: origin.at.plus_seconds(LINK_SECONDS),
            origin,
        };
        self.engine.store.write(command).await.map_err(to_problem)?;
        Ok(word)
    }

    async fn join_cart(&self, word: &str) -> Result<Seq> {
        let command = JoinCart {
            tenant: self.tenant.id,
            origin: self.origin(),
            visitor: self.shopper.become_known(),
            hash: sha256(word),
        };
        Ok(self.engine.store.write(command).await.map_err(to_problem)?.seq)
    }

    async fn available(&self, skus: &[String]) -> Result<Vec<Available>> {
        let record = self.record().await?;
        let held = self.kept(&record).await?.map(|held| held.hold);
        let mut free = self.free(skus, held.as_ref()).await?;
        Ok(skus.iter().filter_map(|sku| free.remove(sku)).collect())
    }

    async fn hold(&self) -> Result<Hold, Denied> {
        let record = self.record().await?;
        let items = record.items.iter().map(|item| Item::new(&item.sku, item.quantity));
        let items: Vec<Item> = items.collect();
        if items.is_empty() {
            return Err(Problem::conflict("There is nothing in the cart.").into());
        }
        let wish = HoldWish {
            owner: Owner::Cart(record.id),
            customer_id: None,
            items: contract::stock::tidy(&items)?,
            minutes: self.tenant.hold_minutes,
            request: None,
            replaces: true,
        };
        let held = self.engine.stock(&self.tenant)?.hold(self.origin(), wish).await?;
        Ok(held.hold)
    }

    async fn extend_hold(&self) -> Result<Hold> {
        let record = self.record().await?;
        let held = self.kept(&record).await?.ok_or_else(over)?;
        let minutes = self.tenant.hold_minutes;
        let held = self.engine.stock(&self.tenant)?.extend(self.origin(), &held, minutes).await?;
        Ok(held.hold)
    }

    async fn release_hold(&self) -> Result<()> {
        let record = self.record().await?;
        let Some(held) = self.kept(&record).await? else { return Ok(()) };
        self.engine.stock(&self.tenant)?.release(self.origin(), &held).await?;
        Ok(())
    }

    async fn place_order(&self, wish: &OrderWish) -> Result<Order, Denied> {
        let visitor = self.own()?;
        if wish.key.is_empty() || wish.key.len() > 200 {
            return Err(Problem::invalid("/key", "Say by what the order is known.").into());
        }
        let customer: Customer = wish.customer.clone().tidied();
        customer.check()?;
        let held = self.engine.store.hold(self.tenant.id, &wish.hold).await.map_err(to_problem)?;
        let held = held.ok_or_else(|| Problem::not_found("hold"))?;
        let cart = self.engine.store.cart_of(self.tenant.id, &visitor).await.map_err(to_problem)?;
        if cart.is_none_or(|cart| held.owner != Owner::Cart(cart)) {
            return Err(Problem::not_found("hold").into());
        }
        // The double click, the back button, the lost answer.
        if let Some(code) = &held.hold.order {
            let known = self.engine.store.order(self.tenant.id, code).await.map_err(to_problem)?;
            let known = known.ok_or_else(Problem::internal)?;
            return Ok(self.answered(known).await?);
        }
        if held.hold.state_at(self.engine.clock.now()) != HoldState::Active {
            return Err(over().into());
        }
        let lines = self.engine.order_lines(&self.tenant, &held.hold.items).await?;
        if total_cents(&lines) != Some(wish.total_cents) {
            let title = "A price has changed since you looked. Look at the new sum, then order.";
            return Err(Problem::conflict(title).into());
        }
        let origin = self.origin();
        let command = PlaceOrder {
            tenant: self.tenant.id,
            owner: held.owner,
            visitor: Some(visitor),
            hold: held.hold.code,
            code: new_code(origin.at),
            origin,
            lines,
            currency: self.tenant.currency,
            // A hold becomes one order; whatever the form says of itself is nobody else's.
            request: request(&wish.hold, &(&customer, &wish.hold, wish.total_cents)),
            customer,
            is_confirmed_by_mail: true,
        };
        let placed = self.engine.store.write(command).await.map_err(to_denied)?.value;
        metrics::counter!("etalage_orders_placed_total").increment(1);
        self.engine.written.notify_one();
        let order = self.answered(*placed).await?;
        match order.state {
            OrderState::Refused => Err(Problem::conflict(
                "Something of this was sold elsewhere in the same moment. Nothing was ordered.",
            )
            .into()),
            _ => Ok(order),
        }
    }

    async fn order(&self, code: &str) -> Result<Order> {
        let visitor = self.own()?;
        let order = self.engine.store.order(self.tenant.id, code).await.map_err(to_problem)?;
        let own = order.filter(|order| order.visitor.as_ref() == Some(&visitor));
        Ok(own.ok_or_else(|| Problem::not_found("order"))?.order)
    }

    async fn orders(&self) -> Result<Vec<Order>> {
        let Some(visitor) = self.shopper.known() else { return Ok(vec![]) };
        let orders = self.engine.store.orders_of(self.tenant.id, &visitor, MOST_ORDERS).await;
        Ok(orders.map_err(to_problem)?.into_iter().map(|record| record.order).collect())
    }

    async fn outfit(&self, code: &str) -> Result<OutfitView> {
        let found = self.engine.store.outfit(self.tenant.id, code).await.map_err(to_problem)?;
        let found = found.ok_or_else(|| Problem::not_found("outfit"))?;
        let record = self.record().await?;
        let held = self.kept(&record).await?.map(|held| held.hold);
        let ids: Vec<ProductId> = found.outfit.pieces.iter().map(|piece| piece.product).collect();
        let products = self.products(&ids).await?;
        let chosen = outfits::chosen(&found.outfit.pieces, &products);
        let lines = self.lines(chosen, held.as_ref()).await?;
        Ok(OutfitView {
            is_own: self.shopper.known().as_ref() == Some(&found.visitor),
            outfit: found.outfit,
            lines,
            now: self.engine.clock.now(),
        })
    }

    async fn outfits(&self) -> Result<Vec<Outfit>> {
        let Some(visitor) = self.shopper.known() else { return Ok(vec![]) };
        let own = self.engine.store.outfits_of(self.tenant.id, &visitor).await;
        Ok(own.map_err(to_problem)?.into_iter().map(|record| record.outfit).collect())
    }

    async fn save_outfit(
        &self,
        code: Option<&str>,
        name: &str,
        pieces: Vec<OutfitPiece>,
    ) -> Result<String> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
            let title = format!("An outfit has a name of at most {LONGEST_NAME} characters.");
            return Err(Problem::invalid("/name", title));
        }
        if pieces.len() > MOST_PIECES {
            let title = format!("An outfit has at most {MOST_PIECES} pieces.");
            return Err(Problem::invalid("/pieces", title));
        }
        let ids: Vec<ProductId> = pieces.iter().map(|piece| piece.product).collect();
        let products = self.products(&ids).await?;
        outfits::check(&pieces, &products)?;
        let is_new = code.is_none();
        let code = code.map_or_else(|| new_code(self.origin().at), str::to_owned);
        let command = SaveOutfit {
            tenant: self.tenant.id,
            visitor: self.shopper.become_known(),
            code: code.clone(),
            is_new,
            name,
            pieces,
            at: self.engine.clock.now(),
            most: MOST_OUTFITS,
        };
        self.engine.store.write(command).await.map_err(to_problem)?;
        Ok(code)
    }

    async fn remove_outfit(&self, code: &str) -> Result<()> {
        let visitor = self.shopper.known().ok_or_else(|| Problem::not_found("outfit"))?;
        let command = RemoveOutfit { tenant: self.tenant.id, visitor, code: code.to_owned() };
        self.engine.store.write(command).await.map_err(to_problem)?;
        Ok(())
    }
}

fn over() -> Problem {
    Problem::conflict("The time this was held for is over. Hold it again.")
}
