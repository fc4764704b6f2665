//! Which hashed files belong to one build. Written by `cargo xtask build`, read by the Worker at start.

use serde::{Deserialize, Serialize};

/// Site-relative URLs of the files that pages name, e.g. `/assets/site-1a2b3c4d.css`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetManifest {
    /// Identity of the whole set: changes when any file does.
    pub build: String,
    pub stylesheet: String,
    /// Module that loads the Wasm and hydrates the islands.
    pub islands_script: String,
    pub islands_wasm: String,
    pub display_font: String,
    pub icon: String,
}
