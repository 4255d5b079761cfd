//! Distances from blocks to schools: straight lines, or metres on a network.

use super::ZoningTravel;
use super::inputs::Ground;
use crate::adapters::import::ListedPoint;
use crate::base::progress::Progress;
use crate::domain::catchment::CostTable;
use crate::domain::network::{Measure, Profile};
use crate::entry::cli::matrix::{Engine, find_profile};
use crate::entry::cli::world::{Files, snapshot};
use crate::entry::cli::{Failure, output};
use crate::snapshot::dataset::Layer;

/// The word for straight lines.
const STRAIGHT: &str = "straight";

/// Distances of all pairs.
pub(super) fn costs(
    ground: &Ground,
    travel: &ZoningTravel,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<CostTable, Failure> {
    if travel.costs == STRAIGHT {
        return Ok(CostTable::straight(&ground.blocks, &ground.schools));
    }
    if travel.network.is_empty() {
        let sentence = format!(
            "--costs {} needs --network; or write --costs straight",
            travel.costs
        );
        return Err(Failure::Usage(sentence));
    }
    let mut files = Files::default();
    files.network(&travel.network, &[Layer::Water], progress)?;
    let world = snapshot(files.finish()?, profiles, progress)?;
    let profile = find_profile(&world, &travel.costs)?;
    let schools: Vec<ListedPoint> = ground
        .schools
        .schools()
        .iter()
        .map(|school| point(school.id.as_str(), school.at))
        .collect();
    let homes: Vec<ListedPoint> = ground
        .blocks
        .blocks()
        .iter()
        .map(|block| point(block.id.as_str(), block.at))
        .collect();
    let engine = Engine::prepare(&world, profile, &schools, Measure::Length, None);
    output::list(&engine.doubtful_campuses(&schools));
    let (snaps, refused) = engine.snap_homes(&homes);
    output::list(&refused);
    let rows = engine.rows(&snaps, None, progress).into_iter();
    let rows = rows.map(|row| {
        row.into_iter()
            .map(|(_, cell)| cell.map(|cell| cell.cost.length))
            .collect()
    });
    Ok(CostTable::from_rows(rows.collect()))
}

fn point(id: &str, at: crate::base::geom::LonLat) -> ListedPoint {
    ListedPoint {
        id: id.to_owned(),
        at,
        zone: None,
    }
}
