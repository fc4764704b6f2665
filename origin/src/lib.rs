//! The regional origin. `main.rs` reads the command line; everything else is here, so that tests can hold it.
//!
//! Reading order: `app` (every route, one list) → `cafes` (a slice) → `places` (what cafés and roasters share) → `import`.

pub mod app;
pub mod artisans;
pub mod backlog;
pub mod brewing_methods;
pub mod cafes;
pub mod cities;
pub mod config;
pub mod database;
pub mod error;
pub mod facets;
pub mod health;
pub mod housekeeping;
pub mod http;
pub mod idempotency;
pub mod import;
pub mod integrity;
pub mod jobs;
pub mod mails;
pub mod opening_hours;
pub mod photos;
pub mod places;
pub mod positions;
pub mod progress;
pub mod purges;
pub mod reviews;
pub mod roasters;
pub mod search;
pub mod serve;
pub mod sitemaps;
pub mod sources;
pub mod stories;
pub mod suggestions;
#[cfg(test)]
mod testing;
