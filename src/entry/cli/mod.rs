//! The command line: what people and scripts type, read into requests, and answers written as JSON and CSV.
//! Results go to standard output or a file, everything else to standard error.

mod allocate;
mod area_arguments;
mod arguments;
mod audit;
mod catchments;
mod chance;
mod explain;
mod failure;
mod import;
mod isochrone;
mod matrix;
mod nearest;
mod output;
mod pin_spread;
mod pseudonymise;
mod scenario;
mod scenario_table;
mod terminal;
mod world;
mod zoning;

pub use allocate::{AllocateArguments, allocate};
pub use area_arguments::{CatchmentsArguments, IsochroneArguments};
pub use arguments::{
    Arguments, FileArguments, ImportArguments, MatrixArguments, NearestArguments, ScenarioArguments,
    ServeArguments, Verb,
};
pub use audit::{AuditArguments, audit};
pub use catchments::catchments;
pub use chance::{ChanceArguments, chance};
pub use explain::{ExplainArguments, explain};
pub use failure::Failure;
pub use import::import;
pub use isochrone::isochrone;
pub use matrix::matrix;
pub use nearest::nearest;
pub use output::{announce, report_failure};
pub use pseudonymise::{PseudonymiseArguments, pseudonymise};
pub use scenario::scenario;
pub use terminal::TerminalProgress;
pub use world::snapshot_of_files;
pub use zoning::{ZoningArguments, zoning};
