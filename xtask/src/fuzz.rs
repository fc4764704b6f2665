//! `cargo xtask fuzz`: every fuzz target of `tests/fuzz` for a while. What it has learnt stays in `.build/fuzz`.

use std::fs;
use std::process::Command;

use anyhow::{Context, bail};

use crate::steps::Steps;
use crate::{node, paths, processes, tools};

/// Seconds for each target, unless told otherwise.
const SECONDS: u32 = 30;

/// `--seconds N`
pub fn run(steps: &mut Steps, options: &[String]) -> anyhow::Result<()> {
    let seconds = match options {
        [] => SECONDS,
        [name, seconds] if name == "--seconds" => seconds.parse().context("--seconds takes a number")?,
        _ => bail!("fuzz takes --seconds N"),
    };
    node::install_packages(steps)?;
    let program = tools::install_fuzz(steps)?.join("cargo-fuzz");
    let folder = paths::root().join("tests/fuzz");
    for file in paths::files(&folder.join("fuzz_targets"))? {
        let target = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let corpus = paths::outputs().join("fuzz").join(&target);
        fs::create_dir_all(&corpus)?;
        steps.run(&format!("fuzzing {target}"), |progress| {
            let mut command = Command::new(&program);
            command
                .args(["run", "--fuzz-dir"])
                .arg(&folder)
                .arg(&target)
                .arg(&corpus)
                .args(["--", "-max_len=4096", "-print_final_stats=1"])
                .arg(format!("-max_total_time={seconds}"));
            // The sanitizers are behind flags that only a nightly compiler would take.
            command.current_dir(&folder).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", paths::target("fuzz"));
            let output = processes::run(progress, &mut command)?;
            let runs = output.said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:")).unwrap_or("0").trim();
            println!("  {target}: {runs} inputs, no failure");
            Ok(())
        })?;
    }
    Ok(())
}
