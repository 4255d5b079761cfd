//! Frozen inputs: tables with ordered rows and known columns, so that one round has one set of bytes and one hash,
//! however its files were sorted, quoted or ended.

use std::fmt::Write as _;

use super::outcome::Placement;
use super::round::{Completeness, Round};
use super::rule_set::RuleSet;

/// A frozen file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenFile {
    /// Path within the folder.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// All frozen tables of a round.
pub fn freeze(rules: &RuleSet, round: &Round) -> Vec<FrozenFile> {
    let mut files = vec![
        frozen("inputs/applicants.csv", applicants(rules, round)),
        frozen("inputs/complete.csv", complete(round)),
        frozen("inputs/costs.csv", costs(round)),
        frozen("inputs/fixed.csv", fixed(round)),
        frozen("inputs/intakes.csv", intakes(rules, round)),
        frozen("inputs/overrides.csv", overrides(round)),
    ];
    if round.preferences.is_some() {
        files.push(frozen("inputs/preferences.csv", preferences(round)));
    }
    files
}

fn frozen(file: &str, text: String) -> FrozenFile {
    FrozenFile {
        file: file.to_owned(),
        text,
    }
}

/// Adds a cell, quoted where it must be (RFC 4180).
fn cell(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

fn row<'t>(out: &mut String, cells: impl IntoIterator<Item = &'t str>) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        cell(out, text);
    }
    out.push('\n');
}

fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn applicants(rules: &RuleSet, round: &Round) -> String {
    let mut out = String::new();
    let names = rules.attributes.iter().map(|attribute| attribute.name.as_str());
    row(
        &mut out,
        ["applicant", "birth_year", "state"].into_iter().chain(names),
    );
    for applicant in round.applicant_idxs() {
        let year = number(round.birth_years[applicant.at()]);
        let state = round.eligibility[applicant.at()].reason();
        let fixed = [round.applicants[applicant.at()].as_str(), &year, state];
        let cells =
            (0..rules.attributes.len()).map(|at| round.attributes.get(at, applicant).unwrap_or_default());
        row(&mut out, fixed.into_iter().chain(cells));
    }
    out
}

fn intakes(rules: &RuleSet, round: &Round) -> String {
    let mut out = String::new();
    let quotas: Vec<String> = rules
        .quotas
        .iter()
        .map(|quota| format!("quota_{}", quota.id))
        .collect();
    row(
        &mut out,
        ["school", "seats", "zone"]
            .into_iter()
            .chain(quotas.iter().map(String::as_str)),
    );
    for intake in &round.intakes {
        let seats = intake.seats.to_string();
        let quotas: Vec<String> = intake.quotas.iter().map(u32::to_string).collect();
        let cells = [
            intake.school.as_str(),
            &seats,
            intake.zone.as_deref().unwrap_or_default(),
        ];
        row(
            &mut out,
            cells.into_iter().chain(quotas.iter().map(String::as_str)),
        );
    }
    out
}

fn costs(round: &Round) -> String {
    let mut out = String::with_capacity(round.pairs.len() * 32);
    out.push_str("applicant,school,metres,seconds,crossings,metres_lo,metres_hi\n");
    let mut codes = Vec::with_capacity(round.intakes.len());
    for intake in &round.intakes {
        let mut code = String::new();
        cell(&mut code, &intake.school);
        codes.push(code);
    }
    for applicant in round.applicant_idxs() {
        let mut name = String::new();
        cell(&mut name, &round.applicants[applicant.at()]);
        for pair in round.pairs_of(applicant) {
            out.push_str(&name);
            out.push(',');
            out.push_str(&codes[pair.intake.at()]);
            let _ = write!(out, ",{},", pair.metres);
            if let Some(seconds) = pair.seconds {
                let _ = write!(out, "{seconds}");
            }
            out.push(',');
            if let Some(crossings) = pair.crossings {
                let _ = write!(out, "{crossings}");
            }
            match pair.bounds {
                Some((least, most)) => {
                    let _ = writeln!(out, ",{least},{most}");
                }
                None => out.push_str(",,\n"),
            }
        }
    }
    out
}

fn complete(round: &Round) -> String {
    let mut out = String::from("applicant,complete,next_metres\n");
    for (applicant, state) in round.applicants.iter().zip(&round.completeness) {
        if let Completeness::Incomplete(next) = state {
            row(&mut out, [applicant.as_str(), "false", &number(*next)]);
        }
    }
    out
}

fn preferences(round: &Round) -> String {
    let mut out = String::from("applicant,rank,school\n");
    let lists = round.preferences.iter().flatten();
    for (applicant, list) in round.applicants.iter().zip(lists) {
        for (rank, intake) in (1..).zip(list) {
            let rank: u32 = rank;
            row(
                &mut out,
                [
                    applicant.as_str(),
                    &rank.to_string(),
                    &round.intakes[intake.at()].school,
                ],
            );
        }
    }
    out
}

fn fixed(round: &Round) -> String {
    let mut out = String::from("applicant,school\n");
    for (applicant, intake) in round.applicants.iter().zip(&round.fixed) {
        if let Some(intake) = intake {
            row(&mut out, [applicant.as_str(), &round.intakes[intake.at()].school]);
        }
    }
    out
}

fn overrides(round: &Round) -> String {
    let mut out = String::from("applicant,school,author,approver,reason,evidence_hash\n");
    for decision in &round.overrides {
        let cells = [
            &round.applicants[decision.applicant.at()],
            &round.intakes[decision.intake.at()].school,
            &decision.author,
            &decision.approver,
            &decision.reason,
            &decision.evidence_hash,
        ];
        row(&mut out, cells.map(String::as_str));
    }
    out
}

/// `placements.csv`, by applicant.
pub fn placements_csv(placements: &[Placement]) -> String {
    let mut out = String::from("applicant,school,tier,metres,round,reason\n");
    for placement in placements {
        let cells = [
            placement.applicant.as_str(),
            placement.school.as_deref().unwrap_or_default(),
            &number(placement.tier),
            &number(placement.metres),
            &placement.round,
            &placement.reason,
        ];
        row(&mut out, cells);
    }
    out
}
