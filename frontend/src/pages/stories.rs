//! `/stories` and `/stories/{slug}`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::profiles::StoryCard;
use shared::wire::stories::StoryView;

use crate::views::layout::{Head, document};
use crate::views::{PageContext, attribution, dates, markdown, pagination, people, story_card};

/// A page of stories; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, stories: &List<StoryCard>, continued: bool) -> String {
    let head = Head {
        title: "Stories".to_owned(),
        description: "Longer reading about coffee, by those who make it and those who drink it.".to_owned(),
        canonical: (!continued).then(|| PagePath::Stories.path()),
        islands: false,
        fictional: false,
    };
    document(context, head, || {
        view! {
            <h1>"Stories"</h1>
            {if stories.items.is_empty() {
                view! { <p class="empty">"Nobody has told one yet."</p> }.into_any()
            } else {
                view! { <h2 class="visually-hidden">"All stories"</h2> {story_card::list(&stories.items)} {pagination::next(&PagePath::Stories.path(), stories.next_cursor.as_deref())} }.into_any()
            }}
        }
    })
}

pub fn show(context: PageContext<'_>, story: &StoryView) -> String {
    let card = &story.card;
    let head = Head {
        title: card.title.clone(),
        description: card.summary.clone(),
        canonical: Some(PagePath::Story(card.slug.clone()).path()),
        islands: false,
        fictional: story.fictional,
    };
    let author = match &story.artisan {
        Some(slug) => view! { <a href=PagePath::Artisan(slug.clone()).path()><bdi>{card.author.clone()}</bdi></a> }.into_any(),
        None => view! { <bdi>{card.author.clone()}</bdi> }.into_any(),
    };
    document(context, head, || {
        view! {
            <article class="story">
                <header>
                    <p class="kicker"><a href=PagePath::Stories.path()>"Stories"</a></p>
                    <h1 lang=card.language.clone() dir="auto">{card.title.clone()}</h1>
                    <p class="lead" lang=card.language.clone() dir="auto">{card.summary.clone()}</p>
                    <p class="note">"By " {author} ", " <time datetime=card.published_on.clone()>{dates::day(&card.published_on)}</time>
                        {story.fictional.then(|| view! { " · " <span class="tag fictional">"Fictional"</span> })}</p>
                </header>
                <div lang=card.language.clone() dir="auto">{markdown::markdown(&story.body)}</div>
                {(!story.places.is_empty()).then(|| view! { <p class="story-places">"In this story: " {people::links(&story.places)}</p> })}
                {attribution::lines_of(vec![story.attribution.clone()])}
            </article>
        }
    })
}
