//! Where facts come from: `/api/v1/sources`.

pub mod handlers;
pub mod queries;
