//! The form that finds things by words; works without script.

use leptos::prelude::*;
use shared::limits::TEXT_QUERY_CHARS_MAX;
use shared::urls::PagePath;

pub(crate) fn search_form(typed: &str) -> impl IntoView + use<> {
    view! {
        <form class="place-form" action=PagePath::Search.path() method="get" role="search">
            <label for="q">"Café, roaster, person, bean, city"</label>
            <div class="field">
                <input id="q" name="q" type="search" value=typed.to_owned() placeholder="Slow Ferry" maxlength=TEXT_QUERY_CHARS_MAX required autocomplete="off"/>
                <button class="button" type="submit">"Search"</button>
            </div>
        </form>
    }
}
