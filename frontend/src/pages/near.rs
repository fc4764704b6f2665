//! `/near`

use leptos::prelude::*;
use shared::urls::{ApiPath, PagePath, with_parameter};
use shared::wire::List;
use shared::wire::cities::CityView;
use shared::wire::places::CardLine;

use super::cities::city_links;
use super::home::place_form;
use crate::views::layout::{Head, document};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, gestures, map, pagination};
use crate::words::{Words, link, name};

/// What the visitor asked for and what was found.
#[derive(Debug)]
pub enum NearPage<'a> {
    /// Nothing asked yet: some cities to begin with, and cafés around where the visitor's network seems to be, where that is known.
    Ask { cities: Vec<CityView>, around: Vec<CardLine<'a>> },
    /// Cafés round a point that the visitor's browser gave (rounded), `LAT,LON`.
    Round { at: String, cafes: List<CardLine<'a>>, open_now: bool },
    /// A typed name that several cities bear, or none.
    Choose { typed: String, cities: Vec<CityView> },
}

pub fn render(context: PageContext<'_>, page: &NearPage<'_>) -> String {
    let words = context.words;
    let head = Head {
        title: words.near_me().to_owned(),
        description: words.near_description().to_owned(),
        canonical: matches!(page, NearPage::Ask { .. }).then(|| PagePath::Near.path()),
        islands: true,
        fictional: matches!(page, NearPage::Round { cafes: List { items: cafes, .. }, .. } | NearPage::Ask { around: cafes, .. } if cafes.iter().any(|cafe| cafe.fictional)),
    };
    let typed = match page {
        NearPage::Choose { typed, .. } => typed.as_str(),
        NearPage::Ask { .. } | NearPage::Round { .. } => "",
    };
    document(context, head, || {
        view! {
            <h1>{words.near_me()}</h1>
            {place_form(words, typed)}
            {gestures::near_me(words)}
            <p class="note">{words.near_note()}</p>
            {match page {
                NearPage::Ask { cities, around } => view! { {nearby(context, around)} <h2>{words.near_begin()}</h2>{city_links(context, cities)} }.into_any(),
                NearPage::Round { at, cafes, open_now } => found(context, at, cafes, *open_now).into_any(),
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
            <p class="note">{words.near_around_note()}</p>
            <div id="around">
                {place_card::grid(context, Kind::Cafe, cafes)}
                {attribution::of_cards(words, &[cafes])}
            </div>
        }
    })
}

fn found(context: PageContext<'_>, at: &str, cafes: &List<CardLine<'_>>, open_now: bool) -> impl IntoView + use<> {
    let words = context.words;
    let all = with_parameter(words.path(&PagePath::Near), "at", at);
    let open = with_parameter(all.clone(), "open_now", "true");
    let url = if open_now { open.clone() } else { all.clone() };
    if cafes.items.is_empty() {
        let wider = open_now.then(|| view! { " " <a href=all>{words.near_show_closed()}</a> });
        return view! { <h2>{words.near_nothing()}</h2><p class="empty">{words.near_nothing_advice()} {wider}</p> }.into_any();
    }
    view! {
        <h2>{words.near_closest_first()}</h2>
        <p class="switch">
            {if open_now {
                view! { <a href=all>{words.near_show_closed()}</a> }.into_any()
            } else {
                view! { <a href=open>{words.near_only_open()}</a> }.into_any()
            }}
        </p>
        {map::map(context, list_round(at, open_now))}
        {place_card::grid(context, Kind::Cafe, &cafes.items)}
        {pagination::next(words, &url, cafes.next_cursor.as_deref())}
        {attribution::of_cards(words, &[&cafes.items])}
    }
    .into_any()
}

/// The API's list of the same cafés.
fn list_round(at: &str, open_now: bool) -> String {
    let list = with_parameter(with_parameter(ApiPath::Cafes.path(), "near", at), "limit", "100");
    if open_now { with_parameter(list, "open_now", "true") } else { list }
}

fn unknown(words: Words, typed: &str) -> impl IntoView + use<> {
    view! {
        <h2>{words.near_unknown()}</h2>
        <p class="empty">{words.near_unknown_advice().view([name(typed), link(words.path(&PagePath::Cities))])}</p>
    }
}
