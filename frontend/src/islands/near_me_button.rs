//! Asks for the position, rounds it to a cell, and goes to `/near`.

use leptos::prelude::*;

/// A button and, below it, the sentence that says how it went.
#[island]
pub fn NearMeButton() -> impl IntoView {
    view! {
        <div use:wire class="near-me">
            <button type="button" class="button">
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M14 2 2 7l5 2 2 5z"></path></svg>
                "Use my position"
            </button>
            <p role="status"></p>
        </div>
    }
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

    /// How long the browser may look for a position.
    const PATIENCE_MS: u32 = 10_000;
    /// After this the visitor is told that it is still going on.
    const STILL_WAITING_MS: u32 = 3_000;

    const UNABLE: &str = "This browser cannot tell a position. Type a town instead.";

    pub(super) fn wire(around: Element) {
        let Some(button) = around.first_element_child() else { return };
        EventListener::new(&button, "click", move |_| locate(around.clone())).forget();
    }

    fn say(around: &Element, text: &str) {
        if let Some(status) = around.last_element_child() {
            status.set_text_content(Some(text));
        }
    }

    fn locate(around: Element) {
        let Some(geolocation) = web_sys::window().and_then(|window| window.navigator().geolocation().ok()) else {
            say(&around, UNABLE);
            return;
        };
        say(&around, "Asking your browser for the position…");
        let status = around.clone();
        let waiting = Timeout::new(STILL_WAITING_MS, move || say(&status, "Still looking. You can type a town meanwhile."));
        // One closure for both outcomes: an error has no `coords`.
        let answered = Closure::once_into_js(move |answer: JsValue| {
            drop(waiting);
            match coarse_position(&answer) {
                Some(at) => go("/near?at=".to_owned() + &at, around),
                None => say(&around, "No position: it was refused or could not be found. Type a town instead."),
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
                say(&around, "You seem to be offline. Try again when the connection is back.");
            } else if let Some(window) = web_sys::window() {
                let _ = window.location().assign(&url);
            }
        });
    }
}
