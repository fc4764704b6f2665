//! What people see. `pages` turn data into markup at the edge (`ssr`), `pictures` into what links to them are previewed with, both in one of the languages
//! of `words`; `islands` are all that ships to browsers (`hydrate`).

pub mod islands;

#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod pictures;
#[cfg(feature = "ssr")]
pub mod views;
#[cfg(feature = "ssr")]
pub mod words;

/// Called by the static islands script once the Wasm is there.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
