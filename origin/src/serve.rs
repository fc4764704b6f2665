//! `origin serve`: listen, answer, and stop without dropping anybody.

use std::future::IntoFuture;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::app::{App, Clock, Shared, router};
use crate::backlog::Backlog;
use crate::config::Config;
use crate::database::Database;
use crate::health::Draining;
use crate::http::admission::Admission;
use crate::http::read_cache::ReadCache;
use crate::photos::DecodingTurn;
use crate::places::stored::lookups::StoredProfiles;
use crate::positions::Progress;

/// Runs until SIGTERM or SIGINT, then finishes what is in flight, for as long as the drain deadline allows.
///
/// # Errors
/// When the address cannot be listened on, or requests were cut at the deadline.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let database = Database::open(&config.database)?;
    let app = App::of(Shared {
        stored_profiles: StoredProfiles::of(&database),
        database,
        clock: Clock::System,
        draining: Draining::default(),
        internal_key: config.server.internal_key,
        progress: Progress::default(),
        backlog: Backlog::default(),
        read_cache: ReadCache::default(),
        decoding_turn: DecodingTurn::default(),
    });
    let admission = if config.server.admission_adapts { Admission::new } else { Admission::fixed };
    let admission = admission(config.server.concurrency_max);
    let listener = TcpListener::bind(config.server.listen).await.with_context(|| format!("cannot listen on {}", config.server.listen))?;
    tracing::info!(address = %listener.local_addr()?, "listening");

    let listening = tokio::spawn(app.read_cache.clone().keep_listening(app.database.writer.clone()));
    let measuring = tokio::spawn(app.backlog.clone().keep_measured(app.database.writer.clone()));
    let (stopping, stopped) = oneshot::channel::<()>();
    let draining = app.draining.clone();
    let server = axum::serve(listener, router(app, admission, config.server.request_deadline)).with_graceful_shutdown(async move {
        stop_signal().await;
        draining.begin();
        tracing::info!("draining");
        // Still accepting: whoever sends visitors here sees `/readyz` say no before connections are refused.
        tokio::time::sleep(config.server.drain_notice).await;
        let _ = stopping.send(());
    });
    let deadline = async {
        let _ = stopped.await;
        tokio::time::sleep(config.server.drain_deadline).await;
    };
    let outcome = tokio::select! {
        done = server.into_future() => done.context("serving failed"),
        () = deadline => Err(anyhow::anyhow!("requests were still in flight after {:?} and were cut", config.server.drain_deadline)),
    };
    measuring.abort();
    listening.abort();
    tracing::info!("stopped");
    outcome
}

/// Resolves at the first SIGTERM or SIGINT. Where handlers cannot be installed, never: the process is then ended by the signal itself.
pub async fn stop_signal() {
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        }
        _ => std::future::pending::<()>().await,
    }
}
