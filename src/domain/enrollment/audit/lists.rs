//! Each child's list of schools, from the one it wants most: by key, by distance, or as its parents ranked them.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::keys::Key;
use super::register::Register;
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::rule_set::ListOrder;

/// The lists of all children, as positions of pairs that have a key.
pub(super) struct ChildLists {
    lists: Vec<Vec<u32>>,
}

impl ChildLists {
    /// Puts all pairs in order; parents' rankings count where `by_parents` says so.
    pub(super) fn of(register: &Register<'_>, keys: &[Option<Key>], by_parents: bool) -> Self {
        let children = register.fixed.len();
        let lists = (0..children).into_par_iter().map(|child| {
            let child = ApplicantIdx::from_usize(child);
            let ranked = register.ranked.as_ref().filter(|_| by_parents);
            match ranked.map(|ranked| &ranked[child.at()]) {
                Some(choices) if !choices.is_empty() => ranked_list(register, keys, child, choices),
                _ => rule_list(register, keys, child),
            }
        });
        Self {
            lists: lists.collect(),
        }
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
