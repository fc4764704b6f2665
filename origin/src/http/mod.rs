//! What every request passes through, whatever it asks for.

pub mod admission;
pub mod answer;
pub mod body;
pub mod cursor;
pub mod described;
pub mod envelope;
pub mod parameters;
pub mod read_cache;
pub mod signed;
pub mod written;
