//! Rows of files become a round: every problem of all files is told at once, and the order of rows is forgotten.

mod costs;
mod people;
mod rows;

pub use rows::{
    ApplicantRow, CompleteRow, CostRow, CostRows, IntakeRow, Names, OverrideRow, PlacedRow, PreferenceRow,
    RoundRows, Sheet,
};

use super::round::{Completeness, Intake, Override, Round};
use super::rule_set::RuleSet;
use super::seats::seats_of;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// A round of its rows, with remarks; or all errors.
pub fn assemble(rules: &RuleSet, rows: RoundRows) -> Result<(Round, Diagnostics), Diagnostics> {
    let mut found = Diagnostics::new();
    let intakes = intakes(rules, &rows.intakes, &mut found);
    let people = people::People::of(rules, &rows.applicants, &mut found);
    let mut round = Round {
        name: rows.name,
        applicants: people.applicants,
        birth_years: people.birth_years,
        eligibility: people.eligibility,
        attributes: people.attributes,
        intakes,
        pairs: Vec::new(),
        offsets: Vec::new(),
        completeness: Vec::new(),
        preferences: None,
        fixed: Vec::new(),
        overrides: Vec::new(),
    };
    costs::add(&mut round, rows.costs, &mut found);
    round.completeness = completeness(&round, rows.complete.as_ref(), &mut found);
    round.preferences = rows
        .preferences
        .map(|sheet| preferences(&round, &sheet, &mut found));
    round.fixed = fixed(&round, rows.fixed.as_ref(), &mut found);
    if let Some(sheet) = &rows.overrides {
        round.overrides = overrides(&round, sheet, &mut found);
    }
    if found.has_errors() {
        Err(found)
    } else {
        Ok((round, found))
    }
}

/// An error at a row and column of a sheet.
fn error(file: &str, row: u64, column: &str, code: &'static str, sentence: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, sentence)
        .in_file(file)
        .at_row(row)
        .in_column(column)
}

fn intakes(rules: &RuleSet, sheet: &Sheet<IntakeRow>, found: &mut Diagnostics) -> Vec<Intake> {
    let mut listed: Vec<(u64, Intake)> = Vec::new();
    for row in &sheet.rows {
        let seats = match (row.seats, &row.parts) {
            (Some(seats), _) => seats,
            (None, Some(parts)) => match seats_of(&rules.seats, parts) {
                Ok(seats) => seats,
                Err(sentence) => {
                    found.push(error(&sheet.file, row.row, "rooms", "enrollment/seats", sentence));
                    continue;
                }
            },
            (None, None) => {
                let sentence = "The intake has neither seats nor rooms; fill in one of them.".to_owned();
                found.push(error(&sheet.file, row.row, "seats", "enrollment/seats", sentence));
                continue;
            }
        };
        let per = rules.quotas.iter().zip(&row.quota_units);
        let quotas = per.map(|(quota, units)| units.unwrap_or(0).saturating_mul(quota.each));
        let intake = Intake {
            school: row.school.clone(),
            zone: row.zone.clone(),
            seats,
            quotas: quotas.collect(),
        };
        listed.push((row.row, intake));
    }
    listed.sort_by(|one, other| one.1.school.cmp(&other.1.school).then(one.0.cmp(&other.0)));
    for twice in listed.windows(2).filter(|two| two[0].1.school == two[1].1.school) {
        let sentence = format!(
            "School `{}` stands in row {} already; keep one of them.",
            twice[1].1.school, twice[0].0
        );
        found.push(error(
            &sheet.file,
            twice[1].0,
            "school",
            "enrollment/duplicate_school",
            sentence,
        ));
    }
    listed.into_iter().map(|(_, intake)| intake).collect()
}

/// The applicant of a cell; an unknown one is told.
fn applicant_of(
    round: &Round,
    (file, row): (&str, u64),
    pseudonym: &str,
    found: &mut Diagnostics,
) -> Option<ApplicantIdx> {
    let known = round.find_applicant(pseudonym);
    if known.is_none() {
        let sentence =
            format!("There is no applicant `{pseudonym}` in the list of applicants; mend the code.");
        found.push(error(
            file,
            row,
            "applicant",
            "enrollment/unknown_applicant",
            sentence,
        ));
    }
    known
}

/// The intake of a cell; an unknown one is told.
fn intake_of(
    round: &Round,
    (file, row): (&str, u64),
    school: &str,
    found: &mut Diagnostics,
) -> Option<IntakeIdx> {
    let known = round.find_intake(school);
    if known.is_none() {
        let sentence = format!("There is no school `{school}` among the intakes; mend the code.");
        found.push(error(file, row, "school", "enrollment/unknown_school", sentence));
    }
    known
}

fn twice(found: &mut Diagnostics, (file, row): (&str, u64), pseudonym: &str) {
    let sentence = format!("Applicant `{pseudonym}` stands in the file twice; keep one row.");
    found.push(error(
        file,
        row,
        "applicant",
        "enrollment/duplicate_row",
        sentence,
    ));
}

