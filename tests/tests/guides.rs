//! City guides, and what is around a visitor, as the Worker shows them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use origin::app::Clock;
use reqwest::{Method, Response};
use serde_json::json;
use shared::signed_call::SIGNATURE_HEADER;
use tests::{Stage, header, larger_city, signature};

async fn page(stage: &Stage, path: &str) -> String {
    let answer = stage.get(path).await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// As somebody asks whose network seems to be there.
async fn from(stage: &Stage, (lat, lon): (&str, &str), path: &str) -> Response {
    let place = json!({ "latitude": lat, "longitude": lon }).to_string();
    stage.client.get(format!("{}{path}", stage.edge.url)).header("mf-cf-blob", place).send().await.unwrap()
}

const HELSINKI: (&str, &str) = ("60.17", "24.94");
const KYOTO: (&str, &str) = ("35.01", "135.76");
const NOWHERE: (&str, &str) = ("0.5", "-20.5");

#[tokio::test]
async fn a_larger_city_s_guide_begins_with_highlights_and_leads_to_more_of_each() {
    let stage = Stage::start().await.unwrap();
    larger_city::add(&stage.db, Clock::System.now()).await.unwrap();
    let guide = page(&stage, "/cities/fi/tampere").await;
    let places: Vec<usize> = ["id=\"best\"", "id=\"newest\"", "id=\"open-late\"", "id=\"by-method\"", "id=\"cafes\""].map(|section| guide.find(section).unwrap()).to_vec();
    assert!(places.is_sorted(), "{places:?}");
    for path in ["/ar/cities/fi/tampere", "/cities/fi/tampere"] {
        let guide = page(&stage, path).await;
        for query in ["sort=newest", "open_late=true", "brewing=v60", "brewing=espresso"] {
            assert!(guide.contains(&format!("href=\"{path}?{query}\"")), "{query} of {path}");
        }
    }
    assert_eq!(page(&stage, "/cities/fi/tampere?open_late=true").await.matches("<li class=\"card\">").count(), 3);
    for path in ["/cities/fi/tampere?open_late=true", "/cities/fi/tampere?sort=newest", "/cities/fi/helsinki"] {
        let list = page(&stage, path).await;
        assert!(!list.contains("id=\"best\"") && !list.contains("id=\"by-method\"") && list.contains("id=\"cafes\""), "{path}");
    }
}

#[tokio::test]
async fn a_changed_cafe_is_in_its_city_s_highlights_as_it_is_now() {
    let stage = Stage::start().await.unwrap();
    larger_city::add(&stage.db, Clock::System.now()).await.unwrap();
    let late = |guide: &str| guide.split("id=\"open-late\"").nth(1).unwrap_or_default().split("</section>").next().unwrap_or_default().to_owned();
    assert!(late(&page(&stage, "/cities/fi/tampere").await).contains("Rapids Coffee 3"));
    let path = "/internal/cafes/rapids-coffee-3-tampere";
    let body = r#"{"opening_hours": "Mo-Su 09:00-17:00"}"#;
    let changing = stage.client.request(Method::PATCH, format!("{}{path}", stage.edge.url)).header(SIGNATURE_HEADER, signature("PATCH", path, body.as_bytes()));
    assert_eq!(changing.body(body).send().await.unwrap().status(), 200);
    let after = late(&page(&stage, "/cities/fi/tampere").await);
    assert!(after.contains("Rapids Coffee 2") && !after.contains("Rapids Coffee 3"), "{after}");
}

#[tokio::test]
async fn the_first_page_is_the_same_for_everyone_and_near_is_each_visitor_s_own() {
    let stage = Stage::start().await.unwrap();
    let (there, here) = (from(&stage, KYOTO, "/").await, from(&stage, HELSINKI, "/").await);
    assert_eq!((header(&there, "cache-control"), header(&here, "cache-control")), ("public, no-cache", "public, no-cache"));
    let (there, here) = (there.text().await.unwrap(), here.text().await.unwrap());
    assert!(there == here && here.contains("data-nearby=\"/near\"") && !here.contains("class=\"distance\""), "{here}");

    for (place, prefix, near, far) in [(HELSINKI, "", "Slow Ferry", "Kamo Kissa"), (KYOTO, "/de", "Kamo Kissa", "Slow Ferry")] {
        let answer = from(&stage, place, &format!("{prefix}/near")).await;
        assert_eq!(header(&answer, "cache-control"), "private, no-store");
        let html = answer.text().await.unwrap();
        let around = html.split("<div id=\"around\">").nth(1).unwrap_or_default();
        assert!(around.contains(near) && !html.contains(far) && around.contains("class=\"distance\"") && around.contains("class=\"attribution\""), "{html}");
    }
    assert!(!from(&stage, NOWHERE, "/near").await.text().await.unwrap().contains("id=\"around\""));
}
