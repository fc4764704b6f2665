//! What becomes of pictures: of good ones, of bad ones, and of those that do not exist.

use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ColorType, DynamicImage, ImageEncoder, Rgb, RgbImage};
use moxcms::ColorProfile;
use serde_json::{Value, json};
use shared::limits::{PHOTO_SIDE_PX_MIN, PHOTOS_A_PLACE_MAX};
use shared::urls::{PhotoFile, PhotoFormat};
use sqlx::PgPool;
use uuid::Uuid;

use super::jobs::DropPhotoFiles;
use super::scenes::{self, Scene};
use super::variants::{decode, make};
use crate::jobs::enqueue;
use crate::testing::{Receiver, app, ask, body, demonstration, get, json as show, noon, serve, signed, work_off};

const PHOTOS: &str = "/internal/cafes/slow-ferry-helsinki/photos";
const PROFILE: &str = "/api/v1/cafes/slow-ferry-helsinki";

/// Left half red, right half blue.
fn two_halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

/// EXIF as a camera writes it: how it was held, and a secret.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0".to_vec();
    exif.extend([0x12, 0x01, 0x03, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"SECRET 60.17,24.94");
    exif
}

fn jpeg(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    encoder.write_image(picture, picture.width(), picture.height(), image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn new_photo(picture: &[u8], alt: &str) -> String {
    json!({ "picture": STANDARD.encode(picture), "alt": alt, "credit": "Aino" }).to_string()
}

async fn status_and_detail(router: &axum::Router, picture: &[u8], alt: &str) -> (StatusCode, String) {
    let answer = ask(router, signed("POST", PHOTOS, &new_photo(picture, alt))).await;
    (answer.status(), String::from_utf8(axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap().to_vec()).unwrap())
}

#[test]
fn a_camera_held_sideways_gives_an_upright_picture_and_nothing_that_it_wrote_comes_along() {
    let sideways = jpeg(&two_halves(1_000, 600), 6);
    assert!(sideways.windows(6).any(|window| window == b"SECRET"), "the sample has no secret, so nothing is proved");
    let variants = make(&decode(&sideways).unwrap()).unwrap();
    assert_eq!((variants.width, variants.height, variants.widths.as_slice()), (600, 1_000, [400, 600].as_slice()));
    assert_eq!(variants.files.len(), 4);
    for (file, bytes) in &variants.files {
        assert!(!bytes.windows(6).any(|window| window == b"SECRET"), "{file:?}");
        let PhotoFile::Variant { width, format } = *file else { panic!("{file:?}") };
        let picture = image::load_from_memory(bytes).unwrap().to_rgb8();
        assert_eq!(picture.width(), u32::from(width));
        assert_eq!(&bytes[..4] == b"RIFF", format == PhotoFormat::Webp);
        // Turned to the right: what was left is on top.
        assert!(picture.get_pixel(picture.width() / 2, picture.height() / 4)[0] > 150, "{file:?}");
        assert!(picture.get_pixel(picture.width() / 2, picture.height() * 3 / 4)[2] > 150, "{file:?}");
    }
}

#[test]
fn what_is_see_through_lies_on_white_and_no_variant_is_wider_than_the_picture() {
    let glass = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(900, 400, image::Rgba([0, 0, 0, 0])));
    let variants = make(&decode(&png(&glass)).unwrap()).unwrap();
    assert_eq!(variants.widths, [400, 800, 900]);
    let first = image::load_from_memory(&variants.files[0].1).unwrap().to_rgb8();
    assert!(first.get_pixel(200, 50).0.iter().all(|part| *part > 250));
    assert_eq!(make(&DynamicImage::ImageRgb8(two_halves(4_000, 1_000))).unwrap().widths, [400, 800, 1_600]);
}

#[test]
fn what_is_no_picture_or_pretends_to_be_a_vast_one_is_refused_in_a_sentence() {
    let good = jpeg(&two_halves(640, 480), 1);
    let small = png(&DynamicImage::ImageRgb8(two_halves(PHOTO_SIDE_PX_MIN - 1, 2_000)));
    // The heads of a PNG of 60,000 by 60,000 pixels, and of one of 6,000 by 6,000 with four colours of sixteen bits each, in a few bytes.
    let vast = png_that_says(60_000, 8, 2);
    let deep = png_that_says(6_000, 16, 6);
    for (bytes, sentence) in [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "neither JPEG"),
        (b"GIF89a\x01\0\x01\0".to_vec(), "neither JPEG"),
        (Vec::new(), "neither JPEG"),
        (good[..good.len() / 3].to_vec(), "cannot be read"),
        (small, "shorter side"),
        (vast, "12000 pixels"),
        (deep, "eight bits a colour"),
    ] {
        let refusal = decode(&bytes).map(|picture| picture.width()).unwrap_err();
        assert!(refusal.contains(sentence), "{refusal}");
    }
    assert!(decode(&good).is_ok());
    let with_more_behind = [good, vec![7; 1_000]].concat();
    assert!(decode(&with_more_behind).is_ok());
}

