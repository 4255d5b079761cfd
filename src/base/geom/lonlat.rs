//! A place on the earth, as degrees and as integers.

/// A place in WGS 84 degrees, longitude first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    /// Longitude in degrees, east positive.
    pub lon: f64,
    /// Latitude in degrees, north positive.
    pub lat: f64,
}

impl LonLat {
    /// A place from longitude and latitude in degrees.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Whether both are finite and on the earth.
    pub fn is_on_earth(self) -> bool {
        self.lon.is_finite() && self.lat.is_finite() && self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }
}

/// A place in ten-millionths of a degree, the resolution of OpenStreetMap (about 1 cm).
/// Equal places are equal integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FixedLonLat {
    /// Longitude × 10⁷.
    pub lon_e7: i32,
    /// Latitude × 10⁷.
    pub lat_e7: i32,
}

impl From<LonLat> for FixedLonLat {
    fn from(place: LonLat) -> Self {
        Self {
            lon_e7: (place.lon * 1e7).round() as i32,
            lat_e7: (place.lat * 1e7).round() as i32,
        }
    }
}

impl From<FixedLonLat> for LonLat {
    fn from(place: FixedLonLat) -> Self {
        Self {
            lon: f64::from(place.lon_e7) / 1e7,
            lat: f64::from(place.lat_e7) / 1e7,
        }
    }
}
