//! Carts, their links, and outfits.

use crate::support::*;
use crate::trading::*;
use contract::outfit::OutfitPiece;
use contract::{CartEdit, Item, ProductId, TenantId};
use store::{
    Audience, Change, EditCart, EnsureHouseKey, JoinCart, LinkCart, RemoveOutfit, SaveOutfit,
    Store, StoreError,
};

async fn contents(store: &Store, shop: TenantId, visitor: &str) -> Vec<(String, i64)> {
    let cart = store.cart(shop, visitor).await.unwrap().unwrap_or_default();
    let mut items: Vec<_> = cart.items.into_iter().map(|item| (item.sku, item.quantity)).collect();
    items.sort();
    items
}

fn link(tenant: TenantId, visitor: &str, hash: &str, until: i64) -> LinkCart {
    let until = at(until).at;
    LinkCart { tenant, origin: at(0), visitor: visitor.into(), hash: hash.into(), until }
}

fn join(tenant: TenantId, visitor: &str, hash: &str, minutes: i64) -> JoinCart {
    JoinCart { tenant, origin: at(minutes), visitor: visitor.into(), hash: hash.into() }
}

on_both! {
    async fn a_cart_is_its_visitors(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3), ("B", 3)]).await;
        let cart = put(&store, shop, "v1", "A", 1).await;
        assert_eq!(put(&store, shop, "v1", "A", 2).await, cart);
        put(&store, shop, "v2", "B", 1).await;
        assert_eq!(contents(&store, shop, "v1").await, [("A".to_owned(), 3)]);
        let set = |quantity| EditCart {
            tenant: shop,
            origin: at(0),
            visitor: "v1".into(),
            edits: vec![CartEdit::Set { item: Item::new("A", quantity) }],
        };
        assert!(store.write(set(-1)).await.is_err() && store.write(set(i64::MAX)).await.is_err());
        store.write(set(2)).await.unwrap();
        assert_eq!(contents(&store, shop, "v1").await, [("A".to_owned(), 2)]);
        store.write(set(0)).await.unwrap();
        assert_eq!(contents(&store, shop, "v1").await, []);
        put(&store, shop, "v1", "A", 999).await;
        put(&store, shop, "v1", "A", 999).await;
        assert_eq!(contents(&store, shop, "v1").await, [("A".to_owned(), 999)], "no more than a line holds");
        let heard = feed(&store, shop).await;
        let own = heard.iter().filter(|event| event.audience == Audience::Cart(cart));
        assert!(own.clone().all(|event| event.change == Change::CartChanged { cart }));
        assert!(own.count() >= 4);
        let elsewhere = tenant(&store, "dune").await;
        assert_eq!(store.cart(elsewhere, "v1").await.unwrap(), None);
    }

    async fn carts_become_one_and_nothing_is_lost(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3), ("B", 3)]).await;
        let first = put(&store, shop, "laptop", "A", 1).await;
        let second = put(&store, shop, "phone", "A", 2).await;
        put(&store, shop, "phone", "B", 1).await;
        let mut held = hold(shop, "h1", 0, &[("B", 1)]);
        held.owner = store::Owner::Cart(second);
        place(&store, held).await.unwrap();
        store.write(link(shop, "laptop", "w", 60)).await.unwrap();
        assert!(matches!(store.write(join(shop, "phone", "x", 1)).await, Err(StoreError::NotFound("cart"))));
        assert!(store.write(join(shop, "phone", "w", 61)).await.is_err(), "a word is good for a while");
        assert_eq!(store.write(join(shop, "phone", "w", 2)).await.unwrap().value, first);
        let all = [("A".to_owned(), 3), ("B".to_owned(), 1)];
        assert_eq!(contents(&store, shop, "phone").await, all);
        assert_eq!(contents(&store, shop, "laptop").await, all);
        store.write(join(shop, "phone", "w", 3)).await.unwrap();
        assert_eq!(contents(&store, shop, "phone").await, all, "joined twice is joined once");
        let holds = store.holds_of(shop, &store::Owner::Cart(first)).await.unwrap();
        assert_eq!(holds.len(), 1, "what was held comes along");
        put(&store, shop, "phone", "B", 1).await;
        assert_eq!(contents(&store, shop, "laptop").await[1], ("B".to_owned(), 2));
    }

    async fn a_cart_that_is_full_takes_nothing_more_and_can_be_emptied(database) {
        let store = database.store().await;
        let skus: Vec<String> = (0..51).map(|n| format!("S{n}")).collect();
        let stock: Vec<(&str, i64)> = skus.iter().map(|sku| (sku.as_str(), 9)).collect();
        let shop = stocked(&store, &stock).await;
        for sku in &skus[..50] {
            put(&store, shop, "laptop", sku, 1).await;
        }
        put(&store, shop, "phone", "S50", 1).await;
        let edit = |edits| EditCart { tenant: shop, origin: at(0), visitor: "laptop".into(), edits };
        let more = CartEdit::Add { item: Item::new("S50", 1), product: ProductId(1) };
        assert!(matches!(store.write(edit(vec![more])).await, Err(StoreError::Conflict(_))));
        store.write(link(shop, "laptop", "w", 60)).await.unwrap();
        assert!(matches!(store.write(join(shop, "phone", "w", 1)).await, Err(StoreError::Conflict(_))));
        assert_eq!(contents(&store, shop, "phone").await.len(), 1, "nothing of it is lost");
        store.write(edit(vec![CartEdit::Set { item: Item::new("S0", 0) }])).await.unwrap();
        store.write(join(shop, "phone", "w", 2)).await.unwrap();
        assert_eq!(contents(&store, shop, "laptop").await.len(), 50);
    }

    async fn an_outfit_is_changed_by_its_maker_only(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3)]).await;
        let save = |visitor: &str, code: &str, name: &str, is_new| SaveOutfit {
            tenant: shop,
            visitor: visitor.into(),
            code: code.into(),
            is_new,
            name: name.into(),
            pieces: vec![OutfitPiece { product: ProductId(1), sku: None }],
            at: at(0).at,
            most: 2,
        };
        store.write(save("v1", "c1", "Harbour", true)).await.unwrap();
        assert!(matches!(store.write(save("v2", "c1", "Mine", false)).await, Err(StoreError::NotFound("outfit"))));
        store.write(save("v1", "c1", "Quay", false)).await.unwrap();
        assert_eq!(store.outfit(shop, "c1").await.unwrap().unwrap().outfit.name, "Quay");
        store.write(save("v1", "c2", "Two", true)).await.unwrap();
        assert!(matches!(store.write(save("v1", "c3", "Three", true)).await, Err(StoreError::Conflict(_))));
        assert_eq!(store.outfits_of(shop, "v1").await.unwrap().len(), 2);
        let remove = |visitor: &str| RemoveOutfit { tenant: shop, visitor: visitor.into(), code: "c1".into() };
        assert!(store.write(remove("v2")).await.is_err());
        store.write(remove("v1")).await.unwrap();
        assert_eq!(store.outfit(shop, "c1").await.unwrap(), None);
    }

    async fn a_key_of_the_house_is_made_once(database) {
        let store = database.store().await;
        let ensure = |offered: &str| EnsureHouseKey { purpose: "cookies".into(), offered: offered.into() };
        assert_eq!(store.write(ensure("one")).await.unwrap().value, "one");
        assert_eq!(store.write(ensure("two")).await.unwrap().value, "one");
    }
}
