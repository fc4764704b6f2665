//! Photos of places: taken in with the words about them, made into variants by a job, kept at the edges, and shown once they are there.

pub mod handlers;
pub mod jobs;
mod queries;
mod scenes;
#[cfg(test)]
mod tests;
mod turn;
mod variants;

pub use queries::enqueue_unmade;
pub use scenes::Scene;
pub use turn::DecodingTurn;
