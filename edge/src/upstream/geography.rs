//! How far a network packet travels between two places. Cables do not follow great circles everywhere: some areas are joined to the rest of
//! the world through one door, and distances there are measured through it.
//!
//! Measured on 339 edge locations against AWS's published inter-region latencies, with origins in us-east-1, eu-central-1 and
//! ap-southeast-1: within 20 ms of the best for 336, at most 26 ms worse; great circles alone: 326, at most 159 ms worse
//! (`choice_of_region` in the tests).

use shared::geo::Position;

/// An area whose traffic leaves by one door.
struct Area {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
    door: Position,
}

const AREAS: [Area; 4] = [
    // Africa south of the Sahara and the western Indian Ocean: cables up both coasts, landing at Marseille.
    Area { south: -40.0, north: 15.0, west: -20.0, east: 65.0, door: Position { lat: 43.3, lon: 5.4 } },
    // Polynesia: by Sydney.
    Area { south: -50.0, north: 5.0, west: -180.0, east: -130.0, door: Position { lat: -33.9, lon: 151.2 } },
    // Siberia east of the Ob: by Seoul.
    Area { south: 48.0, north: 75.0, west: 85.0, east: 180.0, door: Position { lat: 37.5, lon: 127.0 } },
    // The Tien Shan: by Mumbai.
    Area { south: 36.0, north: 48.0, west: 72.0, east: 90.0, door: Position { lat: 19.0, lon: 72.9 } },
];

impl Area {
    fn contains(&self, position: Position) -> bool {
        (self.south..=self.north).contains(&position.lat) && (self.west..=self.east).contains(&position.lon)
    }
}

/// Metres of the way that packets are expected to take.
pub fn network_distance_m(from: Position, to: Position) -> f64 {
    let door = AREAS.iter().find(|area| area.contains(from) != area.contains(to)).map(|area| area.door);
    door.map_or_else(|| from.distance_m(to), |door| from.distance_m(door) + door.distance_m(to))
}

/// Milliseconds there and back over such a way: light in fibre, detours, routers. Only the order of several matters.
pub fn expected_round_trip_ms(from: Position, to: Position) -> f64 {
    const METRES_A_MS: f64 = 65_000.0;
    network_distance_m(from, to) / METRES_A_MS
}
