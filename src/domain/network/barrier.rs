//! Water as a barrier: does the straight leg from a pin to a road cross any.

use std::ops::{Range, RangeInclusive};

use super::cell_grid::{CellGrid, GridSegment, Scale};
use super::water::WaterLayer;
use crate::base::geom::{FixedLonLat, LineString, LonLat, Planar, PlanarFrame, segments_meet};

/// Shores and watercourses as segments in the cells of a grid, and areas as horizontal strips of their shores.
#[derive(Debug, Clone, Default)]
pub struct WaterBarrier {
    segments: CellGrid<()>,
    /// What each block of the grid is made of, and each cell of the blocks that have shores or watercourses.
    blocks: Vec<Ground>,
    cells: Vec<Ground>,
    strips: Strips,
}

/// What a part of the map is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Ground {
    /// Land, from edge to edge.
    #[default]
    Land,
    /// Water, from edge to edge.
    Water,
    /// A shore or a watercourse runs through it.
    Mixed,
}

impl WaterBarrier {
    /// From all water above the ground.
    pub fn build(water: &WaterLayer) -> Self {
        let mut shores: Vec<(u32, [Planar; 2])> = Vec::new();
        for (area, body) in water.areas.iter().enumerate() {
            for polygon in &body.area {
                for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                    shores.extend(plane_segments(ring).map(|ends| (area as u32, ends)));
                }
            }
        }
        let courses = water.lines.iter().filter(|line| !line.underground);
        let lines = courses.flat_map(|course| plane_segments(&course.line));
        let segments = shores.iter().map(|(_, ends)| *ends).chain(lines);
        let segments: Vec<GridSegment<()>> = segments.map(|ends| GridSegment { ends, what: () }).collect();
        let mut barrier = Self {
            segments: CellGrid::build(&segments),
            strips: Strips::build(&shores),
            ..Self::default()
        };
        barrier.look_at_ground();
        barrier
    }

    /// Decides once for each part without a shore whether it lies in the water: neighbours without one lie alike.
    fn look_at_ground(&mut self) {
        let layout = self.segments.layout();
        let of_row = |scale: Scale, row: i64, columns: Range<i64>, is_empty: &dyn Fn(i64) -> bool| {
            let mut left: Option<Ground> = None;
            let grounds = columns.map(|column| {
                let ground = if !is_empty(column) {
                    Ground::Mixed
                } else if let Some(left) = left.filter(|left| *left != Ground::Mixed) {
                    left
                } else if self.strips.contains(layout.middle(scale, [column, row])) {
                    Ground::Water
                } else {
                    Ground::Land
                };
                left = Some(ground);
                ground
            });
            grounds.collect::<Vec<Ground>>()
        };
        let [n_columns, n_rows] = layout.size(Scale::Block);
        let mut blocks = Vec::with_capacity((n_columns * n_rows) as usize);
        let mut cells = vec![Ground::Mixed; self.segments.n_cells()];
        for row in 0..n_rows {
            let is_empty = |column| self.segments.is_empty(Scale::Block, column, row);
            blocks.extend(of_row(Scale::Block, row, 0..n_columns, &is_empty));
        }
        for (block, _) in blocks
            .iter()
            .enumerate()
            .filter(|(_, ground)| **ground == Ground::Mixed)
        {
            let [columns, rows] = layout.cells_of_block(block);
            for row in rows {
                let is_empty = |column| self.segments.is_empty(Scale::Cell, column, row);
                let Some((_, first)) = self.segments.numbers(columns.start, row) else {
                    continue;
                };
                let grounds = of_row(Scale::Cell, row, columns.clone(), &is_empty);
                cells[first..first + grounds.len()].copy_from_slice(&grounds);
            }
        }
        (self.blocks, self.cells) = (blocks, cells);
    }

    /// Whether a place lies in a water area.
    pub fn contains(&self, at: Planar) -> bool {
        let [column, row] = self.segments.layout().position(Scale::Cell, at);
        let Some((block, cell)) = self.segments.numbers(column, row) else {
            return false;
        };
        let ground = match self.blocks[block] {
            Ground::Mixed => self.cells[cell],
            whole => whole,
        };
        match ground {
            Ground::Land => false,
            Ground::Water => true,
            Ground::Mixed => self.strips.contains(at),
        }
    }

    /// Whether a straight leg from a place stays on land.
    pub fn is_dry(&self, from: Planar, to: Planar) -> bool {
        !self.contains(from) && !self.is_touched_by(from, to)
    }

    /// Whether a straight leg touches a shore or a watercourse.
    /// A leg that lies in the water from end to end touches none; ask `contains` of one end.
    pub fn is_touched_by(&self, from: Planar, to: Planar) -> bool {
        self.segments.any_near_box(from, to, |water| {
            water.box_meets(from, to) && segments_meet(from, to, water.ends[0], water.ends[1])
        })
    }
}

/// The segments of a line of degrees, in the plane, on the same grid as the network's points.
fn plane_segments(line: &LineString<f64>) -> impl Iterator<Item = [Planar; 2]> + '_ {
    let mut plane = line.0.iter().map(|coord| {
        let fixed = FixedLonLat::from(LonLat::new(coord.x, coord.y));
        PlanarFrame::project(fixed.into())
    });
    let mut from = plane.next();
    plane.map(move |to| [from.replace(to).unwrap_or(to), to])
}

