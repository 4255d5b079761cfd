//! The audit of an outcome: a reading of its own of the rules and of the form of the files, which shares nothing with
//! the allocators but the types of the files and of the rule set. Every number in the folder is derived anew from the
//! frozen inputs, the seed and the placements; what differs is a breach.

mod breach;
mod decisions;
mod digests;
mod folder;
mod fragility;
mod keys;
mod left_out;
mod lists;
mod lots;
mod plan;
mod plan_levels;
mod published;
mod reasons;
mod register;
mod rerun;
mod residual;
mod seals;
mod seating;
mod stability;
mod states;
mod sums;
mod theorem;
mod vector;
mod verdict;

pub use folder::{
    ApplicantLine, CompleteLine, CostLine, CostLines, DecisionLine, FixedLine, FolderContents, FoundFile,
    FrozenTables, IntakeLine, OutcomeFolder, PreferenceLine,
};
pub use verdict::{Verdict, audit};
