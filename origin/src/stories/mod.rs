//! Longer texts by visitors and artisans: `/api/v1/stories`.

pub mod handlers;
pub mod queries;