/// Shores sorted into horizontal strips: a place is inside an area where a ray to the east meets its shore an odd
/// number of times (O'Rourke, Computational Geometry in C, 2nd ed., section 7.4).
#[derive(Debug, Clone, Default)]
struct Strips {
    south: f64,
    height: f64,
    first: Vec<u32>,
    /// Area and shore segment, by strip, then by area.
    shores: Vec<(u32, [Planar; 2])>,
}

const N_STRIPS: usize = 4096;

impl Strips {
    fn build(shores: &[(u32, [Planar; 2])]) -> Self {
        let ys = || shores.iter().flat_map(|(_, ends)| ends.map(|end| end.y));
        let (Some(south), Some(north)) = (ys().reduce(f64::min), ys().reduce(f64::max)) else {
            return Self::default();
        };
        let height = ((north - south) / N_STRIPS as f64).max(1e-3);
        let mut strips = Self {
            south,
            height,
            first: vec![0; N_STRIPS + 1],
            shores: Vec::new(),
        };
        // A counting sort: how many shores each strip meets, where each strip begins, then the shores in their order.
        for shore in shores {
            for strip in strips.met_by(shore) {
                strips.first[strip + 1] += 1;
            }
        }
        for strip in 0..N_STRIPS {
            strips.first[strip + 1] += strips.first[strip];
        }
        let mut next = strips.first.clone();
        let mut placed = vec![0; strips.first[N_STRIPS] as usize];
        for (idx, shore) in shores.iter().enumerate() {
            for strip in strips.met_by(shore) {
                placed[next[strip] as usize] = idx;
                next[strip] += 1;
            }
        }
        strips.shores = placed.into_iter().map(|idx| shores[idx]).collect();
        strips
    }

    fn met_by(&self, (_, [a, b]): &(u32, [Planar; 2])) -> RangeInclusive<usize> {
        self.strip_of(a.y.min(b.y))..=self.strip_of(a.y.max(b.y))
    }

    fn strip_of(&self, y: f64) -> usize {
        (((y - self.south) / self.height).max(0.0) as usize).min(N_STRIPS - 1)
    }

    fn contains(&self, at: Planar) -> bool {
        if self.first.is_empty() || at.y < self.south || at.y > self.south + self.height * N_STRIPS as f64 {
            return false;
        }
        let strip = self.strip_of(at.y);
        let shores = &self.shores[self.first[strip] as usize..self.first[strip + 1] as usize];
        shores.chunk_by(|a, b| a.0 == b.0).any(|area| {
            let meets = area.iter().filter(|(_, [a, b])| {
                (a.y > at.y) != (b.y > at.y) && at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x)
            });
            meets.count() % 2 == 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geom::{MultiPolygon, Polygon};
    use crate::domain::network::{WaterArea, WaterLine};

    fn square(west: f64, south: f64, side: f64) -> LineString<f64> {
        let (east, north) = (west + side, south + side);
        LineString::from(vec![
            (west, south),
            (east, south),
            (east, north),
            (west, north),
            (west, south),
        ])
    }

    fn plane(lon: f64, lat: f64) -> Planar {
        PlanarFrame::project(LonLat::new(lon, lat))
    }

    fn lake_with_island() -> WaterBarrier {
        let area = Polygon::new(square(106.0, 10.0, 0.03), vec![square(106.01, 10.01, 0.01)]);
        let area = WaterArea {
            id: "a".into(),
            name: None,
            kind: "lake".into(),
            area: MultiPolygon::new(vec![area]),
        };
        let brook = |id: &str, lon: f64, underground: bool| WaterLine {
            id: id.into(),
            name: None,
            kind: "stream".into(),
            underground,
            line: LineString::from(vec![(lon, 10.0), (lon, 10.03)]),
        };
        let lines = vec![brook("b", 106.05, false), brook("c", 106.07, true)];
        WaterBarrier::build(&WaterLayer {
            areas: vec![area],
            lines,
        })
    }

    #[test]
    fn a_lake_contains_its_water_but_not_its_island_or_its_shore_land() {
        let water = lake_with_island();
        assert!(water.contains(plane(106.005, 10.015)));
        assert!(!water.contains(plane(106.015, 10.015)));
        assert!(!water.contains(plane(106.035, 10.015)));
        assert!(!water.contains(plane(106.005, 10.5)));
    }

    #[test]
    fn legs_over_shores_and_brooks_touch_water_and_over_culverts_do_not() {
        let water = lake_with_island();
        assert!(water.is_touched_by(plane(106.015, 10.015), plane(106.035, 10.015)));
        assert!(water.is_touched_by(plane(106.045, 10.01), plane(106.055, 10.01)));
        assert!(!water.is_touched_by(plane(106.065, 10.01), plane(106.075, 10.01)));
        assert!(!water.is_touched_by(plane(106.012, 10.012), plane(106.018, 10.018)));
    }
}
