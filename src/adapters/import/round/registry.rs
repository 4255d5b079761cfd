//! The registry's list of applicants, with personal identifiers: read only to be replaced by pseudonyms.
//! Findings name rows and columns and never repeat what a cell holds.

use std::path::Path;

use crate::adapters::import::table::{Row, Table};
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::LonLat;
use crate::domain::enrollment::RuleSet;

/// Columns that may hold the identifier.
const IDENTIFIERS: &[&str] = &[
    "personal_id",
    "ma_dinh_danh",
    "mã định danh",
    "mã định danh cá nhân",
    "id",
];
/// Columns that may hold the date of birth, where there is no year.
const BIRTH_DATES: &[&str] = &["birth_date", "date_of_birth", "ngay_sinh", "ngày sinh"];
/// Digits of a personal identifier.
const DIGITS: usize = 12;

/// A person of the registry.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistryRow {
    /// The personal identifier.
    pub identifier: Option<String>,
    /// Birth year.
    pub birth_year: Option<String>,
    /// Cells by attribute of the rule set.
    pub cells: Vec<String>,
    /// The pin on the home.
    pub home: Option<LonLat>,
}

/// Reads the registry's list: the identifier, the year or date of birth, the attributes of the rule set, and the pin
/// where there are columns `lon` and `lat`.
pub fn read_registry(
    path: &Path,
    rules: &RuleSet,
    identifier: Option<&str>,
) -> Result<(Vec<RegistryRow>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let table = Table::read(path, &mut diagnostics)?;
    let named = identifier.map(str::to_lowercase);
    let id = match &named {
        Some(name) => table.needed_column(&[name], &mut diagnostics),
        None => table.needed_column(IDENTIFIERS, &mut diagnostics),
    };
    let year = table.column(&["birth_year"]);
    let date = table.column(BIRTH_DATES);
    if year.is_none() && date.is_none() {
        let _ = table.needed_column(&["birth_year"], &mut diagnostics);
    }
    let attributes: Vec<Option<usize>> = rules
        .attributes
        .iter()
        .map(|attribute| table.needed_column(&[attribute.name.to_lowercase().as_str()], &mut diagnostics))
        .collect();
    let place = table.column(&["lon"]).zip(table.column(&["lat"]));
    let mut rows = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let identifier = row.text(id);
        if identifier
            .is_some_and(|text| text.len() != DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()))
        {
            let sentence = format!("The identifier is not {DIGITS} digits; check it at the registry.");
            diagnostics.push(doubt(path, row, "registry/identifier", sentence));
        }
        let birth_year = row
            .text(year)
            .map(str::to_owned)
            .or_else(|| year_of(row.text(date)?));
        if birth_year.is_none() {
            let sentence = "There is no year of birth; the application will wait for a person.".to_owned();
            diagnostics.push(doubt(path, row, "registry/birth_year", sentence));
        }
        let is_placed =
            place.is_some_and(|(lon, lat)| row.text(Some(lon)).is_some() || row.text(Some(lat)).is_some());
        rows.push(RegistryRow {
            identifier: identifier.map(str::to_owned),
            birth_year,
            cells: attributes
                .iter()
                .map(|column| row.text(*column).unwrap_or_default().to_owned())
                .collect(),
            home: place
                .filter(|_| is_placed)
                .and_then(|place| table.place(row, place, &mut diagnostics)),
        });
    }
    Ok((rows, diagnostics))
}

fn doubt(path: &Path, row: &Row, code: &'static str, sentence: String) -> Diagnostic {
    Diagnostic::new(Severity::Warning, code, sentence)
        .in_file(&file_name(path))
        .at_row(row.number)
}

/// The year of a date with its year first or last.
fn year_of(date: &str) -> Option<String> {
    let is_year = |part: &&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let ends = [parts.first().copied(), parts.last().copied()];
    ends.into_iter().flatten().find(is_year).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::year_of;

    #[test]
    fn years_stand_first_or_last() {
        assert_eq!(year_of("2020-03-01").as_deref(), Some("2020"));
        assert_eq!(year_of("01/03/2020").as_deref(), Some("2020"));
        assert_eq!(year_of("01/03/20"), None);
    }
}
