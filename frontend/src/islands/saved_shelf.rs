//! The list of saved places, from this browser alone.

use leptos::prelude::*;

/// Fills the shelf around it with links, where the sentence stands that there are none. `data-prefix` of the shelf goes before the saved paths.
#[island]
pub fn SavedShelf() -> impl IntoView {
    view! { <span use:fill></span> }
}

#[cfg(not(feature = "hydrate"))]
use super::unwired as fill;
#[cfg(feature = "hydrate")]
use hydrate::fill;

#[cfg(feature = "hydrate")]
mod hydrate {
    use web_sys::Element;

    use crate::islands::saved_places::{self, SavedPlace};
    use crate::islands::word;

    /// Puts one link a place into the shelf. Plain DOM: a reactive list would cost more bytes than it saves lines.
    pub(super) fn fill(island: Element) {
        let Some(shelf) = island.closest("[data-prefix]").ok().flatten() else { return };
        let (places, prefix) = (saved_places::list(), word(&shelf, "data-prefix"));
        let Some(list) = element("ul").filter(|_| !places.is_empty()) else { return };
        for item in places.iter().filter_map(|place| item(place, &prefix)) {
            let _ = list.append_child(&item);
        }
        if let Some(sentence) = shelf.first_element_child() {
            sentence.remove();
        }
        let _ = shelf.append_child(&list);
    }

    fn item(place: &SavedPlace, prefix: &str) -> Option<Element> {
        let (item, link, name) = (element("li")?, element("a")?, element("bdi")?);
        link.set_attribute("href", &(prefix.to_owned() + &place.path)).ok()?;
        name.set_text_content(Some(&place.name));
        link.append_child(&name).ok()?;
        item.append_child(&link).ok()?;
        Some(item)
    }

    fn element(name: &str) -> Option<Element> {
        web_sys::window()?.document()?.create_element(name).ok()
    }
}
