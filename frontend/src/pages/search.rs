//! `/search`

use leptos::prelude::*;
use shared::urls::{PagePath, with_parameter};
use shared::wire::search::{SearchGroup, SearchHit, SearchKind, SearchResults};

use crate::views::layout::{Head, document};
use crate::views::{PageContext, attribution, search_form};
use crate::words::{Words, link, name};

/// A search looks at a hundred or so of each kind, so larger counts are told as "more than this".
const COUNT_MAX: u32 = 99;

/// What was typed and what was found.
#[derive(Debug)]
pub struct SearchPage {
    pub typed: String,
    /// Only this kind was asked for.
    pub kind: Option<SearchKind>,
    /// `None` until something is typed.
    pub results: Option<SearchResults>,
}

pub fn render(context: PageContext<'_>, page: &SearchPage) -> String {
    let items: &[SearchHit] = page.results.as_ref().map_or(&[], |results| &results.items);
    let words = context.words;
    let head = Head {
        title: if page.typed.is_empty() { words.search().to_owned() } else { words.search_for(&page.typed) },
        description: words.search_description().to_owned(),
        canonical: page.typed.is_empty().then(|| PagePath::Search.path()),
        islands: true,
        fictional: items.iter().any(|hit| hit.fictional),
    };
    document(context, head, || {
        view! {
            <h1>{words.search()}</h1>
            {search_form::search_form(words, &page.typed)}
            {page.results.as_ref().map(|results| found(context, page, results))}
        }
    })
}

fn found(context: PageContext<'_>, page: &SearchPage, results: &SearchResults) -> AnyView {
    let words = context.words;
    if results.items.is_empty() {
        let everything = page.kind.map(|_| view! { " " <a href=address(words, &page.typed, None)>{words.search_everything()}</a> });
        let advice = words.search_nothing_advice().view([name(&page.typed), link(words.path(&PagePath::Cities))]);
        return view! { <h2>{words.search_nothing()}</h2><p class="empty">{advice} {everything}</p> }.into_any();
    }
    let mended = mended_line(words, results);
    let hits: Vec<_> = results.items.iter().map(|hit| view! { <li>{line(context, hit)}</li> }).collect();
    let sources = results.items.iter().filter_map(|hit| hit.attribution.clone()).collect();
    view! {
        <h2>{words.search_found()}</h2>
        {mended}
        {groups(words, page, &results.groups)}
        <ol class="hits">{hits}</ol>
        {attribution::lines_of(words, sources)}
    }
    .into_any()
}

/// One sentence for each word that was read as another.
fn mended_line(words: Words, results: &SearchResults) -> Option<impl IntoView + use<>> {
    let sentences: Vec<_> = results.mended.iter().map(|word| view! { {words.search_read_as().view([name(&word.read_as), name(&word.typed)])} " " }).collect();
    (!sentences.is_empty()).then(|| view! { <p class="note">{sentences}</p> })
}

/// Links to each kind that something was found of.
fn groups(words: Words, page: &SearchPage, groups: &[SearchGroup]) -> Option<impl IntoView + use<>> {
    let links: Vec<_> = groups
        .iter()
        .map(|group| {
            let current = page.kind == Some(group.kind);
            let count = words.count_up_to(group.count, COUNT_MAX);
            let address = address(words, &page.typed, Some(group.kind));
            view! { <li><a class="tag" href=address aria-current=current.then_some("true")>{name_of_many(words, group.kind)} " " <span class="note">{count}</span></a></li> }
        })
        .collect();
    let all = page.kind.is_some().then(|| view! { <li><a class="tag" href=address(words, &page.typed, None)>{words.search_all_kinds()}</a></li> });
    (all.is_some() || groups.len() > 1).then(|| view! { <nav aria-label=words.search_kinds()><ul class="tags">{all}{links}</ul></nav> })
}

fn line(context: PageContext<'_>, hit: &SearchHit) -> impl IntoView + use<> {
    let words = context.words;
    // A city's context is its country's code.
    let title = PagePath::parse(&hit.path).and_then(|page| if let PagePath::BrewingMethod(slug) = page { words.brewing_method(slug.as_str()) } else { None });
    let place = hit.context.as_deref().map(|text| if hit.kind == SearchKind::City { context.country(text) } else { text.to_owned() });
    view! {
        <a href=words.localised(&hit.path)><bdi>{title.unwrap_or(&hit.title).to_owned()}</bdi></a>
        <span class="note">
            {name_of_one(words, hit.kind)}
            {place.map(|place| view! { " · " <bdi>{place}</bdi> })}
            {hit.fictional.then(|| view! { " " <span class="tag fictional">{words.fictional()}</span> })}
        </span>
    }
}

fn address(words: Words, typed: &str, kind: Option<SearchKind>) -> String {
    let url = with_parameter(words.path(&PagePath::Search), "q", typed);
    kind.map_or_else(|| url.clone(), |kind| with_parameter(url.clone(), "kind", kind.as_str()))
}

fn name_of_one(words: Words, kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Cafe => words.kind_cafe(),
        SearchKind::Roaster => words.kind_roaster(),
        SearchKind::Artisan => words.kind_artisan(),
        SearchKind::Bean => words.kind_bean(),
        SearchKind::BrewingMethod => words.kind_brewing_method(),
        SearchKind::City => words.kind_city(),
        SearchKind::Story => words.kind_story(),
    }
}

fn name_of_many(words: Words, kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Cafe => words.cafes(),
        SearchKind::Roaster => words.roasters(),
        SearchKind::Artisan => words.artisans(),
        SearchKind::Bean => words.kinds_bean(),
        SearchKind::BrewingMethod => words.kinds_brewing_method(),
        SearchKind::City => words.cities(),
        SearchKind::Story => words.stories(),
    }
}
