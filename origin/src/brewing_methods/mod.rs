//! Ways to brew: `/api/v1/brewing-methods`.

mod guides;
pub mod handlers;
pub mod queries;
