//! What forms do to outfits.

use crate::AppError;
use leptos::prelude::*;

/// Adds a product to the outfit that was changed last; begins one where there is none with room.
#[server(prefix = "/fn", endpoint = "outfit/add")]
pub async fn add_to_outfit(front: String, product: String, sku: String) -> Result<(), AppError> {
    use contract::ProductId;
    use contract::outfit::{MOST_PIECES, OutfitPiece};
    let errand = super::Errand::begin(&front).await?;
    let outcome = async {
        let product = ProductId(super::number(&product, "/product")?);
        let piece = OutfitPiece { product, sku: Some(sku).filter(|sku| !sku.is_empty()) };
        let latest = errand.shop.outfits().await?.into_iter().next();
        let Some(outfit) = latest.filter(|outfit| outfit.pieces.len() < MOST_PIECES) else {
            let name = work::first_name(errand.language);
            return errand.shop.save_outfit(None, &name, vec![piece]).await;
        };
        let mut pieces = outfit.pieces;
        if !pieces.contains(&piece) {
            pieces.push(piece);
        }
        errand.shop.save_outfit(Some(&outfit.code), &outfit.name, pieces).await
    };
    let outcome = outcome.await;
    errand.end(outcome, |code| work::page(code), "/outfits")
}

/// Makes an outfit of a look; what has several forms is chosen on its page.
#[server(prefix = "/fn", endpoint = "outfit/make")]
pub async fn make_outfit(front: String, products: String) -> Result<(), AppError> {
    use contract::ProductId;
    use contract::outfit::{MOST_PIECES, OutfitPiece};
    let errand = super::Errand::begin(&front).await?;
    let outcome = async {
        let mut pieces: Vec<OutfitPiece> = Vec::new();
        for id in products.split_terminator(',').take(MOST_PIECES) {
            let piece =
                OutfitPiece { product: ProductId(super::number(id, "/products")?), sku: None };
            if !pieces.contains(&piece) {
                pieces.push(piece);
            }
        }
        let name = work::first_name(errand.language);
        errand.shop.save_outfit(None, &name, pieces).await
    };
    let outcome = outcome.await;
    errand.end(outcome, |code| work::page(code), "")
}

/// Chooses the form of a piece.
#[server(prefix = "/fn", endpoint = "outfit/choose")]
pub async fn choose_piece(
    front: String,
    code: String,
    piece: String,
    product: String,
    sku: String,
) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let sku = Some(sku).filter(|sku| !sku.is_empty());
    let choose = |pieces: &mut Vec<contract::outfit::OutfitPiece>, at: usize| pieces[at].sku = sku;
    let outcome = work::change_piece(&*errand.shop, &code, &piece, &product, choose).await;
    errand.back(outcome, &work::page(&code))
}

#[server(prefix = "/fn", endpoint = "outfit/take-out")]
pub async fn take_piece_out(
    front: String,
    code: String,
    piece: String,
    product: String,
) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let take = |pieces: &mut Vec<contract::outfit::OutfitPiece>, at: usize| {
        pieces.remove(at);
    };
    let outcome = work::change_piece(&*errand.shop, &code, &piece, &product, take).await;
    errand.back(outcome, &work::page(&code))
}

#[server(prefix = "/fn", endpoint = "outfit/rename")]
pub async fn rename_outfit(front: String, code: String, name: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let outcome = async {
        let outfit = work::own(&*errand.shop, &code).await?;
        errand.shop.save_outfit(Some(&code), name.trim(), outfit.pieces).await
    };
    let outcome = outcome.await;
    errand.back(outcome, &work::page(&code))
}

#[server(prefix = "/fn", endpoint = "outfit/remove")]
pub async fn remove_outfit(front: String, code: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let outcome = errand.shop.remove_outfit(&code).await;
    errand.back(outcome, "/outfits")
}

/// Keeps an outfit, one's own or one that was shown, as a new one of one's own.
#[server(prefix = "/fn", endpoint = "outfit/copy")]
pub async fn copy_outfit(front: String, code: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    let outcome = async {
        let outfit = errand.shop.outfit(&code).await?.outfit;
        errand.shop.save_outfit(None, &outfit.name, outfit.pieces).await
    };
    let outcome = outcome.await;
    errand.end(outcome, |code| work::page(code), &work::page(&code))
}

