//! Readers of an enrollment round: its rule set and its tables become rows; what they mean is decided elsewhere.

mod applicants;
mod cells;
mod costs;
mod frozen_tables;
mod intakes;
mod outcome_files;
mod placed;
mod rules_items;
mod rules_yaml;
mod strict_csv;

pub use applicants::read_applicants;
pub use costs::{MeasureMark, read_costs};
pub use intakes::read_intakes;
pub use outcome_files::read_outcome;
pub use placed::{read_complete, read_overrides, read_placed, read_preferences};
pub use rules_yaml::{read_rules, rules_of_text};
