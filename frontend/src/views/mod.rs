//! Parts that pages are made of. Each is a pure function of its arguments.

pub mod attribution;
pub mod beans;
pub mod cafe_filters;
pub mod cover;
pub mod dates;
pub mod facts;
pub mod hours;
pub mod layout;
pub mod locator;
pub mod markdown;
pub mod markup;
pub mod pagination;
pub mod people;
pub mod photos;
pub mod place_card;
pub mod portrait;
pub mod reviews;
pub mod search_form;
pub mod story_card;

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use jiff::Timestamp;
use leptos::prelude::*;
use shared::asset_manifest::AssetManifest;

/// What every page needs beside its data. Nothing in it belongs to one visitor, so that pages may be cached.
#[derive(Clone, Copy)]
pub struct PageContext<'a> {
    pub assets: &'a AssetManifest,
    pub now: Timestamp,
    /// English name of a country by its upper-case code; the code itself where it has none.
    pub country_name: fn(&str) -> String,
}

/// Renders a whole document. Data is there already, so nothing suspends and one pass is enough.
pub(crate) fn to_html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    // Islands with children panic without the islands' own context.
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.unset();
    html
}
