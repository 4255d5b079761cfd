//! Which blocks are neighbors: those that share a border on land, found with tolerance for the small gaps and overlaps
//! of drawn maps, and those that people tie to one another by hand.

use std::collections::{BTreeMap, BTreeSet};

use geo::{
    BooleanOps as _, BoundingRect as _, Euclidean, Length as _, LineString, MultiLineString, MultiPolygon,
};
use geo::{Buffer as _, Rect};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::block::BlockSet;
use crate::base::ids::BlockIdx;

/// When two blocks count as neighbors.
///
/// # Units
/// Metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdjacencyRules {
    /// Borders up to so far apart are one border.
    pub gap_metres: f64,
    /// Neighbors share at least so much border; blocks that meet in a corner do not.
    /// A quarter of a block's outline is enough for a block so small that it has no more.
    pub least_border_metres: f64,
}

impl Default for AdjacencyRules {
    fn default() -> Self {
        Self {
            gap_metres: 1.0,
            least_border_metres: 10.0,
        }
    }
}

/// A neighbor of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbor {
    /// Which block.
    pub block: BlockIdx,
    /// The border on land that the two share, in metres; none where they are tied by hand only.
    pub border_metres: Option<f64>,
}

/// The neighbors of each block.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjacency {
    neighbors: Vec<Vec<Neighbor>>,
}

impl Adjacency {
    /// Finds neighbors by their borders, those in water left out, and adds the ties.
    ///
    /// Cost: one buffer a block, and one cut for each two blocks whose boxes meet.
    pub fn find(
        blocks: &BlockSet,
        rules: &AdjacencyRules,
        water: &[MultiPolygon<f64>],
        ties: &[(BlockIdx, BlockIdx)],
    ) -> Self {
        let water: Vec<MultiPolygon<f64>> = water
            .iter()
            .map(|area| blocks.plane().project_area(area))
            .collect();
        Self::of_areas(blocks.flat_areas(), rules, &water, ties)
    }

    /// The same for areas of a plane of metres.
    pub(super) fn of_areas(
        areas: &[MultiPolygon<f64>],
        rules: &AdjacencyRules,
        water: &[MultiPolygon<f64>],
        ties: &[(BlockIdx, BlockIdx)],
    ) -> Self {
        let outlines: Vec<Outline> = areas.iter().map(Outline::of).collect();
        let water: Vec<(Rect<f64>, &MultiPolygon<f64>)> = water
            .iter()
            .filter_map(|area| Some((area.bounding_rect()?, area)))
            .collect();
        let borders_of = |first: usize| borders_of(first, areas, &outlines, rules, &water);
        let borders: Vec<Vec<(usize, f64)>> = (0..areas.len()).into_par_iter().map(borders_of).collect();
        let mut of_pairs: BTreeMap<(usize, usize), Option<f64>> = BTreeMap::new();
        for (first, others) in borders.into_iter().enumerate() {
            of_pairs.extend(
                others
                    .into_iter()
                    .map(|(other, metres)| ((first, other), Some(metres))),
            );
        }
        for (one, other) in ties.iter().filter(|(one, other)| one != other) {
            let pair = (one.at().min(other.at()), one.at().max(other.at()));
            of_pairs.entry(pair).or_insert(None);
        }
        Self::of_sorted(areas.len(), of_pairs)
    }

    /// Neighbors that are known already, all tied by hand.
    pub fn of_ties(n_blocks: usize, ties: &[(BlockIdx, BlockIdx)]) -> Self {
        let ties = ties.iter().filter(|(one, other)| one != other);
        let pairs = ties.map(|(one, other)| ((one.at().min(other.at()), one.at().max(other.at())), None));
        Self::of_sorted(n_blocks, pairs.collect())
    }

    fn of_sorted(n_blocks: usize, pairs: BTreeMap<(usize, usize), Option<f64>>) -> Self {
        let mut neighbors: Vec<Vec<Neighbor>> = vec![Vec::new(); n_blocks];
        for ((one, other), border_metres) in pairs {
            for (from, to) in [(one, other), (other, one)] {
                neighbors[from].push(Neighbor {
                    block: BlockIdx::from_usize(to),
                    border_metres,
                });
            }
        }
        for of_block in &mut neighbors {
            of_block.sort_by_key(|neighbor| neighbor.block);
        }
        Self { neighbors }
    }

