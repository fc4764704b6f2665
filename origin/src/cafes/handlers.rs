//! Handlers of `/api/v1/cafes`.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use shared::problem::Problem;
use shared::slug::Slug;
use shared::urls::ApiPath;
use shared::wire::List;
use shared::wire::cafes::{CafeCard, CafeView};

use crate::app::App;
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::{NearText, OpenAtText, Parameters};
use crate::places::stored::lookups::Lookups;
use crate::places::{self, Kind, Listing, Sort};
use crate::positions::Reader;

/// Lists cafés.
///
/// Nearest first with `near`, else the best first. Pages by `next_cursor`.
#[utoipa::path(
    get, path = "/api/v1/cafes", tag = "cafes", operation_id = "list_cafes",
    params(
        ("near" = inline(Option<NearText>), Query, description = "LAT,LON in WGS 84 degrees; the answer carries distances in metres", example = "60.17,24.94"),
        ("radius_m" = Option<u32>, Query, description = "Metres round `near`, and only with it", minimum = 1, maximum = 50_000),
        ("open_now" = Option<bool>, Query, description = "Only cafés known to be open at this moment"),
        ("open_at" = inline(Option<OpenAtText>), Query, description = "Only cafés known to be open at this moment within the coming week, RFC 3339; without an offset, to the minute, what clocks in `city` or at `near` show then; not with `open_now`", example = "2026-11-20T18:30:00Z"),
        ("open_late" = Option<bool>, Query, description = "True: only cafés that are open at 21:30, their own time, on most evenings of the coming fortnight"),
        ("brewing" = Option<Slug>, Query, description = "Slug of a brewing method", example = "v60"),
        ("roaster" = Option<Slug>, Query, description = "Slug of a roaster whose coffee is served", example = "granite-ash-helsinki"),
        ("wifi" = Option<bool>, Query, description = "True: only where it is offered, at least in part; so with the nine that follow"),
        ("power" = Option<bool>, Query),
        ("laptop" = Option<bool>, Query),
        ("dogs" = Option<bool>, Query),
        ("step_free" = Option<bool>, Query),
        ("outdoor" = Option<bool>, Query),
        ("plant_milk" = Option<bool>, Query),
        ("takeaway" = Option<bool>, Query),
        ("cards" = Option<bool>, Query),
        ("cash" = Option<bool>, Query),
        ("price" = Option<String>, Query, description = "Levels from 1 (modest) to 3 (dear for its city), with commas between them", example = "1,2", pattern = "^[1-3](,[1-3])*$"),
        ("independent" = Option<bool>, Query, description = "True: no chains; false: chains only"),
        ("sort" = inline(Option<Sort>), Query, description = "`best` (the mean of reviews drawn towards 7 as if by eight visitors), `newest`, `name`, and `distance` with `near`, which is the default there, as `best` is elsewhere; other orders round a point are of the 2,000 nearest"),
        ("city" = Option<String>, Query, description = "country/city", example = "fi/helsinki", pattern = "^[A-Za-z]{2}/[a-z0-9]+(-[a-z0-9]+)*$", max_length = 83),
        ("country" = Option<String>, Query, description = "ISO 3166-1 alpha-2", example = "fi", pattern = "^[A-Za-z]{2}$"),
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
    let parameters = parameters.only(&ApiPath::Cafes.origin_parameters())?;
    let now = app.clock.now();
    places::list(&db, now, Listing::parse(Kind::Cafe, &parameters, now)?).await
}

/// Shows one café's profile.
#[utoipa::path(
    get, path = "/api/v1/cafes/{slug}", tag = "cafes", operation_id = "show_cafe",
    params(("slug" = Slug, Path, example = "slow-ferry-helsinki")),
    responses(
        (status = 200, body = CafeView),
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
    places::show(&db, &stored, app.clock.now(), Kind::Cafe, &slug).await
}
