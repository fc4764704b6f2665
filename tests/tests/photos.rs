//! A photo's way: in at the edge, through the origin and its worker, back to the edge's store, and out to whoever looks.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::limits::PHOTO_BODY_BYTES_MAX;
use shared::signed_call::SIGNATURE_HEADER;
use tests::{Stage, header, signature, work_off};

const CAFE: &str = "/api/v1/cafes/slow-ferry-helsinki";
const PHOTOS: &str = "/internal/cafes/slow-ferry-helsinki/photos";

async fn signed(stage: &Stage, method: Method, path: &str, body: Vec<u8>) -> Response {
    let signature = signature(method.as_str(), path, &body);
    stage.client.request(method, format!("{}{path}", stage.edge.url)).header(SIGNATURE_HEADER, signature).body(body).send().await.unwrap()
}

/// An uncompressed picture: what a picture is made of does not matter here. Red, in PNG, made by hand so that the edge's tests need no encoder.
fn png(width: u32, height: u32) -> Vec<u8> {
    use std::io::Write as _;
    let line: Vec<u8> = std::iter::once(0).chain((0..width).flat_map(|_| [200, 30, 30])).collect();
    let mut pixels = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    (0..height).for_each(|_| pixels.write_all(&line).unwrap());
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let head: Vec<u8> = width.to_be_bytes().into_iter().chain(height.to_be_bytes()).chain([8, 2, 0, 0, 0]).collect();
    for (name, data) in [(b"IHDR", head), (b"IDAT", pixels.finish().unwrap()), (b"IEND", Vec::new())] {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(name);
        crc.update(&data);
        bytes.extend(name);
        bytes.extend(data);
        bytes.extend(crc.sum().to_be_bytes());
    }
    bytes
}

#[tokio::test]
async fn a_photo_goes_all_the_way_round() {
    let stage = Stage::start().await.unwrap();
    let new = json!({ "picture": STANDARD.encode(png(1_000, 700)), "alt": "All red" }).to_string();
    let taken = signed(&stage, Method::POST, PHOTOS, new.into_bytes()).await;
    assert_eq!(taken.status(), 202);
    let id = taken.json::<Value>().await.unwrap().get("id").and_then(Value::as_str).unwrap().to_owned();
    let picture = |name: &str| format!("/photos/{id}/{name}");
    assert_eq!(stage.get(&picture("400.webp")).await.unwrap().status(), 404, "there is nothing to see yet");

    work_off(&stage.db, &stage.edge.url).await.unwrap();
    let profile: Value = stage.get(CAFE).await.unwrap().json().await.unwrap();
    let photo = profile.get("photos").and_then(Value::as_array).unwrap().iter().find(|photo| photo.get("alt") == Some(&json!("All red"))).unwrap();
    assert_eq!(photo.get("widths"), Some(&json!([400, 800, 1_000])));
    let page = stage.get("/cafes/slow-ferry-helsinki").await.unwrap().text().await.unwrap();
    assert!(page.contains(&picture("800.webp")) && page.contains("alt=\"All red\""), "the profile's page does not show it");
    let mut tags = Vec::new();
    for (name, media_type, magic) in [("400.webp", "image/webp", &b"RIFF"[..]), ("1000.jpg", "image/jpeg", &b"\xff\xd8\xff"[..])] {
        let shown = stage.get(&picture(name)).await.unwrap();
        assert_eq!((shown.status().as_u16(), header(&shown, "content-type")), (200, media_type), "{name}");
        assert_eq!(header(&shown, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&shown, "cdn-cache-control"), "max-age=3600", "others would show it long after it was taken away");
        let tag = header(&shown, "etag").to_owned();
        let first = shown.bytes().await.unwrap();
        assert!(first.starts_with(magic), "{name}");
        let again = stage.get(&picture(name)).await.unwrap().bytes().await.unwrap();
        assert_eq!(first, again, "what the location keeps is another picture");
        let url = format!("{}{}", stage.edge.url, picture(name));
        let unchanged = stage.client.get(&url).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!((unchanged.status().as_u16(), header(&unchanged, "etag")), (304, tag.as_str()), "{name}");
        let asked = stage.client.head(&url).send().await.unwrap();
        assert_eq!((asked.status().as_u16(), header(&asked, "content-length")), (200, first.len().to_string().as_str()), "{name}");
        tags.push((url, tag));
    }
    for (path, status) in [
        (picture("original"), 404),
        (picture("500.webp"), 404),
        (picture("9000.webp"), 404),
        (picture("0.webp"), 404),
        (picture("400.gif"), 404),
        (picture("400.webp?a=1"), 400),
        (picture("0400.webp"), 404),
    ] {
        assert_eq!(stage.get(&path).await.unwrap().status(), status, "{path}");
    }

    assert_eq!(signed(&stage, Method::DELETE, &format!("/internal/photos/{id}"), Vec::new()).await.status(), 200);
    work_off(&stage.db, &stage.edge.url).await.unwrap();
    for name in ["400.webp", "1000.jpg"] {
        assert_eq!(stage.get(&picture(name)).await.unwrap().status(), 404, "{name} is still shown");
    }
    for (url, tag) in tags {
        let asked = stage.client.get(&url).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!(asked.status(), 404, "whoever has it is told that it is still there");
    }
}

#[tokio::test]
async fn nobody_else_puts_pictures_into_the_store_and_none_is_larger_than_pictures_are() {
    let stage = Stage::start().await.unwrap();
    let path = "/internal/photo-files/0190a3b4-0000-7000-8000-000000000000/400.webp";
    let forged = stage.client.put(format!("{}{path}", stage.edge.url)).header(SIGNATURE_HEADER, signature("PUT", path, b"another body")).body("a body").send().await.unwrap();
    assert_eq!(forged.status(), 403);
    assert_eq!(signed(&stage, Method::PUT, path, Vec::new()).await.status(), 413);
    assert_eq!(signed(&stage, Method::DELETE, path, Vec::new()).await.status(), 200, "what is not there can be dropped");
    let vast = vec![b' '; PHOTO_BODY_BYTES_MAX + 1];
    match stage.client.post(format!("{}{PHOTOS}", stage.edge.url)).header(SIGNATURE_HEADER, signature("GET", PHOTOS, &vast)).body(vast.clone()).send().await {
        Ok(answer) => assert_eq!(answer.status(), 403, "whoever has not signed is refused before anything of the body counts"),
        Err(cut) => assert!(cut.is_request(), "{cut}"),
    }
    let signature = signature("POST", PHOTOS, &vast);
    match stage.client.post(format!("{}{PHOTOS}", stage.edge.url)).header(SIGNATURE_HEADER, signature).body(vast).send().await {
        Ok(answer) => assert_eq!(answer.status(), 413),
        // Refused by its announced length, and the connection closed while it was still being sent.
        Err(cut) => assert!(cut.is_request(), "{cut}"),
    }
    assert_eq!(stage.get("/photos/0190a3b4-0000-7000-8000-000000000000/400.webp").await.unwrap().status(), 404);
}
