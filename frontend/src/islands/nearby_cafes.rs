//! Cafés around the visitor, on a page that is the same for everyone.

use leptos::prelude::*;

/// Fills the element around it, which carries `data-nearby`: the address of the page that knows where its visitor is, and has the cafés in `#around`. What
/// comes is that page's own markup, in the language of both. Where the page knows nothing, or does not come, nothing changes.
#[island]
pub fn NearbyCafes() -> impl IntoView {
    view! { <span use:fill></span> }
}

#[cfg(not(feature = "hydrate"))]
use super::unwired as fill;
#[cfg(feature = "hydrate")]
use hydrate::fill;

#[cfg(feature = "hydrate")]
mod hydrate {
    use gloo::net::http::Request;
    use web_sys::{DomParser, Element, SupportedType};

    use crate::islands::word;

    pub(super) fn fill(island: Element) {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = bring(&island).await;
        });
    }

    /// `None` where there is nothing to bring.
    async fn bring(island: &Element) -> Option<()> {
        let place = island.closest("[data-nearby]").ok()??;
        let answer = Request::get(&word(&place, "data-nearby")).send().await.ok()?;
        let page = DomParser::new().ok()?.parse_from_string(&answer.text().await.ok()?, SupportedType::TextHtml).ok()?;
        let cafes = page.query_selector("#around").ok()??;
        place.append_child(&cafes).ok()?;
        Some(())
    }
}
