//! `/cafes` and `/cafes/{slug}`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cafes::CafeView;
use shared::wire::places::CardLine;

use super::place;
use crate::views::cafe_filters::{self, Chosen};
use crate::views::layout::{Head, document};
use crate::views::locator::Outline;
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, pagination};

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
    let title = method.map_or_else(|| "Cafés".to_owned(), |method| format!("Cafés that brew {}", method.name));
    let url = page.chosen.url(PagePath::Cafes.path());
    let head = Head {
        title: title.clone(),
        description: "Independent cafés, the best first.".to_owned(),
        canonical: (!page.continued).then(|| url.clone()),
        islands: false,
        fictional: page.cafes.items.iter().any(|cafe| cafe.fictional),
    };
    document(context, head, || {
        view! {
            <h1>{title}</h1>
            {method.map(|method| view! { <p class="lead">{method.summary.clone()}</p> })}
            {cafe_filters::form(PagePath::Cafes.path(), &page.chosen, &page.brewing_methods, None)}
            {if page.cafes.items.is_empty() {
                view! { <p class="empty">"No café matches. " <a href=PagePath::Cafes.path()>"Show all cafés"</a></p> }.into_any()
            } else {
                view! {
                    <h2 class="visually-hidden">"Results"</h2>
                    {place_card::grid(Kind::Cafe, &page.cafes.items, context.now)}
                    {pagination::next(&url, page.cafes.next_cursor.as_deref())}
                    {page.chosen.is_best_first().then(best_note)}
                    {attribution::of_cards(&[&page.cafes.items])}
                }
                .into_any()
            }}
        }
    })
}

/// How the order comes about, for whoever wants to know.
fn best_note() -> impl IntoView {
    view! {
        <p class="note">
            "Best first: the mean of all reviews, (2 × coffee + atmosphere + service) ÷ 4, drawn towards 7 as if eight visitors had given it, so that one ten does not beat two hundred nines. Among equals, the better described."
        </p>
    }
}

/// One café's profile.
pub fn show(context: PageContext<'_>, cafe: &CafeView, outline: Option<&Outline>) -> String {
    place::profile(context, Kind::Cafe, cafe, outline)
}
