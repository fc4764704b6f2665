//! Ways to brew: `/api/v1/brewing-methods`.

pub mod handlers;
pub mod queries;
