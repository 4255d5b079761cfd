//! `zoning check`: whether zones cover their ground once, hang together and keep their seats.

use super::findings::{Line, write_geojson, write_lines};
use super::inputs::{self, Ground, areas};
use super::{ZoningBlocks, ZoningCheckArguments};
use crate::adapters::import::read_zones;
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::MultiPolygon;
use crate::base::ids::ZoneIdx;
use crate::base::progress::Progress;
use crate::domain::catchment::{
    AdjacencyRules, CostTable, CoverLimits, DrawnZone, Zoning, check_cover, measure_zoning, pieces_of,
};
use crate::entry::cli::{Failure, output};

/// Writes the findings; a breach is a failure of its own.
pub(super) fn check(arguments: &ZoningCheckArguments, progress: &dyn Progress) -> Result<(), Failure> {
    let mut faults = Diagnostics::new();
    let boundary = areas(arguments.boundary.as_deref(), &mut faults)?;
    let boundary = (!boundary.is_empty()).then(|| MultiPolygon(boundary.into_iter().flatten().collect()));
    let (zones, mut lines) = if let Some(ground) = ground_of(arguments)? {
        let Some((_, zoning)) = ground.plans.first() else {
            return Err(Failure::Usage("give --plan or --plan-property".to_owned()));
        };
        // The blocks themselves are what may overlap or leave gaps; their zones are looked at by their neighbors.
        let blocks = ground.blocks.blocks().iter();
        let zones = blocks.map(|block| DrawnZone {
            name: format!("block {}", block.id),
            area: block.area.clone(),
        });
        (zones.collect::<Vec<_>>(), plan_lines(&ground, zoning))
    } else {
        let path = arguments.zones.as_deref();
        let path = path.expect("the arguments ask for zones where there are no blocks");
        let (zones, found) = read_zones(path, &arguments.zone_name)?;
        faults.extend(found);
        (zones, Vec::new())
    };
    if faults.has_errors() {
        return Err(Failure::Input(faults));
    }
    output::list(&faults);
    progress.stage("Laying zones over one another", None);
    let limits = CoverLimits {
        sliver_metres: arguments.sliver,
        adjacency: AdjacencyRules {
            gap_metres: arguments.seam,
            ..AdjacencyRules::default()
        },
        ..CoverLimits::default()
    };
    let report = check_cover(&zones, boundary.as_ref(), &limits);
    let name = |zone: usize| zones[zone].name.clone();
    let of_cover: Vec<Line> = report
        .findings
        .iter()
        .map(|finding| Line::of_cover(finding, name))
        .collect();
    lines.splice(0..0, of_cover);
    let sums = format!(
        "{:.4} of {:.4} km² covered",
        report.covered_m2 / 1e6,
        report.ground_m2 / 1e6
    );
    if let Some(out) = &arguments.out {
        output::write_result(Some(out), |out| write_geojson(out, &lines))?;
    }
    output::write_result(None, |out| write_lines(out, &lines, &sums))?;
    match lines.iter().filter(|line| line.is_breach).count() {
        0 => Ok(()),
        breaches => Err(Failure::Breach(format!("the check found {breaches} breaches"))),
    }
}

fn ground_of(arguments: &ZoningCheckArguments) -> Result<Option<Ground>, Failure> {
    let (Some(blocks), Some(schools)) = (&arguments.blocks, &arguments.schools) else {
        return Ok(None);
    };
    let from = ZoningBlocks {
        blocks: blocks.clone(),
        block_id: arguments.block_id.clone(),
        pupils: arguments.pupils.clone(),
        schools: schools.clone(),
        level: arguments.level.clone(),
        ties: arguments.ties.clone(),
        water: arguments.water.clone(),
        seam: arguments.seam,
    };
    let files: Vec<&std::path::Path> = arguments.plan.iter().map(std::path::PathBuf::as_path).collect();
    inputs::read(&from, arguments.plan_property.as_slice(), &files).map(Some)
}

/// What is wrong with a plan of blocks beside its cover.
fn plan_lines(ground: &Ground, zoning: &Zoning) -> Vec<Line> {
    let costs = CostTable::straight(&ground.blocks, &ground.schools);
    let measures = measure_zoning(&ground.blocks, &ground.schools, &costs, &ground.adjacency, zoning);
    let school = |zone: ZoneIdx| ground.schools.school(zone).id.to_string();
    let line = |code, zones: String, at, says: String| Line {
        code,
        zones,
        area_m2: None,
        width_metres: None,
        at,
        is_breach: true,
        says,
    };
    let mut lines = Vec::new();
    for block in zoning.unzoned() {
        let block = ground.blocks.block(block);
        let says = format!("block {} has no school", block.id);
        lines.push(line("block_without_zone", String::new(), Some(block.at), says));
    }
    for piece in pieces_of(&ground.blocks, &ground.adjacency, zoning, &ground.homes) {
        let ids: Vec<&str> = piece
            .blocks
            .iter()
            .map(|block| ground.blocks.block(*block).id.as_str())
            .collect();
        let why = if piece.stands_alone {
            "; no other block touches it, tie it"
        } else {
            ""
        };
        let says = format!("blocks {} hang apart from the zone{why}", ids.join(", "));
        let at = ground.blocks.block(piece.blocks[0]).at;
        lines.push(line("detached_piece", school(piece.zone), Some(at), says));
    }
    for (at, of_zone) in measures
        .zones
        .iter()
        .enumerate()
        .filter(|(_, of_zone)| of_zone.excess() > 0)
    {
        let zone = ZoneIdx::from_usize(at);
        let says = format!(
            "{} pupils for {} seats",
            of_zone.pupils,
            of_zone.seats.unwrap_or(0)
        );
        lines.push(line(
            "over_capacity",
            school(zone),
            Some(ground.schools.school(zone).at),
            says,
        ));
    }
    for (at, home) in ground.homes.iter().enumerate() {
        let zone = ZoneIdx::from_usize(at);
        let outside = home.is_some_and(|home| zoning.zone_of(home) != Some(zone));
        if outside {
            let says = "the school stands in another school's zone".to_owned();
            lines.push(line(
                "school_outside_zone",
                school(zone),
                Some(ground.schools.school(zone).at),
                says,
            ));
        }
    }
    lines
}
