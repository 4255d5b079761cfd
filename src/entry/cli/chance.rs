//! `chance`: what a family may expect before the deadline, in bands, from many played rounds.
#![expect(
    clippy::doc_markdown,
    reason = "the comments of arguments are the help that people read on a terminal"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::{Failure, output};
use crate::adapters::import::{Demand, read_applicants, read_costs, read_demand, read_intakes, read_rules};
use crate::base::diagnostic::Diagnostics;
use crate::base::progress::Progress;
use crate::domain::enrollment::{
    Band, Chances, CostRows, Forecast, IntakeRow, Round, RoundRows, RuleSet, Sheet, assemble, chances,
    from_hex, simulate,
};

/// Arguments of `chance`.
#[derive(Debug, Args)]
pub struct ChanceArguments {
    /// The homes that are asked about: applicant,birth_year and the attributes of the rule set.
    #[arg(long, value_name = "FILE")]
    pub homes: PathBuf,
    /// Children that are expected, in groups: applicant,expected,spread and the attributes of the rule set.
    #[arg(long, value_name = "FILE")]
    pub demand: PathBuf,
    /// Intakes: school,seats or rooms and classes, with zones.
    #[arg(long, value_name = "FILE")]
    pub intakes: PathBuf,
    /// Distances of homes and of groups: applicant,school,metres, or what `matrix` writes.
    #[arg(long, value_name = "FILE")]
    pub costs: PathBuf,
    /// The rule set.
    #[arg(long, value_name = "FILE")]
    pub rules: PathBuf,
    /// How far all groups may be off together: standard deviation over mean.
    #[arg(long, value_name = "SHARE", default_value_t = 0.06)]
    pub common_spread: f64,
    /// How far each group may be off on its own, where the forecast does not say it.
    #[arg(long, value_name = "SHARE", default_value_t = 0.15)]
    pub spread: f64,
    /// How many times the round is played.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub runs: u32,
    /// The seed of the play; the same seed gives the same answer.
    #[arg(long, value_name = "HEX", default_value = "00")]
    pub seed: String,
    /// Where to write; standard output where not given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Plays the rounds and writes `applicant,school,metres,tier,admitted,result`.
pub fn chance(arguments: &ChanceArguments, progress: &dyn Progress) -> Result<(), Failure> {
    let Some(seed) = from_hex(&arguments.seed).filter(|seed| !seed.is_empty()) else {
        return Err(Failure::Usage("--seed is not hexadecimal".to_owned()));
    };
    for (name, spread) in [
        ("common-spread", arguments.common_spread),
        ("spread", arguments.spread),
    ] {
        if !(0.0..=2.0).contains(&spread) {
            return Err(Failure::Usage(format!("--{name} must lie between 0 and 2")));
        }
    }
    let (rules, forecast, homes) = read(arguments)?;
    progress.stage("Playing rounds", None);
    let runs = simulate(&rules, &forecast, arguments.runs, &seed);
    let all: Vec<Chances> = homes
        .applicant_idxs()
        .map(|child| chances(&rules, &homes, child, &runs, &seed))
        .collect();
    output::write_result(arguments.out.as_deref(), |out| {
        writeln!(out, "applicant,school,metres,tier,seat_if_wanted_first,result")?;
        for (applicant, of) in homes.applicants.iter().zip(&all) {
            for school in &of.schools {
                let code = &homes.intakes[school.intake.at()].school;
                let (seat, result) = (
                    Band::of(school.admitted, of.runs),
                    Band::of(school.result, of.runs),
                );
                writeln!(
                    out,
                    "{applicant},{code},{},{},{},{}",
                    school.metres,
                    school.tier,
                    seat.words(),
                    result.words()
                )?;
            }
            writeln!(out, "{applicant},,,,,{}", Band::of(of.unplaced, of.runs).words())?;
        }
        Ok(())
    })
}

fn read(arguments: &ChanceArguments) -> Result<(RuleSet, Forecast, Round), Failure> {
    let (rules, mut found) = read_rules(&arguments.rules)?;
    let Some((rules, _)) = rules else {
        return Err(Failure::Input(found));
    };
    let (homes, more) = read_applicants(&arguments.homes, &rules)?;
    found.extend(more);
    let (demand, more) = read_demand(&arguments.demand, &rules)?;
    found.extend(more);
    let (intakes, more) = read_intakes(&arguments.intakes, &rules)?;
    found.extend(more);
    let (costs, _, more) = read_costs(&arguments.costs)?;
    found.extend(more);
    let of_homes = rows_of(
        &homes
            .rows
            .iter()
            .filter_map(|row| row.applicant.as_deref())
            .collect::<Vec<_>>(),
        &costs,
    );
    let of_groups = rows_of(
        &demand
            .groups
            .rows
            .iter()
            .filter_map(|row| row.applicant.as_deref())
            .collect::<Vec<_>>(),
        &costs,
    );
    let round =
        |applicants, costs, found: &mut Diagnostics| assembled(&rules, applicants, &intakes, costs, found);
    let groups = round(demand.groups.clone(), of_groups, &mut found);
    let homes = round(homes, of_homes, &mut found);
    match (groups, homes) {
        (Some(groups), Some(homes)) if !found.has_errors() => {
            output::list(&found);
            let forecast = forecast_of(groups, &demand, arguments);
            Ok((rules, forecast, homes))
        }
        _ => Err(Failure::Input(found)),
    }
}

/// The rows of some applicants only: the file has those of homes and groups.
fn rows_of(names: &[&str], costs: &CostRows) -> CostRows {
    let mut names = names.to_vec();
    names.sort_unstable();
    let is_asked: Vec<bool> = costs
        .applicants
        .texts
        .iter()
        .map(|name| names.binary_search(&&**name).is_ok())
        .collect();
    let mut of = CostRows {
        file: costs.file.clone(),
        ..CostRows::default()
    };
    for row in costs.rows.iter().filter(|row| is_asked[row.applicant as usize]) {
        let mut row = *row;
        row.applicant = of
            .applicants
            .keep(&costs.applicants.texts[row.applicant as usize], 0);
        row.school = of.schools.keep(&costs.schools.texts[row.school as usize], 0);
        of.rows.push(row);
    }
    of
}

fn assembled(
    rules: &RuleSet,
    applicants: Sheet<crate::domain::enrollment::ApplicantRow>,
    intakes: &Sheet<IntakeRow>,
    costs: CostRows,
    found: &mut Diagnostics,
) -> Option<Round> {
    let rows = RoundRows {
        name: "chance".to_owned(),
        applicants,
        intakes: intakes.clone(),
        costs,
        ..RoundRows::default()
    };
    match assemble(rules, rows) {
        Ok((round, more)) => {
            found.extend(more);
            Some(round)
        }
        Err(more) => {
            found.extend(more);
            None
        }
    }
}

/// The forecast in the order of the round's applicants, which is not that of the file.
fn forecast_of(groups: Round, demand: &Demand, arguments: &ChanceArguments) -> Forecast {
    let rows = demand
        .groups
        .rows
        .iter()
        .zip(demand.expected.iter().zip(&demand.spread));
    let by_name: BTreeMap<&str, (f64, Option<f64>)> = rows
        .filter_map(|(row, (expected, spread))| Some((row.applicant.as_deref()?, (*expected, *spread))))
        .collect();
    let of = |name: &String| by_name.get(name.as_str()).copied().unwrap_or((0.0, None));
    Forecast {
        expected: groups.applicants.iter().map(|name| of(name).0).collect(),
        spread: groups
            .applicants
            .iter()
            .map(|name| of(name).1.unwrap_or(arguments.spread))
            .collect(),
        common_spread: arguments.common_spread,
        groups,
    }
}
