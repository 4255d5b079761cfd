//! A zoning: which zone each block belongs to, a zone being the blocks whose children go to one school.

use super::block::BlockSet;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::LonLat;
use crate::base::ids::{BlockIdx, CampusId, ZoneIdx};

/// The school of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneSchool {
    /// The code of its campus.
    pub id: CampusId,
    /// Where it stands.
    pub at: LonLat,
    /// Its seats; none where nothing limits them.
    pub seats: Option<u32>,
}

/// The schools of a zoning in the order of their codes; a zone has the position of its school.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneSchools(Vec<ZoneSchool>);

impl ZoneSchools {
    /// Puts schools in order; no school, or one code twice, is an error.
    pub fn new(mut schools: Vec<ZoneSchool>) -> Result<Self, Diagnostics> {
        schools.sort_by(|a, b| a.id.cmp(&b.id));
        let mut faults = Diagnostics::new();
        if schools.is_empty() {
            let sentence = "There is no school; give at least one.";
            faults.push(Diagnostic::new(Severity::Error, "zoning/no_school", sentence));
        }
        for pair in schools.windows(2).filter(|pair| pair[0].id == pair[1].id) {
            let sentence = "Two schools have this code; give each its own.";
            faults.push(
                Diagnostic::new(Severity::Error, "zoning/school_twice", sentence)
                    .at_object(format!("school {}", pair[0].id)),
            );
        }
        if faults.has_errors() {
            return Err(faults);
        }
        Ok(Self(schools))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none, which `new` refuses.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The school of a zone.
    pub fn school(&self, zone: ZoneIdx) -> &ZoneSchool {
        &self.0[zone.at()]
    }

    /// All of them, by code.
    pub fn schools(&self) -> &[ZoneSchool] {
        &self.0
    }

    /// The zone of the school with a code.
    pub fn find(&self, id: &str) -> Option<ZoneIdx> {
        let at = self
            .0
            .binary_search_by(|school| school.id.as_str().cmp(id))
            .ok()?;
        Some(ZoneIdx::from_usize(at))
    }

    /// Seats by zone.
    pub fn seats(&self) -> Vec<Option<u32>> {
        self.0.iter().map(|school| school.seats).collect()
    }
}

/// The zone of each block; a plan that is not finished leaves some without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zoning {
    zone_of: Vec<Option<ZoneIdx>>,
}

impl Zoning {
    /// From the zones of the blocks, in the order of the blocks.
    pub fn new(zone_of: Vec<Option<ZoneIdx>>) -> Self {
        Self { zone_of }
    }

    /// From rows of block and school codes, as plans are written, each with a number that findings give.
    /// Unknown codes and blocks that stand in two rows are errors, blocks that stand in none are warnings.
    pub fn from_codes<'r>(
        rows: impl IntoIterator<Item = (u64, &'r str, &'r str)>,
        blocks: &BlockSet,
        schools: &ZoneSchools,
    ) -> (Self, Diagnostics) {
        let mut zone_of = vec![None; blocks.len()];
        let mut first_rows = vec![None; blocks.len()];
        let mut faults = Diagnostics::new();
        for (row, block, school) in rows {
            let mut fault = |code, sentence: String| {
                faults.push(Diagnostic::new(Severity::Error, code, sentence).at_row(row));
            };
            let (found, zone) = (blocks.find(block), schools.find(school));
            if found.is_none() {
                fault(
                    "zoning/unknown_block",
                    format!("There is no block `{block}`; mend the code."),
                );
            }
            if zone.is_none() {
                let sentence = format!("There is no school `{school}`; mend the code or add the school.");
                fault("zoning/unknown_school", sentence);
            }
            let Some(block) = found else { continue };
            if let Some(first) = first_rows[block.at()] {
                let id = &blocks.block(block).id;
                let sentence = format!("Block `{id}` stands in row {first} already; keep one of the rows.");
                fault("zoning/block_twice", sentence);
                continue;
            }
            first_rows[block.at()] = Some(row);
            zone_of[block.at()] = zone;
        }
        let missing = blocks
            .blocks()
            .iter()
            .zip(&first_rows)
            .filter(|(_, row)| row.is_none());
        for (block, _) in missing {
            let sentence = "The plan leaves it without a school; give it one.";
            faults.push(
                Diagnostic::new(Severity::Warning, "zoning/block_missing", sentence)
                    .at_object(format!("block {}", block.id)),
            );
        }
        (Self { zone_of }, faults)
    }

    /// The zone of a block.
    pub fn zone_of(&self, block: BlockIdx) -> Option<ZoneIdx> {
        self.zone_of[block.at()]
    }

    /// The zones of all blocks, in the order of the blocks.
    pub fn zones(&self) -> &[Option<ZoneIdx>] {
        &self.zone_of
    }

    /// The blocks of a zone, in their order.
    pub fn blocks_of(&self, zone: ZoneIdx) -> Vec<BlockIdx> {
        self.blocks_where(|of| of == Some(zone))
    }

    /// The blocks without a zone, in their order.
    pub fn unzoned(&self) -> Vec<BlockIdx> {
        self.blocks_where(|of| of.is_none())
    }

    fn blocks_where(&self, wanted: impl Fn(Option<ZoneIdx>) -> bool) -> Vec<BlockIdx> {
        let blocks = self.zone_of.iter().enumerate();
        blocks
            .filter(|(_, zone)| wanted(**zone))
            .map(|(at, _)| BlockIdx::from_usize(at))
            .collect()
    }
}
