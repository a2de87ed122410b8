//! What is a visitor's own: cart, checkout, orders, outfits.

use super::basket::{Basket, Caller, free, hold, line, order, outfit};
use super::contains;
use super::house::House;
use crate::{Posted, PublicOrigin, Reading};
use axum::body::Body;
use contract::ports::Services;
use contract::{Denied, Item, Language, OrderState, Problem, Shortage};
use http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use leptos::prelude::{LeptosOptions, provide_context};
use std::sync::Arc;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl Answer {
    async fn of(response: http::Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Self { status: parts.status, headers: parts.headers, html }
    }

    fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        self.headers[LOCATION].to_str().unwrap()
    }
}

fn services(basket: &Basket) -> Services {
    let house = Arc::new(House(None));
    let visit = Arc::new(Caller(basket.clone()));
    Services { directory: house.clone(), visit, clock: house }
}

async fn asked(basket: &Basket, path: &str, posted: Option<&[(&str, &str)]>) -> Answer {
    leptos_axum::generate_route_list(crate::App);
    let head = crate::SharedHead::new(&LeptosOptions::builder().output_name("etalage").build());
    let services = services(basket);
    let own = |fields: &[(&str, &str)]| {
        fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    };
    let posted = posted.map(|fields| Posted::new(own(fields)));
    let (language, path) = Language::split(path);
    let is_prefixed = language.is_some();
    let handler = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(PublicOrigin::new("https://shops.example"));
            provide_context(Reading { language: language.unwrap_or_default(), is_prefixed });
            provide_context(services.clone());
            if let Some(posted) = &posted {
                provide_context(posted.clone());
            }
        },
        move || crate::shell(head.clone()),
    );
    Answer::of(handler(Request::get(path).body(Body::empty()).unwrap()).await).await
}

