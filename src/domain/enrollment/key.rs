//! The strict order over all pairs: tier, order within the tier, metres, sibling, lot, applicant, school.

use std::num::NonZeroU128;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::eligibility::holds_of_applicant;
use super::lot::{Hash, lot};
use super::round::{Pair, Round, schools_in};
use super::rule_set::{Condition, RuleSet, Test};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// A key in one integer: smaller stands before.
/// From the top: tier 8 bits, order within it 8, metres 32, not a sibling 1, rank of lot and applicant 32, school 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(NonZeroU128);

impl Key {
    /// Puts the parts together; tiers count from 1.
    pub fn new(tier: u8, order: u8, metres: u32, is_sibling: bool, lot_rank: u32, intake: IntakeIdx) -> Self {
        let mut bits = u128::from(tier);
        bits = bits << 8 | u128::from(order);
        bits = bits << 32 | u128::from(metres);
        bits = bits << 1 | u128::from(!is_sibling);
        bits = bits << 32 | u128::from(lot_rank);
        Self(NonZeroU128::new(bits << 32 | u128::from(intake.0)).expect("tiers count from 1"))
    }

    /// Tier, from 1.
    pub const fn tier(self) -> u8 {
        (self.0.get() >> 105) as u8
    }

    /// Place of the group within the tier, from 0.
    pub const fn order(self) -> u8 {
        (self.0.get() >> 97) as u8
    }

    /// Whole metres.
    pub const fn metres(self) -> u32 {
        (self.0.get() >> 65) as u32
    }

    /// Whether a sibling is at the school.
    pub const fn is_sibling(self) -> bool {
        self.0.get() >> 64 & 1 == 0
    }

    /// The applicant's rank by lot.
    pub const fn lot_rank(self) -> u32 {
        (self.0.get() >> 32) as u32
    }

    /// The school.
    pub const fn intake(self) -> IntakeIdx {
        IntakeIdx(self.0.get() as u32)
    }

    /// The same with other metres.
    #[must_use]
    pub fn with_metres(self, metres: u32) -> Self {
        Self::new(
            self.tier(),
            self.order(),
            metres,
            self.is_sibling(),
            self.lot_rank(),
            self.intake(),
        )
    }
}

/// Keys of all pairs of a round, and the lots.
#[derive(Debug, Clone)]
pub struct KeyTable {
    /// By pair; whoever is in no tier at a school has none.
    pub keys: Vec<Option<Key>>,
    /// By applicant.
    pub lots: Vec<Hash>,
    /// Applicants by rank of their lots.
    pub by_rank: Vec<ApplicantIdx>,
    /// The rank of each applicant.
    pub rank_of: Vec<u32>,
}

impl KeyTable {
    /// Gives every pair its key, O(pairs).
    pub fn build(rules: &RuleSet, round: &Round, seed: &[u8]) -> Self {
        let lots: Vec<Hash> = round
            .applicants
            .iter()
            .map(|applicant| lot(seed, applicant, &round.name))
            .collect();
        let mut by_rank: Vec<ApplicantIdx> = round.applicant_idxs().collect();
        // Applicants stand in the order of their pseudonyms, which is what decides between equal lots.
        by_rank.sort_by_key(|applicant| (lots[applicant.at()], *applicant));
        let mut rank_of = vec![0; by_rank.len()];
        for (rank, applicant) in by_rank.iter().enumerate() {
            rank_of[applicant.at()] = rank as u32;
        }
        let priorities = Priorities::compile(rules, round);
        let keys = (0..round.applicants.len())
            .into_par_iter()
            .map(ApplicantIdx::from_usize)
            .flat_map_iter(|applicant| {
                let (priorities, rank) = (&priorities, rank_of[applicant.at()]);
                round
                    .pairs_of(applicant)
                    .iter()
                    .map(move |pair| priorities.key(applicant, pair, rank))
            })
            .collect();
        Self {
            keys,
            lots,
            by_rank,
            rank_of,
        }
    }

    /// The applicant of a key.
    pub fn applicant(&self, key: Key) -> ApplicantIdx {
        self.by_rank[key.lot_rank() as usize]
    }

    /// The key of an applicant at a school.
    pub fn key(&self, round: &Round, applicant: ApplicantIdx, intake: IntakeIdx) -> Option<Key> {
        let range = round.range_of(applicant);
        let at = round.pairs[range.clone()]
            .binary_search_by_key(&intake, |pair| pair.intake)
            .ok()?;
        self.keys[range.start + at]
    }
}

/// Tiers and their groups with what does not depend on the school decided beforehand.
pub(super) struct Priorities {
    tiers: Vec<(u8, Clause, Vec<Clause>)>,
    siblings: Option<Vec<Vec<IntakeIdx>>>,
}

/// Conditions that must all hold.
struct Clause {
    /// Whether those that ask about the applicant alone hold, by applicant; empty where there are none.
    of_applicant: Vec<bool>,
    of_pair: Vec<PairTest>,
}

