//! A forecast of demand: groups of children with one set of distances and attributes, `applicant,expected[,spread]`.

use std::path::Path;

use super::applicants::read_applicants_and;
use super::cells::tell;
use crate::adapters::import::ImportError;
use crate::adapters::import::table::{Row, Table};
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::{ApplicantRow, RuleSet, Sheet};

/// Groups of children that are expected.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Demand {
    /// One applicant for each group.
    pub groups: Sheet<ApplicantRow>,
    /// How many children each is expected to have, by row of the groups.
    pub expected: Vec<f64>,
    /// Standard deviation over mean of each; none where the file does not say it.
    pub spread: Vec<Option<f64>>,
}

/// Reads a forecast: the columns of applicants, `expected`, and `spread` where known.
pub fn read_demand(path: &Path, rules: &RuleSet) -> Result<(Demand, Diagnostics), ImportError> {
    let (groups, mut diagnostics) = read_applicants_and(path, rules, &["expected", "spread"])?;
    let mut unheard = Diagnostics::new();
    let table = Table::read(path, &mut unheard)?;
    let expected = table.needed_column(&["expected"], &mut diagnostics);
    let spread = table.column(&["spread"]);
    let mut demand = Demand {
        groups,
        ..Demand::default()
    };
    for row in table.rows() {
        let count = number(&table, row, expected, &mut diagnostics);
        demand.expected.push(count.unwrap_or(0.0));
        demand.spread.push(number(&table, row, spread, &mut diagnostics));
    }
    Ok((demand, diagnostics))
}

fn number(table: &Table, row: &Row, column: Option<usize>, diagnostics: &mut Diagnostics) -> Option<f64> {
    let text = row.text(column)?;
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number >= 0.0);
    if number.is_none() {
        let sentence = format!("`{text}` is not a number of at least 0; write one with a decimal point.");
        tell(table, row, column?, "round/number", sentence, diagnostics);
    }
    number
}
