//! The command line: what people and scripts type, read into requests, and answers written as JSON and CSV.
//! Results go to standard output or a file, everything else to standard error.

mod arguments;
mod failure;
mod import;
mod matrix;
mod nearest;
mod output;
mod pin_spread;
mod terminal;
mod world;
mod zoning;

pub use arguments::{Arguments, ImportArguments, MatrixArguments, NearestArguments, ServeArguments, Verb};
pub use failure::Failure;
pub use import::import;
pub use matrix::matrix;
pub use nearest::{nearest, snapshot_of_files};
pub use output::{announce, report_failure};
pub use terminal::TerminalProgress;
pub use zoning::{ZoningArguments, zoning};
