//! The matching made anew, in two ways: one pass over all pairs by key, and rounds in which all children without a seat
//! ask at once.

use std::collections::BTreeSet;

use rayon::slice::ParallelSliceMut as _;

use super::keys::Key;
use super::lists::ChildLists;
use super::lots::Lots;
use super::register::Register;
use super::seating::Room;
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// Where each child comes to sit, of those who take part.
pub(super) type Matched = Vec<Option<IntakeIdx>>;

/// What a matching is made of.
pub(super) struct Contest<'a, 'f> {
    pub(super) register: &'a Register<'f>,
    pub(super) lots: &'a Lots,
    pub(super) keys: &'a [Option<Key>],
    pub(super) lists: &'a ChildLists,
}

impl Contest<'_, '_> {
    /// Keys of all pairs in lists of whom nothing but a decision settles, ascending.
    pub(super) fn sorted_keys(&self) -> Vec<Key> {
        let register = self.register;
        let children = register
            .children()
            .filter(|child| register.is_eligible(*child) && register.fixed[child.at()].is_none());
        let pairs = children.flat_map(|child| self.lists.of_child(child));
        let mut sorted: Vec<Key> = pairs.filter_map(|pair| self.keys[*pair as usize]).collect();
        sorted.par_sort_unstable();
        sorted
    }

    /// Gives each seat to the first in the order of keys who has none. Cost: one look at every key.
    /// Where all lists are in the order of keys, the result is the only stable one.
    pub(super) fn by_one_pass(
        &self,
        sorted: &[Key],
        takes_part: impl Fn(ApplicantIdx) -> bool,
        mut room: Room,
    ) -> Matched {
        let mut matched = vec![None; self.register.fixed.len()];
        for key in sorted {
            let (child, school) = (key.child(self.lots), key.school());
            if matched[child.at()].is_some() || room.seats[school.at()] == 0 || !takes_part(child) {
                continue;
            }
            if let Some(quota) = self.register.quotas[child.at()] {
                let seats = &mut room.quotas[school.at()][quota];
                if *seats == 0 {
                    continue;
                }
                *seats -= 1;
            }
            room.seats[school.at()] -= 1;
            matched[child.at()] = Some(school);
        }
        matched
    }

    /// Lets all children without a seat ask in rounds, each at the next school of its list; a school keeps the first in
    /// the order of keys and turns the others away. The result is the stable one that is best for every child.
    /// Cost: each place of each list is asked for at most once, and each asking costs the logarithm of the seats.
    pub(super) fn by_rounds(&self, takes_part: impl Fn(ApplicantIdx) -> bool, room: &Room) -> Matched {
        let quota_of = |key: Key| self.register.quotas[key.child(self.lots).at()];
        let mut schools: Vec<Kept<'_>> = (0..room.seats.len())
            .map(|school| Kept::of(room, school))
            .collect();
        let mut asked = vec![0; self.register.fixed.len()];
        let mut asking: Vec<ApplicantIdx> = self
            .register
            .children()
            .filter(|child| takes_part(*child))
            .collect();
        while !asking.is_empty() {
            let mut turned_away = Vec::new();
            for child in asking {
                let Some(pair) = self.lists.of_child(child).get(asked[child.at()]) else {
                    continue;
                };
                asked[child.at()] += 1;
                let away = match self.keys[*pair as usize] {
                    Some(key) => schools[key.school().at()].keep(key, quota_of),
                    None => continue,
                };
                turned_away.extend(away.map(|key| key.child(self.lots)));
            }
            asking = turned_away;
        }
        let mut matched = vec![None; self.register.fixed.len()];
        for key in schools.iter().flat_map(|school| &school.all) {
            matched[key.child(self.lots).at()] = Some(key.school());
        }
        matched
    }
}

/// Whom a school keeps while others ask.
struct Kept<'r> {
    seats: usize,
    quotas: &'r [u32],
    all: BTreeSet<Key>,
    of_quota: Vec<BTreeSet<Key>>,
}

impl<'r> Kept<'r> {
    fn of(room: &'r Room, school: usize) -> Self {
        let quotas = &room.quotas[school];
        Self {
            seats: room.seats[school] as usize,
            quotas,
            all: BTreeSet::new(),
            of_quota: vec![BTreeSet::new(); quotas.len()],
        }
    }

    /// Takes one in, and turns away the last of a quota or of all where that is one too many.
    fn keep(&mut self, key: Key, quota_of: impl Fn(Key) -> Option<usize>) -> Option<Key> {
        self.all.insert(key);
        let mut away = None;
        if let Some(quota) = quota_of(key) {
            let of_quota = &mut self.of_quota[quota];
            of_quota.insert(key);
            if of_quota.len() > self.quotas[quota] as usize {
                away = of_quota.last().copied();
            }
        }
        if away.is_none() && self.all.len() > self.seats {
            away = self.all.last().copied();
        }
        let away = away?;
        self.all.remove(&away);
        if let Some(quota) = quota_of(away) {
            self.of_quota[quota].remove(&away);
        }
        Some(away)
    }
}
