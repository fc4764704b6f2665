//! What must be said of the places on a page.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::places::CardLine;

/// One line a source of these lists, each once, in the order in which they first appear.
pub(crate) fn of_cards(lists: &[&[CardLine<'_>]]) -> impl IntoView + use<> {
    lines_of(lists.iter().copied().flatten().map(|card| card.attribution.to_string()).collect())
}

pub(crate) fn lines_of(mut lines: Vec<String>) -> impl IntoView + use<> {
    let mut said = std::collections::HashSet::new();
    lines.retain(|line| said.insert(line.clone()));
    (!lines.is_empty()).then(|| {
        view! {
            <p class="attribution">
                {lines.into_iter().map(|line| view! { <span>{line}</span> " " }).collect_view()}
                <a href=PagePath::Attribution.path()>"Sources and licences"</a>
            </p>
        }
    })
}
