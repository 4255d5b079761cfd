//! Enrollment: rule sets as data, who may enroll, the strict order of all pairs, allocation, and the reasons of each
//! decision. Pure: it reads no file and draws no lot that is not derived from a seed.

mod assemble;
mod eligibility;
pub mod flow;
mod key;
mod lot;
mod matching;
mod round;
mod rule_check;
mod rule_set;
mod seats;

pub use assemble::{
    ApplicantRow, CompleteRow, CostRow, CostRows, IntakeRow, Names, OverrideRow, PlacedRow, PreferenceRow,
    RoundRows, Sheet, assemble,
};
pub use eligibility::{Eligibility, Pending};
pub use key::{Key, KeyTable};
pub use lot::{Seed, SeedError, commitment_of, lot};
pub use matching::{
    Lists, Matching, SeatsLeft, Theorem, match_by_one_sort, match_by_proposals, match_stably,
};
pub use round::{Attributes, Completeness, Intake, Override, Pair, Round};
pub use rule_check::check_rules;
pub use rule_set::{
    AgeRule, Attribute, AttributeKind, Bilingual, Clause, Condition, Level, ListOrder, MeasureRule,
    PendingRule, Quota, RuleSet, SeatRule, Test, Tier,
};
pub use seats::{SeatParts, seats_of};
