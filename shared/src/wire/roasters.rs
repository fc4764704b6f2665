//! Roasters as the API sends them.

use super::places::{PlaceCard, PlaceView};

/// A roaster in a list.
pub type RoasterCard = PlaceCard;
/// A roaster's profile.
pub type RoasterView = PlaceView;
