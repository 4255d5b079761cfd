//! Readers: files become staged rows and diagnostics; nothing is decided here.

mod blocks_geojson;
mod boundary_geojson;
mod coordinates;
mod error;
mod format;
mod geojson_features;
mod gtfs;
mod layer_files;
mod merge;
mod network_geojson;
mod osm;
mod places_geojson;
mod points_csv;
mod profile_yaml;
mod round;
mod scenario_items;
mod scenario_yaml;
mod schools_csv;
mod schools_fields;
mod schools_geojson;
mod sheet;
mod table;
mod units_geojson;
mod validity;
mod water_geojson;
mod zoning_files;

pub use blocks_geojson::{BlockFields, PlanRow, ReadBlocks, read_blocks};
pub use boundary_geojson::read_boundary;
pub use error::ImportError;
pub use layer_files::{OSM_ATTRIBUTION, is_osm, read_layer, read_layer_and};
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
