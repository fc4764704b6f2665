//! What every request passes through, whatever it asks for.

pub mod answer;
pub mod body;
pub mod coalesce;
pub mod cursor;
pub mod envelope;
pub mod parameters;
pub mod signed;
pub mod written;
