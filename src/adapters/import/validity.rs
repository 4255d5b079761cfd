//! Whether the rings of an area cross, touch or overlap, in exact integers of 1e-7 degree, with the place of the fault.
//! The rules are those of OGC 06-103r4, section 6.1.11: rings are simple, and meet one another in single points only.

use geo::CoordinatePosition as _;
use geo::coordinate_position::CoordPos;

use crate::base::geom::{Coord, FixedLonLat, LonLat, MultiPolygon, Polygon};

/// What is wrong with a polygon, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fault {
    /// What the outline does, as the middle of a sentence.
    pub(super) what: &'static str,
    /// Near where.
    pub(super) at: LonLat,
}

const CROSSES: &str = "crosses itself";
const TOUCHES: &str = "touches itself";
const OVERLAPS: &str = "runs back along itself";
const HOLE_OUTSIDE: &str = "has a hole outside itself";

/// The first fault of each polygon that has one, from west to east.
///
/// Cost: O(n log n) and a test for each two segments that share a longitude.
pub(super) fn faults(area: &MultiPolygon<f64>) -> Vec<Fault> {
    area.iter()
        .filter_map(|polygon| segment_fault(polygon).or_else(|| hole_fault(polygon)))
        .collect()
}

fn hole_fault(polygon: &Polygon<f64>) -> Option<Fault> {
    let outline = Polygon::new(polygon.exterior().clone(), Vec::new());
    let is_outside = |at: &&Coord<f64>| outline.coordinate_position(*at) == CoordPos::Outside;
    let outside = polygon
        .interiors()
        .iter()
        .find_map(|hole| hole.0.iter().find(is_outside))?;
    Some(Fault {
        what: HOLE_OUTSIDE,
        at: LonLat::new(outside.x, outside.y),
    })
}

/// A piece of a ring between two corners, the western end being `west` in the order of the integers.
#[derive(Debug, Clone, Copy)]
struct Segment {
    ring: usize,
    /// Its number in its ring, and how many the ring has.
    number: usize,
    n_of_ring: usize,
    from: FixedLonLat,
    to: FixedLonLat,
}

impl Segment {
    fn west(&self) -> i32 {
        self.from.lon_e7.min(self.to.lon_e7)
    }

    fn east(&self) -> i32 {
        self.from.lon_e7.max(self.to.lon_e7)
    }

    fn holds_latitudes_of(&self, other: &Self) -> bool {
        let span = |s: &Self| (s.from.lat_e7.min(s.to.lat_e7), s.from.lat_e7.max(s.to.lat_e7));
        let ((south, north), (other_south, other_north)) = (span(self), span(other));
        south <= other_north && other_south <= north
    }

    fn is_next_to(&self, other: &Self) -> bool {
        let gap = self.number.abs_diff(other.number);
        self.ring == other.ring && (gap == 1 || gap + 1 == self.n_of_ring)
    }
}

fn segment_fault(polygon: &Polygon<f64>) -> Option<Fault> {
    let mut segments = segments_of(polygon);
    segments.sort_by_key(|segment| (segment.west(), segment.ring, segment.number));
    for (at, one) in segments.iter().enumerate() {
        for other in segments[at + 1..]
            .iter()
            .take_while(|other| other.west() <= one.east())
        {
            if one.holds_latitudes_of(other)
                && let Some(what) = meeting_fault(one, other)
            {
                return Some(Fault {
                    what,
                    at: LonLat::from(other.from),
                });
            }
        }
    }
    None
}

fn segments_of(polygon: &Polygon<f64>) -> Vec<Segment> {
    let mut segments = Vec::new();
    for (ring, line) in std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .enumerate()
    {
        let mut corners: Vec<FixedLonLat> = line
            .0
            .iter()
            .map(|at| FixedLonLat::from(LonLat::new(at.x, at.y)))
            .collect();
        corners.dedup();
        let n_of_ring = corners.len().saturating_sub(1);
        segments.extend(corners.windows(2).enumerate().map(|(number, ends)| Segment {
            ring,
            number,
            n_of_ring,
            from: ends[0],
            to: ends[1],
        }));
    }
    segments
}

