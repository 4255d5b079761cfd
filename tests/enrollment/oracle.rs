//! An independent reading of the key and of stability: tuples and plain loops, nothing of the engine's.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use truonggan::base::ids::{ApplicantIdx, IntakeIdx};
use truonggan::domain::enrollment::{Condition, ListOrder, Round, RuleSet, Test, lot};

/// A key, as the specification writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlainKey(
    pub u8,
    pub usize,
    pub u32,
    pub bool,
    pub [u8; 32],
    pub String,
    pub String,
);

/// Whether conditions hold of an applicant at a school.
fn holds(round: &Round, conditions: &[Condition], child: ApplicantIdx, school: IntakeIdx) -> bool {
    let intake = &round.intakes[school.at()];
    conditions.iter().all(|condition| {
        let cell = round.attributes.get(condition.attribute, child);
        match &condition.test {
            Test::Is(words) => cell.is_some_and(|cell| words.iter().any(|word| word == cell)),
            Test::IsNot(words) => !cell.is_some_and(|cell| words.iter().any(|word| word == cell)),
            Test::Given => cell.is_some(),
            Test::Missing => cell.is_none(),
            Test::ZoneOfSchool => cell.is_some() && cell == intake.zone.as_deref(),
            Test::ThisSchool => cell.is_some_and(|cell| cell.split(';').any(|code| code == intake.school)),
        }
    })
}

/// The key of a pair; none where no tier takes it.
pub fn key(
    rules: &RuleSet,
    round: &Round,
    seed: &[u8],
    child: ApplicantIdx,
    school: IntakeIdx,
) -> Option<PlainKey> {
    let pair = round.pairs_of(child).iter().find(|pair| pair.intake == school)?;
    let tier = rules
        .tiers
        .iter()
        .find(|tier| holds(round, &tier.when, child, school))?;
    let order = tier
        .order
        .iter()
        .position(|group| holds(round, group, child, school));
    let code = &round.intakes[school.at()].school;
    let siblings = rules
        .sibling
        .and_then(|attribute| round.attributes.get(attribute, child))
        .unwrap_or_default();
    let name = &round.applicants[child.at()];
    Some(PlainKey(
        tier.number,
        order.unwrap_or(tier.order.len()),
        pair.metres,
        !siblings.split(';').any(|known| known == code),
        lot(seed, name, &round.name),
        name.clone(),
        code.clone(),
    ))
}

/// All keys of a round, by child and school.
pub type Keys = BTreeMap<(u32, u32), PlainKey>;

pub fn keys(rules: &RuleSet, round: &Round, seed: &[u8]) -> Keys {
    let mut keys = BTreeMap::new();
    for child in round.applicant_idxs() {
        for pair in round.pairs_of(child) {
            if let Some(key) = key(rules, round, seed, child, pair.intake) {
                keys.insert((child.0, pair.intake.0), key);
            }
        }
    }
    keys
}

/// The schools of a free child in the order in which it wants them.
pub fn list(
    rules: &RuleSet,
    round: &Round,
    keys: &Keys,
    child: ApplicantIdx,
    by_preference: bool,
) -> Vec<u32> {
    let mine = |school: u32| keys.get(&(child.0, school));
    if by_preference
        && let Some(ranked) = round.preferences.as_ref().map(|all| &all[child.at()])
        && !ranked.is_empty()
    {
        return ranked
            .iter()
            .map(|school| school.0)
            .filter(|school| mine(*school).is_some())
            .collect();
    }
    let mut schools: Vec<u32> = (0..round.intakes.len() as u32)
        .filter(|school| mine(*school).is_some())
        .collect();
    schools.sort_by(|one, other| {
        let (one, other) = (mine(*one).unwrap(), mine(*other).unwrap());
        let by_distance = match rules.list_order {
            ListOrder::Distance => one.2.cmp(&other.2),
            ListOrder::Key => Ordering::Equal,
        };
        by_distance.then_with(|| one.cmp(other))
    });
    schools
}

/// Free children, what they want, and what is left at each school in all and by quota.
pub struct Market {
    pub keys: Keys,
    pub lists: BTreeMap<u32, Vec<u32>>,
    pub seats: Vec<usize>,
    pub quotas: Vec<Vec<usize>>,
    pub quota_of: Vec<Option<usize>>,
}

