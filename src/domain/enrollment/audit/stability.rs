//! Stability, judged from the placements alone: no free child prefers a school that has a seat for it or that took one
//! who stands behind it. Gale and Shapley (1962); quotas as in Abdulkadiroglu (2005): whoever stands before the last of
//! a full quota takes that seat.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use super::breach::{PLACEMENTS, breach_at};
use super::keys::Key;
use super::lists::ChildLists;
use super::register::Register;
use super::seating::Seating;
use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::ids::ApplicantIdx;

/// Checks that no child has a claim to another seat. Cost: one look at every place of every list.
pub(super) fn check_claims(
    register: &Register<'_>,
    keys: &[Option<Key>],
    lists: &ChildLists,
    seating: &Seating,
    found: &mut Diagnostics,
) {
    let claims: Vec<Vec<Diagnostic>> = seating
        .seats
        .par_iter()
        .enumerate()
        .map(|(child, _)| claims_of(register, keys, lists, seating, ApplicantIdx::from_usize(child)))
        .collect();
    claims.into_iter().flatten().for_each(|claim| found.push(claim));
}

fn claims_of(
    register: &Register<'_>,
    keys: &[Option<Key>],
    lists: &ChildLists,
    seating: &Seating,
    child: ApplicantIdx,
) -> Vec<Diagnostic> {
    if !register.is_free(child) {
        return Vec::new();
    }
    let quota = register.quotas[child.at()];
    let given = seating.seats[child.at()].and_then(|seat| seat.pair);
    let mut claims = Vec::new();
    for pair in lists.of_child(child).iter().map(|pair| *pair as usize) {
        if Some(pair) == given {
            break;
        }
        let Some(key) = keys[pair] else { continue };
        let school = register.pairs[pair].school;
        let (name, code) = (register.name(child), register.code(school));
        let mut tell = |kind, sentence| claims.push(breach_at(kind, PLACEMENTS, child.at(), sentence));
        let is_closed = seating.is_full(school) || seating.is_quota_full(school, quota);
        if !is_closed {
            let sentence = format!("`{name}` wants `{code}` more, and a seat is free there.");
            tell("audit/seat_wasted", sentence);
        } else if seating.bar(school, quota).is_some_and(|bar| key < bar) {
            let sentence = format!("`{name}` wants `{code}` more, and stands before one who was admitted.");
            tell("audit/justified_envy", sentence);
        }
    }
    claims
}
