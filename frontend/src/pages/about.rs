//! `/about`

use leptos::prelude::*;
use shared::urls::PagePath;

use crate::views::PageContext;
use crate::views::layout::{Head, document};
use crate::words::link;

pub fn render(context: PageContext<'_>) -> String {
    let words = context.words;
    let head =
        Head { title: words.about().to_owned(), description: words.about_description().to_owned(), canonical: Some(PagePath::About.path()), islands: false, fictional: false };
    document(context, head, || {
        view! {
            <div class="prose">
                <h1>{words.about_title()}</h1>
                <p class="lead">{words.about_lead()}</p>
                <h2>{words.about_knows()}</h2>
                <p>{words.about_knows_text()}</p>
                <h2>{words.about_does_not()}</h2>
                <p>{words.about_does_not_text()}</p>
                <h2>{words.about_sources()}</h2>
                <p>{words.about_sources_text().view([link(words.path(&PagePath::Attribution))])}</p>
            </div>
        }
    })
}
