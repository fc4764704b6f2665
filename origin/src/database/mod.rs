//! The two pools, the migrations, and how a transaction ends.

mod queries;
#[cfg(test)]
mod tests;

use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use graphile_worker::WorkerUtils;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection, Postgres, Transaction};
use tokio::time::Instant;

use crate::config::DatabaseConfig;
use crate::places::stored;
use crate::{facets, jobs};

/// Migrations as compiled in: expand first, contract a release later, because two builds run at once.
pub static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Where `graphile_worker` keeps its tables.
pub const JOBS_SCHEMA: &str = "graphile_worker";

/// Brings the whole schema up to date: ours, then the job library's.
///
/// # Errors
/// With the migration that failed; each one happens whole or not at all.
pub async fn migrate(db: &PgPool) -> anyhow::Result<()> {
    MIGRATOR.run(db).await.context("the migration failed; the schema is as it was")?;
    WorkerUtils::new(db.clone(), JOBS_SCHEMA).migrate().await.context("the job library's migration failed")?;
    jobs::queries::create_indexes(db).await.context("the index of exhausted jobs could not be made")?;
    facets::settle(db).await.context("places could not be made ready to be counted; run it again")?;
    queries::create_missing_indexes(db).await.context("an index could not be made; run it again")?;
    stored::settle(db).await.context("profiles could not be made ready to be stored; run it again")
}

/// A connection that has been idle for longer is asked whether it is still there before it is used.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// A primary in another region is waited for no less: to make a connection takes half a dozen journeys there and back.
const FAR_CONNECTION_WAIT: Duration = Duration::from_secs(2);
/// Waiting that long for one is worth a line in the log.
const SLOW: Duration = Duration::from_millis(300);

/// Where writes go and where reads come from, apart from the first day even while both point at one server.
#[derive(Clone, Debug)]
pub struct Database {
    pub writer: PgPool,
    pub reader: PgPool,
    /// Whether the reader may be behind the writer.
    pub has_replica: bool,
    losses: Losses,
}

/// When a server was last seen to have gone away under a connection. Those that have lain idle since before may be gone as well, however lately they were
/// used; one that was given back later was well then.
#[derive(Clone, Debug, Default)]
struct Losses(Arc<Mutex<Option<Instant>>>);

impl Losses {
    fn since(&self) -> Option<Duration> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).map(|lost_at| lost_at.elapsed())
    }
}

impl Database {
    /// Opens both pools lazily: a database that is down makes the origin unready, not dead.
    ///
    /// # Errors
    /// Only for URLs that cannot be parsed.
    pub fn open(config: &DatabaseConfig) -> Result<Self, sqlx::Error> {
        let losses = Losses::default();
        let pool = |url: &str, wait: Duration| -> Result<PgPool, sqlx::Error> {
            let losses = losses.clone();
            Ok(PgPoolOptions::new()
                .max_connections(config.connections_max)
                .acquire_timeout(wait)
                .acquire_slow_threshold(SLOW)
                .test_before_acquire(false)
                .before_acquire(move |connection, metadata| {
                    let idle_since_a_loss = losses.since().is_some_and(|since| metadata.idle_for >= since);
                    Box::pin(async move {
                        // A connection that was used a moment ago is there: asking it would cost each request a round trip more.
                        if metadata.idle_for >= TRUSTED_FOR || idle_since_a_loss {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
                .connect_lazy_with(connect_options(url)?.options([("statement_timeout", config.statement_timeout.as_millis().to_string())])))
        };
        let has_replica = config.reader_url != config.writer_url;
        let reader_wait = config.connection_wait;
        let writer_wait = if has_replica { reader_wait.max(FAR_CONNECTION_WAIT) } else { reader_wait };
        Ok(Self { writer: pool(&config.writer_url, writer_wait)?, reader: pool(&config.reader_url, reader_wait)?, has_replica, losses: losses.clone() })
    }

    /// A connection was lost: every one that is there now is asked whether it still is before it is used.
    pub fn lost_a_connection(&self) {
        *self.losses.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Both roles on one pool, for commands and tests.
    pub fn single(pool: PgPool) -> Self {
        Self { writer: pool.clone(), reader: pool, has_replica: false, losses: Losses::default() }
    }

    /// A primary with a replica of its own.
    pub fn with_replica(writer: PgPool, reader: PgPool) -> Self {
        Self { writer, reader, has_replica: true, losses: Losses::default() }
    }
}

/// Ends a transaction whose effects somebody will be told of. Waiting for standbys is not cut by the statement time-out: a wait that was cut has
/// committed here only, and PostgreSQL reports it as done.
///
/// # Errors
/// When the server refuses, or is lost: then nobody can say whether it was done.
pub async fn commit(mut transaction: Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    queries::lift_time_out(&mut transaction).await?;
    transaction.commit().await
}

/// Connections of workers: as many as there are jobs at once in all lanes, and some for listening and looking after each other.
const WORK_CONNECTIONS_MAX: u32 = 20;
/// A job's statement may read whole tables.
const WORK_STATEMENT_TIMEOUT_MS: &str = "60000";

/// The pool of `origin work`, opened lazily like those of requests.
///
/// # Errors
/// Only for URLs that cannot be parsed.
pub fn open_for_work(config: &DatabaseConfig) -> Result<PgPool, sqlx::Error> {
    let options = connect_options(&config.writer_url)?.options([("statement_timeout", WORK_STATEMENT_TIMEOUT_MS)]);
    Ok(PgPoolOptions::new().max_connections(WORK_CONNECTIONS_MAX).acquire_timeout(Duration::from_secs(5)).connect_lazy_with(options))
}

/// One connection without a statement limit, for `migrate` and `import`.
///
/// # Errors
/// When the server cannot be reached within ten seconds or refuses.
pub async fn open_for_commands(config: &DatabaseConfig) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new().max_connections(2).acquire_timeout(Duration::from_secs(10)).connect_with(connect_options(&config.writer_url)?).await
}

fn connect_options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(PgConnectOptions::from_str(url)?.application_name("craftbean-origin").options([
        // Compiling a plan costs more than any of these statements.
        ("jit", "off"),
        ("lock_timeout", "2000"),
        ("idle_in_transaction_session_timeout", "10000"),
        ("timezone", "UTC"),
    ]))
}
