//! The people of a place.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::profiles::{ArtisanAt, PlaceRef};

use super::place_card::place_path;
use super::portrait;

pub(crate) fn list(people: &[ArtisanAt]) -> impl IntoView + use<> {
    let items: Vec<_> = people
        .iter()
        .map(|person| {
            let since = person.since.map(|year| format!(", since {year}"));
            view! {
                <li class="person">
                    {portrait::portrait(person.slug.as_str())}
                    <div>
                        <h3><a href=PagePath::Artisan(person.slug.clone()).path()><bdi>{person.name.clone()}</bdi></a></h3>
                        <p class="note">{person.role.clone()} {since} {also_at(&person.also_at)}</p>
                        {person.words.clone().map(|words| view! { <p class="words">"“" {words} "”"</p> })}
                    </div>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="people">{items}</ul> })
}

fn also_at(places: &[PlaceRef]) -> Option<impl IntoView + use<>> {
    (!places.is_empty()).then(|| view! { ". Also at " {links(places)} })
}

/// Names of places with links, commas between them.
pub(crate) fn links(places: &[PlaceRef]) -> impl IntoView + use<> {
    places.iter().enumerate().map(|(index, place)| view! { {(index > 0).then_some(", ")} <a href=place_path(place)><bdi>{place.name.clone()}</bdi></a> }).collect_view()
}
