//! Mail to people: written with the change that it tells of, sent by a job, and forgotten.

pub mod mailer;
mod queries;
#[cfg(test)]
mod tests;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::jobs::work::Workbench;
use crate::jobs::{Job, enqueue};

/// What was not sent by then never will be.
const KEPT: TimeDelta = TimeDelta::days(30);

/// A mail to be.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    pub address: &'a str,
    pub subject: &'a str,
    pub body: &'a str,
    /// The page that it leads to, site-relative.
    pub path: &'a str,
}

/// Writes a mail as part of the caller's transaction: it is sent if and only if that commits.
///
/// # Errors
/// When the database fails.
pub async fn send(db: &mut PgConnection, mail: &NewMail<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let id = Uuid::now_v7();
    queries::insert(db, id, mail, now).await?;
    enqueue(db, &SendMail { mail: id }).await
}

/// Forgets mails of a month ago. How many.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(db: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    queries::delete_before(db, now - KEPT).await
}

/// Sends one mail. Cut between the sending and the note of it, it is sent again, under the same Message-ID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    mail: Uuid,
}

impl Job for SendMail {
    const PRIORITY: i16 = 5;
}

impl TaskHandler for SendMail {
    const IDENTIFIER: &'static str = "send_mail";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        let Some(mail) = queries::find_unsent(&bench.db, self.mail).await.context("the mail cannot be read")? else { return Ok(()) };
        bench.mailer.send(&mail).await?;
        queries::mark_sent(&bench.db, self.mail, bench.clock.now()).await.context("it was sent, and that could not be noted")
    }
}
