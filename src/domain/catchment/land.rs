//! The land that areas are drawn on: a boundary with the water taken out, in whole ten-millionths of a degree.

use std::collections::{BTreeMap, BTreeSet};

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::shape::{IntContour, IntShapes};

use super::mesh::{Lattice, Node};
use crate::base::geom::{Bounds, Coord, FixedLonLat, LineString, LonLat, MultiPolygon, Polygon, area_bounds};

/// Land in whole ten-millionths of a degree from a middle, so that sums of products stay within their integers.
#[derive(Debug, Clone)]
pub struct Land {
    middle: FixedLonLat,
    /// Rings, those of outlines against the clock and those of holes with it.
    rings: Vec<IntContour>,
}

impl Land {
    /// The land of a boundary, or none where the boundary is empty or all water.
    /// Outlines may overlap each other, as those of neighbours do; water may too.
    pub fn new<'w>(
        boundary: &MultiPolygon<f64>,
        water: impl Iterator<Item = &'w MultiPolygon<f64>>,
    ) -> Option<Self> {
        let bounds = area_bounds(boundary)?;
        let middle = FixedLonLat::from(bounds.center());
        let mut overlay = Overlay::new_custom(1024, options(), Solver::default());
        overlay.add_contours(&rings_of(boundary, middle), ShapeType::Subject);
        for area in water.filter(|area| area_bounds(area).is_some_and(|area| area.meets(&bounds))) {
            overlay.add_contours(&rings_of(area, middle), ShapeType::Clip);
        }
        let shapes = overlay.overlay(OverlayRule::Difference, FillRule::NonZero);
        let rings: Vec<IntContour> = shapes.into_iter().flatten().collect();
        (!rings.is_empty()).then_some(Self { middle, rings })
    }

    /// The land of a box.
    pub fn of_bounds<'w>(
        bounds: &Bounds,
        water: impl Iterator<Item = &'w MultiPolygon<f64>>,
    ) -> Option<Self> {
        let corners = [
            (bounds.west, bounds.south),
            (bounds.east, bounds.south),
            (bounds.east, bounds.north),
            (bounds.west, bounds.north),
            (bounds.west, bounds.south),
        ];
        let boundary = Polygon::new(LineString::from(corners.to_vec()), Vec::new());
        Self::new(&MultiPolygon::new(vec![boundary]), water)
    }

    /// The middle of its box.
    pub fn middle(&self) -> LonLat {
        self.middle.into()
    }

    /// All of it as an area in degrees.
    pub fn area(&self) -> MultiPolygon<f64> {
        let mut overlay = Overlay::new_custom(1024, options(), Solver::default());
        overlay.add_contours(&self.rings, ShapeType::Subject);
        let shapes = overlay.overlay(OverlayRule::Subject, FillRule::NonZero);
        area_of(shapes, self.middle)
    }

    /// The part of it inside some closed lines that run against the clock around what they hold.
    pub(super) fn inside(&self, loops: &[Vec<FixedLonLat>]) -> MultiPolygon<f64> {
        let loops: Vec<IntContour> = loops
            .iter()
            .map(|line| line.iter().map(|at| self.to_middle(*at)).collect())
            .collect();
        let Some(window) = Window::around(&loops) else {
            return MultiPolygon::new(Vec::new());
        };
        let near: Vec<IntContour> = self
            .rings
            .iter()
            .filter_map(|ring| window.keep_near(ring))
            .collect();
        let mut overlay = Overlay::new_custom(1024, options(), Solver::default());
        overlay.add_contours(&near, ShapeType::Subject);
        overlay.add_contours(&loops, ShapeType::Clip);
        let shapes = overlay.overlay(OverlayRule::Intersect, FillRule::NonZero);
        area_of(shapes, self.middle)
    }

    fn to_middle(&self, at: FixedLonLat) -> IntPoint {
        from_middle(at, self.middle)
    }

    /// The widest cells of a lattice that the land meets, in order.
    pub(super) fn cells_met(&self, lattice: &Lattice) -> Vec<Node> {
        let width = lattice.step.map(|step| i64::from(step) << lattice.depth);
        let cell_of = |at: IntPoint| {
            let lon = i64::from(at.x) + i64::from(self.middle.lon_e7);
            let lat = i64::from(at.y) + i64::from(self.middle.lat_e7);
            (lon.div_euclid(width[0]), lat.div_euclid(width[1]))
        };
        let mut met: BTreeSet<(i64, i64)> = BTreeSet::new();
        // Where shores cross the middle of each row of cells.
        let mut crossings: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        for (from, to) in self.rings.iter().flat_map(sides) {
            let (a, b) = (cell_of(from), cell_of(to));
            for row in a.1.min(b.1)..=a.1.max(b.1) {
                let (west, east) = columns_in_row(from, to, row, width, self.middle);
                met.extend((west..=east).map(|column| (row, column)));
                // Half a unit aside, where no corner of a ring can be.
                let middle = (row * width[1] + width[1] / 2 - i64::from(self.middle.lat_e7)) as f64 + 0.5;
                let (y, next_y) = (f64::from(from.y), f64::from(to.y));
                if (y > middle) != (next_y > middle) {
                    let share = (middle - y) / (next_y - y);
                    let x = f64::from(from.x) + share * f64::from(to.x - from.x);
                    crossings.entry(row).or_default().push(x);
                }
            }
        }
        for (row, mut xs) in crossings {
            xs.sort_by(f64::total_cmp);
            for pair in xs.chunks_exact(2) {
                let column = |x: f64| (x.floor() as i64 + i64::from(self.middle.lon_e7)).div_euclid(width[0]);
                met.extend((column(pair[0])..=column(pair[1])).map(|column| (row, column)));
            }
        }
        let node = |(row, column): (i64, i64)| {
            let scale = |number: i64| (number << lattice.depth) as i32;
            (scale(column), scale(row))
        };
        let mut nodes: Vec<Node> = met.into_iter().map(node).collect();
        nodes.sort_unstable();
        nodes
    }
}

