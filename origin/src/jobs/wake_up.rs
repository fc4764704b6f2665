//! The library asks for one job a slot at every notification, and once a second. What waits beyond that, after a storm or while nobody worked, would be
//! worked off at one job a slot a second: here whoever has done a job asks for the next one at once.

use std::any::Any;
use std::sync::Arc;

use futures_util::stream;
use graphile_worker::{BoxFuture, Database, DatabaseDriver, DbError, DbExecutor, DbParams, DbRow, DbTransaction, Notification, NotificationStream};
use sqlx::PgPool;
use tokio::sync::Notify;

/// The database as a lane's worker sees it: told of every job that comes in, by PostgreSQL, and of every job that is done, by [`Self::job_done`].
#[derive(Clone, Debug)]
pub struct WakeUp {
    database: Database,
    done: Arc<Notify>,
}

impl WakeUp {
    pub fn new(db: PgPool) -> Self {
        Self { database: db.into(), done: Arc::default() }
    }

    /// A slot is free, and something may be waiting for it.
    pub fn job_done(&self) {
        self.done.notify_one();
    }
}

impl DbExecutor for WakeUp {
    fn execute<'a>(&'a self, sql: &'a str, params: DbParams) -> BoxFuture<'a, Result<u64, DbError>> {
        self.database.execute(sql, params)
    }

    fn fetch_all<'a>(&'a self, sql: &'a str, params: DbParams) -> BoxFuture<'a, Result<Vec<DbRow>, DbError>> {
        self.database.fetch_all(sql, params)
    }
}

impl DatabaseDriver for WakeUp {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn begin(&self) -> BoxFuture<'_, Result<DbTransaction, DbError>> {
        Box::pin(self.database.begin())
    }

    fn listen<'a>(&'a self, channel: &'a str) -> BoxFuture<'a, Result<Option<NotificationStream>, DbError>> {
        Box::pin(async move {
            let Some(inserted) = self.database.listen(channel).await? else { return Ok(None) };
            let done = stream::unfold((self.done.clone(), channel.to_owned()), async |(done, channel)| {
                done.notified().await;
                Some((Ok(Notification { channel: channel.clone(), payload: String::new() }), (done, channel)))
            });
            let told: NotificationStream = Box::pin(stream::select(inserted, done));
            Ok(Some(told))
        })
    }
}
