//! Every route of the edge, one list, and the path from a request to an answer.

use shared::cache_policy::{self, CachePolicy};
use shared::language::Language;
use shared::limits::URL_BYTES_MAX;
use shared::problem::ProblemCode;
use shared::query;
use shared::urls::{API, ApiPath, InternalPath, OPENAPI, PagePath};

use crate::cache::tags;
use crate::incoming::Incoming;
use crate::response::Outgoing;
use crate::surroundings::Surroundings;
use crate::{configuration, forms, internal, pages, resources, writes};

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

/// All routes, in the order of [`Target`]. A test walks them. Pages have the same routes in every language, with its prefix before them.
pub const ROUTES: [Route; 50] = [
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
    open("GET, HEAD", "/suggestions/{id}"),
    public("/saved", CachePolicy::Revalidated),
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
    public("/api/v1/sources", cache_policy::PROFILE),
    open("POST", "/api/v1/suggestions"),
    open("GET, HEAD", "/api/v1/suggestions/{id}"),
    public("/api/openapi.json", cache_policy::DOCUMENT),
    public("/api/v1/status", CachePolicy::Never),
    signed("POST", "/internal/purge"),
    signed("PATCH", "/internal/cafes/{slug}"),
    signed("GET", "/internal/suggestions"),
    signed("GET", "/internal/suggestions/{id}"),
    signed("POST", "/internal/suggestions/{id}/decision"),
    signed("GET", "/internal/jobs"),
    signed("GET", "/internal/jobs/dead"),
    signed("DELETE", "/internal/jobs/dead/{job}"),
    signed("POST", "/internal/jobs/dead/{job}/requeue"),
];

/// What a path names; a page, in whichever language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Page(PagePath),
    Api(ApiPath),
    OpenApi,
    Status,
    Internal(InternalPath),
}

impl Target {
    /// `None` where there is nothing.
    pub fn parse(path: &str) -> Option<Self> {
        if path == OPENAPI {
            return Some(Self::OpenApi);
        }
        if path.strip_prefix(API) == Some("/status") {
            return Some(Self::Status);
        }
        let api = || ApiPath::parse(path).map(Self::Api);
        api().or_else(|| PagePath::parse(Language::split(path).1).map(Self::Page)).or_else(|| InternalPath::parse(path).map(Self::Internal))
    }

    /// The declared route. The match is whole: a new page or resource does not compile without one.
    pub fn route(&self) -> &'static Route {
        let [home, cafes, cafe, roasters, roaster, artisans, artisan, methods, method, stories, story, cities, city, near, search, pages @ ..] = &ROUTES;
        let [suggest_page, correct, report_closed, suggestion_page, saved, about, attribution, api @ ..] = pages;
        let [api_cafes, api_cafe, api_reviews, api_roasters, api_roaster, api_artisans, api_artisan, api_cities, api_city, api @ ..] = api;
        let [api_methods, api_method, api_stories, api_story, api_search, api_sources, suggest, suggestion, others @ ..] = api;
        let [openapi, status, purge, change_cafe, suggestions, suggested, decision, jobs, dead_letters, dead_letter, requeue] = others;
        match self {
            Self::Page(PagePath::Home) => home,
            Self::Page(PagePath::Cafes) => cafes,
            Self::Page(PagePath::Cafe(_)) => cafe,
            Self::Page(PagePath::Roasters) => roasters,
            Self::Page(PagePath::Roaster(_)) => roaster,
            Self::Page(PagePath::Artisans) => artisans,
            Self::Page(PagePath::Artisan(_)) => artisan,
            Self::Page(PagePath::BrewingMethods) => methods,
            Self::Page(PagePath::BrewingMethod(_)) => method,
            Self::Page(PagePath::Stories) => stories,
            Self::Page(PagePath::Story(_)) => story,
            Self::Page(PagePath::Cities) => cities,
            Self::Page(PagePath::City(..)) => city,
            Self::Page(PagePath::Near) => near,
            Self::Page(PagePath::Search) => search,
            Self::Page(PagePath::Suggest) => suggest_page,
            Self::Page(PagePath::Correct(_)) => correct,
            Self::Page(PagePath::ReportClosed(_)) => report_closed,
            Self::Page(PagePath::Suggestion(_)) => suggestion_page,
            Self::Page(PagePath::Saved) => saved,
            Self::Page(PagePath::About) => about,
            Self::Page(PagePath::Attribution) => attribution,
            Self::Api(ApiPath::Cafes) => api_cafes,
            Self::Api(ApiPath::Cafe(_)) => api_cafe,
            Self::Api(ApiPath::Reviews(_)) => api_reviews,
            Self::Api(ApiPath::Roasters) => api_roasters,
            Self::Api(ApiPath::Roaster(_)) => api_roaster,
            Self::Api(ApiPath::Artisans) => api_artisans,
            Self::Api(ApiPath::Artisan(_)) => api_artisan,
            Self::Api(ApiPath::Cities) => api_cities,
            Self::Api(ApiPath::City(..)) => api_city,
            Self::Api(ApiPath::BrewingMethods) => api_methods,
            Self::Api(ApiPath::BrewingMethod(_)) => api_method,
            Self::Api(ApiPath::Stories) => api_stories,
            Self::Api(ApiPath::Story(_)) => api_story,
            Self::Api(ApiPath::Search) => api_search,
            Self::Api(ApiPath::Sources) => api_sources,
            Self::Api(ApiPath::Suggestions) => suggest,
            Self::Api(ApiPath::Suggestion(_)) => suggestion,
            Self::OpenApi => openapi,
            Self::Status => status,
            Self::Internal(InternalPath::Purge) => purge,
            Self::Internal(InternalPath::Cafe(_)) => change_cafe,
            Self::Internal(InternalPath::Suggestions) => suggestions,
            Self::Internal(InternalPath::Suggestion(_)) => suggested,
            Self::Internal(InternalPath::Decision(_)) => decision,
            Self::Internal(InternalPath::Jobs) => jobs,
            Self::Internal(InternalPath::DeadLetters) => dead_letters,
            Self::Internal(InternalPath::DeadLetter(_)) => dead_letter,
            Self::Internal(InternalPath::Requeue(_)) => requeue,
        }
    }
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
    if let Some(path) = without_trailing_slash(&incoming.path) {
        return Outgoing::new(308, "text/plain", Vec::new(), &incoming.trace_id).with_header("location", with_query(path, &incoming.query));
    }
    let Some(target) = Target::parse(&incoming.path) else {
        return refuse(&surroundings, ProblemCode::NotFound, "There is nothing under this address.");
    };
    let route = target.route();
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
        Target::Internal(_) => internal::forward(incoming, &surroundings).await,
    }
}