enum PairTest {
    /// Zone of the school, by intake, and the cell, by applicant, each as its position among all words.
    Zone(Vec<Option<u32>>, Vec<Option<u32>>),
    /// Schools by applicant.
    School(Vec<Vec<IntakeIdx>>),
}

impl Priorities {
    /// Reads the rule set for a round, O(tiers × applicants).
    pub(super) fn compile(rules: &RuleSet, round: &Round) -> Self {
        let clause = |conditions: &Vec<Condition>| Clause::compile(conditions, round);
        Self {
            tiers: rules
                .tiers
                .iter()
                .map(|tier| {
                    (
                        tier.number,
                        clause(&tier.when),
                        tier.order.iter().map(clause).collect(),
                    )
                })
                .collect(),
            siblings: rules.sibling.map(|attribute| schools_of(round, attribute)),
        }
    }

    /// The tier of an applicant at a school and the place of its group within, wherever the school is.
    pub(super) fn standing(&self, applicant: ApplicantIdx, intake: IntakeIdx) -> Option<(u8, u8)> {
        let (number, _, groups) = self
            .tiers
            .iter()
            .find(|(_, clause, _)| clause.holds(applicant, intake))?;
        let order = groups.iter().position(|group| group.holds(applicant, intake));
        Some((*number, order.unwrap_or(groups.len()) as u8))
    }

    fn key(&self, applicant: ApplicantIdx, pair: &Pair, rank: u32) -> Option<Key> {
        let (number, order) = self.standing(applicant, pair.intake)?;
        let is_sibling = self
            .siblings
            .as_ref()
            .is_some_and(|schools| schools[applicant.at()].contains(&pair.intake));
        Some(Key::new(
            number,
            order,
            pair.metres,
            is_sibling,
            rank,
            pair.intake,
        ))
    }
}

impl Clause {
    fn compile(conditions: &[Condition], round: &Round) -> Self {
        let (mut of_applicant, mut of_pair) = (Vec::new(), Vec::new());
        let (about_pair, about_applicant): (Vec<&Condition>, Vec<&Condition>) = conditions
            .iter()
            .partition(|condition| matches!(condition.test, Test::ZoneOfSchool | Test::ThisSchool));
        if !about_applicant.is_empty() {
            let all_hold = |applicant| {
                about_applicant.iter().all(|condition| {
                    holds_of_applicant(condition, &round.attributes, applicant) == Some(true)
                })
            };
            of_applicant = round.applicant_idxs().map(all_hold).collect();
        }
        for condition in about_pair {
            of_pair.push(match condition.test {
                Test::ThisSchool => PairTest::School(schools_of(round, condition.attribute)),
                _ => zone_test(round, condition.attribute),
            });
        }
        Self {
            of_applicant,
            of_pair,
        }
    }

    fn holds(&self, applicant: ApplicantIdx, intake: IntakeIdx) -> bool {
        self.of_applicant.get(applicant.at()).is_none_or(|holds| *holds)
            && self.of_pair.iter().all(|test| match test {
                PairTest::Zone(of_intake, of_applicant) => {
                    let zone = of_intake[intake.at()];
                    zone.is_some() && zone == of_applicant[applicant.at()]
                }
                PairTest::School(of_applicant) => of_applicant[applicant.at()].contains(&intake),
            })
    }
}

fn zone_test(round: &Round, attribute: usize) -> PairTest {
    let mut zones: Vec<&str> = round
        .intakes
        .iter()
        .filter_map(|intake| intake.zone.as_deref())
        .collect();
    zones.sort_unstable();
    zones.dedup();
    let position = |text: &str| zones.binary_search(&text).ok().map(|at| at as u32);
    let of_intake = round
        .intakes
        .iter()
        .map(|intake| position(intake.zone.as_deref()?));
    let cells = round.attributes.columns[attribute].iter();
    PairTest::Zone(
        of_intake.collect(),
        cells.map(|cell| position(cell.as_deref()?)).collect(),
    )
}

fn schools_of(round: &Round, attribute: usize) -> Vec<Vec<IntakeIdx>> {
    let cells = round.attributes.columns[attribute].iter();
    cells
        .map(|cell| {
            schools_in(cell.as_deref().unwrap_or_default())
                .filter_map(|code| round.find_intake(code))
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_its_parts_back() {
        let key = Key::new(3, 2, 123_456, true, 77, IntakeIdx(9));
        assert_eq!((key.tier(), key.order(), key.metres()), (3, 2, 123_456));
        assert_eq!(
            (key.is_sibling(), key.lot_rank(), key.intake()),
            (true, 77, IntakeIdx(9))
        );
        let nearer = key.with_metres(5);
        assert_eq!((nearer.metres(), nearer.tier(), nearer.lot_rank()), (5, 3, 77));
        assert!(nearer < key);
        assert!(key < Key::new(3, 2, 123_456, false, 0, IntakeIdx(0)));
    }
}
