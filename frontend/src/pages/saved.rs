//! `/saved`

use leptos::prelude::*;
use shared::urls::PagePath;

use crate::islands::SavedShelf;
use crate::views::PageContext;
use crate::views::layout::{Head, document};

/// The same page for everyone: the list itself is in the visitor's browser.
pub fn render(context: PageContext<'_>) -> String {
    let head = Head {
        title: "Saved".to_owned(),
        description: "Cafés and roasters you saved in this browser.".to_owned(),
        canonical: Some(PagePath::Saved.path()),
        islands: true,
        fictional: false,
    };
    document(context, head, || {
        view! {
            <h1>"Saved"</h1>
            <SavedShelf/>
            <noscript><p class="note">"Saving needs script, because what you save stays in your browser."</p></noscript>
        }
    })
}
