//! `/`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cities::CityView;
use shared::wire::places::CardLine;

use super::cities::city_links;
use crate::islands::NearMeButton;
use crate::views::layout::{Head, document};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution};

/// Cities with most places, cafés worth a look, and the methods to filter by.
#[derive(Debug)]
pub struct HomePage<'a> {
    pub cities: Vec<CityView>,
    pub cafes: Vec<CardLine<'a>>,
    pub brewing_methods: Vec<BrewingMethodView>,
}

pub fn render(context: PageContext<'_>, page: &HomePage<'_>) -> String {
    let head = Head {
        title: "CraftBean: independent coffee, everywhere".to_owned(),
        description: "Find independent cafés and roasters, and the people behind them, in cities all over the world.".to_owned(),
        canonical: Some(PagePath::Home.path()),
        islands: true,
        fictional: page.cafes.iter().any(|cafe| cafe.fictional),
    };
    document(context, head, || {
        view! {
            <section class="hero">
                <h1>"Good coffee, made by people with names."</h1>
                <p class="lead">"CraftBean is a guide to independent cafés, roasters and the people behind them. Start with a town."</p>
                {place_form("")}
                <NearMeButton/>
            </section>
            {(!page.cities.is_empty()).then(|| view! {
                <section aria-labelledby="cities">
                    <h2 id="cities">"Cities"</h2>
                    {city_links(context, &page.cities)}
                    <p><a href=PagePath::Cities.path()>"All cities"</a></p>
                </section>
            })}
            {(!page.cafes.is_empty()).then(|| view! {
                <section aria-labelledby="cafes">
                    <h2 id="cafes">"Worth knowing"</h2>
                    {place_card::grid(Kind::Cafe, &page.cafes, context.now)}
                    <p><a href=PagePath::Cafes.path()>"All cafés"</a></p>
                    {attribution::of_cards(&[&page.cafes])}
                </section>
            })}
            {method_list(&page.brewing_methods)}
        }
    })
}

/// The form that works without script: a town's name to `/near`.
pub(super) fn place_form(typed: &str) -> impl IntoView + use<> {
    view! {
        <form class="place-form" action=PagePath::Near.path() method="get" role="search">
            <label for="place">"Town or city"</label>
            <div class="field">
                <input id="place" name="place" type="search" value=typed.to_owned() placeholder="Helsinki" maxlength="100" required autocomplete="address-level2"/>
                <button class="button" type="submit">"Find coffee"</button>
            </div>
        </form>
    }
}

fn method_list(methods: &[BrewingMethodView]) -> impl IntoView + use<> {
    let methods: Vec<_> = methods
        .iter()
        .filter(|method| method.cafe_count > 0)
        .map(|method| {
            let url = PagePath::BrewingMethod(method.slug.clone()).path();
            view! { <li><a href=url>{method.name.clone()}</a><p>{method.summary.clone()}</p></li> }
        })
        .collect();
    (!methods.is_empty()).then(|| {
        view! {
            <section aria-labelledby="methods">
                <h2 id="methods">"By the way it is brewed"</h2>
                <ul class="methods-list">{methods}</ul>
            </section>
        }
    })
}