impl Market {
    pub fn of(rules: &RuleSet, round: &Round, seed: &[u8], by_preference: bool) -> Self {
        let keys = keys(rules, round, seed);
        let quota_of: Vec<Option<usize>> = round
            .applicant_idxs()
            .map(|child| {
                rules
                    .quotas
                    .iter()
                    .position(|quota| round.attributes.get(quota.attribute, child) == Some("true"))
            })
            .collect();
        let mut seats: Vec<usize> = round.intakes.iter().map(|intake| intake.seats as usize).collect();
        let mut quotas: Vec<Vec<usize>> = round
            .intakes
            .iter()
            .map(|intake| intake.quotas.iter().map(|room| *room as usize).collect())
            .collect();
        let mut taken = |child: ApplicantIdx, school: IntakeIdx| {
            seats[school.at()] = seats[school.at()].saturating_sub(1);
            if let Some(quota) = quota_of[child.at()] {
                quotas[school.at()][quota] = quotas[school.at()][quota].saturating_sub(1);
            }
        };
        let mut lists = BTreeMap::new();
        for child in round.applicant_idxs() {
            let decided = round
                .overrides
                .iter()
                .find(|decision| decision.applicant == child);
            match (round.fixed[child.at()], decided) {
                (Some(school), _) => taken(child, school),
                (None, Some(decision)) => taken(child, decision.intake),
                (None, None) if round.eligibility[child.at()].is_eligible() => {
                    lists.insert(child.0, list(rules, round, &keys, child, by_preference));
                }
                (None, None) => {}
            }
        }
        Self {
            keys,
            lists,
            seats,
            quotas,
            quota_of,
        }
    }

    /// Whether seats and quotas are kept and every child sits where it asked to.
    pub fn is_feasible(&self, seat_of: &BTreeMap<u32, u32>) -> bool {
        let asked = seat_of
            .iter()
            .all(|(child, school)| self.lists[child].contains(school));
        let within = (0..self.seats.len()).all(|school| {
            let here: Vec<u32> = Self::at(seat_of, school as u32);
            let of_quota = |quota: usize| {
                here.iter()
                    .filter(|child| self.quota_of[**child as usize] == Some(quota))
                    .count()
            };
            here.len() <= self.seats[school]
                && (0..self.quotas[school].len()).all(|quota| of_quota(quota) <= self.quotas[school][quota])
        });
        asked && within
    }

    fn at(seat_of: &BTreeMap<u32, u32>, school: u32) -> Vec<u32> {
        seat_of
            .iter()
            .filter(|(_, of)| **of == school)
            .map(|(child, _)| *child)
            .collect()
    }

    /// A child and a school that would both rather have each other.
    pub fn envy(&self, seat_of: &BTreeMap<u32, u32>) -> Option<(u32, u32)> {
        for (child, list) in &self.lists {
            let given = seat_of.get(child);
            for school in list.iter().take_while(|school| Some(*school) != given) {
                if self.would_take(seat_of, *child, *school) {
                    return Some((*child, *school));
                }
            }
        }
        None
    }

    /// Whether a school would take a child, giving up at most one who stands behind it.
    fn would_take(&self, seat_of: &BTreeMap<u32, u32>, child: u32, school: u32) -> bool {
        let here = Self::at(seat_of, school);
        let mut with: BTreeMap<u32, u32> = here.iter().map(|other| (*other, school)).collect();
        with.insert(child, school);
        if self.fits(&with, school) {
            return true;
        }
        here.iter().any(|other| {
            let mut instead = with.clone();
            instead.remove(other);
            self.keys[&(*other, school)] > self.keys[&(child, school)] && self.fits(&instead, school)
        })
    }

    fn fits(&self, here: &BTreeMap<u32, u32>, school: u32) -> bool {
        let at = school as usize;
        here.len() <= self.seats[at]
            && (0..self.quotas[at].len()).all(|quota| {
                let count = here
                    .keys()
                    .filter(|child| self.quota_of[**child as usize] == Some(quota))
                    .count();
                count <= self.quotas[at][quota]
            })
    }

    /// How well a child fares: the place of its school in its list; the length of the list where it has none.
    pub fn place(&self, child: u32, seat_of: &BTreeMap<u32, u32>) -> usize {
        let list = &self.lists[&child];
        seat_of
            .get(&child)
            .and_then(|school| list.iter().position(|known| known == school))
            .unwrap_or(list.len())
    }
}
