//! One file a URL noun: data in, a whole HTML document out. Nothing here fetches, waits or knows who is looking.

pub mod about;
pub mod artisans;
pub mod attribution;
pub mod brewing;
pub mod cafes;
pub mod cities;
pub mod errors;
pub mod home;
pub mod near;
pub mod roasters;
pub mod saved;
pub mod search;
pub mod stories;
pub mod suggest;

mod place;
