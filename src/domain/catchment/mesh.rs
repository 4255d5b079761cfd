//! A mesh of places at which a question is asked: wide where neighbours agree, narrow where they differ.
//! It knows places and what is read there, not what the readings mean.

use std::collections::BTreeMap;
use std::fmt::Debug;

use rayon::prelude::*;

use super::Land;
use crate::base::geom::{FixedLonLat, LonLat, Ruler};

/// What is read at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading<T> {
    /// The answer.
    pub value: T,
    /// Whether the place lies in water, where the answer only helps to draw the shores.
    pub wet: bool,
}

/// A place on a road with its answer, which is known without asking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadSpot<T> {
    /// The place.
    pub at: FixedLonLat,
    /// The answer.
    pub value: T,
}

/// How finely borders are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fineness {
    /// Side of the smallest cells, through each of which a border runs straight.
    pub cell_metres: f64,
    /// How exactly the place is found where a border crosses the side of a cell, and how far a border may be
    /// straightened afterwards.
    pub border_metres: f64,
}

/// Cells of this side are asked at their corners before any are split.
const WIDEST_METRES: f64 = 160.0;

/// What a reading may be: only equal ones and different ones are told apart.
pub trait Answer: Copy + Ord + Send + Sync + Debug {}
impl<T: Copy + Ord + Send + Sync + Debug> Answer for T {}

/// A node of the lattice of the smallest cells: columns to the east, rows to the north.
pub(super) type Node = (i32, i32);

/// The lattice: how nodes lie on the earth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lattice {
    ruler: Ruler,
    /// Width and height of the smallest cells in 1e-7 degrees.
    pub(super) step: [i32; 2],
    /// How many times the widest cells are halved.
    pub(super) depth: u8,
    /// How exactly crossings are found, in 1e-7 degrees.
    pub(super) border_step: i32,
}

impl Lattice {
    /// A lattice whose cells are square on the ground at a latitude.
    pub(super) fn at(lat: f64, fineness: &Fineness) -> Self {
        let ruler = Ruler::at(lat);
        let steps = |metres: f64| {
            [ruler.lon_degrees(metres), ruler.lat_degrees(metres)]
                .map(|degrees| ((degrees * 1e7).round() as i32).max(4))
        };
        let halvings = (WIDEST_METRES / fineness.cell_metres).log2().round();
        Self {
            ruler,
            step: steps(fineness.cell_metres),
            depth: halvings.clamp(0.0, 8.0) as u8,
            border_step: steps(fineness.border_metres)[1].max(1),
        }
    }

    /// Metres near the latitude where cells are square.
    pub(super) const fn ruler(&self) -> Ruler {
        self.ruler
    }

    /// Where a node lies.
    pub(super) fn place(&self, (column, row): Node) -> FixedLonLat {
        FixedLonLat {
            lon_e7: column * self.step[0],
            lat_e7: row * self.step[1],
        }
    }

    /// Side of the widest cells, in smallest cells.
    pub(super) const fn widest(&self) -> i32 {
        1 << self.depth
    }

    /// The widest cell that holds a place.
    fn widest_at(&self, at: FixedLonLat) -> Node {
        (
            at.lon_e7.div_euclid(self.step[0]) >> self.depth << self.depth,
            at.lat_e7.div_euclid(self.step[1]) >> self.depth << self.depth,
        )
    }
}

/// A square of the mesh: its south-west node and how often it may still be halved.
#[derive(Debug, Clone)]
struct Cell<T> {
    corner: Node,
    level: u8,
    /// Known answers inside, which split the cell where its corners do not know them.
    spots: Vec<RoadSpot<T>>,
}

impl<T> Cell<T> {
    const fn side(&self) -> i32 {
        1 << self.level
    }

    /// The corners against the clock, from the south-west.
    const fn corners(&self) -> [Node; 4] {
        let ((column, row), side) = (self.corner, self.side());
        [
            (column, row),
            (column + side, row),
            (column + side, row + side),
            (column, row + side),
        ]
    }
}

/// The finished mesh.
#[derive(Debug)]
pub(super) struct Mesh<T> {
    pub(super) lattice: Lattice,
    /// South-west nodes of the widest cells that the land meets, in order.
    pub(super) widest: Vec<Node>,
    readings: BTreeMap<Node, Reading<T>>,
    /// South-west nodes of the smallest cells whose corners differ, in order.
    pub(super) mixed: Vec<Node>,
}

