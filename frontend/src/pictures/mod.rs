//! Pictures that links to pages are previewed with, drawn from the same data as the pages. Here is what stands on one; `canvas` knows where and in which
//! colours, `lettering` knows the letters.

mod canvas;
mod lettering;
#[cfg(test)]
mod tests;

use shared::wire::artisans::ArtisanView;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cafes::CafeView;
use shared::wire::cities::CityView;
use shared::wire::places::PlaceView;
use shared::wire::roasters::RoasterView;
use shared::wire::stories::StoryView;

use crate::pages::artisans::{craft, places};
use crate::pages::cities::counts;
use crate::views::PageContext;
use crate::views::place_card::Kind;

/// The size that previews are made for (<https://ogp.me> names none; what shows them crops to about 1.91 : 1).
pub const WIDTH_PX: u16 = 1_200;
pub const HEIGHT_PX: u16 = 630;
/// Another one whenever the same card may become another picture; `build.rs` finds it out.
const EDITION: &str = env!("PICTURE_EDITION");

/// What a picture shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What the cover is drawn from.
    slug: String,
    /// The title: the first of these that the display serif has all letters of. There may be none.
    titles: Vec<String>,
    /// The line under it: the first of these, likewise.
    lines: Vec<String>,
    /// At the foot.
    note: Option<String>,
}

impl Card {
    /// All that the picture depends on. Cards that mean the same become the same picture, bit by bit.
    pub fn meaning(&self) -> String {
        format!("{EDITION} {self:?}")
    }

    /// A PNG of [`WIDTH_PX`] by [`HEIGHT_PX`]. `None` only if it could not be written at all, which no card brings about.
    pub fn draw(&self) -> Option<Vec<u8>> {
        canvas::draw(self)
    }
}

pub fn cafe(context: PageContext<'_>, cafe: &CafeView) -> Card {
    place(context, Kind::Cafe, cafe)
}

pub fn roaster(context: PageContext<'_>, roaster: &RoasterView) -> Card {
    place(context, Kind::Roaster, roaster)
}

/// "Café in Helsinki, Finland"; of a town or a language that the serif cannot write, as much as it can.
fn place(context: PageContext<'_>, kind: Kind, place: &PlaceView) -> Card {
    let (words, country) = (context.words, context.country(&place.country));
    let (in_town, in_country) = match kind {
        Kind::Cafe => (words.cafe_in_town(), words.cafe_in_country()),
        Kind::Roaster => (words.roaster_in_town(), words.roaster_in_country()),
    };
    let town = place.city.as_ref().map(|city| city.name.as_str());
    let whole = town.map(|town| in_town.plain([town, &country]));
    let lines = [whole, Some(in_country.plain([&country])), town.map(str::to_owned), place.address.clone()];
    Card {
        slug: place.slug.to_string(),
        titles: vec![place.name.clone()],
        lines: lines.into_iter().flatten().collect(),
        note: place.source.fictional.then(|| words.fictional().to_owned()),
    }
}

/// "Slow Ferry (Helsinki) · barista"
pub fn artisan(context: PageContext<'_>, person: &ArtisanView) -> Card {
    let (words, card) = (context.words, &person.card);
    let crafts = words.list(&card.crafts.iter().map(|code| craft(words, code)).collect::<Vec<_>>());
    let works = if card.works.is_empty() { String::new() } else { places(words, &card.works) };
    Card {
        slug: card.slug.to_string(),
        titles: vec![card.name.clone()],
        lines: vec![joined(&[&works, &crafts]), works, crafts],
        note: card.fictional.then(|| words.fictional().to_owned()),
    }
}

pub fn brewing_method(context: PageContext<'_>, method: &BrewingMethodView) -> Card {
    Card { slug: method.slug.to_string(), titles: vec![method.name.clone()], lines: vec![context.words.ways_of_brewing().to_owned()], note: None }
}

/// "By Aino Vuorisalo, 3 March 2026"
pub fn story(context: PageContext<'_>, story: &StoryView) -> Card {
    let (words, card) = (context.words, &story.card);
    Card {
        slug: card.slug.to_string(),
        titles: vec![card.title.clone()],
        lines: vec![words.story_by().plain([&card.author, &words.day(&card.published_on)]), card.author.clone()],
        note: story.card.fictional.then(|| words.fictional().to_owned()),
    }
}

/// "Finland · 3 cafés, 1 roaster"
pub fn city(context: PageContext<'_>, city: &CityView) -> Card {
    let (words, country) = (context.words, context.country(&city.country));
    Card {
        slug: city.slug.to_string(),
        titles: vec![words.coffee_in().plain([&city.name]), city.name.clone()],
        lines: vec![joined(&[&country, &counts(words, city)]), country],
        note: None,
    }
}

/// What is known of these, with dots between them.
fn joined(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
