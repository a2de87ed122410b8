//! What forms do about what is set aside.

use crate::AppError;
use leptos::prelude::*;

/// Sets aside what is in the cart and leads to the checkout; back to the cart where not everything
/// can be had.
#[server(prefix = "/fn", endpoint = "hold/take")]
pub async fn take_hold(front: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let outcome = errand.shop.hold().await;
    errand.end(outcome, |_| "/checkout".into(), "/cart")
}

#[server(prefix = "/fn", endpoint = "hold/extend")]
pub async fn extend_hold(front: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let outcome = errand.shop.extend_hold().await;
    errand.back(outcome, "/cart")
}

#[server(prefix = "/fn", endpoint = "hold/release")]
pub async fn release_hold(front: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let outcome = errand.shop.release_hold().await;
    errand.back(outcome, "/cart")
}
