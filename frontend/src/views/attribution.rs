//! What must be said of the places on a page.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::places::PlaceCard;

/// One line a source, each once, in the order in which they first appear.
pub(crate) fn of_cards(cards: &[PlaceCard]) -> impl IntoView + use<> {
    let mut lines: Vec<String> = Vec::new();
    for card in cards {
        if !lines.contains(&card.attribution) {
            lines.push(card.attribution.clone());
        }
    }
    lines_of(lines)
}

pub(crate) fn lines_of(lines: Vec<String>) -> impl IntoView + use<> {
    (!lines.is_empty()).then(|| {
        view! {
            <p class="attribution">
                {lines.into_iter().map(|line| view! { <span>{line}</span> " " }).collect_view()}
                <a href=PagePath::Attribution.path()>"Sources and licences"</a>
            </p>
        }
    })
}
