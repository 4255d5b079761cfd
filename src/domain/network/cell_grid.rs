//! Segments in the square cells of a grid: what lies near a place is found without a search tree.
//! It knows nothing of what the segments stand for.
//!
//! Cells stand in blocks of 16 × 16, and only blocks that hold a segment take room, so that empty land between towns
//! costs little.
//! A segment is kept in every cell that it passes through: memory is O(segments + length / side), and a place on a
//! street finds the nearest segment by looking at one to four cells.
//! Source: Bentley, Weide and Yao, Optimal expected-time algorithms for closest point problems, ACM TOMS 6 (1980),
//! section 3 (cells and spiral search), here for segments.

use std::ops::Range;

use crate::base::geom::{Planar, SegmentFoot, foot_on_segment};

/// A segment and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GridSegment<T> {
    pub(super) ends: [Planar; 2],
    pub(super) what: T,
}

impl<T> GridSegment<T> {
    /// Whether its box shares a point with that of another segment.
    pub(super) fn box_meets(&self, from: Planar, to: Planar) -> bool {
        let [a, b] = self.ends;
        let apart = |a: f64, b: f64, c: f64, d: f64| a.max(b) < c.min(d) || c.max(d) < a.min(b);
        !apart(a.x, b.x, from.x, to.x) && !apart(a.y, b.y, from.y, to.y)
    }

    /// Squared distance of a place from its box, which is at most that from the segment.
    fn box_distance_2(&self, at: Planar) -> f64 {
        let [a, b] = self.ends;
        let beyond = |at: f64, a: f64, b: f64| (a.min(b) - at).max(at - a.max(b)).max(0.0);
        let (dx, dy) = (beyond(at.x, a.x, b.x), beyond(at.y, a.y, b.y));
        dx * dx + dy * dy
    }
}

/// A segment and the nearest point of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near<T> {
    pub(super) what: T,
    pub(super) foot: SegmentFoot,
}

impl<T: Ord> Near<T> {
    /// The order of answers: the nearer first, then by what they stand for.
    fn is_before(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.foot.distance_2, other.foot.distance_2);
        ours < theirs || (ours == theirs && self.what < other.what)
    }
}

/// Segments by the cells that they pass through.
#[derive(Debug, Clone)]
pub(super) struct CellGrid<T> {
    layout: Layout,
    /// For each block of the layout, its number among those that take room; number 0 is the block without segments.
    stored: Vec<u32>,
    /// Where the segments of each cell of a stored block begin, and at the end where they end.
    first: Vec<u32>,
    segments: Vec<GridSegment<T>>,
}

impl<T> Default for CellGrid<T> {
    fn default() -> Self {
        Self {
            layout: Layout::default(),
            stored: Vec::new(),
            first: vec![0; CELLS_OF_BLOCK + 1],
            segments: Vec::new(),
        }
    }
}

/// Side of a cell in units of the plane, unless that made too many blocks: about the length of a city's street block,
/// so that few cells on a street are empty and few hold many segments.
const SIDE: f64 = 64.0;
/// The most blocks that the directory may have, 16 MB.
const MOST_BLOCKS: f64 = 4_194_304.0;
const BLOCK_BITS: u32 = 4;
const CELLS_OF_BLOCK: usize = 1 << (2 * BLOCK_BITS);
/// A segment is also kept in cells that it passes by so closely, so that no rounding loses it.
const MARGIN: f64 = 1e-3;
/// Rings of cells that are searched before whole blocks are: empty ones cost time each.
const RINGS_OF_CELLS: i64 = 10;

impl<T: Copy> CellGrid<T> {
    /// Puts segments into cells.
    pub(super) fn build(segments: &[GridSegment<T>]) -> Self {
        let Some(layout) = Layout::around(segments) else {
            return Self::default();
        };
        let mut stored = vec![0; layout.n_blocks()];
        // Where each segment goes: the cell as block × 256 + cell of the block, and the segment's number.
        let mut places: Vec<(u32, u32)> = Vec::with_capacity(segments.len() * 2);
        for (segment, number) in segments.iter().zip(0..) {
            layout.cells_met_by(segment.ends, |column, row| {
                let (block, cell) = layout.block_and_cell(column, row);
                stored[block] = 1;
                places.push(((block * CELLS_OF_BLOCK + cell) as u32, number));
            });
        }
        let mut n_stored = 1;
        for block in stored.iter_mut().filter(|block| **block == 1) {
            *block = n_stored;
            n_stored += 1;
        }
        let mut first = vec![0; n_stored as usize * CELLS_OF_BLOCK + 1];
        for (place, _) in &mut places {
            let (block, cell) = (*place as usize / CELLS_OF_BLOCK, *place as usize % CELLS_OF_BLOCK);
            *place = stored[block] * CELLS_OF_BLOCK as u32 + cell as u32;
            first[*place as usize + 1] += 1;
        }
        for cell in 1..first.len() {
            first[cell] += first[cell - 1];
        }
        let mut next = first.clone();
        let mut order = vec![0; places.len()];
        for (place, number) in places {
            let at = &mut next[place as usize];
            order[*at as usize] = number;
            *at += 1;
        }
        Self {
            layout,
            stored,
            first,
            segments: order
                .into_iter()
                .map(|number| segments[number as usize])
                .collect(),
        }
    }

