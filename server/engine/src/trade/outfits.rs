//! What may stand in an outfit, and what of it is meant.

use super::shopping::sold_as;
use contract::outfit::OutfitPiece;
use contract::{Item, Problem, ProductId, Result, UniversalProduct};
use std::collections::HashMap;
use std::sync::Arc;

/// An article of a product; its SKU is empty where the variant is still to be chosen.
pub(super) struct Chosen {
    pub item: Item,
    pub product: ProductId,
}

type Products = HashMap<ProductId, Arc<UniversalProduct>>;

/// What the pieces stand for now. A product without variants is chosen by itself; so is one that has
/// only one.
pub(super) fn chosen(pieces: &[OutfitPiece], products: &Products) -> Vec<Chosen> {
    let one = |piece: &OutfitPiece| {
        let product = products.get(&piece.product);
        let only = || {
            let product = product?;
            match product.variants.as_slice() {
                [] => Some(product.sku.clone()),
                [one] => Some(one.sku.clone()),
                _ => None,
            }
        };
        // A variant that is sold no longer is to be chosen anew.
        let named = piece
            .sku
            .clone()
            .filter(|sku| product.is_none_or(|product| sold_as(product, sku).is_some()));
        let sku = named.or_else(only).unwrap_or_default();
        Chosen { item: Item::new(sku, 1), product: piece.product }
    };
    pieces.iter().map(one).collect()
}

/// # Errors
/// `invalid` at the piece that is none of this shop's.
pub(super) fn check(pieces: &[OutfitPiece], products: &Products) -> Result<()> {
    for (at, piece) in pieces.iter().enumerate() {
        let product = products.get(&piece.product);
        // What has left the catalogue may stay; what is put in must be there.
        let is_right = match (product, &piece.sku) {
            (Some(product), Some(sku)) => sold_as(product, sku).is_some(),
            (Some(_), None) | (None, _) => true,
        };
        if !is_right {
            let title = "Choose one of the options there are.";
            return Err(Problem::invalid(format!("/pieces/{at}"), title));
        }
        if pieces[..at].contains(piece) {
            return Err(Problem::invalid(
                format!("/pieces/{at}"),
                "This is in the outfit already.",
            ));
        }
    }
    Ok(())
}
