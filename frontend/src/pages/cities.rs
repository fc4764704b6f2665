//! `/cities` and `/cities/{country}/{city}`

use leptos::prelude::*;
use shared::urls::{ApiPath, CountryCode, PagePath, with_parameter};
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cities::{CityHighlightLines, CityView};
use shared::wire::facets::FacetsView;
use shared::wire::places::CardLine;

use crate::views::cafe_filters::{self, Area, Chosen, Filters};
use crate::views::layout::{Head, document};
use crate::views::locator::{self, Outline};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, city_highlights, map, pagination};
use crate::words::{Words, link, name};

/// A city, a page of its cafés, and its roasters.
#[derive(Debug)]
pub struct CityPage<'a> {
    pub city: CityView,
    /// Only on the first page of a larger city's whole list.
    pub highlights: Option<CityHighlightLines<'a>>,
    /// Where they are known.
    pub counts: Option<FacetsView>,
    pub cafes: List<CardLine<'a>>,
    pub roasters: Vec<CardLine<'a>>,
    pub brewing_methods: Vec<BrewingMethodView>,
    pub chosen: Chosen,
    pub continued: bool,
}

impl<'a> CityPage<'a> {
    /// Every list of places that is on it.
    fn lists(&self) -> Vec<&[CardLine<'a>]> {
        let highlights = self.highlights.iter().flat_map(|lines| [&lines.best, &lines.newest, &lines.open_late]);
        highlights.chain([&self.cafes.items, &self.roasters]).map(Vec::as_slice).collect()
    }
}

/// All cities, the largest first; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, cities: &List<CityView>, continued: bool) -> String {
    let words = context.words;
    let head = Head {
        title: words.cities().to_owned(),
        description: words.cities_description().to_owned(),
        canonical: (!continued).then(|| PagePath::Cities.path()),
        islands: false,
        fictional: false,
    };
    document(context, head, || {
        view! {
            <h1>{words.cities()}</h1>
            {if cities.items.is_empty() {
                view! { <p class="empty">{words.cities_none()}</p> }.into_any()
            } else {
                view! { {city_links(context, &cities.items)} {pagination::next(words, &words.path(&PagePath::Cities), cities.next_cursor.as_deref())} }.into_any()
            }}
        }
    })
}

/// Names with their countries and counts, as a list of links.
pub(super) fn city_links(context: PageContext<'_>, cities: &[CityView]) -> impl IntoView + use<> {
    let words = context.words;
    let links: Vec<_> = cities
        .iter()
        .filter_map(|city| {
            let path = words.path(&PagePath::City(CountryCode::from_upper(&city.country)?, city.slug.clone()));
            Some(view! {
                <li>
                    <a href=path><bdi>{city.name.clone()}</bdi></a>
                    <span class="note">{context.country(&city.country)} " · " {counts(words, city)}</span>
                </li>
            })
        })
        .collect();
    view! { <ul class="city-links">{links}</ul> }
}

/// "12 cafés, 3 roasters"; nothing of what there is none of.
pub(crate) fn counts(words: Words, city: &CityView) -> String {
    let cafes = (city.cafe_count > 0).then(|| words.cafe_count(city.cafe_count));
    let roasters = (city.roaster_count > 0).then(|| words.roaster_count(city.roaster_count));
    words.list(&cafes.into_iter().chain(roasters).collect::<Vec<_>>())
}

/// The API's list of a city's cafés.
fn list_of(city: &CityView) -> String {
    let name = format!("{}/{}", city.country.to_lowercase(), city.slug);
    with_parameter(with_parameter(ApiPath::Cafes.path(), "city", &name), "limit", "100")
}

/// The cafés that match, with a map of them.
fn found(context: PageContext<'_>, page: &CityPage<'_>, own: String) -> impl IntoView + use<> {
    let words = context.words;
    let filters = Filters { own: own.clone(), area: Area::City, chosen: &page.chosen, now: context.now, methods: &page.brewing_methods, counts: page.counts.as_ref() };
    view! {
        <section aria-labelledby="cafes">
            <h2 id="cafes">{words.cafes()}</h2>
            {cafe_filters::form(words, &filters)}
            {if page.cafes.items.is_empty() {
                view! { <p class="empty">{words.city_no_match().view([link(own)])}</p> }.into_any()
            } else {
                let list = view! {
                    {place_card::grid(context, Kind::Cafe, &page.cafes.items)}
                    {pagination::next(words, &page.chosen.url(own), page.cafes.next_cursor.as_deref())}
                };
                let shown = map::Shown {
                    api: page.chosen.url(list_of(&page.city)),
                    elsewhere: page.chosen.url(words.path(&PagePath::Near)),
                    circle: None,
                };
                map::beside(context, list.into_any(), shown).into_any()
            }}
        </section>
    }
}

pub fn show(context: PageContext<'_>, page: &CityPage<'_>, outline: Option<&Outline>) -> String {
    let (words, city, country) = (context.words, &page.city, context.country(&page.city.country));
    let path = CountryCode::from_upper(&city.country).map(|code| PagePath::City(code, city.slug.clone()).path()).unwrap_or_default();
    let (own, cities) = (words.localised(&path), words.path(&PagePath::Cities));
    let head = Head {
        title: words.coffee_in_title(&city.name, &country),
        description: words.city_description(counts(words, city), &city.name),
        canonical: (!page.continued).then(|| path.clone()),
        islands: true,
        fictional: page.lists().into_iter().flatten().any(|place| place.fictional),
    };
    let position = city.position;
    let guide = city.guide_in(words.language()).filter(|_| !page.continued);
    document(context, head, || {
        view! {
            <header class="city-title">
                <div>
                    <p class="kicker"><a href=cities.clone()>{words.cities()}</a> " · " {country.clone()}</p>
                    <h1>{words.coffee_in().view([name(&city.name)])}</h1>
                    <p class="lead">{counts(words, city)}</p>
                    {guide.map(|(language, text)| view! { <p class="prose" lang=language.code() dir=language.direction()>{text.to_owned()}</p> })}
                </div>
                {outline.zip(position).map(|(outline, position)| locator::country(words, outline, &country, position, &city.name))}
            </header>
            {page.highlights.as_ref().map(|highlights| {
                let facets = page.counts.as_ref().filter(|counts| counts.complete).map_or(&[][..], |counts| counts.facets.as_slice());
                city_highlights::sections(context, highlights, facets, &page.brewing_methods, &own)
            })}
            {(city.cafe_count > 0).then(|| found(context, page, own))}
            {(!page.roasters.is_empty()).then(|| view! {
                <section aria-labelledby="roasters">
                    <h2 id="roasters">{words.roasters()}</h2>
                    {place_card::grid(context, Kind::Roaster, &page.roasters)}
                </section>
            })}
            {(city.cafe_count == 0 && page.roasters.is_empty()).then(|| view! {
                <p class="empty">{words.city_empty().view([link(cities)])}</p>
            })}
            {attribution::of_cards(words, &page.lists())}
        }
    })
}
