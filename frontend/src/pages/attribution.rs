//! `/attribution`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::sources::SourceView;

use crate::views::PageContext;
use crate::views::layout::{Head, document};

pub fn render(context: PageContext<'_>, sources: &[SourceView]) -> String {
    let head = Head {
        title: "Sources and licences".to_owned(),
        description: "Where CraftBean's facts come from and under which licences.".to_owned(),
        canonical: Some(PagePath::Attribution.path()),
        islands: false,
        fictional: sources.iter().any(|source| source.fictional),
    };
    document(context, head, || {
        view! {
            <div class="prose">
                <h1>"Sources and licences"</h1>
                <p class="lead">"Each source is kept apart from the others and shown under its own licence."</p>
                <ul class="sources">{sources.iter().map(source).collect_view()}</ul>
                <h2>"Maps and letters"</h2>
                <p>
                    "Outlines of countries: Natural Earth, public domain. Borders used to check positions: © OpenStreetMap contributors, ODbL 1.0. "
                    "Titles are set in Young Serif, SIL Open Font License 1.1."
                </p>
            </div>
        }
    })
}

fn source(source: &SourceView) -> impl IntoView + use<> {
    let name = source.name.clone();
    let licence = source.licence.clone();
    view! {
        <li>
            <h2>
                {match source.homepage.clone() {
                    Some(url) => view! { <a href=url rel="noopener external">{name}</a> }.into_any(),
                    None => view! { {name} }.into_any(),
                }}
                {source.fictional.then(|| view! { " " <span class="tag fictional">"Fictional"</span> })}
            </h2>
            <p>{source.attribution.clone()}</p>
            <p class="note">
                {source.place_count} " places · "
                {match source.licence_url.clone() {
                    Some(url) => view! { <a href=url rel="noopener license external">{licence}</a> }.into_any(),
                    None => view! { {licence} }.into_any(),
                }}
            </p>
        </li>
    }
}