#[test]
fn a_photo_with_a_film_behind_it_is_whole_and_one_that_breaks_off_is_not_wherever_it_does() {
    let good = jpeg(&two_halves(640, 480), 1);
    let film = (0..5_000_u32).map(|place| u8::try_from(place.wrapping_mul(2_654_435_761) >> 24).unwrap());
    let behind: Vec<u8> = film.chain([0xFF, 0xD8, 0xFF, 0xDA]).collect();
    assert!(decode(&[good.as_slice(), &behind].concat()).is_ok());
    // A smaller picture in what the camera wrote has an end of its own, which is not the photo's.
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata([exif(1), good.clone()].concat()).unwrap();
    let picture = two_halves(320, 320);
    encoder.write_image(&picture, 320, 320, image::ExtendedColorType::Rgb8).unwrap();
    for whole in [good, bytes] {
        assert!(decode(&whole).is_ok());
        for length in (0..whole.len()).step_by(211).chain([whole.len() - 2, whole.len() - 1]) {
            assert!(decode(&whole[..length]).is_err(), "{length} of {} bytes", whole.len());
        }
    }
}

#[test]
fn colours_of_a_phone_are_brought_into_srgb_and_a_profile_that_is_none_changes_nothing() {
    // Pure red of sRGB, as Display P3 writes it.
    let picture = RgbImage::from_pixel(400, 400, Rgb([234, 51, 35]));
    let with_profile = |profile: Vec<u8>| {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(profile).unwrap();
        encoder.write_image(&picture, 400, 400, image::ExtendedColorType::Rgb8).unwrap();
        decode(&bytes).unwrap().to_rgb8().get_pixel(399, 399).0
    };
    let [red, green, blue] = with_profile(ColorProfile::new_display_p3().encode().unwrap());
    assert!(red >= 250 && green <= 10 && blue <= 10, "{red} {green} {blue}");
    assert_eq!(with_profile(vec![7; 300]), [234, 51, 35]);
}

#[test]
fn sixteen_bits_become_eight_as_soon_as_they_are_read() {
    let deep = DynamicImage::ImageRgb8(two_halves(400, 400)).into_rgba16();
    assert_eq!(decode(&png(&DynamicImage::ImageRgba16(deep))).unwrap().color(), ColorType::Rgba8);
}

/// A PNG whose head says more than there is in it: a side in pixels, the bits of a colour, and PNG's number for which colours there are.
fn png_that_says(side: u32, bits: u8, colours: u8) -> Vec<u8> {
    let mut bytes = png(&DynamicImage::ImageRgb8(two_halves(400, 400)));
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    (bytes[24], bytes[25]) = (bits, colours);
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

/// As PNG's chunks end.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 }))
}

#[test]
fn every_scene_is_drawn_in_every_colour_it_is_asked_for() {
    let mut drawn = 0;
    let mut seen = std::collections::BTreeSet::new();
    for line in include_str!("../../demonstration/photos.ndjson").lines() {
        let scene: Scene = serde_json::from_str(line).unwrap();
        // One of each drawing is enough: colours are only put in.
        if !seen.insert(scene.scene.clone()) {
            continue;
        }
        let picture = scenes::draw(&scene).unwrap().to_rgb8();
        assert_eq!((picture.width(), picture.height()), (1_600, 1_200));
        let colours: std::collections::BTreeSet<[u8; 3]> = picture.pixels().step_by(97).map(|pixel| pixel.0).collect();
        assert!(colours.len() > 50, "{} is empty: {} colours", scene.scene, colours.len());
        drawn += 1;
    }
    assert!(drawn >= 8, "{drawn}");
    let unknown = |scene: &str, palette: &str| scenes::draw(&Scene { scene: scene.to_owned(), palette: palette.to_owned(), mirrored: false });
    assert!(unknown("nothing", "walnut").is_err() && unknown("flat-white", "nothing").is_err());
}

#[test]
fn no_scene_leaves_a_colour_open() {
    let palettes: Value = serde_json::from_str(include_str!("../../demonstration/palettes.json")).unwrap();
    let names: Vec<Vec<&String>> = palettes.as_object().unwrap().values().map(|palette| palette.as_object().unwrap().keys().collect()).collect();
    assert!(names.windows(2).all(|pair| pair[0] == pair[1]), "palettes differ in what they name");
    for line in include_str!("../../demonstration/photos.ndjson").lines() {
        let scene: Scene = serde_json::from_str(line).unwrap();
        assert!(palettes[&scene.palette].is_object(), "{}", scene.palette);
        assert_eq!(scenes::open_colours(&scene).unwrap(), Vec::<String>::new(), "{}", scene.scene);
    }
}

