//! Every route of the edge, one list, and the path from a request to an answer.

use shared::cache_policy::{self, CachePolicy};
use shared::limits::URL_BYTES_MAX;
use shared::problem::ProblemCode;
use shared::query;
use shared::urls::{API, ApiPath, OPENAPI, PagePath};
use worker::Context;

use crate::bindings::Bindings;
use crate::cache;
use crate::incoming::Incoming;
use crate::near;
use crate::pages;
use crate::response::{JSON, Outgoing};
use crate::upstream::Answer;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// Anyone; the answer is the same for everyone.
    Public,
}

/// A route as it is declared: there is no way to serve one without policy and stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    pub pattern: &'static str,
    pub policy: CachePolicy,
    pub stance: Stance,
}

const fn public(pattern: &'static str, policy: CachePolicy) -> Route {
    Route { pattern, policy, stance: Stance::Public }
}

/// All routes, in the order of [`Target`]. A test walks them.
pub const ROUTES: [Route; 21] = [
    public("/", CachePolicy::Revalidated),
    public("/cafes", CachePolicy::Revalidated),
    public("/cafes/{slug}", CachePolicy::Revalidated),
    public("/roasters", CachePolicy::Revalidated),
    public("/roasters/{slug}", CachePolicy::Revalidated),
    public("/cities", CachePolicy::Revalidated),
    public("/cities/{country}/{city}", CachePolicy::Revalidated),
    public("/near", CachePolicy::Revalidated),
    public("/saved", CachePolicy::Revalidated),
    public("/about", CachePolicy::Revalidated),
    public("/attribution", CachePolicy::Revalidated),
    public("/api/v1/cafes", cache_policy::PROFILE),
    public("/api/v1/cafes/{slug}", cache_policy::PROFILE),
    public("/api/v1/roasters", cache_policy::PROFILE),
    public("/api/v1/roasters/{slug}", cache_policy::PROFILE),
    public("/api/v1/cities", cache_policy::PROFILE),
    public("/api/v1/cities/{country}/{city}", cache_policy::PROFILE),
    public("/api/v1/brewing-methods", cache_policy::PROFILE),
    public("/api/v1/sources", cache_policy::PROFILE),
    public("/api/openapi.json", cache_policy::DOCUMENT),
    public("/api/v1/status", CachePolicy::Never),
];

/// What a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Page(PagePath),
    Api(ApiPath),
    OpenApi,
    Status,
}

impl Target {
    /// `None` where there is nothing.
    pub fn parse(path: &str) -> Option<Self> {
        if path == OPENAPI {
            Some(Self::OpenApi)
        } else if path.strip_prefix(API) == Some("/status") {
            Some(Self::Status)
        } else {
            ApiPath::parse(path).map(Self::Api).or_else(|| PagePath::parse(path).map(Self::Page))
        }
    }

    /// The declared route. The match is whole: a new page or resource does not compile without one.
    pub fn route(&self) -> &'static Route {
        let [home, cafes, cafe, roasters, roaster, cities, city, near, saved, about, attribution, api @ ..] = &ROUTES;
        let [api_cafes, api_cafe, api_roasters, api_roaster, api_cities, api_city, api_methods, api_sources, openapi, status] = api;
        match self {
            Self::Page(PagePath::Home) => home,
            Self::Page(PagePath::Cafes) => cafes,
            Self::Page(PagePath::Cafe(_)) => cafe,
            Self::Page(PagePath::Roasters) => roasters,
            Self::Page(PagePath::Roaster(_)) => roaster,
            Self::Page(PagePath::Cities) => cities,
            Self::Page(PagePath::City(..)) => city,
            Self::Page(PagePath::Near) => near,
            Self::Page(PagePath::Saved) => saved,
            Self::Page(PagePath::About) => about,
            Self::Page(PagePath::Attribution) => attribution,
            Self::Api(ApiPath::Cafes) => api_cafes,
            Self::Api(ApiPath::Cafe(_)) => api_cafe,
            Self::Api(ApiPath::Roasters) => api_roasters,
            Self::Api(ApiPath::Roaster(_)) => api_roaster,
            Self::Api(ApiPath::Cities) => api_cities,
            Self::Api(ApiPath::City(..)) => api_city,
            Self::Api(ApiPath::BrewingMethods) => api_methods,
            Self::Api(ApiPath::Sources) => api_sources,
            Self::OpenApi => openapi,
            Self::Status => status,
        }
    }
}

/// Answers one request.
pub async fn answer(incoming: Incoming, bindings: &Bindings, context: &Context) -> Outgoing {
    let outgoing = dispatch(&incoming, bindings, context).await;
    outgoing.for_request(&incoming.method, incoming.if_none_match.as_deref())
}

