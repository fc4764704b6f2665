//! `/near`

use leptos::prelude::*;
use shared::urls::{ApiPath, PagePath, with_parameter};
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cities::CityView;
use shared::wire::facets::FacetsView;
use shared::wire::places::CardLine;

use super::cities::city_links;
use super::home::place_form;
use crate::views::cafe_filters::{self, Area, Chosen, Filters};
use crate::views::layout::{Head, document};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, gestures, map, pagination};
use crate::words::{Words, link, name};

/// What the visitor asked for and what was found.
#[derive(Debug)]
pub enum NearPage<'a> {
    /// Nothing asked yet: some cities to begin with, and cafés around where the visitor's network seems to be, where that is known.
    Ask {
        cities: Vec<CityView>,
        around: Vec<CardLine<'a>>,
    },
    Round(Round<'a>),
    /// A typed name that several cities bear, or none.
    Choose {
        typed: String,
        cities: Vec<CityView>,
    },
}

/// Cafés round a point that the visitor's browser gave (rounded), or the middle of a map.
#[derive(Debug)]
pub struct Round<'a> {
    /// `LAT,LON`.
    pub at: String,
    pub radius_m: u32,
    /// Whether the address says so, and not only we.
    pub is_radius_asked_for: bool,
    pub cafes: List<CardLine<'a>>,
    /// Where they are known.
    pub counts: Option<FacetsView>,
    pub brewing_methods: Vec<BrewingMethodView>,
    pub chosen: Chosen,
    pub continued: bool,
}

impl NearPage<'_> {
    fn is_fictional(&self) -> bool {
        let cafes = match self {
            Self::Ask { around, .. } => around,
            Self::Round(round) => &round.cafes.items,
            Self::Choose { .. } => return false,
        };
        cafes.iter().any(|cafe| cafe.fictional)
    }
}

pub fn render(context: PageContext<'_>, page: &NearPage<'_>) -> String {
    let words = context.words;
    let head = Head {
        title: words.near_me().to_owned(),
        description: words.near_description().to_owned(),
        canonical: matches!(page, NearPage::Ask { .. }).then(|| PagePath::Near.path()),
        islands: true,
        fictional: page.is_fictional(),
    };
    let typed = match page {
        NearPage::Choose { typed, .. } => typed.as_str(),
        NearPage::Ask { .. } | NearPage::Round(_) => "",
    };
    document(context, head, || {
        view! {
            <h1>{words.near_me()}</h1>
            {place_form(words, typed)}
            {gestures::near_me(words)}
            <p class="note">{words.near_note()}</p>
            {match page {
                NearPage::Ask { cities, around } => view! { {nearby(context, around)} <h2>{words.near_begin()}</h2>{city_links(context, cities)} }.into_any(),
                NearPage::Round(round) => found(context, round).into_any(),
                NearPage::Choose { typed, cities } if cities.is_empty() => unknown(words, typed).into_any(),
                NearPage::Choose { cities, .. } => view! { <h2>{words.near_which()}</h2>{city_links(context, cities)} }.into_any(),
            }}
        }
    })
}

/// What is around a position that is hardly one. The first page takes `#around` as it is (`islands::NearbyCafes`).
fn nearby(context: PageContext<'_>, cafes: &[CardLine<'_>]) -> Option<impl IntoView + use<>> {
    let words = context.words;
    (!cafes.is_empty()).then(|| {
        view! {
            <h2>{words.near_around()}</h2>
            <div id="around">
                <p class="note">{words.near_around_note()}</p>
                {place_card::grid(context, Kind::Cafe, cafes)}
                {attribution::of_cards(words, &[cafes])}
            </div>
        }
    })
}

impl Round<'_> {
    /// Whether there is nothing at all in the circle, as far as this page can tell.
    fn has_nothing(&self) -> bool {
        self.cafes.items.is_empty() && !self.chosen.is_narrowed() && !self.continued
    }

    /// The circle itself, without what was chosen.
    fn path(&self, words: Words) -> String {
        let path = with_parameter(words.path(&PagePath::Near), "at", &self.at);
        if self.is_radius_asked_for { with_parameter(path, "radius_m", &self.radius_m.to_string()) } else { path }
    }

    /// The API's list of the same cafés.
    fn list(&self) -> String {
        let list = with_parameter(ApiPath::Cafes.path(), "near", &self.at);
        self.chosen.url(with_parameter(with_parameter(list, "radius_m", &self.radius_m.to_string()), "limit", "100"))
    }

    /// What a map begins with: the circle, where somebody has asked for just this one, or where there is nothing else to show.
    fn circle(&self) -> Option<(String, u32)> {
        (self.is_radius_asked_for || self.cafes.items.is_empty()).then(|| (self.at.clone(), self.radius_m))
    }
}

fn found(context: PageContext<'_>, round: &Round<'_>) -> impl IntoView + use<> {
    let words = context.words;
    let (own, cafes) = (round.path(words), &round.cafes.items);
    let area = Area::Circle { at: &round.at, radius_m: round.radius_m };
    let filters = Filters { own: own.clone(), area, chosen: &round.chosen, now: context.now, methods: &round.brewing_methods, counts: round.counts.as_ref() };
    let list = if cafes.is_empty() {
        nothing(words, round, own).into_any()
    } else {
        view! {
            {place_card::grid(context, Kind::Cafe, cafes)}
            {pagination::next(words, &round.chosen.url(own), round.cafes.next_cursor.as_deref())}
            {(round.chosen.sort() == Some("best")).then(|| view! { <p class="note">{words.best_note()}</p> })}
            {attribution::of_cards(words, &[cafes])}
        }
        .into_any()
    };
    let shown = map::Shown { api: round.list(), elsewhere: round.chosen.url(words.path(&PagePath::Near)), circle: round.circle() };
    view! {
        <h2>{if round.has_nothing() { words.near_nothing().plain([&words.radius(round.radius_m)]) } else { cafe_filters::name_of_order(words, round.chosen.sort()).to_owned() }}</h2>
        {cafe_filters::form(words, &filters)}
        {map::beside(context, list, shown)}
    }
}

/// With filters, perhaps something is there without them.
fn nothing(words: Words, round: &Round<'_>, own: String) -> impl IntoView + use<> {
    if round.has_nothing() {
        view! { <p class="empty">{words.near_nothing_advice()}</p> }.into_any()
    } else {
        view! { <p class="empty">{words.city_no_match().view([link(own)])}</p> }.into_any()
    }
}

fn unknown(words: Words, typed: &str) -> impl IntoView + use<> {
    view! {
        <h2>{words.near_unknown()}</h2>
        <p class="empty">{words.near_unknown_advice().view([name(typed), link(words.path(&PagePath::Cities))])}</p>
    }
}
