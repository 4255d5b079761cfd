//! The small tables of a round: complete lists, parents' rankings, earlier placements, decisions.

use std::collections::BTreeMap;
use std::path::Path;

use super::cells::{tell, whole};
use crate::adapters::import::table::{Row, Table};
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::{CompleteRow, Completeness, OverrideRow, PlacedRow, PreferenceRow, Sheet};

/// Reads `applicant,complete` or `applicant,next_metres`, or both.
pub fn read_complete(path: &Path) -> Result<(Sheet<CompleteRow>, Diagnostics), ImportError> {
    read(path, &["applicant"], |table, row, needed, diagnostics| {
        let complete = table.column(&["complete"]);
        let next = table.column(&["next_metres"]);
        let next_metres = whole(table, row, next, diagnostics);
        let completeness = match row.text(complete).map(str::to_lowercase).as_deref() {
            Some("true" | "yes" | "1" | "complete") => Completeness::Complete,
            Some("false" | "no" | "0" | "incomplete") => Completeness::Incomplete(next_metres),
            Some(other) => {
                let sentence = format!("`{other}` is neither true nor false; write one of them.");
                tell(table, row, complete?, "round/complete", sentence, diagnostics);
                return None;
            }
            None if next_metres.is_some() => Completeness::Incomplete(next_metres),
            None => Completeness::Complete,
        };
        Some(CompleteRow {
            row: row.number,
            applicant: needed[0].clone(),
            completeness,
        })
    })
}

/// Reads `applicant,rank,school`.
pub fn read_preferences(path: &Path) -> Result<(Sheet<PreferenceRow>, Diagnostics), ImportError> {
    read(
        path,
        &["applicant", "rank", "school"],
        |table, row, needed, diagnostics| {
            let column = table.column(&["rank"]);
            let rank = whole(table, row, column, diagnostics)?;
            if rank == 0 {
                let sentence = "Ranks begin with 1, the first choice; write 1 or more.".to_owned();
                tell(table, row, column?, "round/rank", sentence, diagnostics);
            }
            Some(PreferenceRow {
                row: row.number,
                applicant: needed[0].clone(),
                rank,
                school: needed[2].clone(),
            })
        },
    )
}

/// Reads placements of an earlier round: `applicant,school`; an empty school is nobody's seat.
pub fn read_placed(path: &Path) -> Result<(Sheet<PlacedRow>, Diagnostics), ImportError> {
    read(path, &["applicant"], |table, row, needed, diagnostics| {
        let school = table.column(&["school"]);
        if school.is_none() {
            let _ = table.needed_column(&["school"], diagnostics);
        }
        Some(PlacedRow {
            row: row.number,
            applicant: needed[0].clone(),
            school: row.text(school).map(str::to_owned),
        })
    })
}

/// Reads decisions: `applicant,school,author,approver,reason,evidence_hash`.
pub fn read_overrides(path: &Path) -> Result<(Sheet<OverrideRow>, Diagnostics), ImportError> {
    let columns = [
        "applicant",
        "school",
        "author",
        "approver",
        "reason",
        "evidence_hash",
    ];
    read(path, &columns, |_, row, needed, _| {
        Some(OverrideRow {
            row: row.number,
            applicant: needed[0].clone(),
            school: needed[1].clone(),
            author: needed[2].clone(),
            approver: needed[3].clone(),
            reason: needed[4].clone(),
            evidence_hash: needed[5].clone(),
        })
    })
}

/// Reads names of schools by code: `school,name`.
pub fn read_school_names(path: &Path) -> Result<(BTreeMap<String, String>, Diagnostics), ImportError> {
    let (sheet, diagnostics) = read(path, &["school", "name"], |_, _, needed, _| {
        Some((needed[0].clone(), needed[1].clone()))
    })?;
    Ok((sheet.rows.into_iter().collect(), diagnostics))
}

/// Rows whose needed cells are all filled in.
fn read<T>(
    path: &Path,
    columns: &[&str],
    row_of: impl Fn(&Table, &Row, &[String], &mut Diagnostics) -> Option<T>,
) -> Result<(Sheet<T>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let table = Table::read(path, &mut diagnostics)?;
    let found: Vec<Option<usize>> = columns
        .iter()
        .map(|column| table.needed_column(&[column], &mut diagnostics))
        .collect();
    let found: Option<Vec<usize>> = found.into_iter().collect();
    let mut rows = Vec::new();
    for row in found.iter().flat_map(|_| table.rows()) {
        let cells: Vec<Option<String>> = found
            .iter()
            .flatten()
            .map(|column| {
                table
                    .needed_text(row, *column, &mut diagnostics)
                    .map(str::to_owned)
            })
            .collect();
        let cells: Option<Vec<String>> = cells.into_iter().collect();
        if let Some(cells) = cells {
            rows.extend(row_of(&table, row, &cells, &mut diagnostics));
        }
    }
    Ok((
        Sheet {
            file: file_name(path),
            rows,
        },
        diagnostics,
    ))
}
