//! The frozen inputs and the placements of an outcome, read strictly: other columns and cells in another form are
//! breaches. What the rows mean is judged elsewhere.

use std::collections::BTreeMap;

use super::strict_csv::StrictTable;
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::audit::{
    ApplicantLine, CompleteLine, CostLine, CostLines, DecisionLine, FixedLine, FrozenTables, IntakeLine,
    PreferenceLine,
};
use crate::domain::enrollment::{Placement, RuleSet};

/// Texts of the frozen inputs.
pub(super) struct FrozenTexts<'t> {
    pub(super) applicants: &'t str,
    pub(super) intakes: &'t str,
    pub(super) costs: &'t str,
    pub(super) complete: &'t str,
    pub(super) preferences: Option<&'t str>,
    pub(super) fixed: &'t str,
    pub(super) overrides: &'t str,
}

/// Reads all frozen inputs.
pub(super) fn frozen_tables(
    texts: &FrozenTexts<'_>,
    rules: &RuleSet,
    found: &mut Diagnostics,
) -> FrozenTables {
    FrozenTables {
        applicants: applicants(texts.applicants, rules, found),
        intakes: intakes(texts.intakes, rules, found),
        costs: costs(texts.costs, found),
        complete: complete(texts.complete, found),
        preferences: texts.preferences.map(|text| preferences(text, found)),
        fixed: fixed(texts.fixed, found),
        overrides: overrides(texts.overrides, found),
    }
}

/// Reads `placements.csv`.
pub(super) fn placements(text: &str, found: &mut Diagnostics) -> Vec<Placement> {
    let header = ["applicant", "school", "tier", "metres", "round", "reason"];
    rows("placements.csv", text, &header, found, |table, found| Placement {
        applicant: table.cell(0).to_owned(),
        school: table.given(1).map(str::to_owned),
        tier: table.whole(2, found),
        metres: table.whole(3, found),
        round: table.cell(4).to_owned(),
        reason: table.cell(5).to_owned(),
    })
}

/// Rows of a table.
fn rows<T>(
    file: &'static str,
    text: &str,
    header: &[&str],
    found: &mut Diagnostics,
    row_of: impl Fn(&StrictTable<'_>, &mut Diagnostics) -> T,
) -> Vec<T> {
    let mut rows = Vec::new();
    if let Some(mut table) = StrictTable::open(file, text, header, found) {
        while table.next(found) {
            rows.push(row_of(&table, found));
        }
    }
    rows
}

fn applicants(text: &str, rules: &RuleSet, found: &mut Diagnostics) -> Vec<ApplicantLine> {
    let attributes = rules.attributes.iter().map(|attribute| attribute.name.as_str());
    let header: Vec<&str> = ["applicant", "birth_year", "state"]
        .into_iter()
        .chain(attributes)
        .collect();
    let columns = header.len();
    rows("inputs/applicants.csv", text, &header, found, |table, found| {
        ApplicantLine {
            applicant: table.cell(0).to_owned(),
            birth_year: table.whole(1, found),
            state: table.cell(2).to_owned(),
            cells: (3..columns)
                .map(|column| table.given(column).map(Box::from))
                .collect(),
        }
    })
}

fn intakes(text: &str, rules: &RuleSet, found: &mut Diagnostics) -> Vec<IntakeLine> {
    let quotas: Vec<String> = rules
        .quotas
        .iter()
        .map(|quota| format!("quota_{}", quota.id))
        .collect();
    let quotas = quotas.iter().map(String::as_str);
    let header: Vec<&str> = ["school", "seats", "zone"].into_iter().chain(quotas).collect();
    let columns = header.len();
    rows("inputs/intakes.csv", text, &header, found, |table, found| {
        IntakeLine {
            school: table.cell(0).to_owned(),
            seats: table.needed(1, found).unwrap_or(0),
            zone: table.given(2).map(str::to_owned),
            quotas: (3..columns)
                .map(|column| table.needed(column, found).unwrap_or(0))
                .collect(),
        }
    })
}

fn costs(text: &str, found: &mut Diagnostics) -> CostLines {
    let header = [
        "applicant",
        "school",
        "metres",
        "seconds",
        "crossings",
        "metres_lo",
        "metres_hi",
    ];
    let mut costs = CostLines::default();
    let Some(mut table) = StrictTable::open("inputs/costs.csv", text, &header, found) else {
        return costs;
    };
    let mut schools: BTreeMap<String, u32> = BTreeMap::new();
    while table.next(found) {
        let (applicant, school) = (table.cell(0), table.cell(1));
        if costs.applicants.last().is_none_or(|last| last != applicant) {
            costs.applicants.push(applicant.to_owned());
        }
        let school = schools.get(school).copied().unwrap_or_else(|| {
            let position = costs.schools.len() as u32;
            costs.schools.push(school.to_owned());
            schools.insert(school.to_owned(), position);
            position
        });
        let (least, most) = (table.whole(5, found), table.whole(6, found));
        if least.is_some() != most.is_some() {
            let sentence = "Of two bounds one is given.".to_owned();
            table.tell(found, "audit/cell", None, sentence);
        }
        costs.rows.push(CostLine {
            applicant: costs.applicants.len() as u32 - 1,
            school,
            metres: table.needed(2, found).unwrap_or(0),
            seconds: table.whole(3, found),
            crossings: table.whole(4, found),
            bounds: least.zip(most),
        });
    }
    costs
}

fn complete(text: &str, found: &mut Diagnostics) -> Vec<CompleteLine> {
    let header = ["applicant", "complete", "next_metres"];
    rows("inputs/complete.csv", text, &header, found, |table, found| {
        if !matches!(table.cell(1), "true" | "false") {
            let sentence = format!("`{}` is neither true nor false.", table.cell(1));
            table.tell(found, "audit/cell", Some(1), sentence);
        }
        CompleteLine {
            applicant: table.cell(0).to_owned(),
            complete: table.cell(1) == "true",
            next_metres: table.whole(2, found),
        }
    })
}

fn preferences(text: &str, found: &mut Diagnostics) -> Vec<PreferenceLine> {
    let header = ["applicant", "rank", "school"];
    rows("inputs/preferences.csv", text, &header, found, |table, found| {
        PreferenceLine {
            applicant: table.cell(0).to_owned(),
            rank: table.needed(1, found).unwrap_or(0),
            school: table.cell(2).to_owned(),
        }
    })
}

fn fixed(text: &str, found: &mut Diagnostics) -> Vec<FixedLine> {
    rows(
        "inputs/fixed.csv",
        text,
        &["applicant", "school"],
        found,
        |table, _| FixedLine {
            applicant: table.cell(0).to_owned(),
            school: table.cell(1).to_owned(),
        },
    )
}

fn overrides(text: &str, found: &mut Diagnostics) -> Vec<DecisionLine> {
    let header = [
        "applicant",
        "school",
        "author",
        "approver",
        "reason",
        "evidence_hash",
    ];
    rows("inputs/overrides.csv", text, &header, found, |table, _| {
        DecisionLine {
            applicant: table.cell(0).to_owned(),
            school: table.cell(1).to_owned(),
            author: table.cell(2).to_owned(),
            approver: table.cell(3).to_owned(),
            reason: table.cell(4).to_owned(),
            evidence_hash: table.cell(5).to_owned(),
        }
    })
}
