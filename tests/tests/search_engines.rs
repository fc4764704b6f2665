//! What search engines find: every page by way of the sitemaps, and what each is about.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeSet;

use serde_json::Value;
use shared::urls::SitemapPart;
use tests::Stage;

const SITE: &str = "https://craftbean.example";

/// What stands between two texts, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split_once(after)).map(|(inside, _)| inside).collect()
}

async fn text(stage: &Stage, path: &str) -> String {
    let answer = stage.get(path).await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

#[tokio::test]
async fn the_sitemaps_lead_to_every_page_and_every_page_is_there_in_all_languages() {
    let stage = Stage::start().await.unwrap();
    let robots = text(&stage, "/robots.txt").await;
    assert!(robots.contains(&format!("Sitemap: {SITE}/sitemap.xml")) && robots.contains("Disallow: /internal/"), "{robots}");
    // The page to search on may be found; what somebody has searched for may not.
    assert!(robots.contains("Disallow: /search?\n") && !robots.contains("Disallow: /search\n"), "{robots}");
    for prefix in ["", "/es", "/de", "/ja", "/ar"] {
        assert!(robots.contains(&format!("Disallow: {prefix}/suggest\n")), "{robots}");
    }
    let index = text(&stage, "/sitemap.xml").await;
    let sitemaps = between(&index, "<loc>", "</loc>");
    assert_eq!(sitemaps.len(), SitemapPart::all().count() + 1);
    let mut pages = BTreeSet::new();
    for sitemap in &sitemaps {
        let xml = text(&stage, sitemap.strip_prefix(SITE).unwrap()).await;
        pages.extend(between(&xml, "<loc>", "</loc>").into_iter().map(str::to_owned));
    }
    for wanted in
        ["/", "/cafes/slow-ferry-helsinki", "/roasters/granite-ash-helsinki", "/artisans/aino-vuorisalo", "/brewing/v60", "/stories/forty-buns-and-a-squeak", "/cities/fi/helsinki"]
    {
        assert!(pages.contains(&format!("{SITE}{wanted}")), "{wanted} is in no sitemap");
    }
    // Some of them, spread over all, in each language.
    for page in pages.iter().step_by(pages.len() / 12) {
        let path = page.strip_prefix(SITE).unwrap();
        for prefix in ["", "/es", "/de", "/ja", "/ar"] {
            let path = if path == "/" && !prefix.is_empty() { prefix.to_owned() } else { format!("{prefix}{path}") };
            let html = text(&stage, &path).await;
            assert!(html.contains(&format!("rel=\"canonical\" href=\"{SITE}{path}\"")), "{path} names another address");
        }
    }
}

#[tokio::test]
async fn pages_say_what_they_are_about_in_a_way_that_programs_read() {
    let stage = Stage::start().await.unwrap();
    for (path, types) in [
        ("/cafes/slow-ferry-helsinki", vec!["CafeOrCoffeeShop", "BreadcrumbList"]),
        ("/de/roasters/granite-ash-helsinki", vec!["Store", "BreadcrumbList"]),
        ("/artisans/aino-vuorisalo", vec!["Person"]),
        ("/stories/forty-buns-and-a-squeak", vec!["Article"]),
    ] {
        let html = text(&stage, path).await;
        let blocks = between(&html, "<script type=\"application/ld+json\">", "</script>");
        let graph: Value = serde_json::from_str(blocks.first().unwrap_or_else(|| panic!("{path} has no block"))).unwrap();
        let things = graph.get("@graph").and_then(Value::as_array).unwrap();
        assert_eq!(things.iter().map(|thing| thing.get("@type").and_then(Value::as_str).unwrap()).collect::<Vec<_>>(), types, "{path}");
        for property in ["og:title", "og:description", "og:url", "og:image"] {
            assert!(html.contains(&format!("property=\"{property}\"")), "{path} has no {property}");
        }
        assert!(html.contains(&format!("content=\"{SITE}{path}\"")), "{path} is previewed as another page");
    }
    let cafe = text(&stage, "/cafes/slow-ferry-helsinki").await;
    let blocks = between(&cafe, "<script type=\"application/ld+json\">", "</script>");
    let graph: Value = serde_json::from_str(blocks.first().unwrap()).unwrap();
    let place = graph.get("@graph").and_then(|things| things.get(0)).unwrap();
    assert!(place.get("aggregateRating").is_some() && place.get("review").and_then(Value::as_array).is_some_and(|reviews| !reviews.is_empty()));
    assert_eq!(place.pointer("/address/addressCountry"), Some(&Value::from("FI")));
}
