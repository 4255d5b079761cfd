//! Stable matchings: one sort over all pairs where children and schools agree on the order, proposals where they do not.
//!
//! Source: Gale and Shapley, College admissions and the stability of marriage, 1962; seats within seats make a school's
//! choice greedy over a laminar family, for which proposals stay child-optimal stable (Hatfield and Milgrom 2005).

use std::collections::{BTreeMap, BTreeSet};

use rayon::slice::ParallelSliceMut as _;

use super::key::{Key, KeyTable};
use super::round::Round;
use super::rule_set::{ListOrder, RuleSet};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// Why a matching is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theorem {
    /// Lists and schools sort by one key: the stable matching is unique, and one sort finds it.
    UniqueByOneKey,
    /// Child-proposing deferred acceptance: stable, and no stable matching is better for any child.
    ChildOptimal,
    /// A flow of least cost, level by level, with prices that prove it.
    LeastCost,
}

impl Theorem {
    /// Its word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UniqueByOneKey => "unique_stable_by_one_key",
            Self::ChildOptimal => "child_optimal_stable",
            Self::LeastCost => "lexicographic_least_cost_flow",
        }
    }
}

/// Who sits where, of those whom the allocator places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// By applicant.
    pub seat_of: Vec<Option<IntakeIdx>>,
    /// What it relies on.
    pub theorem: Theorem,
}

/// Seats that are left once fixed children and decisions have taken theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatsLeft {
    /// By intake.
    pub seats: Vec<u32>,
    /// By intake and quota.
    pub quotas: Vec<Vec<u32>>,
    /// The quota in which each applicant counts.
    pub quota_of: Vec<Option<usize>>,
}

impl SeatsLeft {
    /// Counts them; a decision beyond the seats takes none of another's.
    pub fn count(rules: &RuleSet, round: &Round) -> Self {
        let mut left = Self {
            seats: round.intakes.iter().map(|intake| intake.seats).collect(),
            quotas: round.intakes.iter().map(|intake| intake.quotas.clone()).collect(),
            quota_of: round
                .applicant_idxs()
                .map(|applicant| round.quota_of(rules, applicant))
                .collect(),
        };
        let fixed = round
            .applicant_idxs()
            .filter_map(|applicant| Some((applicant, round.fixed[applicant.at()]?)));
        let decided = round
            .overrides
            .iter()
            .map(|decision| (decision.applicant, decision.intake));
        for (applicant, intake) in fixed.chain(decided) {
            left.take(applicant, intake);
        }
        left
    }

    fn take(&mut self, applicant: ApplicantIdx, intake: IntakeIdx) {
        let seats = &mut self.seats[intake.at()];
        *seats = seats.saturating_sub(1);
        if let Some(quota) = self.quota_of[applicant.at()] {
            let room = &mut self.quotas[intake.at()][quota];
            *room = room.saturating_sub(1);
        }
    }

    fn has_room(&self, applicant: ApplicantIdx, intake: IntakeIdx) -> bool {
        self.seats[intake.at()] > 0
            && self.quota_of[applicant.at()].is_none_or(|quota| self.quotas[intake.at()][quota] > 0)
    }
}

/// Each free child's schools in the order in which it wants them, as keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    keys: Vec<Key>,
    offsets: Vec<u32>,
}

impl Lists {
    /// Lists by rule: by key or by distance, as the rule set says.
    pub fn by_rule(rules: &RuleSet, round: &Round, table: &KeyTable) -> Self {
        Self::build(round, |applicant, keys| {
            keys.extend(table.keys[round.range_of(applicant)].iter().flatten());
            order_by_rule(rules, keys);
        })
    }

    /// Lists by the parents' ranking; whoever ranked nothing has the list of the rule.
    pub fn by_preference(rules: &RuleSet, round: &Round, table: &KeyTable) -> Self {
        let Some(preferences) = &round.preferences else {
            return Self::by_rule(rules, round, table);
        };
        Self::build(round, |applicant, keys| {
            let ranked = &preferences[applicant.at()];
            if ranked.is_empty() {
                keys.extend(table.keys[round.range_of(applicant)].iter().flatten());
                order_by_rule(rules, keys);
            } else {
                keys.extend(
                    ranked
                        .iter()
                        .filter_map(|intake| table.key(round, applicant, *intake)),
                );
            }
        })
    }

    fn build(round: &Round, mut fill: impl FnMut(ApplicantIdx, &mut Vec<Key>)) -> Self {
        let mut lists = Self {
            keys: Vec::with_capacity(round.pairs.len()),
            offsets: vec![0],
        };
        let mut keys = Vec::new();
        for applicant in round.applicant_idxs() {
            if round.is_free(applicant) {
                fill(applicant, &mut keys);
                lists.keys.append(&mut keys);
            }
            lists.offsets.push(lists.keys.len() as u32);
        }
        lists
    }

