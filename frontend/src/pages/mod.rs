//! One file a URL noun: data in, a whole HTML document out. Nothing here fetches, waits or knows who is looking.

pub mod about;
pub mod attribution;
pub mod cafes;
pub mod cities;
pub mod errors;
pub mod home;
pub mod near;
pub mod roasters;
pub mod saved;

mod place;
