//! Products in and out, and how they are found.

use crate::support::*;
use contract::{ProductId, Seq, StockStatus, TenantId, Timestamp};
use store::{Change, RemoveProducts, Store, StoreError, UpsertOutcome, UpsertProducts};

async fn remove(store: &Store, tenant: TenantId, sku: &str, version: Option<i64>) -> u32 {
    let source_updated_at = version.map(Timestamp);
    let skus = vec![sku.to_owned()];
    let command = RemoveProducts { tenant, origin: origin(), skus, source_updated_at };
    store.write(command).await.unwrap().value
}

fn outcome(created: u32, updated: u32, unchanged: u32, stale: u32) -> UpsertOutcome {
    UpsertOutcome { created, updated, unchanged, stale }
}

fn at(version: i64, price: i64) -> contract::draft::ProductDraft {
    let mut draft = draft("A");
    draft.source_updated_at = Some(Timestamp(version));
    draft.price_cents = price;
    draft
}

on_both! {
    async fn a_product_is_read_back_whole(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let mut coat = draft("A");
        coat.stock = None;
        coat.source_updated_at = Some(Timestamp(1_234));
        coat.variants = vec![variant("A-R", "Red", Some(2)), variant("A-B", "Blue", Some(0))];
        assert_eq!(upsert(&store, shop, vec![coat.clone(), draft("B")]).await, outcome(2, 0, 0, 0));

        let ids = store.all_product_ids(shop, ProductId(0), 10).await.unwrap();
        let asked = [ids[1], ProductId(9_999), ids[0]];
        let before = store.statements();
        let products = store.products(shop, &asked).await.unwrap();
        assert_eq!(store.statements() - before, 2, "whatever their number");
        assert_eq!(products.iter().map(|p| p.sku.as_str()).collect::<Vec<_>>(), ["B", "A"]);
        let product = &products[1];
        assert_eq!((product.id, product.tenant_id), (ids[0], shop));
        assert_eq!(product.name, "Coat A");
        assert_eq!(product.slug, "coat-a");
        assert_eq!(product.formatted_price, "1.234,50\u{a0}€");
        assert!(product.is_on_sale);
        assert_eq!(product.image_url.as_deref(), Some("/front.svg"));
        assert_eq!(product.gallery, ["/back.svg"]);
        assert_eq!(product.attributes, coat.attributes);
        assert_eq!(product.description, coat.description);
        assert_eq!(product.updated_at, Timestamp(1_234));
        assert_eq!(product.category.as_ref().unwrap().name, "Coats");
        assert_eq!(product.stock, Some(2), "what the variants have");
        assert_eq!(product.stock_status, StockStatus::LowStock);
        let variants: Vec<_> = product
            .variants
            .iter()
            .map(|v| (v.sku.as_str(), v.stock, v.stock_status, v.image_url.as_deref()))
            .collect();
        assert_eq!(
            variants,
            [
                ("A-R", Some(2), StockStatus::LowStock, Some("/Red.svg")),
                ("A-B", Some(0), StockStatus::OutOfStock, Some("/Blue.svg")),
            ]
        );
        assert_eq!(store.product_id_by_slug(shop, "coat-a").await.unwrap(), Some(ids[0]));
        assert_eq!(store.product_id_by_slug(shop, "coat\0a").await.unwrap(), None);
        assert_eq!(store.products(shop, &[]).await.unwrap(), []);
        store.close().await;
    }

    async fn a_second_run_changes_nothing(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let drafts: Vec<_> = (0..230)
            .map(|number| {
                let mut draft = draft(&format!("P{number}"));
                draft.variants = vec![variant(&format!("P{number}-R"), "Red", Some(number))];
                draft
            })
            .collect();
        assert_eq!(upsert(&store, shop, drafts.clone()).await, outcome(230, 0, 0, 0));
        let head = store.feed_head(shop).await.unwrap();
        let command = UpsertProducts { tenant: shop, origin: origin(), drafts: drafts.clone() };
        let committed = store.write(command).await.unwrap();
        assert_eq!(committed.value, outcome(0, 0, 230, 0));
        assert_eq!(committed.seq, head, "without an event, where the feed stands");
        let mut changed = drafts;
        changed[3].stock = Some(8);
        changed[4].variants[0].stock = None;
        assert_eq!(upsert(&store, shop, changed).await, outcome(0, 2, 228, 0));
        let last = changes(&store, shop).await.pop().unwrap();
        let ids = ["P3", "P4"].map(|sku| store.product_id_by_sku(shop, sku));
        let ids = futures::future::join_all(ids).await.into_iter().map(|id| id.unwrap().unwrap());
        let ids: Vec<_> = ids.collect();
        assert_eq!(last, Change::ProductsChanged { ids: ids.clone(), relisted: false });
        let products = store.products(shop, &ids).await.unwrap();
        assert_eq!(products[0].stock, Some(8));
        assert_eq!(products[1].variants[0].stock, None);
        store.close().await;
    }

    async fn the_newer_version_wins_whatever_the_order(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let price = async || {
            let id = store.product_id_by_sku(shop, "A").await.unwrap().unwrap();
            store.products(shop, &[id]).await.unwrap()[0].price_cents
        };
        assert_eq!(upsert(&store, shop, vec![at(20, 200)]).await, outcome(1, 0, 0, 0));
        assert_eq!(upsert(&store, shop, vec![at(10, 100)]).await, outcome(0, 0, 0, 1));
        assert_eq!(price().await, 200);
        // The same content again under a newer version: what came in between is old now.
        assert_eq!(upsert(&store, shop, vec![at(40, 200)]).await, outcome(0, 0, 1, 0));
        assert_eq!(upsert(&store, shop, vec![at(30, 300)]).await, outcome(0, 0, 0, 1));
        // Without a version, content decides, and the known version stays.
        let mut unversioned = at(0, 500);
        unversioned.source_updated_at = None;
        assert_eq!(upsert(&store, shop, vec![unversioned]).await, outcome(0, 1, 0, 0));
        assert_eq!(upsert(&store, shop, vec![at(39, 390)]).await, outcome(0, 0, 0, 1));
        // Twice in one batch: the newest counts.
        let batch = vec![at(60, 600), at(50, 550)];
        assert_eq!(upsert(&store, shop, batch).await, outcome(0, 1, 0, 1));
        assert_eq!(price().await, 600);
        store.close().await;
    }

    async fn a_removal_is_remembered(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        upsert(&store, shop, vec![at(20, 200), draft("B")]).await;
        let id = store.product_id_by_sku(shop, "A").await.unwrap().unwrap();
        assert_eq!(remove(&store, shop, "A", Some(10)).await, 0, "older than what is there");
        assert_eq!(remove(&store, shop, "A", Some(30)).await, 1);
        assert_eq!(remove(&store, shop, "A", Some(30)).await, 0, "twice is once");
        let removed = Change::ProductsRemoved { ids: vec![id] };
        assert_eq!(changes(&store, shop).await.last(), Some(&removed));
        assert_eq!(store.product_id_by_sku(shop, "A").await.unwrap(), None);
        assert_eq!(store.product_id_by_slug(shop, "coat-a").await.unwrap(), None);
        assert_eq!(store.products(shop, &[id]).await.unwrap(), []);
        assert_eq!(store.counts(shop).await.unwrap(), (1, 0));
        assert_eq!(store.find_products(shop, "coat", 10, 0).await.unwrap().1, 1);

        assert_eq!(upsert(&store, shop, vec![at(25, 250)]).await, outcome(0, 0, 0, 1));
        assert_eq!(upsert(&store, shop, vec![at(30, 300)]).await, outcome(0, 0, 0, 1));
        let mut unversioned = at(0, 1);
        unversioned.source_updated_at = None;
        assert_eq!(upsert(&store, shop, vec![unversioned]).await, outcome(0, 0, 0, 1));
        assert_eq!(upsert(&store, shop, vec![at(31, 200)]).await, outcome(0, 1, 0, 0));
        let back = Change::ProductsChanged { ids: vec![id], relisted: true };
        assert_eq!(changes(&store, shop).await.last(), Some(&back));
        assert_eq!(store.product_id_by_slug(shop, "coat-a").await.unwrap(), Some(id));

        // Neither says a version: it comes back.
        assert_eq!(remove(&store, shop, "B", None).await, 1);
        assert_eq!(upsert(&store, shop, vec![draft("B")]).await, outcome(0, 1, 0, 0));
        store.close().await;
    }

    async fn a_removal_may_come_before_the_product(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        assert_eq!(remove(&store, shop, "A", Some(30)).await, 0);
        assert_eq!(store.feed_head(shop).await.unwrap(), Seq(1));
        assert_eq!(upsert(&store, shop, vec![at(20, 200)]).await, outcome(0, 0, 0, 1));
        assert_eq!(store.counts(shop).await.unwrap(), (0, 0));
        assert_eq!(upsert(&store, shop, vec![at(40, 400)]).await, outcome(0, 1, 0, 0));
        assert!(store.product_id_by_slug(shop, "coat-a").await.unwrap().is_some());
        store.close().await;
    }

    async fn addresses_are_unique_and_kept(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let named = |sku: &str, slug: &str| {
            let mut draft = draft(sku);
            draft.slug = slug.into();
            draft
        };
        let slugs = async |skus: &[&str]| {
            let mut slugs = Vec::new();
            for sku in skus {
                let id = store.product_id_by_sku(shop, sku).await.unwrap().unwrap();
                slugs.push(store.products(shop, &[id]).await.unwrap().remove(0).slug);
            }
            slugs
        };
        upsert(&store, shop, vec![named("A", "coat"), named("B", "coat"), named("C", "coat-2")]).await;
        upsert(&store, shop, vec![named("D", "coat"), named("E", "")]).await;
        assert_eq!(
            slugs(&["A", "B", "C", "D", "E"]).await,
            ["coat", "coat-2", "coat-2-2", "coat-3", "coat-e"]
        );
        // A product that is renamed stays where it is.
        let mut renamed = named("A", "jacket");
        renamed.name = "Jacket".into();
        assert_eq!(upsert(&store, shop, vec![renamed]).await, outcome(0, 1, 0, 0));
        assert_eq!(slugs(&["A"]).await, ["coat"]);
        // Another shop has its own addresses.
        let other = tenant(&store, "moss").await;
        upsert(&store, other, vec![named("A", "coat")]).await;
        assert!(store.product_id_by_slug(other, "coat").await.unwrap().is_some());
        store.close().await;
    }

    async fn categories_are_made_on_the_way(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let under = |sku: &str, path: &[&str]| {
            let mut draft = draft(sku);
            draft.category_path = path.iter().map(|name| (*name).to_owned()).collect();
            draft
        };
        let drafts = vec![
            under("A", &["Women", "Coats"]),
            under("B", &["Men", "Coats"]),
            under("C", &["Men", "Coats"]),
            under("D", &["Men"]),
            under("E", &[]),
        ];
        upsert(&store, shop, drafts).await;
        remove(&store, shop, "C", None).await;
        let categories = store.categories(shop).await.unwrap();
        let described: Vec<_> = categories
            .iter()
            .map(|c| (c.name.as_str(), c.slug.as_str(), c.product_count, c.parent_id.is_some()))
            .collect();
        assert_eq!(
            described,
            [
                ("Men", "men", 1, false),
                ("Women", "women", 0, false),
                ("Coats", "coats", 1, true),
                ("Coats", "coats-2", 1, true),
            ]
        );
        let all: Vec<_> = categories.iter().map(|category| category.id).collect();
        let page = async |offset| store.category_products(shop, &all, 2, offset).await.unwrap();
        assert_eq!((page(0).await.len(), page(2).await.len(), page(4).await.len()), (2, 1, 0));
        // Moving a product relists it.
        upsert(&store, shop, vec![under("E", &["Women"])]).await;
        let id = store.product_id_by_sku(shop, "E").await.unwrap().unwrap();
        let relisted = Change::ProductsChanged { ids: vec![id], relisted: true };
        assert_eq!(changes(&store, shop).await.last(), Some(&relisted));
        assert_eq!(store.categories(shop).await.unwrap().len(), 4);
        store.close().await;
    }

    async fn variants_follow_their_draft_and_keep_their_ids(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let with = |variants| {
            let mut draft = draft("A");
            draft.variants = variants;
            vec![draft]
        };
        let read = async || {
            let id = store.product_id_by_sku(shop, "A").await.unwrap().unwrap();
            store.products(shop, &[id]).await.unwrap().remove(0).variants
        };
        let (red, blue) = (variant("A-R", "Red", Some(1)), variant("A-B", "Blue", Some(2)));
        upsert(&store, shop, with(vec![red, blue.clone()])).await;
        let before = read().await;
        let green = variant("A-G", "Green", None);
        upsert(&store, shop, with(vec![green.clone(), blue, green])).await;
        let after = read().await;
        assert_eq!(after.iter().map(|v| v.sku.as_str()).collect::<Vec<_>>(), ["A-G", "A-B"]);
        assert_eq!(after[1], before[1]);
        assert_eq!(after[0].stock, None);
        store.close().await;
    }

    async fn products_are_found_by_every_word(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let named = |sku: &str, name: &str| {
            let mut draft = draft(sku);
            draft.name = name.into();
            draft
        };
        let drafts = vec![
            named("LC-1", "Linen Coat"),
            named("LS-1", "Linen Shirt 50% off"),
            named("WC_1", "ÉTÉ coat"),
        ];
        upsert(&store, shop, drafts).await;
        let find = async |text: &str| {
            let (ids, total) = store.find_products(shop, text, 10, 0).await.unwrap();
            assert_eq!(ids.len() as i64, total);
            let products = store.products(shop, &ids).await.unwrap();
            products.into_iter().map(|product| product.sku).collect::<Vec<_>>()
        };
        assert_eq!(find("linen").await, ["LC-1", "LS-1"]);
        assert_eq!(find("COAT lin").await, ["LC-1"]);
        assert_eq!(find("ls-1").await, ["LS-1"]);
        assert_eq!(find("50%").await, ["LS-1"]);
        assert_eq!(find("%").await, ["LS-1"]);
        assert_eq!(find("c_1").await, ["WC_1"]);
        assert_eq!(find("été").await, ["WC_1"]);
        assert_eq!(find("\0 \\ ").await, Vec::<String>::new());
        assert_eq!(find("").await.len(), 3);
        let (page, total) = store.find_products(shop, "coat", 1, 1).await.unwrap();
        assert_eq!((page.len(), total), (1, 2));
        assert_eq!(store.find_products(shop, "coat", 1, 9).await.unwrap(), (vec![], 2));
        store.close().await;
    }

    async fn another_shop_sees_nothing(database) {
        let store = database.store().await;
        let (shop, other) = (tenant(&store, "tide").await, tenant(&store, "moss").await);
        let id = product(&store, shop, "A").await;
        assert_eq!(store.products(other, &[id]).await.unwrap(), []);
        assert_eq!(store.product_id_by_sku(other, "A").await.unwrap(), None);
        assert_eq!(store.find_products(other, "", 10, 0).await.unwrap(), (vec![], 0));
        assert_eq!(store.all_product_ids(other, ProductId(0), 10).await.unwrap(), []);
        let coats: Vec<_> =
            store.categories(shop).await.unwrap().iter().map(|category| category.id).collect();
        assert_eq!(store.category_products(other, &coats, 10, 0).await.unwrap(), []);
        assert_eq!(remove(&store, other, "A", None).await, 0);
        assert_eq!(store.counts(shop).await.unwrap(), (1, 0));
        store.close().await;
    }

    async fn too_many_and_nowhere_are_refused(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let command = |tenant, count: usize| {
            let drafts = (0..count).map(|number| draft(&number.to_string())).collect();
            store.write(UpsertProducts { tenant, origin: origin(), drafts })
        };
        assert!(matches!(
            command(shop, 501).await,
            Err(StoreError::Invalid { field: "drafts", .. })
        ));
        let nowhere = TenantId(shop.0 + 5);
        assert!(matches!(command(nowhere, 1).await, Err(StoreError::NotFound("shop"))));
        assert!(matches!(command(TenantId::HOUSE, 1).await, Err(StoreError::NotFound("shop"))));
        assert_eq!(command(shop, 0).await.unwrap().value, UpsertOutcome::default());
        store.close().await;
    }

    async fn a_slug_is_never_the_id_of_another_shop(database) {
        let store = database.store().await;
        let save = |slug: &str| {
            let tenant = crate::support::tenant_draft(slug);
            store.write(store::SaveTenant { origin: origin(), tenant })
        };
        for number in ["1", "007", "99999999999999999999999"] {
            let refused = save(number).await;
            assert!(matches!(refused, Err(StoreError::Invalid { field: "slug", .. })), "{number}");
        }
        for word in ["1st", "2-3", "tide"] {
            save(word).await.unwrap();
        }
        store.close().await;
    }
}
