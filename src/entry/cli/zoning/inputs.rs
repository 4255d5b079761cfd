//! What the verbs of `zoning` are asked about, read from files with all errors of all files at once.

use std::path::Path;

use super::ZoningBlocks;
use crate::adapters::import::{
    BlockFields, PlanRow, read_areas, read_blocks, read_plan, read_ties, read_zone_schools,
};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::MultiPolygon;
use crate::base::ids::BlockIdx;
use crate::domain::catchment::{Adjacency, AdjacencyRules, BlockSet, ZoneSchools, Zoning};
use crate::entry::cli::{Failure, output};

/// Blocks, schools and which blocks hang together.
pub(super) struct Ground {
    pub(super) blocks: BlockSet,
    pub(super) schools: ZoneSchools,
    pub(super) adjacency: Adjacency,
    /// The block that each school stands in.
    pub(super) homes: Vec<Option<BlockIdx>>,
    /// Plans with their names: those of the blocks' properties, then those of files.
    pub(super) plans: Vec<(String, Zoning)>,
}

/// Reads all files.
pub(super) fn read(
    from: &ZoningBlocks,
    plan_properties: &[String],
    plan_files: &[&Path],
) -> Result<Ground, Failure> {
    let mut faults = Diagnostics::new();
    let fields = BlockFields {
        id: from.block_id.clone(),
        pupils: from.pupils.clone(),
        plans: plan_properties.to_vec(),
    };
    let read_of = read_blocks(&from.blocks, &fields)?;
    let (read, found) = read_of;
    faults.extend(found);
    let (schools, found) = read_zone_schools(&from.schools, from.level.as_deref())?;
    faults.extend(found);
    let mut plans: Vec<(String, Vec<PlanRow>)> = plan_properties.iter().cloned().zip(read.plans).collect();
    for path in plan_files {
        let (rows, found) = read_plan(path)?;
        faults.extend(found);
        plans.push((name_of(path), rows));
    }
    let water = areas(from.water.as_deref(), &mut faults)?;
    let ties = match &from.ties {
        Some(path) => {
            let (pairs, found) = read_ties(path)?;
            faults.extend(found);
            pairs
        }
        None => Vec::new(),
    };
    if faults.has_errors() {
        return Err(Failure::Input(faults));
    }
    let blocks =
        BlockSet::new(read.blocks).map_err(|found| Failure::Input(found.in_file(&name_of(&from.blocks))));
    let schools =
        ZoneSchools::new(schools).map_err(|found| Failure::Input(found.in_file(&name_of(&from.schools))));
    let (blocks, schools) = (blocks?, schools?);
    let ties = tied_blocks(&ties, &blocks, from.ties.as_deref(), &mut faults);
    let plans = plans
        .into_iter()
        .map(|(name, rows)| {
            let (zoning, found) = zoning_of(&rows, &blocks, &schools);
            faults.extend(found.in_file(&name));
            (name, zoning)
        })
        .collect();
    if faults.has_errors() {
        return Err(Failure::Input(faults));
    }
    output::list(&faults);
    let rules = AdjacencyRules {
        gap_metres: from.seam,
        least_border_metres: AdjacencyRules::default().least_border_metres.max(5.0 * from.seam),
    };
    let adjacency = Adjacency::find(&blocks, &rules, &water, &ties);
    tell_alone(&blocks, &adjacency);
    let homes = schools
        .schools()
        .iter()
        .map(|school| blocks.block_at(school.at))
        .collect();
    Ok(Ground {
        blocks,
        schools,
        adjacency,
        homes,
        plans,
    })
}

/// A plan of rows.
pub(super) fn zoning_of(rows: &[PlanRow], blocks: &BlockSet, schools: &ZoneSchools) -> (Zoning, Diagnostics) {
    let rows = rows
        .iter()
        .map(|row| (row.row, row.block.as_str(), row.school.as_str()));
    Zoning::from_codes(rows, blocks, schools)
}

pub(super) fn areas(
    path: Option<&Path>,
    faults: &mut Diagnostics,
) -> Result<Vec<MultiPolygon<f64>>, Failure> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let (areas, found) = read_areas(path)?;
    faults.extend(found);
    Ok(areas)
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn tied_blocks(
    ties: &[(u64, String, String)],
    blocks: &BlockSet,
    path: Option<&Path>,
    faults: &mut Diagnostics,
) -> Vec<(BlockIdx, BlockIdx)> {
    let mut tied = Vec::new();
    for (row, one, other) in ties {
        for id in [one, other].into_iter().filter(|id| blocks.find(id).is_none()) {
            let sentence = format!("There is no block `{id}`; mend the code.");
            let fault = Diagnostic::new(Severity::Error, "zoning/unknown_block", sentence).at_row(*row);
            faults.push(fault.in_file(&path.map(name_of).unwrap_or_default()));
        }
        tied.extend(blocks.find(one).zip(blocks.find(other)));
    }
    tied
}

fn tell_alone(blocks: &BlockSet, adjacency: &Adjacency) {
    let mut alone = Diagnostics::new();
    for block in adjacency.alone() {
        let sentence = "No block touches it on land; tie it to another where people cross by boat.";
        let object = format!("block {}", blocks.block(block).id);
        alone.push(Diagnostic::new(Severity::Warning, "zoning/block_alone", sentence).at_object(object));
    }
    output::list(&alone);
}
