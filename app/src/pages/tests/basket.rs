//! An invented visitor's own.

use super::house::{coat, tenant};
use async_trait::async_trait;
use contract::account::Profile;
use contract::order::{OrderWish, Push, PushState};
use contract::outfit::OutfitPiece;
use contract::ports::{Merchandising, Operations, Shopping, Sourcing, StockRoom, Visit};
use contract::{
    Available, Cart, CartEdit, CartLine, Customer, Denied, Hold, HoldId, HoldState, Item, Order,
    OrderId, OrderLine, OrderState, Outfit, OutfitId, OutfitView, Problem, ProductId, Result, Seq,
    Tenant, Timestamp, Variant,
};
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
pub struct Basket {
    pub cart: Cart,
    pub orders: Vec<Order>,
    /// One's own, with pieces and how they stand.
    pub outfits: Vec<OutfitView>,
    /// What setting aside and ordering are answered with.
    pub denied: Option<Denied>,
    pub is_away: bool,
    /// What was done, in the order it was done in.
    pub deeds: Arc<Mutex<Vec<String>>>,
}

pub const NOW: Timestamp = Timestamp(1_777_626_000_000);

pub fn form() -> Variant {
    coat().variants.remove(0)
}

pub fn line(quantity: i64, available: Option<Available>) -> CartLine {
    let item = Item::new("COAT-M", quantity);
    CartLine { item, product: Some(coat()), variant: Some(form()), available }
}

pub fn free(free: Option<i64>) -> Option<Available> {
    Some(Available { sku: "COAT-M".into(), free, is_sold: true })
}

pub fn hold(items: Vec<Item>, minutes: i64) -> Hold {
    Hold {
        id: HoldId(1),
        code: "holdcode".into(),
        state: HoldState::Active,
        items,
        customer_id: None,
        created_at: NOW,
        expires_at: Timestamp(NOW.0 + minutes * 60_000),
        is_extended: false,
        order: None,
    }
}

pub fn order(state: OrderState) -> Order {
    Order {
        id: OrderId(1),
        code: "ordercode".into(),
        number: 1042,
        state,
        lines: vec![OrderLine {
            sku: "COAT-M".into(),
            product_id: Some(ProductId(41)),
            name: "Coat".into(),
            options: "M".into(),
            quantity: 2,
            price_cents: 129_900,
        }],
        total_cents: 259_800,
        currency: tenant().currency,
        customer: Customer {
            name: "Ines <Vale>".into(),
            email: "ines@example.com".into(),
            street: "12 Harbour Row".into(),
            postal_code: "EX1 1AA".into(),
            city: "Exmouth".into(),
            country: "GB".into(),
            ..Customer::default()
        },
        placed_at: NOW,
        push: Push {
            state: PushState::None,
            attempts: 0,
            next_at: None,
            said: None,
            remote_id: None,
        },
        payment_url: Some("https://pay.example/1042".into()),
    }
}

pub fn outfit(lines: Vec<CartLine>, is_own: bool) -> OutfitView {
    let piece = |line: &CartLine| OutfitPiece {
        product: ProductId(41),
        sku: Some(line.item.sku.clone()).filter(|sku| !sku.is_empty()),
    };
    OutfitView {
        outfit: Outfit {
            id: OutfitId(1),
            code: "outfitcode".into(),
            name: "Rain & wind".into(),
            pieces: lines.iter().map(piece).collect(),
            created_at: NOW,
            updated_at: NOW,
        },
        is_own,
        lines,
        now: NOW,
    }
}

impl Basket {
    pub fn with(lines: Vec<CartLine>) -> Self {
        Self { cart: Cart { lines, hold: None, now: NOW }, ..Self::default() }
    }

    /// What is in the cart is set aside for so many minutes.
    pub fn held(mut self, minutes: i64) -> Self {
        let items = self.cart.lines.iter().map(|line| line.item.clone()).collect();
        self.cart.hold = Some(hold(items, minutes));
        self
    }

    fn done(&self, deed: String) {
        self.deeds.lock().unwrap().push(deed);
    }

    fn answer<T>(&self, value: T) -> Result<T> {
        if self.is_away { Err(Problem::unavailable()) } else { Ok(value) }
    }

