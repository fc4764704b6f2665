//! Calls to the edges: signed, with a deadline, and taken as done only when the edge says so.

use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use reqwest::Method;
use serde::Serialize;
use shared::limits::RAISES_A_CALL_MAX;
use shared::log_position::LogPosition;
use shared::signed_call::{SIGNATURE_HEADER, sign};
use shared::urls::{InternalPath, PhotoPath};

use crate::config::InternalKey;

/// An edge answers within milliseconds, or is not there.
const DEADLINE: Duration = Duration::from_secs(5);
/// A picture takes longer to arrive.
const PHOTO_DEADLINE: Duration = Duration::from_secs(30);
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

/// One call to an edge.
struct Call {
    method: Method,
    path: String,
    content_type: &'static str,
    body: Vec<u8>,
    deadline: Duration,
}

impl Edges {
    /// # Errors
    /// When this machine cannot make calls at all.
    pub fn new(urls: Vec<String>, key: InternalKey) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
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
                let body = serde_json::to_vec(&Purge { raises, position })?;
                let call = Call { method: Method::POST, path: InternalPath::Purge.path(), content_type: "application/json", body, deadline: DEADLINE };
                self.call(url, call, now).await.with_context(|| format!("{url} has not taken the purge"))?;
            }
        }
        Ok(())
    }

    /// Brings a file of a photo to every edge.
    ///
    /// # Errors
    /// When one of them does not say that it has it. Doing it again is harmless.
    pub async fn keep_photo(&self, photo: PhotoPath, bytes: Vec<u8>, now: DateTime<Utc>) -> anyhow::Result<()> {
        self.call_about(photo, Method::PUT, bytes, now).await.context("the photo could not be kept")
    }

    /// Has every edge let go of a file of a photo; one that has none is as good.
    ///
    /// # Errors
    /// When one of them does not say that it is gone.
    pub async fn drop_photo(&self, photo: PhotoPath, now: DateTime<Utc>) -> anyhow::Result<()> {
        self.call_about(photo, Method::DELETE, Vec::new(), now).await.context("the photo could not be dropped")
    }

    async fn call_about(&self, photo: PhotoPath, method: Method, body: Vec<u8>, now: DateTime<Utc>) -> anyhow::Result<()> {
        for url in &self.urls {
            let path = InternalPath::PhotoFile(photo).path();
            let call = Call { method: method.clone(), path, content_type: photo.file.media_type(), body: body.clone(), deadline: PHOTO_DEADLINE };
            self.call(url, call, now).await?;
        }
        Ok(())
    }

    async fn call(&self, url: &str, call: Call, now: DateTime<Utc>) -> anyhow::Result<()> {
        let Call { method, path, content_type, body, deadline } = call;
        let expires_s = u64::try_from(now.timestamp()).unwrap_or(0).saturating_add(LIFE_S);
        let signature = sign(self.key.as_bytes(), method.as_str(), &path, &body, expires_s);
        let request = self.client.request(method, format!("{url}{path}")).timeout(deadline);
        let answer = request.header(SIGNATURE_HEADER, signature).header("content-type", content_type).body(body).send().await?;
        if !answer.status().is_success() {
            let status = answer.status();
            let said: String = answer.text().await.unwrap_or_default().chars().take(300).collect();
            bail!("{status}: {said}");
        }
        Ok(())
    }
}
