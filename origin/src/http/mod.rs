//! What every request passes through, whatever it asks for.

pub mod answer;
pub mod cursor;
pub mod envelope;
pub mod parameters;
