//! Running other programs: steps that end, and services that are stopped again, each in a process group of its own.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::paths;
use crate::steps::Progress;

/// Lines of a failed program's output that are shown.
const LINES_SHOWN: usize = 60;
/// Lines about failed tests that are repeated at the end.
const FAILURE_LINES_SHOWN: usize = 400;
/// How long a service may take to stop before it is killed.
const STOP_PATIENCE: Duration = Duration::from_secs(15);

/// Set by Ctrl-C or SIGTERM: what runs is ended, and on the way out every service and cluster is stopped.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Catches signals for the whole program.
pub fn catch_signals() -> anyhow::Result<()> {
    ctrlc::set_handler(|| STOPPING.store(true, Ordering::SeqCst)).context("cannot catch Ctrl-C")
}

pub fn is_stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// An error once a signal has come.
pub fn go_on() -> anyhow::Result<()> {
    anyhow::ensure!(!is_stopping(), "stopped");
    Ok(())
}

/// What a program said that ended well.
#[derive(Default)]
pub struct Output {
    /// Its standard output alone: its result.
    pub printed: String,
    /// Both streams, in the order in which they came.
    pub said: String,
}

/// Runs to the end. On failure the end of what the program said is the error.
pub fn run(progress: &mut Progress, command: &mut Command) -> anyhow::Result<Output> {
    let shown = format!("{} {}", command.get_program().to_string_lossy(), command.get_args().map(|argument| argument.to_string_lossy()).collect::<Vec<_>>().join(" "));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().with_context(|| format!("cannot start {shown}"))?;
    let (sender, lines) = mpsc::channel();
    if let Some(stream) = child.stdout.take() {
        let sender = sender.clone();
        on_lines(stream, move |line| drop(sender.send((true, line))));
    }
    if let Some(stream) = child.stderr.take() {
        on_lines(stream, move |line| drop(sender.send((false, line))));
    }
    let mut output = Output::default();
    loop {
        if is_stopping() {
            let _ = child.kill();
        }
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok((printed, line)) => {
                progress.show(&line);
                let line = line + "\n";
                output.said.push_str(&line);
                if printed {
                    output.printed.push_str(&line);
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => progress.show(output.said.lines().last().unwrap_or_default()),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait().with_context(|| format!("lost {shown}"))?;
    if status.success() {
        return Ok(output);
    }
    let lines: Vec<&str> = output.said.lines().collect();
    let end = lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default().join("\n");
    bail!("{shown} ended with {status}:\n{end}")
}

/// Reads a stream on a thread of its own, so that neither of a program's two streams can block it.
fn on_lines(stream: impl Read + Send + 'static, give: impl Fn(String) + Send + 'static) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            give(String::from_utf8_lossy(&line).into_owned());
        }
    });
}

/// Runs with its output on the terminal, for test runners that show their own progress. On failure the error repeats which tests failed and
/// why, because by then that has long scrolled away.
pub fn run_shown(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {program}"))?;
    let (sender, lines) = mpsc::channel();
    if let Some(stream) = child.stdout.take() {
        on_lines(stream, move |line| drop(sender.send(line)));
    }
    let mut failures = Failures::default();
    loop {
        if is_stopping() {
            let _ = child.kill();
        }
        match lines.recv_timeout(Duration::from_millis(50)) {
            Ok(line) => {
                println!("{line}");
                failures.read(line);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait().with_context(|| format!("lost {program}"))?;
    if status.success() { Ok(()) } else { bail!("{program} ended with {status}:\n{}", failures.report()) }
}

/// What a test runner said of failures: the `failures:` parts of Rust's test harness, or the end of any other runner's output.
#[derive(Default)]
struct Failures {
    within: bool,
    parts: Vec<String>,
    end: VecDeque<String>,
}

impl Failures {
    fn read(&mut self, line: String) {
        self.within = (self.within || line == "failures:") && !line.starts_with("test result: ");
        if self.within && self.parts.len() < FAILURE_LINES_SHOWN {
            self.parts.push(line.clone());
        }
        if self.end.len() == LINES_SHOWN {
            self.end.pop_front();
        }
        self.end.push_back(line);
    }

    fn report(self) -> String {
        if self.parts.is_empty() { Vec::from(self.end).join("\n") } else { self.parts.join("\n") }
    }
}

/// Whether a program can be run at all.
pub fn exists(program: &str) -> bool {
    Command::new(program).arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A program that runs until it is stopped. Dropping it stops it.
pub struct Service {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts in a process group of its own with its output in `.build/logs/NAME.log`.
    pub fn start(name: &str, command: &mut Command) -> anyhow::Result<Self> {
        let log = paths::outputs().join("logs").join(format!("{name}.log"));
        fs::create_dir_all(log.parent().unwrap_or(Path::new(".")))?;
        let file = File::create(&log)?;
        let child = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).process_group(0).spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.to_owned(), child, log })
    }

    /// Error with the end of its log when it has ended by itself.
    pub fn check(&mut self) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} ended with {status}:\n{}", self.name, tail(&self.log)),
        }
    }

    /// Waits until `ready` says so.
    pub fn wait_until(&mut self, patience: Duration, progress: &mut Progress, ready: impl Fn() -> bool) -> anyhow::Result<()> {
        let started = Instant::now();
        while !ready() {
            self.check()?;
            if started.elapsed() > patience {
                bail!("{} was not ready after {} s:\n{}", self.name, patience.as_secs(), tail(&self.log));
            }
            progress.show(tail(&self.log).lines().last().unwrap_or_default());
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    fn stop(&mut self) {
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let Some(group) = group else { return };
        let _ = kill_process_group(group, Signal::TERM);
        let started = Instant::now();
        // The whole group: wrangler leaves workerd and esbuild behind it.
        while self.child.try_wait().is_ok_and(|status| status.is_none()) || test_kill_process_group(group).is_ok() {
            if started.elapsed() > STOP_PATIENCE {
                let _ = kill_process_group(group, Signal::KILL);
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

fn tail(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default().join("\n")
}
