//! What tests of holds, carts and orders begin with.

use crate::support::*;
use contract::{CartEdit, CartId, Customer, Item, OrderLine, TenantId, Timestamp};
use store::{
    Authority, EditCart, ExpireHolds, HoldRecord, Origin, Owner, PlaceHold, PlaceOrder, Request,
    Result, Store, StoreError, UpsertProducts,
};

pub const MINUTE: i64 = 60_000;

pub fn at(minutes: i64) -> Origin {
    let mut origin = origin();
    origin.at = Timestamp(origin.at.0 + minutes * MINUTE);
    origin
}

pub fn items(wanted: &[(&str, i64)]) -> Vec<Item> {
    wanted.iter().map(|(sku, quantity)| Item::new(*sku, *quantity)).collect()
}

/// A hold of the embedded stock for half an hour.
pub fn hold(tenant: TenantId, code: &str, minutes: i64, wanted: &[(&str, i64)]) -> PlaceHold {
    let origin = at(minutes);
    PlaceHold {
        tenant,
        owner: Owner::Cart(CartId(1)),
        customer_id: None,
        code: code.into(),
        items: items(wanted),
        expires_at: Timestamp(origin.at.0 + 30 * MINUTE),
        authority: Authority::Embedded,
        remote_id: None,
        request: None,
        replaces: false,
        counted: vec![],
        origin,
    }
}

pub async fn place(store: &Store, command: PlaceHold) -> Result<HoldRecord> {
    Ok(*store.write(command).await?.value)
}

/// What is missing, by SKU with what can be had.
pub fn missing(outcome: Result<HoldRecord>) -> Vec<(String, i64)> {
    match outcome {
        Err(StoreError::Short(short)) => short.into_iter().map(|it| (it.sku, it.free)).collect(),
        other => panic!("{other:?}"),
    }
}

pub async fn expire(store: &Store, tenant: TenantId, minutes: i64) -> u32 {
    let command = ExpireHolds { tenant, origin: at(minutes), most: 100 };
    store.write(command).await.unwrap().value
}

/// Free, held, sold.
pub async fn counts(store: &Store, tenant: TenantId, sku: &str) -> (i64, i64, i64) {
    let all = store.stock_counts(tenant, "", 1_000).await.unwrap();
    let row = all.into_iter().find(|row| row.sku == sku).unwrap();
    assert_eq!(row.on_hand, row.free + row.held + row.sold);
    (row.free, row.held, row.sold)
}

pub async fn in_order(store: &Store, tenant: TenantId) {
    let verified = store.verify_holds(tenant).await.unwrap();
    assert_eq!(verified.discrepancies, []);
}

/// Shops with so many of each.
pub async fn stocked(store: &Store, stock: &[(&str, i64)]) -> TenantId {
    let shop = tenant(store, "tide").await;
    let one = |(sku, stock): &(&str, i64)| contract::draft::ProductDraft {
        stock: Some(*stock),
        ..draft(sku)
    };
    let drafts = stock.iter().map(one).collect();
    store.write(UpsertProducts { tenant: shop, origin: origin(), drafts }).await.unwrap();
    shop
}

pub fn line(sku: &str, quantity: i64) -> OrderLine {
    OrderLine {
        sku: sku.into(),
        product_id: None,
        name: format!("Coat {sku}"),
        options: String::new(),
        quantity,
        price_cents: 1_000,
    }
}

pub fn order(
    tenant: TenantId,
    hold: &str,
    code: &str,
    minutes: i64,
    lines: &[(&str, i64)],
) -> PlaceOrder {
    PlaceOrder {
        tenant,
        origin: at(minutes),
        owner: Owner::Cart(CartId(1)),
        visitor: Some("v1".into()),
        hold: hold.into(),
        code: code.into(),
        lines: lines.iter().map(|(sku, quantity)| line(sku, *quantity)).collect(),
        currency: contract::Currency::EUR,
        customer: Customer { email: "ines@example.com".into(), ..Customer::default() },
        request: Request { key: format!("key of {code}"), hash: "h".into() },
        is_confirmed_by_mail: true,
    }
}

pub async fn put(
    store: &Store,
    tenant: TenantId,
    visitor: &str,
    sku: &str,
    quantity: i64,
) -> CartId {
    let product = store.product_id_by_sku(tenant, sku).await.unwrap().unwrap();
    let edits = vec![CartEdit::Add { item: Item::new(sku, quantity), product }];
    let command = EditCart { tenant, origin: at(0), visitor: visitor.into(), edits };
    store.write(command).await.unwrap().value
}
