//! What can be found, and how the tables behind `/api/v1/search` are kept the same as those they speak of: after every change, and whole every night.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use anyhow::Context;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use shared::cache_tags;
use shared::geo::Position;
use shared::wire::search::SearchKind;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::mending::{can_be_meant, outlines_of_known};
use super::queries;
use super::words::{Words, lexemes_of};
use crate::jobs::Job;
use crate::jobs::work::Workbench;
use crate::places::cells;
use crate::places::queries::update_facets;
use crate::places::rows::ListedRow;
use crate::purges;

/// Things that are read and written together.
const BATCH: i64 = 1_000;

/// A thing that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub kind: SearchKind,
    /// Its page on the site.
    pub path: String,
    pub title: String,
    /// What else it is called: found by these, too.
    pub other_names: Vec<&'static str>,
    pub context: Option<String>,
    /// How much there is to read: 0 to 1.
    pub weight: f32,
    pub source: Option<String>,
    pub position: Option<Position>,
}

/// Documents as columns, for one statement.
#[derive(Debug, Default)]
pub struct DocumentColumns {
    pub paths: Vec<String>,
    pub kinds: Vec<String>,
    pub titles: Vec<String>,
    pub contexts: Vec<Option<String>>,
    pub folded: Vec<String>,
    /// Lexemes with spaces between them.
    pub words: Vec<String>,
    pub weights: Vec<f32>,
    pub sources: Vec<Option<String>>,
    pub lats: Vec<Option<f64>>,
    pub lons: Vec<Option<f64>>,
    pub cells: Vec<Option<i64>>,
    /// Every word that a mistyped one could mean, once, in order.
    known_words: BTreeSet<String>,
}

impl DocumentColumns {
    fn push(&mut self, document: Document) {
        let folded = Words::of(&document.title).joined();
        let mut lexemes: BTreeSet<String> = lexemes_of(&document.title).into_iter().collect();
        lexemes.extend(document.other_names.iter().copied().flat_map(lexemes_of));
        lexemes.extend(document.context.iter().flat_map(|context| lexemes_of(context)));
        self.known_words.extend(lexemes.iter().filter(|word| can_be_meant(word)).cloned());
        if (2..=3).contains(&folded.split(' ').count()) {
            // Whoever types star bucks as one word finds it, and the other way round.
            lexemes.insert(folded.replace(' ', ""));
        }
        self.folded.push(folded);
        self.words.push(lexemes.into_iter().collect::<Vec<_>>().join(" "));
        self.cells.push(document.position.and_then(cells::of).map(|cells| cells.h3_4));
        self.lats.push(document.position.map(|position| position.lat));
        self.lons.push(document.position.map(|position| position.lon));
        self.paths.push(document.path);
        self.kinds.push(document.kind.as_str().to_owned());
        self.titles.push(document.title);
        self.contexts.push(document.context);
        self.weights.push(document.weight);
        self.sources.push(document.source);
    }
}

/// Writes documents that are new or have changed, and their words; `words_too` also those of documents that have not. How many documents were.
async fn write(db: &mut PgConnection, mut documents: Vec<Document>, words_too: bool) -> Result<u64, sqlx::Error> {
    // One order for everybody: two who write the same never wait for each other in a ring.
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let mut columns = DocumentColumns::default();
    for document in documents {
        columns.push(document);
    }
    let written = queries::upsert(db, &columns).await?;
    if written > 0 || words_too {
        let (words, outlines) = columns
            .known_words
            .into_iter()
            .map(|word| {
                let outlines = outlines_of_known(&word).join(" ");
                (word, outlines)
            })
            .unzip();
        queries::insert_words(db, &words, &outlines).await?;
    }
    Ok(written)
}

