//! The list of saved places, from this browser alone.

use leptos::prelude::*;

/// Links to the saved places; until the browser has them, and when there are none, a sentence that says what to do.
#[island]
pub fn SavedShelf() -> impl IntoView {
    view! {
        <div use:fill class="shelf">
            <p>"Nothing saved yet. Open a place you like and press Save; it stays in this browser and goes nowhere else."</p>
        </div>
    }
}

#[cfg(not(feature = "hydrate"))]
use super::unwired as fill;
#[cfg(feature = "hydrate")]
use hydrate::fill;

#[cfg(feature = "hydrate")]
mod hydrate {
    use web_sys::Element;

    use crate::islands::saved_places::{self, SavedPlace};

    /// Puts one link a place into the shelf. Plain DOM: a reactive list would cost more bytes than it saves lines.
    pub(super) fn fill(shelf: Element) {
        let places = saved_places::list();
        let Some(list) = element("ul").filter(|_| !places.is_empty()) else { return };
        for item in places.iter().filter_map(item) {
            let _ = list.append_child(&item);
        }
        shelf.set_text_content(None);
        let _ = shelf.append_child(&list);
    }

    fn item(place: &SavedPlace) -> Option<Element> {
        let (item, link) = (element("li")?, element("a")?);
        link.set_attribute("href", &place.path).ok()?;
        link.set_text_content(Some(&place.name));
        item.append_child(&link).ok()?;
        Some(item)
    }

    fn element(name: &str) -> Option<Element> {
        web_sys::window()?.document()?.create_element(name).ok()
    }
}
