//! An ellipsoidal Mercator plane: conformal, so the nearest segment in the plane is the nearest on the ground, at any
//! latitude, without a centre to choose.

use super::measure::{ECCENTRICITY_SQUARED, SEMI_MAJOR_AXIS_METRES};
use super::{LonLat, Ruler};

/// A place in the ellipsoidal Mercator plane.
///
/// # Units
/// Metres at the equator; elsewhere multiply by the local `PlanarFrame::ground_scale`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planar {
    /// Easting.
    pub x: f64,
    /// Northing.
    pub y: f64,
}

/// The transformation between degrees and the plane.
///
/// Source: Snyder 1987, USGS Professional Paper 1395, eqs. 7-6 and 7-7; the inverse by iteration, eq. 7-9.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanarFrame;

impl PlanarFrame {
    /// Degrees to plane.
    pub fn project(place: LonLat) -> Planar {
        let e = ECCENTRICITY_SQUARED.sqrt();
        let sin = place.lat.to_radians().sin();
        Planar {
            x: SEMI_MAJOR_AXIS_METRES * place.lon.to_radians(),
            y: SEMI_MAJOR_AXIS_METRES * (sin.atanh() - e * (e * sin).atanh()),
        }
    }

    /// Plane to degrees.
    pub fn unproject(at: Planar) -> LonLat {
        let e = ECCENTRICITY_SQUARED.sqrt();
        let isometric = at.y / SEMI_MAJOR_AXIS_METRES;
        let mut sin = isometric.tanh();
        for _ in 0..6 {
            sin = (isometric + e * (e * sin).atanh()).tanh();
        }
        LonLat::new(
            (at.x / SEMI_MAJOR_AXIS_METRES).to_degrees(),
            sin.asin().to_degrees(),
        )
    }

    /// Metres on the ground in one unit of the plane at a latitude in degrees.
    pub fn ground_scale(lat: f64) -> f64 {
        let degree = LonLat::new(1.0, lat);
        Ruler::at(lat).metres(LonLat::new(0.0, lat), degree) / (SEMI_MAJOR_AXIS_METRES * 1f64.to_radians())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_place() {
        for (lon, lat) in [(106.7875, 10.6422), (-76.6, 39.3), (7.42, 43.73), (0.0, -80.0)] {
            let back = PlanarFrame::unproject(PlanarFrame::project(LonLat::new(lon, lat)));
            assert!(
                (back.lon - lon).abs() < 1e-10 && (back.lat - lat).abs() < 1e-10,
                "{back:?}"
            );
        }
    }

    #[test]
    fn plane_lengths_scale_to_ground_lengths_in_both_directions() {
        for lat in [10.6, 43.7] {
            let at = LonLat::new(106.8, lat);
            let scale = PlanarFrame::ground_scale(lat);
            for other in [LonLat::new(106.801, lat), LonLat::new(106.8, lat + 0.001)] {
                let (p, q) = (PlanarFrame::project(at), PlanarFrame::project(other));
                let ground = Ruler::between(at, other);
                let plane = (p.x - q.x).hypot(p.y - q.y) * scale;
                assert!((plane / ground - 1.0).abs() < 2e-5, "{plane} {ground}");
            }
        }
    }
}
