//! `allocate --compare`: the modes side by side, as a table for people or as JSON with the children.

use std::io::{self, Write};

use serde::Serialize;

use super::inputs::Inputs;
use crate::base::ids::ApplicantIdx;
use crate::domain::enrollment::{
    Allocation, Mode, ModeMeasures, PlanError, Round, Seed, Shift, measure, shift,
};
use crate::entry::cli::{Failure, output};

/// A comparison as JSON.
#[derive(Serialize)]
struct ComparisonReply {
    modes: Vec<ModeReply>,
    shifts: Vec<ShiftReply>,
}

#[derive(Serialize)]
struct ModeReply {
    mode: &'static str,
    placed: u32,
    mean_metres: u32,
    p95_metres: u32,
    longest_metres: u32,
    over_cap: u32,
    crossings: u64,
    tier_violations: u64,
    justified_envy: u32,
}

#[derive(Serialize)]
struct ShiftReply {
    from: &'static str,
    to: &'static str,
    nearer: Vec<String>,
    farther: Vec<String>,
    seated: Vec<String>,
    unseated: Vec<String>,
}

/// Writes the comparison of all modes that the inputs allow.
pub(super) fn compare(inputs: &Inputs, seed: &Seed, as_json: bool) -> Result<(), Failure> {
    let (rules, round) = (&inputs.rules, &inputs.round);
    let mut modes = vec![Mode::Rule, Mode::CapFirst];
    if round.preferences.is_some() {
        modes.push(Mode::Preference);
    }
    let mut allocations = Vec::new();
    for mode in modes {
        match Allocation::run(rules, round, &seed.key, mode) {
            Ok(allocation) => allocations.push(allocation),
            Err(error @ PlanError::Quota { .. }) => {
                output::remark(format_args!("{}: {error}", mode.as_str()));
            }
            Err(error) => return Err(super::refused(&error)),
        }
    }
    let measures: Vec<ModeMeasures> = allocations
        .iter()
        .map(|allocation| measure(round, allocation))
        .collect();
    let pairs =
        (0..allocations.len()).flat_map(|from| (from + 1..allocations.len()).map(move |to| (from, to)));
    let shifts: Vec<(usize, usize, Shift)> = pairs
        .map(|(from, to)| (from, to, shift(round, &allocations[from], &allocations[to])))
        .collect();
    if as_json {
        return output::write_json_pretty(&reply(round, &measures, &shifts));
    }
    output::write_result(None, |out| write_table(out, rules.cap_metres, &measures, &shifts))
}

fn reply(round: &Round, measures: &[ModeMeasures], shifts: &[(usize, usize, Shift)]) -> ComparisonReply {
    let names = |children: &[ApplicantIdx]| -> Vec<String> {
        children
            .iter()
            .map(|child| round.applicants[child.at()].clone())
            .collect()
    };
    ComparisonReply {
        modes: measures
            .iter()
            .map(|of| ModeReply {
                mode: of.mode,
                placed: of.placed,
                mean_metres: of.mean,
                p95_metres: of.percentile_95,
                longest_metres: of.longest,
                over_cap: of.over_cap,
                crossings: of.crossings,
                tier_violations: of.tier_violations,
                justified_envy: of.justified_envy,
            })
            .collect(),
        shifts: shifts
            .iter()
            .map(|(from, to, shift)| ShiftReply {
                from: measures[*from].mode,
                to: measures[*to].mode,
                nearer: names(&shift.nearer),
                farther: names(&shift.farther),
                seated: names(&shift.seated),
                unseated: names(&shift.unseated),
            })
            .collect(),
    }
}

fn write_table(
    out: &mut dyn Write,
    cap_metres: u32,
    measures: &[ModeMeasures],
    shifts: &[(usize, usize, Shift)],
) -> io::Result<()> {
    let mut line = |name: &str, cells: Vec<String>| -> io::Result<()> {
        write!(out, "{name:<24}")?;
        for cell in cells {
            write!(out, "{cell:>14}")?;
        }
        writeln!(out)
    };
    let of = |value: &dyn Fn(&ModeMeasures) -> u64| measures.iter().map(|of| value(of).to_string()).collect();
    line("", measures.iter().map(|of| of.mode.to_owned()).collect())?;
    line("placed", of(&|of| of.placed.into()))?;
    line("mean, m", of(&|of| of.mean.into()))?;
    line("95th percentile, m", of(&|of| of.percentile_95.into()))?;
    line("longest, m", of(&|of| of.longest.into()))?;
    line(&format!("over {cap_metres} m"), of(&|of| of.over_cap.into()))?;
    line("water crossings", of(&|of| of.crossings))?;
    line("tier violations", of(&|of| of.tier_violations))?;
    line("justified envy", of(&|of| of.justified_envy.into()))?;
    for (from, to, shift) in shifts {
        writeln!(
            out,
            "{} instead of {}: {} nearer, {} farther, {} with a seat only now, {} without one only now",
            measures[*to].mode,
            measures[*from].mode,
            shift.nearer.len(),
            shift.farther.len(),
            shift.seated.len(),
            shift.unseated.len()
        )?;
    }
    Ok(())
}
