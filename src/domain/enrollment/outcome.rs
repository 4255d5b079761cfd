//! What an allocation says, as its files have it: plain data, written by the allocators and read back by the audit.

use serde::{Deserialize, Serialize};

/// The form of the files.
pub const FORMAT: &str = "truonggan-outcome/1";

/// `outcome.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The form of this file.
    pub format: String,
    /// The round's name.
    pub round: String,
    /// `rule`, `preference` or `cap-first`.
    pub mode: String,
    /// What the result relies on.
    pub theorem: String,
    /// `all` where no pair that a list leaves out can change the result, else `listed`: it holds for the listed pairs.
    pub pairs: String,
    /// The rule set.
    pub rules: RulesRef,
    /// The frozen inputs.
    pub inputs: Vec<FileRef>,
    /// The seed and its parts.
    pub seed: SeedRef,
    /// Sums over all children.
    pub totals: Totals,
    /// Sums by school.
    pub schools: Vec<SchoolOutcome>,
    /// What `cap-first` reached, level by level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// Decisions, with whom they touch.
    pub overrides: Vec<OverrideOutcome>,
    /// The other files of the folder.
    pub files: Vec<FileRef>,
    /// SHA-256 of this file with an empty seal.
    pub seal: String,
}

/// The rule set that was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesRef {
    /// Its short name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 of its measure.
    pub measure_sha256: String,
    /// Whether the costs said that they were made under it.
    pub costs_say_measure: bool,
}

/// A file by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// Path within the folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// The seed of the lots, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRef {
    /// The key of all lots.
    pub key: String,
    /// The officer's part.
    pub officer_part: Option<String>,
    /// Its hash, published before.
    pub commitment: Option<String>,
    /// The public draw.
    pub public_draw: Option<String>,
}

/// Sums over all children.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// All in the list.
    pub applicants: u32,
    /// Those who may be placed.
    pub eligible: u32,
    /// Those whom a person must look at first.
    pub pending: u32,
    /// Those who may not be placed.
    pub not_eligible: u32,
    /// Those with a seat: by the allocator, fixed or by decision.
    pub placed: u32,
    /// Of them, those of an earlier round.
    pub fixed: u32,
    /// Of them, those placed by decision.
    pub overridden: u32,
    /// Without a seat although all their schools are listed.
    pub no_seat_left: u32,
    /// Without a seat, and their list leaves out schools.
    pub list_too_short: u32,
    /// Metres summed over the placed.
    pub metres: u64,
    /// Boardings summed over the placed.
    pub crossings: u64,
    /// Longest way of a placed child, in metres.
    pub longest: u32,
    /// Placed beyond the cap.
    pub over_cap: u32,
    /// Steps between the tier taken and the best tier anywhere, summed.
    pub tier_violations: u64,
    /// Placed by tier of the seat taken, from the first tier.
    pub by_tier: Vec<u32>,
}

/// A school's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolOutcome {
    /// Its code.
    pub school: String,
    /// Its seats.
    pub seats: u32,
    /// Taken in all.
    pub taken: u32,
    /// Of them, by children of an earlier round.
    pub fixed: u32,
    /// Of them, by decision.
    pub overridden: u32,
    /// Decisions beyond the seats.
    pub above_seats: u32,
    /// Placed by the allocator, by tier.
    pub by_tier: Vec<u32>,
    /// The last key that the allocator admitted.
    pub last_admitted: Option<KeyDoc>,
    /// Root of the tree of admitted keys.
    pub merkle_root: Option<String>,
}

/// A key, as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyDoc {
    /// Tier, from 1.
    pub tier: u8,
    /// Group within the tier, from 0.
    pub order: u8,
    /// Whole metres.
    pub metres: u32,
    /// Whether a sibling is at the school.
    pub sibling: bool,
    /// The lot, in hexadecimal digits.
    pub lot: String,
}

/// What `cap-first` reached and why nothing better exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The levels with their values.
    pub levels: Vec<LevelDoc>,
    /// The price of a seat at each school, level by level; a price stands where a school is full.
    pub prices: Vec<Vec<i64>>,
    /// What a seat of each quota costs more than a seat, by school, quota and level; it stands where the quota is full.
    #[serde(default, skip_serializing_if = "no_quotas")]
    pub quota_prices: Vec<Vec<Vec<i64>>>,
    /// The proof of the longest way: prices without arcs that long, and what the levels before it are then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shorter: Option<Shorter>,
}

/// A level of `cap-first`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelDoc {
    /// Its word.
    pub level: String,
    /// What was reached.
    pub value: u64,
}

