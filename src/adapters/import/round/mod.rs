//! Readers of an enrollment round: its rule set and its tables become rows; what they mean is decided elsewhere.

mod applicants;
mod cells;
mod costs;
mod intakes;
mod placed;
mod rules_items;
mod rules_yaml;

pub use applicants::read_applicants;
pub use costs::{MeasureMark, read_costs};
pub use intakes::read_intakes;
pub use placed::{read_complete, read_overrides, read_placed, read_preferences};
pub use rules_yaml::{read_rules, rules_of_text};