    /// How many blocks.
    pub fn n_blocks(&self) -> usize {
        self.neighbors.len()
    }

    /// The neighbors of a block, in their order.
    pub fn of(&self, block: BlockIdx) -> &[Neighbor] {
        &self.neighbors[block.at()]
    }

    /// Each two neighbors once, the first before the second.
    pub fn pairs(&self) -> impl Iterator<Item = (BlockIdx, Neighbor)> {
        let blocks = self.neighbors.iter().enumerate();
        blocks.flat_map(|(at, neighbors)| {
            let block = BlockIdx::from_usize(at);
            let after = neighbors.iter().filter(move |neighbor| neighbor.block > block);
            after.map(move |neighbor| (block, *neighbor))
        })
    }

    /// The blocks without neighbors.
    pub fn alone(&self) -> Vec<BlockIdx> {
        let blocks = self.neighbors.iter().enumerate();
        blocks
            .filter(|(_, neighbors)| neighbors.is_empty())
            .map(|(at, _)| BlockIdx::from_usize(at))
            .collect()
    }

    /// Some blocks parted into pieces, each joined within itself; the pieces and their blocks in order.
    pub fn parts(&self, members: &[BlockIdx]) -> Vec<Vec<BlockIdx>> {
        let mut left: BTreeSet<BlockIdx> = members.iter().copied().collect();
        let mut parts = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut part = vec![first];
            let mut next = 0;
            while let Some(block) = part.get(next).copied() {
                next += 1;
                part.extend(self.of(block).iter().map(|n| n.block).filter(|n| left.remove(n)));
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts
    }
}

/// The rings of an area, and the box around them.
struct Outline {
    rings: MultiLineString<f64>,
    metres: f64,
    bounds: Option<Rect<f64>>,
}

impl Outline {
    fn of(area: &MultiPolygon<f64>) -> Self {
        let rings = MultiLineString(area.iter().flat_map(geo::BooleanOps::rings).cloned().collect());
        Self {
            metres: Euclidean.length(&rings),
            bounds: area.bounding_rect(),
            rings,
        }
    }
}

/// The later blocks that share enough border with a block, and how much.
fn borders_of(
    first: usize,
    areas: &[MultiPolygon<f64>],
    outlines: &[Outline],
    rules: &AdjacencyRules,
    water: &[(Rect<f64>, &MultiPolygon<f64>)],
) -> Vec<(usize, f64)> {
    let one = &outlines[first];
    let others = first + 1..areas.len();
    let near: Vec<usize> = others
        .filter(|other| boxes_meet(one.bounds, outlines[*other].bounds, rules.gap_metres))
        .collect();
    if near.is_empty() {
        return Vec::new();
    }
    let widened = areas[first].buffer(rules.gap_metres);
    let border_with = |other: usize| {
        let outline = &outlines[other];
        let shared = on_land(widened.clip(&outline.rings, false), water);
        let metres = Euclidean.length(&shared);
        let enough = rules
            .least_border_metres
            .min(one.metres.min(outline.metres) / 4.0);
        (metres > 0.0 && metres >= enough).then_some((other, metres))
    };
    near.into_iter().filter_map(border_with).collect()
}

/// The part of a border that lies outside all water.
fn on_land(border: MultiLineString<f64>, water: &[(Rect<f64>, &MultiPolygon<f64>)]) -> MultiLineString<f64> {
    let mut left = border;
    for (bounds, area) in water {
        let lines: &[LineString<f64>] = &left.0;
        if lines.is_empty() {
            break;
        }
        if boxes_meet(left.bounding_rect(), Some(*bounds), 0.0) {
            left = area.clip(&left, true);
        }
    }
    left
}

fn boxes_meet(one: Option<Rect<f64>>, other: Option<Rect<f64>>, gap: f64) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    one.min().x <= other.max().x + gap
        && other.min().x <= one.max().x + gap
        && one.min().y <= other.max().y + gap
        && other.min().y <= one.max().y + gap
}
