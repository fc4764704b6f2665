//! What visitors say, and what it comes to.

use leptos::prelude::*;
use shared::wire::profiles::{ReviewView, Score};

use super::dates;

/// The three means and what they make together; a sentence where there are too few to tell.
pub(crate) fn score(score: Option<&Score>, count: u32) -> impl IntoView + use<> {
    let Some(score) = score.copied() else {
        let sentence = if count == 0 { "Nobody has written about it yet." } else { "One visitor has written about it; a score is shown from two on." };
        return view! { <p class="empty">{sentence}</p> }.into_any();
    };
    let part = |name: &'static str, mean: f64| view! { <div><dt>{name}</dt><dd>{format!("{mean:.1}")}</dd></div> };
    view! {
        <div class="score">
            <p class="score-overall"><strong>{format!("{:.1}", score.overall)}</strong> <span class="note">"of 10, by " {count} " visitors"</span></p>
            <dl>{part("Coffee", score.coffee)}{part("Atmosphere", score.atmosphere)}{part("Service", score.service)}</dl>
        </div>
    }
    .into_any()
}

/// Reviews in the order in which they come.
pub(crate) fn list(reviews: &[ReviewView]) -> impl IntoView + use<> {
    let items: Vec<_> = reviews
        .iter()
        .map(|review| {
            view! {
                <li class="review">
                    <blockquote lang=review.language.clone() dir="auto"><p>{review.text.clone()}</p></blockquote>
                    <p class="note">
                        <bdi>{review.author.clone()}</bdi> ", visited on " <time datetime=review.visited_on.clone()>{dates::day(&review.visited_on)}</time>
                        " · Coffee " {review.coffee} " · Atmosphere " {review.atmosphere} " · Service " {review.service}
                    </p>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="reviews">{items}</ul> })
}
