//! Cities with places in them: `/api/v1/cities`.

pub mod handlers;
pub mod queries;
