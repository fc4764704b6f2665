//! What must be said of the places on a page.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::places::CardLine;

use crate::words::Words;

/// One line a source of these lists, each once, in the order in which they first appear.
pub(crate) fn of_cards(words: Words, lists: &[&[CardLine<'_>]]) -> impl IntoView + use<> {
    lines_of(words, lists.iter().copied().flatten().map(|card| line(words, &card.attribution, card.fictional)).collect())
}

/// The line of a source, which is in its own words; of what we have made up ourselves, in the page's language.
pub(crate) fn line(words: Words, attribution: &str, fictional: bool) -> String {
    if fictional { words.fictional_attribution().to_owned() } else { attribution.to_owned() }
}

pub(crate) fn lines_of(words: Words, mut lines: Vec<String>) -> impl IntoView + use<> {
    let mut said = std::collections::HashSet::new();
    lines.retain(|line| said.insert(line.clone()));
    (!lines.is_empty()).then(|| {
        view! {
            <p class="attribution">
                {lines.into_iter().map(|line| view! { <bdi>{line}</bdi> " " }).collect_view()}
                <a href=words.path(&PagePath::Attribution)>{words.sources_and_licences()}</a>
            </p>
        }
    })
}
