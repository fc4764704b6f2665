//! Sources this importer knows by heart, and those a mapping names.

use serde::Deserialize;

/// Where facts come from and what must be said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Lower-case words joined by hyphens.
    pub key: String,
    pub name: String,
    pub homepage: Option<String>,
    pub licence: String,
    pub licence_url: Option<String>,
    /// The line to show wherever its rows are shown.
    pub attribution: String,
    #[serde(default)]
    pub fictional: bool,
    /// ISO 639 of what its records say in words of their own.
    pub language: Option<String>,
}

/// OpenStreetMap, from whichever extract.
pub fn openstreetmap() -> Source {
    known(
        "openstreetmap",
        "OpenStreetMap",
        "https://www.openstreetmap.org/copyright",
        "ODbL 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
        "© OpenStreetMap contributors, ODbL 1.0",
    )
}

/// Our own places that do not exist.
pub fn demonstration() -> Source {
    Source {
        fictional: true,
        language: Some("en".to_owned()),
        ..known("demonstration", "CraftBean demonstration set", "", "MIT", "", "Fictional places, written for this demonstration")
    }
}

/// What visitors have suggested and operators accepted.
pub fn visitors() -> Source {
    known("visitors", "CraftBean's visitors", "", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "Suggested by CraftBean's visitors, CC0")
}

/// A curated directory by the key its rows carry. `None` for a key that is not known: without a licence nothing is shown.
pub fn curated(key: &str) -> Option<Source> {
    let mit = "https://opensource.org/license/mit";
    match key {
        "commitcoffee" => Some(known(key, "CommitCoffee", "https://github.com/xando/commitcoffee", "MIT", mit, "CommitCoffee contributors, MIT")),
        "awesome-cn-cafe" => Some(known(
            key,
            "Awesome CN Café",
            "https://github.com/ElaWorkshop/awesome-cn-cafe",
            "CC BY 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            "Awesome CN Café contributors, CC BY 4.0",
        )),
        "mapa-especial" => Some(known(key, "Mapa Especial", "https://github.com/titerman/mapa-especial", "MIT", mit, "Mapa Especial contributors, MIT")),
        "us-coffee-roasters" => Some(known(key, "US Coffee Roasters", "https://github.com/alexcarpenter/us-coffee-roasters", "MIT", mit, "US Coffee Roasters contributors, MIT")),
        "absolute-roasters" => Some(known(key, "Absolute Roasters", "https://github.com/mhamilt/absolute-roasters", "MIT", mit, "Absolute Roasters contributors, MIT")),
        _ => None,
    }
}

fn known(key: &str, name: &str, homepage: &str, licence: &str, licence_url: &str, attribution: &str) -> Source {
    let optional = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Source {
        key: key.to_owned(),
        name: name.to_owned(),
        homepage: optional(homepage),
        licence: licence.to_owned(),
        licence_url: optional(licence_url),
        attribution: attribution.to_owned(),
        fictional: false,
        language: None,
    }
}
