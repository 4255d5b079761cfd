//! An ellipsoidal Mercator plane: conformal, so the nearest segment in the plane is the nearest on the ground, at any
//! latitude, without a centre to choose.

use super::LonLat;
use super::measure::{ECCENTRICITY_SQUARED, SEMI_MAJOR_AXIS_METRES};

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
        with_sine(place, place.lat.to_radians().sin())
    }

    /// Plane to degrees.
    pub fn unproject(at: Planar) -> LonLat {
        let isometric = at.y / SEMI_MAJOR_AXIS_METRES;
        let mut sin = isometric.tanh();
        for _ in 0..6 {
            sin = (isometric + flattening_term(sin)).tanh();
        }
        LonLat::new(
            (at.x / SEMI_MAJOR_AXIS_METRES).to_degrees(),
            sin.asin().to_degrees(),
        )
    }

    /// Metres on the ground in one unit of the plane at a latitude in degrees.
    pub fn ground_scale(lat: f64) -> f64 {
        let (sin, cos) = lat.to_radians().sin_cos();
        scale_at(sin, cos)
    }
}

/// A place in degrees and in the plane with what short ways from it need, so that sines are taken once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanarPin {
    /// The place in degrees.
    pub at: LonLat,
    /// The place in the plane, as `PlanarFrame::project` gives it.
    pub plane: Planar,
    /// Metres on the ground in one unit of the plane.
    pub ground_scale: f64,
    sin: f64,
    cos: f64,
}

/// Up to so many units of the plane from the pin the series below is as exact as a double.
const SERIES_UNITS: f64 = 1_000.0;

impl PlanarPin {
    /// From degrees.
    pub fn new(at: LonLat) -> Self {
        let (sin, cos) = at.lat.to_radians().sin_cos();
        Self {
            at,
            plane: with_sine(at, sin),
            ground_scale: scale_at(sin, cos),
            sin,
            cos,
        }
    }

    /// Plane to degrees, for places near the pin without an iteration.
    ///
    /// Source: Taylor's series of the latitude around the pin, from the derivative of Snyder 1987, eq. 7-7; the term of
    /// fourth order is below 10⁻¹⁵ radians.
    pub fn unproject(&self, place: Planar) -> LonLat {
        let north = place.y - self.plane.y;
        if north.abs() > SERIES_UNITS {
            return PlanarFrame::unproject(place);
        }
        let (s, c, e2) = (self.sin, self.cos, ECCENTRICITY_SQUARED);
        let step = north / SEMI_MAJOR_AXIS_METRES;
        let first = (1.0 - e2 * s * s) * c / (1.0 - e2);
        // How the derivative itself changes with the latitude, once and twice.
        let bend = -s * (1.0 + 2.0 * e2 - 3.0 * e2 * s * s) / (1.0 - e2);
        let twist = -c * (1.0 + 2.0 * e2 - 9.0 * e2 * s * s) / (1.0 - e2);
        let (second, third) = (first * bend, first * (bend * bend + first * twist));
        let change = step * (first + step * (second / 2.0 + step * third / 6.0));
        LonLat::new(
            (place.x / SEMI_MAJOR_AXIS_METRES).to_degrees(),
            self.at.lat + change.to_degrees(),
        )
    }
}

fn with_sine(place: LonLat, sin: f64) -> Planar {
    Planar {
        x: SEMI_MAJOR_AXIS_METRES * place.lon.to_radians(),
        y: SEMI_MAJOR_AXIS_METRES * (sin.atanh() - flattening_term(sin)),
    }
}

/// e · artanh(e · sin φ) by its series, whose terms fall by more than 100 each.
fn flattening_term(sin: f64) -> f64 {
    let q = ECCENTRICITY_SQUARED * sin * sin;
    let tail = q * (1.0 / 3.0 + q * (0.2 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q / 13.0)))));
    ECCENTRICITY_SQUARED * sin * (1.0 + tail)
}

fn scale_at(sin: f64, cos: f64) -> f64 {
    cos / (1.0 - ECCENTRICITY_SQUARED * sin * sin).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geom::Ruler;

    #[test]
    fn the_plane_is_the_closed_formula_and_the_series_its_inverse() {
        for lat in [-80.0, -10.5, 0.0, 10.6, 43.7, 75.0_f64] {
            let pin = PlanarPin::new(LonLat::new(106.7, lat));
            let (e, sin) = (ECCENTRICITY_SQUARED.sqrt(), lat.to_radians().sin());
            let closed = SEMI_MAJOR_AXIS_METRES * (sin.atanh() - e * (e * sin).atanh());
            assert!((pin.plane.y - closed).abs() < 1e-8, "{lat}");
            for north in [-1_000.0, -333.0, 0.0, 50.0, 999.0, 5_000.0] {
                let place = Planar {
                    x: pin.plane.x + 77.0,
                    y: pin.plane.y + north,
                };
                let (series, exact) = (pin.unproject(place), PlanarFrame::unproject(place));
                assert!((series.lat - exact.lat).abs() < 2e-13, "{lat} {north}");
                assert_eq!(series.lon, exact.lon);
            }
        }
    }

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