    /// The nearest segment that is wanted; of equally near ones the first by what it stands for.
    pub(super) fn nearest(&self, at: Planar, wanted: impl Fn(&T) -> bool) -> Option<Near<T>>
    where
        T: Ord,
    {
        // The poles are infinitely far away in the plane, and nothing is near them.
        if !at.x.is_finite() || !at.y.is_finite() {
            return None;
        }
        let mut search = Search {
            at,
            wanted,
            best: None,
            limit_2: f64::INFINITY,
        };
        for (scale, most_rings) in [(Scale::Cell, RINGS_OF_CELLS), (Scale::Block, i64::MAX)] {
            self.search(scale, most_rings, &mut search);
            if search.best.is_some() {
                break;
            }
        }
        search.best
    }

    /// The wanted segments up to a distance, in order, each once.
    pub(super) fn within(&self, at: Planar, radius: f64, wanted: impl Fn(&T) -> bool) -> Vec<Near<T>>
    where
        T: Ord,
    {
        let reach = radius + MARGIN;
        let corner = |sign: f64| Planar {
            x: at.x + sign * reach,
            y: at.y + sign * reach,
        };
        let mut found: Vec<Near<T>> = Vec::new();
        let limit_2 = radius * radius;
        self.visit_box(corner(-1.0), corner(1.0), |segment| {
            if segment.box_distance_2(at) <= limit_2 && wanted(&segment.what) {
                let near = segment.near(at);
                if near.foot.distance_2 <= limit_2 {
                    found.push(near);
                }
            }
            false
        });
        found.sort_by(|a, b| {
            let by_distance = a.foot.distance_2.total_cmp(&b.foot.distance_2);
            by_distance.then_with(|| a.what.cmp(&b.what))
        });
        found.dedup_by(|a, b| a.what == b.what);
        found
    }

    /// Whether any segment in the cells that a box touches passes a test; a segment may be shown more than once.
    pub(super) fn any_near_box(
        &self,
        from: Planar,
        to: Planar,
        test: impl FnMut(&GridSegment<T>) -> bool,
    ) -> bool {
        let low = Planar {
            x: from.x.min(to.x),
            y: from.y.min(to.y),
        };
        let high = Planar {
            x: from.x.max(to.x),
            y: from.y.max(to.y),
        };
        self.visit_box(low, high, test)
    }

    /// How the plane is cut into cells.
    pub(super) const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How many cells take room, those of the empty block included.
    pub(super) fn n_cells(&self) -> usize {
        self.first.len() - 1
    }

    /// The number of the block that a cell stands in, and the number of the cell among those that take room; none
    /// outside. Cells of one block and row have numbers in a row.
    pub(super) fn numbers(&self, column: i64, row: i64) -> Option<(usize, usize)> {
        let [n_columns, n_rows] = self.layout.size(Scale::Cell);
        if column < 0 || row < 0 || column >= n_columns || row >= n_rows {
            return None;
        }
        let (block, cell) = self.layout.block_and_cell(column, row);
        Some((block, self.stored[block] as usize * CELLS_OF_BLOCK + cell))
    }

    /// Whether a cell or block has no segments.
    pub(super) fn is_empty(&self, scale: Scale, column: i64, row: i64) -> bool {
        self.segments_of(scale, column, row).is_empty()
    }

    fn visit_box(&self, low: Planar, high: Planar, mut stops: impl FnMut(&GridSegment<T>) -> bool) -> bool {
        let [west, south] = self.layout.position(Scale::Cell, low);
        let [east, north] = self.layout.position(Scale::Cell, high);
        let [n_columns, n_rows] = self.layout.size(Scale::Cell);
        (south.max(0)..=north.min(n_rows - 1)).any(|row| {
            (west.max(0)..=east.min(n_columns - 1))
                .any(|column| self.segments_of(Scale::Cell, column, row).iter().any(&mut stops))
        })
    }

