//! Each child's list of schools, from the one it wants most: by key, by distance, or as its parents ranked them.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::keys::Key;
use super::register::Register;
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::rule_set::ListOrder;

/// The lists of all children, as positions of pairs that have a key.
pub(super) struct ChildLists {
    lists: Vec<Vec<u32>>,
    by_parents: bool,
}

impl ChildLists {
    /// Puts all pairs in order; parents' rankings count where `by_parents` says so.
    pub(super) fn of(register: &Register<'_>, keys: &[Option<Key>], by_parents: bool) -> Self {
        let children = register.fixed.len();
        let lists = (0..children).into_par_iter().map(|child| {
            let child = ApplicantIdx::from_usize(child);
            match ranking(register, child, by_parents) {
                Some(choices) => ranked_list(register, keys, child, choices),
                None => rule_list(register, keys, child),
            }
        });
        Self {
            lists: lists.collect(),
            by_parents,
        }
    }

    /// What a child's parents ranked, where that is its list.
    pub(super) fn ranking<'r>(
        &self,
        register: &'r Register<'_>,
        child: ApplicantIdx,
    ) -> Option<&'r [IntakeIdx]> {
        ranking(register, child, self.by_parents)
    }

    /// Whether a child's list leaves out schools that it should hold; a ranking holds what was ranked.
    pub(super) fn is_too_short(&self, register: &Register<'_>, child: ApplicantIdx) -> bool {
        register.leaves_out[child.at()]
            && self.ranking(register, child).is_none_or(|choices| {
                choices
                    .iter()
                    .any(|school| register.pair(child, *school).is_none())
            })
    }

    /// A child's list.
    pub(super) fn of_child(&self, child: ApplicantIdx) -> &[u32] {
        &self.lists[child.at()]
    }

    /// The place of a pair in its child's list.
    pub(super) fn place(&self, child: ApplicantIdx, pair: usize) -> Option<usize> {
        self.of_child(child).iter().position(|at| *at as usize == pair)
    }

    /// Whether a child's list is in the order of its keys.
    pub(super) fn is_by_key(&self, child: ApplicantIdx, keys: &[Option<Key>]) -> bool {
        self.of_child(child).is_sorted_by_key(|at| keys[*at as usize])
    }
}

fn ranking<'r>(register: &'r Register<'_>, child: ApplicantIdx, by_parents: bool) -> Option<&'r [IntakeIdx]> {
    let ranked = register.ranked.as_ref().filter(|_| by_parents)?;
    Some(ranked[child.at()].as_slice()).filter(|choices| !choices.is_empty())
}

fn ranked_list(
    register: &Register<'_>,
    keys: &[Option<Key>],
    child: ApplicantIdx,
    choices: &[IntakeIdx],
) -> Vec<u32> {
    let pairs = choices.iter().filter_map(|school| register.pair(child, *school));
    pairs
        .filter(|pair| keys[*pair].is_some())
        .map(|pair| pair as u32)
        .collect()
}

fn rule_list(register: &Register<'_>, keys: &[Option<Key>], child: ApplicantIdx) -> Vec<u32> {
    let with_key = register.range(child).filter(|pair| keys[*pair].is_some());
    let mut list: Vec<u32> = with_key.map(|pair| pair as u32).collect();
    match register.rules.list_order {
        ListOrder::Key => list.sort_unstable_by_key(|pair| keys[*pair as usize]),
        ListOrder::Distance => list.sort_unstable_by_key(|pair| {
            let pair = *pair as usize;
            (register.pairs[pair].metres, keys[pair])
        }),
    }
    list
}
