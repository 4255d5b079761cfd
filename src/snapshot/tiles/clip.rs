//! Cutting lines and areas to the window of a tile, in tile units.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::shape::IntContour;

use crate::base::geom::{Coord, LineString, MultiPolygon, Polygon};

/// A window with its sides along the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Window {
    pub(super) fn contains(&self, at: Coord<f64>) -> bool {
        (self.min..=self.max).contains(&at.x) && (self.min..=self.max).contains(&at.y)
    }

    fn grown(&self, by: f64) -> Self {
        Self {
            min: self.min - by,
            max: self.max + by,
        }
    }

    fn contour(&self) -> IntContour {
        let corners = [
            (self.min, self.min),
            (self.max, self.min),
            (self.max, self.max),
            (self.min, self.max),
        ];
        corners.map(|(x, y)| whole(Coord { x, y })).to_vec()
    }
}

/// The parts of a line inside the window, in the order of the line.
pub(super) fn clip_line(line: &[Coord<f64>], window: Window) -> Vec<Vec<Coord<f64>>> {
    if line.iter().all(|at| window.contains(*at)) {
        return vec![line.to_vec()];
    }
    let mut parts: Vec<Vec<Coord<f64>>> = Vec::new();
    let mut open = false;
    for segment in line.windows(2) {
        let Some((from, to)) = clip_segment(segment[0], segment[1], window) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open => part.push(to),
            _ => parts.push(vec![from, to]),
        }
        open = to == segment[1];
    }
    parts
}

/// The part of a segment inside the window.
///
/// Source: Y.-D. Liang and B. A. Barsky, A New Concept and Method for Line Clipping, ACM Transactions on Graphics 3(1),
/// 1984, section 3.
fn clip_segment(a: Coord<f64>, b: Coord<f64>, window: Window) -> Option<(Coord<f64>, Coord<f64>)> {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let sides = [
        (-dx, a.x - window.min),
        (dx, window.max - a.x),
        (-dy, a.y - window.min),
        (dy, window.max - a.y),
    ];
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (towards, room) in sides {
        if towards == 0.0 {
            if room < 0.0 {
                return None;
            }
            continue;
        }
        let at = room / towards;
        if towards < 0.0 {
            enter = enter.max(at);
        } else {
            leave = leave.min(at);
        }
    }
    if enter > leave {
        return None;
    }
    let along = |share: f64| Coord {
        x: a.x + share * dx,
        y: a.y + share * dy,
    };
    let from = if enter > 0.0 { along(enter) } else { a };
    let to = if leave < 1.0 { along(leave) } else { b };
    Some((from, to))
}

/// The part of an area inside the window, in whole units and valid on them; empty where nothing is left.
///
/// Each ring is first cut to a slightly larger window, which is linear in its points but may leave slivers along the
/// larger window's sides. The overlay of the little that is left runs on whole units, so that it also mends what
/// simplifying and rounding made cross or touch, and drops the slivers.
pub(super) fn clip_area(area: &MultiPolygon<f64>, window: Window) -> MultiPolygon<i32> {
    const SLIVER_ROOM: f64 = 16.0;
    let room = window.grown(SLIVER_ROOM);
    let rings: Vec<IntContour> = area
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .filter_map(|ring| clip_ring(ring, room))
        .map(|ring| ring.0.iter().map(|at| whole(*at)).collect())
        .collect();
    let mut overlay = Overlay::new_custom(128, IntOverlayOptions::ogc(), Solver::default());
    overlay.add_contours(&rings, ShapeType::Subject);
    overlay.add_contour(&window.contour(), ShapeType::Clip);
    let shapes = overlay.overlay(OverlayRule::Intersect, FillRule::EvenOdd);
    MultiPolygon::new(shapes.into_iter().filter_map(polygon_of).collect())
}

fn whole(at: Coord<f64>) -> IntPoint {
    IntPoint::new(at.x.round() as i32, at.y.round() as i32)
}

/// An exterior ring and its holes, as the overlay gives them, each without its closing point.
fn polygon_of(rings: Vec<IntContour>) -> Option<Polygon<i32>> {
    let mut rings = rings.into_iter().map(|ring| {
        let mut line: LineString<i32> = ring.iter().map(|at| Coord { x: at.x, y: at.y }).collect();
        line.close();
        line
    });
    let exterior = rings.next()?;
    Some(Polygon::new(exterior, rings.collect()))
}

/// A ring cut to the window, or none where nothing with an area can be left.
///
/// Source: I. E. Sutherland and G. W. Hodgman, Reentrant Polygon Clipping, Communications of the ACM 17(1), 1974.
fn clip_ring(ring: &LineString<f64>, window: Window) -> Option<LineString<f64>> {
    if ring.0.iter().all(|at| window.contains(*at)) {
        return (ring.0.len() >= 4).then(|| ring.clone());
    }
    let mut points: Vec<Coord<f64>> = ring.0.clone();
    if points.first() == points.last() {
        points.pop();
    }
    for side in [Side::West, Side::East, Side::North, Side::South] {
        points = clip_to_side(&points, side, window);
    }
    if points.len() < 3 {
        return None;
    }
    points.push(points[0]);
    Some(LineString::new(points))
}

