//! What the result may rely on, and that it is what the theorem says: the matching made anew must be the same.

use super::breach::{OUTCOME, PLACEMENTS, breach, breach_at, differs};
use super::rerun::{Contest, Matched};
use super::seating::{Room, Seating, Way};
use crate::base::diagnostic::Diagnostics;
use crate::base::ids::ApplicantIdx;
use crate::domain::enrollment::outcome::Outcome;

/// Every list is in the order of keys: there is one stable matching.
pub(super) const UNIQUE: &str = "unique_stable_by_one_key";
/// There may be several: this one is best for every child.
pub(super) const CHILD_OPTIMAL: &str = "child_optimal_stable";
/// No plan is better on the levels of the rule set.
pub(super) const LEAST_COST: &str = "lexicographic_least_cost_flow";

/// Whether the lists of all who take part are in the order of keys.
pub(super) fn lists_are_by_key(contest: &Contest<'_, '_>, takes_part: impl Fn(ApplicantIdx) -> bool) -> bool {
    let mut children = contest.register.children().filter(|child| takes_part(*child));
    children.all(|child| contest.lists.is_by_key(child, contest.keys))
}

/// Checks the claim, and makes the matching anew by what the theorem allows.
pub(super) fn check_matching(
    contest: &Contest<'_, '_>,
    seating: &Seating,
    outcome: &Outcome,
    found: &mut Diagnostics,
) {
    let register = contest.register;
    let is_free = |child| register.is_free(child);
    let is_unique = lists_are_by_key(contest, is_free);
    let expected = if is_unique { UNIQUE } else { CHILD_OPTIMAL };
    check_claim(outcome, expected, found);
    let room = Room::left(register, None);
    let (code, matched) = if is_unique {
        let matched = contest.by_one_pass(&contest.sorted_keys(), is_free, room);
        ("audit/not_the_stable_one", matched)
    } else {
        ("audit/not_child_optimal", contest.by_rounds(is_free, &room))
    };
    compare(contest, seating, &matched, code, found);
}

/// Checks the claim alone.
pub(super) fn check_claim(outcome: &Outcome, expected: &str, found: &mut Diagnostics) {
    if outcome.theorem != expected {
        let sentence = differs("The theorem", &outcome.theorem, expected);
        found.push(breach("audit/theorem", OUTCOME, sentence).at_object("theorem"));
    }
}

fn compare(
    contest: &Contest<'_, '_>,
    seating: &Seating,
    matched: &Matched,
    code: &'static str,
    found: &mut Diagnostics,
) {
    let register = contest.register;
    let shown = |school: Option<_>| school.map_or("nowhere", |school| register.code(school));
    for child in register.children().filter(|child| register.is_free(*child)) {
        let seat = seating.seats[child.at()].filter(|seat| seat.way == Way::Allocated);
        let (is, must) = (seat.map(|seat| seat.school), matched[child.at()]);
        if is != must {
            let sentence = differs("The school", shown(is), shown(must));
            let told = breach_at(code, PLACEMENTS, child.at(), sentence);
            found.push(told.at_object(register.name(child)));
        }
    }
}
