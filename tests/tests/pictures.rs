//! Pictures that links to pages are previewed with: named by the pages, drawn by the edge, new when what they show is.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use origin::app::Clock;
use origin::import::chains::Chains;
use origin::import::{Input, import};
use reqwest::Method;
use serde_json::{Value, json};
use shared::cache_policy::PICTURE;
use shared::signed_call::SIGNATURE_HEADER;
use tests::{Stage, header, signature};

const SITE: &str = "https://craftbean.example";

/// What a page says under a name of Open Graph.
fn property<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let tag = html.split("<meta ").find(|tag| tag.contains(&format!("property=\"{name}\"")))?;
    tag.split_once("content=\"")?.1.split_once('"').map(|(content, _)| content)
}

/// Width and height of a PNG, from its first chunk (PNG, third edition, 11.2.1).
fn size(file: &[u8]) -> Option<(u32, u32)> {
    let size = file.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let (width, rest) = size.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

async fn rename(stage: &Stage, name: &str) {
    let (path, body) = ("/internal/cafes/slow-ferry-helsinki", json!({ "name": name }).to_string());
    let signature = signature("PATCH", path, body.as_bytes());
    let renamed = stage.client.request(Method::PATCH, format!("{}{path}", stage.edge.url)).header(SIGNATURE_HEADER, signature).body(body).send().await.unwrap();
    assert_eq!(renamed.status(), 200);
}

#[tokio::test]
async fn a_page_without_a_photo_is_previewed_by_a_picture_that_is_drawn() {
    let stage = Stage::start().await.unwrap();
    for (page, api) in [
        ("/cafes/slow-ferry-helsinki", "/api/v1/cafes/slow-ferry-helsinki"),
        ("/roasters/granite-ash-helsinki", "/api/v1/roasters/granite-ash-helsinki"),
        ("/de/artisans/aino-vuorisalo", "/api/v1/artisans/aino-vuorisalo"),
        ("/es/brewing/v60", "/api/v1/brewing-methods/v60"),
        ("/stories/forty-buns-and-a-squeak", "/api/v1/stories/forty-buns-and-a-squeak"),
        ("/ja/cities/fi/helsinki", "/api/v1/cities/fi/helsinki"),
    ] {
        let html = stage.get(page).await.unwrap().text().await.unwrap();
        let named = |name| property(&html, name).unwrap_or_else(|| panic!("{page} has no {name}"));
        assert_eq!((named("og:image:width"), named("og:image:height")), ("1200", "630"), "{page}");
        assert!(!named("og:image:alt").is_empty() && html.contains("summary_large_image"), "{page}");
        let path = named("og:image").strip_prefix(SITE).unwrap();
        assert!(path.contains("/pictures/"), "{page} is previewed by {path}");

        let picture = stage.get(path).await.unwrap();
        assert_eq!((picture.status().as_u16(), header(&picture, "content-type")), (200, "image/png"), "{path}");
        assert_eq!(header(&picture, "cache-control"), PICTURE.cache_control(), "{path}");
        assert_eq!(header(&picture, "cdn-cache-control"), PICTURE.cdn_cache_control().unwrap(), "{path}");
        let tags = stage.get(api).await.unwrap();
        assert_eq!(header(&picture, "cache-tag"), header(&tags, "cache-tag"), "{path}");
        let file = picture.bytes().await.unwrap();
        assert_eq!(size(&file), Some((1_200, 630)), "{path}");
        assert_eq!(stage.get(path).await.unwrap().bytes().await.unwrap(), file, "what the location keeps of {path} is another picture");
    }
    let list = stage.get("/cafes").await.unwrap().text().await.unwrap();
    assert!(!property(&list, "og:image").unwrap().contains("/pictures/"), "a list is about nothing in particular");
}

#[tokio::test]
async fn a_change_of_name_is_another_picture_at_once_whatever_the_name() {
    let stage = Stage::start().await.unwrap();
    let picture = "/pictures/cafes/slow-ferry-helsinki.png";
    let mut known = vec![header(&stage.get(picture).await.unwrap(), "etag").to_owned()];
    for name in [
        "Slower Ferry",
        "のんびりフェリー",
        "\u{202E}</svg> &amp; \"'",
        "A name that goes on and on and on, until there is no room for it even in three lines of small letters, and then on",
    ] {
        rename(&stage, name).await;
        let answer = stage.get(picture).await.unwrap();
        assert_eq!(answer.status(), 200, "{name}");
        let tag = header(&answer, "etag").to_owned();
        assert!(!tag.is_empty() && !known.contains(&tag), "{name} has the picture of another name");
        assert_eq!(size(&answer.bytes().await.unwrap()), Some((1_200, 630)), "{name}");
        known.push(tag);
    }
}

#[tokio::test]
async fn what_there_is_none_of_and_what_has_closed_has_no_picture() {
    let stage = Stage::start().await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), r#"{"reference":"shut","name":"Shut For Good","lat":60.18,"lon":24.95,"city":"Helsinki","country":"FI","closed":true}"#).unwrap();
    import(&stage.db, Input::Own(file.path().to_owned()), Chains::default(), Clock::System.now()).await.unwrap();
    for (path, status, code) in [
        ("/pictures/cafes/shut-for-good-helsinki.png", 410, "cafe_gone"),
        ("/pictures/cafes/nobody-has-heard-of-it.png", 404, "cafe_not_found"),
        ("/de/pictures/cities/fi/nowhere.png", 404, "city_not_found"),
        ("/pictures/brewing/by-magic.png", 404, "brewing_method_not_found"),
        ("/pictures/cafes/slow-ferry-helsinki.jpg", 404, "not_found"),
        ("/pictures/cafes/slow-ferry-helsinki/correct.png", 404, "not_found"),
        ("/pictures/cafes/Slow-Ferry.png", 404, "not_found"),
        ("/es/pictures/cafes.png", 404, "not_found"),
    ] {
        let answer = stage.get(path).await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (status, "application/problem+json"), "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap().get("code"), Some(&Value::from(code)), "{path}");
    }
}
