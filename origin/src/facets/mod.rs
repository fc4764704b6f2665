//! How many cafés of an area each filter leaves: `/api/v1/facets`.

pub mod handlers;
mod queries;
#[cfg(test)]
mod tests;
