//! How a breach is told: a code, a place, what was found and what must stand there.

use std::fmt::{Debug, Display};

use crate::base::diagnostic::{Diagnostic, Severity};

pub(super) const OUTCOME: &str = "outcome.json";
pub(super) const PUBLIC: &str = "public.json";
pub(super) const PLACEMENTS: &str = "placements.csv";
pub(super) const EXPLANATIONS: &str = "explanations.jsonl";
pub(super) const RULES: &str = "rules.yaml";
pub(super) const APPLICANTS: &str = "inputs/applicants.csv";
pub(super) const INTAKES: &str = "inputs/intakes.csv";
pub(super) const COSTS: &str = "inputs/costs.csv";
pub(super) const COMPLETE: &str = "inputs/complete.csv";
pub(super) const PREFERENCES: &str = "inputs/preferences.csv";
pub(super) const FIXED: &str = "inputs/fixed.csv";
pub(super) const OVERRIDES: &str = "inputs/overrides.csv";

/// A breach in a file.
pub(super) fn breach(code: &'static str, file: &str, sentence: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, sentence).in_file(file)
}

/// The same at a row, counted from 0 without the header.
pub(super) fn breach_at(
    code: &'static str,
    file: &str,
    position: usize,
    sentence: impl Into<String>,
) -> Diagnostic {
    breach(code, file, sentence).at_row(row_of(position))
}

/// The number of a row of a table, the header being 1.
pub(super) const fn row_of(position: usize) -> u64 {
    position as u64 + 2
}

/// Something that is not what it must be, as a sentence.
pub(super) fn differs(what: &str, found: impl Display, expected: impl Display) -> String {
    format!("{what} is {found} and must be {expected}.")
}

/// What stands where something may be missing.
pub(super) fn or_nothing<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string())
}

/// Compares the fields of two documents, one after another.
pub(super) struct Comparison<'a> {
    code: &'static str,
    file: &'a str,
    row: Option<u64>,
    found: Vec<Diagnostic>,
}

impl<'a> Comparison<'a> {
    /// Nothing compared yet.
    pub(super) const fn of(code: &'static str, file: &'a str, row: Option<u64>) -> Self {
        Self {
            code,
            file,
            row,
            found: Vec::new(),
        }
    }

    /// Tells a field that differs.
    pub(super) fn field<T: PartialEq + Debug>(&mut self, path: impl Display, found: &T, expected: &T) {
        if found != expected {
            let sentence = format!("It is {found:?} and must be {expected:?}.");
            self.tell(path, sentence);
        }
    }

    /// Tells something else about a field.
    pub(super) fn tell(&mut self, path: impl Display, sentence: String) {
        let mut told = breach(self.code, self.file, sentence).at_object(path.to_string());
        told.place.row = self.row;
        self.found.push(told);
    }

    /// What was told.
    pub(super) fn into_breaches(self) -> Vec<Diagnostic> {
        self.found
    }
}
