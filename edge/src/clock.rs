//! Time and chance as workerd gives them. Everything that judges takes them as arguments; only what acts reads them here.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::Delay;

/// The wall clock in milliseconds since 1970. workerd holds it still between reads and writes, so one value serves a stretch of work.
#[expect(clippy::as_conversions, reason = "Date.now() is a whole number of milliseconds below 2^53; `as` saturates")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
pub fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Uniform in 0..1.
pub fn chance() -> f64 {
    js_sys::Math::random()
}

pub async fn sleep(ms: u32) {
    Delay::from(Duration::from_millis(u64::from(ms))).await;
}

/// What is needed, and what is only good to have: that has until the other is there, and a while longer.
pub async fn with_extra<T, E>(needed: impl Future<Output = T>, grace_ms: u32, extra: impl Future<Output = Option<E>>) -> (T, Option<E>) {
    match select(pin!(needed), pin!(extra)).await {
        Either::Left((needed, extra)) => (needed, within(grace_ms, extra).await.flatten()),
        Either::Right((extra, needed)) => (needed.await, extra),
    }
}

/// What a future gives within a time. `None` when it took longer; it is dropped then.
pub async fn within<T>(ms: u32, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(sleep(ms))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(((), _)) => None,
    }
}
