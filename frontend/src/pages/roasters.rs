//! `/roasters` and `/roasters/{slug}`

use leptos::prelude::*;
use shared::urls::PagePath;
use shared::wire::List;
use shared::wire::places::CardLine;
use shared::wire::roasters::RoasterView;

use super::place;
use crate::views::layout::{Head, document};
use crate::views::locator::Outline;
use crate::views::place_card::{self, Kind};
use crate::views::{PageContext, attribution, pagination};
use crate::words::link;

/// A list of roasters; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, roasters: &List<CardLine<'_>>, continued: bool) -> String {
    let words = context.words;
    let head = Head {
        title: words.roasters().to_owned(),
        description: words.roasters_description().to_owned(),
        canonical: (!continued).then(|| PagePath::Roasters.path()),
        islands: false,
        fictional: roasters.items.iter().any(|roaster| roaster.fictional),
    };
    document(context, head, || {
        view! {
            <h1>{words.roasters()}</h1>
            {if roasters.items.is_empty() {
                view! { <p class="empty">{words.roasters_none().view([link(words.path(&PagePath::Cafes))])}</p> }.into_any()
            } else {
                view! {
                    <h2 class="visually-hidden">{words.all_roasters()}</h2>
                    {place_card::grid(context, Kind::Roaster, &roasters.items)}
                    {pagination::next(words, &words.path(&PagePath::Roasters), roasters.next_cursor.as_deref())}
                    {attribution::of_cards(words, &[&roasters.items])}
                }
                .into_any()
            }}
        }
    })
}

/// One roaster's profile.
pub fn show(context: PageContext<'_>, roaster: &RoasterView, outline: Option<&Outline>) -> String {
    place::profile(context, Kind::Roaster, roaster, outline)
}
