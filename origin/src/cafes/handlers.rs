//! Handlers of `/api/v1/cafes`.

use axum::extract::{Path, State};
use shared::problem::Problem;
use shared::urls::ApiPath;
use shared::wire::List;
use shared::wire::cafes::{CafeCard, CafeView};

use crate::app::App;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::Parameters;
use crate::places::{self, Kind, Listing};
use crate::positions::Reader;

/// Lists cafés.
///
/// Nearest first with `near`, else the best described first. Pages by `next_cursor`.
#[utoipa::path(
    get, path = "/api/v1/cafes", tag = "cafes",
    params(
        ("near" = Option<String>, Query, description = "LAT,LON in WGS 84 degrees; the answer carries distances in metres", example = "60.17,24.94"),
        ("radius_m" = Option<u32>, Query, description = "Metres round `near`", minimum = 1, maximum = 50_000),
        ("open_now" = Option<bool>, Query, description = "Only cafés known to be open at this moment"),
        ("brewing" = Option<String>, Query, description = "Slug of a brewing method", example = "v60"),
        ("city" = Option<String>, Query, description = "country/city", example = "fi/helsinki"),
        ("country" = Option<String>, Query, description = "ISO 3166-1 alpha-2", example = "fi"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, body = List<CafeCard>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such city"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(app): State<App>, Reader(db): Reader, parameters: Parameters) -> Result<Answer<List<CafeCard>>, ApiError> {
    let parameters = parameters.only(ApiPath::Cafes.parameters())?;
    places::list(&db, app.clock.now(), Listing::parse(Kind::Cafe, &parameters)?).await
}

/// Shows one café's profile.
#[utoipa::path(
    get, path = "/api/v1/cafes/{slug}", tag = "cafes",
    params(("slug" = String, Path, example = "cafe-java-helsinki")),
    responses(
        (status = 200, body = CafeView),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "Closed for good"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(State(app): State<App>, Reader(db): Reader, Path(slug): Path<String>, parameters: Parameters) -> Result<Answer<CafeView>, ApiError> {
    parameters.only(&[])?;
    places::show(&db, app.clock.now(), Kind::Cafe, &slug).await
}
