//! Everything that runs in a browser, one island a gesture. Islands take no props: they read `data-*` of the server's element
//! around them (props would pull a JSON parser into the browser).

mod near_me_button;
mod save_button;
#[cfg(feature = "hydrate")]
mod saved_places;
mod saved_shelf;
mod step_timer;

pub use near_me_button::NearMeButton;
pub use save_button::SaveButton;
pub use saved_shelf::SavedShelf;
pub use step_timer::StepTimer;

/// What a server does with an element that a browser would wire: nothing.
#[cfg(not(feature = "hydrate"))]
fn unwired(_element: leptos::web_sys::Element) {}
