//! Steps with their times: what is going on while it goes on, and a table of where the time went.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two signs of life of a long step where output is no terminal.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The steps of one command.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration)>,
    /// Says nothing while all is well, for commands that must be quick and quiet.
    pub quiet: bool,
}

impl Steps {
    /// Runs `work` as a step with a title a person understands.
    pub fn run<T>(&mut self, title: &str, work: impl FnOnce(&mut Progress) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let started = Instant::now();
        if !self.quiet {
            println!("▸ {title} …");
        }
        let mut progress = Progress { started, last_sign: started, terminal: std::io::stdout().is_terminal() && !self.quiet, quiet: self.quiet };
        let outcome = work(&mut progress);
        progress.clear();
        let took = started.elapsed();
        self.done.push((title.to_owned(), took));
        if !self.quiet {
            println!("  {} in {:.1} s", if outcome.is_ok() { "done" } else { "failed" }, took.as_secs_f64());
        }
        outcome.map_err(|error| error.context(format!("while {title}")))
    }

    /// Where the time went, the longest first. Nothing for a single quick step.
    pub fn print_table(&self) {
        let total: Duration = self.done.iter().map(|(_, took)| *took).sum();
        if self.quiet || self.done.len() < 2 {
            return;
        }
        let mut rows: Vec<&(String, Duration)> = self.done.iter().filter(|(_, took)| took.as_millis() >= 100).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.1));
        println!("\nwhere the time went");
        for (title, took) in rows {
            println!("{:>8.1} s  {title}", took.as_secs_f64());
        }
        println!("{:>8.1} s  altogether", total.as_secs_f64());
    }
}

/// Signs of life of one step.
pub struct Progress {
    started: Instant,
    last_sign: Instant,
    terminal: bool,
    quiet: bool,
}

impl Progress {
    /// Shows the latest line of a long step: in place on a terminal, now and then elsewhere.
    pub fn show(&mut self, line: &str) {
        let seconds = self.started.elapsed().as_secs();
        let line: String = line.trim().chars().take(90).collect();
        if self.terminal {
            print!("\r\x1b[K  {seconds} s  {line}");
            let _ = std::io::stdout().flush();
        } else if self.last_sign.elapsed() >= HEARTBEAT && !self.quiet {
            self.last_sign = Instant::now();
            println!("  … {seconds} s  {line}");
        }
    }

    fn clear(&self) {
        if self.terminal {
            print!("\r\x1b[K");
        }
    }
}
