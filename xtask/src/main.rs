//! `cargo xtask …`: the one way to do things. Each command installs what it misses, says what it does, and prints how long it took.
#![expect(clippy::print_stdout, reason = "telling people what happens is what this program is for")]
#![expect(clippy::disallowed_methods, reason = "a tool at the edge of the system reads clock and environment itself")]

mod api;
mod bench;
mod build;
mod clients;
mod conformance;
mod dev;
mod fuzz;
mod node;
mod outputs;
mod paths;
mod postgres;
mod processes;
mod regions;
mod setup;
mod sqlx;
mod steps;
mod swift;
mod test;
mod toolchain;
mod tools;

use std::process::ExitCode;

use steps::Steps;

const USAGE: &str = "\
cargo xtask <command>

  setup                 installs toolchain, tools and packages
  dev                   runs everything on this machine: PostgreSQL, origin, edge
      --data PATH…      imports these files (without it: the demonstration set, once)
      --chains FILE     list of chains for the imports
      --fresh           forgets the database first
      --regions N       a primary and replicas, an origin for each, as far apart as they are
      --from PLACE      where you stand: a city such as TOKYO, or LAT,LON
  build                 builds browser Wasm, styles and the Worker (wrangler calls this)
      --release         for the edge rather than for development
  check                 formatting and lints
  test                  every test; --only native, origin-queries, api, worker or journeys for a part
  conformance           HTTP caching conformance beside Varnish and nginx; --failures lists what the engine fails
  bench edge            what a request costs in bare workerd, beside JavaScript and five frameworks
  bench faults          what visitors notice when regions die, crawl or lie
  bench consistency     whether anybody is shown less than they have seen while replicas lag
  bench jobs            whether jobs are lost or doubled while workers are killed
  bench failover        whether acknowledged writes are lost or doubled while primaries are killed
  bench overload        how many are answered when three times as many come as can be
  bench pages           what phones wait for and download, by Lighthouse; fails below its goals
  bench search          whether people find what they mean, over 170,000 places; --seed N draws other queries
  fuzz                  every parser of the edge against inputs that nobody thought of; --seconds N for each (30)
  prepare               renews the committed metadata of SQL queries
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut steps = Steps::default();
    let outcome = processes::catch_signals().and_then(|()| run(&arguments, &mut steps));
    steps.print_table();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String], steps: &mut Steps) -> anyhow::Result<()> {
    let (command, options) = match arguments.split_first() {
        Some((command, options)) => (command.as_str(), options),
        None => ("help", arguments),
    };
    paths::claim_targets()?;
    match command {
        "setup" => setup::run(steps, setup::Extent::Everything),
        "dev" => dev::run(steps, &dev::Options::parse(options)?),
        "build" => build::run(steps, build::Profile::parse(options)?),
        "check" => test::check(steps),
        "test" => test::run(steps, test::Part::parse(options)?),
        "bench" => bench::run(steps, options),
        "conformance" => conformance::run(steps, options),
        "fuzz" => fuzz::run(steps, options),
        "prepare" => sqlx::prepare(steps),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => anyhow::bail!("{other:?} is not a command\n\n{USAGE}"),
    }
}