/// A mistake in the request: a page for people, a problem for programs.
fn refusal(incoming: &Incoming, surroundings: &Surroundings, code: ProblemCode, detail: &str) -> Outgoing {
    let for_programs = ["/api/", "/internal/"].iter().any(|prefix| incoming.path.starts_with(prefix));
    if for_programs || matches!(code, ProblemCode::MethodNotAllowed) {
        Outgoing::problem(code, detail, &incoming.trace_id)
    } else {
        pages::refusal(incoming, surroundings, code, detail)
    }
}

/// `/cafes/` is `/cafes`. Only plain paths: `//host` must not become a redirect to a foreign one.
fn without_trailing_slash(path: &str) -> Option<&str> {
    let trimmed = path.strip_suffix('/')?;
    Target::parse(trimmed).filter(|_| trimmed.len() > 1).map(|_| trimmed)
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_route_is_reached_by_an_address_of_its_pattern() {
        for route in &ROUTES {
            let path = route
                .pattern
                .replace("{slug}", "a-b")
                .replace("{method}", "v60")
                .replace("{country}", "fi")
                .replace("{city}", "helsinki")
                .replace("{job}", "42")
                .replace("{id}", "0190a3b4-0000-7000-8000-000000000000");
            let target = Target::parse(&path).unwrap_or_else(|| panic!("{path} is not parsed"));
            assert_eq!(target.route(), route, "{path}");
        }
    }

    #[test]
    fn every_page_has_an_address_in_every_language_and_nothing_else_has() {
        for language in Language::ALL {
            assert_eq!(Target::parse(&language.path("/")), Some(Target::Page(PagePath::Home)));
            assert_eq!(Target::parse(&language.path("/cities/fi/helsinki")), Target::parse("/cities/fi/helsinki"));
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
            let of_visitors = ["/api/v1/suggestions", "/suggest", "/cafes/{slug}/correct", "/cafes/{slug}/closed"];
            let stance = if of_visitors.contains(&route.pattern) { Stance::Public } else { Stance::Signed };
            assert_eq!((route.stance, route.policy), (stance, CachePolicy::Never), "{}", route.pattern);
        }
    }

    #[test]
    fn only_our_own_paths_lose_their_trailing_slash() {
        assert_eq!(without_trailing_slash("/cafes/"), Some("/cafes"));
        assert_eq!(without_trailing_slash("/es/"), Some("/es"));
        assert_eq!(without_trailing_slash("/es/cafes/"), Some("/es/cafes"));
        for other in ["/", "//", "//evil.example/", "/nothing/", "/cafes", "/cafes//", "/internal/", "/es", "/es//", "/esx/", "/en/", "//es/"] {
            assert_eq!(without_trailing_slash(other), None, "{other}");
        }
    }
}
