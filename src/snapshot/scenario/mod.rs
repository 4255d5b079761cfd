//! What if: modifications of the records, checked and applied to a copy of a Dataset, and the two compared.
//! Nothing is published from here; a scenario lives as long as whoever asked for it keeps it.

mod campus;
mod closure;
mod compare;
mod draft;
mod joint;
mod modification;
mod resemblance;
mod restriction;
mod sailing;
mod tally;
mod way;

pub use compare::{
    Change, HomeChange, NearestWay, Outcome, PairChange, Question, WayClock, Worlds, compare_homes,
    compare_pairs,
};
pub use draft::{ScenarioDatasets, apply_modifications};
pub use modification::{
    EdgeReference, JoinRule, MergedSeats, Modification, ModificationStep, NewBoat, NewCall, NewCampus,
    NewSailing, NewWay, SailingReference, WayKind, WayReference,
};
pub use tally::{Amounts, CampusTally, Step, Totals, tally_campuses, tally_homes};
