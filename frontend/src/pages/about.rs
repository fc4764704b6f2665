//! `/about`

use leptos::prelude::*;
use shared::urls::PagePath;

use crate::views::PageContext;
use crate::views::layout::{Head, document};

pub fn render(context: PageContext<'_>) -> String {
    let head = Head {
        title: "About".to_owned(),
        description: "What CraftBean is, what it knows, and what it does not do.".to_owned(),
        canonical: Some(PagePath::About.path()),
        islands: false,
        fictional: false,
    };
    document(context, head, || {
        view! {
            <div class="prose">
                <h1>"About CraftBean"</h1>
                <p class="lead">"A guide to independent cafés, roasters and the people behind them, everywhere at once."</p>
                <h2>"What it knows"</h2>
                <p>
                    "Facts from open directories: where a place is, when it is open, how coffee is brewed there, and what it is like to sit in. "
                    "Every profile names its source, its licence and the day it was read. What is not known is left out, never guessed."
                </p>
                <h2>"What it does not do"</h2>
                <p>
                    "It follows nobody. It sets one cookie, for a minute, when you have sent us something, so that you are shown nothing older. The places you save stay in your browser. "
                    "Your position, if you give it, is rounded to about a kilometre before it is sent, and is not kept."
                </p>
                <h2>"Where it comes from"</h2>
                <p><a href=PagePath::Attribution.path()>"Sources and licences"</a> " lists everyone whose work is shown here."</p>
            </div>
        }
    })
}
