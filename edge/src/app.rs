//! Every route of the edge, one list, and the path from a request to an answer.

use shared::cache_policy::{self, CachePolicy};
use shared::limits::URL_BYTES_MAX;
use shared::problem::ProblemCode;
use shared::query;
use shared::urls::{ApiPath, InternalPath};

use crate::cache::tags;
use crate::incoming::Incoming;
use crate::response::Outgoing;
use crate::surroundings::Surroundings;
use crate::target::Target;
use crate::{configuration, forms, internal, pages, photos, pictures, resources, sitemaps, writes};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// Anyone; the answer is the same for everyone.
    Public,
    /// Our own servers and operators, by a signature over the call.
    Signed,
}

/// A route as it is declared: there is no way to serve one without policy and stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    pub pattern: &'static str,
    /// As the `Allow` header lists them.
    pub methods: &'static str,
    pub policy: CachePolicy,
    pub stance: Stance,
}

const fn public(pattern: &'static str, policy: CachePolicy) -> Route {
    Route { pattern, methods: "GET, HEAD", policy, stance: Stance::Public }
}

/// Open to anyone, and not to be answered by anything that is kept.
const fn open(methods: &'static str, pattern: &'static str) -> Route {
    Route { pattern, methods, policy: CachePolicy::Never, stance: Stance::Public }
}

const fn signed(methods: &'static str, pattern: &'static str) -> Route {
    Route { pattern, methods, policy: CachePolicy::Never, stance: Stance::Signed }
}

/// All routes. A test walks them. Pages and their pictures have the same routes in every language, with its prefix before them.
pub const ROUTES: &[Route] = &[
    public("/", CachePolicy::Revalidated),
    public("/cafes", CachePolicy::Revalidated),
    public("/cafes/{slug}", CachePolicy::Revalidated),
    public("/roasters", CachePolicy::Revalidated),
    public("/roasters/{slug}", CachePolicy::Revalidated),
    public("/artisans", CachePolicy::Revalidated),
    public("/artisans/{slug}", CachePolicy::Revalidated),
    public("/brewing", CachePolicy::Revalidated),
    public("/brewing/{method}", CachePolicy::Revalidated),
    public("/stories", CachePolicy::Revalidated),
    public("/stories/{slug}", CachePolicy::Revalidated),
    public("/cities", CachePolicy::Revalidated),
    public("/cities/{country}/{city}", CachePolicy::Revalidated),
    public("/near", CachePolicy::Revalidated),
    public("/search", CachePolicy::Revalidated),
    open("GET, HEAD, POST", "/suggest"),
    open("GET, HEAD, POST", "/cafes/{slug}/correct"),
    open("GET, HEAD, POST", "/cafes/{slug}/closed"),
    open("GET, HEAD, POST", "/roasters/{slug}/correct"),
    open("GET, HEAD, POST", "/roasters/{slug}/closed"),
    open("GET, HEAD", "/suggestions/{id}"),
    public("/saved", CachePolicy::Revalidated),
    public("/offline", CachePolicy::Revalidated),
    public("/about", CachePolicy::Revalidated),
    public("/attribution", CachePolicy::Revalidated),
    public("/api/v1/cafes", cache_policy::PROFILE),
    public("/api/v1/cafes/{slug}", cache_policy::PROFILE),
    public("/api/v1/cafes/{slug}/reviews", cache_policy::PROFILE),
    public("/api/v1/roasters", cache_policy::PROFILE),
    public("/api/v1/roasters/{slug}", cache_policy::PROFILE),
    public("/api/v1/artisans", cache_policy::PROFILE),
    public("/api/v1/artisans/{slug}", cache_policy::PROFILE),
    public("/api/v1/cities", cache_policy::PROFILE),
    public("/api/v1/cities/{country}/{city}", cache_policy::PROFILE),
    public("/api/v1/brewing-methods", cache_policy::PROFILE),
    public("/api/v1/brewing-methods/{method}", cache_policy::PROFILE),
    public("/api/v1/stories", cache_policy::PROFILE),
    public("/api/v1/stories/{slug}", cache_policy::PROFILE),
    public("/api/v1/search", cache_policy::PROFILE),
    public("/api/v1/facets", cache_policy::COUNTS),
    public("/api/v1/sources", cache_policy::PROFILE),
    public("/api/v1/sitemaps/{part}", cache_policy::DOCUMENT),
    open("POST", "/api/v1/suggestions"),
    open("GET, HEAD", "/api/v1/suggestions/{id}"),
    public("/api/openapi.json", cache_policy::DOCUMENT),
    public("/api/v1/status", CachePolicy::Never),
    public("/photos/{id}/{file}", cache_policy::PHOTO),
    public("/pictures/cafes/{slug}.png", cache_policy::PICTURE),
    public("/pictures/roasters/{slug}.png", cache_policy::PICTURE),
    public("/pictures/artisans/{slug}.png", cache_policy::PICTURE),
    public("/pictures/brewing/{method}.png", cache_policy::PICTURE),
    public("/pictures/stories/{slug}.png", cache_policy::PICTURE),
    public("/pictures/cities/{country}/{city}.png", cache_policy::PICTURE),
    public("/robots.txt", cache_policy::DOCUMENT),
    public("/sitemap.xml", cache_policy::DOCUMENT),
    public("/sitemaps/{part}.xml", cache_policy::DOCUMENT),
    signed("POST", "/internal/purge"),
    signed("PATCH", "/internal/cafes/{slug}"),
    signed("POST", "/internal/cafes/{slug}/photos"),
    signed("POST", "/internal/roasters/{slug}/photos"),
    signed("DELETE", "/internal/photos/{id}"),
    signed("PUT, DELETE", "/internal/photo-files/{id}/{file}"),
    signed("GET", "/internal/suggestions"),
    signed("GET", "/internal/suggestions/{id}"),
    signed("POST", "/internal/suggestions/{id}/decision"),
    signed("GET", "/internal/jobs"),
    signed("GET", "/internal/jobs/dead"),
    signed("DELETE", "/internal/jobs/dead/{job}"),
    signed("POST", "/internal/jobs/dead/{job}/requeue"),
];

