//! `/cities` and `/cities/{country}/{city}`

use leptos::prelude::*;
use shared::urls::{CountryCode, PagePath};
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cities::CityView;
use shared::wire::places::CardLine;

use crate::views::cafe_filters::{self, Chosen};
use crate::views::layout::{Head, document};
use crate::views::locator::{self, Outline};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, pagination};

/// A city, a page of its cafés, and its roasters.
#[derive(Debug)]
pub struct CityPage<'a> {
    pub city: CityView,
    pub cafes: List<CardLine<'a>>,
    pub roasters: Vec<CardLine<'a>>,
    pub brewing_methods: Vec<BrewingMethodView>,
    pub chosen: Chosen,
    pub continued: bool,
}

/// All cities, the largest first; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, cities: &List<CityView>, continued: bool) -> String {
    let head = Head {
        title: "Cities".to_owned(),
        description: "Cities with independent cafés and roasters.".to_owned(),
        canonical: (!continued).then(|| PagePath::Cities.path()),
        islands: false,
        fictional: false,
    };
    document(context, head, || {
        view! {
            <h1>"Cities"</h1>
            {if cities.items.is_empty() {
                view! { <p class="empty">"No city is known yet."</p> }.into_any()
            } else {
                view! { {city_links(context, &cities.items)} {pagination::next(&PagePath::Cities.path(), cities.next_cursor.as_deref())} }.into_any()
            }}
        }
    })
}

/// Names with their countries and counts, as a list of links.
pub(super) fn city_links(context: PageContext<'_>, cities: &[CityView]) -> impl IntoView + use<> {
    let links: Vec<_> = cities
        .iter()
        .filter_map(|city| {
            let path = PagePath::City(CountryCode::from_upper(&city.country)?, city.slug.clone()).path();
            Some(view! {
                <li>
                    <a href=path><bdi>{city.name.clone()}</bdi></a>
                    <span class="note">{(context.country_name)(&city.country)} " · " {counts(city)}</span>
                </li>
            })
        })
        .collect();
    view! { <ul class="city-links">{links}</ul> }
}

fn counts(city: &CityView) -> String {
    let part = |count: u32, one: &str, many: &str| (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }));
    [part(city.cafe_count, "café", "cafés"), part(city.roaster_count, "roaster", "roasters")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub fn show(context: PageContext<'_>, page: &CityPage<'_>, outline: Option<&Outline>) -> String {
    let (city, country) = (&page.city, (context.country_name)(&page.city.country));
    let path = CountryCode::from_upper(&city.country).map(|code| PagePath::City(code, city.slug.clone()).path()).unwrap_or_default();
    let head = Head {
        title: format!("Coffee in {}, {country}", city.name),
        description: format!("{} in {}, with hours, ways of brewing and what is near.", counts(city), city.name),
        canonical: (!page.continued).then(|| path.clone()),
        islands: false,
        fictional: page.cafes.items.iter().chain(&page.roasters).any(|place| place.fictional),
    };
    let position = city.position;
    document(context, head, || {
        view! {
            <header class="city-title">
                <div>
                    <p class="kicker"><a href=PagePath::Cities.path()>"Cities"</a> " · " {country}</p>
                    <h1>"Coffee in " <bdi>{city.name.clone()}</bdi></h1>
                    <p class="lead">{counts(city)}</p>
                </div>
                {outline.zip(position).map(|(outline, position)| locator::country(outline, position, &city.name))}
            </header>
            {(city.cafe_count > 0).then(|| view! {
                <section aria-labelledby="cafes">
                    <h2 id="cafes">"Cafés"</h2>
                    {cafe_filters::form(path.clone(), &page.chosen, &page.brewing_methods, Some(&city.facets))}
                    {if page.cafes.items.is_empty() {
                        view! { <p class="empty">"No café here matches. " <a href=path.clone()>"Show all of them"</a></p> }.into_any()
                    } else {
                        view! {
                            {place_card::grid(Kind::Cafe, &page.cafes.items, context.now)}
                            {pagination::next(&page.chosen.url(path.clone()), page.cafes.next_cursor.as_deref())}
                        }
                        .into_any()
                    }}
                </section>
            })}
            {(!page.roasters.is_empty()).then(|| view! {
                <section aria-labelledby="roasters">
                    <h2 id="roasters">"Roasters"</h2>
                    {place_card::grid(Kind::Roaster, &page.roasters, context.now)}
                </section>
            })}
            {(city.cafe_count == 0 && page.roasters.is_empty()).then(|| view! {
                <p class="empty">"Nothing is open here any more. " <a href=PagePath::Cities.path()>"See other cities"</a></p>
            })}
            {attribution::of_cards(&[&page.cafes.items, &page.roasters])}
        }
    })
}