fn completeness(
    round: &Round,
    sheet: Option<&Sheet<CompleteRow>>,
    found: &mut Diagnostics,
) -> Vec<Completeness> {
    let mut known: Vec<Option<Completeness>> = vec![None; round.applicants.len()];
    for row in sheet.iter().flat_map(|sheet| &sheet.rows) {
        let place = (sheet.map_or("", |sheet| sheet.file.as_str()), row.row);
        let Some(applicant) = applicant_of(round, place, &row.applicant, found) else {
            continue;
        };
        let cell = &mut known[applicant.at()];
        if cell.is_some() {
            twice(found, place, &row.applicant);
        }
        *cell = Some(row.completeness);
    }
    known
        .into_iter()
        .map(|of| of.unwrap_or(Completeness::Complete))
        .collect()
}

fn preferences(round: &Round, sheet: &Sheet<PreferenceRow>, found: &mut Diagnostics) -> Vec<Vec<IntakeIdx>> {
    let mut ranked: Vec<Vec<(u32, IntakeIdx)>> = vec![Vec::new(); round.applicants.len()];
    for row in &sheet.rows {
        let place = (sheet.file.as_str(), row.row);
        let applicant = applicant_of(round, place, &row.applicant, found);
        let intake = intake_of(round, place, &row.school, found);
        let (Some(applicant), Some(intake)) = (applicant, intake) else {
            continue;
        };
        if round.pair(applicant, intake).is_none() {
            let sentence = format!(
                "Applicant `{}` ranks school `{}`, to which the costs have no way; add the pair or take the choice out.",
                row.applicant, row.school
            );
            found.push(error(
                place.0,
                place.1,
                "school",
                "enrollment/choice_without_cost",
                sentence,
            ));
        }
        let list = &mut ranked[applicant.at()];
        if list
            .iter()
            .any(|(rank, known)| *rank == row.rank || *known == intake)
        {
            let sentence = format!(
                "Applicant `{}` has rank {} or school `{}` twice; each rank and each school may stand once.",
                row.applicant, row.rank, row.school
            );
            found.push(error(
                place.0,
                place.1,
                "rank",
                "enrollment/choice_twice",
                sentence,
            ));
        }
        list.push((row.rank, intake));
    }
    for list in &mut ranked {
        list.sort_unstable();
    }
    ranked
        .into_iter()
        .map(|list| list.into_iter().map(|(_, intake)| intake).collect())
        .collect()
}

fn fixed(round: &Round, sheet: Option<&Sheet<PlacedRow>>, found: &mut Diagnostics) -> Vec<Option<IntakeIdx>> {
    let mut fixed = vec![None; round.applicants.len()];
    let Some(sheet) = sheet else { return fixed };
    let mut taken = vec![0_u32; round.intakes.len()];
    for row in &sheet.rows {
        let place = (sheet.file.as_str(), row.row);
        let applicant = applicant_of(round, place, &row.applicant, found);
        let Some(school) = &row.school else { continue };
        let (Some(applicant), Some(intake)) = (applicant, intake_of(round, place, school, found)) else {
            continue;
        };
        if fixed[applicant.at()].replace(intake).is_some() {
            twice(found, place, &row.applicant);
        }
        taken[intake.at()] += 1;
        if taken[intake.at()] == round.intakes[intake.at()].seats + 1 {
            let sentence = format!(
                "School `{school}` has {} seats and more fixed children; correct the seats, or name those above them in --overrides.",
                round.intakes[intake.at()].seats
            );
            found.push(error(
                place.0,
                place.1,
                "school",
                "enrollment/fixed_above_seats",
                sentence,
            ));
        }
    }
    fixed
}

fn overrides(round: &Round, sheet: &Sheet<OverrideRow>, found: &mut Diagnostics) -> Vec<Override> {
    let mut decided: Vec<Override> = Vec::new();
    for row in &sheet.rows {
        let place = (sheet.file.as_str(), row.row);
        let applicant = applicant_of(round, place, &row.applicant, found);
        let intake = intake_of(round, place, &row.school, found);
        if row.author == row.approver {
            let sentence = format!(
                "`{}` cannot approve its own decision; another person must.",
                row.author
            );
            found.push(error(
                place.0,
                place.1,
                "approver",
                "enrollment/approved_by_author",
                sentence,
            ));
        }
        let (Some(applicant), Some(intake)) = (applicant, intake) else {
            continue;
        };
        if decided.iter().any(|known| known.applicant == applicant) {
            twice(found, place, &row.applicant);
        }
        if round.fixed[applicant.at()].is_some() {
            let sentence = format!(
                "Applicant `{}` is fixed already and does not move; take it out of --fixed or of --overrides.",
                row.applicant
            );
            found.push(error(
                place.0,
                place.1,
                "applicant",
                "enrollment/override_of_fixed",
                sentence,
            ));
        }
        decided.push(Override {
            applicant,
            intake,
            author: row.author.clone(),
            approver: row.approver.clone(),
            reason: row.reason.clone(),
            evidence_hash: row.evidence_hash.clone(),
        });
    }
    decided.sort_by_key(|decision| decision.applicant);
    decided
}
