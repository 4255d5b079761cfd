//! Readers of an enrollment round: its rule set and its tables become rows; what they mean is decided elsewhere.

mod applicants;
mod cells;
mod costs;
mod demand;
mod frozen_tables;
mod intakes;
mod letter_yaml;
mod outcome_files;
mod outcome_folder;
mod placed;
mod registry;
mod rules_items;
mod rules_yaml;
mod strict_csv;

pub use applicants::read_applicants;
pub use costs::{MeasureMark, read_costs};
pub use demand::{Demand, read_demand};
pub use intakes::read_intakes;
pub use letter_yaml::{Letter, shipped_letter};
pub use outcome_files::{outcome_of_files, read_outcome};
pub use outcome_folder::{DecidedRound, find_explanation, read_decided_round};
pub use placed::{read_complete, read_overrides, read_placed, read_preferences, read_school_names};
pub use registry::{RegistryRow, read_registry};
pub use rules_yaml::{read_rules, rules_of_text};
