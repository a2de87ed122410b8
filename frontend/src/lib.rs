//! The wasm entry: wakes the islands of the page.

use wasm_bindgen::prelude::wasm_bindgen;

// Islands are found by name in the module; linking the crate is what puts them there.
use app as _;

#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
