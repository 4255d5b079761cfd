//! `zoning`: plans of zones checked, measured side by side, and made.

mod arguments;
mod check;
mod costs;
mod findings;
mod inputs;
mod measure;
mod rebalance;

pub use arguments::{
    ZoningArguments, ZoningBlocks, ZoningCheckArguments, ZoningMeasureArguments, ZoningRebalanceArguments,
    ZoningTravel, ZoningVerb,
};

use super::Failure;
use crate::base::progress::Progress;
use crate::domain::network::Profile;

/// Runs a verb of `zoning`.
pub fn zoning(
    arguments: &ZoningArguments,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    match &arguments.verb {
        ZoningVerb::Check(arguments) => check::check(arguments, progress),
        ZoningVerb::Measure(arguments) => measure::measure(arguments, profiles, progress),
        ZoningVerb::Rebalance(arguments) => rebalance::rebalance_plan(arguments, profiles, progress),
    }
}