/// A path under no declared pattern is one that nobody may call; a test finds none.
const UNDECLARED: Route = Route { pattern: "", methods: "", policy: CachePolicy::Never, stance: Stance::Signed };

/// The declaration that a path falls under.
pub fn route_of(target: &Target) -> &'static Route {
    let pattern = target.pattern();
    ROUTES.iter().find(|route| route.pattern == pattern).unwrap_or(&UNDECLARED)
}

/// Answers one request.
pub async fn answer(incoming: Incoming, surroundings: Surroundings) -> Outgoing {
    let outgoing = dispatch(&incoming, surroundings).await;
    outgoing.for_request(&incoming.method, incoming.if_none_match.as_deref())
}

async fn dispatch(incoming: &Incoming, mut surroundings: Surroundings) -> Outgoing {
    let refuse = |surroundings: &Surroundings, code: ProblemCode, detail: &str| refusal(incoming, surroundings, code, detail);
    if incoming.path.len().saturating_add(incoming.query.len()) > URL_BYTES_MAX {
        return refuse(&surroundings, ProblemCode::UriTooLong, "This address is longer than any of ours.");
    }
    let moved = |location: String| Outgoing::new(308, "text/plain", Vec::new(), &incoming.trace_id).with_header("location", location);
    if let Some(path) = usual_spelling(&incoming.path) {
        return moved(with_query(&path, &incoming.query));
    }
    // Where programs look that read no page's head.
    if incoming.path == "/favicon.ico" {
        return moved(surroundings.assets.icon_small.clone());
    }
    let Some(target) = Target::parse(&incoming.path) else {
        return refuse(&surroundings, ProblemCode::NotFound, "There is nothing under this address.");
    };
    let route = route_of(&target);
    if !route.methods.split(", ").any(|method| method == incoming.method) {
        return refuse(&surroundings, ProblemCode::MethodNotAllowed, &format!("This address answers {}.", route.methods)).with_header("allow", route.methods);
    }
    let parameters = match query::parse(&incoming.query) {
        Ok(parameters) => parameters,
        Err(error) => return refuse(&surroundings, ProblemCode::BadRequest, &error.to_string()),
    };
    (surroundings.seen_sequence, surroundings.seen_position) = writes::seen(incoming, &surroundings);
    tags::keep_current(&surroundings).await;
    configuration::keep_current(&surroundings);
    match target {
        Target::Page(page) if incoming.method == "POST" => forms::submit(incoming, &surroundings, &page).await,
        Target::Page(page) => pages::render(incoming, &surroundings, route, &page, &parameters).await,
        Target::Api(ApiPath::Suggestions) => writes::from_visitor(incoming, &surroundings).await,
        Target::Api(api) => resources::show(incoming, &surroundings, route, &api, &parameters).await,
        Target::OpenApi => resources::openapi(incoming, &surroundings, route).await,
        Target::Status => resources::status(incoming, &surroundings),
        Target::Internal(InternalPath::Purge) => internal::purge(incoming, &surroundings).await,
        Target::Robots => sitemaps::robots(incoming, &surroundings),
        Target::Sitemap(sitemap) => sitemaps::show(incoming, &surroundings, sitemap).await,
        Target::Photo(photo) => photos::show(incoming, &surroundings, photo).await,
        Target::Picture(picture) => pictures::show(incoming, &surroundings, route, &picture).await,
        Target::Internal(InternalPath::PhotoFile(photo)) => internal::photo_file(incoming, &surroundings, photo).await,
        Target::Internal(call) => internal::forward(incoming, &surroundings, &call).await,
    }
}