/// Brings the documents of these places and of their cities up to date; those of closed ones go, and those of cities without any. Whether anything has
/// changed.
///
/// # Errors
/// When the database fails.
pub async fn refresh_places(db: &mut PgConnection, places: &[Uuid]) -> Result<bool, sqlx::Error> {
    let (open, closed): (Vec<_>, Vec<_>) = queries::list_places(&mut *db, places).await?.into_iter().partition(|row| !row.closed);
    let (cities, deserted): (Vec<_>, Vec<_>) = queries::list_cities_of(&mut *db, places).await?.into_iter().partition(|row| row.places > 0);
    let gone = closed.into_iter().map(queries::PlaceDocumentRow::into_document).chain(deserted.into_iter().map(queries::CityDocumentRow::into_document));
    let removed = queries::delete(&mut *db, &gone.map(|document| document.path).collect::<Vec<_>>()).await?;
    let cities = cities.into_iter().map(queries::CityDocumentRow::into_document);
    let others = queries::list_others_of(&mut *db, places).await?.into_iter().filter_map(queries::OtherDocumentRow::into_document);
    let written = write(db, open.into_iter().map(queries::PlaceDocumentRow::into_document).chain(cities).chain(others).collect(), false).await?;
    Ok(removed + written > 0)
}

/// Makes everything anew beside what is asked meanwhile: in batches, each its own transaction, and only what differs is written. Cut anywhere, it
/// has done so much.
///
/// # Errors
/// When the database fails.
pub async fn rebuild(db: &PgPool, mut progress: impl FnMut(usize)) -> Result<Rebuilt, sqlx::Error> {
    let mut rebuilt = Rebuilt::default();
    let mut after = Uuid::nil();
    loop {
        let rows = queries::list_open_places(db, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        progress(rows.len());
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let documents = rows.into_iter().map(queries::PlaceDocumentRow::into_document).collect();
        rebuilt += write_batch(db, documents, &ids).await?;
    }
    let mut after = Uuid::nil();
    loop {
        let rows = queries::list_cities(db, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        rebuilt += write_batch(db, rows.into_iter().map(queries::CityDocumentRow::into_document).collect(), &[]).await?;
    }
    let mut after = Uuid::nil();
    loop {
        let rows = queries::list_others(db, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        rebuilt += write_batch(db, rows.into_iter().filter_map(queries::OtherDocumentRow::into_document).collect(), &[]).await?;
    }
    rebuilt += write_batch(db, queries::list_methods(db).await?.into_iter().map(queries::MethodDocumentRow::into_document).collect(), &[]).await?;
    let mut transaction = db.begin().await?;
    let stale = queries::delete_stale(&mut transaction).await?;
    tell(&mut transaction, stale, BTreeSet::new()).await?;
    transaction.commit().await?;
    rebuilt.documents += stale;
    queries::recount_words(db).await?;
    Ok(rebuilt)
}

/// What a rebuild has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Documents that were new, changed or stale.
    pub documents: u64,
    /// Places that can be narrowed down by something else than before.
    pub places: u64,
}

impl AddAssign for Rebuilt {
    fn add_assign(&mut self, more: Self) {
        self.documents += more.documents;
        self.places += more.places;
    }
}

/// Writes documents, and mends on the way what `places` can be narrowed down by: a build that knew nothing of it may have written them. The edges are told
/// in the same transaction, so that whoever is cut and begins again owes them nothing.
async fn write_batch(db: &PgPool, documents: Vec<Document>, places: &[Uuid]) -> Result<Rebuilt, sqlx::Error> {
    let mut transaction = db.begin().await?;
    let refaceted = if places.is_empty() { Vec::new() } else { update_facets(&mut transaction, places).await? };
    let documents = write(&mut transaction, documents, true).await?;
    tell(&mut transaction, documents, refaceted.iter().flat_map(ListedRow::tags_of_lists).collect()).await?;
    transaction.commit().await?;
    Ok(Rebuilt { documents, places: u64::try_from(refaceted.len()).unwrap_or(u64::MAX) })
}

/// Tells the edges of these lists, and of every search where documents have changed.
async fn tell(db: &mut PgConnection, documents: u64, lists: BTreeSet<String>) -> Result<(), sqlx::Error> {
    let searches = (documents > 0).then(|| cache_tags::SEARCHES.to_owned());
    let tags: Vec<String> = lists.into_iter().chain(searches).collect();
    purges::begin(db, &tags).await?;
    Ok(())
}

/// Makes all documents anew: after an import, and every night, so that no drift lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebuildSearch {}

impl Job for RebuildSearch {
    const PRIORITY: i16 = 20;
}

impl TaskHandler for RebuildSearch {
    const IDENTIFIER: &'static str = "rebuild_search";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        rebuild(&bench.db, |_more| ()).await.context("search documents cannot be made anew")?;
        anyhow::Ok(())
    }
}
