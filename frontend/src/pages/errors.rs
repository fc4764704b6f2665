//! Pages for when there is nothing to show: each says what happened and one thing to do next.

use leptos::prelude::*;
use shared::problem::ProblemCode;
use shared::urls::PagePath;

use super::home::place_form;
use crate::views::layout::{Head, document};
use crate::views::{PageContext, problems};
use crate::words::slot;

/// 404, and every other mistake in an address.
pub fn not_found(context: PageContext<'_>) -> String {
    let words = context.words;
    page(context, words.not_found(), words.not_found_sentence(), || view! { <p class="lead">{words.not_found_sentence()}</p> {place_form(words, "")} }.into_any())
}

/// 410.
pub fn gone(context: PageContext<'_>) -> String {
    let words = context.words;
    page(context, words.gone(), words.gone_sentence(), || {
        view! { <p class="lead">{words.gone_sentence()}</p> <p><a class="button" href=words.path(&PagePath::Near)>{words.find_another()}</a></p> }.into_any()
    })
}

/// Every other 4xx: a parameter in the address is wrong, or what was sent cannot be taken. `detail` is what the API says of it, in English.
pub fn bad_request(context: PageContext<'_>, code: ProblemCode, detail: &str) -> String {
    let words = context.words;
    page(context, words.bad_request(), problems::sentence(words, code), || {
        view! {
            <p class="lead">{problems::reason(words, code, detail)}</p>
            <p><a class="button" href=words.path(&PagePath::Cafes)>{words.show_all_cafes()}</a></p>
        }
        .into_any()
    })
}

/// 503. The trace id lets an operator find the cause.
pub fn unavailable(context: PageContext<'_>, trace_id: &str) -> String {
    let words = context.words;
    let trace = view! { <code dir="ltr">{trace_id.to_owned()}</code> };
    page(context, words.unavailable(), words.unavailable_sentence(), || {
        view! {
            <p class="lead">{words.unavailable_sentence()}</p>
            <p><a class="button" href="">{words.try_again()}</a></p>
            <p class="note">{words.quote_trace().view([slot(trace)])}</p>
        }
        .into_any()
    })
}

/// What the service worker shows for a page that it does not keep. Not the answer to any mistake: it is fetched beforehand, as any page is.
pub fn offline(context: PageContext<'_>) -> String {
    let words = context.words;
    page(context, words.offline_title(), words.offline_sentence(), || {
        view! { <p class="lead">{words.offline_sentence()}</p> <p><a class="button" href=words.path(&PagePath::Saved)>{words.offline_read_saved()}</a></p> }.into_any()
    })
}

fn page(context: PageContext<'_>, title: &'static str, description: &'static str, content: impl FnOnce() -> AnyView) -> String {
    let head = Head { title: title.to_owned(), description: description.to_owned(), canonical: None, islands: false, fictional: false };
    document(context, head, move || view! { <div class="prose error-page"><h1>{title}</h1>{content()}</div> })
}
