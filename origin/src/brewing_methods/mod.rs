//! Ways to brew: `/api/v1/brewing-methods`.

pub mod guides;
pub mod handlers;
pub mod queries;
#[cfg(test)]
mod tests;
