//! What `allocate` reads: all errors of all files at once.

use std::path::Path;

use super::AllocateArguments;
use crate::adapters::import::{
    ImportError, MeasureMark, read_applicants, read_complete, read_costs, read_intakes, read_overrides,
    read_placed, read_preferences, read_rules,
};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::enrollment::{Round, RoundRows, RuleSet, assemble};
use crate::entry::cli::{Failure, output};

/// A round with its rules, ready to be allocated.
pub(super) struct Inputs {
    pub(super) rules: RuleSet,
    /// The rule file as it was read.
    pub(super) rules_text: String,
    pub(super) round: Round,
    /// Whether the costs said that they were made under the measure of the rules.
    pub(super) costs_say_measure: bool,
}

/// Reads all files.
pub(super) fn read(from: &AllocateArguments) -> Result<Inputs, Failure> {
    let (rules, mut found) = read_rules(&from.rules)?;
    let Some((rules, rules_text)) = rules else {
        return Err(Failure::Input(found));
    };
    let (applicants, more) = read_applicants(&from.applicants, &rules)?;
    found.extend(more);
    let (intakes, more) = read_intakes(&from.intakes, &rules)?;
    found.extend(more);
    let (costs, mark, more) = read_costs(&from.costs)?;
    found.extend(more);
    let costs_say_measure = check_measure(&rules, mark.as_ref(), &costs.file, &mut found);
    let complete = optional(from.complete.as_deref(), read_complete, &mut found)?;
    let preferences = optional(from.preferences.as_deref(), read_preferences, &mut found)?;
    let fixed = optional(from.fixed.as_deref(), read_placed, &mut found)?;
    let overrides = optional(from.overrides.as_deref(), read_overrides, &mut found)?;
    let rows = RoundRows {
        name: from.round.clone(),
        applicants,
        intakes,
        costs,
        complete,
        preferences,
        fixed,
        overrides,
    };
    let round = match assemble(&rules, rows) {
        Ok((round, more)) => {
            found.extend(more);
            Some(round)
        }
        Err(more) => {
            found.extend(more);
            None
        }
    };
    match round {
        Some(round) if !found.has_errors() => {
            output::list(&found);
            Ok(Inputs {
                rules,
                rules_text,
                round,
                costs_say_measure,
            })
        }
        _ => Err(Failure::Input(found)),
    }
}

/// Rows of a file that need not be given.
fn optional<T>(
    path: Option<&Path>,
    read: impl Fn(&Path) -> Result<(T, Diagnostics), ImportError>,
    found: &mut Diagnostics,
) -> Result<Option<T>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let (rows, more) = read(path)?;
    found.extend(more);
    Ok(Some(rows))
}

fn check_measure(rules: &RuleSet, mark: Option<&MeasureMark>, file: &str, found: &mut Diagnostics) -> bool {
    let wanted = rules.measure.hash();
    let Some(MeasureMark(made_under)) = mark else {
        let sentence = format!(
            "The costs do not say under which measure they were made; a line `# measure: {wanted}` above the header says that it was {}.",
            rules.measure.canonical()
        );
        found.push(Diagnostic::new(Severity::Warning, "round/measure_unsaid", sentence).in_file(file));
        return false;
    };
    if *made_under != wanted {
        let sentence = format!(
            "The costs were made under another measure ({made_under}) than the rules ask for ({wanted}: {}); make them again.",
            rules.measure.canonical()
        );
        found.push(Diagnostic::new(Severity::Error, "round/measure", sentence).in_file(file));
    }
    true
}
