//! Attempts to poison the cache, to read what is not public, or to confuse one address with another. After each of them everybody else
//! still gets exactly what they got before.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use reqwest::{Method, Response};
use tests::Stage;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const PAGE: &str = "/cafes/slow-ferry-helsinki";
const API: &str = "/api/v1/cafes/slow-ferry-helsinki";

/// Headers that other sites have been poisoned by, with a word that must never come back.
const UNKEYED: [(&str, &str); 22] = [
    ("x-forwarded-host", "canary.example"),
    ("x-forwarded-scheme", "canary"),
    ("x-forwarded-proto", "canary"),
    ("x-forwarded-port", "1337"),
    ("x-forwarded-prefix", "/canary"),
    ("forwarded", "host=canary.example"),
    ("x-host", "canary.example"),
    ("x-original-url", "/canary"),
    ("x-rewrite-url", "/canary"),
    ("x-http-method-override", "DELETE"),
    ("x-method-override", "POST"),
    ("x-http-host-override", "canary.example"),
    ("origin", "https://canary.example"),
    ("referer", "https://canary.example/"),
    ("user-agent", "canary"),
    ("accept-language", "canary"),
    ("accept", "text/canary"),
    ("cookie", "session=canary; lang=canary"),
    ("authorization", "Bearer canary"),
    ("cache-control", "no-cache, no-store"),
    ("pragma", "no-cache"),
    ("if-modified-since", "Thu, 01 Jan 2099 00:00:00 GMT"),
];

