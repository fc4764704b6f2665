//! `origin work`: runs jobs until it is told to stop, and outlives the database's absence.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use graphile_worker::{
    Database, JobComplete, JobCompleteContext, JobFail, JobFailContext, JobRecovery, JobRecoveryContext, Worker, WorkerContext, WorkerOptions, WorkerRecoveryConfig,
};
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep};

use super::lanes::{LANES, Lane};
use super::retries::{after_interruption, random_fraction};
use super::wake_up::WakeUp;
use super::{dead_letters, queries};
use crate::app::Clock;
use crate::config::{Config, ConfigError};
use crate::database;
use crate::mails::mailer::Mailer;
use crate::purges::edges::Edges;
use crate::serve::stop_signal;

/// A worker says that it lives this often …
const HEARTBEAT: Duration = Duration::from_secs(1);
/// … others look for the dead this often …
const SWEEP: Duration = Duration::from_secs(1);
/// … and one that has said nothing for so long is dead: its jobs run again within ten seconds.
const SILENCE_MAX: Duration = Duration::from_secs(5);
/// Between two looks at what should be dead letters.
const BURIALS: Duration = Duration::from_secs(2);

/// What jobs work with.
#[derive(Clone, Debug)]
pub struct Workbench {
    pub db: PgPool,
    pub clock: Clock,
    pub edges: Arc<Edges>,
    pub mailer: Arc<Mailer>,
}

impl Workbench {
    /// The bench that a lane gave its jobs.
    ///
    /// # Errors
    /// For a worker that gave none: our fault.
    pub fn of(context: &WorkerContext) -> anyhow::Result<&Self> {
        context.get_ext().context("a job without a bench")
    }
}

/// Runs until SIGTERM or SIGINT, then lets jobs under way finish, for as long as the drain deadline allows; what is cut then runs again elsewhere.
///
/// # Errors
/// [`ConfigError`] when the edges or the key of signed calls are not configured.
pub async fn work(config: Config) -> anyhow::Result<()> {
    let Some(key) = config.server.internal_key.clone() else {
        return Err(ConfigError(vec!["CRAFTBEAN_INTERNAL_KEY is missing: purges are signed with it".to_owned()]).into());
    };
    if config.jobs.edge_urls.is_empty() {
        return Err(ConfigError(vec!["CRAFTBEAN_EDGE_URLS is missing: set it to the address of the site, such as https://craftbean.example".to_owned()]).into());
    }
    let edges = Edges::new(config.jobs.edge_urls.clone(), key).context("cannot make calls to the edges")?;
    let site = config.jobs.edge_urls.first().map_or("", String::as_str);
    let mailer = Arc::new(Mailer::new(&config.jobs.mail, site)?);
    let bench = Workbench { db: database::open_for_work(&config.database)?, clock: Clock::System, edges: Arc::new(edges), mailer };
    let (stop, stopping) = watch::channel(false);
    let mut lanes = JoinSet::new();
    for lane in LANES {
        lanes.spawn(keep_lane(lane, bench.clone(), stopping.clone(), config.server.drain_deadline));
    }
    let burials = tokio::spawn(keep_burying(bench.db.clone()));
    tracing::info!(lanes = LANES.len(), "working");
    stop_signal().await;
    tracing::info!("draining");
    let _ = stop.send(true);
    while lanes.join_next().await.is_some() {}
    burials.abort();
    tracing::info!("stopped");
    Ok(())
}

/// A lane's workers, started again when the database has been away.
async fn keep_lane(lane: Lane, bench: Workbench, stopping: watch::Receiver<bool>, grace: Duration) {
    while !*stopping.borrow() {
        let outcome = async { anyhow::Ok(options(lane, &bench, stopping.clone(), grace)?.init().await?.run().await?) }.await;
        if let Err(error) = outcome {
            tracing::warn!(lane = lane.name, error = ?error, "the lane stopped; starting it again");
            sleep(Duration::from_secs(1).mul_f64(1.0 + random_fraction())).await;
        }
    }
}

/// Workers of a lane.
///
/// # Errors
/// For a schedule that cannot be read.
pub fn options(lane: Lane, bench: &Workbench, mut stopping: watch::Receiver<bool>, grace: Duration) -> anyhow::Result<WorkerOptions> {
    let recovery = WorkerRecoveryConfig::default().heartbeat_interval(HEARTBEAT).sweep_interval(SWEEP).sweep_threshold(SILENCE_MAX).recovery_delay(Duration::ZERO);
    let (db, clock) = (bench.db.clone(), bench.clock);
    let wake_up = WakeUp::new(bench.db.clone());
    let (done, failed) = (wake_up.clone(), wake_up.clone());
    let options = Worker::options()
        .database(Database::new(wake_up))
        .schema(database::JOBS_SCHEMA)
        .concurrency(lane.concurrency)
        .define_jobs((lane.kinds)())
        .add_extension(bench.clone())
        .worker_recovery(recovery)
        .listen_os_shutdown_signals(false)
        .shutdown_signal(async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        })
        .shutdown_grace_period(grace)
        .shutdown_interrupted_job_retry_delay(Duration::ZERO)
        .on(JobComplete, move |_: JobCompleteContext| {
            done.job_done();
            ready(())
        })
        .on(JobFail, move |context: JobFailContext| {
            failed.job_done();
            spread(db.clone(), *context.job.id())
        })
        .on(JobRecovery, move |interrupted: JobRecoveryContext| {
            let result = after_interruption(interrupted.reason, *interrupted.job.attempts(), clock.now());
            async move { result }
        });
    Ok(if lane.schedule.is_empty() { options } else { options.with_cron(lane.schedule).context("a schedule that cannot be read")? })
}

async fn spread(db: PgPool, id: i64) {
    if let Err(error) = queries::spread_retry(&db, id).await {
        tracing::warn!(id, error = ?error, "a retry keeps its time");
    }
}

async fn keep_burying(db: PgPool) {
    let mut ticks = interval(BURIALS);
    loop {
        ticks.tick().await;
        if let Err(error) = dead_letters::bury(&db).await {
            tracing::warn!(error = ?error, "dead letters could not be moved; trying again later");
        }
    }
}
