//! Cafés as the API sends them.

use super::places::{PlaceCard, PlaceView};

/// A café in a list.
pub type CafeCard = PlaceCard;
/// A café's profile.
pub type CafeView = PlaceView;
