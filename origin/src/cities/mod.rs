//! Cities with places in them: `/api/v1/cities`.

mod guides;
pub mod handlers;
mod highlights;
pub mod names;
pub mod queries;
#[cfg(test)]
mod tests;

/// Places farther apart than this are not in one city, in metres.
pub const CITY_REACH_M: f64 = 75_000.0;
