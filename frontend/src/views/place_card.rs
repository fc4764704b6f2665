//! A café or roaster in a list.

use jiff::Timestamp;
use leptos::prelude::*;
use shared::urls::{CountryCode, PagePath};
use shared::wire::cities::CityRef;
use shared::wire::places::CardLine;
use shared::wire::profiles::{PlaceKind, PlaceRef};

use super::markup::Markup;
use super::{cover, hours};

/// Which page a card leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Cafe,
    Roaster,
}

impl Kind {
    pub(crate) fn page(self, slug: &shared::slug::Slug) -> PagePath {
        match self {
            Self::Cafe => PagePath::Cafe(slug.clone()),
            Self::Roaster => PagePath::Roaster(slug.clone()),
        }
    }

    fn list(self) -> PagePath {
        match self {
            Self::Cafe => PagePath::Cafes,
            Self::Roaster => PagePath::Roasters,
        }
    }
}

/// Bytes of one card, about.
const CARD_BYTES: usize = 1_024;

/// All cards of a list.
pub(crate) fn grid(kind: Kind, cards: &[CardLine<'_>], now: Timestamp) -> impl IntoView + use<> {
    let folder = kind.list().path();
    let mut markup = Markup::with_capacity(cards.len().saturating_mul(CARD_BYTES));
    markup.raw("<ul class=\"cards\">");
    for place in cards {
        write_card(&mut markup, &folder, place, now);
    }
    markup.raw("</ul>");
    markup.into_element()
}

fn write_card(markup: &mut Markup, folder: &str, place: &CardLine<'_>, now: Timestamp) {
    markup.raw("<li class=\"card\">");
    cover::write_cover(markup, &place.slug);
    markup.raw("<h3><a href=\"").text(folder).raw("/").text(&place.slug).raw("\"><bdi>").text(&place.name).raw("</bdi></a></h3>");
    let whereabouts = [place.address.as_deref(), place.city.as_ref().map(|city| &*city.name)];
    write_joined(markup, "<p class=\"where\"><bdi>", whereabouts.into_iter().flatten(), ", ", "</bdi></p>");
    markup.raw("<p class=\"card-line\">");
    if let Some(metres) = place.distance_m {
        markup.raw("<span class=\"distance\">").text(&distance(metres)).raw("</span>");
    }
    hours::write_state(markup, place.hours_understood && place.open_next.is_some(), place.open_next.as_slice(), now);
    if let Some(score) = place.score {
        markup.raw("<span class=\"card-score\">").text(&format!("{score:.1}")).raw("<span class=\"note\"> of 10</span></span>");
    }
    if let Some(chain) = &place.chain {
        markup.raw("<span class=\"tag\">Chain: ").text(chain).raw("</span>");
    }
    if place.fictional {
        markup.raw("<span class=\"tag fictional\">Fictional</span>");
    }
    markup.raw("</p>");
    write_joined(markup, "<p class=\"methods\">", place.brewing_methods.iter().map(|method| &*method.name), " · ", "</p>");
    markup.raw("</li>");
}

/// Parts with something between them, and something round them; nothing at all where there are none.
fn write_joined<'a>(markup: &mut Markup, before: &'static str, parts: impl Iterator<Item = &'a str>, between: &'static str, after: &'static str) {
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return;
    }
    for (index, part) in parts.enumerate() {
        markup.raw(if index == 0 { before } else { between }).text(part);
    }
    markup.raw(after);
}

/// `80 m`, `1.2 km`, `14 km`.
pub(crate) fn distance(metres: f64) -> String {
    if metres < 995.0 {
        format!("{:.0} m", (metres / 10.0).round() * 10.0)
    } else if metres < 9_950.0 {
        format!("{:.1} km", metres / 1_000.0)
    } else {
        format!("{:.0} km", metres / 1_000.0)
    }
}

/// The page of a place that another one names.
pub(crate) fn place_path(place: &PlaceRef) -> String {
    match place.kind {
        PlaceKind::Cafe => PagePath::Cafe(place.slug.clone()),
        PlaceKind::Roaster => PagePath::Roaster(place.slug.clone()),
    }
    .path()
}

/// The page of a city, where its country is one that a URL can carry.
pub(crate) fn city_path(city: &CityRef) -> Option<String> {
    CountryCode::from_upper(&city.country).map(|country| PagePath::City(country, city.slug.clone()).path())
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_are_as_exact_as_they_are_useful() {
        assert_eq!(distance(4.0), "0 m");
        assert_eq!(distance(82.0), "80 m");
        assert_eq!(distance(1_234.0), "1.2 km");
        assert_eq!(distance(14_400.0), "14 km");
    }
}
