//! Metres between places, the foot of a place on a segment, and whether two segments meet.

use super::{LonLat, Planar};

/// Metres in a degree of longitude and of latitude on the WGS 84 ellipsoid near one latitude.
///
/// # Units
/// Metres per degree. The error against a geodesic is below 1 in 100,000 for lengths under 100 km.
///
/// Source: the radii of curvature of the ellipsoid (J. P. Snyder, Map Projections: A Working Manual, USGS
/// Professional Paper 1395, 1987, eqs. 4-18 and 4-20), used as a local ruler as in Mapbox's "cheap ruler".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ruler {
    metres_per_lon: f64,
    metres_per_lat: f64,
}

pub(super) const SEMI_MAJOR_AXIS_METRES: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
pub(super) const ECCENTRICITY_SQUARED: f64 = FLATTENING * (2.0 - FLATTENING);

impl Ruler {
    /// The ruler at a latitude in degrees.
    pub fn at(lat: f64) -> Self {
        let cos = lat.to_radians().cos();
        let w2 = 1.0 / (1.0 - ECCENTRICITY_SQUARED * (1.0 - cos * cos));
        let w = w2.sqrt();
        let metres_per_radian = SEMI_MAJOR_AXIS_METRES.to_radians();
        Self {
            metres_per_lon: metres_per_radian * w * cos,
            metres_per_lat: metres_per_radian * w * w2 * (1.0 - ECCENTRICITY_SQUARED),
        }
    }

    /// Metres between two places near the ruler's latitude.
    pub fn metres(&self, a: LonLat, b: LonLat) -> f64 {
        let dx = (b.lon - a.lon) * self.metres_per_lon;
        let dy = (b.lat - a.lat) * self.metres_per_lat;
        dx.hypot(dy)
    }

    /// Metres between two places by the ruler at their middle latitude.
    pub fn between(a: LonLat, b: LonLat) -> f64 {
        Self::at(f64::midpoint(a.lat, b.lat)).metres(a, b)
    }

    /// Degrees of longitude in so many metres.
    pub fn lon_degrees(&self, metres: f64) -> f64 {
        metres / self.metres_per_lon
    }

    /// Degrees of latitude in so many metres.
    pub fn lat_degrees(&self, metres: f64) -> f64 {
        metres / self.metres_per_lat
    }
}

/// The nearest point of a segment to a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentFoot {
    /// How far along the segment, from 0 at its start to 1 at its end.
    pub along: f64,
    /// The foot itself.
    pub at: Planar,
    /// Squared distance in the plane.
    pub distance_2: f64,
}

/// The nearest point of the segment `a`–`b` to `place`, all in one plane.
///
/// # Units
/// Plane units (squared for the distance).
pub fn foot_on_segment(place: Planar, a: Planar, b: Planar) -> SegmentFoot {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length_2 = dx * dx + dy * dy;
    let along = if length_2 > 0.0 {
        (((place.x - a.x) * dx + (place.y - a.y) * dy) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    // The end itself, not a sum that rounds to beside it: segments that end in one place have one foot there.
    let at = if along == 1.0 {
        b
    } else {
        Planar {
            x: a.x + along * dx,
            y: a.y + along * dy,
        }
    };
    let (ex, ey) = (place.x - at.x, place.y - at.y);
    SegmentFoot {
        along,
        at,
        distance_2: ex * ex + ey * ey,
    }
}

/// Whether two closed segments share a point.
///
/// Source: orientation tests, O'Rourke, Computational Geometry in C, 2nd ed., section 1.5.
pub fn segments_meet(a: Planar, b: Planar, c: Planar, d: Planar) -> bool {
    let turn = |p: Planar, q: Planar, r: Planar| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    let within = |p: Planar, q: Planar, r: Planar| {
        r.x >= p.x.min(q.x) && r.x <= p.x.max(q.x) && r.y >= p.y.min(q.y) && r.y <= p.y.max(q.y)
    };
    let (abc, abd) = (turn(a, b, c), turn(a, b, d));
    let (cda, cdb) = (turn(c, d, a), turn(c, d, b));
    if ((abc > 0.0 && abd < 0.0) || (abc < 0.0 && abd > 0.0))
        && ((cda > 0.0 && cdb < 0.0) || (cda < 0.0 && cdb > 0.0))
    {
        return true;
    }
    (abc == 0.0 && within(a, b, c))
        || (abd == 0.0 && within(a, b, d))
        || (cda == 0.0 && within(c, d, a))
        || (cdb == 0.0 && within(c, d, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_at_the_equator_and_near_the_pole_is_as_published() {
        // Snyder 1987, table 8: 110,574.3 m at 0°, 111,693.9 m (89.5°) on the Clarke ellipsoid; WGS 84 differs by < 10 m.
        let equator = Ruler::at(0.0).metres(LonLat::new(0.0, -0.5), LonLat::new(0.0, 0.5));
        assert!((equator - 110_574.3).abs() < 10.0, "{equator}");
        let pole = Ruler::at(89.5).metres(LonLat::new(0.0, 89.0), LonLat::new(0.0, 90.0));
        assert!((pole - 111_693.9).abs() < 10.0, "{pole}");
    }

    #[test]
    fn the_foot_is_inside_or_at_an_end() {
        let (a, b) = (Planar { x: 0.0, y: 0.0 }, Planar { x: 10.0, y: 0.0 });
        let inside = foot_on_segment(Planar { x: 3.0, y: 4.0 }, a, b);
        assert_eq!((inside.along, inside.distance_2), (0.3, 16.0));
        let beyond = foot_on_segment(Planar { x: 13.0, y: 4.0 }, a, b);
        assert_eq!((beyond.along, beyond.distance_2), (1.0, 25.0));
        assert_eq!(foot_on_segment(Planar { x: 3.0, y: 4.0 }, a, a).distance_2, 25.0);
    }

    #[test]
    fn touching_collinear_and_crossing_segments_meet_and_parallel_ones_do_not() {
        let p = |x: f64, y: f64| Planar { x, y };
        assert!(segments_meet(p(0., 0.), p(2., 2.), p(0., 2.), p(2., 0.)));
        assert!(segments_meet(p(0., 0.), p(2., 0.), p(1., 0.), p(1., 5.)));
        assert!(segments_meet(p(0., 0.), p(2., 0.), p(1., 0.), p(3., 0.)));
        assert!(!segments_meet(p(0., 0.), p(2., 0.), p(0., 1.), p(2., 1.)));
        assert!(!segments_meet(p(0., 0.), p(1., 0.), p(2., 0.), p(3., 0.)));
    }
}