#[derive(Debug, Clone, Copy)]
enum Side {
    West,
    East,
    North,
    South,
}

impl Side {
    /// How far inside of the side a place lies; negative outside.
    fn depth(self, at: Coord<f64>, window: Window) -> f64 {
        match self {
            Self::West => at.x - window.min,
            Self::East => window.max - at.x,
            Self::North => at.y - window.min,
            Self::South => window.max - at.y,
        }
    }
}

fn clip_to_side(points: &[Coord<f64>], side: Side, window: Window) -> Vec<Coord<f64>> {
    let mut kept = Vec::with_capacity(points.len() + 4);
    let Some(mut previous) = points.last().copied() else {
        return kept;
    };
    let mut previous_depth = side.depth(previous, window);
    for point in points.iter().copied() {
        let depth = side.depth(point, window);
        if (depth >= 0.0) != (previous_depth >= 0.0) {
            let share = previous_depth / (previous_depth - depth);
            kept.push(Coord {
                x: previous.x + share * (point.x - previous.x),
                y: previous.y + share * (point.y - previous.y),
            });
        }
        if depth >= 0.0 {
            kept.push(point);
        }
        (previous, previous_depth) = (point, depth);
    }
    kept
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, MapCoords as _, Validation as _};

    use super::*;

    const WINDOW: Window = Window { min: 0.0, max: 100.0 };

    fn line(points: &[(f64, f64)]) -> Vec<Coord<f64>> {
        points.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect()
    }

    fn area(rings: &[&[(f64, f64)]]) -> MultiPolygon<f64> {
        let mut rings = rings.iter().map(|ring| LineString::new(line(ring)));
        let exterior = rings.next().unwrap();
        MultiPolygon::new(vec![Polygon::new(exterior, rings.collect())])
    }

    fn in_floats(area: &MultiPolygon<i32>) -> MultiPolygon<f64> {
        area.map_coords(|at| Coord {
            x: f64::from(at.x),
            y: f64::from(at.y),
        })
    }

    #[test]
    fn a_line_that_leaves_and_returns_has_two_parts() {
        let parts = clip_line(&line(&[(50., 50.), (150., 50.), (150., 80.), (50., 80.)]), WINDOW);
        assert_eq!(
            parts,
            vec![line(&[(50., 50.), (100., 50.)]), line(&[(100., 80.), (50., 80.)])]
        );
    }

    #[test]
    fn a_line_through_the_window_is_cut_at_both_sides_and_one_beside_it_is_gone() {
        assert_eq!(
            clip_line(&line(&[(-50., 20.), (150., 20.)]), WINDOW),
            vec![line(&[(0., 20.), (100., 20.)])]
        );
        assert!(clip_line(&line(&[(-50., 120.), (150., 120.)]), WINDOW).is_empty());
        assert!(clip_line(&line(&[(-50., 60.), (60., -50.), (-50., -50.)]), WINDOW).len() <= 1);
    }

    #[test]
    fn an_area_around_the_window_becomes_the_window() {
        let sea = area(&[&[
            (-900., -900.),
            (900., -900.),
            (900., 900.),
            (-900., 900.),
            (-900., -900.),
        ]]);
        let cut = clip_area(&sea, WINDOW);
        assert_eq!(in_floats(&cut).unsigned_area(), 10_000.0);
        assert_eq!(cut.0.len(), 1);
    }

    #[test]
    fn a_fork_that_enters_twice_gives_two_areas_without_a_sliver() {
        let fork = area(&[&[
            (-50., 10.),
            (50., 10.),
            (50., 30.),
            (-40., 30.),
            (-40., 60.),
            (50., 60.),
            (50., 80.),
            (-50., 80.),
            (-50., 10.),
        ]]);
        let cut = clip_area(&fork, WINDOW);
        assert_eq!(cut.0.len(), 2);
        assert_eq!(in_floats(&cut).unsigned_area(), 2_000.0);
    }

    #[test]
    fn holes_stay_holes_and_an_area_beside_the_window_is_gone() {
        let lake = area(&[
            &[(-50., -50.), (80., -50.), (80., 80.), (-50., 80.), (-50., -50.)],
            &[(20., 20.), (40., 20.), (40., 40.), (20., 40.), (20., 20.)],
        ]);
        let cut = clip_area(&lake, WINDOW);
        assert_eq!(cut.0[0].interiors().len(), 1);
        assert_eq!(in_floats(&cut).unsigned_area(), 6_400.0 - 400.0);
        let beside = area(&[&[(200., 0.), (300., 0.), (300., 50.), (200., 50.), (200., 0.)]]);
        assert!(clip_area(&beside, WINDOW).0.is_empty());
    }

    #[test]
    fn an_area_that_crosses_itself_becomes_valid() {
        let bow = area(&[&[
            (10., 10.),
            (50., 40.),
            (50., 10.),
            (10., 40.),
            (10.3, 25.2),
            (10., 10.),
        ]]);
        let cut = clip_area(&bow, WINDOW);
        assert!(cut.0.len() > 1);
        assert!(in_floats(&cut).is_valid());
    }
}
