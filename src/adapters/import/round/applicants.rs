//! Applicants: `applicant,birth_year` and the attributes of the rule set; what the rule set does not name is not read.

use std::path::Path;

use super::cells::tell;
use crate::adapters::import::table::Table;
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::{ApplicantRow, RuleSet, Sheet};

/// Birth years that can be meant.
const BIRTH_YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Reads applicants; a row without a pseudonym or birth year is kept, for a person to look at.
pub fn read_applicants(
    path: &Path,
    rules: &RuleSet,
) -> Result<(Sheet<ApplicantRow>, Diagnostics), ImportError> {
    read_applicants_and(path, rules, &[])
}

/// The same of a table with columns that are read elsewhere.
pub(super) fn read_applicants_and(
    path: &Path,
    rules: &RuleSet,
    others: &[&str],
) -> Result<(Sheet<ApplicantRow>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let table = Table::read(path, &mut diagnostics)?;
    let id = table.needed_column(&["applicant"], &mut diagnostics);
    let year = table.needed_column(&["birth_year"], &mut diagnostics);
    let attributes: Vec<Option<usize>> = rules
        .attributes
        .iter()
        .map(|attribute| table.needed_column(&[attribute.name.to_lowercase().as_str()], &mut diagnostics))
        .collect();
    let others = others.iter().map(|name| table.column(&[name]));
    let used = [id, year]
        .into_iter()
        .chain(attributes.iter().copied())
        .chain(others);
    let used: Vec<Option<usize>> = used.collect();
    table.note_unused(&used, &mut diagnostics);
    let mut rows = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        if row.text(id).is_some_and(is_identifier) {
            let sentence = "This looks like a personal identifier; replace identifiers by `truonggan pseudonymise` first.";
            tell(
                &table,
                row,
                id.unwrap_or(0),
                "round/identifier",
                sentence.to_owned(),
                &mut diagnostics,
            );
        }
        let birth_year = row.text(year).and_then(|text| {
            let number = text.parse().ok().filter(|number| BIRTH_YEARS.contains(number));
            if number.is_none() {
                let sentence =
                    format!("`{text}` is not a birth year; write four digits, or leave the cell empty.");
                tell(&table, row, year?, "round/birth_year", sentence, &mut diagnostics);
            }
            number
        });
        rows.push(ApplicantRow {
            row: row.number,
            applicant: row.text(id).map(str::to_owned),
            birth_year,
            cells: attributes
                .iter()
                .map(|column| row.text(*column).map(Box::from))
                .collect(),
        });
    }
    let file = file_name(path);
    Ok((Sheet { file, rows }, diagnostics))
}

/// Whether a code has the form of a personal identifier: twelve digits.
fn is_identifier(code: &str) -> bool {
    code.len() == 12 && code.bytes().all(|byte| byte.is_ascii_digit())
}
