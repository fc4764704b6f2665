//! Everything that runs in a browser, one island a gesture. An island is an empty element beside those that it wires (`views::gestures`). It takes no props
//! (they would pull a JSON parser into the browser) and carries no words: it reads `data-*` of the server's element around it.

mod near_me_button;
mod nearby_cafes;
mod save_button;
#[cfg(feature = "hydrate")]
mod saved_places;
mod saved_shelf;
mod search_suggestions;
mod step_timer;

pub use near_me_button::NearMeButton;
pub use nearby_cafes::NearbyCafes;
pub use save_button::SaveButton;
pub use saved_shelf::SavedShelf;
pub use search_suggestions::SearchSuggestions;
pub use step_timer::StepTimer;

/// What a server does with an element that a browser would wire: nothing.
#[cfg(not(feature = "hydrate"))]
fn unwired(_element: leptos::web_sys::Element) {}

/// A word of the page's language, from the server's element.
#[cfg(feature = "hydrate")]
fn word(around: &web_sys::Element, attribute: &str) -> String {
    around.get_attribute(attribute).unwrap_or_default()
}
