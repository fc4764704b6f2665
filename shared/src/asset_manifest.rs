//! Which hashed files belong to one build. Written by `cargo xtask build`, read by the Worker at start.

use serde::{Deserialize, Serialize};

/// Address of the service worker: at the root, so that it sees every page.
pub const SERVICE_WORKER: &str = "/service-worker.js";

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
    /// The icon in pixels on paper, 192 and 512 on a side.
    pub icon_small: String,
    pub icon_large: String,
    /// What makes the site installable.
    pub web_manifest: String,
    /// Module that draws maps, with what it loads; fetched when somebody asks for a map.
    pub map_script: String,
    pub map_worker: String,
    pub map_stylesheet: String,
    pub map_land: String,
}

impl AssetManifest {
    /// What every page may need, with or without a network.
    pub fn of_pages(&self) -> [&String; 8] {
        [&self.stylesheet, &self.islands_script, &self.islands_wasm, &self.display_font, &self.icon, &self.icon_small, &self.icon_large, &self.web_manifest]
    }

    /// Every file that it names.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        self.of_pages().into_iter().chain([&self.map_script, &self.map_worker, &self.map_stylesheet, &self.map_land])
    }
}
