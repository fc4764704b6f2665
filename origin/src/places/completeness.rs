//! How much a visitor learns of a place: 0 to 100, so that lists begin with places worth reading about.

use anyhow::Context;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use shared::cache_tags;
use sqlx::PgPool;
use uuid::Uuid;

use super::queries;
use super::rows::ListedRow;
use crate::jobs::Job;
use crate::jobs::work::Workbench;
use crate::purges;
use crate::search::documents::refresh_places;

/// What is known of a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a list of things that are known or not")]
pub struct Known {
    pub exact_position: bool,
    pub address: bool,
    /// Hours that can be told, not only shown.
    pub hours: bool,
    pub website: bool,
    pub phone: bool,
    pub brewing_methods: bool,
    pub philosophy: bool,
    pub independent: bool,
    pub practical_facts: usize,
    pub doubtful: bool,
}

impl Known {
    pub fn completeness(self) -> i16 {
        let points = [
            (20, self.exact_position),
            (10, self.address),
            (20, self.hours),
            (10, self.website),
            (5, self.phone),
            (15, self.brewing_methods),
            (10, self.philosophy),
            (5, self.independent),
            (5, self.practical_facts >= 3),
        ];
        let points: i16 = points.iter().filter(|(_, known)| *known).map(|(points, _)| *points).sum();
        points.saturating_sub(if self.doubtful { 5 } else { 0 }).max(0)
    }
}

/// Reckons a place's completeness anew after it has changed, and makes its search document; tells the edges where lists and searches change with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshPlace {
    pub place: Uuid,
}

impl Job for RefreshPlace {
    const PRIORITY: i16 = 10;
}

impl TaskHandler for RefreshPlace {
    const IDENTIFIER: &'static str = "refresh_place";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        refresh(&bench.db, self.place).await.context("the place cannot be refreshed")
    }
}

/// A place that is gone by now needs nothing; done twice, the second finds nothing to change.
///
/// # Errors
/// When the database fails; then nothing has changed.
pub async fn refresh(db: &PgPool, place: Uuid) -> Result<(), sqlx::Error> {
    let mut transaction = db.begin().await?;
    let mut tags = Vec::new();
    if let Some(known) = queries::lock_known(&mut transaction, place).await? {
        let is_reordered = queries::update_completeness(&mut transaction, place, known.completeness()).await?;
        let is_refaceted = !queries::update_facets(&mut transaction, &[place]).await?.is_empty();
        if is_reordered || is_refaceted {
            tags.extend(queries::find_listed(&mut transaction, place).await?.iter().flat_map(ListedRow::tags_of_lists));
        }
        if refresh_places(&mut transaction, &[place]).await? {
            tags.push(cache_tags::SEARCHES.to_owned());
        }
    }
    if !tags.is_empty() {
        purges::begin(&mut transaction, &tags).await?;
    }
    transaction.commit().await
}
