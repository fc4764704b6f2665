//! `/attribution`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::sources::SourceView;

use crate::views::PageContext;
use crate::views::layout::{Head, document};
use crate::words::Words;

pub fn render(context: PageContext<'_>, sources: &[SourceView]) -> String {
    let words = context.words;
    let head = Head {
        title: words.sources_and_licences().to_owned(),
        description: words.attribution_description().to_owned(),
        canonical: Some(PagePath::Attribution.path()),
        islands: false,
        fictional: sources.iter().any(|source| source.fictional),
    };
    document(context, head, || {
        view! {
            <div class="prose">
                <h1>{words.sources_and_licences()}</h1>
                <p class="lead">{words.attribution_lead()}</p>
                <ul class="sources">{sources.iter().map(|one| source(words, one)).collect_view()}</ul>
                <h2>{words.maps_and_letters()}</h2>
                <p>{words.maps_and_letters_text()}</p>
            </div>
        }
    })
}

fn source(words: Words, source: &SourceView) -> impl IntoView + use<> {
    let name = source.name.clone();
    let licence = source.licence.clone();
    view! {
        <li>
            <h2>
                {match source.homepage.clone() {
                    Some(url) => view! { <a href=url rel="noopener external"><bdi>{name}</bdi></a> }.into_any(),
                    None => view! { <bdi>{name}</bdi> }.into_any(),
                }}
                {source.fictional.then(|| view! { " " <span class="tag fictional">{words.fictional()}</span> })}
            </h2>
            <p><bdi>{source.attribution.clone()}</bdi></p>
            <p class="note">
                {words.place_count(source.place_count)} " · "
                {match source.licence_url.clone() {
                    Some(url) => view! { <a href=url rel="noopener license external"><bdi>{licence}</bdi></a> }.into_any(),
                    None => view! { <bdi>{licence}</bdi> }.into_any(),
                }}
            </p>
        </li>
    }
}
