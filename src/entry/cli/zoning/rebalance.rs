//! `zoning rebalance`: a plan within every school's seats with each zone in one piece, and what no plan goes below.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use geojson::GeometryValue;
use serde_json::{Value, json};

use super::ZoningRebalanceArguments;
use super::costs::costs;
use super::inputs::{self, Ground, name_of, zoning_of};
use super::measure::write_table;
use crate::adapters::import::read_plan;
use crate::base::ids::{BlockIdx, ZoneIdx};
use crate::base::progress::Progress;
use crate::domain::catchment::{
    CostTable, Rebalanced, SearchEffort, Task, Zoning, measure_zoning, rebalance, zone_area,
};
use crate::domain::network::Profile;
use crate::entry::cli::{Failure, output};

/// Makes a plan and writes it; a plan that breaks a rule is written too and is a failure of its own.
pub(super) fn rebalance_plan(
    arguments: &ZoningRebalanceArguments,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let started = std::time::Instant::now();
    let files: Vec<&Path> = arguments.plan.iter().map(PathBuf::as_path).collect();
    let ground = inputs::read(&arguments.ground, &[], &files)?;
    let costs = costs(&ground, &arguments.travel, profiles, progress)?;
    let fixed = fixed_blocks(&ground, arguments)?;
    let found = solve(&ground, &costs, &fixed, arguments, progress)?;
    output::write_result(arguments.out.as_deref(), |out| {
        write_plan(out, &ground, &found.zoning)
    })?;
    if let Some(path) = &arguments.zones_out {
        output::write_result(Some(path), |out| write_zones(out, &ground, &found.zoning))?;
    }
    let account = account(&ground, &costs, &found).map_err(|source| Failure::Write {
        target: "the table".to_owned(),
        source,
    })?;
    // The plan itself stands on standard output where no file was named for it.
    match &arguments.out {
        Some(_) => output::announce(&account),
        None => output::remark(account),
    }
    output::remark(format_args!("took {:.1} s", started.elapsed().as_secs_f64()));
    if found.keeps_the_rules() {
        return Ok(());
    }
    Err(Failure::Breach(format!(
        "the plan leaves {} pupils without a seat and {} pieces apart from their zones",
        found.excess, found.extra_pieces
    )))
}

fn solve(
    ground: &Ground,
    costs: &CostTable,
    fixed: &[Option<ZoneIdx>],
    arguments: &ZoningRebalanceArguments,
    progress: &dyn Progress,
) -> Result<Rebalanced, Failure> {
    let pupils: Vec<u32> = ground.blocks.blocks().iter().map(|block| block.pupils).collect();
    let task = Task {
        pupils: &pupils,
        adjacency: &ground.adjacency,
        costs,
        seats: &ground.schools.seats(),
        fixed,
        start: ground.plans.first().map(|(_, zoning)| zoning),
    };
    let effort = SearchEffort {
        seed: arguments.seed,
        searches: arguments.searches,
        steps: arguments.steps,
    };
    let name = |block: BlockIdx| format!("block {}", ground.blocks.block(block).id);
    rebalance(&task, &effort, name, progress).map_err(Failure::Input)
}

/// Blocks that the file fixes, and the blocks that schools stand in; of two schools in one block the first has it.
fn fixed_blocks(
    ground: &Ground,
    arguments: &ZoningRebalanceArguments,
) -> Result<Vec<Option<ZoneIdx>>, Failure> {
    let mut fixed = vec![None; ground.blocks.len()];
    if let Some(path) = &arguments.fixed {
        let (rows, mut faults) = read_plan(path)?;
        let (zoning, found) = zoning_of(&rows, &ground.blocks, &ground.schools);
        faults.extend(found.in_file(&name_of(path)));
        if faults.has_errors() {
            return Err(Failure::Input(faults));
        }
        fixed.copy_from_slice(zoning.zones());
    }
    for (at, home) in ground.homes.iter().enumerate() {
        if let Some(home) = home.filter(|_| !arguments.free_own_block) {
            let zone = ZoneIdx::from_usize(at);
            let held = fixed[home.at()].get_or_insert(zone);
            if *held != zone {
                let (block, school) = (&ground.blocks.block(home).id, &ground.schools.school(zone).id);
                let holder = &ground.schools.school(*held).id;
                output::remark(format_args!(
                    "note: block {block}, where {school} stands, belongs to {holder}"
                ));
            }
        }
    }
    Ok(fixed)
}

fn write_plan(out: &mut dyn Write, ground: &Ground, zoning: &Zoning) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["block", "school"])?;
    for (block, zone) in ground.blocks.blocks().iter().zip(zoning.zones()) {
        let school = zone.map_or("", |zone| ground.schools.school(zone).id.as_str());
        csv.write_record([block.id.as_str(), school])?;
    }
    csv.flush()
}

fn write_zones(out: &mut dyn Write, ground: &Ground, zoning: &Zoning) -> io::Result<()> {
    let zones = (0..ground.schools.len()).map(ZoneIdx::from_usize);
    let features: Vec<Value> = zones
        .map(|zone| {
            let members = zoning.blocks_of(zone);
            let pupils: u64 = members
                .iter()
                .map(|block| u64::from(ground.blocks.block(*block).pupils))
                .sum();
            let school = ground.schools.school(zone);
            let area = zone_area(&ground.blocks, &members);
            json!({
                "type": "Feature",
                "geometry": geojson::Geometry::new(GeometryValue::from(&area)),
                "properties": {
                    "name": school.id.as_str(),
                    "blocks": members.len(),
                    "pupils": pupils,
                    "capacity": school.seats,
                },
            })
        })
        .collect();
    serde_json::to_writer(
        &mut *out,
        &json!({"type": "FeatureCollection", "features": features}),
    )?;
    writeln!(out)
}

/// The table and the bounds, one sentence a line.
fn account(ground: &Ground, costs: &CostTable, found: &Rebalanced) -> io::Result<String> {
    let measure =
        |zoning: &Zoning| measure_zoning(&ground.blocks, &ground.schools, costs, &ground.adjacency, zoning);
    let mut plans: Vec<(&str, _)> = ground
        .plans
        .iter()
        .map(|(name, zoning)| (name.as_str(), measure(zoning)))
        .collect();
    plans.push(("rebalanced", measure(&found.zoning)));
    let mut text = Vec::new();
    write_table(&mut text, &plans)?;
    let pupils = ground.blocks.pupils().max(1);
    let mean = |sum: u64| format!("{:.2} m a pupil", sum as f64 / 100.0 / pupils as f64);
    let bounds = &found.bounds;
    if bounds.shortfall > 0 {
        writeln!(text, "no plan can seat {} of the pupils", bounds.shortfall)?;
    }
    if let Some(split) = bounds.split_blocks {
        writeln!(
            text,
            "no plan is below {}, even if blocks are split (min-cost flow)",
            mean(split)
        )?;
    }
    if let Some(whole) = bounds.whole_blocks {
        writeln!(
            text,
            "no plan of whole blocks is below {} (Lagrangian bound)",
            mean(whole)
        )?;
    }
    writeln!(
        text,
        "everyone at the nearest school: {}",
        mean(bounds.without_seats)
    )?;
    write!(text, "this plan: {}, ", mean(found.pupil_centimetres))?;
    if found.keeps_the_rules() {
        write!(text, "{:.3} % above the best bound", 100.0 * found.gap())?;
    } else {
        write!(text, "which breaks a rule, so that the bounds do not hold for it")?;
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}
