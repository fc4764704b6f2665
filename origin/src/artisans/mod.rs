//! The people: `/api/v1/artisans`.

pub mod handlers;
pub mod queries;
