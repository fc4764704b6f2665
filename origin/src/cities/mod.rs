//! Cities with places in them: `/api/v1/cities`.

mod guides;
pub mod handlers;
mod highlights;
pub mod queries;
#[cfg(test)]
mod tests;
