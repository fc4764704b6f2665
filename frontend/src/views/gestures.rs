//! What an island wires: it stands beside these elements and reads its words from their `data-*`, because what ships to browsers carries none. Until script
//! is there, they keep their place but are not offered (`needs-script`).

use leptos::prelude::*;
use shared::urls::PagePath;

use crate::islands::{NearMeButton, NearbyCafes, SaveButton, SavedShelf, SearchSuggestions, StepTimer};
use crate::words::Words;

/// A toggle that saves the place of the element round it, which carries `data-path` and `data-name`.
pub(crate) fn save_button(words: Words) -> impl IntoView {
    view! {
        <div class="needs-script" data-save=words.save() data-saved=words.save_done() data-unable=words.save_unable()>
            <button type="button" class="save" aria-pressed="false">
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M4 2h8v12l-4-3.2L4 14z"></path></svg>
                <span>{words.save()}</span>
            </button>
            <SaveButton/>
        </div>
    }
}

/// A button that asks for the position and, below it, the sentence that says how it went.
pub(crate) fn near_me(words: Words) -> impl IntoView {
    view! {
        <div
            class="needs-script"
            data-near=words.path(&PagePath::Near)
            data-unable=words.position_unable()
            data-asking=words.position_asking()
            data-waiting=words.position_waiting()
            data-refused=words.position_refused()
            data-offline=words.offline()
        >
            <div class="near-me">
                <button type="button" class="button">
                    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M14 2 2 7l5 2 2 5z"></path></svg>
                    {words.use_my_position()}
                </button>
                <p role="status"></p>
            </div>
            <NearMeButton/>
        </div>
    }
}

/// Room for the cafés around whoever looks at the page, which itself is the same for everyone: they come from `/near` once script is there. The room has
/// no height until then, so it stands where nobody is yet when a page has just been opened.
pub(crate) fn nearby_cafes(words: Words) -> impl IntoView {
    view! { <div data-nearby=words.path(&PagePath::Near)><NearbyCafes/></div> }
}

/// A button, a sentence for each step, and a clock that only eyes follow. The list of steps stands in the same section; each of its items carries
/// `data-duration-s` and begins with its title, which says its language.
pub(crate) fn step_timer(words: Words) -> impl IntoView {
    view! {
        <div class="needs-script" data-start=words.clock_start() data-stop=words.clock_stop() data-stopped=words.clock_stopped() data-done=words.clock_done()>
            <div class="step-timer">
                <button type="button" class="button">{words.clock_start()}</button>
                <p role="status" dir="auto"></p>
                <p class="clock" aria-hidden="true"></p>
            </div>
            <StepTimer/>
        </div>
    }
}

/// Links to the saved places; until the browser has them, and when there are none, a sentence that says what to do. Places are saved by their paths without
/// a language; `data-prefix` is put before them.
pub(crate) fn saved_shelf(words: Words) -> impl IntoView {
    view! {
        <div class="shelf" data-prefix=words.language().prefix()>
            <div tabindex="-1">
                <p>{words.saved_none()}</p>
                <p><a class="button" href=words.path(&PagePath::Cafes)>{words.show_all_cafes()}</a></p>
            </div>
            <template>
                <li><a><bdi></bdi></a><span class="note"></span><button type="button" class="save">{words.saved_remove()}</button></li>
            </template>
            <ul></ul>
            <SavedShelf/>
        </div>
    }
}

/// What is found while one types, below the field of the form that it stands in. It is told of each kind by name; `data-prefix` is put before paths.
pub(crate) fn search_suggestions(words: Words) -> impl IntoView {
    view! {
        <div
            class="suggestions"
            data-found=words.search_suggestions()
            data-none=words.search_nothing()
            data-prefix=words.language().prefix()
            data-cafe=words.kind_cafe()
            data-roaster=words.kind_roaster()
            data-artisan=words.kind_artisan()
            data-bean=words.kind_bean()
            data-brewing_method=words.kind_brewing_method()
            data-city=words.kind_city()
            data-story=words.kind_story()
        >
            <ul id="search-suggestions" role="listbox" hidden></ul>
            <p role="status" class="visually-hidden"></p>
            <SearchSuggestions/>
        </div>
    }
}