    fn held_or<T>(&self, value: T) -> Result<T, Denied> {
        self.denied.clone().map_or(Ok(value), Err)
    }
}

#[async_trait]
impl Shopping for Basket {
    fn tenant(&self) -> Arc<Tenant> {
        Arc::new(tenant())
    }
    fn is_on_invoice(&self) -> bool {
        true
    }
    async fn cart(&self) -> Result<Cart> {
        tokio::task::yield_now().await;
        self.answer(self.cart.clone())
    }
    async fn count(&self) -> Result<(i64, Seq)> {
        self.answer((self.cart.count(), Seq(11)))
    }
    async fn edit_cart(&self, edits: Vec<CartEdit>) -> Result<Seq> {
        self.done(format!("{edits:?}"));
        self.answer(Seq(12))
    }
    async fn cart_link(&self) -> Result<String> {
        self.answer("secretword".into())
    }
    async fn join_cart(&self, word: &str) -> Result<Seq> {
        self.done(format!("join {word}"));
        self.answer(Seq(12))
    }
    async fn available(&self, skus: &[String]) -> Result<Vec<Available>> {
        let known = skus.iter().map(|sku| Available {
            sku: sku.clone(),
            free: Some(if sku == "COAT-M" { 1 } else { 0 }),
            is_sold: true,
        });
        self.answer(known.collect())
    }
    async fn hold(&self) -> Result<Hold, Denied> {
        self.done("hold".into());
        self.held_or(hold(vec![], 30))
    }
    async fn extend_hold(&self) -> Result<Hold> {
        self.done("extend".into());
        self.answer(hold(vec![], 60))
    }
    async fn release_hold(&self) -> Result<()> {
        self.done("release".into());
        self.answer(())
    }
    async fn place_order(&self, wish: &OrderWish) -> Result<Order, Denied> {
        self.done(format!("order {} {} {}", wish.key, wish.hold, wish.total_cents));
        self.held_or(order(OrderState::Placed))
    }
    async fn order(&self, code: &str) -> Result<Order> {
        let found = self.orders.iter().find(|order| order.code == code).cloned();
        found.ok_or_else(|| Problem::not_found("order"))
    }
    async fn orders(&self) -> Result<Vec<Order>> {
        self.answer(self.orders.clone())
    }
    async fn outfit(&self, code: &str) -> Result<OutfitView> {
        let found = self.outfits.iter().find(|view| view.outfit.code == code).cloned();
        found.ok_or_else(|| Problem::not_found("outfit"))
    }
    async fn outfits(&self) -> Result<Vec<Outfit>> {
        self.answer(self.outfits.iter().map(|view| view.outfit.clone()).collect())
    }
    async fn save_outfit(
        &self,
        code: Option<&str>,
        name: &str,
        pieces: Vec<OutfitPiece>,
    ) -> Result<String> {
        self.done(format!("save {code:?} {name} {}", pieces.len()));
        self.answer("outfitcode".into())
    }
    async fn remove_outfit(&self, code: &str) -> Result<()> {
        self.done(format!("remove {code}"));
        self.answer(())
    }
}

/// A visitor who has it.
pub struct Caller(pub Basket);

#[async_trait]
impl Visit for Caller {
    async fn sign_in(&self, _: &str, _: &str) -> Result<Profile> {
        Err(Problem::unauthenticated())
    }
    async fn sign_out(&self) -> Result<()> {
        Ok(())
    }
    async fn profile(&self) -> Result<Option<Profile>> {
        Ok(None)
    }
    async fn merchandising(&self, _: &str) -> Result<Arc<dyn Merchandising>> {
        Err(Problem::unauthenticated())
    }
    async fn shopping(&self, tenant: &str) -> Result<Arc<dyn Shopping>> {
        match tenant {
            "linden" => Ok(Arc::new(self.0.clone())),
            _ => Err(Problem::not_found("shop")),
        }
    }
    async fn sourcing(&self, _: &str) -> Result<Arc<dyn Sourcing>> {
        Err(Problem::unauthenticated())
    }
    async fn stockroom(&self, _: &str) -> Result<Arc<dyn StockRoom>> {
        Err(Problem::unauthenticated())
    }
    async fn operations(&self) -> Result<Arc<dyn Operations>> {
        Err(Problem::unauthenticated())
    }
}
