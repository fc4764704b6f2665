//! Every route of the origin, one list, and the state they share.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{delete, get, patch, post};
use chrono::{DateTime, Utc};
use shared::cache_policy;
use shared::limits::{PHOTO_BODY_BYTES_MAX, REQUEST_BODY_BYTES_MAX};
use shared::problem::ProblemCode;
use shared::urls::INTERNAL;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::backlog::Backlog;
use crate::config::InternalKey;
use crate::database::Database;
use crate::error::ApiError;
use crate::health::{self, Draining};
use crate::http::admission::{Admission, admit};
use crate::http::answer::Answer;
use crate::http::described;
use crate::http::envelope::envelope;
use crate::http::read_cache::{ReadCache, share};
use crate::photos::DecodingTurn;
use crate::places::stored::lookups::StoredProfiles;
use crate::positions::{Progress, at_position};
use crate::{artisans, brewing_methods, cafes, cities, facets, jobs, photos, reviews, roasters, search, sitemaps, sources, stories, suggestions};

/// What handlers share. Each of them, and each layer round them, is given one of its own for every request.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

impl App {
    pub fn of(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

#[derive(Clone, Debug)]
pub struct Shared {
    pub database: Database,
    pub clock: Clock,
    pub draining: Draining,
    /// Believes signed calls; without it there are none.
    pub internal_key: Option<InternalKey>,
    /// How far the region's replica is.
    pub progress: Progress,
    /// How much waits: suggestions for a decision, jobs for a worker.
    pub backlog: Backlog,
    /// Answers that are shared for a moment.
    pub read_cache: ReadCache,
    /// Profiles as they are answered, on each server.
    pub stored_profiles: StoredProfiles,
    /// Pictures are read one at a time.
    pub decoding_turn: DecodingTurn,
}

/// Time comes in from here, so that tests can hold it still.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    System,
    Fixed(DateTime<Utc>),
}

impl Clock {
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(instant) => instant,
        }
    }
}

#[derive(OpenApi)]
#[openapi(info(
    title = "CraftBean API",
    description = "Independent cafés, roasters and the people behind them. Lists are pages of `{items, next_cursor}`; errors are RFC 9457 problems with a stable `code`. A parameter with an empty value is as good as left out.",
    license(name = "MIT", identifier = "MIT")
))]
struct ApiDocument;

/// The public API with its description.
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(ApiDocument::openapi())
        .routes(routes!(cafes::handlers::list))
        .routes(routes!(cafes::handlers::show))
        .routes(routes!(reviews::handlers::list))
        .routes(routes!(roasters::handlers::list))
        .routes(routes!(roasters::handlers::show))
        .routes(routes!(artisans::handlers::list))
        .routes(routes!(artisans::handlers::show))
        .routes(routes!(cities::handlers::list))
        .routes(routes!(cities::handlers::show))
        .routes(routes!(brewing_methods::handlers::list))
        .routes(routes!(brewing_methods::handlers::show))
        .routes(routes!(stories::handlers::list))
        .routes(routes!(stories::handlers::show))
        .routes(routes!(search::handlers::show))
        .routes(routes!(facets::handlers::show))
        .routes(routes!(sources::handlers::list))
        .routes(routes!(sitemaps::handlers::show))
        .routes(routes!(suggestions::handlers::create))
        .routes(routes!(suggestions::handlers::show))
}

/// OpenAPI 3.1 description of the public API, from the code.
pub fn document() -> Document {
    described::complete(api().split_for_parts().1)
}

/// What operators call, signed; in no description.
fn internal() -> Router<App> {
    Router::new()
        .route(&format!("{INTERNAL}/cafes/{{slug}}"), patch(cafes::changes::change))
        .merge(internal_photos())
        .route(&format!("{INTERNAL}/suggestions"), get(suggestions::decisions::list))
        .route(&format!("{INTERNAL}/suggestions/{{id}}"), get(suggestions::decisions::show))
        .route(&format!("{INTERNAL}/suggestions/{{id}}/decision"), post(suggestions::decisions::decide))
        .route(&format!("{INTERNAL}/jobs"), get(jobs::handlers::show))
        .route(&format!("{INTERNAL}/jobs/dead"), get(jobs::handlers::list_dead))
        .route(&format!("{INTERNAL}/jobs/dead/{{id}}"), delete(jobs::handlers::discard))
        .route(&format!("{INTERNAL}/jobs/dead/{{id}}/requeue"), post(jobs::handlers::requeue))
}

/// Bodies of photos are larger than others.
fn internal_photos() -> Router<App> {
    Router::new()
        .route(&format!("{INTERNAL}/cafes/{{slug}}/photos"), post(photos::handlers::create_of_cafe))
        .route(&format!("{INTERNAL}/roasters/{{slug}}/photos"), post(photos::handlers::create_of_roaster))
        .route(&format!("{INTERNAL}/photos/{{id}}"), delete(photos::handlers::delete))
        .layer(DefaultBodyLimit::max(PHOTO_BODY_BYTES_MAX))
}

/// The whole origin as a service. Nobody works on a request for longer than `deadline`.
pub fn router(app: App, admission: Admission, deadline: Duration) -> Router {
    let (api, document) = api().split_for_parts();
    let document = described::complete(document);
    let admit = from_fn_with_state(admission, admit);
    // Who waits for a replica does not keep others from the database, and says nothing of how busy it is: admitted is what has somewhere to read from.
    let api = api.layer(admit.clone()).layer(from_fn_with_state(app.clone(), at_position));
    api.route(shared::urls::OPENAPI, get(async move || Answer { value: document, policy: cache_policy::DOCUMENT, tags: Vec::new() }))
        .layer(from_fn_with_state(app.clone(), share))
        .merge(internal().layer(admit))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(async || ApiError::NotFound(ProblemCode::NotFound).into_response())
        .layer(DefaultBodyLimit::max(REQUEST_BODY_BYTES_MAX))
        .layer(from_fn_with_state(deadline, envelope))
        .with_state(app)
}