/// What the levels before the longest way come to where no way is that long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shorter {
    /// Values of the levels before the longest way.
    pub values: Vec<u64>,
    /// Prices by school and level.
    pub prices: Vec<Vec<i64>>,
    /// What a seat of each quota costs more, by school, quota and level.
    #[serde(default, skip_serializing_if = "no_quotas")]
    pub quota_prices: Vec<Vec<Vec<i64>>>,
}

/// Whether the rule set has no quotas at all.
fn no_quotas(prices: &[Vec<Vec<i64>>]) -> bool {
    prices.iter().all(Vec::is_empty)
}

/// A decision with whom it touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideOutcome {
    /// The child.
    pub applicant: String,
    /// Where it is placed.
    pub school: String,
    /// Who asked for it.
    pub author: String,
    /// Who approved it.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// Hash of the evidence.
    pub evidence_hash: String,
    /// Children who stand before the child at the school, want it more than what they have, and do not have it.
    pub envied_by: Vec<String>,
    /// Children whose school would be another without the decision.
    pub moves: Vec<Move>,
}

/// A child whose school differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The child.
    pub applicant: String,
    /// Its school without the decision.
    pub without: Option<String>,
    /// Its school with it.
    pub with: Option<String>,
}

/// A row of `placements.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Pseudonym.
    pub applicant: String,
    /// Code of the school; none where unplaced.
    pub school: Option<String>,
    /// Tier of the seat.
    pub tier: Option<u8>,
    /// Whole metres.
    pub metres: Option<u32>,
    /// The round's name.
    pub round: String,
    /// Why, as a code.
    pub reason: String,
}

/// A line of `explanations.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// Pseudonym.
    pub applicant: String,
    /// Why, as in the placement.
    pub reason: String,
    /// The school.
    pub school: Option<String>,
    /// Tier of the seat.
    pub tier: Option<u8>,
    /// Group within the tier.
    pub order: Option<u8>,
    /// The clause that the tier rests on.
    pub clause: Option<String>,
    /// Whole metres.
    pub metres: Option<u32>,
    /// Duration.
    pub seconds: Option<u32>,
    /// Boardings.
    pub crossings: Option<u16>,
    /// Whether a sibling is at the school.
    pub sibling: bool,
    /// How sure the pin is, where the list of applicants says it.
    pub pin_grade: Option<String>,
    /// The child's lot, in hexadecimal digits.
    pub lot: String,
    /// Schools that are as near or nearer, or wanted more, than the one given, as the child wants them.
    pub considered: Vec<Considered>,
    /// Whether another distance would change the result.
    pub fragility: Option<Fragility>,
}

/// A school that a child did not get, or did not want as much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Considered {
    /// Its code.
    pub school: String,
    /// Whole metres.
    pub metres: u32,
    /// Boardings.
    pub crossings: Option<u16>,
    /// The child's tier there.
    pub tier: u8,
    /// Its group within the tier.
    pub order: u8,
    /// Seats there.
    pub seats: u32,
    /// `full`, `quota_full`, `wanted_less`, or in `cap-first` `plan`.
    pub why: String,
    /// Children admitted there who stand before this child, by tier.
    pub ahead: Vec<u32>,
    /// The last key admitted there.
    pub last_admitted: Option<KeyDoc>,
    /// The metres at which this child would have stood before the last admitted one; none where no distance would do.
    pub needed_metres: Option<u32>,
    /// In `cap-first`: how much worse, level by level, every plan is that gives the child this school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_worse_by: Option<Vec<i64>>,
}

/// Whether another distance would change a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fragility {
    /// If all this child's ways were 5 % shorter or longer.
    pub scaled: Flips,
    /// If each of its ways lay anywhere within the error of the pin.
    pub pin: Option<Flips>,
}

/// How a result would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flips {
    /// Schools wanted more whose last admitted key would be passed.
    pub gains: Vec<String>,
    /// Whether the first refused child would stand before this one.
    pub loses: bool,
}

/// `public.json`: what anyone may see. No pseudonym, and no two distances of one child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicRound {
    /// The form of this file.
    pub format: String,
    /// The round's name.
    pub round: String,
    /// How seats were given.
    pub mode: String,
    /// The rule set.
    pub rules: RulesRef,
    /// The seed and its parts.
    pub seed: SeedRef,
    /// The schools.
    pub schools: Vec<PublicSchool>,
}

/// A school as anyone may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicSchool {
    /// Its code.
    pub school: String,
    /// Its seats.
    pub seats: u32,
    /// Taken in all.
    pub taken: u32,
    /// How many keys the allocator admitted: the leaves of the tree.
    pub leaves: u32,
    /// Tier of the last key admitted.
    pub cutoff_tier: Option<u8>,
    /// Metres of the last key admitted.
    pub cutoff_metres: Option<u32>,
    /// The leaf of the last key admitted.
    pub cutoff_leaf: Option<String>,
    /// Root of the tree.
    pub merkle_root: Option<String>,
}
