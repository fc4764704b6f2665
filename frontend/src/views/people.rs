//! The people of a place.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::profiles::{ArtisanAt, PlaceRef};

use super::place_card::place_path;
use super::portrait;
use crate::words::{Words, slot};

pub(crate) fn list(words: Words, people: &[ArtisanAt], language: Option<&str>) -> impl IntoView + use<> {
    let items: Vec<_> = people
        .iter()
        .map(|person| {
            view! {
                <li class="person">
                    {portrait::portrait(person.slug.as_str())}
                    <div>
                        <h3><a href=words.path(&PagePath::Artisan(person.slug.clone()))><bdi>{person.name.clone()}</bdi></a></h3>
                        <p class="note">{role(words, &person.role, language, person.since)} {also_at(words, &person.also_at)}</p>
                        {person.words.as_deref().map(|said| view! { <p class="words">{quoted(words, said, language)}</p> })}
                    </div>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="people">{items}</ul> })
}

/// What somebody does, in the language of who tells of it, and since when.
pub(crate) fn role(words: Words, role: &str, language: Option<&str>, since: Option<u16>) -> Vec<AnyView> {
    let role = view! { <bdi lang=language.map(str::to_owned)>{role.to_owned()}</bdi> };
    match since {
        Some(year) => words.role_since().view([slot(role), slot(year.to_string())]),
        None => vec![role.into_any()],
    }
}

/// Somebody's own words.
pub(crate) fn quoted(words: Words, said: &str, language: Option<&str>) -> impl IntoView + use<> {
    // The marks stand at the ends that the words have in their own direction.
    view! { <bdi lang=language.map(str::to_owned)>{words.quotation().plain([said])}</bdi> }
}

fn also_at(words: Words, places: &[PlaceRef]) -> Option<impl IntoView + use<>> {
    (!places.is_empty()).then(|| view! { " · " {words.also_at().view([slot(links(words, places))])} })
}

/// Names of places with links, and between them what stands between names.
pub(crate) fn links(words: Words, places: &[PlaceRef]) -> impl IntoView + use<> {
    let link = |(index, place): (usize, &PlaceRef)| {
        view! { {(index > 0).then_some(words.between_names())} <a href=place_path(words, place)><bdi>{place.name.clone()}</bdi></a> }
    };
    places.iter().enumerate().map(link).collect_view()
}
