//! Every page that the data has, for search engines, in parts that stay as they are while the data grows.

pub mod handlers;
mod queries;
#[cfg(test)]
mod tests;
