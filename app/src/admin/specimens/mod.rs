//! Every component in its states, for whoever changes the style. In development builds only: what
//! is released answers as to any address that is nothing.

#[cfg(not(debug_assertions))]
use crate::pages::MissingPage;
use leptos::prelude::*;

#[component]
pub fn SpecimensPage() -> impl IntoView {
    #[cfg(debug_assertions)]
    return sheet::sheet();
    #[cfg(not(debug_assertions))]
    return view! { <MissingPage/> };
}

#[cfg(debug_assertions)]
mod sheet {
    use crate::components::UniversalProductCard;
    use crate::components::badge::BadgeMark;
    use crate::components::head::{Head, HeadFacts};
    use crate::components::notice::Notice;
    use crate::components::pager::Pager;
    use crate::components::price::Price;
    use crate::components::stock::Stock;
    use crate::live::facts::{Picture, Shown};
    use crate::live::{Card, Place};
    use crate::messages::Messages;
    use crate::theme::accent_style;
    use contract::featured::{Badge, ICONS};
    use contract::{
        Availability, Currency, Problem, ProductId, StockStatus, TenantId, Timestamp,
        UniversalProduct,
    };
    use leptos::prelude::*;

    const PICTURE: &str = "/demo/maren-and-vale/harrow-wool-coat-camel.svg";
    const LONG: &str = "Donaudampfschifffahrtsgesellschaftskapitänsmantel, lined, for a very long evening by the sea";

    pub(super) fn sheet() -> AnyView {
        let facts = HeadFacts {
            title: "Components · Etalage".into(),
            description: "Every component in its states.".into(),
            locale: "en".into(),
            kind: "website",
            site: "Etalage".into(),
            ..HeadFacts::default()
        };
        let parts = [
            ("Type", letters()),
            ("Colours", colours()),
            ("Cards", cards()),
            ("Badges", badges()),
            ("Stock and prices", facts_of_products()),
            ("Buttons", buttons()),
            ("Fields", fields()),
            ("Pages of a list", pagers()),
            ("Problems", problems()),
        ];
        let parts = parts.map(|(title, content)| {
            view! {
                <section class="specimens">
                    <h2>{title}</h2>
                    {content}
                </section>
            }
        });
        view! {
            <Head facts/>
            <div class="shop" style=accent_style("#8c3a22")>
                <main id="main" tabindex="-1" class="specimen-sheet">
                    <h1>"Components"</h1>
                    {parts.into_iter().collect_view()}
                </main>
            </div>
        }
        .into_any()
    }

    fn place() -> Place {
        Place {
            front: "/t/maren-and-vale".into(),
            locale: "en-GB".into(),
            goods: None,
            words: Messages::of_page().words("en-GB"),
        }
    }

    fn letters() -> AnyView {
        view! {
            <p class="specimen-step-4">"A window worth stopping at"</p>
            <p class="specimen-step-3">"A window worth stopping at"</p>
            <p class="specimen-step-2">"A window worth stopping at"</p>
            <p class="lead">"A lead, which says in a line what this is."</p>
            <p>"Text, with "<a href="#main">"a link"</a>" in it, long enough to show where lines end."</p>
            <p class="hint">"A hint, for whoever wants to know more."</p>
        }
        .into_any()
    }

    fn colours() -> AnyView {
        let names = [
            "paper",
            "paper-raised",
            "ink",
            "ink-soft",
            "rule",
            "warn",
            "good",
            "accent-fill",
            "accent-ink",
        ];
        let swatch = |name: &str| {
            let style = format!("--swatch:var(--{name})");
            view! { <li><span class="swatch" style=style></span>{name.to_owned()}</li> }
        };
        view! { <ul class="swatches" role="list">{names.map(swatch).to_vec()}</ul> }.into_any()
    }

    fn product(name: &str, change: impl FnOnce(&mut UniversalProduct)) -> UniversalProduct {
        let mut product = UniversalProduct {
            id: ProductId(1),
            tenant_id: TenantId(1),
            sku: "MV-101".into(),
            name: name.into(),
            slug: "harrow-wool-coat".into(),
            price_cents: 34_500,
            compare_at_cents: None,
            currency: Currency::EUR,
            stock: Some(12),
            availability: Availability::InStock,
            stock_status: StockStatus::InStock,
            is_on_sale: false,
            formatted_price: "€345.00".into(),
            image_url: Some(PICTURE.into()),
            picture: None,
            category: None,
            updated_at: Timestamp(0),
            description: String::new(),
            gallery: vec![],
            pictures: vec![],
            attributes: vec![],
            variants: vec![],
        };
        change(&mut product);
        product
    }

