//! A map beside a list, drawn when somebody asks for it. The list has everything that is on it.

use leptos::prelude::*;

use super::PageContext;

/// A button that becomes a map of the cafés that `api` lists, an address of the JSON API. Its page has islands: they bring the script that listens.
pub(crate) fn map(context: PageContext<'_>, api: String) -> impl IntoView + use<> {
    let words = context.words;
    view! {
        <section
            class="map needs-script"
            data-map=context.assets.map_script.clone()
            data-api=api
            data-tiles=context.map_style.map(ToOwned::to_owned)
            data-prefix=words.language().prefix()
            data-loading=words.map_loading()
            data-failed=words.map_failed()
            data-title=words.map_title()
            data-zoom-in=words.map_zoom_in()
            data-zoom-out=words.map_zoom_out()
            data-credits=words.map_credits()
            data-many=words.map_many()
            data-land=words.map_land()
        >
            <button type="button" class="button quiet">{words.map_show()}</button>
            <p role="status"></p>
            <div class="map-canvas"></div>
        </section>
    }
}
