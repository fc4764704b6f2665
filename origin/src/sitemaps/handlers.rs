//! Handler of `/api/v1/sitemaps/{part}`.

use axum::extract::Path;
use shared::cache_policy;
use shared::problem::{Problem, ProblemCode};
use shared::urls::{CountryCode, PagePath, SitemapPart};
use shared::wire::List;
use shared::wire::sitemaps::SitemapPage;

use super::queries::{self, PageRow};
use crate::error::ApiError;
use crate::http::answer::Answer;
use crate::http::parameters::Parameters;
use crate::places::rows::stored_slug;
use crate::positions::Reader;

/// Lists the pages of one part of the site: places, cities, people and stories. All parts together have each page once.
#[utoipa::path(
    get, path = "/api/v1/sitemaps/{part}", tag = "sitemaps", operation_id = "show_sitemap_part",
    params(("part" = String, Path, description = "`00` to `ff`", example = "0a", pattern = "^[0-9a-f]{2}$")),
    responses(
        (status = 200, body = List<SitemapPage>),
        (status = 304, description = "Unchanged since the entity tag in If-None-Match"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such part"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(Reader(db): Reader, Path(part): Path<String>, parameters: Parameters) -> Result<Answer<List<SitemapPage>>, ApiError> {
    parameters.only(&[])?;
    let part = SitemapPart::parse(&part).ok_or(ApiError::NotFound(ProblemCode::NotFound))?;
    let rows = queries::list(&db, part).await?;
    let items = rows.into_iter().map(into_page).collect::<Result<_, _>>()?;
    // Neither tag nor hurry: search engines come by every few days.
    Ok(Answer { value: List { items, next_cursor: None }, policy: cache_policy::DOCUMENT, tags: Vec::new() })
}

fn into_page(row: PageRow) -> Result<SitemapPage, ApiError> {
    let slug = stored_slug(&row.slug)?;
    let page = match (row.kind.as_str(), row.country.as_deref().and_then(CountryCode::from_upper)) {
        ("cafe", _) => PagePath::Cafe(slug),
        ("roaster", _) => PagePath::Roaster(slug),
        ("artisan", _) => PagePath::Artisan(slug),
        ("story", _) => PagePath::Story(slug),
        ("city", Some(country)) => PagePath::City(country, slug),
        (other, _) => return Err(ApiError::Internal(anyhow::anyhow!("a page of kind {other:?}"))),
    };
    Ok(SitemapPage { path: page.path(), changed_on: row.changed_on.map(|day| day.to_string()) })
}