    /// Looks at rings of cells around a place until something is found, and then at all other cells that may hold
    /// something nearer.
    fn search<W: Fn(&T) -> bool>(&self, scale: Scale, most_rings: i64, search: &mut Search<T, W>)
    where
        T: Ord,
    {
        let [column, row] = self.layout.position(scale, search.at);
        let [n_columns, n_rows] = self.layout.size(scale);
        let outside = |position: i64, size: i64| (-position).max(position - (size - 1)).max(0);
        let farthest = |position: i64, size: i64| position.abs().max((size - 1 - position).abs());
        let last = farthest(column, n_columns).max(farthest(row, n_rows));
        for ring in outside(column, n_columns).max(outside(row, n_rows))..=last.min(most_rings) {
            let mut look_at = |column, row| {
                for segment in self.segments_of(scale, column, row) {
                    search.offer(segment);
                }
            };
            if ring == 0 {
                look_at(column, row);
            } else {
                for column in column - ring..=column + ring {
                    look_at(column, row - ring);
                    look_at(column, row + ring);
                }
                for row in row - ring + 1..row + ring {
                    look_at(column - ring, row);
                    look_at(column + ring, row);
                }
            }
            if search.best.is_some() {
                self.search_circle(scale, ring, search);
                return;
            }
        }
    }

    /// Looks at all cells that a circle through the best segment so far touches, but for the rings that were searched.
    fn search_circle<W: Fn(&T) -> bool>(&self, scale: Scale, rings: i64, search: &mut Search<T, W>)
    where
        T: Ord,
    {
        let reach = search.limit_2.sqrt() + MARGIN;
        let at = search.at;
        let corner = |sign: f64| Planar {
            x: at.x + sign * reach,
            y: at.y + sign * reach,
        };
        let [column, row] = self.layout.position(scale, at);
        let [west, south] = self.layout.position(scale, corner(-1.0));
        let [east, north] = self.layout.position(scale, corner(1.0));
        let [n_columns, n_rows] = self.layout.size(scale);
        for y in south.max(0)..=north.min(n_rows - 1) {
            for x in west.max(0)..=east.min(n_columns - 1) {
                if (x - column).abs().max((y - row).abs()) > rings {
                    for segment in self.segments_of(scale, x, y) {
                        search.offer(segment);
                    }
                }
            }
        }
    }

    fn segments_of(&self, scale: Scale, column: i64, row: i64) -> &[GridSegment<T>] {
        let cells = match scale {
            Scale::Cell => self.numbers(column, row).map(|(_, cell)| cell..cell + 1),
            Scale::Block => {
                let first = self.numbers(column << BLOCK_BITS, row << BLOCK_BITS);
                first.map(|(_, cell)| cell..cell + CELLS_OF_BLOCK)
            }
        };
        cells.map_or(&[], |cells| {
            &self.segments[self.first[cells.start] as usize..self.first[cells.end] as usize]
        })
    }
}

impl<T: Copy> GridSegment<T> {
    /// The nearest point of it.
    pub(super) fn near(&self, at: Planar) -> Near<T> {
        Near {
            what: self.what,
            foot: foot_on_segment(at, self.ends[0], self.ends[1]),
        }
    }
}

/// A search for the nearest segment on its way.
struct Search<T, W> {
    at: Planar,
    wanted: W,
    best: Option<Near<T>>,
    /// A segment whose box is farther, by its square, is not looked at; a little more than the best distance, so that
    /// rounding cannot hide an equally near one.
    limit_2: f64,
}

impl<T: Copy + Ord, W: Fn(&T) -> bool> Search<T, W> {
    fn offer(&mut self, segment: &GridSegment<T>) {
        if segment.box_distance_2(self.at) > self.limit_2 {
            return;
        }
        let near = segment.near(self.at);
        if self.best.as_ref().is_none_or(|best| near.is_before(best)) && (self.wanted)(&segment.what) {
            self.limit_2 = near.foot.distance_2 * (1.0 + 1e-9);
            self.best = Some(near);
        }
    }
}

/// Single cells, or whole blocks of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Cell,
    Block,
}

/// How the plane is cut: columns from the west, rows from the south.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Layout {
    west: f64,
    south: f64,
    side: f64,
    /// Cells in a unit of length.
    density: f64,
    /// Columns and rows of blocks.
    n_blocks: [i64; 2],
}

