//! What visitors say: `/api/v1/cafes/{slug}/reviews`, and the scores that come of it.

pub mod handlers;
pub mod queries;
