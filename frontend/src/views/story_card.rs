//! A story in a list.

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::profiles::StoryCard;

use crate::words::{Words, name, time};

pub(crate) fn list(words: Words, stories: &[StoryCard]) -> impl IntoView + use<> {
    let items: Vec<_> = stories
        .iter()
        .map(|story| {
            view! {
                <li class="story-card">
                    <h3 lang=story.language.clone() dir="auto"><a href=words.path(&PagePath::Story(story.slug.clone()))>{story.title.clone()}</a></h3>
                    <p lang=story.language.clone() dir="auto">{story.summary.clone()}</p>
                    <p class="note">
                        {words.story_by().view([name(&story.author), time(words, &story.published_on)])}
                        {story.fictional.then(|| view! { " " <span class="tag fictional">{words.fictional()}</span> })}
                    </p>
                </li>
            }
        })
        .collect();
    view! { <ul class="stories">{items}</ul> }
}
