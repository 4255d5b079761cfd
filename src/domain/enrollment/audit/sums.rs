//! Totals and schools, counted anew from placements.

use super::breach::{Comparison, OUTCOME, breach, differs};
use super::keys::Key;
use super::lists::ChildLists;
use super::lots::Lots;
use super::register::Register;
use super::seating::{Seating, Way, reason_of};
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::outcome::{Outcome, SchoolOutcome, Totals};

/// Checks all sums.
pub(super) fn check_sums(
    register: &Register<'_>,
    (keys, lists, lots): (&[Option<Key>], &ChildLists, &Lots),
    seating: &Seating,
    holds_for_all: bool,
    outcome: &Outcome,
    found: &mut Diagnostics,
) {
    let pairs = if holds_for_all { "all" } else { "listed" };
    if outcome.pairs != pairs {
        let sentence = differs("It", &outcome.pairs, pairs);
        found.push(breach("audit/pairs", OUTCOME, sentence).at_object("pairs"));
    }
    let expected = totals(register, (keys, lists), seating);
    compare_totals(&outcome.totals, &expected, found);
    check_schools(register, lots, seating, outcome, found);
}

fn totals(
    register: &Register<'_>,
    (keys, lists): (&[Option<Key>], &ChildLists),
    seating: &Seating,
) -> Totals {
    let mut totals = Totals {
        by_tier: vec![0; register.rules.tiers.len()],
        ..Totals::default()
    };
    for child in register.children() {
        let state = register.tables.applicants[child.at()].state.as_str();
        totals.applicants += 1;
        match state {
            "" => totals.eligible += 1,
            _ if state.starts_with("pending_") => totals.pending += 1,
            _ => totals.not_eligible += 1,
        }
        let Some(seat) = seating.seats[child.at()] else {
            match reason_of(register, (keys, lists), child, false) {
                "list_too_short" => totals.list_too_short += 1,
                "no_seat_left" | "no_school_in_reach" => totals.no_seat_left += 1,
                _ => {}
            }
            continue;
        };
        totals.placed += 1;
        totals.fixed += u32::from(seat.way == Way::Fixed);
        totals.overridden += u32::from(seat.way == Way::Decided);
        if let Some(pair) = seat.pair.map(|pair| register.pairs[pair]) {
            totals.metres += u64::from(pair.metres);
            totals.crossings += u64::from(pair.crossings.unwrap_or(0));
            totals.longest = totals.longest.max(pair.metres);
            totals.over_cap += u32::from(pair.metres > register.rules.cap_metres);
        }
        if let Some(key) = seat.key {
            let best = keys[register.range(child)]
                .iter()
                .flatten()
                .map(|key| key.tier())
                .min();
            totals.tier_violations += u64::from(key.tier() - best.unwrap_or(key.tier()));
            totals.by_tier[usize::from(key.tier()) - 1] += 1;
        }
    }
    totals
}

fn compare_totals(found: &Totals, expected: &Totals, breaches: &mut Diagnostics) {
    let mut compare = Comparison::of("audit/totals", OUTCOME, None);
    for (field, is, must) in [
        ("applicants", found.applicants, expected.applicants),
        ("eligible", found.eligible, expected.eligible),
        ("pending", found.pending, expected.pending),
        ("not_eligible", found.not_eligible, expected.not_eligible),
        ("placed", found.placed, expected.placed),
        ("fixed", found.fixed, expected.fixed),
        ("overridden", found.overridden, expected.overridden),
        ("no_seat_left", found.no_seat_left, expected.no_seat_left),
        ("list_too_short", found.list_too_short, expected.list_too_short),
        ("longest", found.longest, expected.longest),
        ("over_cap", found.over_cap, expected.over_cap),
    ] {
        compare.field(format_args!("totals.{field}"), &is, &must);
    }
    compare.field("totals.metres", &found.metres, &expected.metres);
    compare.field("totals.crossings", &found.crossings, &expected.crossings);
    compare.field(
        "totals.tier_violations",
        &found.tier_violations,
        &expected.tier_violations,
    );
    compare.field("totals.by_tier", &found.by_tier, &expected.by_tier);
    compare
        .into_breaches()
        .into_iter()
        .for_each(|breach| breaches.push(breach));
}

/// Schools without their roots, which `published` makes anew.
fn schools(register: &Register<'_>, lots: &Lots, seating: &Seating) -> Vec<SchoolOutcome> {
    let mut schools: Vec<SchoolOutcome> = register
        .schools()
        .map(|school| SchoolOutcome {
            school: register.code(school).to_owned(),
            seats: register.intake(school).seats,
            taken: 0,
            fixed: 0,
            overridden: 0,
            above_seats: 0,
            by_tier: vec![0; register.rules.tiers.len()],
            last_admitted: seating.last(school).map(|key| key.to_doc(lots)),
            merkle_root: None,
        })
        .collect();
    for seat in seating.seats.iter().flatten() {
        let school = &mut schools[seat.school.at()];
        school.taken += 1;
        school.fixed += u32::from(seat.way == Way::Fixed);
        school.overridden += u32::from(seat.way == Way::Decided);
        if let (Way::Allocated, Some(key)) = (seat.way, seat.key) {
            school.by_tier[usize::from(key.tier()) - 1] += 1;
        }
    }
    for school in &mut schools {
        let settled = school.fixed + school.overridden;
        school.above_seats = settled.saturating_sub(school.seats);
    }
    schools
}

fn check_schools(
    register: &Register<'_>,
    lots: &Lots,
    seating: &Seating,
    outcome: &Outcome,
    found: &mut Diagnostics,
) {
    let expected = schools(register, lots, seating);
    let mut compare = Comparison::of("audit/school", OUTCOME, None);
    compare.field("schools.length", &outcome.schools.len(), &expected.len());
    for (at, (is, must)) in outcome.schools.iter().zip(&expected).enumerate() {
        let path = |field: &str| format!("schools[{at}].{field}");
        compare.field(path("school"), &is.school, &must.school);
        compare.field(path("seats"), &is.seats, &must.seats);
        compare.field(path("taken"), &is.taken, &must.taken);
        compare.field(path("fixed"), &is.fixed, &must.fixed);
        compare.field(path("overridden"), &is.overridden, &must.overridden);
        compare.field(path("above_seats"), &is.above_seats, &must.above_seats);
        compare.field(path("by_tier"), &is.by_tier, &must.by_tier);
        compare.field(path("last_admitted"), &is.last_admitted, &must.last_admitted);
    }
    compare
        .into_breaches()
        .into_iter()
        .for_each(|breach| found.push(breach));
}
