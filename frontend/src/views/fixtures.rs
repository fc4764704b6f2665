//! What tests of pages have in common: assets, a context, a café.

use jiff::Timestamp;
use shared::asset_manifest::AssetManifest;
use shared::language::Language;
use shared::slug::Slug;
use shared::wire::cities::CityRef;
use shared::wire::places::{Contact, PlaceView, Practical, Precision};
use shared::wire::sources::SourceRef;

use super::PageContext;
use crate::words::Words;

pub(crate) fn assets() -> AssetManifest {
    let path = |name: &str| format!("/assets/{name}");
    AssetManifest {
        build: "test".to_owned(),
        stylesheet: path("site.css"),
        islands_script: path("start.js"),
        islands_wasm: path("islands.wasm"),
        page_script: path("page.js"),
        display_font: path("font.woff2"),
        icon: path("icon.svg"),
        ..AssetManifest::default()
    }
}

pub(crate) fn context<'a>(assets: &'a AssetManifest, language: Language, path: &'a str) -> PageContext<'a> {
    PageContext { assets, now: Timestamp::UNIX_EPOCH, country_name: str::to_owned, site: "", map_style: None, words: Words::of(language), path, parameters: &[] }
}

/// A café of which little is known.
pub(crate) fn cafe() -> PlaceView {
    let source = SourceRef {
        key: "demonstration".to_owned(),
        name: "Demonstration".to_owned(),
        licence: "CC0".to_owned(),
        attribution: "Nobody".to_owned(),
        fictional: true,
        language: Some("en".to_owned()),
        record_url: None,
    };
    PlaceView {
        id: uuid::Uuid::nil(),
        slug: Slug::parse("slow-ferry-helsinki").unwrap(),
        name: "Slow Ferry".to_owned(),
        city: Some(CityRef { country: "FI".to_owned(), slug: Slug::parse("helsinki").unwrap(), name: "Helsinki".to_owned() }),
        country: "FI".to_owned(),
        address: None,
        postcode: None,
        position: None,
        precision: Precision::Town,
        time_zone: None,
        contact: Contact::default(),
        chain: None,
        philosophy: None,
        story: None,
        brewing_methods: Vec::new(),
        photos: Vec::new(),
        sourcing: None,
        beans: Vec::new(),
        partners: Vec::new(),
        artisans: Vec::new(),
        price_level: Some(2),
        score: None,
        review_count: 0,
        reviews: Vec::new(),
        stories: Vec::new(),
        practical: Practical::default(),
        hours: None,
        neighbours: Vec::new(),
        history: Vec::new(),
        source,
        flags: vec!["no_position".to_owned(), "something_new".to_owned()],
        last_verified: "2026-05-01".to_owned(),
    }
}
