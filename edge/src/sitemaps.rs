//! What search engines are told: what they may read, and every page there is, in every language.

use core::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::from_slice;
use shared::cache_policy::DOCUMENT;
use shared::language::Language;
use shared::urls::{ApiPath, PagePath, SitemapPart, SitemapPath};
use shared::wire::List;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::sitemaps::SitemapPage;

use crate::incoming::Incoming;
use crate::resources;
use crate::response::Outgoing;
use crate::surroundings::Surroundings;

const XML: &str = "application/xml; charset=utf-8";
/// Pages that are there whatever the data; those that hold what a visitor typed are none for others.
const FIXED: [PagePath; 9] = [
    PagePath::Home,
    PagePath::Cafes,
    PagePath::Roasters,
    PagePath::Artisans,
    PagePath::BrewingMethods,
    PagePath::Stories,
    PagePath::Cities,
    PagePath::About,
    PagePath::Attribution,
];

/// Signed calls, forms and what people have searched for are nothing for robots; the API's documents are.
pub fn robots(incoming: &Incoming, surroundings: &Surroundings) -> Outgoing {
    let site = &surroundings.site;
    let mut text = "User-agent: *\nDisallow: /internal/\nDisallow: /api/v1/\nDisallow: /*/correct$\nDisallow: /*/closed$\n".to_owned();
    for language in Language::ALL {
        let prefix = language.prefix();
        let _ = writeln!(text, "Disallow: {prefix}/search?\nDisallow: {prefix}/near?\nDisallow: {prefix}/suggest");
    }
    let _ = writeln!(text, "\nSitemap: {site}{}", SitemapPath::Index.path());
    Outgoing::cacheable("text/plain; charset=utf-8", DOCUMENT, text.into_bytes(), &incoming.trace_id)
}

/// A sitemap (sitemaps.org), or the index of them.
pub async fn show(incoming: &Incoming, surroundings: &Surroundings, sitemap: SitemapPath) -> Outgoing {
    let site = &surroundings.site;
    let xml = match sitemap {
        SitemapPath::Index => Ok(index(site)),
        SitemapPath::Fixed => methods(incoming, surroundings).await.map(|methods| {
            let fixed = FIXED.iter().map(|page| SitemapPage { path: page.path(), changed_on: None });
            urls(site, &fixed.chain(methods).collect::<Vec<_>>())
        }),
        SitemapPath::Part(part) => pages(incoming, surroundings, part).await.map(|pages| urls(site, &pages)),
    };
    match xml {
        Ok(xml) => Outgoing::cacheable(XML, DOCUMENT, xml.into_bytes(), &incoming.trace_id),
        Err(refusal) => refusal,
    }
}

async fn pages(incoming: &Incoming, surroundings: &Surroundings, part: SitemapPart) -> Result<Vec<SitemapPage>, Outgoing> {
    list::<SitemapPage>(incoming, surroundings, &ApiPath::Sitemap(part)).await
}

async fn methods(incoming: &Incoming, surroundings: &Surroundings) -> Result<Vec<SitemapPage>, Outgoing> {
    let methods = list::<BrewingMethodView>(incoming, surroundings, &ApiPath::BrewingMethods).await?;
    Ok(methods.into_iter().map(|method| SitemapPage { path: PagePath::BrewingMethod(method.slug).path(), changed_on: None }).collect())
}

async fn list<T: DeserializeOwned>(incoming: &Incoming, surroundings: &Surroundings, api: &ApiPath) -> Result<Vec<T>, Outgoing> {
    let (entry, _) = resources::get(incoming, surroundings, &api.path(), DOCUMENT).await.found(&incoming.trace_id)?;
    from_slice::<List<T>>(&entry.body).map(|list| list.items).map_err(|_other_shape| resources::unavailable(&incoming.trace_id))
}

fn index(site: &str) -> String {
    let mut xml = r#"<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">"#.to_owned();
    for sitemap in [SitemapPath::Fixed].into_iter().chain(SitemapPart::all().map(SitemapPath::Part)) {
        let _ = write!(xml, "<sitemap><loc>{site}{}</loc></sitemap>", sitemap.path());
    }
    xml + "</sitemapindex>"
}

/// Each page with its other languages. Paths are slugs and so need no escaping.
fn urls(site: &str, pages: &[SitemapPage]) -> String {
    let mut xml = r#"<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">"#.to_owned();
    for page in pages {
        let _ = write!(xml, "<url><loc>{site}{}</loc>", page.path);
        for language in Language::ALL {
            let _ = write!(xml, r#"<xhtml:link rel="alternate" hreflang="{}" href="{site}{}"/>"#, language.code(), language.path(&page.path));
        }
        if let Some(day) = &page.changed_on {
            let _ = write!(xml, "<lastmod>{day}</lastmod>");
        }
        xml.push_str("</url>");
    }
    xml + "</urlset>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_names_every_part_once_and_a_page_names_its_languages() {
        let index = index("https://craftbean.example");
        assert_eq!(index.matches("<loc>").count(), 257);
        assert!(index.contains("<loc>https://craftbean.example/sitemaps/0a.xml</loc>"));
        let pages = [SitemapPage { path: "/cafes/a".to_owned(), changed_on: Some("2026-11-22".to_owned()) }, SitemapPage { path: "/".to_owned(), changed_on: None }];
        let xml = urls("https://craftbean.example", &pages);
        assert!(xml.contains(r#"hreflang="ar" href="https://craftbean.example/ar/cafes/a"/>"#), "{xml}");
        assert!(xml.contains(r#"hreflang="es" href="https://craftbean.example/es"/>"#), "{xml}");
        assert!(xml.contains("<lastmod>2026-11-22</lastmod>") && xml.matches("<url>").count() == 2);
    }
}
