//! Decisions: each as it was given, the envy that it creates, and whom it moves, found by making the matching anew
//! without it; a plan without it is held against all others.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::breach::{Comparison, OUTCOME};
use super::keys::Key;
use super::plan::PlanCase;
use super::register::Register;
use super::rerun::Contest;
use super::residual::can_be_better;
use super::seating::{Room, Seating};
use super::theorem::lists_are_by_key;
use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::outcome::{Move, OverrideOutcome};

/// Checks all decisions; of a plan its case is given.
pub(super) fn check_decisions(
    contest: &Contest<'_, '_>,
    seating: &Seating,
    plan: Option<&PlanCase<'_, '_>>,
    overrides: &[OverrideOutcome],
    found: &mut Diagnostics,
) {
    let register = contest.register;
    let mut compare = Comparison::of("audit/decision", OUTCOME, None);
    compare.field("overrides.length", &overrides.len(), &register.decisions.len());
    compare
        .into_breaches()
        .into_iter()
        .for_each(|breach| found.push(breach));
    let sorted = if plan.is_none() {
        contest.sorted_keys()
    } else {
        Vec::new()
    };
    let wanting = wanting(contest, seating);
    let decisions = overrides.len().min(register.decisions.len());
    let told: Vec<Vec<Diagnostic>> = (0..decisions)
        .into_par_iter()
        .map(|at| {
            let mut compare = Comparison::of("audit/decision", OUTCOME, None);
            compare_given(register, at, &overrides[at], &mut compare);
            let envied_by = envied_by(contest, &wanting, at);
            let path = |field: &str| format!("overrides[{at}].{field}");
            compare.field(path("envied_by"), &overrides[at].envied_by, &envied_by);
            if let Some(plan) = plan {
                if let Some(fault) = fault_of_plan(plan, at, &overrides[at].moves) {
                    compare.tell(path("moves"), fault);
                }
            } else {
                let moves = moves(contest, seating, &sorted, at);
                compare.field(path("moves"), &overrides[at].moves, &moves);
            }
            compare.into_breaches()
        })
        .collect();
    told.into_iter().flatten().for_each(|breach| found.push(breach));
}

fn compare_given(register: &Register<'_>, at: usize, is: &OverrideOutcome, compare: &mut Comparison<'_>) {
    let must = &register.tables.overrides[at];
    let path = |field: &str| format!("overrides[{at}].{field}");
    compare.field(path("applicant"), &is.applicant, &must.applicant);
    compare.field(path("school"), &is.school, &must.school);
    compare.field(path("author"), &is.author, &must.author);
    compare.field(path("approver"), &is.approver, &must.approver);
    compare.field(path("reason"), &is.reason, &must.reason);
    compare.field(path("evidence_hash"), &is.evidence_hash, &must.evidence_hash);
}

/// By school, where anyone is placed by decision: free children who want it more than what they have, and their keys.
fn wanting(contest: &Contest<'_, '_>, seating: &Seating) -> Vec<Vec<(ApplicantIdx, Key)>> {
    let register = contest.register;
    let mut is_asked = vec![false; register.tables.intakes.len()];
    for (_, school) in &register.decisions {
        is_asked[school.at()] = true;
    }
    let mut wanting = vec![Vec::new(); is_asked.len()];
    for child in register.children().filter(|child| register.is_free(*child)) {
        let given = seating.seats[child.at()].and_then(|seat| seat.pair);
        let list = contest.lists.of_child(child).iter().map(|pair| *pair as usize);
        for pair in list.take_while(|pair| Some(*pair) != given) {
            let school = register.pairs[pair].school;
            if let (true, Some(key)) = (is_asked[school.at()], contest.keys[pair]) {
                wanting[school.at()].push((child, key));
            }
        }
    }
    wanting
}

fn envied_by(contest: &Contest<'_, '_>, wanting: &[Vec<(ApplicantIdx, Key)>], at: usize) -> Vec<String> {
    let register = contest.register;
    let (child, school) = register.decisions[at];
    let own = register.pair(child, school).and_then(|pair| contest.keys[pair]);
    let stand_before = wanting[school.at()]
        .iter()
        .filter(|(_, key)| own.is_none_or(|own| *key < own));
    stand_before
        .map(|(other, _)| register.name(*other).to_owned())
        .collect()
}

/// Whose school would be another without a decision.
fn moves(contest: &Contest<'_, '_>, seating: &Seating, sorted: &[Key], at: usize) -> Vec<Move> {
    let register = contest.register;
    let (child, _) = register.decisions[at];
    let is_freed = register.is_eligible(child) && register.fixed[child.at()].is_none();
    let takes_part = |other: ApplicantIdx| register.is_free(other) || (other == child && is_freed);
    let room = Room::left(register, Some(child));
    let matched = if lists_are_by_key(contest, takes_part) {
        contest.by_one_pass(sorted, takes_part, room)
    } else {
        contest.by_rounds(takes_part, &room)
    };
    let code = |school: Option<IntakeIdx>| school.map(|school| register.code(school).to_owned());
    let others = register
        .children()
        .filter(|other| *other != child && register.is_free(*other));
    let moved = others.filter_map(|other| {
        let with = seating.seats[other.at()].map(|seat| seat.school);
        let without = matched[other.at()];
        (with != without).then(|| Move {
            applicant: register.name(other).to_owned(),
            without: code(without),
            with: code(with),
        })
    });
    moved.collect()
}

/// What is wrong with the plan without a decision that the moves describe; several plans may be as good, so any of the
/// best is right.
fn fault_of_plan(plan: &PlanCase<'_, '_>, at: usize, moves: &[Move]) -> Option<String> {
    let register = plan.register;
    let (child, _) = register.decisions[at];
    if !moves.is_sorted_by(|one, next| one.applicant < next.applicant) {
        return Some("The children do not stand in order, each once.".to_owned());
    }
    let room = Room::left(register, Some(child));
    let mut other = plan.on_seats(&room);
    for one in moves {
        let at = other
            .given
            .binary_search_by(|(known, _)| register.name(*known).cmp(&one.applicant));
        let Ok(at) = at else {
            return Some(format!("`{}` is not one whom the plan places.", one.applicant));
        };
        let (moved, given) = other.given[at];
        let code = |pair: usize| register.code(register.pairs[pair].school);
        if given.map(code) != one.with.as_deref() || one.with == one.without {
            return Some(format!(
                "`{}` does not move from there to where it is.",
                one.applicant
            ));
        }
        let without = match &one.without {
            None => None,
            Some(code) => {
                let school = register.find_school(code);
                let pair = school.and_then(|school| register.pair(moved, school));
                let Some(pair) = pair.filter(|pair| plan.keys[*pair].is_some()) else {
                    return Some(format!("`{}` cannot sit at `{code}`.", one.applicant));
                };
                Some(pair)
            }
        };
        other.given[at].1 = without;
    }
    if register.is_eligible(child) && register.fixed[child.at()].is_none() {
        other.seat_where_cheapest(child);
    }
    if other.is_above_seats() {
        return Some(
            "Without the decision more children would sit at a school than it has seats.".to_owned(),
        );
    }
    let longest = other.longest();
    let limit = other.before_longest.map_or(u32::MAX, |_| longest);
    let is_beaten = can_be_better(&other, other.entries(), limit)
        || other
            .before_longest
            .is_some_and(|before| can_be_better(&other, 1 + before, u32::MAX));
    is_beaten.then(|| "Without the decision a better plan exists than the one of these moves.".to_owned())
}
