//! `/near`

use leptos::prelude::*;
use shared::urls::{PagePath, with_parameter};
use shared::wire::List;
use shared::wire::cities::CityView;
use shared::wire::places::CardLine;

use super::cities::city_links;
use super::home::place_form;
use crate::islands::NearMeButton;
use crate::views::layout::{Head, document};
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, pagination};

/// What the visitor asked for and what was found.
#[derive(Debug)]
pub enum NearPage<'a> {
    /// Nothing asked yet: some cities to begin with.
    Ask { cities: Vec<CityView> },
    /// Cafés round a point that the visitor's browser gave (rounded), `LAT,LON`.
    Round { at: String, cafes: List<CardLine<'a>>, open_now: bool },
    /// A typed name that several cities bear, or none.
    Choose { typed: String, cities: Vec<CityView> },
}

pub fn render(context: PageContext<'_>, page: &NearPage<'_>) -> String {
    let head = Head {
        title: "Near me".to_owned(),
        description: "Cafés near you: by your position, rounded to about a kilometre, or by the name of a town.".to_owned(),
        canonical: matches!(page, NearPage::Ask { .. }).then(|| PagePath::Near.path()),
        islands: true,
        fictional: matches!(page, NearPage::Round { cafes, .. } if cafes.items.iter().any(|cafe| cafe.fictional)),
    };
    let typed = match page {
        NearPage::Choose { typed, .. } => typed.as_str(),
        NearPage::Ask { .. } | NearPage::Round { .. } => "",
    };
    document(context, head, || {
        view! {
            <h1>"Near me"</h1>
            {place_form(typed)}
            <NearMeButton/>
            <p class="note">"Your position is rounded to about a kilometre before it leaves your browser."</p>
            {match page {
                NearPage::Ask { cities } => view! { <h2>"Or begin here"</h2>{city_links(context, cities)} }.into_any(),
                NearPage::Round { at, cafes, open_now } => found(context, at, cafes, *open_now).into_any(),
                NearPage::Choose { typed, cities } if cities.is_empty() => unknown(typed).into_any(),
                NearPage::Choose { cities, .. } => view! { <h2>"Which one do you mean?"</h2>{city_links(context, cities)} }.into_any(),
            }}
        }
    })
}

fn found(context: PageContext<'_>, at: &str, cafes: &List<CardLine<'_>>, open_now: bool) -> impl IntoView + use<> {
    let all = with_parameter(PagePath::Near.path(), "at", at);
    let open = with_parameter(all.clone(), "open_now", "true");
    let url = if open_now { open.clone() } else { all.clone() };
    if cafes.items.is_empty() {
        let wider = open_now.then(|| view! { <a href=all>"Show closed ones too"</a> });
        return view! { <h2>"Nothing within five kilometres"</h2><p class="empty">"We know of no café there yet. Try a town nearby. " {wider}</p> }.into_any();
    }
    view! {
        <h2>"Closest first"</h2>
        <p class="switch">
            {if open_now { view! { <a href=all>"Show closed ones too"</a> }.into_any() } else { view! { <a href=open>"Only those open now"</a> }.into_any() }}
        </p>
        {place_card::grid(Kind::Cafe, &cafes.items, context.now)}
        {pagination::next(&url, cafes.next_cursor.as_deref())}
        {attribution::of_cards(&[&cafes.items])}
    }
    .into_any()
}

fn unknown(typed: &str) -> impl IntoView + use<> {
    view! {
        <h2>"No such town here yet"</h2>
        <p class="empty">"We know of no café in “" <bdi>{typed.to_owned()}</bdi> "”. Check the spelling, or " <a href=PagePath::Cities.path()>"choose from all cities"</a> "."</p>
    }
}