async fn dispatch(incoming: &Incoming, bindings: &Bindings, context: &Context) -> Outgoing {
    let refuse = |code: ProblemCode, detail: &str| refusal(incoming, bindings, code, detail);
    if incoming.path.len().saturating_add(incoming.query.len()) > URL_BYTES_MAX {
        return refuse(ProblemCode::UriTooLong, "This address is longer than any of ours.");
    }
    if let Some(path) = without_trailing_slash(&incoming.path) {
        return Outgoing::new(308, "text/plain", Vec::new(), &incoming.trace_id).with_header("location", with_query(path, &incoming.query));
    }
    let Some(target) = Target::parse(&incoming.path) else {
        return refuse(ProblemCode::NotFound, "There is nothing under this address.");
    };
    if !matches!(incoming.method.as_str(), "GET" | "HEAD") {
        return refuse(ProblemCode::MethodNotAllowed, "This address answers GET and HEAD.").with_header("allow", "GET, HEAD");
    }
    let parameters = match query::parse(&incoming.query) {
        Ok(parameters) => parameters,
        Err(error) => return refuse(ProblemCode::BadRequest, &error.to_string()),
    };
    let route = target.route();
    match target {
        Target::Page(page) => pages::render(incoming, bindings, context, route, &page, &parameters).await,
        Target::Api(api) => resource(incoming, bindings, context, route, &api, &parameters).await,
        Target::OpenApi => hand_on(incoming, route.policy, cache::get(incoming, bindings, context, OPENAPI, route.policy).await),
        Target::Status => status(incoming, bindings),
    }
}

/// A mistake in the request: a page for people, a problem for programs.
fn refusal(incoming: &Incoming, bindings: &Bindings, code: ProblemCode, detail: &str) -> Outgoing {
    if incoming.path.starts_with("/api/") || matches!(code, ProblemCode::MethodNotAllowed) {
        Outgoing::problem(code, detail, &incoming.trace_id)
    } else {
        pages::refusal(incoming, bindings, code, detail)
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

/// A resource of the JSON API. Answers to `near` are kept by cell and measured again from the point that was asked for.
async fn resource(incoming: &Incoming, bindings: &Bindings, context: &Context, route: &Route, api: &ApiPath, parameters: &[(String, String)]) -> Outgoing {
    let policy = if parameters.iter().any(|(name, value)| name == "open_now" && value == "true") { cache_policy::MOMENTARY } else { route.policy };
    let snapped = near::snap(parameters);
    let url = format!("{}{}", api.path(), query::canonical(snapped.as_ref().map_or(parameters, |snapped| &snapped.parameters), api.parameters()));
    let fetched = cache::get(incoming, bindings, context, &url, policy).await;
    match snapped {
        Some(snapped) => hand_on(incoming, policy, fetched.map_body(|body| near::measure_again(body, &snapped))),
        None => hand_on(incoming, policy, fetched),
    }
}

/// The origin's answer as it is, under the route's own policy.
fn hand_on(incoming: &Incoming, policy: CachePolicy, answer: Answer) -> Outgoing {
    match answer {
        Answer::Found { body, cache_status, age_s } => {
            Outgoing::cacheable(JSON, policy, body, &incoming.trace_id).with_header("cache-status", cache_status.to_string()).with_header("age", age_s.to_string())
        }
        Answer::Refused(problem) => Outgoing::problem(problem.code, &problem.detail, &incoming.trace_id),
        Answer::Unavailable => Outgoing::problem(ProblemCode::Unavailable, "No origin answers just now. Try again in a few seconds.", &incoming.trace_id),
    }
}

fn status(incoming: &Incoming, bindings: &Bindings) -> Outgoing {
    let body = serde_json::json!({ "build": bindings.assets.build, "origin_configured": bindings.origin_url.is_some() });
    Outgoing::new(200, JSON, body.to_string().into_bytes(), &incoming.trace_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_route_is_reached_by_an_address_of_its_pattern() {
        for route in &ROUTES {
            let path = route.pattern.replace("{slug}", "a-b").replace("{country}", "fi").replace("{city}", "helsinki");
            let target = Target::parse(&path).unwrap_or_else(|| panic!("{path} is not parsed"));
            assert_eq!(target.route(), route, "{path}");
        }
    }

    #[test]
    fn only_our_own_paths_lose_their_trailing_slash() {
        assert_eq!(without_trailing_slash("/cafes/"), Some("/cafes"));
        for other in ["/", "//", "//evil.example/", "/nothing/", "/cafes", "/cafes//"] {
            assert_eq!(without_trailing_slash(other), None, "{other}");
        }
    }
}
