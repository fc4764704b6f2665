//! Brings places in from files, whole or not at all.
//!
//! A reader (`osm_ndjson`, `osm_pbf`, `curated`, `csv_mapping`, `own_ndjson`) turns rows into [`record::Record`]s on a thread of its own;
//! `tidy` repairs, flags or refuses each; `writer` upserts them in batches inside one transaction. Memory is bounded by a few batches.

pub mod chains;
mod cities;
mod columns;
pub mod command;
mod csv_mapping;
mod curated;
pub mod geography;
mod lines;
mod osm_ndjson;
mod osm_pbf;
mod osm_tags;
mod own_ndjson;
pub(crate) mod queries;
pub mod record;
pub mod report;
mod slugs;
pub mod source;
mod tidy;
mod world;
mod writer;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use shared::geo::Position;
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::jobs::enqueue;
use crate::places::completeness::RefreshPlace;
use crate::places::{Kind, stored};
use crate::progress::Progress;
use crate::search::documents::RebuildSearch;
use chains::Chains;
use geography::Geography;
use record::{Record, Row};
use report::Report;
use writer::Writer;

/// Rows in one batch of work between reader and database.
const BATCH_ROWS: usize = 1_000;
/// Batches that may wait between the two.
const BATCHES_WAITING: usize = 3;

/// Where rows come from and in which form.
#[derive(Clone, Debug)]
pub enum Input {
    OsmNdjson(PathBuf),
    OsmPbf(PathBuf),
    Curated(PathBuf),
    Own(PathBuf),
    /// The demonstration set that is compiled in.
    Demonstration,
    Csv {
        path: PathBuf,
        mapping: Box<csv_mapping::Mapping>,
        allow_unterminated: bool,
    },
}

/// Why an import stopped. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole cannot be trusted: cut, in a wrong encoding, empty, not of the named form.
    #[error("{path}: {reason}", path = path.display())]
    File { path: PathBuf, reason: String },
    #[error("the database refused the import: {0}")]
    Database(#[from] sqlx::Error),
}

impl ImportError {
    fn file(path: &Path, reason: impl Into<String>) -> Self {
        Self::File { path: path.to_owned(), reason: reason.into() }
    }
}

/// Imports one file in one transaction.
///
/// # Errors
/// [`ImportError`]; the database is then as it was before.
pub async fn import(db: &PgPool, input: Input, chains: Chains, now: DateTime<Utc>) -> Result<Report, ImportError> {
    let geography = Geography::load();
    let mut report = Report::default();
    let mut progress = Progress::begin();
    let (sender, mut batches) = mpsc::channel::<Vec<Row>>(BATCHES_WAITING);
    let has_a_world = matches!(input, Input::Demonstration);
    let reader = tokio::task::spawn_blocking(move || read(&input, &Outlet { sender }));

    let mut transaction = db.begin().await?;
    queries::wait_for_ever(&mut transaction).await?;
    let mut writer = Writer::begin(&mut transaction, now).await?;
    while let Some(rows) = batches.recv().await {
        progress.add(rows.len());
        let tidied: Vec<Record> = rows.into_iter().filter_map(|row| tidy::tidy(row, &geography, &chains, &mut report)).collect();
        writer.write(tidied, &mut report).await?;
    }
    // The channel closes when the reader ends, well or badly: only now is it known which.
    match reader.await {
        Ok(outcome) => outcome?,
        Err(panic) => return Err(ImportError::file(Path::new("import"), format!("the reader stopped unexpectedly: {panic}"))),
    }
    if writer.finish().await? {
        enqueue(&mut transaction, &RebuildSearch {}).await?;
    }
    if has_a_world {
        world::write(&mut transaction).await?;
    }
    stored::queries::forget_all(&mut transaction).await?;
    transaction.commit().await?;
    progress.end();
    Ok(report)
}

/// A place that was added by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    pub id: Uuid,
    /// Country and slug.
    pub city: Option<(String, String)>,
}

/// Adds one place inside the caller's transaction, by the rules of an import.
///
/// # Errors
/// [`ImportError::File`] with the reason why it is refused.
pub async fn add_one(db: &mut PgConnection, record: Record, geography: &Geography, now: DateTime<Utc>) -> Result<Added, ImportError> {
    let mut report = Report::default();
    let (source, reference) = (record.source.key.clone(), record.reference.clone());
    let row = Row { line: 1, reference: reference.clone(), outcome: Ok(Box::new(record)) };
    let refused = |report: &Report| ImportError::file(Path::new("suggestion"), report.refusals.first().map_or("it is refused", |refusal| refusal.reason.as_str()));
    let Some(record) = tidy::tidy(row, geography, &Chains::default(), &mut report) else { return Err(refused(&report)) };
    let mut writer = Writer::begin(&mut *db, now).await?;
    writer.write(vec![record], &mut report).await?;
    writer.finish().await?;
    let added = queries::find_added(&mut *db, &source, &reference).await?.ok_or_else(|| refused(&report))?;
    let position = added.lat.zip(added.lon).and_then(|(lat, lon)| Position::new(lat, lon));
    stored::add(&mut *db, Kind::of(&added.kind), added.id, position).await?;
    enqueue(db, &RefreshPlace { place: added.id }).await?;
    Ok(Added { id: added.id, city: added.city_country.zip(added.city_slug) })
}

/// Where readers put rows: whole batches, blocking while the database is busy.
struct Outlet {
    sender: mpsc::Sender<Vec<Row>>,
}

impl Outlet {
    /// Sends `rows` in batches. Stops early, without an error of its own, when the writing side has gone.
    fn send_all(&self, path: &Path, rows: impl Iterator<Item = Result<Row, ImportError>>) -> Result<(), ImportError> {
        let (mut batch, mut any) = (Vec::with_capacity(BATCH_ROWS), false);
        for row in rows {
            any = true;
            batch.push(row?);
            if batch.len() == BATCH_ROWS && self.sender.blocking_send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH_ROWS))).is_err() {
                return Ok(());
            }
        }
        if !any {
            return Err(ImportError::file(path, "there is not a single row in it"));
        }
        let _ = self.sender.blocking_send(batch);
        Ok(())
    }
}

fn read(input: &Input, outlet: &Outlet) -> Result<(), ImportError> {
    match input {
        Input::OsmNdjson(path) => outlet.send_all(path, lines::open_json::<osm_ndjson::OsmObject>(path)?.map(|row| row.map(osm_ndjson::into_row))),
        Input::Curated(path) => outlet.send_all(path, lines::open_json::<curated::CuratedPlace>(path)?.map(|row| row.map(curated::into_row))),
        Input::Own(path) => outlet.send_all(path, lines::open_json::<Record>(path)?.map(|row| row.map(own_ndjson::into_row))),
        Input::Demonstration => outlet.send_all(Path::new("demonstration set"), own_ndjson::demonstration()),
        Input::OsmPbf(path) => osm_pbf::read(path, outlet),
        Input::Csv { path, mapping, allow_unterminated } => outlet.send_all(path, csv_mapping::open(path, mapping, *allow_unterminated)?),
    }
}
