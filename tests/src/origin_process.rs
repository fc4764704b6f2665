//! The origin as a program of its own, as benches start it.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use sqlx::{ConnectOptions, PgPool};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::INTERNAL_KEY;

/// The program that `cargo xtask bench` has built, as it would be started.
///
/// # Errors
/// When nothing says where it is.
pub fn program() -> anyhow::Result<String> {
    #[expect(clippy::disallowed_methods, reason = "a bench is told by its environment which program to start")]
    std::env::var("CRAFTBEAN_ORIGIN").context("CRAFTBEAN_ORIGIN does not name the origin's program; run this by `cargo xtask bench`")
}

/// Runs one of its commands to the end.
///
/// # Errors
/// When it fails.
pub async fn run(db: &PgPool, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new(program()?);
    let status = command.args(arguments).env("DATABASE_URL", url_of(db)).stdout(Stdio::null()).stderr(Stdio::null()).status().await?;
    ensure!(status.success(), "origin {} failed", arguments.join(" "));
    Ok(())
}

/// How to reach the same database from another process.
pub fn url_of(db: &PgPool) -> String {
    db.connect_options().to_url_lossy().to_string()
}

/// One `origin serve` on a port that it keeps over a restart.
#[derive(Debug)]
pub struct OriginProcess {
    pub url: String,
    port: u16,
    database_url: String,
    variables: Vec<(String, String)>,
    pinned: bool,
    child: Child,
}

impl OriginProcess {
    /// Waits until it is ready.
    ///
    /// # Errors
    /// When it is not in twenty seconds.
    pub async fn start(database_url: &str, variables: &[(&str, &str)]) -> anyhow::Result<Self> {
        Self::begin(database_url, variables, false).await
    }

    /// The same on the first core alone, so that it never takes time from whoever measures it.
    ///
    /// # Errors
    /// When it is not ready in twenty seconds.
    pub async fn start_pinned(database_url: &str, variables: &[(&str, &str)]) -> anyhow::Result<Self> {
        Self::begin(database_url, variables, true).await
    }

    async fn begin(database_url: &str, variables: &[(&str, &str)], pinned: bool) -> anyhow::Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
        let variables: Vec<(String, String)> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let child = serve(database_url, port, &variables, pinned)?;
        let origin = Self { url: format!("http://127.0.0.1:{port}"), port, database_url: database_url.to_owned(), variables, pinned, child };
        origin.wait_until_ready().await?;
        Ok(origin)
    }

    /// As `kill -9` does.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// # Errors
    /// When it is not ready in twenty seconds.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.child = serve(&self.database_url, self.port, &self.variables, self.pinned)?;
        self.wait_until_ready().await
    }

    /// Sends a signal by its name.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.child.id().context("the origin has ended")?;
        let sent = Command::new("kill").args(["-s", name, &id.to_string()]).status().await?;
        ensure!(sent.success(), "kill -s {name} failed");
        Ok(())
    }

    async fn wait_until_ready(&self) -> anyhow::Result<()> {
        let client = reqwest::Client::new();
        let asking = async {
            while !client.get(format!("{}/readyz", self.url)).send().await.is_ok_and(|answer| answer.status().is_success()) {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(20), asking).await.context("an origin was not ready in 20 s")
    }
}

fn serve(database_url: &str, port: u16, variables: &[(String, String)], pinned: bool) -> anyhow::Result<Child> {
    let program = program()?;
    let mut command = if pinned { Command::new("taskset") } else { Command::new(&program) };
    if pinned {
        command.args(["--cpu-list", "0", &program]);
    }
    command
        .arg("serve")
        .env("DATABASE_URL", database_url)
        .env("CRAFTBEAN_LISTEN", format!("127.0.0.1:{port}"))
        .env("CRAFTBEAN_INTERNAL_KEY", INTERNAL_KEY)
        .env("CRAFTBEAN_LOG", "error")
        .envs(variables.iter().map(|(name, value)| (name, value)));
    Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()?)
}
