//! Cafés: `/api/v1/cafes`.

pub mod handlers;
#[cfg(test)]
mod tests;
