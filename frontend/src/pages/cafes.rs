//! `/cafes` and `/cafes/{slug}`

use leptos::prelude::*;
use shared::slug::Slug;
use shared::urls::{PagePath, with_parameter};
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cafes::CafeView;
use shared::wire::places::CardLine;

use super::place;
use crate::views::layout::{Head, document};
use crate::views::locator::Outline;
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, pagination};

/// A list of cafés and the filters that made it.
#[derive(Debug)]
pub struct CafesPage<'a> {
    pub cafes: List<CardLine<'a>>,
    pub brewing_methods: Vec<BrewingMethodView>,
    pub brewing: Option<Slug>,
    pub open_now: bool,
    /// Whether this is a page after the first; such pages are no address of their own.
    pub continued: bool,
}

impl CafesPage<'_> {
    /// The list's own address with its filters, without a cursor.
    fn url(&self) -> String {
        let mut url = PagePath::Cafes.path();
        if let Some(method) = &self.brewing {
            url = with_parameter(url, "brewing", method.as_str());
        }
        if self.open_now { with_parameter(url, "open_now", "true") } else { url }
    }
}

pub fn list(context: PageContext<'_>, page: &CafesPage<'_>) -> String {
    let method = page.brewing_methods.iter().find(|method| Some(&method.slug) == page.brewing.as_ref());
    let title = method.map_or_else(|| "Cafés".to_owned(), |method| format!("Cafés that brew {}", method.name));
    let head = Head {
        title: title.clone(),
        description: "Independent cafés, the best described first.".to_owned(),
        canonical: (!page.continued).then(|| page.url()),
        islands: false,
        fictional: page.cafes.items.iter().any(|cafe| cafe.fictional),
    };
    document(context, head, || {
        view! {
            <h1>{title}</h1>
            {method.map(|method| view! { <p class="lead">{method.summary.clone()}</p> })}
            {filters(page)}
            {if page.cafes.items.is_empty() {
                view! { <p class="empty">"No café matches. " <a href=PagePath::Cafes.path()>"Show all cafés"</a></p> }.into_any()
            } else {
                view! {
                    <h2 class="visually-hidden">"Results"</h2>
                    {place_card::grid(Kind::Cafe, &page.cafes.items, context.now)}
                    {pagination::next(&page.url(), page.cafes.next_cursor.as_deref())}
                    {attribution::of_cards(&[&page.cafes.items])}
                }
                .into_any()
            }}
        }
    })
}

/// A form of plain fields, so that filters live in the URL and work without script.
fn filters(page: &CafesPage<'_>) -> impl IntoView + use<> {
    let options: Vec<_> = page
        .brewing_methods
        .iter()
        .map(|method| view! { <option value=method.slug.to_string() selected=Some(&method.slug) == page.brewing.as_ref()>{method.name.clone()}</option> })
        .collect();
    view! {
        <form class="filters" action=PagePath::Cafes.path() method="get">
            <label for="brewing">"Brewed by"</label>
            <select id="brewing" name="brewing"><option value="">"Any method"</option>{options}</select>
            <label class="check"><input type="checkbox" name="open_now" value="true" checked=page.open_now/>"Open now"</label>
            <button class="button" type="submit">"Show"</button>
        </form>
    }
}

/// One café's profile.
pub fn show(context: PageContext<'_>, cafe: &CafeView, outline: Option<&Outline>) -> String {
    place::profile(context, Kind::Cafe, cafe, outline)
}
