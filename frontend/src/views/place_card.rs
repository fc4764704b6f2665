//! A café or roaster in a list.

use leptos::prelude::*;
use shared::urls::{CountryCode, PagePath};
use shared::wire::cities::CityRef;
use shared::wire::places::CardLine;
pub use shared::wire::profiles::PlaceKind as Kind;
use shared::wire::profiles::PlaceRef;

use super::markup::Markup;
use super::{PageContext, cover, hours, photos};
use crate::words::Words;

/// Bytes of one card, about.
const CARD_BYTES: usize = 1_024;

/// All cards of a list.
pub(crate) fn grid(context: PageContext<'_>, kind: Kind, cards: &[CardLine<'_>]) -> impl IntoView + use<> {
    let folder = context.words.path(&kind.list());
    let mut markup = Markup::with_capacity(cards.len().saturating_mul(CARD_BYTES));
    markup.raw("<ul class=\"cards\">");
    for place in cards {
        write_card(context, &mut markup, &folder, place);
    }
    markup.raw("</ul>");
    markup.into_element()
}

fn write_card(context: PageContext<'_>, markup: &mut Markup, folder: &str, place: &CardLine<'_>) {
    let words = context.words;
    markup.raw("<li class=\"card\">");
    match &place.photo {
        Some(photo) => photos::write_small(markup, photo),
        None => cover::write_cover(markup, &place.slug),
    }
    markup.raw("<h3><a href=\"").text(folder).raw("/").text(&place.slug).raw("\"><bdi>").text(&place.name).raw("</bdi></a></h3>");
    let whereabouts = [place.address.as_deref(), place.city.as_ref().map(|city| &*city.name)];
    write_joined(markup, "<p class=\"where\"><bdi>", whereabouts.into_iter().flatten(), words.between_names(), "</bdi></p>");
    markup.raw("<p class=\"card-line\">");
    if let Some(metres) = place.distance_m {
        markup.raw("<span class=\"distance\">").text(&words.distance(metres)).raw("</span>");
    }
    hours::write_state(words, markup, place.hours_understood && place.open_next.is_some(), place.open_next.as_slice(), context.now);
    if let Some(score) = place.score {
        write_score(words, markup, score);
    }
    if let Some(chain) = &place.chain {
        let name = |markup: &mut Markup, _: &str| {
            markup.raw("<bdi>").text(chain).raw("</bdi>");
        };
        markup.raw("<span class=\"tag\">").sentence(&words.chain(), [&name]).raw("</span>");
    }
    if place.fictional {
        markup.raw("<span class=\"tag fictional\">").text(words.fictional()).raw("</span>");
    }
    markup.raw("</p>");
    write_joined(markup, "<p class=\"methods\"><bdi>", place.brewing_methods.iter().map(|method| words.brewing_method(&method.slug).unwrap_or(&method.name)), " · ", "</bdi></p>");
    markup.raw("</li>");
}

fn write_score(words: Words, markup: &mut Markup, score: f64) {
    let score = words.decimal(score, 1);
    let number = |markup: &mut Markup, _: &str| {
        markup.text(&score);
    };
    let scale = |markup: &mut Markup, text: &str| {
        markup.raw("<span class=\"note\">").text(text).raw("</span>");
    };
    markup.raw("<span class=\"card-score\">").sentence(&words.score_of_ten(), [&number, &scale]).raw("</span>");
}

/// Parts with something between them, and something round them; nothing at all where there are none.
fn write_joined<'a>(markup: &mut Markup, before: &'static str, parts: impl Iterator<Item = &'a str>, between: &str, after: &'static str) {
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return;
    }
    markup.raw(before);
    for (index, part) in parts.enumerate() {
        markup.text(if index == 0 { "" } else { between }).text(part);
    }
    markup.raw(after);
}

/// The page of a place that another one names.
pub(crate) fn place_path(words: Words, place: &PlaceRef) -> String {
    words.path(&place.kind.page(&place.slug))
}

/// The page of a city, where its country is one that a URL can carry.
pub(crate) fn city_path(words: Words, city: &CityRef) -> Option<String> {
    CountryCode::from_upper(&city.country).map(|country| words.path(&PagePath::City(country, city.slug.clone())))
}
