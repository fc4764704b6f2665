//! Why something was not done.

use leptos::prelude::*;
use shared::language::Language;
use shared::problem::ProblemCode;

use crate::words::Words;

/// The reason in the page's language. What the API says of it more exactly, it says in English; there that is the reason, elsewhere it is quoted.
pub(crate) fn reason(words: Words, code: ProblemCode, detail: &str) -> AnyView {
    let is_english = words.language() == Language::English;
    let says_more = match code {
        // People have no headers to send, and no other way to address us.
        ProblemCode::Forbidden
        | ProblemCode::PayloadTooLarge
        | ProblemCode::UriTooLong
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::IdempotencyKeyInUse
        | ProblemCode::Internal
        | ProblemCode::Unavailable => false,
        ProblemCode::BadRequest => is_english,
        _ => !detail.is_empty(),
    };
    match (says_more, is_english) {
        (false, _) => sentence(words, code).into_any(),
        (true, true) => detail.to_owned().into_any(),
        (true, false) => view! { {sentence(words, code)} " " <q lang="en" dir="ltr">{detail.to_owned()}</q> }.into_any(),
    }
}

/// What can be said of a code alone.
pub(crate) fn sentence(words: Words, code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::BadRequest | ProblemCode::InvalidParameter => words.problem_unreadable(),
        ProblemCode::Forbidden => words.problem_forbidden(),
        ProblemCode::PayloadTooLarge => words.problem_too_large(),
        ProblemCode::UriTooLong => words.problem_address_too_long(),
        ProblemCode::UnsupportedMediaType => words.problem_no_form(),
        ProblemCode::IdempotencyKeyInUse => words.problem_under_way(),
        ProblemCode::Unavailable | ProblemCode::Internal => words.problem_unavailable(),
        ProblemCode::TooManyRequests => words.problem_too_many(),
        _ => words.problem_not_taken(),
    }
}
