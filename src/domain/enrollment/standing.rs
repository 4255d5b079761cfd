//! How each school stands once seats are given: who is admitted, in order, and who is the first that is not.

use super::key::{Key, KeyTable};
use super::matching::{Lists, SeatsLeft};
use super::round::Round;
use super::rule_set::RuleSet;
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// A school once seats are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Keys that the allocator admitted, ascending.
    pub admitted: Vec<Key>,
    /// The same of each quota.
    pub of_quota: Vec<Vec<Key>>,
    /// Whether no seat is left.
    pub is_full: bool,
    /// Whether no seat of a quota is left.
    pub is_quota_full: Vec<bool>,
    /// The first key of a child that wants this school more than what it has; of children outside quotas.
    pub first_refused: Option<Key>,
}

/// What a child must stand before to be admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// There is room.
    Open,
    /// This key, the last admitted.
    Before(Key),
    /// There is no seat at all.
    Closed,
}

impl Bar {
    /// Whether a key is admitted.
    pub fn admits(self, key: Key) -> bool {
        match self {
            Self::Open => true,
            Self::Before(last) => key < last,
            Self::Closed => false,
        }
    }
}

/// All schools.
pub fn standings(
    rules: &RuleSet,
    round: &Round,
    table: &KeyTable,
    lists: &Lists,
    left: &SeatsLeft,
    seat_of: &[Option<IntakeIdx>],
) -> Vec<Standing> {
    let mut standings = vec![
        Standing {
            of_quota: vec![Vec::new(); rules.quotas.len()],
            ..Standing::default()
        };
        round.intakes.len()
    ];
    for applicant in round.applicant_idxs() {
        let quota = left.quota_of[applicant.at()];
        let given = seat_of[applicant.at()];
        if let Some(key) = given.and_then(|intake| table.key(round, applicant, intake)) {
            let standing = &mut standings[key.intake().at()];
            standing.admitted.push(key);
            if let Some(quota) = quota {
                standing.of_quota[quota].push(key);
            }
        }
        if quota.is_none() {
            for key in lists
                .of(applicant)
                .iter()
                .take_while(|key| Some(key.intake()) != given)
            {
                let first = &mut standings[key.intake().at()].first_refused;
                *first = Some(first.map_or(*key, |known| known.min(*key)));
            }
        }
    }
    for (at, standing) in standings.iter_mut().enumerate() {
        standing.admitted.sort_unstable();
        standing.is_full = standing.admitted.len() as u32 >= left.seats[at];
        let quotas = standing.of_quota.iter_mut().zip(&left.quotas[at]);
        standing.is_quota_full = quotas
            .map(|(keys, room)| {
                keys.sort_unstable();
                keys.len() as u32 >= *room
            })
            .collect();
    }
    standings
}

impl Standing {
    /// What a child must stand before to be admitted.
    pub fn bar(&self, quota: Option<usize>) -> Bar {
        // A seat of a full quota must fall free, and that one is a seat at all.
        let keys = match quota.filter(|quota| self.is_quota_full[*quota]) {
            Some(quota) => &self.of_quota[quota],
            None if self.is_full => &self.admitted,
            None => return Bar::Open,
        };
        keys.last().map_or(Bar::Closed, |last| Bar::Before(*last))
    }

    /// How many admitted children stand before a key, by tier.
    pub fn ahead(&self, key: Key, n_tiers: usize) -> Vec<u32> {
        let before = self.admitted.partition_point(|admitted| *admitted < key);
        let end_of = |tier: usize| {
            let end = self
                .admitted
                .partition_point(|admitted| usize::from(admitted.tier()) <= tier);
            end.min(before)
        };
        (1..=n_tiers)
            .map(|tier| (end_of(tier) - end_of(tier - 1)) as u32)
            .collect()
    }
}

/// The greatest metres at which a key would stand before a bar; none where no distance would do.
pub fn needed_metres(key: Key, bar: Key) -> Option<u32> {
    let at_bar = key.with_metres(bar.metres());
    if at_bar < bar {
        // Of a better tier or group any distance would do.
        let better = (key.tier(), key.order()) < (bar.tier(), bar.order());
        return Some(if better { key.metres() } else { bar.metres() });
    }
    let nearer = bar.metres().checked_sub(1)?;
    (key.with_metres(nearer) < bar).then_some(nearer)
}

/// Children who stand before another at a school, want it more than what they have, and are in nobody's favor placed.
pub fn envious(
    round: &Round,
    table: &KeyTable,
    lists: &Lists,
    seat_of: &[Option<IntakeIdx>],
    (favored, intake): (ApplicantIdx, IntakeIdx),
) -> Vec<ApplicantIdx> {
    let bar = table.key(round, favored, intake);
    round
        .applicant_idxs()
        .filter(|applicant| *applicant != favored)
        .filter(|applicant| {
            let given = seat_of[applicant.at()];
            let mut wanted = lists
                .of(*applicant)
                .iter()
                .take_while(|key| Some(key.intake()) != given);
            wanted.any(|key| key.intake() == intake && bar.is_none_or(|bar| *key < bar))
        })
        .collect()
}