/// The columns of cells that a segment meets in a row of cells.
fn columns_in_row(
    from: IntPoint,
    to: IntPoint,
    row: i64,
    width: [i64; 2],
    middle: FixedLonLat,
) -> (i64, i64) {
    let base = i64::from(middle.lat_e7);
    let (south, north) = (
        (row * width[1] - base) as f64,
        ((row + 1) * width[1] - base) as f64,
    );
    let x_at = |y: f64| {
        let (dy, dx) = (f64::from(to.y - from.y), f64::from(to.x - from.x));
        let share = if dy == 0.0 {
            0.0
        } else {
            (y - f64::from(from.y)) / dy
        };
        f64::from(from.x) + share.clamp(0.0, 1.0) * dx
    };
    let xs = if from.y == to.y {
        [f64::from(from.x), f64::from(to.x)]
    } else {
        [x_at(south), x_at(north)]
    };
    let column = |x: f64| (x.floor() as i64 + i64::from(middle.lon_e7)).div_euclid(width[0]);
    (column(xs[0].min(xs[1])), column(xs[0].max(xs[1])))
}

/// Shapes that are valid by the rules of OGC.
fn options() -> IntOverlayOptions {
    IntOverlayOptions::ogc()
}

fn from_middle(at: FixedLonLat, middle: FixedLonLat) -> IntPoint {
    IntPoint::new(at.lon_e7 - middle.lon_e7, at.lat_e7 - middle.lat_e7)
}

/// The rings of an area, outlines against the clock and holes with it, so that overlapping outlines add up.
fn rings_of(area: &MultiPolygon<f64>, middle: FixedLonLat) -> Vec<IntContour> {
    let directed = |ring: &LineString<f64>, is_hole: bool| {
        let mut points: IntContour = ring
            .0
            .iter()
            .map(|at| from_middle(LonLat::new(at.x, at.y).into(), middle))
            .collect();
        if (doubled_area(&points) < 0) != is_hole {
            points.reverse();
        }
        points
    };
    area.iter()
        .flat_map(|polygon| {
            let holes = polygon.interiors().iter().map(move |ring| directed(ring, true));
            std::iter::once(directed(polygon.exterior(), false)).chain(holes)
        })
        .filter(|ring| ring.len() >= 3)
        .collect()
}

/// Twice the area of a ring, positive where it runs against the clock.
fn doubled_area(ring: &IntContour) -> i64 {
    let cross =
        |(a, b): (IntPoint, IntPoint)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    sides(ring).map(cross).sum()
}

/// The sides of a ring, the closing one among them.
fn sides(ring: &IntContour) -> impl Iterator<Item = (IntPoint, IntPoint)> + '_ {
    let next = ring.iter().cycle().skip(1);
    ring.iter().copied().zip(next.copied())
}

fn area_of(shapes: IntShapes, middle: FixedLonLat) -> MultiPolygon<f64> {
    let line = |ring: IntContour| {
        let mut line: LineString<f64> = ring
            .iter()
            .map(|at| {
                let place = LonLat::from(FixedLonLat {
                    lon_e7: at.x + middle.lon_e7,
                    lat_e7: at.y + middle.lat_e7,
                });
                Coord {
                    x: place.lon,
                    y: place.lat,
                }
            })
            .collect();
        line.close();
        line
    };
    let polygons = shapes.into_iter().filter_map(|rings| {
        let mut rings = rings.into_iter().map(line);
        Some(Polygon::new(rings.next()?, rings.collect()))
    });
    MultiPolygon::new(polygons.collect())
}

/// A box in which something is cut.
struct Window {
    low: IntPoint,
    high: IntPoint,
}

impl Window {
    fn around(loops: &[IntContour]) -> Option<Self> {
        let points = || loops.iter().flatten();
        Some(Self {
            low: IntPoint::new(points().map(|at| at.x).min()?, points().map(|at| at.y).min()?),
            high: IntPoint::new(points().map(|at| at.x).max()?, points().map(|at| at.y).max()?),
        })
    }

    /// On which sides of the window a place lies.
    fn sides_of(&self, at: IntPoint) -> u8 {
        u8::from(at.x < self.low.x)
            | u8::from(at.x > self.high.x) << 1
            | u8::from(at.y < self.low.y) << 2
            | u8::from(at.y > self.high.y) << 3
    }

    /// A ring that is the same in the window and has few points elsewhere, or none where it does not meet the window.
    /// A run of points beyond one side becomes its two ends, which changes no side that enters the window: so cuts
    /// with it are the same for every window.
    fn keep_near(&self, ring: &IntContour) -> Option<IntContour> {
        let beyond_all = ring.iter().fold(0b1111, |all, at| all & self.sides_of(*at));
        if beyond_all != 0 {
            return None;
        }
        let mut kept: IntContour = Vec::new();
        let mut beyond = 0;
        for at in ring {
            let sides = self.sides_of(*at);
            let n = kept.len();
            if n >= 2 && beyond & sides != 0 {
                kept[n - 1] = *at;
                beyond &= sides;
            } else {
                beyond = kept.last().map_or(0, |last| self.sides_of(*last)) & sides;
                kept.push(*at);
            }
        }
        Some(kept)
    }
}
