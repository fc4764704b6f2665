//! A map beside a list, drawn when somebody asks for it. The list has everything that is on it.

use leptos::prelude::*;

use super::PageContext;

/// What a map shows.
pub(crate) struct Shown {
    /// An address of the JSON API: the cafés that are on it.
    pub(crate) api: String,
    /// The page of cafés round a point with what was chosen here: where a visitor goes who has moved the map and asks for what is there.
    pub(crate) elsewhere: String,
    /// `LAT,LON` and metres of the circle that was asked for. Without it the map begins with its cafés.
    pub(crate) circle: Option<(String, u32)>,
}

/// A list, and a map beside it where there is room, else below it. Its page has islands: they bring the script that listens.
pub(crate) fn beside(context: PageContext<'_>, list: AnyView, shown: Shown) -> impl IntoView + use<> {
    let words = context.words;
    // Once to be read by the script, once as a link.
    let (elsewhere, link) = (shown.elsewhere.clone(), shown.elsewhere);
    let (at, radius_m) = shown.circle.map_or((None, None), |(at, radius_m)| (Some(at), Some(radius_m.to_string())));
    view! {
        <p class="to-map needs-script"><a href="#map">{words.map_jump()}</a></p>
        <div class="finding">
            <div class="finding-list">{list}</div>
            <section
                id="map"
                class="map needs-script"
                data-map=context.assets.map_script.clone()
                data-api=shown.api
                data-elsewhere=elsewhere
                data-at=at
                data-radius=radius_m
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
                data-metres=words.unit_of_metres()
                data-kilometres=words.unit_of_kilometres()
            >
                <button type="button" class="button quiet">{words.map_show()}</button>
                <p role="status"></p>
                <a class="button map-search" href=link hidden>{words.map_search_here()}</a>
                <div class="map-canvas"></div>
            </section>
        </div>
    }
}
