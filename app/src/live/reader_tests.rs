//! The reader against what the server writes.

use super::*;
use contract::live::{HeaderChanged, ShelfChanged, WindowChanged};
use contract::{FeaturedType, Shelf, ShopWindow};
use serde::Serialize;
use serde_json::Value;

impl Node for Value {
    fn field(&self, name: &str) -> Self {
        self.get(name).cloned().unwrap_or_default()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<i64> {
        self.as_i64()
    }

    fn is_true(&self) -> bool {
        self == true
    }

    fn moment(&self) -> Option<i64> {
        Timestamp::parse(self.as_str()?).map(|moment| moment.0)
    }

    fn items(&self) -> Vec<Self> {
        self.as_array().cloned().unwrap_or_default()
    }
}

fn written(content: &impl Serialize) -> Value {
    serde_json::from_str(&serde_json::to_string(content).unwrap()).unwrap()
}

fn summary(id: i64) -> UniversalProduct {
    UniversalProduct {
        name: "Coat \u{2014} \"warm\"".into(),
        price_cents: 129_900,
        compare_at_cents: (id > 1).then_some(149_900),
        stock: (id > 1).then_some(2),
        availability: Availability::ALL[id as usize % 4],
        stock_status: StockStatus::LowStock,
        is_on_sale: id > 1,
        image_url: (id > 1).then(|| "/demo/coat.webp".into()),
        picture: (id > 2).then(|| contract::Picture {
            base: "/pictures/1/3/0a".into(),
            width: 800,
            height: 1000,
            blur: "UklG".into(),
        }),
        updated_at: Timestamp(1_777_626_000_000),
        ..contract::testing::product(id)
    }
}

fn shelf_of(id: i64, layout: Layout) -> Shelf {
    let badge = Badge {
        text: "New".into(),
        icon: "leaf".into(),
        gradient_from: "#102030".into(),
        gradient_to: "#405060".into(),
    };
    Shelf {
        featured_type: FeaturedType {
            id: FeaturedTypeId(id),
            name: "Fresh".into(),
            badge,
            layout,
            order: 1,
            capacity: 8,
            active_from: None,
            active_until: Some(Timestamp(1)),
            rule: None,
        },
        products: (1..5).map(summary).collect(),
    }
}

#[test]
fn reads_frames_and_the_public_view() {
    let shelves: Vec<Shelf> = (1..).zip(Layout::ALL).map(|(id, l)| shelf_of(id, l)).collect();
    let order: Vec<FeaturedTypeId> = shelves.iter().map(|s| s.featured_type.id).collect();
    let facts = WindowFacts {
        seq: Seq(3),
        order: order.clone(),
        shelves: shelves.iter().map(ShelfFacts::from).collect(),
    };
    let told = |shelf: &Shelf| ShelfChanged {
        featured_type: shelf.featured_type.clone(),
        items: shelf.products.iter().map(|product| product.id).collect(),
        products: shelf.products[..1].to_vec(),
    };
    let mut expected = facts.clone();
    expected.shelves.iter_mut().for_each(|shelf| shelf.products.truncate(1));
    let frame = WindowChanged { seq: Seq(3), order, shelves: shelves.iter().map(told).collect() };
    assert_eq!(window(&written(&frame)), Some(expected));
    let view = ShopWindow {
        tenant_id: TenantId(1),
        seq: Seq(3),
        header: None,
        featured_products: shelves[0].products.clone(),
        featured_types: shelves,
        last_updated: Timestamp(0),
        valid_until: None,
    };
    assert_eq!(public_view(&written(&view)), Some(facts));
    let changed = ProductsChanged {
        seq: Seq(9),
        products: vec![summary(1), summary(2)],
        removed: vec![ProductId(4)],
        more: vec![ProductId(5), ProductId(6)],
    };
    assert_eq!(products_changed(&written(&changed)), Some(changed));
}

#[test]
fn what_a_front_begins_with_is_read_wherever_it_stands() {
    let whole = Headline {
        title: "Coats for rain".into(),
        text: "Waxed.\nDry.".into(),
        link: Some(HeaderLink { words: "See them".into(), path: "/c/coats".into() }),
        image_url: Some("/demo/coat.svg".into()),
        picture: Some(Picture { base: "/pictures/1/2/k".into(), ..Picture::default() }),
    };
    let plain = Headline { title: "Closed on Monday".into(), ..Headline::default() };
    for header in [Some(whole), Some(plain), None] {
        let frame = written(&HeaderChanged { seq: Seq(4), header: header.clone() });
        assert_eq!((position(&frame), headline(&frame.field("header"))), (Seq(4), header.clone()));
        #[cfg(feature = "ssr")]
        {
            let facts = PageFacts { headline: header.clone(), ..PageFacts::default() };
            assert_eq!(headline(&written(&facts).field("headline")), header);
        }
    }
}

#[test]
fn what_is_no_frame_is_not_read() {
    for text in ["null", "{}", "[]", r#"{"seq":"1"}"#, r#"{"seq":1,"products":[{"id":1}]}"#] {
        let node: Value = serde_json::from_str(text).unwrap();
        assert_eq!(products_changed(&node), None, "{text}");
        assert_eq!(page(&node), None, "{text}");
    }
}

#[cfg(feature = "ssr")]
#[test]
fn a_page_reads_its_own_facts() {
    let chosen = ChosenFacts {
        id: VariantId(8),
        price_cents: 5,
        former_cents: None,
        stock: Some(0),
        stock_status: StockStatus::OutOfStock,
    };
    let facts = PageFacts {
        tenant: TenantId(7),
        seq: Seq(11),
        place: Place {
            front: "/en/t/linden".into(),
            locale: "en-GB".into(),
            goods: Some("de-DE".into()),
            words: crate::messages::Messages::of(contract::Language::En).words("en-GB"),
        },
        window: Some(WindowFacts {
            seq: Seq(12),
            order: vec![FeaturedTypeId(1)],
            shelves: vec![ShelfFacts::from(&shelf_of(1, Layout::List))],
        }),
        headline: None,
        list: vec![summary(3)],
        offer: Some(OfferFacts {
            product: summary(2),
            chosen: Some(chosen),
            is_from: true,
            has_variants: false,
        }),
    };
    assert_eq!(page(&written(&facts)), Some(facts));
    let bare = page(&written(&PageFacts::default())).unwrap();
    assert_eq!((bare.seq, bare.place.goods, bare.window), (Seq(0), None, None));
}
