//! Applicants in the order of their pseudonyms; whoever has none, or shares one, waits for a person and is not lost.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::error;
use super::rows::{ApplicantRow, Sheet};
use crate::base::diagnostic::Diagnostics;
use crate::base::ids::ApplicantIdx;
use crate::domain::enrollment::eligibility::{Eligibility, Pending, judge};
use crate::domain::enrollment::round::{Attributes, cell_of};
use crate::domain::enrollment::rule_set::RuleSet;

/// Columns of applicants.
pub(super) struct People {
    pub(super) applicants: Vec<String>,
    pub(super) birth_years: Vec<Option<i32>>,
    pub(super) eligibility: Vec<Eligibility>,
    pub(super) attributes: Attributes,
}

/// How a pseudonym begins that stands for a row without one.
const WITHOUT_ID: &str = "row-without-id-";

impl People {
    pub(super) fn of(rules: &RuleSet, sheet: &Sheet<ApplicantRow>, found: &mut Diagnostics) -> Self {
        let mut by_id: BTreeMap<String, Vec<&ApplicantRow>> = BTreeMap::new();
        let mut nameless: BTreeMap<String, Vec<&ApplicantRow>> = BTreeMap::new();
        for row in &sheet.rows {
            match &row.applicant {
                Some(id) => by_id.entry(id.clone()).or_default().push(row),
                None => nameless.entry(digest(row)).or_default().push(row),
            }
        }
        for (digest, rows) in nameless {
            for (number, row) in (1..).zip(rows) {
                by_id
                    .entry(format!("{WITHOUT_ID}{digest}-{number}"))
                    .or_default()
                    .push(row);
            }
        }
        let mut people = Self {
            applicants: Vec::with_capacity(by_id.len()),
            birth_years: Vec::with_capacity(by_id.len()),
            eligibility: Vec::with_capacity(by_id.len()),
            attributes: Attributes {
                columns: vec![Vec::with_capacity(by_id.len()); rules.attributes.len()],
            },
        };
        for (id, rows) in by_id {
            people.add(rules, &sheet.file, id, &rows, found);
        }
        people
    }

    fn add(
        &mut self,
        rules: &RuleSet,
        file: &str,
        id: String,
        rows: &[&ApplicantRow],
        found: &mut Diagnostics,
    ) {
        let applicant = ApplicantIdx::from_usize(self.applicants.len());
        let (row, is_alone) = (rows[0], rows.len() == 1);
        let cells = row.cells.iter().zip(&rules.attributes);
        for ((cell, attribute), column) in cells.zip(&mut self.attributes.columns) {
            let text = cell.as_deref().filter(|_| is_alone);
            let cell = text.and_then(|text| match cell_of(&attribute.kind, text) {
                Ok(cell) => Some(cell),
                Err(sentence) => {
                    found.push(error(
                        file,
                        row.row,
                        &attribute.name,
                        "enrollment/attribute",
                        sentence,
                    ));
                    None
                }
            });
            column.push(cell);
        }
        let birth_year = row.birth_year.filter(|_| is_alone);
        self.eligibility.push(if row.applicant.is_none() {
            Eligibility::Pending(Pending::MissingId)
        } else if is_alone {
            judge(rules, &self.attributes, applicant, birth_year)
        } else {
            Eligibility::Pending(Pending::DuplicateId)
        });
        self.birth_years.push(birth_year);
        self.applicants.push(id);
    }
}

/// What tells rows without a pseudonym apart, whatever their order.
fn digest(row: &ApplicantRow) -> String {
    let mut content = Sha256::new();
    content.update(format!("{:?}", row.birth_year));
    for cell in &row.cells {
        content.update(cell.as_deref().unwrap_or_default());
        content.update([0]);
    }
    let mut hex = String::new();
    for byte in &content.finalize()[..6] {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
