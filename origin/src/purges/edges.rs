//! Calls to the edges: signed, with a deadline, and taken as done only when the edge says so.

use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::limits::RAISES_A_CALL_MAX;
use shared::log_position::LogPosition;
use shared::signed_call::{SIGNATURE_HEADER, sign};
use shared::urls::InternalPath;

use crate::config::InternalKey;

/// An edge answers within milliseconds, or is not there.
const DEADLINE: Duration = Duration::from_secs(5);
/// How long a call may be believed.
const LIFE_S: u64 = 60;

/// The addresses of the site: one for each deployment with generations of its own.
#[derive(Clone, Debug)]
pub struct Edges {
    urls: Vec<String>,
    key: InternalKey,
    client: reqwest::Client,
}

#[derive(Serialize)]
struct Purge<'a> {
    raises: Vec<Raise<'a>>,
    position: LogPosition,
}

#[derive(Serialize)]
struct Raise<'a> {
    tag: &'a str,
    generation: u64,
}

impl Edges {
    /// # Errors
    /// When this machine cannot make calls at all.
    pub fn new(urls: Vec<String>, key: InternalKey) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(DEADLINE).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { urls, key, client })
    }

    /// Raises tags at every edge.
    ///
    /// # Errors
    /// When one of them does not say that it has done so. Doing it again is harmless.
    pub async fn raise(&self, tags: &[String], generation: u64, position: LogPosition, now: DateTime<Utc>) -> anyhow::Result<()> {
        for url in &self.urls {
            for tags in tags.chunks(RAISES_A_CALL_MAX) {
                let raises = tags.iter().map(|tag| Raise { tag, generation }).collect();
                self.call(url, serde_json::to_vec(&Purge { raises, position })?, now).await.with_context(|| format!("{url} has not taken the purge"))?;
            }
        }
        Ok(())
    }

    async fn call(&self, url: &str, body: Vec<u8>, now: DateTime<Utc>) -> anyhow::Result<()> {
        let path = InternalPath::Purge.path();
        let expires_s = u64::try_from(now.timestamp()).unwrap_or(0).saturating_add(LIFE_S);
        let signature = sign(self.key.as_bytes(), "POST", &path, &body, expires_s);
        let answer = self.client.post(format!("{url}{path}")).header(SIGNATURE_HEADER, signature).header("content-type", "application/json").body(body).send().await?;
        if !answer.status().is_success() {
            let status = answer.status();
            let said: String = answer.text().await.unwrap_or_default().chars().take(300).collect();
            bail!("{status}: {said}");
        }
        Ok(())
    }
}