impl Layout {
    fn around<T>(segments: &[GridSegment<T>]) -> Option<Self> {
        let first = segments.first()?.ends[0];
        let (mut low, mut high) = (first, first);
        for end in segments.iter().flat_map(|segment| segment.ends) {
            (low.x, low.y) = (low.x.min(end.x), low.y.min(end.y));
            (high.x, high.y) = (high.x.max(end.x), high.y.max(end.y));
        }
        let (width, height) = (high.x - low.x + 2.0 * MARGIN, high.y - low.y + 2.0 * MARGIN);
        let mut side = SIDE;
        let blocks = |length: f64, side: f64| (length / (side * f64::from(1 << BLOCK_BITS))).floor() + 1.0;
        while blocks(width, side) * blocks(height, side) > MOST_BLOCKS {
            side *= 2.0;
        }
        Some(Self {
            west: low.x - MARGIN,
            south: low.y - MARGIN,
            side,
            density: side.recip(),
            n_blocks: [blocks(width, side) as i64, blocks(height, side) as i64],
        })
    }

    fn n_blocks(&self) -> usize {
        self.n_blocks[0] as usize * self.n_blocks[1] as usize
    }

    /// Columns and rows.
    pub(super) const fn size(&self, scale: Scale) -> [i64; 2] {
        let [columns, rows] = self.n_blocks;
        match scale {
            Scale::Cell => [columns << BLOCK_BITS, rows << BLOCK_BITS],
            Scale::Block => [columns, rows],
        }
    }

    /// Column and row of a place; negative or too large outside.
    pub(super) fn position(&self, scale: Scale, at: Planar) -> [i64; 2] {
        let cell = |from_edge: f64| (from_edge * self.density).floor() as i64;
        let [column, row] = [cell(at.x - self.west), cell(at.y - self.south)];
        match scale {
            Scale::Cell => [column, row],
            Scale::Block => [column >> BLOCK_BITS, row >> BLOCK_BITS],
        }
    }

    /// The middle of a cell or block.
    pub(super) fn middle(&self, scale: Scale, [column, row]: [i64; 2]) -> Planar {
        let side = match scale {
            Scale::Cell => self.side,
            Scale::Block => self.side * f64::from(1 << BLOCK_BITS),
        };
        Planar {
            x: self.west + (column as f64 + 0.5) * side,
            y: self.south + (row as f64 + 0.5) * side,
        }
    }

    /// Columns and rows of the cells of a block.
    pub(super) fn cells_of_block(&self, block: usize) -> [Range<i64>; 2] {
        let block = block.cast_signed() as i64;
        let (column, row) = (block % self.n_blocks[0], block / self.n_blocks[0]);
        let cells = |first: i64| first << BLOCK_BITS..(first + 1) << BLOCK_BITS;
        [cells(column), cells(row)]
    }

    /// The number of a cell's block, and of the cell in it.
    const fn block_and_cell(&self, column: i64, row: i64) -> (usize, usize) {
        let (column, row) = (column as usize, row as usize);
        let block = (row >> BLOCK_BITS) * self.n_blocks[0] as usize + (column >> BLOCK_BITS);
        let within = (1 << BLOCK_BITS) - 1;
        (block, (row & within) << BLOCK_BITS | (column & within))
    }

    /// Visits every cell that a segment passes through, or by within the margin, row by row.
    fn cells_met_by(&self, [a, b]: [Planar; 2], mut visit: impl FnMut(i64, i64)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let column_of = |x: f64| ((x - self.west) * self.density).floor() as i64;
        let row_of = |y: f64| ((y - self.south) * self.density).floor() as i64;
        let [n_columns, n_rows] = self.size(Scale::Cell);
        let (first_row, last_row) = (
            row_of(low.y - MARGIN).max(0),
            row_of(high.y + MARGIN).min(n_rows - 1),
        );
        let slope = (high.x - low.x) / (high.y - low.y);
        for row in first_row..=last_row {
            // The part of the segment that lies in the row, from end to end where that is the whole.
            let south = self.south + row as f64 * self.side - MARGIN;
            let north = south + self.side + 2.0 * MARGIN;
            let from = if low.y >= south {
                low.x
            } else {
                low.x + (south - low.y) * slope
            };
            let to = if high.y <= north {
                high.x
            } else {
                low.x + (north - low.y) * slope
            };
            let first = column_of(from.min(to) - MARGIN).max(0);
            let last = column_of(from.max(to) + MARGIN).min(n_columns - 1);
            for column in first..=last {
                visit(column, row);
            }
        }
    }
}
