//! The document round every page.

use leptos::prelude::*;
use shared::language::Language;
use shared::urls::PagePath;

use super::{PageContext, to_html};
use crate::words::{Words, strong};

/// What a page says about itself.
pub(crate) struct Head {
    pub title: String,
    /// One sentence for search engines and link previews.
    pub description: String,
    /// The page's one address, without its language; `None` for pages that are no address of their own, such as errors.
    pub canonical: Option<String>,
    /// Whether islands are on it; only then is a script loaded.
    pub islands: bool,
    /// Whether any place on it does not exist.
    pub fictional: bool,
}

/// The whole document as HTML.
pub(crate) fn document<V: IntoView + 'static>(context: PageContext<'_>, head: Head, main: impl FnOnce() -> V) -> String {
    let (assets, words, language) = (context.assets, context.words, context.words.language());
    let title = if head.canonical.as_deref() == Some("/") { head.title } else { format!("{} · CraftBean", head.title) };
    to_html(|| {
        view! {
            <!DOCTYPE html>
            <html lang=language.code() dir=language.direction()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <title>{title}</title>
                    <meta name="description" content=head.description/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="theme-color" content="#f6f0e6" media="(prefers-color-scheme: light)"/>
                    <meta name="theme-color" content="#1c1714" media="(prefers-color-scheme: dark)"/>
                    {head.canonical.is_none().then(|| view! { <meta name="robots" content="noindex"/> })}
                    {head.canonical.as_deref().map(|path| addresses(language, path))}
                    <link rel="icon" href=assets.icon.clone() type="image/svg+xml"/>
                    <link rel="preload" href=assets.display_font.clone() r#as="font" type="font/woff2" crossorigin="anonymous"/>
                    <link rel="stylesheet" href=assets.stylesheet.clone()/>
                    {head.islands.then(|| view! { <script type="module" src=assets.islands_script.clone()></script> })}
                </head>
                <body>
                    <a class="skip" href="#content">{words.skip_to_content()}</a>
                    {head.fictional.then(|| fiction_notice(words))}
                    <header class="site-header">{masthead(words)}</header>
                    <main id="content">{main()}</main>
                    <footer class="site-footer">{colophon(words)} {languages(context)}</footer>
                </body>
            </html>
        }
    })
}

/// The page's own address, and those of the same page in every language. Whoever speaks none of them gets English.
fn addresses(language: Language, path: &str) -> impl IntoView + use<> {
    let alternates: Vec<_> = Language::ALL.into_iter().map(|other| view! { <link rel="alternate" hreflang=other.code() href=other.path(path)/> }).collect();
    view! {
        <link rel="canonical" href=language.path(path)/>
        {alternates}
        <link rel="alternate" hreflang="x-default" href=Language::default().path(path)/>
    }
}

fn fiction_notice(words: Words) -> impl IntoView {
    view! { <aside class="fiction-notice" aria-label=words.fiction_label()>{words.fiction_notice().view([strong()])}</aside> }
}

fn masthead(words: Words) -> impl IntoView {
    view! {
        <a class="brand" href=words.path(&PagePath::Home)>
            <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
                <path d="M12 2c5 0 8 4.5 8 10s-3 10-8 10-8-4.500-8-10 3-10 8-10z"></path>
                <path class="crease" d="M13 3c-4 5 3 12-2 18"></path>
            </svg>
            "CraftBean"
        </a>
        <nav aria-label=words.navigation_site()>
            <a href=words.path(&PagePath::Cafes)>{words.cafes()}</a>
            <a href=words.path(&PagePath::Roasters)>{words.roasters()}</a>
            <a href=words.path(&PagePath::Artisans)>{words.artisans()}</a>
            <a href=words.path(&PagePath::BrewingMethods)>{words.brewing()}</a>
            <a href=words.path(&PagePath::Stories)>{words.stories()}</a>
            <a href=words.path(&PagePath::Cities)>{words.cities()}</a>
            <a href=words.path(&PagePath::Near)>{words.near_me()}</a>
            <a href=words.path(&PagePath::Search)>{words.search()}</a>
            <a href=words.path(&PagePath::Saved)>{words.saved()}</a>
        </nav>
    }
}

fn colophon(words: Words) -> impl IntoView {
    view! {
        <p>{words.brand_line()}</p>
        <nav aria-label=words.navigation_about()>
            <a href=words.path(&PagePath::Suggest)>{words.suggest_a_cafe()}</a>
            <a href=words.path(&PagePath::About)>{words.about()}</a>
            <a href=words.path(&PagePath::Attribution)>{words.sources_and_licences()}</a>
            <a href=shared::urls::OPENAPI>{words.programming_interface()}</a>
        </nav>
    }
}

/// The same page in the other languages, each by its own name.
fn languages(context: PageContext<'_>) -> impl IntoView + use<> {
    let links: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| {
            let current = (language == context.words.language()).then_some("true");
            view! { <a href=language.path(context.path) lang=language.code() hreflang=language.code() dir=language.direction() aria-current=current>{language.own_name()}</a> }
        })
        .collect();
    view! { <nav class="languages" aria-label=context.words.navigation_languages()>{links}</nav> }
}
