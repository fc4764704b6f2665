//! Words that edge, origin and frontend agree on. Nothing here does IO, reads a clock or needs a runtime,
//! so it builds the same for wasm32 and native.

pub mod asset_manifest;
pub mod cache_policy;
pub mod cache_tags;
pub mod cursor;
pub mod digest;
pub mod geo;
pub mod language;
pub mod limits;
pub mod log_position;
pub mod open_at;
pub mod problem;
pub mod query;
pub mod security_headers;
pub mod signed_call;
pub mod slug;
pub mod trace_context;
pub mod urls;
pub mod wire;
