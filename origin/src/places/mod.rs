//! What cafés and roasters share: one table, one card, one profile. Their slices add only what differs.

pub mod cells;
pub mod changes;
pub mod completeness;
pub mod queries;
pub mod rows;
pub mod stored;
pub mod when;

use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use jiff::Timestamp;
use shared::cache_policy::{self, CachePolicy};
use shared::cache_tags;
use shared::cursor::{Cursor, list_of_places};
use shared::geo::Position;
use shared::limits::NEIGHBOURS_MAX;
use shared::problem::ProblemCode;
use shared::slug::Slug;
use shared::urls::CountryCode;
use shared::wire::List;
use shared::wire::places::{PlaceCard, PlaceView};
use shared::wire::suggestions::PracticalFact;
use sqlx::{PgConnection, PgPool};
use stored::lookups::Lookups;
use uuid::Uuid;
use when::When;

use crate::cities::queries::CityRow;
use crate::error::ApiError;
use crate::http::answer::{self, Answer};
use crate::http::cursor::page;
use crate::http::parameters::Parameters;

pub use shared::wire::profiles::PlaceKind as Kind;

/// What a list was asked for, parsed.
#[derive(Clone, Debug)]
pub struct Listing {
    pub kind: Kind,
    pub city: Option<(CountryCode, Slug)>,
    pub country: Option<CountryCode>,
    pub near: Option<(Position, u32)>,
    pub filters: Filters,
    pub sort: Sort,
    pub limit: u16,
    pub cursor: Option<Cursor>,
}

/// The facet of places that are open late (`opening_hours::lay_out`), and the parameter that asks for them.
pub const OPEN_LATE: &str = "open_late";

/// What places must be like.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// Facets that a place has (`facets_of` in the migrations).
    pub all_of: Vec<String>,
    /// Facets of which it has one, where there are any.
    pub any_of: Vec<String>,
    pub open: Option<When>,
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Sort {
    /// By [`best_of`](../../migrations/0008_lists.sql): the mean of reviews, drawn towards what is usual.
    Best,
    Distance,
    Newest,
    Name,
}

impl Sort {
    const ALL: [Self; 4] = [Self::Best, Self::Distance, Self::Newest, Self::Name];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Distance => "distance",
            Self::Newest => "newest",
            Self::Name => "name",
        }
    }

    /// By distance where a position is given, and only there.
    fn parse(parameters: &Parameters, is_near: bool) -> Result<Self, ApiError> {
        let wanted = parameters.one_of("sort", &Self::ALL.map(Self::as_str))?.and_then(|name| Self::ALL.into_iter().find(|sort| sort.as_str() == name));
        match (wanted, is_near) {
            (Some(Self::Distance), false) => Err(ApiError::parameter("`sort=distance` needs `near`.")),
            (wanted, _) => Ok(wanted.unwrap_or(if is_near { Self::Distance } else { Self::Best })),
        }
    }
}

impl Filters {
    fn parse(parameters: &Parameters, now: DateTime<Utc>) -> Result<Self, ApiError> {
        let mut all_of = Vec::new();
        for fact in PracticalFact::ALL {
            if parameters.flag(fact.as_str())? {
                all_of.push(fact.as_str().to_owned());
            }
        }
        if parameters.flag(OPEN_LATE)? {
            all_of.push(OPEN_LATE.to_owned());
        }
        all_of.extend(parameters.slug("brewing")?.map(|method| format!("brewing:{method}")));
        all_of.extend(parameters.slug("roaster")?.map(|roaster| format!("roaster:{roaster}")));
        all_of.extend(parameters.choice("independent")?.map(|independent| if independent { "independent" } else { "chain" }.to_owned()));
        let any_of = parameters.price_levels()?.into_iter().map(|level| format!("price:{level}")).collect();
        Ok(Self { all_of, any_of, open: When::parse(parameters, now)? })
    }
}

impl Listing {
    /// Reads what every list of places takes.
    pub fn parse(kind: Kind, parameters: &Parameters, now: DateTime<Utc>) -> Result<Self, ApiError> {
        let margin_m = parameters.margin_m()?;
        let near = parameters.near()?.map(|(position, radius_m)| (position, radius_m.saturating_add(margin_m)));
        let city = parameters.city()?;
        let filters = Filters::parse(parameters, now)?;
        if matches!(filters.open, Some(When::Local(_))) && near.is_none() && city.is_none() {
            return Err(ApiError::parameter("Without `city` or `near` nobody knows whose clocks `open_at` means: give it an offset, such as 2026-11-20T18:30:00Z."));
        }
        let sort = Sort::parse(parameters, near.is_some())?;
        let cursor = parameters.cursor(&list_of_places(kind.as_str(), sort.as_str()))?;
        Ok(Self { kind, city, country: parameters.country()?, near, filters, sort, limit: parameters.limit()?, cursor })
    }

    /// Lists by the minute are kept shorter.
    fn policy(&self) -> CachePolicy {
        if self.filters.open == Some(When::Now) { cache_policy::MOMENTARY } else { cache_policy::PROFILE }
    }
}

