//! Saves the place whose profile or card it stands in.

use leptos::prelude::*;

/// A toggle. The element around it carries `data-path` and `data-name` of the place.
#[island]
pub fn SaveButton() -> impl IntoView {
    view! {
        <button use:wire type="button" class="save" aria-pressed="false">
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M4 2h8v12l-4-3.2L4 14z"></path></svg>
            <span>"Save"</span>
        </button>
    }
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

    /// Reads the place from the element round the button, shows its state, follows clicks and other tabs.
    pub(super) fn wire(button: Element) {
        let Some(around) = button.closest("[data-path]").ok().flatten() else { return };
        let attribute = |name: &str| around.get_attribute(name).unwrap_or_default();
        let place = SavedPlace { path: attribute("data-path"), name: attribute("data-name") };
        show(&button, saved_places::contains(&place.path));

        let (path, shown) = (place.path.clone(), button.clone());
        if let Some(window) = web_sys::window() {
            EventListener::new(&window, "storage", move |_| show(&shown, saved_places::contains(&path))).forget();
        }
        let shown = button.clone();
        EventListener::new(&button, "click", move |_| {
            let wanted = !saved_places::contains(&place.path);
            if saved_places::set(&place, wanted) {
                show(&shown, wanted);
            } else {
                label(&shown, "This browser keeps no data");
            }
        })
        .forget();
    }

    fn show(button: &Element, saved: bool) {
        let _ = button.set_attribute("aria-pressed", if saved { "true" } else { "false" });
        label(button, if saved { "Saved" } else { "Save" });
    }

    fn label(button: &Element, text: &str) {
        if let Some(label) = button.last_element_child() {
            label.set_text_content(Some(text));
        }
    }
}
