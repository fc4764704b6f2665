//! Whose turn it is to have a picture read: one after the other in each process, because a large one takes some hundred megabytes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::error::ApiError;

/// Whoever waits longer is told so: the reading itself needs the rest of a request's time.
const WAIT_MAX: Duration = Duration::from_millis(1_500);

/// Shared by all who read pictures in a process.
#[derive(Clone, Debug)]
pub struct DecodingTurn(Arc<Semaphore>);

impl Default for DecodingTurn {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl DecodingTurn {
    /// Does what takes so much memory once nobody else does.
    ///
    /// # Errors
    /// `unavailable` (503) when the others have not come to an end in time.
    pub async fn take<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        let busy = |_elapsed| ApiError::Full("Other pictures are being looked at. Send yours again in a few seconds.".to_owned());
        let turn = timeout(WAIT_MAX, Arc::clone(&self.0).acquire_owned()).await.map_err(busy)?.map_err(|error| ApiError::Internal(error.into()))?;
        let at_work = move || {
            // Given back when the work is done, not when its caller has left: leaving does not stop it.
            let _turn = turn;
            work()
        };
        spawn_blocking(at_work).await.map_err(|error| ApiError::Internal(error.into()))
    }
}
