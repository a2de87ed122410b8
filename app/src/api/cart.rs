//! What forms do to a cart.

use crate::AppError;
use leptos::prelude::*;

/// Puts one piece in.
#[server(prefix = "/fn", endpoint = "cart/add")]
pub async fn add_to_cart(front: String, product: String, sku: String) -> Result<(), AppError> {
    use contract::{CartEdit, Item, ProductId};
    let errand = super::Errand::begin(&front).await?;
    let outcome = async {
        let product = ProductId(super::number(&product, "/product")?);
        let item = Item::new(sku, 1);
        errand.shop.edit_cart(vec![CartEdit::Add { item, product }]).await
    };
    let outcome = outcome.await;
    errand.back(outcome, "/cart")
}

/// Takes one piece out again.
#[server(prefix = "/fn", endpoint = "cart/take-back")]
pub async fn take_back(front: String, sku: String) -> Result<(), AppError> {
    use contract::{CartEdit, Item};
    let errand = super::Errand::begin(&front).await?;
    let outcome = async {
        let cart = errand.shop.cart().await?;
        let line = cart.lines.into_iter().find(|line| line.item.sku == sku);
        match line.map(|line| line.item.quantity) {
            None => Ok(()),
            Some(quantity) => {
                let item = Item::new(sku, (quantity - 1).max(0));
                errand.shop.edit_cart(vec![CartEdit::Set { item }]).await.map(|_| ())
            }
        }
    };
    let outcome = outcome.await;
    errand.back(outcome, "/cart")
}

/// Has so many in it; none takes the line out.
#[server(prefix = "/fn", endpoint = "cart/set")]
pub async fn set_in_cart(front: String, sku: String, quantity: String) -> Result<(), AppError> {
    use contract::{CartEdit, Item};
    let errand = super::Errand::begin(&front).await?;
    let outcome = async {
        let item = Item::new(sku, super::number(&quantity, "/quantity")?);
        errand.shop.edit_cart(vec![CartEdit::Set { item }]).await
    };
    let outcome = outcome.await;
    errand.back(outcome, "/cart")
}

/// Takes over the cart a word from another device is for.
#[server(prefix = "/fn", endpoint = "cart/join")]
pub async fn join_cart(front: String, word: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    match errand.shop.join_cart(&word).await {
        Err(problem) if problem.status() < 500 => errand.tell(problem, "/cart", "link"),
        outcome => errand.back(outcome, "/cart"),
    }
}
