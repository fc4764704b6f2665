//! A story in a list.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::profiles::StoryCard;

use super::dates;

pub(crate) fn list(stories: &[StoryCard]) -> impl IntoView + use<> {
    let items: Vec<_> = stories
        .iter()
        .map(|story| {
            view! {
                <li class="story-card">
                    <h3 lang=story.language.clone() dir="auto"><a href=PagePath::Story(story.slug.clone()).path()>{story.title.clone()}</a></h3>
                    <p lang=story.language.clone() dir="auto">{story.summary.clone()}</p>
                    <p class="note">"By " <bdi>{story.author.clone()}</bdi> ", " <time datetime=story.published_on.clone()>{dates::day(&story.published_on)}</time></p>
                </li>
            }
        })
        .collect();
    view! { <ul class="stories">{items}</ul> }
}
