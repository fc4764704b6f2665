//! What the demonstration set has beyond places: beans, people, stories and reviews, all of them invented, in files of their own beside it.
//! Written after the places and in their transaction; what was there before is brought up to date.

mod queries;

use std::collections::HashSet;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::cache_tags;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::record::Record;
use super::{ImportError, own_ndjson, slugs, source};
use crate::photos::{self, Scene};
use crate::{artisans, purges, reviews, stories};

const BEANS: &str = include_str!("../../../demonstration/beans.ndjson");
const ARTISANS: &str = include_str!("../../../demonstration/artisans.ndjson");
const STORIES: &str = include_str!("../../../demonstration/stories.ndjson");
const PHOTOS: &str = include_str!("../../../demonstration/photos.ndjson");
const REVIEWS: &str = include_str!("../../../demonstration/reviews.ndjson");

/// A line of a file, with what it needs to become a row.
#[derive(Debug, Serialize)]
struct Row<T> {
    id: Uuid,
    slug: String,
    #[serde(flatten)]
    line: T,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bean {
    reference: String,
    name: String,
    /// Reference of a roaster, as are all places here.
    roaster: String,
    country: Option<String>,
    region: Option<String>,
    farm: Option<String>,
    #[serde(default)]
    varieties: Vec<String>,
    process: Option<String>,
    altitude_min_m: Option<i16>,
    altitude_max_m: Option<i16>,
    roast: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    description: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Artisan {
    reference: String,
    name: String,
    crafts: Vec<String>,
    words: Option<String>,
    story: Option<String>,
    works: Vec<Work>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Work {
    place: String,
    role: String,
    since: Option<i16>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    reference: String,
    title: String,
    summary: String,
    author: Author,
    language: String,
    published_on: String,
    places: Vec<String>,
    body: String,
}

/// An artisan by reference, or a visitor by name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Author {
    Artisan(String),
    Name(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    reference: String,
    place: String,
    author: String,
    language: String,
    coffee: i16,
    atmosphere: i16,
    service: i16,
    text: String,
    visited_on: String,
}

/// A scene that is drawn for a place.
#[derive(Debug, Serialize, Deserialize)]
struct Photo {
    place: String,
    alt: String,
    #[serde(flatten)]
    scene: Scene,
}

/// What a place is linked to.
#[derive(Debug, Serialize)]
struct Links<'a> {
    reference: &'a str,
    roasted_by: &'a [String],
    beans: &'a [super::record::BeanOnBar],
}

/// Lines of a file as rows, each slug once.
fn rows<T: for<'a> Deserialize<'a>>(file: &str, text: &str, name_of: impl Fn(&T) -> &str) -> Result<Vec<Row<T>>, ImportError> {
    let mut taken = HashSet::new();
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line: T = serde_json::from_str(line).map_err(|error| ImportError::file(Path::new(file), format!("line {number}: {error}")))?;
        let base = slugs::of_place(name_of(&line), None);
        let slug = (1..1_000).map(|suffix| slugs::numbered(&base, suffix)).find(|slug| taken.insert(slug.clone())).unwrap_or(base);
        rows.push(Row { id: Uuid::now_v7(), slug, line });
    }
    Ok(rows)
}

/// Writes all of it.
///
/// # Errors
/// For a line that is not what it should be, and when the database refuses.
pub async fn write(db: &mut PgConnection) -> Result<(), ImportError> {
    let source = source::demonstration().key;
    let places: Vec<Record> = own_ndjson::demonstration().filter_map(Result::ok).filter_map(|row| row.outcome.ok()).map(|record| *record).collect();
    let links: Vec<Links<'_>> = places.iter().map(|place| Links { reference: &place.reference, roasted_by: &place.roasted_by, beans: &place.beans }).collect();
    queries::upsert_beans(db, &source, &Json(rows("beans.ndjson", BEANS, |bean: &Bean| &bean.name)?)).await?;
    queries::replace_links(db, &source, &Json(links)).await?;
    queries::upsert_artisans(db, &source, &Json(rows("artisans.ndjson", ARTISANS, |artisan: &Artisan| &artisan.name)?)).await?;
    queries::upsert_stories(db, &source, &Json(rows("stories.ndjson", STORIES, |story: &Story| &story.title)?)).await?;
    queries::upsert_reviews(db, &source, &Json(rows("reviews.ndjson", REVIEWS, |review: &Review| &review.reference)?)).await?;
    queries::upsert_photos(db, &source, &Json(rows("photos.ndjson", PHOTOS, |photo: &Photo| &photo.place)?)).await?;
    photos::enqueue_unmade(db, &source).await?;
    reviews::queries::recount_source(db, &source).await?;
    queries::update_facets(db, &source).await?;
    tell_edges(db, &source).await?;
    Ok(())
}

/// Tells the edges that pages of people and stories may be others now.
async fn tell_edges(db: &mut PgConnection, source: &str) -> Result<(), sqlx::Error> {
    let people = artisans::queries::list_ids_of_source(&mut *db, source).await?;
    let told = stories::queries::list_ids_of_source(&mut *db, source).await?;
    let lists = [cache_tags::ARTISAN_LISTS, cache_tags::STORY_LISTS].map(str::to_owned);
    let tags: Vec<String> = lists.into_iter().chain(people.into_iter().map(cache_tags::artisan)).chain(told.into_iter().map(cache_tags::story)).collect();
    purges::begin(db, &tags).await.map(|_purge| ())
}
