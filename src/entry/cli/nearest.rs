//! `nearest`: the nearest campuses of one home, as the same JSON that the API answers.

use super::matrix::find_profile;
use super::{Failure, NearestArguments, output};
use crate::entry::replies::{DatasetRef, Describer, Directory, SchoolTimes, explain_pin};
use crate::snapshot::query::{self, Distinct, NearestRequest, Snapshot};

/// Asks a world and writes the answer; a refused pin fails with a sentence that says what to do.
pub fn nearest(world: &Snapshot, arguments: &NearestArguments, times: &SchoolTimes) -> Result<(), Failure> {
    let request = NearestRequest {
        at: arguments.at,
        profile: find_profile(world, &arguments.profile)?,
        level: arguments.level,
        k: usize::from(arguments.k),
        rank: arguments.rank,
        distinct: Distinct::Campus,
        day: arguments.day.unwrap_or_else(|| times.next_school_day()),
        bell: arguments.bell.unwrap_or(times.bells.of(arguments.level)),
    };
    let answer =
        query::nearest(world, &request).map_err(|refusal| Failure::Refused(explain_pin(refusal).en))?;
    let directory = Directory::of(&world.dataset);
    let dataset = DatasetRef::of(world.dataset.manifest());
    let reply = Describer {
        snapshot: world,
        directory: &directory,
        dataset: &dataset,
    }
    .nearest(&request, answer);
    output::write_json_pretty(&reply)
}
