//! `/artisans` and `/artisans/{slug}`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::artisans::{ArtisanCard, ArtisanView, Work};

use crate::views::layout::{Head, document};
use crate::views::place_card::place_path;
use crate::views::{PageContext, attribution, pagination, portrait, story_card};

/// A page of people; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, people: &List<ArtisanCard>, continued: bool) -> String {
    let head = Head {
        title: "Artisans".to_owned(),
        description: "Baristas, roasters and owners: the people behind cafés and roasters.".to_owned(),
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
                        <h2><a href=PagePath::Artisan(person.slug.clone()).path()><bdi>{person.name.clone()}</bdi></a></h2>
                        <p class="note">{places(&person.works)} {person.fictional.then(|| view! { " " <span class="tag fictional">"Fictional"</span> })}</p>
                        {person.words.clone().map(|words| view! { <p class="words">"“" {words} "”"</p> })}
                    </div>
                </li>
            }
        })
        .collect();
    document(context, head, || {
        view! {
            <h1>"Artisans"</h1>
            <p class="lead">"The people who roast, brew and sweep up."</p>
            {if items.is_empty() {
                view! { <p class="empty">"Nobody is known by name yet."</p> }.into_any()
            } else {
                view! { <ul class="people">{items}</ul> {pagination::next(&PagePath::Artisans.path(), people.next_cursor.as_deref())} }.into_any()
            }}
        }
    })
}

/// "Slow Ferry, Granite & Ash (Helsinki)"
fn places(works: &[Work]) -> String {
    let names: Vec<&str> = works.iter().map(|work| work.place.name.as_str()).collect();
    let city = works.first().and_then(|work| work.place.city.as_ref()).map(|city| format!(" ({})", city.name)).unwrap_or_default();
    format!("{}{city}", names.join(", "))
}

pub fn show(context: PageContext<'_>, person: &ArtisanView) -> String {
    let card = &person.card;
    let head = Head {
        title: card.name.clone(),
        description: card.words.clone().unwrap_or_else(|| format!("{}: {}.", card.name, places(&card.works))),
        canonical: Some(PagePath::Artisan(card.slug.clone()).path()),
        islands: false,
        fictional: card.fictional,
    };
    let works: Vec<_> = card
        .works
        .iter()
        .map(|work| {
            let city = work.place.city.as_ref().map(|city| format!(", {}", city.name));
            let since = work.since.map(|year| format!(", since {year}"));
            view! { <li><a href=place_path(&work.place)><bdi>{work.place.name.clone()}</bdi></a> {city} <span class="note">" · " {work.role.clone()} {since}</span></li> }
        })
        .collect();
    let paragraphs: Vec<_> = person.story.iter().flat_map(|story| story.split("\n\n")).map(|text| view! { <p>{text.to_owned()}</p> }).collect();
    document(context, head, || {
        view! {
            <article class="artisan">
                <header class="person">
                    {portrait::portrait(card.slug.as_str())}
                    <div>
                        <p class="kicker"><a href=PagePath::Artisans.path()>"Artisans"</a> " · " {card.crafts.join(", ")}</p>
                        <h1><bdi>{card.name.clone()}</bdi></h1>
                        {card.fictional.then(|| view! { <p><span class="tag fictional">"Fictional"</span></p> })}
                    </div>
                </header>
                {card.words.clone().map(|words| view! { <p class="lead words">"“" {words} "”"</p> })}
                <div class="prose">{paragraphs}</div>
                {(!works.is_empty()).then(|| view! { <section><h2>"Where to find them"</h2><ul class="works">{works}</ul></section> })}
                {(!person.stories.is_empty()).then(|| view! { <section><h2>"Written by them"</h2>{story_card::list(&person.stories)}</section> })}
                {attribution::lines_of(vec![person.attribution.clone()])}
            </article>
        }
    })
}
