//! Every declared route of the Worker as built: it answers, as it is declared, and to nobody else.

use std::collections::{BTreeMap, BTreeSet};

use edge::app::{ROUTES, Stance};
use origin::app::document;
use reqwest::Method;
use serde_json::Value;
use shared::cache_policy::CachePolicy;
use shared::security_headers::SECURITY_HEADERS;
use shared::signed_call::SIGNATURE_HEADER;
use tests::{Stage, header, signature};

/// An address that answers 200 for each declared route, on the demonstration set.
fn examples() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("/", "/"),
        ("/cafes", "/cafes?brewing=v60"),
        ("/cafes/{slug}", "/cafes/slow-ferry-helsinki"),
        ("/roasters", "/roasters"),
        ("/roasters/{slug}", "/roasters/granite-ash-helsinki"),
        ("/artisans", "/artisans"),
        ("/artisans/{slug}", "/artisans/aino-vuorisalo"),
        ("/brewing", "/brewing"),
        ("/brewing/{method}", "/brewing/v60"),
        ("/stories", "/stories"),
        ("/stories/{slug}", "/stories/forty-buns-and-a-squeak"),
        ("/search", "/search?q=ferry"),
        ("/cities", "/cities"),
        ("/cities/{country}/{city}", "/cities/fi/helsinki"),
        ("/near", "/near?at=60.17,24.94"),
        ("/suggest", "/suggest"),
        ("/cafes/{slug}/correct", "/cafes/slow-ferry-helsinki/correct"),
        ("/cafes/{slug}/closed", "/cafes/slow-ferry-helsinki/closed"),
        ("/roasters/{slug}/correct", "/roasters/granite-ash-helsinki/correct"),
        ("/roasters/{slug}/closed", "/roasters/granite-ash-helsinki/closed"),
        ("/saved", "/saved"),
        ("/offline", "/offline"),
        ("/about", "/about"),
        ("/attribution", "/attribution"),
        ("/api/v1/cafes", "/api/v1/cafes?near=60.17,24.94&radius_m=2000"),
        ("/api/v1/cafes/{slug}", "/api/v1/cafes/slow-ferry-helsinki"),
        ("/api/v1/cafes/{slug}/reviews", "/api/v1/cafes/slow-ferry-helsinki/reviews"),
        ("/api/v1/artisans", "/api/v1/artisans?limit=5"),
        ("/api/v1/artisans/{slug}", "/api/v1/artisans/aino-vuorisalo"),
        ("/api/v1/stories", "/api/v1/stories"),
        ("/api/v1/stories/{slug}", "/api/v1/stories/forty-buns-and-a-squeak"),
        ("/api/v1/search", "/api/v1/search?q=ferry"),
        ("/api/v1/brewing-methods/{method}", "/api/v1/brewing-methods/v60"),
        ("/api/v1/roasters", "/api/v1/roasters?country=fi"),
        ("/api/v1/roasters/{slug}", "/api/v1/roasters/granite-ash-helsinki"),
        ("/api/v1/cities", "/api/v1/cities?q=hel"),
        ("/api/v1/cities/{country}/{city}", "/api/v1/cities/fi/helsinki"),
        ("/api/v1/brewing-methods", "/api/v1/brewing-methods"),
        ("/api/v1/facets", "/api/v1/facets?near=60.17,24.94&radius_m=2000"),
        ("/api/v1/sources", "/api/v1/sources"),
        ("/api/v1/sitemaps/{part}", "/api/v1/sitemaps/0a"),
        ("/pictures/cafes/{slug}.png", "/pictures/cafes/slow-ferry-helsinki.png"),
        ("/pictures/roasters/{slug}.png", "/pictures/roasters/granite-ash-helsinki.png"),
        ("/pictures/artisans/{slug}.png", "/pictures/artisans/aino-vuorisalo.png"),
        ("/pictures/brewing/{method}.png", "/pictures/brewing/v60.png"),
        ("/pictures/stories/{slug}.png", "/pictures/stories/forty-buns-and-a-squeak.png"),
        ("/pictures/cities/{country}/{city}.png", "/pictures/cities/fi/helsinki.png"),
        ("/robots.txt", "/robots.txt"),
        ("/sitemap.xml", "/sitemap.xml"),
        ("/sitemaps/{part}.xml", "/sitemaps/0a.xml"),
        ("/api/openapi.json", "/api/openapi.json"),
        ("/api/v1/status", "/api/v1/status"),
    ])
}