    /// The list of an applicant, best first.
    pub fn of(&self, applicant: ApplicantIdx) -> &[Key] {
        &self.keys[self.offsets[applicant.at()] as usize..self.offsets[applicant.at() + 1] as usize]
    }

    /// Whether each list is in the order of the keys: the condition under which one sort is right.
    pub fn agree_with_keys(&self) -> bool {
        self.offsets
            .windows(2)
            .all(|ends| self.keys[ends[0] as usize..ends[1] as usize].is_sorted())
    }
}

fn order_by_rule(rules: &RuleSet, keys: &mut [Key]) {
    match rules.list_order {
        ListOrder::Key => keys.sort_unstable(),
        ListOrder::Distance => keys.sort_unstable_by_key(|key| (key.metres(), *key)),
    }
}

/// Matches by the method that the lists allow.
pub fn match_stably(round: &Round, table: &KeyTable, lists: &Lists, left: &SeatsLeft) -> Matching {
    match match_by_one_sort(round, table, lists, left) {
        Some(matching) => matching,
        None => match_by_proposals(round, table, lists, left),
    }
}

/// Goes through all pairs by key and takes each whose child is free and whose school has a seat; refused, with none,
/// where a list is in another order.
///
/// Cost: O(E log E) for E pairs.
pub fn match_by_one_sort(
    round: &Round,
    table: &KeyTable,
    lists: &Lists,
    left: &SeatsLeft,
) -> Option<Matching> {
    if !lists.agree_with_keys() {
        return None;
    }
    let mut left = left.clone();
    let mut keys = lists.keys.clone();
    keys.par_sort_unstable();
    let mut seat_of = vec![None; round.applicants.len()];
    for key in keys {
        let (applicant, intake) = (table.applicant(key), key.intake());
        if seat_of[applicant.at()].is_none() && left.has_room(applicant, intake) {
            left.take(applicant, intake);
            seat_of[applicant.at()] = Some(intake);
        }
    }
    Some(Matching {
        seat_of,
        theorem: Theorem::UniqueByOneKey,
    })
}

/// Child-proposing deferred acceptance.
///
/// Cost: O(E log n) for E pairs and n seats a school.
pub fn match_by_proposals(round: &Round, table: &KeyTable, lists: &Lists, left: &SeatsLeft) -> Matching {
    let mut held: Vec<Held> = left
        .seats
        .iter()
        .zip(&left.quotas)
        .map(|(seats, quotas)| Held::new(*seats, quotas))
        .collect();
    let mut next = vec![0_usize; round.applicants.len()];
    let mut seat_of = vec![None; round.applicants.len()];
    let mut waiting: Vec<ApplicantIdx> = round.applicant_idxs().collect();
    while let Some(applicant) = waiting.pop() {
        let Some(key) = lists.of(applicant).get(next[applicant.at()]) else {
            continue;
        };
        next[applicant.at()] += 1;
        let intake = key.intake();
        seat_of[applicant.at()] = Some(intake);
        if let Some(refused) = held[intake.at()].offer(*key, left.quota_of[applicant.at()]) {
            let refused = table.applicant(refused);
            seat_of[refused.at()] = None;
            waiting.push(refused);
        }
    }
    Matching {
        seat_of,
        theorem: Theorem::ChildOptimal,
    }
}

/// Whom a school holds so far.
struct Held {
    seats: usize,
    quotas: Vec<usize>,
    all: BTreeSet<Key>,
    by_quota: Vec<BTreeSet<Key>>,
    counted: BTreeMap<Key, usize>,
}

impl Held {
    fn new(seats: u32, quotas: &[u32]) -> Self {
        Self {
            seats: seats as usize,
            quotas: quotas.iter().map(|room| *room as usize).collect(),
            all: BTreeSet::new(),
            by_quota: vec![BTreeSet::new(); quotas.len()],
            counted: BTreeMap::new(),
        }
    }

    /// Takes a key and gives up the worst that no longer fits: of the quota where that is over-full, else of all.
    fn offer(&mut self, key: Key, quota: Option<usize>) -> Option<Key> {
        self.all.insert(key);
        if let Some(quota) = quota {
            self.by_quota[quota].insert(key);
            self.counted.insert(key, quota);
            if self.by_quota[quota].len() > self.quotas[quota] {
                return self.by_quota[quota]
                    .last()
                    .copied()
                    .inspect(|worst| self.give_up(*worst));
            }
        }
        if self.all.len() > self.seats {
            return self.all.last().copied().inspect(|worst| self.give_up(*worst));
        }
        None
    }

    fn give_up(&mut self, key: Key) {
        self.all.remove(&key);
        if let Some(quota) = self.counted.remove(&key) {
            self.by_quota[quota].remove(&key);
        }
    }
}
