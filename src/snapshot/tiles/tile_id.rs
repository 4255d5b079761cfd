//! Which tile: zoom, column and row in the square of the spherical Web Mercator, and the transformation of that
//! square, with its corners at (0, 0) in the north-west and (1, 1) in the south-east.

use std::f64::consts::PI;
use std::fmt;

use crate::base::geom::{Bounds, Coord, LonLat};

/// The deepest zoom that is served.
pub const MAX_ZOOM: u8 = 22;

/// The latitude at which the square of the Web Mercator ends.
const MAX_LATITUDE: f64 = 85.051_128_779_806_6;

/// A tile: zoom, column from the west, row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

/// Why three words name no tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileIdError {
    /// A part is not a whole number.
    #[error("`{0}` is not a whole number")]
    NotANumber(String),
    /// The zoom is too deep.
    #[error("zoom {0} is deeper than {MAX_ZOOM}")]
    TooDeep(u32),
    /// The column or row does not exist at the zoom.
    #[error("column {x} and row {y} do not exist at zoom {z}; both run from 0 to {}", (1_u32 << z) - 1)]
    OutsideGrid {
        /// The zoom.
        z: u8,
        /// The column.
        x: u32,
        /// The row.
        y: u32,
    },
}

impl TileId {
    /// A tile, where there is one.
    pub fn new(z: u32, x: u32, y: u32) -> Result<Self, TileIdError> {
        let zoom = u8::try_from(z)
            .ok()
            .filter(|zoom| *zoom <= MAX_ZOOM)
            .ok_or(TileIdError::TooDeep(z))?;
        if x >> zoom != 0 || y >> zoom != 0 {
            return Err(TileIdError::OutsideGrid { z: zoom, x, y });
        }
        Ok(Self { z: zoom, x, y })
    }

    /// From the three parts of a path.
    pub fn parse(z: &str, x: &str, y: &str) -> Result<Self, TileIdError> {
        let number = |word: &str| {
            let plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
            plain
                .then(|| word.parse::<u32>().ok())
                .flatten()
                .ok_or_else(|| TileIdError::NotANumber(word.to_owned()))
        };
        Self::new(number(z)?, number(x)?, number(y)?)
    }

    /// The tile that holds a place at a zoom; the zoom is cut to the deepest.
    pub fn holding(place: LonLat, zoom: u8) -> Self {
        let z = zoom.min(MAX_ZOOM);
        let cells = f64::from(1_u32 << z);
        let at = to_square(place);
        let cell = |part: f64| (part * cells).floor().clamp(0.0, cells - 1.0) as u32;
        Self {
            z,
            x: cell(at.x),
            y: cell(at.y),
        }
    }

    /// The zoom.
    pub const fn z(self) -> u8 {
        self.z
    }

    /// The column, from the west.
    pub const fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    pub const fn y(self) -> u32 {
        self.y
    }

    /// How many tiles stand side by side at the zoom.
    pub(super) fn tiles_across(self) -> f64 {
        f64::from(1_u32 << self.z)
    }

    /// The tile's limits in degrees.
    pub fn bounds(self) -> Bounds {
        let across = self.tiles_across();
        let north_west = from_square(Coord {
            x: f64::from(self.x) / across,
            y: f64::from(self.y) / across,
        });
        let south_east = from_square(Coord {
            x: f64::from(self.x + 1) / across,
            y: f64::from(self.y + 1) / across,
        });
        Bounds {
            west: north_west.lon,
            south: south_east.lat,
            east: south_east.lon,
            north: north_west.lat,
        }
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.z, self.x, self.y)
    }
}

/// Degrees to the square; latitudes beyond its edge are put on it.
///
/// Source: OGC 17-083r4, Two Dimensional Tile Matrix Set, annex D.1, `WebMercatorQuad` on EPSG:3857.
pub(super) fn to_square(place: LonLat) -> Coord<f64> {
    let lat = place.lat.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
    Coord {
        x: place.lon / 360.0 + 0.5,
        y: 0.5 - lat.sin().atanh() / (2.0 * PI),
    }
}

/// The square to degrees.
pub(super) fn from_square(at: Coord<f64>) -> LonLat {
    LonLat::new(
        (at.x - 0.5) * 360.0,
        ((0.5 - at.y) * 2.0 * PI).tanh().asin().to_degrees(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_ends_at_its_known_latitude_and_turns_back() {
        let corner = from_square(Coord { x: 0.0, y: 0.0 });
        assert!((corner.lat - MAX_LATITUDE).abs() < 1e-9 && (corner.lon + 180.0).abs() < 1e-9);
        let home = LonLat::new(106.7875, 10.6422);
        let back = from_square(to_square(home));
        assert!((back.lon - home.lon).abs() < 1e-10 && (back.lat - home.lat).abs() < 1e-10);
    }

    #[test]
    fn a_tile_holds_its_own_middle() {
        for zoom in [0, 1, 8, 12, 16, 22] {
            let tile = TileId::holding(LonLat::new(106.7875, 10.6422), zoom);
            assert_eq!(TileId::holding(tile.bounds().center(), zoom), tile);
        }
    }

    #[test]
    fn tiles_are_numbered_as_published() {
        // The OpenStreetMap wiki, "Slippy map tilenames": 35.6590699 N, 139.7006793 E at zoom 18.
        let shibuya = TileId::holding(LonLat::new(139.700_679_3, 35.659_069_9), 18);
        assert_eq!((shibuya.x(), shibuya.y()), (232_798, 103_246));
    }

    #[test]
    fn words_that_name_no_tile_say_why() {
        assert_eq!(TileId::parse("0", "0", "0").map(TileId::z), Ok(0));
        assert!(TileId::parse("22", "4194303", "4194303").is_ok());
        assert_eq!(TileId::parse("23", "0", "0"), Err(TileIdError::TooDeep(23)));
        assert_eq!(TileId::parse("999", "0", "0"), Err(TileIdError::TooDeep(999)));
        assert_eq!(
            TileId::parse("2", "4", "0"),
            Err(TileIdError::OutsideGrid { z: 2, x: 4, y: 0 })
        );
        for word in ["", "-1", "+1", "1.5", "x", "99999999999"] {
            assert_eq!(
                TileId::parse("1", word, "0"),
                Err(TileIdError::NotANumber(word.to_owned()))
            );
        }
    }
}
