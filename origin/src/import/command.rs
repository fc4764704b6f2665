//! `origin import …`: which reader for which file, the report, and the exit status.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use sqlx::PgPool;

use super::chains::Chains;
use super::csv_mapping::Mapping;
use super::lines::open_text;
use super::{Input, import};
use crate::app::Clock;

#[derive(Debug, Args)]
pub struct ImportArguments {
    #[command(subcommand)]
    form: Form,
    /// CSV of chains (columns `name` and `brand`), to tell them from independents
    #[arg(long, global = true, value_name = "FILE")]
    chains: Option<PathBuf>,
    /// Writes the report as JSON as well
    #[arg(long, global = true, value_name = "FILE")]
    report: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Form {
    /// OpenStreetMap objects, one JSON object a line
    OsmNdjson { file: PathBuf },
    /// Any OpenStreetMap extract in PBF, such as a country
    OsmPbf { file: PathBuf },
    /// Curated directories of cafés and roasters, one JSON object a line
    Curated { file: PathBuf },
    /// Places in CraftBean's own NDJSON, shown as fictional
    Own { file: PathBuf },
    /// CSV, plain or gzip-compressed, with a column mapping
    Csv {
        file: PathBuf,
        /// Built-in name (`eateries_uk_eotho`, `poi_bulk_wof`) or a JSON file
        #[arg(long)]
        mapping: String,
        /// Accepts a last line without a line break
        #[arg(long)]
        allow_unterminated: bool,
    },
    /// The demonstration set: cafés and roasters that do not exist
    Demonstration,
    /// Tells the form from the file itself
    Auto { file: PathBuf },
}

/// Runs one import and prints its report.
///
/// # Errors
/// For a damaged file or a failing database; nothing was written then.
pub async fn run(db: &PgPool, arguments: ImportArguments) -> anyhow::Result<()> {
    let input = match arguments.form {
        Form::OsmNdjson { file } => Input::OsmNdjson(file),
        Form::OsmPbf { file } => Input::OsmPbf(file),
        Form::Curated { file } => Input::Curated(file),
        Form::Own { file } => Input::Own(file),
        Form::Csv { file, mapping, allow_unterminated } => Input::Csv { path: file, mapping: Box::new(Mapping::load(&mapping).map_err(anyhow::Error::msg)?), allow_unterminated },
        Form::Demonstration => Input::Demonstration,
        Form::Auto { file } => recognise(&file)?,
    };
    let chains = arguments.chains.as_deref().map(Chains::load).transpose().map_err(anyhow::Error::msg)?.unwrap_or_default();
    let report = import(db, input, chains, Clock::System.now()).await?;
    if let Some(path) = arguments.report {
        std::fs::write(&path, serde_json::to_vec_pretty(&report)?).with_context(|| format!("cannot write {}", path.display()))?;
    }
    say(&report.to_string());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the report is what this command is for")]
fn say(text: &str) {
    print!("{text}");
}

/// The form of a file by its name and its first line.
fn recognise(path: &Path) -> anyhow::Result<Input> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pbf")) {
        return Ok(Input::OsmPbf(path.to_owned()));
    }
    let mut start = Vec::new();
    open_text(path)?.take(8_192).read_to_end(&mut start).with_context(|| format!("cannot read {}", path.display()))?;
    let start = String::from_utf8_lossy(&start);
    let first = start.lines().next().unwrap_or_default();
    if first.starts_with('{') {
        return Ok(match (first.contains("\"osm_id\""), first.contains("\"source\"")) {
            (true, _) => Input::OsmNdjson(path.to_owned()),
            (false, true) => Input::Curated(path.to_owned()),
            (false, false) => Input::Own(path.to_owned()),
        });
    }
    match Mapping::for_header(first) {
        Some(mapping) => Ok(Input::Csv { path: path.to_owned(), mapping: Box::new(mapping), allow_unterminated: false }),
        None => bail!("{}: not recognised; name its form (origin import --help), for CSV with a --mapping", path.display()),
    }
}
