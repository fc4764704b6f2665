//! Roasters: `/api/v1/roasters`.

pub mod handlers;
