//! `/search`

use leptos::prelude::*;
use shared::urls::{PagePath, with_parameter};
use shared::wire::search::{SearchGroup, SearchHit, SearchKind, SearchResults};

use crate::views::layout::{Head, document};
use crate::views::{PageContext, attribution, search_form};

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
    let head = Head {
        title: if page.typed.is_empty() { "Search".to_owned() } else { format!("Search: {}", page.typed) },
        description: "Search cafés, roasters, people, beans, brewing methods, cities and stories.".to_owned(),
        canonical: page.typed.is_empty().then(|| PagePath::Search.path()),
        islands: false,
        fictional: items.iter().any(|hit| hit.fictional),
    };
    document(context, head, || {
        view! {
            <h1>"Search"</h1>
            {search_form::search_form(&page.typed)}
            {page.results.as_ref().map(|results| found(context, page, results))}
        }
    })
}

fn found(context: PageContext<'_>, page: &SearchPage, results: &SearchResults) -> AnyView {
    if results.items.is_empty() {
        let everything = page.kind.map(|_| view! { <a href=address(&page.typed, None)>"Search everything"</a> });
        return view! {
            <h2>"Nothing found"</h2>
            <p class="empty">
                "We know of nothing called “" <bdi>{page.typed.clone()}</bdi> "”. Try fewer words, or " <a href=PagePath::Cities.path()>"choose a city"</a> ". " {everything}
            </p>
        }
        .into_any();
    }
    let mended = mended_line(results);
    let hits: Vec<_> = results.items.iter().map(|hit| view! { <li>{line(context, hit)}</li> }).collect();
    let sources = results.items.iter().filter_map(|hit| hit.attribution.clone()).collect();
    view! {
        <h2>"Found"</h2>
        {mended}
        {groups(page, &results.groups)}
        <ol class="hits">{hits}</ol>
        {attribution::lines_of(sources)}
    }
    .into_any()
}

fn mended_line(results: &SearchResults) -> Option<impl IntoView + use<>> {
    let words: Vec<_> = results.mended.iter().map(|word| view! { " “" <bdi>{word.read_as.clone()}</bdi> "” for “" <bdi>{word.typed.clone()}</bdi> "”" }).collect();
    (!words.is_empty()).then(|| view! { <p class="note">"Read as" {words} "."</p> })
}

/// Links to each kind that something was found of.
fn groups(page: &SearchPage, groups: &[SearchGroup]) -> Option<impl IntoView + use<>> {
    let links: Vec<_> = groups
        .iter()
        .map(|group| {
            let current = page.kind == Some(group.kind);
            let count = if group.count > 99 { "99+".to_owned() } else { group.count.to_string() };
            view! { <li><a class="tag" href=address(&page.typed, Some(group.kind)) aria-current=current.then_some("true")>{name_of_many(group.kind)} " " <span class="note">{count}</span></a></li> }
        })
        .collect();
    let all = page.kind.is_some().then(|| view! { <li><a class="tag" href=address(&page.typed, None)>"Everything"</a></li> });
    (all.is_some() || groups.len() > 1).then(|| view! { <ul class="tags" aria-label="Kinds">{all}{links}</ul> })
}

fn line(context: PageContext<'_>, hit: &SearchHit) -> impl IntoView + use<> {
    // A city's context is its country's code.
    let place = hit.context.as_deref().map(|text| if hit.kind == SearchKind::City { (context.country_name)(text) } else { text.to_owned() });
    view! {
        <a href=hit.path.clone()><bdi>{hit.title.clone()}</bdi></a>
        <span class="note">
            {name_of_one(hit.kind)}
            {place.map(|place| view! { " · " <bdi>{place}</bdi> })}
            {hit.fictional.then(|| view! { " · " <span class="tag fictional">"Fictional"</span> })}
        </span>
    }
}

fn address(typed: &str, kind: Option<SearchKind>) -> String {
    let url = with_parameter(PagePath::Search.path(), "q", typed);
    kind.map_or_else(|| url.clone(), |kind| with_parameter(url.clone(), "kind", kind.as_str()))
}

const fn name_of_one(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Cafe => "Café",
        SearchKind::Roaster => "Roaster",
        SearchKind::Artisan => "Artisan",
        SearchKind::Bean => "Bean",
        SearchKind::BrewingMethod => "Brewing method",
        SearchKind::City => "City",
        SearchKind::Story => "Story",
    }
}

const fn name_of_many(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Cafe => "Cafés",
        SearchKind::Roaster => "Roasters",
        SearchKind::Artisan => "Artisans",
        SearchKind::Bean => "Beans",
        SearchKind::BrewingMethod => "Brewing methods",
        SearchKind::City => "Cities",
        SearchKind::Story => "Stories",
    }
}
