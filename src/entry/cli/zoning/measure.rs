//! `zoning measure`: plans side by side as a table, or with every zone as JSON.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::ZoningMeasureArguments;
use super::costs::costs;
use super::inputs::{self, Ground};
use crate::base::progress::Progress;
use crate::domain::catchment::{Distances, ZoneMeasures, ZoneSchools, ZoningMeasures, measure_zoning};
use crate::domain::network::Profile;
use crate::entry::cli::{Failure, output};

/// Measures the plans and writes them.
pub(super) fn measure(
    arguments: &ZoningMeasureArguments,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let files: Vec<&Path> = arguments.plan.iter().map(PathBuf::as_path).collect();
    let ground = inputs::read(&arguments.ground, &arguments.plan_property, &files)?;
    let costs = costs(&ground, &arguments.travel, profiles, progress)?;
    let Ground {
        blocks,
        schools,
        adjacency,
        ..
    } = &ground;
    let measured: Vec<(&str, ZoningMeasures)> = ground
        .plans
        .iter()
        .map(|(name, zoning)| {
            (
                name.as_str(),
                measure_zoning(blocks, schools, &costs, adjacency, zoning),
            )
        })
        .collect();
    output::write_result(arguments.out.as_deref(), |out| {
        if arguments.json {
            write_json(out, schools, &measured)
        } else {
            write_table(out, &measured)
        }
    })
}

/// Writes one line a plan.
pub(super) fn write_table(out: &mut dyn Write, plans: &[(&str, ZoningMeasures)]) -> io::Result<()> {
    let width = plans
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(4);
    writeln!(
        out,
        "{:width$}  mean m  95 % m  ≤1 km  ≤4 km  over  pupils over  pieces  cut  Polsby–Popper  Reock  unzoned",
        "plan"
    )?;
    for (name, of) in plans {
        let percent =
            |share: Option<f64>| share.map_or_else(String::new, |share| format!("{:.1}%", 100.0 * share));
        let decimals = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.3}"));
        let p95 = of
            .distances
            .percentile(95)
            .map_or_else(String::new, |length| format!("{:.0}", length.metres()));
        let mean = of
            .distances
            .mean_metres()
            .map_or_else(String::new, |mean| format!("{mean:.1}"));
        writeln!(
            out,
            "{name:width$}  {mean:>6}  {p95:>6}  {:>5}  {:>5}  {:>4}  {:>11}  {:>6}  {:>3}  {:>13}  {:>5}  {:>7}",
            percent(of.distances.share_within_1_km()),
            percent(of.distances.share_within_4_km()),
            of.n_overloaded(),
            of.excess(),
            of.zones.len() + of.extra_pieces(),
            of.cut_borders,
            decimals(of.mean_polsby_popper()),
            decimals(of.mean_reock()),
            of.n_unzoned,
        )?;
    }
    Ok(())
}

fn write_json(
    out: &mut dyn Write,
    schools: &ZoneSchools,
    plans: &[(&str, ZoningMeasures)],
) -> io::Result<()> {
    let plans: Vec<Value> = plans
        .iter()
        .map(|(name, of)| {
            let zones = of.zones.iter().zip(schools.schools());
            let zones: Vec<Value> = zones
                .map(|(zone, school)| zone_json(school.id.as_str(), zone))
                .collect();
            json!({
                "plan": name,
                "pupils": of.pupils,
                "distances": distances_json(&of.distances),
                "overloaded_schools": of.n_overloaded(),
                "pupils_over_capacity": of.excess(),
                "extra_pieces": of.extra_pieces(),
                "blocks_without_zone": of.n_unzoned,
                "cut_borders": of.cut_borders,
                "cut_metres": cents(of.cut_metres),
                "zones": zones,
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &json!({ "plans": plans }))?;
    writeln!(out)
}

fn zone_json(school: &str, zone: &ZoneMeasures) -> Value {
    json!({
        "school": school,
        "blocks": zone.n_blocks,
        "pupils": zone.pupils,
        "capacity": zone.seats,
        "over_capacity": zone.excess(),
        "pieces": zone.pieces,
        "distances": distances_json(&zone.distances),
        "area_m2": cents(zone.area_m2),
        "outline_metres": cents(zone.outline_metres),
        "polsby_popper": zone.polsby_popper.map(|score| (score * 1e4).round() / 1e4),
        "reock": zone.reock.map(|score| (score * 1e4).round() / 1e4),
    })
}

fn distances_json(of: &Distances) -> Value {
    let share = |share: Option<f64>| share.map(|share| (share * 1e4).round() / 1e4);
    json!({
        "mean_metres": of.mean_metres().map(cents),
        "p95_metres": of.percentile(95).map(|length| cents(length.metres())),
        "share_within_1_km": share(of.share_within_1_km()),
        "share_within_4_km": share(of.share_within_4_km()),
        "pupils_without_a_way": of.unreached,
    })
}

fn cents(metres: f64) -> f64 {
    (metres * 100.0).round() / 100.0
}
