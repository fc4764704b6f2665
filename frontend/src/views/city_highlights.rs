//! What the guide of a larger city begins with, above its whole list: the best, who is new, who is open late, and how they brew.

use leptos::prelude::*;
use shared::urls::with_parameter;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cities::CityHighlightLines;
use shared::wire::facets::FacetCount;
use shared::wire::places::CardLine;

use super::PageContext;
use super::cafe_filters::COUNT_MAX;
use super::place_card::{self, Kind};
use crate::words::Words;

/// One way of brewing is no choice.
const METHODS_MIN: usize = 2;

/// All sections that have anything in them, and a way past them to the list, which stands in `#cafes`. `own` is the city's own address in the page's language.
pub(crate) fn sections(context: PageContext<'_>, highlights: &CityHighlightLines<'_>, facets: &[FacetCount], methods: &[BrewingMethodView], own: &str) -> impl IntoView + use<> {
    let words = context.words;
    let list = |name: &str, value: &str| with_parameter(own.to_owned(), name, value);
    let best = section(context, ("best", words.city_best()), Some(words.best_note()), &highlights.best, None);
    let newest = section(context, ("newest", words.city_newest()), None, &highlights.newest, Some((list("sort", "newest"), words.newest_first())));
    let late = section(context, ("open-late", words.open_late()), Some(words.open_late_note()), &highlights.open_late, Some((list("open_late", "true"), words.open_late_all())));
    view! {
        <p><a href="#cafes">{words.all_cafes()}</a></p>
        {best}
        {newest}
        {late}
        {by_method(words, facets, methods, own)}
    }
}

/// A heading, which the section is known by, a few cards, and the way to more of their kind.
fn section(
    context: PageContext<'_>, (id, heading): (&'static str, &'static str), note: Option<&'static str>, cards: &[CardLine<'_>], more: Option<(String, &'static str)>,
) -> Option<impl IntoView + use<>> {
    (!cards.is_empty()).then(|| {
        view! {
            <section aria-labelledby=id>
                <h2 id=id>{heading}</h2>
                {note.map(|note| view! { <p class="note">{note}</p> })}
                {place_card::grid(context, Kind::Cafe, cards)}
                {more.map(|(url, words)| view! { <p><a href=url>{words}</a></p> })}
            </section>
        }
    })
}

/// Each way of brewing that the city knows, with how many of its cafés brew so.
fn by_method(words: Words, facets: &[FacetCount], methods: &[BrewingMethodView], own: &str) -> Option<impl IntoView + use<>> {
    let known = methods.iter().filter_map(|method| {
        let facet = format!("brewing:{}", method.slug);
        Some((method, facets.iter().find(|known| known.facet == facet)?.count))
    });
    let links: Vec<_> = known
        .map(|(method, count)| {
            let url = with_parameter(own.to_owned(), "brewing", method.slug.as_str());
            let count = if count > COUNT_MAX { words.count_up_to(count, COUNT_MAX) } else { words.cafe_count(count) };
            view! { <li><a href=url>{method.name.clone()}</a><span class="note">{count}</span></li> }
        })
        .collect();
    (links.len() >= METHODS_MIN).then(|| {
        view! {
            <section aria-labelledby="by-method">
                <h2 id="by-method">{words.by_the_way_it_is_brewed()}</h2>
                <ul class="city-links">{links}</ul>
            </section>
        }
    })
}
