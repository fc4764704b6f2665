//! Cities with places in them: `/api/v1/cities`.

mod guides;
pub mod handlers;
pub mod queries;
