//! `/stories` and `/stories/{slug}`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::profiles::StoryCard;
use shared::wire::stories::StoryView;

use crate::views::layout::{About, Head, document, document_about};
use crate::views::{PageContext, attribution, markdown, pagination, people, story_card, structured_data};
use crate::words::{name, slot, time};

/// A page of stories; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, stories: &List<StoryCard>, continued: bool) -> String {
    let words = context.words;
    let head = Head {
        title: words.stories().to_owned(),
        description: words.stories_description().to_owned(),
        canonical: (!continued).then(|| PagePath::Stories.path()),
        islands: false,
        fictional: stories.items.iter().any(|story| story.fictional),
    };
    document(context, head, || {
        view! {
            <h1>{words.stories()}</h1>
            {if stories.items.is_empty() {
                view! { <p class="empty">{words.stories_none()}</p> }.into_any()
            } else {
                view! {
                    <h2 class="visually-hidden">{words.all_stories()}</h2>
                    {story_card::list(words, &stories.items)}
                    {pagination::next(words, &words.path(&PagePath::Stories), stories.next_cursor.as_deref())}
                }
                .into_any()
            }}
        }
    })
}

pub fn show(context: PageContext<'_>, story: &StoryView) -> String {
    let (words, card) = (context.words, &story.card);
    let head = Head {
        title: card.title.clone(),
        description: card.summary.clone(),
        canonical: Some(PagePath::Story(card.slug.clone()).path()),
        islands: false,
        fictional: card.fictional,
    };
    let author = match &story.artisan {
        Some(slug) => slot(view! { <a href=words.path(&PagePath::Artisan(slug.clone()))><bdi>{card.author.clone()}</bdi></a> }),
        None => name(&card.author),
    };
    let about = About { things: vec![structured_data::article(context, story)], image: None };
    document_about(context, head, about, || {
        view! {
            <article class="story">
                <header>
                    <p class="kicker"><a href=words.path(&PagePath::Stories)>{words.stories()}</a></p>
                    <h1 lang=card.language.clone() dir="auto">{card.title.clone()}</h1>
                    <p class="lead" lang=card.language.clone() dir="auto">{card.summary.clone()}</p>
                    <p class="note">
                        {words.story_by().view([author, time(words, &card.published_on)])}
                        {card.fictional.then(|| view! { " " <span class="tag fictional">{words.fictional()}</span> })}
                    </p>
                </header>
                <div lang=card.language.clone() dir="auto">{markdown::markdown(words, &story.body)}</div>
                {(!story.places.is_empty()).then(|| view! { <p class="story-places">{words.in_this_story().view([slot(people::links(words, &story.places))])}</p> })}
                {attribution::lines_of(words, vec![story.attribution.clone()])}
            </article>
        }
    })
}