/// Has every piece of an outfit in the cart.
#[server(prefix = "/fn", endpoint = "outfit/to-cart")]
pub async fn outfit_to_cart(front: String, code: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    match work::to_cart(&*errand.shop, &code).await {
        Ok(false) => errand.tell(work::is_open(), &work::page(&code), "choose"),
        outcome => errand.end(outcome, |_| "/cart".into(), &work::page(&code)),
    }
}

/// The same, and sets the cart aside.
#[server(prefix = "/fn", endpoint = "outfit/hold")]
pub async fn hold_outfit(front: String, code: String) -> Result<(), AppError> {
    let errand = super::Errand::begin(&front).await?;
    match work::to_cart(&*errand.shop, &code).await {
        Ok(true) => {
            let outcome = errand.shop.hold().await;
            errand.end(outcome, |_| "/checkout".into(), "/cart")
        }
        Ok(false) => errand.tell(work::is_open(), &work::page(&code), "choose"),
        Err(problem) => errand.back(Err::<(), _>(problem), &work::page(&code)),
    }
}

#[cfg(feature = "ssr")]
mod work {
    use crate::api::number;
    use crate::messages::{Message, Messages};
    use contract::outfit::OutfitPiece;
    use contract::ports::Shopping;
    use contract::{CartEdit, Item, Language, Outfit, Problem, Result};

    pub fn page(code: &str) -> String {
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("/outfits/{plain}")
    }

    /// What an outfit is called until somebody calls it otherwise.
    pub fn first_name(language: Language) -> String {
        Messages::of(language).text(Message::FirstOutfit).to_owned()
    }

    pub async fn own(shop: &dyn Shopping, code: &str) -> Result<Outfit> {
        let view = shop.outfit(code).await?;
        if view.is_own { Ok(view.outfit) } else { Err(Problem::not_found("outfit")) }
    }

    /// Changes the piece a form names by its place; the product says that it is still that one.
    pub async fn change_piece(
        shop: &dyn Shopping,
        code: &str,
        piece: &str,
        product: &str,
        change: impl FnOnce(&mut Vec<OutfitPiece>, usize) + Send,
    ) -> Result<String> {
        let outfit = own(shop, code).await?;
        let at = usize::try_from(number(piece, "/piece")?).ok();
        let mut pieces = outfit.pieces;
        let is_it = |at: &usize| {
            // What has left the catalogue has no product on the page.
            let named = pieces.get(*at).map(|piece| piece.product.to_string());
            named.is_some_and(|named| product.is_empty() || named == product)
        };
        let at = at.filter(is_it);
        let at = at.ok_or_else(|| Problem::conflict("This outfit has changed in the meantime."))?;
        change(&mut pieces, at);
        shop.save_outfit(Some(code), &outfit.name, pieces).await
    }

    pub fn is_open() -> Problem {
        Problem::conflict("Choose an option of every piece first.")
    }

    /// Has at least one of every piece in the cart; false where a form is still to be chosen.
    pub async fn to_cart(shop: &dyn Shopping, code: &str) -> Result<bool> {
        let view = shop.outfit(code).await?;
        if view.lines.iter().any(|line| line.item.sku.is_empty()) {
            return Ok(false);
        }
        let cart = shop.cart().await?;
        let mut edits: Vec<CartEdit> = Vec::new();
        let mut seen: Vec<&str> = cart.lines.iter().map(|line| line.item.sku.as_str()).collect();
        for line in &view.lines {
            let Some(product) = &line.product else { continue };
            if seen.contains(&line.item.sku.as_str()) {
                continue;
            }
            seen.push(&line.item.sku);
            edits.push(CartEdit::Add { item: Item::new(&line.item.sku, 1), product: product.id });
        }
        if !edits.is_empty() {
            shop.edit_cart(edits).await?;
        }
        Ok(true)
    }
}