/// One page: nearest first where a position was given, else in the order that was asked for.
///
/// # Errors
/// `city_not_found` for a city that is not known.
pub async fn list(db: &PgPool, now: DateTime<Utc>, mut listing: Listing) -> Result<Answer<List<PlaceCard>>, ApiError> {
    let city = match &listing.city {
        None => None,
        Some((country, slug)) => Some(find_city(db, *country, slug).await?),
    };
    listing.filters.open = when::settle(db, listing.filters.open, city.as_ref(), listing.near, now).await?;
    let city_id = city.map(|city| city.id);
    let (rows, next_cursor) = page(&list_of_places(listing.kind.as_str(), listing.sort.as_str()), cards(db, &listing, city_id, now).await?, listing.limit, rows::CardRow::cursor);
    let items = rows.into_iter().map(rows::CardRow::into_card).collect::<Result<_, _>>()?;
    let tags = vec![match &listing.city {
        Some((country, slug)) => cache_tags::city(country.as_str(), slug.as_str()),
        None => listing.kind.lists_tag().to_owned(),
    }];
    Ok(Answer { value: List { items, next_cursor }, policy: listing.policy(), tags })
}

/// A page's cards, and one more where there is a next page.
///
/// # Errors
/// When the database fails.
pub async fn cards(db: &PgPool, listing: &Listing, city_id: Option<Uuid>, now: DateTime<Utc>) -> Result<Vec<rows::CardRow>, sqlx::Error> {
    // One connection for all: each that is given back is asked whether it is well, which takes as long as a small statement.
    let mut connection = db.acquire().await?;
    let page = match listing.near {
        Some(circle) if listing.sort == Sort::Distance => nearest(&mut connection, listing, circle, city_id, now).await?,
        Some((position, radius_m)) => {
            let narrowed_m = queries::near::narrowed(&mut connection, listing.kind, position, radius_m).await?;
            queries::pages::list(&mut connection, &Listing { near: Some((position, narrowed_m)), ..listing.clone() }, city_id, now).await?
        }
        None => queries::pages::list(&mut connection, listing, city_id, now).await?,
    };
    queries::list_cards(&mut connection, &page, now).await
}

/// The nearest, looked for in widening circles: as soon as one has a whole page, and one more, nothing nearer is outside of it.
async fn nearest(
    db: &mut PgConnection, listing: &Listing, (position, radius_m): (Position, u32), city_id: Option<Uuid>, now: DateTime<Utc>,
) -> Result<Vec<queries::pages::PageRow>, sqlx::Error> {
    let seen_m = listing.cursor.map_or(0.0, |cursor| cursor.key);
    let mut page = Vec::new();
    for step_m in cells::widening(radius_m).filter(|step_m| f64::from(*step_m) > seen_m || *step_m == radius_m) {
        page = queries::pages::list(db, &Listing { near: Some((position, step_m)), ..listing.clone() }, city_id, now).await?;
        if page.len() > usize::from(listing.limit) {
            break;
        }
    }
    Ok(page)
}

/// # Errors
/// `city_not_found` for a city that is not known.
pub async fn find_city(db: &PgPool, country: CountryCode, slug: &Slug) -> Result<CityRow, ApiError> {
    crate::cities::queries::find_by_slug(db, country, slug).await?.ok_or(ApiError::NotFound(ProblemCode::CityNotFound))
}

/// One profile.
///
/// # Errors
/// `…_not_found` (404), or `…_gone` (410) for a place that has closed for good.
pub async fn show(db: &PgPool, stored: &Lookups, now: DateTime<Utc>, kind: Kind, slug: &str) -> Result<Response, ApiError> {
    let slug = Slug::parse(slug).map_err(|_not_a_slug| ApiError::NotFound(kind.not_found()))?;
    if let Some(stored) = stored.find(kind, &slug, now).await? {
        return Ok(answer::of_json(stored.profile, cache_policy::PROFILE, &[kind.tag(stored.place_id)]));
    }
    // One connection for all: each that is given back is asked whether it is well, which takes as long as a small statement.
    let value = read(&mut *db.acquire().await?, now, kind, &slug).await?;
    let tags = vec![kind.tag(value.id)];
    Ok(Answer { value, policy: cache_policy::PROFILE, tags }.into_response())
}

/// One profile, out of all that it is made of.
///
/// # Errors
/// `…_not_found` (404), or `…_gone` (410) for a place that has closed for good.
pub async fn read(db: &mut PgConnection, now: DateTime<Utc>, kind: Kind, slug: &Slug) -> Result<PlaceView, ApiError> {
    let row = queries::find_by_slug(db, kind, slug, now).await?.ok_or(ApiError::NotFound(kind.not_found()))?;
    if row.closed {
        return Err(ApiError::Gone(kind.gone()));
    }
    let neighbours = neighbours(db, kind, &row).await?;
    row.into_view(neighbours)
}

/// The nearest few of the same kind within a walk, for the locator. None round a position that is only a town's, or doubtful.
async fn neighbours(db: &mut PgConnection, kind: Kind, row: &rows::ProfileRow) -> Result<Vec<rows::NeighbourRow>, sqlx::Error> {
    match row.position() {
        Some(position) if matches!(row.precision.as_str(), "exact" | "postcode") => queries::near::list_neighbours(db, kind, row.id, position, NEIGHBOURS_MAX).await,
        _ => Ok(Vec::new()),
    }
}

/// The database's clock type to the wire's.
pub fn timestamp(instant: DateTime<Utc>) -> Timestamp {
    Timestamp::from_second(instant.timestamp()).unwrap_or_default()
}