#[sqlx::test]
async fn a_photo_is_shown_once_its_variants_lie_at_the_edge_and_is_gone_when_it_is_taken_away(db: PgPool) {
    let router = demonstration(&db).await;
    let edges = Receiver::default();
    let bench = edges.bench(&db).await;
    let picture = jpeg(&two_halves(900, 600), 1);
    let before = show(&router, PROFILE).await["photos"].as_array().unwrap().len();
    let taken = ask(&router, signed("POST", PHOTOS, &new_photo(&picture, "  Two   halves "))).await;
    assert_eq!(taken.status(), StatusCode::ACCEPTED);
    let id = body(taken).await["id"].as_str().unwrap().to_owned();
    let again = ask(&router, signed("POST", PHOTOS, &new_photo(&picture, "Another name"))).await;
    assert_eq!(body(again).await["id"], id.as_str(), "the same picture sent twice is one photo");
    assert_eq!(show(&router, PROFILE).await["photos"].as_array().unwrap().len(), before, "shown before there is anything to see");

    work_off(&bench).await;
    let mut files: Vec<String> = edges.photos.lock().unwrap().keys().cloned().collect();
    files.sort();
    let expected = ["400.jpg", "400.webp", "800.jpg", "800.webp", "900.jpg", "900.webp", "original"];
    assert_eq!(files, expected.map(|name| format!("/internal/photo-files/{id}/{name}")));
    assert_eq!(edges.photos.lock().unwrap()[&format!("/internal/photo-files/{id}/original")], picture);
    // Another origin: this one's own answers are a second old at most, but a test does not wait for that.
    let router = serve(app(db.clone(), noon()));
    let profile = show(&router, PROFILE).await;
    let photo = profile["photos"].as_array().unwrap().iter().find(|photo| photo["id"] == id.as_str()).unwrap();
    assert_eq!(*photo, json!({ "id": id, "alt": "Two halves", "credit": "Aino", "width": 900, "height": 600, "widths": [400, 800, 900] }));
    let tag = format!("cafe:{}", profile["id"].as_str().unwrap());
    assert_eq!(edges.generations_of(&tag).len(), 1, "the edge is not told");
    let kept: Option<Vec<u8>> = sqlx::query_scalar("SELECT original FROM photos WHERE id = $1::uuid").bind(&id).fetch_one(&db).await.unwrap();
    assert_eq!(kept, None, "what was sent is kept twice");

    assert_eq!(ask(&router, signed("DELETE", &format!("/internal/photos/{id}"), "")).await.status(), StatusCode::OK);
    assert_eq!(show(&router, PROFILE).await["photos"].as_array().unwrap().len(), before);
    work_off(&bench).await;
    assert!(edges.photos.lock().unwrap().is_empty(), "files of a photo that was taken away are still there");
    assert_eq!(ask(&router, signed("DELETE", &format!("/internal/photos/{id}"), "")).await.status(), StatusCode::NOT_FOUND);
}

#[sqlx::test]
async fn a_photo_that_is_taken_away_while_it_is_made_leaves_no_files_behind(db: PgPool) {
    let router = demonstration(&db).await;
    let edges = Receiver::default();
    let bench = edges.bench(&db).await;
    let taken = ask(&router, signed("POST", PHOTOS, &new_photo(&jpeg(&two_halves(400, 400), 1), "Soon gone"))).await;
    let id = body(taken).await["id"].as_str().unwrap().to_owned();
    // Between the reading of what was sent and the note of what was made.
    edges.on_photo("DELETE FROM photos WHERE alt = 'Soon gone'", &db);
    work_off(&bench).await;
    work_off(&bench).await;
    assert_eq!(edges.photos.lock().unwrap().keys().filter(|path| path.contains(&id)).count(), 0);
}

#[sqlx::test]
async fn a_photo_that_is_taken_away_between_two_tries_leaves_no_files_behind(db: PgPool) {
    let router = demonstration(&db).await;
    let edges = Receiver::default();
    let bench = edges.bench(&db).await;
    let taken = ask(&router, signed("POST", PHOTOS, &new_photo(&jpeg(&two_halves(900, 400), 1), "Soon gone"))).await;
    let id = body(taken).await["id"].as_str().unwrap().to_owned();
    // What was sent and the first variant arrive, the next one does not.
    edges.fail_after_photos(2);
    work_off(&bench).await;
    assert_eq!(edges.photos.lock().unwrap().len(), 2);
    assert_eq!(ask(&router, signed("DELETE", &format!("/internal/photos/{id}"), "")).await.status(), StatusCode::OK);
    sqlx::raw_sql("UPDATE graphile_worker._private_jobs SET run_at = now()").execute(&db).await.unwrap();
    work_off(&bench).await;
    assert_eq!(edges.photos.lock().unwrap().keys().cloned().collect::<Vec<_>>(), Vec::<String>::new());
}

