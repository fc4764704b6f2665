//! Cafés: `/api/v1/cafes`, and the signed `/internal/cafes`.

pub mod changes;
pub mod handlers;
#[cfg(test)]
mod tests;
