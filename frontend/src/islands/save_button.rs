//! Saves the place whose profile or card it stands in.

use leptos::prelude::*;

/// Wires the toggle of the element around it, which carries `data-save`, `data-saved` and `data-unable`; an element farther out carries `data-path`,
/// `data-name` and `data-town` of the place.
#[island]
pub fn SaveButton() -> impl IntoView {
    view! { <span use:wire></span> }
}

#[cfg(not(feature = "hydrate"))]
use super::unwired as wire;
#[cfg(feature = "hydrate")]
use hydrate::wire;

#[cfg(feature = "hydrate")]
mod hydrate {
    use gloo::events::EventListener;
    use web_sys::Element;

    use crate::islands::saved_places::{self, SavedPlace};
    use crate::islands::word;

    /// Reads the place from the element farther out, shows its state, follows clicks and other tabs.
    pub(super) fn wire(island: Element) {
        let closest = |selector: &str| island.closest(selector).ok().flatten();
        let (Some(around), Some(place)) = (closest("[data-save]"), closest("[data-path]")) else { return };
        let Some(button) = around.query_selector("button").ok().flatten() else { return };
        let place = SavedPlace { path: word(&place, "data-path"), name: word(&place, "data-name"), town: word(&place, "data-town") };
        show(&around, &button, saved_places::contains(&place.path));

        let (path, shown, pressed) = (place.path.clone(), around.clone(), button.clone());
        if let Some(window) = web_sys::window() {
            EventListener::new(&window, "storage", move |_| show(&shown, &pressed, saved_places::contains(&path))).forget();
        }
        let pressed = button.clone();
        EventListener::new(&button, "click", move |_| {
            let wanted = !saved_places::contains(&place.path);
            if saved_places::set(&place, wanted) {
                show(&around, &pressed, wanted);
                saved_places::keep_page(place.path.clone(), wanted);
            } else {
                label(&pressed, &word(&around, "data-unable"));
            }
        })
        .forget();
    }

    fn show(around: &Element, button: &Element, saved: bool) {
        let _ = button.set_attribute("aria-pressed", if saved { "true" } else { "false" });
        label(button, &word(around, if saved { "data-saved" } else { "data-save" }));
    }

    fn label(button: &Element, text: &str) {
        if let Some(label) = button.last_element_child() {
            label.set_text_content(Some(text));
        }
    }
}
