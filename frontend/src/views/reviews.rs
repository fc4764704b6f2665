//! What visitors say, and what it comes to.

use leptos::prelude::*;
use shared::wire::profiles::{ReviewView, Score};

use crate::words::{Words, name, note, slot, time};

/// The three means and what they make together; a sentence where there are too few to tell.
pub(crate) fn score(words: Words, score: Option<&Score>, count: u32) -> impl IntoView + use<> {
    let Some(score) = score.copied() else {
        return view! { <p class="empty">{if count == 0 { words.reviews_none() } else { words.reviews_one() }}</p> }.into_any();
    };
    let overall = view! { <strong>{words.decimal(score.overall, 1)}</strong> };
    let part = |name: &'static str, mean: f64| view! { <div><dt>{name}</dt><dd>{words.decimal(mean, 1)}</dd></div> };
    view! {
        <div class="score">
            <p class="score-overall">{words.score_by_visitors(count).view([slot(overall), note()])}</p>
            <dl>
                {part(words.score_coffee(), score.coffee)} {part(words.score_atmosphere(), score.atmosphere)} {part(words.score_service(), score.service)}
            </dl>
        </div>
    }
    .into_any()
}

/// Reviews in the order in which they come.
pub(crate) fn list(words: Words, reviews: &[ReviewView]) -> impl IntoView + use<> {
    let number = |number: u8| slot(words.integer(u32::from(number)));
    let items: Vec<_> = reviews
        .iter()
        .map(|review| {
            let marks = [name(&review.author), time(words, &review.visited_on), number(review.coffee), number(review.atmosphere), number(review.service)];
            view! {
                <li class="review">
                    <blockquote lang=review.language.clone() dir="auto"><p>{review.text.clone()}</p></blockquote>
                    <p class="note">{words.review_line().view(marks)}</p>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="reviews">{items}</ul> })
}
