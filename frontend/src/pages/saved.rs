//! `/saved`

use leptos::prelude::*;
use shared::urls::PagePath;

use crate::views::layout::{Head, document};
use crate::views::{PageContext, gestures};

/// The same page for everyone: the list itself is in the visitor's browser.
pub fn render(context: PageContext<'_>) -> String {
    let words = context.words;
    let head =
        Head { title: words.saved().to_owned(), description: words.saved_description().to_owned(), canonical: Some(PagePath::Saved.path()), islands: true, fictional: false };
    document(context, head, || {
        view! {
            <h1>{words.saved()}</h1>
            {gestures::saved_shelf(words)}
            <noscript><p class="note">{words.saved_needs_script()}</p></noscript>
        }
    })
}
