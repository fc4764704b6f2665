//! Handlers of `/api/v1/roasters`.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use shared::problem::Problem;
use shared::slug::Slug;
use shared::urls::ApiPath;
use shared::wire::List;
use shared::wire::roasters::{RoasterCard, RoasterView};

use crate::app::App;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::{NearText, Parameters};
use crate::places::stored::lookups::Lookups;
use crate::places::{self, Kind, Listing, Sort};
use crate::positions::Reader;

/// Lists roasters.
///
/// Nearest first with `near`, else the best described first. Pages by `next_cursor`.
#[utoipa::path(
    get, path = "/api/v1/roasters", tag = "roasters", operation_id = "list_roasters",
    params(
        ("near" = inline(Option<NearText>), Query, description = "LAT,LON in WGS 84 degrees; the answer carries distances in metres", example = "51.5,-0.12"),
        ("radius_m" = Option<u32>, Query, description = "Metres round `near`, and only with it", minimum = 1, maximum = 50_000),
        ("sort" = inline(Option<Sort>), Query, description = "As in lists of cafés"),
        ("city" = Option<String>, Query, description = "country/city", example = "gb/london", pattern = "^[A-Za-z]{2}/[a-z0-9]+(-[a-z0-9]+)*$", max_length = 83),
        ("country" = Option<String>, Query, description = "ISO 3166-1 alpha-2", example = "gb", pattern = "^[A-Za-z]{2}$"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, body = List<RoasterCard>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such city"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(app): State<App>, Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<RoasterCard>>, ApiError> {
    let parameters = parameters.only(&ApiPath::Roasters.origin_parameters())?;
    let now = app.clock.now();
    places::list(&db, now, Listing::parse(Kind::Roaster, &parameters, now)?).await
}

/// Shows one roaster's profile.
#[utoipa::path(
    get, path = "/api/v1/roasters/{slug}", tag = "roasters", operation_id = "show_roaster",
    params(("slug" = Slug, Path, example = "granite-ash-helsinki")),
    responses(
        (status = 200, body = RoasterView),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "Closed for good"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): State<App>, Reader(db): Reader, Extension(stored): Extension<Lookups>, Path(slug): Path<String>, parameters: Parameters,
) -> Result<Response, ApiError> {
    parameters.only(&[])?;
    places::show(&db, &stored, app.clock.now(), Kind::Roaster, &slug).await
}