#[tokio::test]
async fn every_declared_route_has_an_example_and_keeps_its_declaration() {
    let stage = Stage::start().await.unwrap();
    let mut examples = examples();
    let closed = r#"{"proposal":{"kind":"closed","slug":"slow-ferry-helsinki"}}"#;
    let suggesting = stage.client.post(format!("{}/api/v1/suggestions", stage.edge.url)).header("idempotency-key", "k").header("content-type", "application/json");
    let receipt: Value = suggesting.body(closed).send().await.unwrap().json().await.unwrap();
    let id = receipt["id"].as_str().unwrap();
    let (receipt, receipt_page) = (format!("/api/v1/suggestions/{id}"), format!("/suggestions/{id}"));
    examples.insert("/api/v1/suggestions/{id}", &receipt);
    examples.insert("/suggestions/{id}", &receipt_page);
    let file = "/internal/photo-files/0190a3b4-0000-7000-8000-000000000000/400.webp";
    let keeping = stage.client.put(format!("{}{file}", stage.edge.url)).header(SIGNATURE_HEADER, signature("PUT", file, b"pixels")).body("pixels");
    assert_eq!(keeping.send().await.unwrap().status(), 200);
    examples.insert("/photos/{id}/{file}", "/photos/0190a3b4-0000-7000-8000-000000000000/400.webp");
    // What visitors write has tests of its own.
    let open: Vec<_> = ROUTES.iter().filter(|route| route.stance == Stance::Public && route.methods.contains("GET")).collect();
    assert_eq!(examples.len(), open.len(), "an example names no declared route");
    for route in open {
        let path = examples.get(route.pattern).unwrap_or_else(|| panic!("{} has no example, so nothing tests it", route.pattern));
        let answer = stage.get(path).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        for (name, value) in SECURITY_HEADERS {
            assert_eq!(header(&answer, name), *value, "{name} of {path}");
        }
        assert_eq!(header(&answer, "cache-control"), route.policy.cache_control(), "{path}");
        assert_eq!(header(&answer, "cdn-cache-control"), route.policy.cdn_cache_control().unwrap_or_default(), "{path}");
        assert_eq!(header(&answer, "x-request-id").len(), 32, "{path}");
        assert!(header(&answer, "set-cookie").is_empty(), "{path}");

        let tag = header(&answer, "etag").to_owned();
        let length = answer.bytes().await.unwrap().len();
        let url = format!("{}{path}", stage.edge.url);
        let head = stage.client.head(&url).send().await.unwrap();
        assert_eq!(head.status().as_u16(), 200, "HEAD {path}");
        let mut lengths = (header(&head, "content-length").to_owned(), length.to_string());
        // What is never kept may be another the next moment: both are asked again then.
        for _ in 0..5 {
            if lengths.0 == lengths.1 || route.policy != CachePolicy::Never {
                break;
            }
            let (head, whole) = (stage.client.head(&url).send().await.unwrap(), stage.get(path).await.unwrap());
            lengths = (header(&head, "content-length").to_owned(), whole.bytes().await.unwrap().len().to_string());
        }
        assert_eq!(lengths.0, lengths.1, "HEAD {path}");
        if !tag.is_empty() {
            let again = stage.client.get(&url).header("if-none-match", &tag).send().await.unwrap();
            assert_eq!(again.status(), 304, "{path}");
            assert_eq!(header(&again, "etag"), tag);
            assert!(again.bytes().await.unwrap().is_empty());
        }
        let refused = stage.client.request(Method::PUT, &url).body("x").send().await.unwrap();
        assert_eq!((refused.status().as_u16(), header(&refused, "allow")), (405, route.methods), "PUT {path}");
    }
}

/// Method and address, whatever the parts of the address are called.
fn operation(method: &str, pattern: &str) -> String {
    let parts: Vec<&str> = pattern.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
    format!("{} {}", method.to_uppercase(), parts.join("/"))
}

#[test]
fn every_route_of_the_api_that_anyone_may_call_is_described_and_nothing_else_is() {
    let described = serde_json::to_value(document()).unwrap();
    let mut operations = BTreeSet::new();
    for (path, item) in described["paths"].as_object().unwrap() {
        operations.extend(item.as_object().unwrap().keys().map(|method| operation(method, path)));
    }
    let mut routes = BTreeSet::new();
    // How an isolate stands is for operators.
    for route in ROUTES.iter().filter(|route| route.stance != Stance::Signed && route.pattern.starts_with("/api/v1/") && route.pattern != "/api/v1/status") {
        routes.extend(route.methods.split(", ").filter(|method| *method != "HEAD").map(|method| operation(method, route.pattern)));
    }
    assert_eq!(operations, routes);
}

#[tokio::test]
async fn signed_routes_refuse_whoever_has_not_signed() {
    let stage = Stage::start().await.unwrap();
    for route in ROUTES.iter().filter(|route| route.stance == Stance::Signed) {
        let url = format!(
            "{}{}",
            stage.edge.url,
            route.pattern.replace("{file}", "400.webp").replace("{slug}", "slow-ferry-helsinki").replace("{job}", "42").replace("{id}", "0190a3b4-0000-7000-8000-000000000000")
        );
        let method = Method::from_bytes(route.methods.rsplit(", ").next().unwrap().as_bytes()).unwrap();
        let body = if method == Method::GET { "" } else { "{}" };
        let call = |signature: &str| stage.client.request(method.clone(), &url).header(SIGNATURE_HEADER, signature).body(body).send();
        for signature in ["", "expires=1, sha256=00, hmac-sha256=00", "expires=99999999999, sha256=00, hmac-sha256=zz"] {
            let refused = call(signature).await.unwrap();
            assert_eq!((refused.status().as_u16(), header(&refused, "cache-control")), (403, "private, no-store"), "{} {signature}", route.pattern);
        }
        let other = stage.client.request(Method::OPTIONS, &url).send().await.unwrap();
        assert_eq!((other.status().as_u16(), header(&other, "allow")), (405, route.methods), "{}", route.pattern);
    }
}
