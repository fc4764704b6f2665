//! The way to the next page of a list.

use leptos::prelude::*;
use shared::urls::with_parameter;

use crate::words::Words;

/// A link to the next page, when there is one. `url` is the list's own address with its filters, in the page's language.
pub(crate) fn next(words: Words, url: &str, next_cursor: Option<&str>) -> impl IntoView + use<> {
    next_cursor.map(|cursor| {
        let url = with_parameter(url.to_owned(), "cursor", cursor);
        view! { <nav class="pagination" aria-label=words.navigation_pages()><a class="button" rel="next" href=url>{words.show_more()}</a></nav> }
    })
}
