//! Asks for the position, rounds it to a cell, and goes to `/near`.

use leptos::prelude::*;

/// Wires the button of the element around it, which carries `data-near` and the sentences that say how it went.
#[island]
pub fn NearMeButton() -> impl IntoView {
    view! { <span use:wire></span> }
}

#[cfg(not(feature = "hydrate"))]
use super::unwired as wire;
#[cfg(feature = "hydrate")]
use hydrate::wire;

#[cfg(feature = "hydrate")]
mod hydrate {
    use gloo::events::EventListener;
    use gloo::net::http::Request;
    use gloo::timers::callback::Timeout;
    use js_sys::{Number, Reflect};
    use wasm_bindgen::prelude::*;
    use web_sys::{Element, PositionOptions};

    use crate::islands::word;

    /// How long the browser may look for a position.
    const PATIENCE_MS: u32 = 10_000;
    /// After this the visitor is told that it is still going on.
    const STILL_WAITING_MS: u32 = 3_000;

    pub(super) fn wire(island: Element) {
        let Some(around) = island.closest("[data-near]").ok().flatten() else { return };
        let Some(button) = around.query_selector("button").ok().flatten() else { return };
        EventListener::new(&button, "click", move |_| locate(around.clone())).forget();
    }

    /// Says the sentence that an attribute of the server's element has.
    fn say(around: &Element, attribute: &str) {
        if let Some(status) = around.query_selector("[role=status]").ok().flatten() {
            status.set_text_content(Some(&word(around, attribute)));
        }
    }

    fn locate(around: Element) {
        let Some(geolocation) = web_sys::window().and_then(|window| window.navigator().geolocation().ok()) else {
            say(&around, "data-unable");
            return;
        };
        say(&around, "data-asking");
        let status = around.clone();
        let waiting = Timeout::new(STILL_WAITING_MS, move || say(&status, "data-waiting"));
        // One closure for both outcomes: an error has no `coords`.
        let answered = Closure::once_into_js(move |answer: JsValue| {
            drop(waiting);
            match coarse_position(&answer) {
                Some(at) => go(word(&around, "data-near") + "?at=" + &at, around),
                None => say(&around, "data-refused"),
            }
        });
        let answered: &js_sys::Function = answered.unchecked_ref();
        let options = PositionOptions::new();
        options.set_timeout(PATIENCE_MS);
        options.set_maximum_age(60_000);
        let _ = geolocation.get_current_position_with_error_callback_and_options(answered, Some(answered), &options);
    }

    /// `LAT,LON` in hundredths of a degree, about a kilometre: the exact position never leaves the browser.
    fn coarse_position(answer: &JsValue) -> Option<String> {
        let coordinates = Reflect::get(answer, &"coords".into()).ok()?;
        // JavaScript prints the numbers: Rust's float formatter weighs more than this whole island.
        let hundredths = |name: &str| -> Option<String> {
            let degrees: Number = Reflect::get(&coordinates, &name.into()).ok()?.dyn_into().ok()?;
            degrees.to_fixed(2).ok()?.as_string()
        };
        Some(hundredths("latitude")? + "," + &hundredths("longitude")?)
    }

    /// Fetches the page first, so that being offline is told here and not by the browser's error page.
    fn go(url: String, around: Element) {
        wasm_bindgen_futures::spawn_local(async move {
            if Request::get(&url).send().await.is_err() {
                say(&around, "data-offline");
            } else if let Some(window) = web_sys::window() {
                let _ = window.location().assign(&url);
            }
        });
    }
}