    fn cards() -> AnyView {
        let reduced = |product: &mut UniversalProduct| {
            product.compare_at_cents = Some(49_000);
            product.is_on_sale = true;
        };
        let products = [
            product("In stock", |_| {}),
            product("Reduced", reduced),
            product("Few left", |product| {
                (product.stock, product.stock_status) = (Some(2), StockStatus::LowStock);
            }),
            product("Sold out", |product| {
                (product.stock, product.stock_status) = (Some(0), StockStatus::OutOfStock);
            }),
            product("To come", |product| product.availability = Availability::Preorder),
            product("No longer made", |product| product.availability = Availability::Discontinued),
            product("Without a picture", |product| product.image_url = None),
            product("With a picture that is gone", |product| {
                product.image_url = Some("/demo/no-such-picture.svg".into());
            }),
            product(LONG, reduced),
        ];
        let card = |(at, product): (usize, UniversalProduct)| {
            let id = product.id;
            let shown = ArcRwSignal::new(Shown { product, touched: 0, gone: false });
            let card = Card { id, shown, picture: Picture::Early };
            let badge = (at % 2 == 1).then(|| badge("spark", "#8c3a22", "#b5563a"));
            view! { <li><UniversalProductCard card place=place() badge/></li> }
        };
        let cards: Vec<_> = products.into_iter().enumerate().map(card).collect();
        view! { <ul class="grid" role="list">{cards}</ul> }.into_any()
    }

    fn badge(icon: &str, from: &str, to: &str) -> Badge {
        Badge {
            text: "Picked by us".into(),
            icon: icon.into(),
            gradient_from: from.into(),
            gradient_to: to.into(),
        }
    }

    fn badges() -> AnyView {
        let grounds = [("#1d4d4f", "#2f7d72"), ("#8c3a22", "#b5563a"), ("#f2d48a", "#f7e7b8")];
        let all = ICONS.iter().enumerate().map(|(at, icon)| {
            let (from, to) = grounds[at % grounds.len()];
            view! { <BadgeMark badge=badge(icon, from, to)/> }
        });
        view! { <p class="specimen-row">{all.collect_view()}</p> }.into_any()
    }

    fn facts_of_products() -> AnyView {
        use Availability::{Discontinued, InStock, OutOfStock, Preorder};
        let states = [
            (InStock, StockStatus::InStock, Some(40)),
            (InStock, StockStatus::LowStock, Some(2)),
            (InStock, StockStatus::LowStock, None),
            (OutOfStock, StockStatus::OutOfStock, Some(0)),
            (Preorder, StockStatus::InStock, None),
            (Discontinued, StockStatus::OutOfStock, None),
        ];
        let stocks = states.map(|(availability, status, stock)| {
            view! { <Stock availability status stock words=place().words/> }
        });
        let prices = [(34_500, None, Currency::EUR), (199, Some(1_250_000), Currency::EUR)];
        let prices = prices.map(|(cents, former, currency)| {
            view! { <span><Price cents former currency place=place()/></span> }
        });
        view! {
            <p class="specimen-row">{stocks.into_iter().collect_view()}</p>
            <p class="specimen-row">{prices.into_iter().collect_view()}</p>
        }
        .into_any()
    }

    fn buttons() -> AnyView {
        view! {
            <p class="specimen-row">
                <button type="button" class="button">"Do it"</button>
                <button type="button" class="button quiet">"Or this"</button>
                <button type="button" class="button" disabled>"Not now"</button>
                <a class="button" href="#main">"A way on"</a>
            </p>
        }
        .into_any()
    }

    fn fields() -> AnyView {
        view! {
            <div class="admin specimen-fields">
                <label for="plain">"A field"</label>
                <input id="plain" value="What was written"/>
                <label for="wrong">"A field that is wrong"</label>
                <input id="wrong" value="x" aria-invalid="true" aria-describedby="why"/>
                <p id="why" class="form-problem">"A name has two letters at least."</p>
                <label for="one-of">"One of several"</label>
                <select id="one-of"><option>"Grid"</option><option>"List"</option></select>
                <label><input type="checkbox" checked/>" Chosen"</label>
            </div>
        }
        .into_any()
    }

    fn pagers() -> AnyView {
        view! { <Pager path="/admin/components".into() page=4 pages=12/> }.into_any()
    }

    fn problems() -> AnyView {
        let all = [Problem::not_found("product"), Problem::unavailable(), Problem::forbidden()];
        all.map(|problem| view! { <Notice problem back=None/> })
            .into_iter()
            .collect_view()
            .into_any()
    }
}
