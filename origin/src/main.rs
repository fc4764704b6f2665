//! The command line of the origin.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use origin::app::Clock;
use origin::config::{Config, ConfigError};
use origin::import::command::ImportArguments;
use origin::jobs::work;
use origin::places::stored;
use origin::progress::Progress;
use origin::search::documents;
use origin::{app, database, import, serve};
use sqlx::PgPool;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(version, about = "The regional origin of CraftBean", after_help = "Configuration comes from the environment; DATABASE_URL is the one value that must be set.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the JSON API until SIGTERM
    Serve,
    /// Runs jobs until SIGTERM
    Work,
    /// Brings the database's schema up to date
    Migrate,
    /// Brings places in from a file, whole or not at all
    Import(ImportArguments),
    /// Makes everything that search finds anew, while it is being asked
    RebuildSearch,
    /// Stores every profile that is due, as `work` does every minute
    StoreProfiles,
    /// Prints the OpenAPI description of the API
    Openapi,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(EnvFilter::try_from_env("CRAFTBEAN_LOG").unwrap_or_else(|_unset_or_bad| EnvFilter::new("info,sqlx=warn,graphile_worker=warn")))
        .with_writer(std::io::stderr)
        .init();
    match run(arguments.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("origin: {error:#}");
            // 78 is sysexits' EX_CONFIG: a supervisor need not try again.
            ExitCode::from(if error.is::<ConfigError>() { 78 } else { 1 })
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    if matches!(command, Command::Openapi) {
        let text = app::document().to_pretty_json().context("cannot write the description")?;
        print_document(&text);
        return Ok(());
    }
    let config = Config::from_environment()?;
    if matches!(command, Command::Serve) {
        return serve::serve(config).await;
    }
    if matches!(command, Command::Work) {
        return work::work(config).await;
    }
    let db = database::open_for_commands(&config.database).await.context("cannot reach the database in DATABASE_URL")?;
    match command {
        Command::Migrate => database::migrate(&db).await,
        Command::Import(arguments) => import::command::run(&db, arguments).await,
        Command::RebuildSearch => rebuild_search(&db).await,
        Command::StoreProfiles => store_profiles(&db).await,
        Command::Serve | Command::Work | Command::Openapi => Ok(()),
    }
}

async fn rebuild_search(db: &PgPool) -> anyhow::Result<()> {
    let mut progress = Progress::begin();
    let rebuilt = documents::rebuild(db, |more| progress.add(more)).await?;
    progress.end();
    eprintln!("{} search documents were new, changed or stale; {} places can be narrowed down by something else than before", rebuilt.documents, rebuilt.places);
    Ok(())
}

async fn store_profiles(db: &PgPool) -> anyhow::Result<()> {
    let mut progress = Progress::begin();
    let stored = stored::store_due(db, Clock::System.now(), |more| progress.add(more)).await?;
    progress.end();
    eprintln!("{stored} profiles were due");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the document is what this command is for")]
fn print_document(text: &str) {
    println!("{text}");
}
