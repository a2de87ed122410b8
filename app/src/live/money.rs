//! Prices in the shop's locale.

use contract::Currency;

/// Formats an amount: in the browser by `Intl`, elsewhere by the contract's own rules, which give
/// the same text for the locales a shop can choose.
pub fn price(cents: i64, currency: Currency, locale: &str) -> String {
    #[cfg(feature = "hydrate")]
    return browser::price(cents, currency, locale).unwrap_or_default();
    #[cfg(not(feature = "hydrate"))]
    contract::money::format_price(cents, currency, locale)
}

#[cfg(feature = "hydrate")]
mod browser {
    use contract::Currency;
    use js_sys::{Function, Object, Reflect};
    use std::cell::RefCell;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Intl)]
        type NumberFormat;
        // Unlike the binding of js-sys this one survives a locale the browser refuses.
        #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
        fn new(locale: &str, options: &Object) -> Result<NumberFormat, JsValue>;
        #[wasm_bindgen(method, getter)]
        fn format(this: &NumberFormat) -> Function;
    }

    thread_local! {
        /// A page has one currency and locale; the formatter of the last one asked for is kept.
        static LAST: RefCell<Option<(Currency, String, Function)>> = const { RefCell::new(None) };
    }

    pub fn price(cents: i64, currency: Currency, locale: &str) -> Option<String> {
        LAST.with_borrow_mut(|last| {
            let kept = last.as_ref().is_some_and(|(c, l, _)| *c == currency && l == locale);
            if !kept {
                *last = Some((currency, locale.to_owned(), formatter(currency, locale)?));
            }
            let (_, _, format) = last.as_ref()?;
            // Amounts stay far below 2^53, where a double is exact to the minor unit.
            let amount = cents as f64 / currency.scale() as f64;
            format.call1(&JsValue::UNDEFINED, &amount.into()).ok()?.as_string()
        })
    }

    fn formatter(currency: Currency, locale: &str) -> Option<Function> {
        let options = Object::new();
        Reflect::set(&options, &"style".into(), &"currency".into()).ok()?;
        Reflect::set(&options, &"currency".into(), &currency.code().into()).ok()?;
        let format = NumberFormat::new(locale, &options);
        Some(format.or_else(|_| NumberFormat::new("en", &options)).ok()?.format())
    }
}
