//! `allocate`: every child placed by the published rule, with all files that prove it, in one folder.

mod arguments;
mod compare;
mod folder;
mod inputs;

pub use arguments::AllocateArguments;

use super::{Failure, output};
use crate::base::progress::Progress;
use crate::domain::enrollment::{Allocation, Mode, PlanError};

/// Reads, allocates, writes the folder whole, and says what came of it.
pub fn allocate(arguments: &AllocateArguments, progress: &dyn Progress) -> Result<(), Failure> {
    let seed = arguments.seed()?;
    progress.stage("Reading the round", None);
    let inputs = inputs::read(arguments)?;
    progress.stage("Giving seats", None);
    if arguments.compare {
        compare::compare(&inputs, &seed, arguments.json)?;
    }
    let Some(out) = &arguments.out else {
        return Ok(());
    };
    let mode = Mode::from(arguments.mode);
    let allocation =
        Allocation::run(&inputs.rules, &inputs.round, &seed.key, mode).map_err(|error| refused(&error))?;
    progress.stage("Writing reasons", None);
    let folder = folder::compose(&inputs, &allocation, mode, &seed).map_err(|error| refused(&error))?;
    folder::write(out, &folder.files)?;
    if !arguments.compare {
        for line in folder::summary(&folder) {
            output::announce(&line);
        }
    }
    Ok(())
}

fn refused(error: &PlanError) -> Failure {
    Failure::Refused(error.to_string())
}
