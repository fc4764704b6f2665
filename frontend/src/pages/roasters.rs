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

/// A list of roasters; `continued` on every page after the first.
pub fn list(context: PageContext<'_>, roasters: &List<CardLine<'_>>, continued: bool) -> String {
    let head = Head {
        title: "Roasters".to_owned(),
        description: "Independent coffee roasters, the best described first.".to_owned(),
        canonical: (!continued).then(|| PagePath::Roasters.path()),
        islands: false,
        fictional: roasters.items.iter().any(|roaster| roaster.fictional),
    };
    document(context, head, || {
        view! {
            <h1>"Roasters"</h1>
            {if roasters.items.is_empty() {
                view! { <p class="empty">"No roaster is known yet. " <a href=PagePath::Cafes.path()>"See the cafés"</a></p> }.into_any()
            } else {
                view! {
                    <h2 class="visually-hidden">"All roasters"</h2>
                    {place_card::grid(Kind::Roaster, &roasters.items, context.now)}
                    {pagination::next(&PagePath::Roasters.path(), roasters.next_cursor.as_deref())}
                    {attribution::of_cards(&[&roasters.items])}
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
