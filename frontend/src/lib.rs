//! The wasm entry: wakes the islands of the page.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    // Islands are found by name in the module; linking `app` is what puts them there.
    leptos::mount::hydrate_islands();
    app::listen();
}

/// Room for the splitter to move in. It sorts constants by the chunk that needs them, which takes
/// a few hundred bytes more for alignment; without room for those it leaves every constant of
/// every chunk in the module shoppers load. Nothing refers to this, so it ends up in none.
#[used]
static ROOM_TO_SPLIT: [u8; 4096] = [0x5a; 4096];
