//! The list of saved places, from this browser alone.

use leptos::prelude::*;

/// Fills the list of the shelf around it by its template, where the first element says that there is nothing. `data-prefix` of the shelf goes before the
/// saved paths.
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
    use gloo::events::EventListener;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, HtmlTemplateElement};

    use crate::islands::saved_places::{self, SavedPlace};
    use crate::islands::word;

    /// Plain DOM: a reactive list would cost more bytes than it saves lines.
    pub(super) fn fill(island: Element) {
        let Some(shelf) = island.closest("[data-prefix]").ok().flatten() else { return };
        for (number, place) in saved_places::list().into_iter().enumerate() {
            let _ = add(&shelf, place, number);
        }
        show_whether_empty(&shelf);
    }

    /// The words that there is nothing stand where nothing is.
    fn show_whether_empty(shelf: &Element) {
        let filled = shelf.query_selector("li").ok().flatten().is_some();
        if let Some(nothing) = shelf.first_element_child() {
            let _ = nothing.toggle_attribute_with_force("hidden", filled);
        }
    }

    fn add(shelf: &Element, place: SavedPlace, number: usize) -> Option<()> {
        let template: HtmlTemplateElement = shelf.query_selector("template").ok()??.dyn_into().ok()?;
        let item: Element = template.content().first_element_child()?.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        let part = |selector: &str| item.query_selector(selector).ok().flatten();
        let (link, button) = (part("a")?, part("button")?);
        let ids = (format!("saved-{number}"), format!("remove-{number}"));
        link.set_attribute("href", &(word(shelf, "data-prefix") + &place.path)).ok()?;
        link.set_id(&ids.0);
        button.set_id(&ids.1);
        // Which one is removed is heard, too.
        button.set_attribute("aria-labelledby", &format!("{} {}", ids.1, ids.0)).ok()?;
        part("bdi")?.set_text_content(Some(&place.name));
        part(".note")?.set_text_content(Some(&place.town));
        shelf.query_selector("ul").ok()??.append_child(&item).ok()?;
        let shelf = shelf.clone();
        EventListener::new(&button, "click", move |_| remove(&shelf, &item, &place)).forget();
        Some(())
    }

    /// Whoever moves by keys goes on from the next one, the one before, or the words that nothing is left.
    fn remove(shelf: &Element, item: &Element, place: &SavedPlace) {
        if !saved_places::set(place, false) {
            return;
        }
        saved_places::keep_page(place.path.clone(), false);
        let beside = item.next_element_sibling().or_else(|| item.previous_element_sibling());
        item.remove();
        show_whether_empty(shelf);
        let next = beside.and_then(|beside| beside.query_selector("button").ok().flatten()).or_else(|| shelf.first_element_child());
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            let _ = next.focus();
        }
    }
}
