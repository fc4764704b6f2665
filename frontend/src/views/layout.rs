//! The document round every page.

use leptos::prelude::*;
use shared::urls::PagePath;

use super::{PageContext, to_html};

/// What a page says about itself.
pub(crate) struct Head {
    pub title: String,
    /// One sentence for search engines and link previews.
    pub description: String,
    /// The page's one address; `None` for pages that are no address of their own, such as errors.
    pub canonical: Option<String>,
    /// Whether islands are on it; only then is a script loaded.
    pub islands: bool,
    /// Whether any place on it does not exist.
    pub fictional: bool,
}

/// The whole document as HTML.
pub(crate) fn document<V: IntoView + 'static>(context: PageContext<'_>, head: Head, main: impl FnOnce() -> V) -> String {
    let assets = context.assets;
    let title = if head.canonical.as_deref() == Some("/") { head.title } else { format!("{} · CraftBean", head.title) };
    to_html(|| {
        view! {
            <!DOCTYPE html>
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <title>{title}</title>
                    <meta name="description" content=head.description/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="theme-color" content="#f6f0e6" media="(prefers-color-scheme: light)"/>
                    <meta name="theme-color" content="#1c1714" media="(prefers-color-scheme: dark)"/>
                    {head.canonical.is_none().then(|| view! { <meta name="robots" content="noindex"/> })}
                    {head.canonical.map(|path| view! { <link rel="canonical" href=path/> })}
                    <link rel="icon" href=assets.icon.clone() type="image/svg+xml"/>
                    <link rel="preload" href=assets.display_font.clone() r#as="font" type="font/woff2" crossorigin="anonymous"/>
                    <link rel="stylesheet" href=assets.stylesheet.clone()/>
                    {head.islands.then(|| view! { <script type="module" src=assets.islands_script.clone()></script> })}
                </head>
                <body>
                    <a class="skip" href="#content">"Skip to the content"</a>
                    {head.fictional.then(fiction_notice)}
                    <header class="site-header">{masthead()}</header>
                    <main id="content">{main()}</main>
                    <footer class="site-footer">{colophon()}</footer>
                </body>
            </html>
        }
    })
}

fn fiction_notice() -> impl IntoView {
    view! {
        <aside class="fiction-notice" aria-label="About this data">
            <strong>"Demonstration."</strong>
            " Places marked fictional on this page do not exist; we wrote them to show what CraftBean does."
        </aside>
    }
}

fn masthead() -> impl IntoView {
    view! {
        <a class="brand" href=PagePath::Home.path()>
            <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
                <path d="M12 2c5 0 8 4.5 8 10s-3 10-8 10-8-4.500-8-10 3-10 8-10z"></path>
                <path class="crease" d="M13 3c-4 5 3 12-2 18"></path>
            </svg>
            "CraftBean"
        </a>
        <nav aria-label="Site">
            <a href=PagePath::Cafes.path()>"Cafés"</a>
            <a href=PagePath::Roasters.path()>"Roasters"</a>
            <a href=PagePath::Artisans.path()>"Artisans"</a>
            <a href=PagePath::BrewingMethods.path()>"Brewing"</a>
            <a href=PagePath::Stories.path()>"Stories"</a>
            <a href=PagePath::Cities.path()>"Cities"</a>
            <a href=PagePath::Near.path()>"Near me"</a>
            <a href=PagePath::Search.path()>"Search"</a>
            <a href=PagePath::Saved.path()>"Saved"</a>
        </nav>
    }
}

fn colophon() -> impl IntoView {
    view! {
        <p>"Independent cafés, roasters and the people behind them."</p>
        <nav aria-label="About">
            <a href=PagePath::Suggest.path()>"Suggest a café"</a>
            <a href=PagePath::About.path()>"About"</a>
            <a href=PagePath::Attribution.path()>"Sources and licences"</a>
            <a href=shared::urls::OPENAPI>"API"</a>
        </nav>
    }
}
