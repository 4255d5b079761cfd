//! Readers: files become staged rows and diagnostics; nothing is decided here.

mod blocks_features;
mod boundary_features;
mod coordinates;
mod error;
mod features;
mod format;
mod gtfs;
mod layer_files;
mod legacy_tables;
mod legacy_text;
mod merge;
mod network_features;
mod osm;
mod places_features;
mod points_csv;
mod profile_yaml;
mod round;
mod scenario_items;
mod scenario_yaml;
mod schools_csv;
mod schools_features;
mod schools_fields;
mod sheet;
mod table;
mod units_features;
mod validity;
mod water_features;
mod zoning_files;

pub use blocks_features::{BlockFields, PlanRow, ReadBlocks, read_blocks};
pub use boundary_features::read_boundary;
pub use error::ImportError;
pub use features::ReadOptions;
pub use layer_files::{OSM_ATTRIBUTION, is_osm, read_layer, read_layer_and, read_layer_as};
pub use points_csv::{ListedPoint, read_points};
pub use profile_yaml::{read_profile, shipped_profiles};
pub use round::{
    DecidedRound, Demand, Letter, MeasureMark, RegistryRow, find_explanation, outcome_of_files,
    read_applicants, read_complete, read_costs, read_decided_round, read_demand, read_intakes, read_outcome,
    read_overrides, read_placed, read_preferences, read_registry, read_rules, read_school_names,
    rules_of_text, shipped_letter,
};
pub use scenario_yaml::{ScenarioFile, read_scenario};
pub use zoning_files::{Pairs, read_areas, read_plan, read_ties, read_zone_schools, read_zones};

use std::path::Path;

/// The name of a file without its folders, as diagnostics give it.
fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