#[sqlx::test]
async fn what_was_taken_away_goes_before_anything_new_is_made(db: PgPool) {
    let router = demonstration(&db).await;
    let edges = Receiver::default();
    let bench = edges.bench(&db).await;
    assert_eq!(status_and_detail(&router, &jpeg(&two_halves(400, 400), 1), "New").await.0, StatusCode::ACCEPTED);
    let gone = DropPhotoFiles { photo: Uuid::now_v7(), widths: vec![400], original: true };
    enqueue(&mut db.acquire().await.unwrap(), &gone).await.unwrap();
    work_off(&bench).await;
    let methods: Vec<Method> = edges.photo_calls.lock().unwrap().iter().map(|(method, _)| method.clone()).collect();
    assert_eq!(methods, [Method::DELETE, Method::DELETE, Method::DELETE, Method::PUT, Method::PUT, Method::PUT]);
}

#[sqlx::test]
async fn pictures_are_read_one_at_a_time_also_when_a_caller_leaves_and_who_waits_too_long_is_told_so(db: PgPool) {
    let _router = demonstration(&db).await;
    let app = app(db.clone(), noon());
    let router = serve(app.clone());
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let turn = app.decoding_turn.clone();
    let first = tokio::spawn(async move {
        let reading = turn.take(move || {
            let _ = begun.send(());
            let _ = may_go_on.recv();
        });
        reading.await
    });
    has_begun.await.unwrap();
    first.abort();
    let picture = jpeg(&two_halves(400, 400), 1);
    let refused = ask(&router, signed("POST", PHOTOS, &new_photo(&picture, "Another"))).await;
    assert_eq!((refused.status(), refused.headers()["retry-after"].to_str().unwrap()), (StatusCode::SERVICE_UNAVAILABLE, "10"));
    go_on.send(()).unwrap();
    assert_eq!(status_and_detail(&router, &picture, "Another").await.0, StatusCode::ACCEPTED);
}

#[sqlx::test]
async fn bad_pictures_and_too_many_are_refused_before_anything_is_stored(db: PgPool) {
    let router = demonstration(&db).await;
    let good = jpeg(&two_halves(400, 400), 1);
    let count = async || -> i64 { sqlx::query_scalar("SELECT count(*) FROM photos WHERE source IS NULL").fetch_one(&db).await.unwrap() };
    for (picture, alt, sentence) in [
        (&b"not a picture"[..], "Words", "neither JPEG"),
        (&good[..], "", "Say in `alt`"),
        (&good[..], "   ", "Say in `alt`"),
        (&good[..], "a\u{7}b", "control characters"),
        (&good[..], &"x".repeat(301), "300 characters"),
    ] {
        let (status, detail) = status_and_detail(&router, picture, alt).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{detail}");
        assert!(detail.contains(sentence), "{detail}");
    }
    for (path, body, status) in [
        (PHOTOS, r#"{"picture":"***","alt":"Words"}"#.to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        (PHOTOS, r#"{"picture":"","alt":"Words","size":1}"#.to_owned(), StatusCode::BAD_REQUEST),
        ("/internal/cafes/nowhere/photos", new_photo(&good, "Words"), StatusCode::NOT_FOUND),
        ("/internal/roasters/slow-ferry-helsinki/photos", new_photo(&good, "Words"), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(ask(&router, signed("POST", path, &body)).await.status(), status, "{path}");
    }
    assert_eq!(count().await, 0);
    assert_eq!(get(&router, PHOTOS).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    let missing = i64::from(PHOTOS_A_PLACE_MAX) - {
        let there: i64 =
            sqlx::query_scalar("SELECT count(*) FROM photos ph JOIN places p ON p.id = ph.place_id WHERE p.slug = 'slow-ferry-helsinki'").fetch_one(&db).await.unwrap();
        there
    };
    for number in 0..missing {
        let side = 400 + u32::try_from(number).unwrap();
        assert_eq!(status_and_detail(&router, &jpeg(&two_halves(side, 400), 1), "One more").await.0, StatusCode::ACCEPTED);
    }
    let (status, detail) = status_and_detail(&router, &jpeg(&two_halves(800, 400), 1), "One too many").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(detail.contains("take one away first"), "{detail}");
}
