//! A box of longitudes and latitudes that does not cross the antimeridian.

use super::{LonLat, Ruler};

/// West, south, east and north limits in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Western limit.
    pub west: f64,
    /// Southern limit.
    pub south: f64,
    /// Eastern limit.
    pub east: f64,
    /// Northern limit.
    pub north: f64,
}

impl Bounds {
    /// The smallest box around some places, or none for no places.
    pub fn around(places: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        places.into_iter().fold(None, |bounds: Option<Self>, place| {
            let at = Self {
                west: place.lon,
                south: place.lat,
                east: place.lon,
                north: place.lat,
            };
            Some(bounds.map_or(at, |bounds| bounds.union(at)))
        })
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Whether the place is inside or on the edge.
    pub fn contains(&self, place: LonLat) -> bool {
        (self.west..=self.east).contains(&place.lon) && (self.south..=self.north).contains(&place.lat)
    }

    /// Whether the two boxes share a point.
    pub fn meets(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The middle.
    pub fn center(&self) -> LonLat {
        LonLat::new(
            f64::midpoint(self.west, self.east),
            f64::midpoint(self.south, self.north),
        )
    }

    /// How far a place lies outside, in metres; zero inside.
    pub fn metres_outside(&self, place: LonLat) -> f64 {
        let nearest = LonLat::new(
            place.lon.clamp(self.west, self.east),
            place.lat.clamp(self.south, self.north),
        );
        Ruler::at(f64::midpoint(place.lat, nearest.lat)).metres(place, nearest)
    }
}
