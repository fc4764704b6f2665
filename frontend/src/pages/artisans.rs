//! `/artisans` and `/artisans/{slug}`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::artisans::{ArtisanCard, ArtisanView, Work};

use crate::views::layout::{About, Head, document, document_about};
use crate::views::people::{quoted, role};
use crate::views::place_card::place_path;
use crate::views::{PageContext, attribution, pagination, portrait, story_card, structured_data};
use crate::words::{Words, name, slot};

/// A page of people; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, people: &List<ArtisanCard>, continued: bool) -> String {
    let words = context.words;
    let head = Head {
        title: words.artisans().to_owned(),
        description: words.artisans_description().to_owned(),
        canonical: (!continued).then(|| PagePath::Artisans.path()),
        islands: false,
        fictional: people.items.iter().any(|person| person.fictional),
    };
    let items: Vec<_> = people
        .items
        .iter()
        .map(|person| {
            view! {
                <li class="person">
                    {portrait::portrait(person.slug.as_str())}
                    <div>
                        <h2><a href=words.path(&PagePath::Artisan(person.slug.clone()))><bdi>{person.name.clone()}</bdi></a></h2>
                        <p class="note"><bdi>{places(words, &person.works)}</bdi> {person.fictional.then(|| view! { " " <span class="tag fictional">{words.fictional()}</span> })}</p>
                        {person.words.as_deref().map(|said| view! { <p class="words">{quoted(words, said, person.language.as_deref())}</p> })}
                    </div>
                </li>
            }
        })
        .collect();
    document(context, head, || {
        view! {
            <h1>{words.artisans()}</h1>
            <p class="lead">{words.artisans_lead()}</p>
            {if items.is_empty() {
                view! { <p class="empty">{words.artisans_none()}</p> }.into_any()
            } else {
                view! { <ul class="people">{items}</ul> {pagination::next(words, &words.path(&PagePath::Artisans), people.next_cursor.as_deref())} }.into_any()
            }}
        }
    })
}

/// "Slow Ferry, Granite & Ash (Helsinki)"
pub(crate) fn places(words: Words, works: &[Work]) -> String {
    let names: Vec<&str> = works.iter().map(|work| work.place.name.as_str()).collect();
    let (names, city) = (words.list(&names), works.first().and_then(|work| work.place.city.as_ref()));
    match city {
        Some(city) => words.places_in_city().plain([&names, &city.name]),
        None => names,
    }
}

/// What somebody does, as the source's code says it; a code that we have no word for says it itself.
pub(crate) fn craft(words: Words, code: &str) -> &str {
    match code {
        "barista" => words.craft_barista(),
        "roaster" => words.craft_roaster(),
        "owner" => words.craft_owner(),
        "baker" => words.craft_baker(),
        "importer" => words.craft_importer(),
        other => other,
    }
}

pub fn show(context: PageContext<'_>, person: &ArtisanView) -> String {
    let (words, card) = (context.words, &person.card);
    let head = Head {
        title: card.name.clone(),
        description: card.words.clone().unwrap_or_else(|| words.artisan_description(&card.name, places(words, &card.works))),
        canonical: Some(PagePath::Artisan(card.slug.clone()).path()),
        islands: false,
        fictional: card.fictional,
    };
    let works: Vec<_> = card
        .works
        .iter()
        .map(|work| {
            let place = view! { <a href=place_path(words, &work.place)><bdi>{work.place.name.clone()}</bdi></a> };
            let place = match &work.place.city {
                Some(city) => words.place_in_town().view([slot(place), name(&city.name)]),
                None => vec![place.into_any()],
            };
            view! { <li>{place} <span class="note">" · " {role(words, &work.role, card.language.as_deref(), work.since)}</span></li> }
        })
        .collect();
    let paragraphs: Vec<_> = person.story.iter().flat_map(|story| story.split("\n\n")).map(|text| view! { <p>{text.to_owned()}</p> }).collect();
    let crafts: Vec<&str> = card.crafts.iter().map(|code| craft(words, code)).collect();
    let about = About { things: vec![structured_data::person(context, person)], image: None };
    document_about(context, head, about, || {
        view! {
            <article class="artisan">
                <header class="person">
                    {portrait::portrait(card.slug.as_str())}
                    <div>
                        <p class="kicker"><a href=words.path(&PagePath::Artisans)>{words.artisans()}</a> " · " {words.list(&crafts)}</p>
                        <h1><bdi>{card.name.clone()}</bdi></h1>
                        {card.fictional.then(|| view! { <p><span class="tag fictional">{words.fictional()}</span></p> })}
                    </div>
                </header>
                {card.words.as_deref().map(|said| view! { <p class="lead words">{quoted(words, said, card.language.as_deref())}</p> })}
                <div class="prose" lang=card.language.clone() dir="auto">{paragraphs}</div>
                {(!works.is_empty()).then(|| view! { <section><h2>{words.where_to_find_them()}</h2><ul class="works">{works}</ul></section> })}
                {(!person.stories.is_empty()).then(|| view! { <section><h2>{words.written_by_them()}</h2>{story_card::list(words, &person.stories)}</section> })}
                {attribution::lines_of(words, vec![person.attribution.clone()])}
            </article>
        }
    })
}
