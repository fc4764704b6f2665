//! The two pools, the migrations, and how a transaction ends.

mod queries;
#[cfg(test)]
mod tests;

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Postgres, Transaction};

use crate::config::DatabaseConfig;

/// Migrations as compiled in: expand first, contract a release later, because two builds run at once.
pub static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Where writes go and where reads come from, apart from the first day even while both point at one server.
#[derive(Clone, Debug)]
pub struct Database {
    pub writer: PgPool,
    pub reader: PgPool,
}

impl Database {
    /// Opens both pools lazily: a database that is down makes the origin unready, not dead.
    ///
    /// # Errors
    /// Only for URLs that cannot be parsed.
    pub fn open(config: &DatabaseConfig) -> Result<Self, sqlx::Error> {
        let pool = |url: &str| -> Result<PgPool, sqlx::Error> {
            Ok(PgPoolOptions::new()
                .max_connections(config.connections_max)
                .acquire_timeout(Duration::from_secs(2))
                .connect_lazy_with(connect_options(url)?.options([("statement_timeout", config.statement_timeout.as_millis().to_string())])))
        };
        Ok(Self { writer: pool(&config.writer_url)?, reader: pool(&config.reader_url)? })
    }

    /// Both roles on one pool, for commands and tests.
    pub fn single(pool: PgPool) -> Self {
        Self { writer: pool.clone(), reader: pool }
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

/// One connection without a statement limit, for `migrate` and `import`.
///
/// # Errors
/// When the server cannot be reached within ten seconds or refuses.
pub async fn open_for_commands(config: &DatabaseConfig) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new().max_connections(2).acquire_timeout(Duration::from_secs(10)).connect_with(connect_options(&config.writer_url)?).await
}

/// Optional filters make one text many plans: `force_custom_plan` plans each call for the filters it has.
fn connect_options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(PgConnectOptions::from_str(url)?.application_name("craftbean-origin").options([
        ("plan_cache_mode", "force_custom_plan"),
        ("lock_timeout", "2000"),
        ("idle_in_transaction_session_timeout", "10000"),
        ("timezone", "UTC"),
    ]))
}
