//! Parts that pages are made of. Each is a pure function of its arguments.

pub mod attribution;
pub mod beans;
pub mod cafe_filters;
pub mod city_highlights;
pub mod cover;
pub mod facts;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod gestures;
pub mod hours;
pub mod layout;
pub mod locator;
pub mod map;
pub mod markdown;
pub mod markup;
pub mod pagination;
pub mod people;
pub mod photos;
pub mod place_card;
pub mod portrait;
pub mod problems;
pub mod reviews;
pub mod search_form;
pub mod story_card;
pub mod structured_data;
pub mod text_area;

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use jiff::Timestamp;
use leptos::prelude::*;
use shared::asset_manifest::AssetManifest;

use crate::words::Words;

/// What every page needs beside its data. Nothing in it belongs to one visitor, so that pages may be cached.
#[derive(Clone, Copy)]
pub struct PageContext<'a> {
    pub assets: &'a AssetManifest,
    pub now: Timestamp,
    /// Name of a territory that only the outlines know, by its upper-case code; the code itself where they know none.
    pub country_name: fn(&str) -> String,
    pub words: Words,
    /// The site's own address without a slash at its end; empty where nobody has said it, and then addresses are site-relative.
    pub site: &'a str,
    /// Address of a `MapLibre` style on this site, where it has better maps than outlines.
    pub map_style: Option<&'a str>,
    /// The page's path without its language, as `PagePath` writes it; `/` for an address that is no page. The other languages are reached by it.
    pub path: &'a str,
    /// The parameters of its address, as they were sent.
    pub parameters: &'a [(String, String)],
}

impl PageContext<'_> {
    /// The whole address of a page or file, in the page's language where it has one.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{}", self.site, self.words.localised(path))
    }

    /// Name of a country by its upper-case code, in the page's language.
    pub(crate) fn country(&self, code: &str) -> String {
        self.words.country(code).map_or_else(|| (self.country_name)(code), ToOwned::to_owned)
    }
}

/// Renders a whole document. Data is there already, so nothing suspends and one pass is enough.
pub(crate) fn to_html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    // Islands with children panic without the islands' own context.
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.unset();
    without_markers(&html)
}

/// Leptos leaves `<!>` where a browser that took over would look for its place. Nothing takes over but islands, which are empty, and for the HTML
/// standard `<!>` is a mistake. An exclamation mark is looked for because there are few of them.
fn without_markers(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('!') {
        if let (Some(text), Some(next)) = (before.strip_suffix('<'), after.strip_prefix('>')) {
            out.push_str(text);
            rest = next;
        } else {
            out.push_str(before);
            out.push('!');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_renderer_is_left_in_a_document() {
        assert_eq!(to_html(|| view! { <p>{Some("a")} {None::<&str>} "b!"</p> }).matches("<!").count(), 0);
        assert_eq!(without_markers("<!DOCTYPE html><p>a<!>b! <b>!</b>!<!></p><!><!>!>"), "<!DOCTYPE html><p>ab! <b>!</b>!</p>!>");
        assert_eq!(without_markers(""), "");
    }
}
