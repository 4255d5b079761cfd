//! A plane in metres for areas: equal-area everywhere, and true to shape near the place that it is made for.

use geo::{Coord, MapCoords as _, MultiPolygon};

use super::measure::{ECCENTRICITY_SQUARED, SEMI_MAJOR_AXIS_METRES};
use super::{Bounds, LonLat};

/// A cylindrical equal-area plane of the ellipsoid with its standard parallel in the middle of a region.
///
/// # Units
/// Metres. Areas are exact to rounding; lengths are off by less than 1 in 1,000 within 5 km of the standard parallel,
/// and by less than 1 in 100 within 50 km, at latitudes up to 50°.
///
/// Source: Snyder 1987, USGS Professional Paper 1395, eqs. 10-13 to 10-15, 3-12, 3-16 and 3-18.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EqualAreaPlane {
    middle_lon: f64,
    /// The scale along the standard parallel, `k0`.
    scale: f64,
}

impl EqualAreaPlane {
    /// The plane for a region.
    pub fn for_region(bounds: Bounds) -> Self {
        let middle = bounds.center();
        let sin = middle.lat.to_radians().sin();
        Self {
            middle_lon: middle.lon,
            scale: middle.lat.to_radians().cos() / (1.0 - ECCENTRICITY_SQUARED * sin * sin).sqrt(),
        }
    }

    /// Degrees to the plane.
    pub fn project(&self, place: LonLat) -> Coord<f64> {
        Coord {
            x: SEMI_MAJOR_AXIS_METRES * self.scale * (place.lon - self.middle_lon).to_radians(),
            y: SEMI_MAJOR_AXIS_METRES * authalic_q(place.lat.to_radians().sin()) / (2.0 * self.scale),
        }
    }

    /// The plane to degrees.
    pub fn unproject(&self, at: Coord<f64>) -> LonLat {
        let authalic = (2.0 * at.y * self.scale / (SEMI_MAJOR_AXIS_METRES * authalic_q(1.0)))
            .clamp(-1.0, 1.0)
            .asin();
        let lon = (at.x / (SEMI_MAJOR_AXIS_METRES * self.scale)).to_degrees() + self.middle_lon;
        LonLat::new(lon, latitude_of_authalic(authalic).to_degrees())
    }

    /// An area in degrees, in the plane.
    pub fn project_area(&self, area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        area.map_coords(|at| self.project(LonLat::new(at.x, at.y)))
    }

    /// An area of the plane, in degrees.
    pub fn unproject_area(&self, area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        area.map_coords(|at| {
            let place = self.unproject(at);
            Coord {
                x: place.lon,
                y: place.lat,
            }
        })
    }
}

/// Snyder's `q` of a latitude whose sine is given (eq. 3-12).
fn authalic_q(sin: f64) -> f64 {
    let e = ECCENTRICITY_SQUARED.sqrt();
    let e_sin = e * sin;
    (1.0 - ECCENTRICITY_SQUARED) * (sin / (1.0 - e_sin * e_sin) + e_sin.atanh() / e)
}

/// The latitude in radians of an authalic latitude: the series (eq. 3-18), and two steps of the iteration (eq. 3-16),
/// which make it as exact as a double.
fn latitude_of_authalic(authalic: f64) -> f64 {
    let e2 = ECCENTRICITY_SQUARED;
    let (e4, e6) = (e2 * e2, e2 * e2 * e2);
    let series = authalic
        + (e2 / 3.0 + 31.0 * e4 / 180.0 + 517.0 * e6 / 5040.0) * (2.0 * authalic).sin()
        + (23.0 * e4 / 360.0 + 251.0 * e6 / 3780.0) * (4.0 * authalic).sin()
        + (761.0 * e6 / 45_360.0) * (6.0 * authalic).sin();
    let q = authalic_q(1.0) * authalic.sin();
    let mut latitude: f64 = series;
    for _ in 0..2 {
        let (sin, cos) = latitude.sin_cos();
        let narrow = 1.0 - e2 * sin * sin;
        // At a pole the latitude is known, and the step is none divided by none.
        if cos > 1e-9 {
            latitude += narrow * narrow / (2.0 * cos) * (q - authalic_q(sin)) / (1.0 - e2);
        }
    }
    latitude
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, GeodesicArea as _};

    use super::*;
    use crate::base::geom::Ruler;

    fn plane(lat: f64) -> EqualAreaPlane {
        EqualAreaPlane::for_region(Bounds {
            west: 106.7,
            south: lat - 0.1,
            east: 106.9,
            north: lat + 0.1,
        })
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        for lat in [10.5, 39.27, -60.0, 0.0] {
            let place = LonLat::new(106.83, lat + 0.07);
            let back = plane(lat).unproject(plane(lat).project(place));
            let off = (back.lon - place.lon).abs().max((back.lat - place.lat).abs());
            assert!(off < 1e-9, "{off}");
        }
    }

    #[test]
    fn areas_equal_those_on_the_ellipsoid_and_short_lines_their_length() {
        for lat in [10.5, 39.27] {
            let ring = [
                (106.8, lat),
                (106.81, lat),
                (106.81, lat + 0.01),
                (106.8, lat + 0.01),
            ];
            let area = MultiPolygon(vec![geo::Polygon::new(ring.to_vec().into(), vec![])]);
            let ratio = plane(lat).project_area(&area).unsigned_area() / area.geodesic_area_unsigned();
            assert!((ratio - 1.0).abs() < 1e-5, "{ratio}");
            for other in [LonLat::new(106.81, lat), LonLat::new(106.8, lat + 0.01)] {
                let start = LonLat::new(106.8, lat);
                let (p, q) = (plane(lat).project(start), plane(lat).project(other));
                let ratio = (p.x - q.x).hypot(p.y - q.y) / Ruler::between(start, other);
                assert!((ratio - 1.0).abs() < 2e-4, "{ratio}");
            }
        }
    }
}
