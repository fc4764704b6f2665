//! `/`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cities::CityView;
use shared::wire::places::CardLine;

use super::cities::city_links;
use crate::views::layout::{Head, document};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, gestures};
use crate::words::Words;

/// Cities with most places, cafés worth a look, and the methods to filter by.
#[derive(Debug)]
pub struct HomePage<'a> {
    pub cities: Vec<CityView>,
    pub cafes: Vec<CardLine<'a>>,
    pub brewing_methods: Vec<BrewingMethodView>,
}

pub fn render(context: PageContext<'_>, page: &HomePage<'_>) -> String {
    let words = context.words;
    let head = Head {
        title: words.home_title().to_owned(),
        description: words.home_description().to_owned(),
        canonical: Some(PagePath::Home.path()),
        islands: true,
        fictional: page.cafes.iter().any(|cafe| cafe.fictional),
    };
    document(context, head, || {
        view! {
            <section class="hero">
                <h1>{words.home_heading()}</h1>
                <p class="lead">{words.home_lead()}</p>
                {place_form(words, "")}
                {gestures::near_me(words)}
            </section>
            {(!page.cities.is_empty()).then(|| view! {
                <section aria-labelledby="cities">
                    <h2 id="cities">{words.cities()}</h2>
                    {city_links(context, &page.cities)}
                    <p><a href=words.path(&PagePath::Cities)>{words.all_cities()}</a></p>
                </section>
            })}
            {(!page.cafes.is_empty()).then(|| view! {
                <section aria-labelledby="cafes">
                    <h2 id="cafes">{words.worth_knowing()}</h2>
                    {place_card::grid(context, Kind::Cafe, &page.cafes)}
                    <p><a href=words.path(&PagePath::Cafes)>{words.all_cafes()}</a></p>
                    {attribution::of_cards(words, &[&page.cafes])}
                </section>
            })}
            {around(words)}
            {method_list(words, &page.brewing_methods)}
        }
    })
}

/// The way to what is near, and what is near itself once script has brought it: nothing here is one visitor's.
fn around(words: Words) -> impl IntoView {
    view! {
        <section aria-labelledby="near-you">
            <h2 id="near-you"><a href=words.path(&PagePath::Near)>{words.cafes_near_you()}</a></h2>
            {gestures::nearby_cafes(words)}
        </section>
    }
}

/// The form that works without script: a town's name to `/near`.
pub(super) fn place_form(words: Words, typed: &str) -> impl IntoView + use<> {
    view! {
        <form class="place-form" action=words.path(&PagePath::Near) method="get" role="search">
            <label for="place">{words.town_or_city()}</label>
            <div class="field">
                <input id="place" name="place" type="search" value=typed.to_owned() placeholder=words.town_example() maxlength="100" required dir="auto" autocomplete="address-level2"/>
                <button class="button" type="submit">{words.find_coffee()}</button>
            </div>
        </form>
    }
}

fn method_list(words: Words, methods: &[BrewingMethodView]) -> impl IntoView + use<> {
    let methods: Vec<_> = methods
        .iter()
        .filter(|method| method.cafe_count > 0)
        .map(|method| {
            let url = words.path(&PagePath::BrewingMethod(method.slug.clone()));
            view! { <li><a href=url><bdi>{method.name.clone()}</bdi></a><p>{method.summary.clone()}</p></li> }
        })
        .collect();
    (!methods.is_empty()).then(|| {
        view! {
            <section aria-labelledby="methods">
                <h2 id="methods">{words.by_the_way_it_is_brewed()}</h2>
                <ul class="methods-list">{methods}</ul>
            </section>
        }
    })
}
