//! The document round every page.

use leptos::prelude::*;
use serde_json::Value;
use shared::language::Language;
use shared::query::canonical;
use shared::urls::{PagePath, PicturePath};

use super::{PageContext, structured_data, to_html};
use crate::pictures;
use crate::words::{Words, strong};

/// What a page says about itself.
pub(crate) struct Head {
    pub title: String,
    /// One sentence for search engines and link previews.
    pub description: String,
    /// The page's one address, without its language; `None` for pages that are no address of their own, such as errors.
    pub canonical: Option<String>,
    /// Whether islands are on it; elsewhere the only script is the line that keeps pages for when the network is gone.
    pub islands: bool,
    /// Whether any place on it does not exist.
    pub fictional: bool,
}

/// What a page is about, for programs.
#[derive(Default)]
pub(crate) struct About {
    /// Things in the words of schema.org (`views::structured_data`).
    pub things: Vec<Value>,
    /// A photo for previews. Pages without one have a picture that is drawn, where they are about one thing.
    pub image: Option<Preview>,
}

/// A picture as links to a page are shown with it elsewhere.
#[derive(Clone)]
pub(crate) struct Preview {
    /// Site-relative.
    pub path: String,
    pub width_px: u16,
    pub height_px: u16,
    /// What is to be seen, for who does not see it.
    pub alt: String,
}

/// The whole document as HTML.
pub(crate) fn document<V: IntoView + 'static>(context: PageContext<'_>, head: Head, main: impl FnOnce() -> V) -> String {
    document_about(context, head, About::default(), main)
}

/// The same for a page about something that programs know by name.
pub(crate) fn document_about<V: IntoView + 'static>(context: PageContext<'_>, head: Head, about: About, main: impl FnOnce() -> V) -> String {
    let (assets, words, language) = (context.assets, context.words, context.words.language());
    let title = if head.canonical.as_deref() == Some("/") { head.title.clone() } else { format!("{} · CraftBean", head.title) };
    to_html(|| {
        view! {
            <!DOCTYPE html>
            <html lang=language.code() dir=language.direction()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <title>{title}</title>
                    {preview(context, &head, &about)}
                    <meta name="description" content=head.description/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="theme-color" content="#f6f0e6" media="(prefers-color-scheme: light)"/>
                    <meta name="theme-color" content="#1c1714" media="(prefers-color-scheme: dark)"/>
                    {head.canonical.is_none().then(|| view! { <meta name="robots" content="noindex"/> })}
                    {head.canonical.as_deref().map(|path| addresses(context, path))}
                    {(!about.things.is_empty()).then(|| structured_data::block(&about.things))}
                    <link rel="icon" href=assets.icon.clone() type="image/svg+xml"/>
                    <link rel="apple-touch-icon" href=assets.icon_small.clone()/>
                    <link rel="manifest" href=assets.web_manifest(language).to_owned()/>
                    <link rel="preload" href=assets.display_font.clone() r#as="font" type="font/woff2" crossorigin="anonymous"/>
                    <link rel="stylesheet" href=assets.stylesheet.clone()/>
                    <script type="module" src=if head.islands { assets.islands_script.clone() } else { assets.page_script.clone() }></script>
                </head>
                <body>
                    <a class="skip" href="#content">{words.skip_to_content()}</a>
                    <p class="offline-notice" role="status">{words.offline_notice()}</p>
                    {head.fictional.then(|| fiction_notice(words))}
                    <header class="site-header">{masthead(words, context.path)}</header>
                    <main id="content">{main()}</main>
                    <footer class="site-footer">{colophon(words)} {languages(context)}</footer>
                </body>
            </html>
        }
    })
}

