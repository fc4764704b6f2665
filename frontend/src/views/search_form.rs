//! The form that finds things by words; works without script.

use leptos::prelude::*;
use shared::limits::TEXT_QUERY_CHARS_MAX;
use shared::urls::PagePath;

use super::gestures;
use crate::words::Words;

pub(crate) fn search_form(words: Words, typed: &str) -> impl IntoView + use<> {
    view! {
        <form class="place-form" action=words.path(&PagePath::Search) method="get" role="search">
            <label for="q">{words.search_label()}</label>
            <div class="field">
                <input id="q" name="q" type="search" value=typed.to_owned() placeholder=words.search_example() maxlength=TEXT_QUERY_CHARS_MAX required dir="auto" autocomplete="off"/>
                <button class="button" type="submit">{words.search_button()}</button>
                {gestures::search_suggestions(words)}
            </div>
        </form>
    }
}