/// What is wrong with the way in which two segments of one polygon meet.
fn meeting_fault(one: &Segment, other: &Segment) -> Option<&'static str> {
    let sides = [
        side(one.from, one.to, other.from),
        side(one.from, one.to, other.to),
        side(other.from, other.to, one.from),
        side(other.from, other.to, one.to),
    ];
    if sides == [0; 4] {
        return overlap(one, other).then_some(OVERLAPS);
    }
    if sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0 {
        return Some(CROSSES);
    }
    let ends = [other.from, other.to, one.from, one.to];
    let lines = [one, one, other, other];
    let touches = (0..4).any(|n| sides[n] == 0 && is_in_box(lines[n], ends[n]));
    // Rings may meet in a point, and neighbours always do.
    (touches && one.ring == other.ring && !one.is_next_to(other)).then_some(TOUCHES)
}

/// On which side of a line a place lies: 1 left, -1 right, 0 on it.
fn side(from: FixedLonLat, to: FixedLonLat, at: FixedLonLat) -> i128 {
    let by = |a: i32, b: i32| i128::from(b) - i128::from(a);
    let turn = by(from.lon_e7, to.lon_e7) * by(from.lat_e7, at.lat_e7)
        - by(from.lat_e7, to.lat_e7) * by(from.lon_e7, at.lon_e7);
    turn.signum()
}

fn is_in_box(segment: &Segment, at: FixedLonLat) -> bool {
    let (south, north) = (
        segment.from.lat_e7.min(segment.to.lat_e7),
        segment.from.lat_e7.max(segment.to.lat_e7),
    );
    (segment.west()..=segment.east()).contains(&at.lon_e7) && (south..=north).contains(&at.lat_e7)
}

/// Whether two segments of one line share more than a point; ends on a line are in the order of the integers.
fn overlap(one: &Segment, other: &Segment) -> bool {
    let span = |s: &Segment| (s.from.min(s.to), s.from.max(s.to));
    let ((a, b), (c, d)) = (span(one), span(other));
    a.max(c) < b.min(d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geom::LineString;

    fn check(rings: &[&[(f64, f64)]], expect: Option<&str>) {
        let mut lines = rings.iter().map(|ring| LineString::from(ring.to_vec()));
        let area = MultiPolygon(vec![Polygon::new(lines.next().unwrap(), lines.collect())]);
        let found = faults(&area).first().map(|fault| fault.what);
        assert_eq!(found, expect, "{rings:?}");
    }

    const SQUARE: &[(f64, f64)] = &[(0., 0.), (4., 0.), (4., 4.), (0., 4.), (0., 0.)];

    #[test]
    fn rings_that_cross_touch_or_run_back_are_faults() {
        check(&[SQUARE], None);
        check(&[&[(0., 0.), (4., 0.), (4., 0.), (4., 4.), (0., 0.)]], None);
        check(
            &[&[(0., 0.), (4., 4.), (4., 0.), (0., 4.), (0., 0.)]],
            Some(CROSSES),
        );
        check(
            &[&[
                (0., 0.),
                (2., 2.),
                (4., 0.),
                (4., 4.),
                (2., 2.),
                (0., 4.),
                (0., 0.),
            ]],
            Some(TOUCHES),
        );
        check(
            &[&[(0., 0.), (4., 0.), (4., 4.), (2., 0.), (0., 4.), (0., 0.)]],
            Some(TOUCHES),
        );
        check(
            &[&[(0., 0.), (6., 0.), (4., 0.), (4., 4.), (0., 4.), (0., 0.)]],
            Some(OVERLAPS),
        );
    }

    #[test]
    fn holes_may_touch_their_outline_in_a_point_and_not_cross_or_leave_it() {
        check(&[SQUARE, &[(1., 1.), (2., 1.), (2., 2.), (1., 1.)]], None);
        check(&[SQUARE, &[(0., 0.), (2., 1.), (1., 2.), (0., 0.)]], None);
        check(
            &[SQUARE, &[(1., 1.), (5., 1.), (5., 2.), (1., 1.)]],
            Some(CROSSES),
        );
        check(
            &[SQUARE, &[(1., 0.), (3., 0.), (2., 2.), (1., 0.)]],
            Some(OVERLAPS),
        );
        check(
            &[SQUARE, &[(5., 5.), (6., 5.), (6., 6.), (5., 5.)]],
            Some(HOLE_OUTSIDE),
        );
    }
}