impl<T: Answer> Mesh<T> {
    /// Asks at the corners of the widest cells that meet the land, and halves cells whose corners, sides or known
    /// answers differ until they are smallest.
    ///
    /// Cost: a question for each node, of which there are about two for each smallest cell along a border and one for
    /// each widest cell elsewhere.
    pub(super) fn build(
        land: &Land,
        fineness: &Fineness,
        spots: &[RoadSpot<T>],
        read: &(impl Fn(LonLat) -> Reading<T> + Sync),
    ) -> Self {
        let lattice = Lattice::at(land.middle().lat, fineness);
        let mut mesh = Self {
            widest: land.cells_met(&lattice),
            lattice,
            readings: BTreeMap::new(),
            mixed: Vec::new(),
        };
        let mut open = mesh.widest_cells(spots);
        mesh.ask(&open, read);
        loop {
            let (split, kept): (Vec<_>, Vec<_>) = open
                .into_par_iter()
                .partition(|cell| cell.level > 0 && mesh.is_mixed(cell));
            if split.is_empty() {
                break;
            }
            let halves: Vec<Cell<T>> = split
                .into_par_iter()
                .flat_map_iter(|cell| quarters(&lattice, &cell))
                .collect();
            mesh.ask(&halves, read);
            let (smallest, halves): (Vec<_>, Vec<_>) = halves.into_iter().partition(|cell| cell.level == 0);
            let differ = smallest.into_iter().filter(|cell| mesh.corners_differ(cell));
            mesh.mixed
                .extend(differ.map(|cell| cell.corner).collect::<Vec<_>>());
            open = kept;
            open.extend(halves);
        }
        if lattice.depth == 0 {
            let undivided = mesh.widest_cells(&[]);
            let differ = undivided.into_iter().filter(|cell| mesh.corners_differ(cell));
            mesh.mixed = differ.map(|cell| cell.corner).collect();
        }
        mesh.mixed.sort_unstable();
        mesh
    }

    /// What was read at a node, where anything was.
    pub(super) fn reading(&self, node: Node) -> Option<Reading<T>> {
        self.readings.get(&node).copied()
    }

    /// All nodes that were asked along a straight side, from one end to the other.
    pub(super) fn along(&self, from: Node, to: Node) -> Vec<Node> {
        let mut nodes = vec![from];
        self.push_along(from, to, &mut nodes);
        nodes
    }

    fn push_along(&self, from: Node, to: Node, nodes: &mut Vec<Node>) {
        let middle = (i32::midpoint(from.0, to.0), i32::midpoint(from.1, to.1));
        let is_long = (to.0 - from.0).abs().max((to.1 - from.1).abs()) > 1;
        if is_long && self.readings.contains_key(&middle) {
            self.push_along(from, middle, nodes);
            self.push_along(middle, to, nodes);
        } else {
            nodes.push(to);
        }
    }

    fn widest_cells(&self, spots: &[RoadSpot<T>]) -> Vec<Cell<T>> {
        let mut by_cell: BTreeMap<Node, Vec<RoadSpot<T>>> = BTreeMap::new();
        for spot in spots {
            by_cell
                .entry(self.lattice.widest_at(spot.at))
                .or_default()
                .push(*spot);
        }
        let cell = |corner: &Node| Cell {
            corner: *corner,
            level: self.lattice.depth,
            spots: by_cell.remove(corner).unwrap_or_default(),
        };
        self.widest.iter().map(cell).collect()
    }

    /// Reads the corners of cells that were not read yet.
    fn ask(&mut self, cells: &[Cell<T>], read: &(impl Fn(LonLat) -> Reading<T> + Sync)) {
        let mut nodes: Vec<Node> = cells.iter().flat_map(Cell::corners).collect();
        nodes.par_sort_unstable();
        nodes.dedup();
        nodes.retain(|node| !self.readings.contains_key(node));
        let lattice = &self.lattice;
        let read: Vec<Reading<T>> = nodes
            .par_iter()
            .map(|node| read(lattice.place(*node).into()))
            .collect();
        self.readings.extend(nodes.into_iter().zip(read));
    }

    fn corners_differ(&self, cell: &Cell<T>) -> bool {
        let values = cell.corners().map(|corner| self.value(corner));
        values.iter().any(|value| *value != values[0])
    }

    /// Whether a cell's corners, its sides or the roads in it do not all have one answer.
    fn is_mixed(&self, cell: &Cell<T>) -> bool {
        if self.corners_differ(cell) {
            return true;
        }
        let corners = cell.corners();
        let value = self.value(corners[0]);
        if cell.spots.iter().any(|spot| Some(spot.value) != value) {
            return true;
        }
        (0..4).any(|side| {
            let nodes = self.along(corners[side], corners[(side + 1) % 4]);
            nodes.iter().any(|node| self.value(*node) != value)
        })
    }

    fn value(&self, node: Node) -> Option<T> {
        self.reading(node).map(|reading| reading.value)
    }
}

/// The four quarters of a cell, each with the known answers inside it.
fn quarters<T: Answer>(lattice: &Lattice, cell: &Cell<T>) -> [Cell<T>; 4] {
    let half = cell.side() / 2;
    let (column, row) = cell.corner;
    let middle = lattice.place((column + half, row + half));
    [(0, 0), (half, 0), (0, half), (half, half)].map(|(east, north)| Cell {
        corner: (column + east, row + north),
        level: cell.level - 1,
        spots: cell
            .spots
            .iter()
            .filter(|spot| {
                (spot.at.lon_e7 >= middle.lon_e7) == (east > 0)
                    && (spot.at.lat_e7 >= middle.lat_e7) == (north > 0)
            })
            .copied()
            .collect(),
    })
}
