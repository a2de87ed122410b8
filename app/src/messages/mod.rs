//! What pages say, in each language: one catalogue of Fluent messages per language, in
//! `app/messages`.
//!
//! The server says everything; of what browsers say by themselves it hands them the words of one
//! language ([`crate::live::words`]). To add a message: its name in [`Message`] or `Word`, and its
//! text in every catalogue. One that is missing or left over fails the tests, one that nobody says
//! fails the lints.

#[cfg(test)]
mod tests;

use crate::live::words::{BLANK, Word, Words};
use crate::reading::Reading;
use contract::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use std::sync::{Arc, LazyLock};
use unic_langid::LanguageIdentifier;

messages! {
    /// What the server alone says.
    Message {
        // Around every page.
        Skip, Categories, AboutShop, AllShops, SearchShop, Search, Language, Breadcrumbs, Pages,
        Previous, Next,
        // The shops of the house.
        HouseTitle, HouseDescription, HouseHeading, HouseLead, HouseEmpty, LookAgain, PartOf,
        // A shop's front, and what it tells of itself.
        WindowEmpty, WindowEmptyLead, BrowseCategories, WholeShop, House, PricesIn, CurrencyAud,
        CurrencyCad, CurrencyChf, CurrencyCzk, CurrencyDkk, CurrencyEur, CurrencyGbp, CurrencyJpy,
        CurrencyNok, CurrencyNzd, CurrencyPln, CurrencySek, CurrencyUsd, GoToWindow,
        // Lists.
        Numbered, AtShop, Products, ProductsCounted, ProductsNoun, CategoryEmpty,
        CategoryEmptyLead, BackToWindow, TooNarrow, WithoutFilters, Narrower, AllProducts, Quoted,
        CloseEnough, SearchEmpty, DidYouMean, OtherWords, PopularCategories,
        // Narrowing a list.
        Filter, FilterCounted, FilterDone, Order, Chosen, Remove, ClearAll, Category,
        Availability, InStockChoice, PreorderChoice, SoldOutChoice, Reduced, MoreValues, PriceIn,
        PriceFromIn, PriceToIn, PriceSet, PriceRange, PriceFrom, PriceUpTo, SortRelevance,
        SortNewest, SortPriceUp, SortPriceDown, SortName,
        // A product.
        Pictures, PictureNumbered, PictureOfProduct, Enlarge, PreviousPicture, NextPicture,
        PictureInFull, Smaller, Larger, Close, OptionGone, OptionSoldOut, OptionElsewhere,
        OptionElsewhereSoldOut, ListEnd, Article, Details, Share, PageAddress, AlsoLike,
        CompleteLook,
        PreviousLikeThis, NextLikeThis,
        // A cart.
        Cart, CartEmpty, CartFull, PriceEach, Each, Quantity, Update, RemoveLine, Total, Sum, TakeLeft,
        CannotTell, CannotTellLead, NotSold, ToCheckout, ToCheckoutLead, CartLink, CartLinkTitle,
        CartLinkLead, JoinCart, JoinCartTitle, JoinCartLead, OwnThings, Orders, Outfits, AddToCart,
        AddedToCart, Undo, ChooseFirst, SoldOutNow,
        // What is set aside.
        HeldUntil, MinutesLeft, HoldOver, ExtendHold, ReleaseHold, YourOrder, HoldAgain,
        HeldOther, NotHeld, BackToCart,
        // What came of a form.
        SaidShort, SaidChanged, SaidRefused, SaidGone, SaidAway, SaidChoose, SaidLink,
        // Ordering.
        Checkout, WhereTo, PlaceOrder, AlreadyOrdered, SeeOrder, OrderDenied, FullName, Email,
        Phone, Street, AddressExtra, PostalCode, City, Country, OrderNote, Optional, ChooseCountry,
        FaultsTitle, FaultName, FaultEmail, FaultPhone, FaultStreet, FaultExtra, FaultPostalCode,
        FaultCity, FaultCountry, FaultNote,
        // Orders.
        OrderNumbered, OrderPlacing, OrderPlacingLead, OrderPlaced, OrderPlacedLead, OrderRefused,
        OrderRefusedLead, PayNow, PayInvoice, PayAfter, OrderedAt, OrderedThings, Product, SentTo, NoOrders,
        PiecesCounted,
        // Outfits.
        AddToOutfit, AddedToOutfit, NoOutfits, NoOutfitsLead, OutfitFull, DeleteOutfit,
        OutfitEmpty, OutfitOpen, OutfitShort, OutfitToCart, OutfitHold, ChooseForm, Form, Choose,
        CopyOutfit, OthersOutfit, OutfitName, Rename, FirstOutfit,
        // Moments.
        Day, DayOfYear, Moment, Months,
        // What went wrong.
        NotFound, Forbidden, JustAMoment, NothingAtAddress, Unavailable, TooMany, OurFault,
        TryAgain, SeeAllShops, BackTo,
    }
}

/// A language's catalogue.
pub(crate) struct Messages {
    bundle: FluentBundle<FluentResource>,
    rules: PluralRules,
    /// By place in [`Message`].
    keys: Vec<String>,
    /// Those that are always the same, by place in [`Message`].
    fixed: Vec<Option<String>>,
    /// What islands say, by place in [`Word`].
    words: Arc<[String]>,
}

static ALL: LazyLock<[Messages; Language::ALL.len()]> =
    LazyLock::new(|| Language::ALL.map(Messages::load));

fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../messages/en.ftl"),
        Language::De => include_str!("../../messages/de.ftl"),
        Language::Ar => include_str!("../../messages/ar.ftl"),
    }
}

