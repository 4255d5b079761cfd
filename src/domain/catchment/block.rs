//! Blocks: the smallest areas that a zoning moves, each with its pupils and the place that distances are measured from.

use super::point_inside::point_inside;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{Bounds, EqualAreaPlane, LonLat, MultiPolygon, area_bounds, area_contains};
use crate::base::ids::{BlockId, BlockIdx};

/// A block (tổ dân phố, thôn, ấp).
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its code.
    pub id: BlockId,
    /// Its area in degrees.
    pub area: MultiPolygon<f64>,
    /// Its pupils of the level that is zoned.
    pub pupils: u32,
    /// The place that distances are measured from.
    pub at: LonLat,
}

impl Block {
    /// A block whose distances are measured from where its homes stand, or from a point inside its area where that is
    /// not known.
    ///
    /// None where the area has no inside.
    pub fn new(id: BlockId, area: MultiPolygon<f64>, pupils: u32, homes: Option<LonLat>) -> Option<Self> {
        let inside = point_inside(&area)?;
        Some(Self {
            id,
            area,
            pupils,
            at: homes.unwrap_or_else(|| LonLat::new(inside.x, inside.y)),
        })
    }
}

/// Blocks in the order of their codes, with their areas in a plane of metres.
#[derive(Debug, Clone)]
pub struct BlockSet {
    blocks: Vec<Block>,
    plane: EqualAreaPlane,
    flat: Vec<MultiPolygon<f64>>,
}

impl BlockSet {
    /// Puts blocks in order; no block, or one code twice, is an error.
    pub fn new(mut blocks: Vec<Block>) -> Result<Self, Diagnostics> {
        blocks.sort_by(|a, b| a.id.cmp(&b.id));
        let mut faults = Diagnostics::new();
        for pair in blocks.windows(2).filter(|pair| pair[0].id == pair[1].id) {
            let sentence = "Two blocks have this code; give each its own, or join them into one feature.";
            faults.push(
                Diagnostic::new(Severity::Error, "blocks/id_twice", sentence)
                    .at_object(format!("block {}", pair[0].id)),
            );
        }
        let bounds = blocks.iter().filter_map(|block| area_bounds(&block.area));
        let Some(bounds) = bounds.reduce(Bounds::union) else {
            let sentence = "There is no block with an area; give at least one.";
            faults.push(Diagnostic::new(Severity::Error, "blocks/none", sentence));
            return Err(faults);
        };
        if faults.has_errors() {
            return Err(faults);
        }
        let plane = EqualAreaPlane::for_region(bounds);
        let flat = blocks
            .iter()
            .map(|block| plane.project_area(&block.area))
            .collect();
        Ok(Self { blocks, plane, flat })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether there are none, which `new` refuses.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// A block.
    pub fn block(&self, idx: BlockIdx) -> &Block {
        &self.blocks[idx.at()]
    }

    /// All of them, by code.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The plane of the flat areas.
    pub fn plane(&self) -> &EqualAreaPlane {
        &self.plane
    }

    /// A block's area in the plane, in metres.
    pub fn flat_area(&self, idx: BlockIdx) -> &MultiPolygon<f64> {
        &self.flat[idx.at()]
    }

    /// All areas in the plane, in the order of the blocks.
    pub fn flat_areas(&self) -> &[MultiPolygon<f64>] {
        &self.flat
    }

    /// The block with a code.
    pub fn find(&self, id: &str) -> Option<BlockIdx> {
        let at = self
            .blocks
            .binary_search_by(|block| block.id.as_str().cmp(id))
            .ok()?;
        Some(BlockIdx::from_usize(at))
    }

    /// The block that a place lies in, the first by code where blocks overlap.
    pub fn block_at(&self, place: LonLat) -> Option<BlockIdx> {
        let at = self
            .blocks
            .iter()
            .position(|block| area_contains(&block.area, place))?;
        Some(BlockIdx::from_usize(at))
    }

    /// All pupils.
    pub fn pupils(&self) -> u64 {
        self.blocks.iter().map(|block| u64::from(block.pupils)).sum()
    }
}