async fn shown(basket: &Basket, path: &str) -> String {
    let answer = asked(basket, path, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    contains(&answer.html, &[r#"name="robots" content="noindex""#]);
    answer.html
}

/// A form as a browser sends it.
async fn sent(basket: &Basket, path: &str, body: &str) -> Answer {
    sent_for(basket, path, body, "text/html,*/*;q=0.8").await
}

async fn sent_for(basket: &Basket, path: &str, body: &str, accept: &str) -> Answer {
    leptos_axum::generate_route_list(crate::App);
    let services = services(basket);
    let provide = move || provide_context(services.clone());
    let request = Request::post(path)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, accept)
        .body(Body::from(body.to_owned()))
        .unwrap();
    use axum::response::IntoResponse;
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await;
    Answer::of(response.into_response()).await
}

fn deeds(basket: &Basket) -> Vec<String> {
    std::mem::take(&mut *basket.deeds.lock().unwrap())
}

#[tokio::test]
async fn a_cart_says_what_can_be_had_now() {
    let unsold = Some(contract::Available { is_sold: false, ..free(None).unwrap() });
    for (quantity, available, key, words) in [
        (1, free(None), "in_stock", "In stock"),
        (1, free(Some(2)), "low_stock", "Only 2 left"),
        (3, free(Some(2)), "out_of_stock", "Only 2 left"),
        (1, free(Some(0)), "out_of_stock", "Sold out"),
        (1, unsold, "discontinued", "No longer sold"),
        (1, None, "unknown", "We cannot tell right now"),
    ] {
        let html = shown(&Basket::with(vec![line(quantity, available)]), "/t/linden/cart").await;
        contains(&html, &[&format!(r#"data-stock="{key}""#), words]);
        let offers_rest = html.contains("Take the 2 that are left");
        assert_eq!(offers_rest, quantity == 3, "{words}");
    }
}

#[tokio::test]
async fn a_cart_is_changed_by_forms() {
    let html = shown(&Basket::with(vec![line(2, free(Some(9)))]), "/t/linden/cart").await;
    contains(
        &html,
        &[
            r#"data-own id="own-cart""#,
            r#"action="/fn/cart/set""#,
            r#"name="front" value="/t/linden""#,
            r#"name="sku" value="COAT-M""#,
            r#"value="2""#,
            r#"href="/t/linden/p/coat?variant=1""#,
            "€1,299.00 each",
            "€2,598.00",
            r#"action="/fn/hold/take""#,
            r#"data-cart"#,
            // What follows the shop knows what stands here.
            r#""list":[{"id":41"#,
        ],
    );
    assert!(!html.contains("Coat </script>"), "a name can leave its script");
    let empty = shown(&Basket::default(), "/t/linden/cart").await;
    contains(&empty, &["Your cart is empty.", r#"href="/t/linden""#]);
    assert!(!empty.contains("/fn/hold/take"));
    let german = shown(&Basket::with(vec![line(1, free(None))]), "/de/t/linden/cart").await;
    contains(&german, &["Zur Kasse", r#"name="front" value="/de/t/linden""#, "1.299,00"]);
}

#[tokio::test]
async fn a_cart_goes_to_another_device_by_a_word_that_is_in_no_address_here() {
    let basket = Basket::with(vec![line(1, free(None))]);
    let page = asked(&basket, "/t/linden/cart", Some(&[])).await;
    contains(&page.html, &["https://shops.example/t/linden/cart?join=secretword"]);
    assert!(!shown(&basket, "/t/linden/cart").await.contains("secretword"));
    let there = shown(&Basket::default(), "/t/linden/cart?join=secretword").await;
    contains(&there, &[r#"action="/fn/cart/join""#, r#"name="word" value="secretword""#]);
    assert_eq!(deeds(&basket), Vec::<String>::new(), "looking joins nothing");
    let joined = sent(&basket, "/fn/cart/join", "front=/t/linden&word=secretword").await;
    assert_eq!(joined.leads_to(), "/t/linden/cart");
    assert_eq!(deeds(&basket), ["join secretword"]);
}

#[tokio::test]
async fn forms_lead_back_in_their_language_and_say_what_went_wrong() {
    let basket = Basket::with(vec![line(2, free(Some(9)))]);
    let add = "front=/de/t/linden&product=41&sku=COAT-M";
    let added = sent(&basket, "/fn/cart/add", add).await;
    assert_eq!(added.leads_to(), "/de/t/linden/cart");
    let done = deeds(&basket);
    assert!(done[0].contains("Add") && done[0].contains("COAT-M"), "{done:?}");
    sent(&basket, "/fn/cart/take-back", "front=/t/linden&sku=COAT-M").await.leads_to();
    assert!(deeds(&basket)[0].contains("quantity: 1"));
    let set = sent(&basket, "/fn/cart/set", "front=/t/linden&sku=COAT-M&quantity=some").await;
    assert_eq!(set.leads_to(), "/t/linden/cart?said=refused");
    assert_eq!(deeds(&basket), Vec::<String>::new());
    // Nobody is led elsewhere.
    let odd = sent(&basket, "/fn/cart/add", "front=//evil.example/t/linden&product=41&sku=A").await;
    assert_ne!(odd.status, StatusCode::SEE_OTHER);
    let away = Basket { is_away: true, ..basket.clone() };
    let told = sent(&away, "/fn/cart/add", add).await;
    assert_eq!(told.leads_to(), "/de/t/linden/cart?said=away");
    // A program gets the outcome itself.
    let told = sent_for(&away, "/fn/cart/add", add, "application/json").await;
    assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
    let done = sent_for(&basket, "/fn/cart/add", add, "application/json").await;
    assert_eq!((done.status, done.headers.get(LOCATION)), (StatusCode::OK, None));
}

#[tokio::test]
async fn what_cannot_be_set_aside_leads_back_to_the_cart() {
    let short = Shortage { sku: "COAT-M".into(), wanted: 3, free: 2 };
    let denied = Some(Denied::Short(vec![short]));
    let basket = Basket { denied, ..Basket::with(vec![line(3, free(Some(2)))]) };
    let back = sent(&basket, "/fn/hold/take", "front=/t/linden").await;
    assert_eq!(back.leads_to(), "/t/linden/cart?said=short");
    let html = shown(&basket, "/t/linden/cart?said=short").await;
    contains(&html, &["Not everything can be had in that number", "autofocus", "data-short"]);
    let held = sent(&Basket::default(), "/fn/hold/take", "front=/t/linden").await;
    assert_eq!(held.leads_to(), "/t/linden/checkout");
    assert!(!shown(&basket, "/t/linden/cart?said=%3Cb%3E").await.contains("said\""));
}

#[tokio::test]
async fn a_checkout_shows_what_is_set_aside_and_until_when() {
    let basket = Basket::with(vec![line(2, free(Some(2)))]).held(30);
    let html = shown(&basket, "/t/linden/checkout").await;
    contains(
        &html,
        &[
            r#"data-until="1777627800000""#,
            "11:30",
            r#"autocomplete="address-line1""#,
            r#"autocomplete="postal-code""#,
            r#"<option value="IE" selected"#,
            r#"form="order-form" name="hold" value="holdcode""#,
            r#"form="order-form" name="total" value="259800""#,
            "Place the order",
            "I need more time",
            r#"data-say-5="5 minutes left.""#,
            r#"data-say-1="1 minute left.""#,
        ],
    );
    let mut extended = basket.clone();
    extended.cart.hold.as_mut().unwrap().is_extended = true;
    assert!(!shown(&extended, "/t/linden/checkout").await.contains("I need more time"));
    for (basket, words) in [
        (Basket::with(vec![line(1, free(None))]), "Nothing is set aside for you at the moment."),
        (Basket::with(vec![line(1, free(None))]).held(0), "The time is over"),
        (Basket::default(), "Your cart is empty."),
    ] {
        let html = shown(&basket, "/t/linden/checkout").await;
        contains(&html, &[words]);
        assert!(!html.contains("Place the order"), "{words}");
    }
    let mut other = Basket::with(vec![line(1, free(None))]);
    other.cart.hold = Some(hold(vec![Item::new("COAT-L", 1)], 30));
    let html = shown(&other, "/t/linden/checkout").await;
    contains(&html, &["Your cart has changed since", "Set it aside again"]);
}

const RIGHT: [(&str, &str); 10] = [
    ("name", "Ines Vale"),
    ("email", "ines@example.com"),
    ("street", "12 Harbour Row"),
    ("postalCode", "EX1 1AA"),
    ("city", "Exmouth"),
    ("country", "GB"),
    ("note", "Ring twice"),
    ("hold", "holdcode"),
    ("total", "259800"),
    ("key", "holdcode"),
];

#[tokio::test]
async fn an_order_is_placed_with_what_was_seen() {
    let basket = Basket::with(vec![line(2, free(Some(2)))]).held(30);
    let placed = asked(&basket, "/de/t/linden/checkout", Some(&RIGHT)).await;
    assert_eq!(placed.leads_to(), "/de/t/linden/orders/ordercode");
    assert_eq!(deeds(&basket), ["order holdcode holdcode 259800"]);
}

#[tokio::test]
async fn faults_stand_at_their_fields_and_what_was_typed_stays() {
    let basket = Basket::with(vec![line(2, free(Some(2)))]).held(30);
    let mut wrong = RIGHT;
    wrong[1].1 = "ines@example";
    wrong[4].1 = " ";
    let answer = asked(&basket, "/t/linden/checkout", Some(&wrong)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(deeds(&basket), Vec::<String>::new());
    contains(
        &answer.html,
        &[
            r##"href="#customer-email""##,
            r##"href="#customer-city""##,
            r#"aria-describedby="fault-email""#,
            r#"id="fault-email""#,
            r#"value="ines@example""#,
            r#"value="12 Harbour Row""#,
            "Ring twice</textarea>",
            r#"<option value="GB" selected"#,
            r#"role="alert" tabindex="-1" autofocus"#,
        ],
    );
    assert_eq!(answer.html.matches(r#"aria-invalid="true""#).count(), 2);
}

#[tokio::test]
async fn what_stands_in_the_way_of_an_order_keeps_what_was_typed() {
    let basket = Basket::with(vec![line(2, free(Some(2)))]).held(0);
    let denied = Some(Denied::Problem(Problem::conflict("The hold has lapsed.")));
    let basket = Basket { denied, ..basket };
    let answer = asked(&basket, "/t/linden/checkout", Some(&RIGHT)).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    contains(
        &answer.html,
        &["The order was not placed.", "The time is over", r#"value="Ines Vale""#],
    );
    let again: Vec<_> = RIGHT.into_iter().chain([("deed", "hold")]).collect();
    let free = Basket { denied: None, ..basket.clone() };
    deeds(&basket);
    let held = asked(&free, "/t/linden/checkout", Some(&again)).await;
    assert_eq!(held.status, StatusCode::OK);
    assert_eq!(deeds(&free), ["hold"]);
    contains(&held.html, &[r#"value="Ines Vale""#]);
}

#[tokio::test]
async fn an_order_says_how_far_it_is() {
    for (state, words, pays) in [
        (OrderState::Placing, "Your order is kept", true),
        (OrderState::Placed, "Your order stands", true),
        (OrderState::Refused, "Nothing was bought", false),
    ] {
        let basket = Basket { orders: vec![order(state)], ..Basket::default() };
        let html = shown(&basket, "/t/linden/orders/ordercode").await;
        contains(
            &html,
            &[
                "Order 1042",
                words,
                "Ines &lt;Vale&gt;",
                "United Kingdom",
                "€2,598.00",
                "12 Harbour",
            ],
        );
        assert_eq!(html.contains("https://pay.example/1042"), pays);
        let list = shown(&basket, "/t/linden/orders").await;
        contains(&list, &[r#"href="/t/linden/orders/ordercode""#, "2 pieces"]);
    }
    let nobody = Basket::default();
    contains(&shown(&nobody, "/t/linden/orders").await, &["You have not ordered anything yet."]);
    let missing = asked(&nobody, "/t/linden/orders/ordercode", None).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_outfit_is_its_owners_to_change_and_anybodys_to_take_over() {
    let open = contract::CartLine { item: Item::new("", 1), variant: None, ..line(1, None) };
    let pieces = vec![line(1, free(Some(1))), open];
    let own = Basket { outfits: vec![outfit(pieces.clone(), true)], ..Basket::default() };
    let html = shown(&own, "/t/linden/outfits/outfitcode").await;
    contains(
        &html,
        &[
            ">Rain &amp; wind</h1>",
            r#"action="/fn/outfit/choose""#,
            r#"<option value="COAT-M" selected"#,
            r#"<option value="COAT-L" disabled"#,
            "Choose an option of every piece",
            r#"action="/fn/outfit/rename""#,
            "data-share",
        ],
    );
    assert!(!html.contains("/fn/outfit/to-cart"), "a piece is still open");
    let whole = vec![outfit(pieces[..1].to_vec(), false)];
    let shown_to = Basket { outfits: whole, ..Basket::default() };
    let html = shown(&shown_to, "/t/linden/outfits/outfitcode").await;
    contains(&html, &["/fn/outfit/to-cart", "/fn/outfit/copy", "Somebody has shown you"]);
    for own in ["/fn/outfit/rename", "/fn/outfit/choose", "/fn/outfit/take-out"] {
        assert!(!html.contains(own), "{own}");
    }
    let renamed = "front=/t/linden&code=outfitcode&name=Other";
    let renamed = sent(&shown_to, "/fn/outfit/rename", renamed).await;
    assert_eq!(renamed.leads_to(), "/t/linden/outfits/outfitcode?said=gone");
    assert_eq!(deeds(&shown_to), Vec::<String>::new());
    let taken = "front=/t/linden&code=outfitcode";
    let taken = sent(&shown_to, "/fn/outfit/hold", taken).await;
    assert_eq!(taken.leads_to(), "/t/linden/checkout");
    let done = deeds(&shown_to);
    assert!(done[0].contains("COAT-M") && done[1] == "hold", "{done:?}");
    let open = sent(&own, "/fn/outfit/to-cart", "front=/t/linden&code=outfitcode").await;
    assert_eq!(open.leads_to(), "/t/linden/outfits/outfitcode?said=choose");
}

#[tokio::test]
async fn a_product_is_added_to_the_latest_outfit_or_the_first() {
    let add = "front=/de/t/linden&product=41&sku=";
    let none = Basket::default();
    let added = sent(&none, "/fn/outfit/add", add).await;
    assert_eq!(added.leads_to(), "/de/t/linden/outfits/outfitcode");
    assert_eq!(deeds(&none), ["save None Mein Outfit 1"]);
    let some = Basket { outfits: vec![outfit(vec![line(1, None)], true)], ..Basket::default() };
    sent(&some, "/fn/outfit/add", add).await.leads_to();
    assert_eq!(deeds(&some), [r#"save Some("outfitcode") Rain & wind 2"#]);
    let form = "front=/t/linden&code=outfitcode&piece=0&product=7&sku=COAT-L";
    let changed = sent(&some, "/fn/outfit/choose", form).await;
    assert_eq!(changed.leads_to(), "/t/linden/outfits/outfitcode?said=changed");
}

#[tokio::test]
async fn what_nobody_can_answer_says_so() {
    let away = Basket { is_away: true, ..Basket::default() };
    for page in ["cart", "checkout", "orders", "outfits"] {
        let answer = asked(&away, &format!("/t/linden/{page}"), None).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
        contains(&answer.html, &["Try again"]);
    }
}
