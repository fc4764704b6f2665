//! `/cafes` and `/cafes/{slug}`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cafes::CafeView;
use shared::wire::places::CardLine;

use super::place;
use crate::views::cafe_filters::{self, Area, Chosen, Filters};
use crate::views::layout::{Head, document};
use crate::views::locator::Outline;
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, pagination};
use crate::words::{link, name};

/// A list of cafés and the filters that made it.
#[derive(Debug)]
pub struct CafesPage<'a> {
    pub cafes: List<CardLine<'a>>,
    pub brewing_methods: Vec<BrewingMethodView>,
    pub chosen: Chosen,
    /// Whether this is a page after the first; such pages are no address of their own.
    pub continued: bool,
}

pub fn list(context: PageContext<'_>, page: &CafesPage<'_>) -> String {
    let method = page.brewing_methods.iter().find(|method| Some(method.slug.as_str()) == page.chosen.brewing());
    let words = context.words;
    let title = method.map_or_else(|| words.cafes().to_owned(), |method| words.cafes_that_brew().plain([&method.name]));
    let heading = method.map_or_else(|| vec![words.cafes().into_any()], |method| words.cafes_that_brew().view([name(&method.name)]));
    let url = page.chosen.url(PagePath::Cafes.path());
    let all = words.path(&PagePath::Cafes);
    let head = Head {
        title,
        description: words.cafes_description().to_owned(),
        canonical: (!page.continued).then(|| url.clone()),
        islands: false,
        fictional: page.cafes.items.iter().any(|cafe| cafe.fictional),
    };
    document(context, head, || {
        view! {
            <h1>{heading}</h1>
            {method.map(|method| view! { <p class="lead">{method.summary.clone()}</p> })}
            {cafe_filters::form(words, &Filters { own: all.clone(), area: Area::World, chosen: &page.chosen, now: context.now, methods: &page.brewing_methods, counts: None })}
            {if page.cafes.items.is_empty() {
                view! { <p class="empty">{words.cafes_none().view([link(all)])}</p> }.into_any()
            } else {
                view! {
                    <h2 class="visually-hidden">{words.results()}</h2>
                    {place_card::grid(context, Kind::Cafe, &page.cafes.items)}
                    {pagination::next(words, &words.localised(&url), page.cafes.next_cursor.as_deref())}
                    {page.chosen.sort().is_none_or(|sort| sort == "best").then(|| view! { <p class="note">{words.best_note()}</p> })}
                    {attribution::of_cards(words, &[&page.cafes.items])}
                }
                .into_any()
            }}
        }
    })
}

/// One café's profile.
pub fn show(context: PageContext<'_>, cafe: &CafeView, outline: Option<&Outline>) -> String {
    place::profile(context, Kind::Cafe, cafe, outline)
}
