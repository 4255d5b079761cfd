//! Enrollment: rule sets as data, who may enroll, the strict order of all pairs, allocation, and the reasons of each
//! decision. Pure: it reads no file and draws no lot that is not derived from a seed.

mod allocation;
mod assemble;
pub mod audit;
mod canonical;
mod cap_first;
mod chance;
mod comparison;
mod eligibility;
mod explanation;
pub mod flow;
mod hexadecimal;
mod key;
mod left_out;
mod lot;
mod matching;
mod merkle;
mod outcome;
mod pseudonym;
mod publication;
mod round;
mod rule_check;
mod rule_set;
mod seat_nodes;
mod seats;
mod standing;

pub use allocation::{Allocation, Mode};
pub use assemble::{
    ApplicantRow, CompleteRow, CostRow, CostRows, IntakeRow, Names, OverrideRow, PlacedRow, PreferenceRow,
    RoundRows, Sheet, assemble,
};
pub use canonical::{FrozenFile, freeze, placements_csv};
pub use cap_first::{Plan, PlanError};
pub use chance::{Band, Chances, Forecast, Run, SchoolChance, chances, probability, simulate};
pub use comparison::{ModeMeasures, Shift, measure, shift};
pub use eligibility::{Eligibility, Pending};
pub use hexadecimal::{from_hex, to_hex};
pub use key::{Key, KeyTable};
pub use lot::{Hash, Seed, SeedError, commitment_of, hmac, lot};
pub use matching::{
    Lists, Matching, SeatsLeft, Theorem, match_by_one_sort, match_by_proposals, match_stably,
};
pub use merkle::{leaf as merkle_leaf, path as merkle_path, root_of_path};
pub use outcome::{
    Certificate, Considered, Explanation, FORMAT, FileRef, Flips, Fragility, KeyDoc, LevelDoc, Move, Outcome,
    OverrideOutcome, Placement, PublicRound, PublicSchool, RulesRef, SchoolOutcome, SeedRef, Shorter, Totals,
};
pub use pseudonym::pseudonym;
pub use publication::{Salts, Trees, leaf_content, public_round};
pub use round::{Attributes, Completeness, Intake, Override, Pair, Round};
pub use rule_check::check_rules;
pub use rule_set::{
    AgeRule, Attribute, AttributeKind, Bilingual, Clause, Condition, Level, ListOrder, MeasureRule,
    PendingRule, Quota, RuleSet, SeatRule, Test, Tier,
};
pub use seats::{SeatParts, seats_of};
pub use standing::{Bar, Standing};
