//! Which hashed files belong to one build. Written by `cargo xtask build`, read by the Worker at start.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;

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
    /// All the script of pages without islands.
    pub page_script: String,
    pub display_font: String,
    pub icon: String,
    /// The icon in pixels on paper, 192 and 512 on a side.
    pub icon_small: String,
    pub icon_large: String,
    /// What makes the site installable, by the language's code.
    pub web_manifests: BTreeMap<String, String>,
    /// Module that draws maps, with what it loads; fetched when somebody asks for a map.
    pub map_script: String,
    pub map_worker: String,
    pub map_stylesheet: String,
    pub map_land: String,
}

impl AssetManifest {
    /// What every page may need, with or without a network.
    pub fn of_pages(&self) -> [&String; 8] {
        [&self.stylesheet, &self.islands_script, &self.islands_wasm, &self.page_script, &self.display_font, &self.icon, &self.icon_small, &self.icon_large]
    }

    /// What makes the site installable in a language.
    pub fn web_manifest(&self, language: Language) -> &str {
        self.web_manifests.get(language.code()).map_or("/assets/missing.webmanifest", String::as_str)
    }

    /// Every file that it names.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        self.of_pages().into_iter().chain(self.web_manifests.values()).chain([&self.map_script, &self.map_worker, &self.map_stylesheet, &self.map_land])
    }
}