/// What a visitor without any header gets.
async fn plain(stage: &Stage, path: &str) -> (u16, String) {
    let answer = stage.get(path).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn said(answer: &Response, word: &str) -> bool {
    answer.headers().values().any(|value| value.to_str().is_ok_and(|value| value.contains(word)))
}

/// A request as bytes, because clients mend what attackers do not.
async fn raw(stage: &Stage, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(stage.edge.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(request).await.unwrap();
    let (mut answer, mut piece) = (Vec::new(), vec![0; 16 * 1024]);
    while !is_whole(&answer)
        && let Ok(Ok(length @ 1..)) = timeout(Duration::from_secs(5), stream.read(&mut piece)).await
    {
        answer.extend(piece.get(..length).unwrap_or_default());
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Whether all of an answer has come. The connection may be kept open whatever was asked, so its end says nothing.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|length| length.parse::<usize>().ok());
    match length {
        Some(length) => body.len() >= length,
        None => !head.contains("\r\ntransfer-encoding: chunked") || body.ends_with("0\r\n\r\n"),
    }
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn headers_outside_the_key_change_nothing_for_anybody() {
    let stage = Stage::start().await.unwrap();
    for path in [PAGE, API] {
        // Cold first: the attacker's request is the one that fills the cache.
        for (name, value) in UNKEYED {
            let attacked = stage.client.get(format!("{}{path}", stage.edge.url)).header(name, value).send().await.unwrap();
            assert_eq!(attacked.status(), 200, "{name} at {path}");
            assert!(!said(&attacked, "canary"), "{name} at {path}");
            assert!(!attacked.text().await.unwrap().contains("canary"), "{name} at {path}");
        }
        let huge = stage.client.get(format!("{}{path}", stage.edge.url)).header("x-huge", "a".repeat(30_000)).send().await.unwrap();
        assert!([200, 431].contains(&huge.status().as_u16()));
        let (status, body) = plain(&stage, path).await;
        assert!(status == 200 && !body.contains("canary"));
    }
}

#[tokio::test]
async fn tracking_and_cloaked_parameters_reach_neither_key_nor_page() {
    let stage = Stage::start().await.unwrap();
    // Another meaning is another key.
    let (_, other) = plain(&stage, "/cafes?brewing=aeropress").await;
    let (_, clean) = plain(&stage, "/cafes?brewing=v60").await;
    assert_ne!(other, clean);
    for query in [
        "brewing=v60&utm_source=canary",
        "utm_content=canary;brewing=aeropress&brewing=v60",
        "brewing=v60&_method=POST",
        "brewing=v60&callback=canary",
        "brewing=v60&x[]=canary",
        "brewing=v60&%62rewing%00=canary",
    ] {
        assert_eq!(plain(&stage, &format!("/cafes?{query}")).await, (200, clean.clone()), "{query}");
    }
    // Two values of one meaning are refused rather than guessed at.
    for query in ["brewing=v60&brewing=aeropress", "brewing=v60&%62rewing=aeropress"] {
        assert_eq!(plain(&stage, &format!("/cafes?{query}")).await.0, 400, "{query}");
    }
    assert_eq!(plain(&stage, "/cafes?brewing=v60").await, (200, clean));
}

#[tokio::test]
async fn bodies_and_foreign_methods_never_fill_the_cache() {
    let stage = Stage::start().await.unwrap();
    let before = plain(&stage, API).await;
    // A GET with a body that asks for something else.
    let fat = format!("GET {API} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\nname=canary!");
    assert!(!raw(&stage, fat.as_bytes()).await.contains("canary"));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PURGE", "PROPFIND"] {
        let answer = raw(&stage, format!("{method} {API} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").as_bytes()).await;
        assert!((400..502).contains(&status(&answer)) && status(&answer) != 500, "{method}: {answer:.80}");
    }
    assert_eq!(plain(&stage, API).await, before);
}

#[tokio::test]
async fn spellings_of_a_path_are_refused_and_never_kept_under_the_right_one() {
    let stage = Stage::start().await.unwrap();
    let before = plain(&stage, PAGE).await;
    let slug = "slow-ferry-helsinki";
    for path in [
        format!("//cafes/{slug}"),
        format!("/./cafes/../cafes//{slug}"),
        format!("/cafes/%2e%2e/cafes/{slug}%00"),
        format!("/cafes/{slug};x.css"),
        format!("/cafes/{slug}/x.css"),
        format!("/cafes/{slug}%2fx.css"),
        format!("/cafes/{slug}%3Fx"),
        format!("/cafes/{slug}%23x"),
        format!("/cafes/{slug}%0d%0aX-Canary:%201"),
        format!("/CAFES/{slug}"),
        format!("/cafes/{}", slug.to_uppercase()),
        format!("/cafes\\{slug}\\"),
        format!("/cafes/{slug}%20"),
        format!("/cafes/{slug}."),
        format!("/cafes/{slug}.css"),
        format!("/cafes/{slug}\u{ff0e}css"),
    ] {
        let answer = raw(&stage, format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").as_bytes()).await;
        let status = status(&answer);
        // What a URL parser makes of dots and slashes may be the page itself, or a redirect to it; everything else is nothing.
        assert!([200, 308, 400, 404].contains(&status), "{path}: {answer:.80}");
        assert!(!answer.to_lowercase().contains("\r\nx-canary"), "{path}");
        if status == 200 {
            assert!(answer.contains(&before.1), "{path}");
        }
    }
    assert_eq!(plain(&stage, PAGE).await, before);
}

#[tokio::test]
async fn what_is_private_is_so_under_four_hundred_spellings() {
    let stage = Stage::start().await.unwrap();
    let suffixes = [
        "",
        "/",
        "//",
        "/.",
        "/..",
        ".css",
        ".js",
        ".png",
        ";.css",
        "%2ecss",
        "%2f.css",
        "/x.css",
        "/assets/site.css",
        "?x.css",
        "%3fx.css",
        "#x.css",
        "%00.css",
        "%0a.css",
        "\\x.css",
        "%5cx.css",
    ];
    let prefixes = ["", "/", "/.", "/%2e", "/cafes/..", "/cafes/%2e%2e", "/assets/..", "/assets/%2e%2e", "/%2f", "/;"];
    let private = ["/internal/purge", "/internal/cafes/slow-ferry-helsinki", "/internal/suggestions"];
    let mut asked = 0;
    for target in private {
        for prefix in prefixes {
            for suffix in suffixes {
                let path = format!("{prefix}{target}{suffix}");
                let answer = raw(&stage, format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").as_bytes()).await;
                let status = status(&answer);
                assert!([308, 400, 403, 404, 405].contains(&status), "{path}: {answer:.80}");
                assert!(answer.to_lowercase().contains("cache-control: private, no-store") || status == 308 || status == 400, "{path}: {answer:.300}");
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 600);
    let unsigned = stage.client.request(Method::PATCH, format!("{}{}", stage.edge.url, private[1])).body("{\"name\":\"Taken\"}").send().await.unwrap();
    assert_eq!(unsigned.status(), 403);
}
