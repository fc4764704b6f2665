//! What can be found, and how the tables behind `/api/v1/search` are kept the same as those they speak of: after every change, and whole every night.

use std::collections::BTreeSet;

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
use crate::places::{Kind, cells};
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
        rebuilt.documents += in_transaction(db, rows.into_iter().map(queries::PlaceDocumentRow::into_document).collect()).await?;
        // What places can be narrowed down by is mended on the way: a build that knew nothing of it may have written them.
        rebuilt.note(queries::update_facets(db, &ids).await?);
    }
    let mut after = Uuid::nil();
    loop {
        let rows = queries::list_cities(db, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        rebuilt.documents += in_transaction(db, rows.into_iter().map(queries::CityDocumentRow::into_document).collect()).await?;
    }
    let mut after = Uuid::nil();
    loop {
        let rows = queries::list_others(db, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        rebuilt.documents += in_transaction(db, rows.into_iter().filter_map(queries::OtherDocumentRow::into_document).collect()).await?;
    }
    rebuilt.documents += in_transaction(db, queries::list_methods(db).await?.into_iter().map(queries::MethodDocumentRow::into_document).collect()).await?;
    rebuilt.documents += queries::delete_stale(db).await?;
    queries::recount_words(db).await?;
    Ok(rebuilt)
}

/// What a rebuild has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Documents that were new, changed or stale.
    pub documents: u64,
    /// Places that can be narrowed down by something else than before.
    pub places: u64,
    /// Tags of the lists and cities that show them.
    lists: BTreeSet<String>,
}

impl Rebuilt {
    fn note(&mut self, places: Vec<queries::RefacetedRow>) {
        for place in places {
            self.places += 1;
            let kind = if place.kind == Kind::Roaster.as_str() { Kind::Roaster } else { Kind::Cafe };
            self.lists.insert(kind.lists_tag().to_owned());
            // A city's lists have its own tag only, and its page counts what each filter leaves.
            self.lists.extend(place.city_country.zip(place.city_slug).map(|(country, slug)| cache_tags::city(&format!("{}/{slug}", country.to_ascii_lowercase()))));
        }
    }

    /// `shared::cache_tags` that are old now.
    pub fn tags(&self) -> Vec<String> {
        self.lists.iter().cloned().chain((self.documents > 0).then(|| cache_tags::SEARCHES.to_owned())).collect()
    }
}

async fn in_transaction(db: &PgPool, documents: Vec<Document>) -> Result<u64, sqlx::Error> {
    let mut transaction = db.begin().await?;
    let written = write(&mut transaction, documents, true).await?;
    transaction.commit().await?;
    Ok(written)
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
        let rebuilt = rebuild(&bench.db, |_more| ()).await.context("search documents cannot be made anew")?;
        let mut transaction = bench.db.begin().await?;
        purges::begin(&mut transaction, &rebuilt.tags()).await?;
        transaction.commit().await?;
        anyhow::Ok(())
    }
}
