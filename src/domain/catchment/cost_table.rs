//! What each block's way to each school costs: straight or network metres, as the caller measures.

use crate::base::geom::Ruler;
use crate::base::ids::{BlockIdx, ZoneIdx};
use crate::base::units::Centimetres;

use super::block::BlockSet;
use super::zoning::ZoneSchools;

/// Lengths from blocks to the schools of zones; none where there is no way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostTable {
    n_zones: usize,
    cells: Vec<Option<Centimetres>>,
}

impl CostTable {
    /// From rows in the order of blocks, each with a cell a zone in the order of zones.
    ///
    /// # Panics
    /// Where rows differ in length: that is a mistake of the caller and not of data.
    pub fn from_rows(rows: Vec<Vec<Option<Centimetres>>>) -> Self {
        let n_zones = rows.first().map_or(0, Vec::len);
        assert!(
            rows.iter().all(|row| row.len() == n_zones),
            "each block has a cell for each zone"
        );
        Self {
            n_zones,
            cells: rows.into_iter().flatten().collect(),
        }
    }

    /// Straight lines (đường chim bay) from the blocks' points to the schools.
    pub fn straight(blocks: &BlockSet, schools: &ZoneSchools) -> Self {
        let rows = blocks.blocks().iter().map(|block| {
            let cells = schools.schools().iter();
            cells
                .map(|school| Some(Centimetres::from_metres(Ruler::between(block.at, school.at))))
                .collect()
        });
        Self::from_rows(rows.collect())
    }

    /// How many blocks.
    pub fn n_blocks(&self) -> usize {
        self.cells.len().checked_div(self.n_zones).unwrap_or(0)
    }

    /// How many zones.
    pub fn n_zones(&self) -> usize {
        self.n_zones
    }

    /// The length from a block to the school of a zone.
    pub fn get(&self, block: BlockIdx, zone: ZoneIdx) -> Option<Centimetres> {
        self.cells[block.at() * self.n_zones + zone.at()]
    }

    /// The zone with the nearest school and the length to it; of equals the first.
    pub fn nearest(&self, block: BlockIdx) -> Option<(ZoneIdx, Centimetres)> {
        let row = &self.cells[block.at() * self.n_zones..][..self.n_zones];
        let cells = row.iter().enumerate();
        cells
            .filter_map(|(zone, cost)| Some((ZoneIdx::from_usize(zone), (*cost)?)))
            .min_by_key(|(zone, cost)| (*cost, *zone))
    }
}
