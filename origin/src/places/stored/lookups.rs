//! Looking stored profiles up. A row by its key is so cheap that to get a connection, ask and give the connection back costs several times as much: those who
//! come while others are being answered are answered together, by the next statement. Nobody waits for company, or long for a slow statement.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use shared::slug::Slug;
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{FORM, Stored, queries, unpacked};
use crate::database::Database;
use crate::places::Kind;

/// Statements at once. The second one only where the first keeps somebody waiting: each costs as much as several profiles, and two would share those who ask.
const STATEMENTS_MAX: usize = 2;
/// After so long, whoever waits behind a statement is answered by a second one. It is fifty times what one takes.
const PATIENCE: Duration = Duration::from_millis(5);
/// A server that says nothing for so long keeps nobody any longer: a statement takes a thousandth of it.
const DEADLINE: Duration = Duration::from_secs(2);
/// Profiles of one statement.
const BATCH_MAX: usize = 64;

/// Lookups on each of the two servers.
#[derive(Clone, Debug)]
pub struct StoredProfiles {
    pub reader: Lookups,
    pub writer: Lookups,
}

impl StoredProfiles {
    pub fn of(database: &Database) -> Self {
        Self { reader: Lookups::on(database.reader.clone()), writer: Lookups::on(database.writer.clone()) }
    }
}

/// Lookups on one server. What is asked for is read after it was asked for.
#[derive(Clone, Debug)]
pub struct Lookups {
    db: PgPool,
    line: Arc<Mutex<Line>>,
}

#[derive(Debug, Default)]
struct Line {
    waiting: Vec<Waiting>,
    statements: usize,
}

impl Line {
    /// Whether there are fewer statements than these, and so one more.
    fn begin(&mut self, statements_max: usize) -> bool {
        let begins = self.statements < statements_max;
        self.statements += usize::from(begins);
        begins
    }
}

#[derive(Debug)]
struct Waiting {
    slug: Slug,
    kind: Kind,
    now: DateTime<Utc>,
    answer: oneshot::Sender<Result<queries::StoredRow, sqlx::Error>>,
}

impl Lookups {
    pub fn on(db: PgPool) -> Self {
        Self { db, line: Arc::default() }
    }

    /// The stored profile of an open place, if it is good at `now`. `None` also where nobody can say: then the place itself is asked for.
    ///
    /// # Errors
    /// When there is no connection to be had: nobody need wait for one a second time.
    pub async fn find(&self, kind: Kind, slug: &Slug, now: DateTime<Utc>) -> Result<Option<Stored>, sqlx::Error> {
        let (answer, mut found) = oneshot::channel();
        if self.stand_in_line(Waiting { slug: slug.clone(), kind, now, answer }) {
            tokio::spawn(self.clone().answer_all());
        }
        let found = if let Ok(found) = timeout(PATIENCE, &mut found).await {
            found
        } else {
            if self.is_held_up() {
                tokio::spawn(self.clone().answer_all());
            }
            found.await
        };
        let Ok(found) = found else { return Ok(None) };
        let row = found?;
        match unpacked(&row.profile) {
            Ok(profile) => Ok(Some(Stored { place_id: row.place_id, profile })),
            Err(error) => {
                tracing::error!(place_id = %row.place_id, error = ?error, "a stored profile cannot be used; the place is read");
                Ok(None)
            }
        }
    }

    /// Whether somebody is needed who answers.
    fn stand_in_line(&self, waiting: Waiting) -> bool {
        self.with_line(|line| {
            line.waiting.push(waiting);
            line.begin(1)
        })
    }

    /// Whether somebody else is needed who answers those who have waited long.
    fn is_held_up(&self) -> bool {
        self.with_line(|line| !line.waiting.is_empty() && line.begin(STATEMENTS_MAX))
    }

    /// The next ones in line. Who finds nobody leaves, and is needed again by whoever comes next: both are decided at once.
    fn next(&self) -> Option<Vec<Waiting>> {
        self.with_line(|line| {
            if line.waiting.is_empty() {
                line.statements = line.statements.saturating_sub(1);
                return None;
            }
            let rest = line.waiting.split_off(line.waiting.len().min(BATCH_MAX));
            Some(mem::replace(&mut line.waiting, rest))
        })
    }

    async fn answer_all(self) {
        let mut connection = None;
        while let Some(batch) = self.next() {
            let slugs: Vec<String> = batch.iter().map(|waiting| waiting.slug.as_str().to_owned()).collect();
            let now = batch.iter().map(|waiting| waiting.now).max().unwrap_or_default();
            let found = match self.list_good(&mut connection, &slugs, now).await {
                Ok(found) => found,
                Err(sqlx::Error::PoolTimedOut) => {
                    for waiting in batch {
                        let _ = waiting.answer.send(Err(sqlx::Error::PoolTimedOut));
                    }
                    continue;
                }
                Err(error) => {
                    connection = None;
                    tracing::warn!(error = ?error, "stored profiles cannot be looked up; the places are read");
                    Vec::new()
                }
            };
            let found: HashMap<&str, &queries::StoredRow> = found.iter().map(|row| (row.slug.as_str(), row)).collect();
            for waiting in batch {
                let row = found.get(waiting.slug.as_str()).filter(|row| row.kind == waiting.kind.as_str());
                // Whoever is answered nothing reads the place; whoever has left needs nothing.
                if let Some(row) = row {
                    let _ = waiting.answer.send(Ok((*row).clone()));
                }
            }
        }
    }

    /// On a connection that is held while anybody waits: one that is given back is asked whether it is well, which takes as long as a lookup.
    async fn list_good(&self, held: &mut Option<PoolConnection<Postgres>>, slugs: &[String], now: DateTime<Utc>) -> Result<Vec<queries::StoredRow>, sqlx::Error> {
        let connection = match held {
            Some(connection) => connection,
            None => held.insert(self.db.acquire().await?),
        };
        timeout(DEADLINE, queries::list_good(connection, slugs, *FORM, now)).await.unwrap_or_else(|elapsed| Err(sqlx::Error::Io(elapsed.into())))
    }

    fn with_line<T>(&self, use_it: impl FnOnce(&mut Line) -> T) -> T {
        use_it(&mut self.line.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
