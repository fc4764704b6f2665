//! Markdown of people we do not know, as HTML: headings, lists, quotes, emphasis and links. Markup in it is shown as the text that it is, pictures as
//! their description; links lead into this site or to a plain web address.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use crate::words::Words;

/// The text in an element of its own.
pub(crate) fn markdown(words: Words, text: &str) -> impl IntoView + use<> {
    InertElement::new(format!("<div class=\"prose\">{}</div>", to_html(words, text)))
}

fn to_html(words: Words, text: &str) -> String {
    let mut links: Vec<bool> = Vec::new();
    let events = Parser::new(text).filter_map(|event| match event {
        Event::Html(markup) | Event::InlineHtml(markup) => Some(Event::Text(markup)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        // The page has its own title above.
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { dest_url, .. }) => {
            // A link within a link is its text.
            let link = opening(words, &dest_url).filter(|_| !links.contains(&true));
            links.push(link.is_some());
            link.map(|link| Event::InlineHtml(CowStr::from(link)))
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(Event::InlineHtml(CowStr::Borrowed("</a>"))),
        other => Some(other),
    });
    let mut out = String::with_capacity(text.len().saturating_mul(2));
    html::push_html(&mut out, events);
    out
}

/// `None` for an address that is neither ours nor of the web.
fn opening(words: Words, address: &str) -> Option<String> {
    let ours = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
    let web = ["https://", "http://"].iter().any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let address = if ours { words.localised(address) } else { address.to_owned() };
    let mut escaped = String::new();
    pulldown_cmark_escape::escape_href(&mut escaped, &address).ok()?;
    match (ours, web) {
        (true, _) => Some(format!("<a href=\"{escaped}\">")),
        (false, true) => Some(format!("<a href=\"{escaped}\" rel=\"noopener nofollow ugc external\">")),
        (false, false) => None,
    }
}

/// First headings are second ones here.
const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H2,
        HeadingLevel::H3 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::language::Language;

    use super::*;

    fn words() -> Words {
        Words::of(Language::English)
    }

    #[test]
    fn what_could_harm_is_text_or_gone() {
        for (written, shown) in [
            ("# A *b*", "<h2>A <em>b</em></h2>\n"),
            ("[x](/cafes/a)", "<p><a href=\"/cafes/a\">x</a></p>\n"),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("[x](//evil.example)", "<p>x</p>\n"),
            ("[see <https://a.example> here](/cafes/x)", "<p><a href=\"/cafes/x\">see https://a.example here</a></p>\n"),
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
            ("a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n"),
            ("![the bar](https://x.example/a.png)", "<p>the bar</p>\n"),
            ("[x](https://x.example/\"onclick=)", "<p><a href=\"https://x.example/%22onclick=\" rel=\"noopener nofollow ugc external\">x</a></p>\n"),
        ] {
            assert_eq!(to_html(words(), written), shown, "{written}");
        }
    }

    #[test]
    fn links_to_our_pages_keep_the_language() {
        let german = |text| to_html(Words::of(Language::German), text);
        assert_eq!(german("[x](/cafes/a?x=1#y)"), "<p><a href=\"/de/cafes/a?x=1#y\">x</a></p>\n");
        assert_eq!(german("[x](/api/openapi.json)"), "<p><a href=\"/api/openapi.json\">x</a></p>\n");
    }

    proptest! {
        #[test]
        fn only_our_own_elements_come_out(text in "[<>\"'a-z/:()\\[\\]!*_#` \n-]{0,80}") {
            let html = to_html(words(), &text);
            for tag in html.split('<').skip(1) {
                let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(["p", "h2", "h3", "h4", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "br"].contains(&name.as_str()), "{}", html);
            }
        }
    }
}