/// What a link to the page looks like elsewhere (Open Graph, <https://ogp.me>).
fn preview(context: PageContext<'_>, head: &Head, about: &About) -> Option<impl IntoView + use<>> {
    let path = head.canonical.as_deref()?;
    let (picture, card) = match about.image.clone().or_else(|| drawn(context, path, &head.title)) {
        Some(picture) => (picture, "summary_large_image"),
        None => (Preview { path: context.assets.icon_large.clone(), width_px: 512, height_px: 512, alt: "CraftBean".to_owned() }, "summary"),
    };
    let properties = [
        ("og:site_name", "CraftBean".to_owned()),
        ("og:type", "website".to_owned()),
        ("og:title", head.title.clone()),
        ("og:description", head.description.clone()),
        ("og:url", context.absolute(path)),
        ("og:image", context.absolute(&picture.path)),
        ("og:image:width", picture.width_px.to_string()),
        ("og:image:height", picture.height_px.to_string()),
        ("og:image:alt", picture.alt),
        ("og:locale", context.words.language().locale().to_owned()),
    ];
    let others = Language::ALL.into_iter().filter(|other| *other != context.words.language());
    let alternates = others.map(|other| ("og:locale:alternate", other.locale().to_owned()));
    let properties: Vec<_> = properties.into_iter().chain(alternates).map(|(name, content)| leptos::html::meta().attr("property", name).content(content)).collect();
    Some(view! { {properties} <meta name="twitter:card" content=card/> })
}

/// The picture that is drawn of what a page is about, in the page's language. It says what the title says.
fn drawn(context: PageContext<'_>, path: &str, title: &str) -> Option<Preview> {
    let picture = PicturePath::of(&PagePath::parse(path)?)?;
    Some(Preview { path: context.words.language().path(&picture.path()), width_px: pictures::WIDTH_PX, height_px: pictures::HEIGHT_PX, alt: title.to_owned() })
}

/// The page's own address, and those of the same page in every language. Whoever speaks none of them gets English.
fn addresses(context: PageContext<'_>, path: &str) -> impl IntoView + use<> {
    let whole = |language: Language| format!("{}{}", context.site, language.path(path));
    let alternates: Vec<_> = Language::ALL.into_iter().map(|other| view! { <link rel="alternate" hreflang=other.code() href=whole(other)/> }).collect();
    view! {
        <link rel="canonical" href=whole(context.words.language())/>
        {alternates}
        <link rel="alternate" hreflang="x-default" href=whole(Language::default())/>
    }
}

fn fiction_notice(words: Words) -> impl IntoView {
    view! { <aside class="fiction-notice" aria-label=words.fiction_label()>{words.fiction_notice().view([strong()])}</aside> }
}

fn masthead(words: Words, path: &str) -> impl IntoView + use<> {
    let entries = [
        (PagePath::Cafes, words.cafes()),
        (PagePath::Roasters, words.roasters()),
        (PagePath::Artisans, words.artisans()),
        (PagePath::BrewingMethods, words.brewing()),
        (PagePath::Stories, words.stories()),
        (PagePath::Cities, words.cities()),
        (PagePath::Near, words.near_me()),
        (PagePath::Search, words.search()),
        (PagePath::Saved, words.saved()),
    ];
    let entry = |(page, name): (PagePath, &'static str)| {
        let current = (page.path() == path).then_some("page");
        view! { <a href=words.path(&page) aria-current=current>{name}</a> }
    };
    let links: Vec<_> = entries.into_iter().map(entry).collect();
    view! {
        <a class="brand" href=words.path(&PagePath::Home)>
            <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
                <path d="M12 2c5 0 8 4.5 8 10s-3 10-8 10-8-4.500-8-10 3-10 8-10z"></path>
                <path class="crease" d="M13 3c-4 5 3 12-2 18"></path>
            </svg>
            "CraftBean"
        </a>
        <nav aria-label=words.navigation_site()>
            {links}
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

/// The same page in the other languages, each by its own name, with what was asked of it. A list begins anew: a place in it belongs to one answer.
fn languages(context: PageContext<'_>) -> impl IntoView + use<> {
    let taken = PagePath::parse(context.path).map(|page| page.parameters()).unwrap_or_default();
    let taken: Vec<&str> = taken.iter().copied().filter(|name| *name != "cursor").collect();
    let address = format!("{}{}", context.path, canonical(context.parameters, &taken));
    let links: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| {
            let current = (language == context.words.language()).then_some("true");
            view! { <a href=language.path(&address) lang=language.code() hreflang=language.code() dir=language.direction() aria-current=current>{language.own_name()}</a> }
        })
        .collect();
    view! { <nav class="languages" aria-label=context.words.navigation_languages()>{links}</nav> }
}
