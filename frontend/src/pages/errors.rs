//! Pages for when there is nothing to show: each says what happened and one thing to do next.

use leptos::prelude::*;
use shared::urls::PagePath;

use super::home::place_form;
use crate::views::PageContext;
use crate::views::layout::{Head, document};

/// 404, and every other mistake in an address.
pub fn not_found(context: PageContext<'_>) -> String {
    let sentence = "This address leads nowhere. It may be misspelt, or the place was never in the guide.";
    page(context, "Nothing here", sentence, || view! { {place_form("")} }.into_any())
}

/// 410.
pub fn gone(context: PageContext<'_>) -> String {
    let sentence = "The place that was here has closed for good, and its page with it.";
    page(context, "Closed for good", sentence, || view! { <p><a class="button" href=PagePath::Near.path()>"Find another"</a></p> }.into_any())
}

/// 400: a parameter in the address is wrong.
pub fn bad_request(context: PageContext<'_>, sentence: &str) -> String {
    page(context, "That address is not quite right", sentence, || view! { <p><a class="button" href=PagePath::Cafes.path()>"Show all cafés"</a></p> }.into_any())
}

/// 503. The trace id lets an operator find the cause.
pub fn unavailable(context: PageContext<'_>, trace_id: &str) -> String {
    let trace_id = trace_id.to_owned();
    page(context, "The kettle is still heating", "We cannot fetch this page just now. Nothing is lost: wait a few seconds and load it again.", move || {
        view! {
            <p><a class="button" href="">"Try again"</a></p>
            <p class="note">"If it stays like this, quote " <code>{trace_id}</code> "."</p>
        }
        .into_any()
    })
}

fn page(context: PageContext<'_>, title: &str, sentence: &str, next: impl FnOnce() -> AnyView) -> String {
    let head = Head { title: title.to_owned(), description: sentence.to_owned(), canonical: None, islands: false, fictional: false };
    let (title, sentence) = (title.to_owned(), sentence.to_owned());
    document(context, head, move || {
        view! { <div class="prose error-page"><h1>{title}</h1><p class="lead">{sentence}</p>{next()}</div> }
    })
}
