//! What is wrong or doubtful in the data, gathered and never thrown: a code, a place, a sentence, a remedy.
//! Bad data is not a program error; a reader returns what it could read together with these.

use std::collections::BTreeMap;
use std::fmt;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was done that a person may want to know.
    Note,
    /// An object was dropped, repaired or is doubtful; the rest is good.
    Warning,
    /// The input cannot be used until this is mended.
    Error,
}

impl Severity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where in the input a finding is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File name.
    pub file: Option<String>,
    /// Row, from 1, the header being row 1 of a table.
    pub row: Option<u64>,
    /// Column or property name.
    pub column: Option<String>,
    /// The object's own identifier, such as `way 123`.
    pub object: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.file.clone());
        parts.extend(self.row.map(|row| format!("row {row}")));
        parts.extend(self.column.as_ref().map(|column| format!("column {column}")));
        parts.extend(self.object.clone());
        f.write_str(&parts.join(", "))
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// A stable code, `area/finding`.
    pub code: &'static str,
    /// Where it is.
    pub place: Place,
    /// A sentence that says what was found and, after it, what to do.
    pub sentence: String,
}

impl Diagnostic {
    /// A finding without a place.
    pub fn new(severity: Severity, code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            place: Place::default(),
            sentence: sentence.into(),
        }
    }

    /// The same in a file.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.place.file = Some(file.to_owned());
        self
    }

    /// The same at a row, from 1.
    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.place.row = Some(row);
        self
    }

    /// The same in a column.
    #[must_use]
    pub fn in_column(mut self, column: &str) -> Self {
        self.place.column = Some(column.to_owned());
        self
    }

    /// The same at an object.
    #[must_use]
    pub fn at_object(mut self, object: impl Into<String>) -> Self {
        self.place.object = Some(object.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.to_string();
        let gap = if place.is_empty() { "" } else { ": " };
        write!(
            f,
            "{} [{}] {place}{gap}{}",
            self.severity.as_str(),
            self.code,
            self.sentence
        )
    }
}

/// All findings with one code: the count is exact, the examples are the first ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The gravest severity seen under this code.
    pub severity: Severity,
    /// How many there are.
    pub count: u64,
    /// The first ones.
    pub examples: Vec<Diagnostic>,
}

/// Findings gathered by code.
/// Errors are all kept up to a thousand a code, so that a person mends a file in one go; of the rest the first
/// twenty are kept as examples beside an exact count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    findings: BTreeMap<&'static str, Finding>,
}

const KEPT_ERRORS: usize = 1000;
const KEPT_EXAMPLES: usize = 20;

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let kept = if diagnostic.severity == Severity::Error {
            KEPT_ERRORS
        } else {
            KEPT_EXAMPLES
        };
        let finding = self.findings.entry(diagnostic.code).or_insert_with(|| Finding {
            severity: diagnostic.severity,
            count: 0,
            examples: Vec::new(),
        });
        finding.severity = finding.severity.max(diagnostic.severity);
        finding.count += 1;
        if finding.examples.len() < kept {
            finding.examples.push(diagnostic);
        }
    }

    /// Adds all of another.
    pub fn extend(&mut self, other: Self) {
        for (code, theirs) in other.findings {
            match self.findings.entry(code) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(theirs);
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => {
                    let ours = entry.get_mut();
                    ours.severity = ours.severity.max(theirs.severity);
                    ours.count += theirs.count;
                    let kept = if ours.severity == Severity::Error {
                        KEPT_ERRORS
                    } else {
                        KEPT_EXAMPLES
                    };
                    let room = kept.saturating_sub(ours.examples.len());
                    ours.examples.extend(theirs.examples.into_iter().take(room));
                }
            }
        }
    }

    /// The same, each finding that names no file yet being in this one.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        let examples = self
            .findings
            .values_mut()
            .flat_map(|finding| &mut finding.examples);
        for place in examples.map(|example| &mut example.place) {
            place.file.get_or_insert_with(|| file.to_owned());
        }
        self
    }

    /// Findings by code, in the order of the codes.
    pub fn findings(&self) -> impl Iterator<Item = (&'static str, &Finding)> {
        self.findings.iter().map(|(code, finding)| (*code, finding))
    }

    /// How many there are under a code.
    pub fn count(&self, code: &str) -> u64 {
        self.findings.get(code).map_or(0, |finding| finding.count)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether any forbids the use of the input.
    pub fn has_errors(&self) -> bool {
        self.findings
            .values()
            .any(|finding| finding.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_and_examples_are_few() {
        let mut diagnostics = Diagnostics::new();
        for row in 0..50 {
            diagnostics.push(Diagnostic::new(Severity::Warning, "test/dropped", "Dropped.").at_row(row));
        }
        assert_eq!(diagnostics.count("test/dropped"), 50);
        let (_, finding) = diagnostics.findings().next().unwrap();
        assert_eq!(finding.examples.len(), KEPT_EXAMPLES);
        assert!(!diagnostics.has_errors());
    }

    #[test]
    fn a_finding_reads_as_a_line() {
        let line = Diagnostic::new(
            Severity::Error,
            "csv/number",
            "`abc` is not a number; write a decimal degree.",
        )
        .in_file("homes.csv")
        .at_row(3)
        .in_column("lon")
        .to_string();
        assert_eq!(
            line,
            "error [csv/number] homes.csv, row 3, column lon: `abc` is not a number; write a decimal degree."
        );
    }
}