/// A mistake in the request: a page for people, a problem for programs.
fn refusal(incoming: &Incoming, surroundings: &Surroundings, code: ProblemCode, detail: &str) -> Outgoing {
    let for_programs = ["/api/", "/internal/", "/photos/", "/sitemaps/"].iter().any(|prefix| incoming.path.starts_with(prefix));
    if for_programs || incoming.page_path().starts_with("/pictures/") || matches!(code, ProblemCode::MethodNotAllowed) {
        Outgoing::problem(code, detail, &incoming.trace_id)
    } else {
        pages::refusal(incoming, surroundings, code, detail)
    }
}

/// How a path of ours is usually written, where it is written otherwise: `/cafes/` is `/cafes`, so is `/caf%65s`, and English has no prefix. Only plain
/// paths: `//host` must not become a redirect to a foreign one.
fn usual_spelling(path: &str) -> Option<String> {
    let plain = query::without_needless_escapes(path);
    let english = plain.strip_prefix("/en").filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let rest = english.unwrap_or(&plain);
    let trimmed = match rest.strip_suffix('/') {
        _ if rest.is_empty() => "/",
        Some("" | "/") | None => rest,
        Some(trimmed) => trimmed,
    };
    (trimmed != path && Target::parse(trimmed).is_some()).then(|| trimmed.to_owned())
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use shared::language::Language;
    use shared::slug::Slug;
    use shared::urls::{CountryCode, OPENAPI, PagePath, PicturePath};

    use super::*;

    #[test]
    fn every_declared_route_is_reached_by_an_address_of_its_pattern() {
        for route in ROUTES {
            let path = route
                .pattern
                .replace("{slug}", "a-b")
                .replace("{method}", "v60")
                .replace("{country}", "fi")
                .replace("{city}", "helsinki")
                .replace("{job}", "42")
                .replace("{file}", "800.webp")
                .replace("{part}", "0a")
                .replace("{id}", "0190a3b4-0000-7000-8000-000000000000");
            let target = Target::parse(&path).unwrap_or_else(|| panic!("{path} is not parsed"));
            assert_eq!(route_of(&target), route, "{path}");
        }
    }

    #[test]
    fn every_page_has_an_address_in_every_language_and_nothing_else_has() {
        for language in Language::ALL {
            assert_eq!(Target::parse(&language.path("/")), Some(Target::Page(PagePath::Home)));
            assert_eq!(Target::parse(&language.path("/cities/fi/helsinki")), Target::parse("/cities/fi/helsinki"));
            let picture = PicturePath::City(CountryCode::parse("fi").unwrap(), Slug::parse("helsinki").unwrap());
            assert_eq!(Target::parse(&language.path(&picture.path())), Some(Target::Picture(picture)));
            if language != Language::English {
                for path in ["/api/v1/cafes", "/api/v1/status", OPENAPI, "/internal/purge", "/es/cafes", "//cafes"] {
                    assert_eq!(Target::parse(&language.path(path)), None, "{path}");
                }
            }
        }
        assert_eq!(Target::parse("/en/cafes"), None, "English has one address for each page");
    }

    #[test]
    fn what_changes_something_is_never_kept_and_open_to_visitors_only_where_it_is_meant_to_be() {
        for route in ROUTES.iter().filter(|route| route.methods != "GET, HEAD") {
            let of_visitors = ["/api/v1/suggestions", "/suggest", "/cafes/{slug}/correct", "/cafes/{slug}/closed", "/roasters/{slug}/correct", "/roasters/{slug}/closed"];
            let stance = if of_visitors.contains(&route.pattern) { Stance::Public } else { Stance::Signed };
            assert_eq!((route.stance, route.policy), (stance, CachePolicy::Never), "{}", route.pattern);
        }
    }

    #[test]
    fn only_our_own_paths_are_led_to_their_usual_spelling() {
        for (other, usual) in [
            ("/cafes/", "/cafes"),
            ("/es/", "/es"),
            ("/es/cafes/", "/es/cafes"),
            ("/en", "/"),
            ("/en/", "/"),
            ("/en/cafes/slow-ferry-helsinki", "/cafes/slow-ferry-helsinki"),
            ("/caf%65s", "/cafes"),
            ("/cafes/slow%2Dferry%2dhelsinki/", "/cafes/slow-ferry-helsinki"),
        ] {
            assert_eq!(usual_spelling(other).as_deref(), Some(usual), "{other}");
        }
        for other in
            ["/", "//", "//evil.example/", "/nothing/", "/cafes", "/cafes//", "/internal/", "/es", "/es//", "/esx/", "//es/", "/en//evil.example", "/enx", "/cafes%2Fa", "/%"]
        {
            assert_eq!(usual_spelling(other), None, "{other}");
        }
    }
}
