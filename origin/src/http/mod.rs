//! What every request passes through, whatever it asks for.

pub mod answer;
pub mod coalesce;
pub mod cursor;
pub mod envelope;
pub mod parameters;
