//! What must be said of the places on a page.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::places::CardLine;

/// One line a source of these lists, each once, in the order in which they first appear.
pub(crate) fn of_cards(lists: &[&[CardLine<'_>]]) -> impl IntoView + use<> {
    let mut lines: Vec<&str> = Vec::new();
    for card in lists.iter().copied().flatten() {
        if !lines.contains(&&*card.attribution) {
            lines.push(&card.attribution);
        }
    }
    lines_of(lines.into_iter().map(ToOwned::to_owned).collect())
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
