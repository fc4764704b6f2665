//! Signs of life of a long command: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::time::Instant;

/// Between two lines where standard error is no terminal.
const EVERY: Duration = Duration::from_secs(10);

pub struct Progress {
    bar: ProgressBar,
    terminal: bool,
    rows: usize,
    said: Instant,
}

impl Progress {
    pub fn begin() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} rows, {per_sec}, {elapsed}") {
            bar.set_style(style);
        }
        Self { bar, terminal: std::io::stderr().is_terminal(), rows: 0, said: Instant::now() }
    }

    /// Counts `rows` more.
    pub fn add(&mut self, rows: usize) {
        self.rows = self.rows.saturating_add(rows);
        self.bar.inc(u64::try_from(rows).unwrap_or_default());
        if !self.terminal && self.said.elapsed() >= EVERY {
            self.said = Instant::now();
            eprintln!("… {} rows", self.rows);
        }
    }

    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}