impl Messages {
    pub fn of(language: Language) -> &'static Self {
        &ALL[language as usize]
    }

    /// In the language the page at hand is read in.
    pub fn of_page() -> &'static Self {
        Self::of(Reading::of_page().language)
    }

    /// What is always the same.
    pub fn text(&self, message: Message) -> &str {
        let text = self.fixed[message as usize].as_deref();
        debug_assert!(text.is_some(), "something has to be put into {message:?}");
        text.unwrap_or_default()
    }

    /// With something in it: each by the name it has in the catalogue.
    pub fn with<const N: usize>(&self, message: Message, parts: [(&str, &str); N]) -> String {
        let parts = parts.map(|(name, text)| (name, FluentValue::from(text)));
        format(&self.bundle, self.key(message), &parts.into_iter().collect())
    }

    /// With a number in it, in the form the number asks for.
    pub fn counted(&self, message: Message, count: i64) -> String {
        let parts = [("count", FluentValue::from(alike(count)))];
        let text = format(&self.bundle, self.key(message), &parts.into_iter().collect());
        text.replace(BLANK, &count.to_string())
    }

    /// What comes before and after the part of that name.
    pub fn around(&self, message: Message, part: &str) -> (String, String) {
        let text = self.with(message, [(part, BLANK.encode_utf8(&mut [0; 4]))]);
        let (before, after) = text.split_once(BLANK).unwrap_or_default();
        (before.to_owned(), after.to_owned())
    }

    /// What the page's islands say.
    pub fn words(&self, locale: &str) -> Words {
        Words::new(locale.into(), self.words.clone())
    }

    fn key(&self, message: Message) -> &str {
        &self.keys[message as usize]
    }

    fn load(language: Language) -> Self {
        let bundle = bundle(language);
        let keys: Vec<String> = Message::NAMES.iter().map(|name| key(name)).collect();
        let fixed = keys.iter().map(|key| try_format(&bundle, key, None).ok()).collect();
        let rules = PluralRules::create(identifier(language), PluralRuleType::CARDINAL);
        let rules = rules.expect("CLDR knows the plurals of every language there is");
        let words = Word::NAMES.iter().map(|name| template(&bundle, &rules, &key(name))).collect();
        Self { bundle, rules, keys, fixed, words }
    }
}

/// What CLDR calls the numbers that go with this one.
pub(crate) fn category(locale: &str, count: i64) -> &'static str {
    let language = Language::of_locale(locale).unwrap_or_default();
    named(&Messages::of(language).rules, count)
}

fn named(rules: &PluralRules, count: i64) -> &'static str {
    match rules.select(alike(count)) {
        Ok(PluralCategory::ZERO) => "zero",
        Ok(PluralCategory::ONE) => "one",
        Ok(PluralCategory::TWO) => "two",
        Ok(PluralCategory::FEW) => "few",
        Ok(PluralCategory::MANY) => "many",
        Ok(PluralCategory::OTHER) | Err(_) => "other",
    }
}

/// The smallest number that goes with the same words: the rules know Arabic up to a hundred only,
/// where it begins anew. It is so in every language there is; tests compare it with CLDR.
fn alike(count: i64) -> i64 {
    match (count, count % 100) {
        (..=100, _) => count,
        (_, 0..=2) => 100,
        (_, rest) => rest,
    }
}

/// A word as it travels: see [`Words`].
fn template(bundle: &FluentBundle<FluentResource>, rules: &PluralRules, key: &str) -> String {
    let mut forms: Vec<(&str, String)> = Vec::new();
    // All that are alike for something.
    for count in 0..=100_i64 {
        let category = named(rules, count);
        if forms.iter().any(|(known, _)| *known == category) {
            continue;
        }
        let mut parts = FluentArgs::new();
        parts.set("count", count);
        parts.set("name", BLANK.to_string());
        forms.push((category, format(bundle, key, &parts)));
    }
    let (_, first) = &forms[0];
    if forms.iter().all(|(_, form)| form == first) {
        return first.clone();
    }
    let lines = forms.iter().map(|(category, form)| [category, " ", form].concat());
    lines.collect::<Vec<_>>().join("\n")
}

fn identifier(language: Language) -> LanguageIdentifier {
    language.code().parse().expect("a language's code is one of BCP 47")
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![identifier(language)]);
    // Where names may run the other way than the words around them, they are kept apart.
    bundle.set_use_isolating(language.direction() == "rtl");
    // What stands for a number is known when it is put in.
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(_) => Some(BLANK.to_string()),
        _ => None,
    }));
    let resource = FluentResource::try_new(source(language).to_owned());
    bundle
        .add_resource(resource.expect("tests read every catalogue"))
        .expect("tests find keys that stand twice");
    bundle
}

fn format(bundle: &FluentBundle<FluentResource>, key: &str, parts: &FluentArgs<'_>) -> String {
    // What is missing stands in it by name; tests ask for every message.
    try_format(bundle, key, Some(parts)).unwrap_or_else(|text| text)
}

/// The text, or what could be made of it.
fn try_format(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    parts: Option<&FluentArgs<'_>>,
) -> Result<String, String> {
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    let pattern = pattern.expect("tests find keys that are missing");
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, parts, &mut errors).into_owned();
    if errors.is_empty() { Ok(text) } else { Err(text) }
}

/// `SoldOut` as `sold-out`.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !key.is_empty() {
            key.push('-');
        }
        key.push(letter.to_ascii_lowercase());
    }
    key
}
