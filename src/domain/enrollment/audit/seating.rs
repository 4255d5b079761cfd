//! Who sits where: placements resolved, the rows themselves checked, and for each school what is left, who was admitted
//! and where the bars stand.

use super::breach::{OUTCOME, PLACEMENTS, breach, breach_at, differs, or_nothing};
use super::keys::Key;
use super::lists::ChildLists;
use super::register::Register;
use crate::base::diagnostic::Diagnostics;
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::outcome::Placement;

/// How a child came to its seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By the allocator.
    Allocated,
    /// In an earlier round.
    Fixed,
    /// By decision.
    Decided,
}

/// A child's seat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    pub(super) school: IntakeIdx,
    pub(super) way: Way,
    /// Position of the pair, where there is one.
    pub(super) pair: Option<usize>,
    pub(super) key: Option<Key>,
}

/// Seats that are left when fixed children and decisions have taken theirs.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) seats: Vec<u32>,
    /// By school and quota.
    pub(super) quotas: Vec<Vec<u32>>,
}

impl Room {
    /// What is left; one decision may be left out, as if it had not been taken.
    pub(super) fn left(register: &Register<'_>, without: Option<ApplicantIdx>) -> Self {
        let intakes = &register.tables.intakes;
        let mut room = Self {
            seats: intakes.iter().map(|intake| intake.seats).collect(),
            quotas: intakes.iter().map(|intake| intake.quotas.clone()).collect(),
        };
        for child in register.children() {
            let decision = register.decided[child.at()].filter(|_| without != Some(child));
            let decided = decision.map(|at| register.decisions[at as usize].1);
            if let Some(school) = decided.or(register.fixed[child.at()]) {
                let seats = &mut room.seats[school.at()];
                *seats = seats.saturating_sub(1);
                if let Some(quota) = register.quotas[child.at()] {
                    let seats = &mut room.quotas[school.at()][quota];
                    *seats = seats.saturating_sub(1);
                }
            }
        }
        room
    }
}

/// What the allocator gave at a school.
#[derive(Debug, Clone, Default)]
pub(super) struct Admitted {
    /// Keys, ascending.
    pub(super) keys: Vec<Key>,
    /// How many of each quota.
    pub(super) of_quota: Vec<u32>,
    /// The greatest key of each quota.
    pub(super) last_of_quota: Vec<Option<Key>>,
}

/// Who sits where.
pub(super) struct Seating {
    /// By child.
    pub(super) seats: Vec<Option<Seat>>,
    pub(super) room: Room,
    /// By school.
    pub(super) admitted: Vec<Admitted>,
}

impl Seating {
    /// Resolves placements, and tells rows that are not about the children in their order; none where they are not.
    pub(super) fn of(
        register: &Register<'_>,
        keys: &[Option<Key>],
        placements: &[Placement],
        found: &mut Diagnostics,
    ) -> Option<Self> {
        if !names_stand(register, placements, found) {
            return None;
        }
        let mut seats = Vec::with_capacity(placements.len());
        for (child, placement) in register.children().zip(placements) {
            let Some(code) = &placement.school else {
                seats.push(None);
                continue;
            };
            let Some(school) = register.find_school(code) else {
                let sentence = format!("There is no school `{code}`.");
                found.push(breach_at(
                    "audit/unknown_school",
                    PLACEMENTS,
                    child.at(),
                    sentence,
                ));
                seats.push(None);
                continue;
            };
            let pair = register.pair(child, school);
            seats.push(Some(Seat {
                school,
                way: match (register.decided[child.at()], register.fixed[child.at()]) {
                    (Some(_), _) => Way::Decided,
                    (None, Some(_)) => Way::Fixed,
                    (None, None) => Way::Allocated,
                },
                pair,
                key: pair.and_then(|pair| keys[pair]),
            }));
        }
        let admitted = admitted(register, &seats);
        Some(Self {
            seats,
            room: Room::left(register, None),
            admitted,
        })
    }

    /// Whether the allocator has given all that was left at a school.
    pub(super) fn is_full(&self, school: IntakeIdx) -> bool {
        self.admitted[school.at()].keys.len() >= self.room.seats[school.at()] as usize
    }

    /// Whether the allocator has given all that was left of a quota at a school.
    pub(super) fn is_quota_full(&self, school: IntakeIdx, quota: Option<usize>) -> bool {
        quota.is_some_and(|quota| {
            self.admitted[school.at()].of_quota[quota] >= self.room.quotas[school.at()][quota]
        })
    }

    /// The greatest key that the allocator admitted at a school.
    pub(super) fn last(&self, school: IntakeIdx) -> Option<Key> {
        self.admitted[school.at()].keys.last().copied()
    }

    /// The key that a child of a quota would have to stand before.
    pub(super) fn bar(&self, school: IntakeIdx, quota: Option<usize>) -> Option<Key> {
        match quota {
            Some(of) if self.is_quota_full(school, quota) => self.admitted[school.at()].last_of_quota[of],
            _ => self.last(school),
        }
    }
}

fn admitted(register: &Register<'_>, seats: &[Option<Seat>]) -> Vec<Admitted> {
    let quotas = register.rules.quotas.len();
    let empty = Admitted {
        keys: Vec::new(),
        of_quota: vec![0; quotas],
        last_of_quota: vec![None; quotas],
    };
    let mut admitted = vec![empty; register.tables.intakes.len()];
    for (child, seat) in seats.iter().enumerate() {
        let Some(seat) = seat.filter(|seat| seat.way == Way::Allocated) else {
            continue;
        };
        let at_school = &mut admitted[seat.school.at()];
        at_school.keys.extend(seat.key);
        if let Some(quota) = register.quotas[child] {
            at_school.of_quota[quota] += 1;
            let last = &mut at_school.last_of_quota[quota];
            *last = (*last).max(seat.key);
        }
    }
    for at_school in &mut admitted {
        at_school.keys.sort_unstable();
    }
    admitted
}

/// Whether each child has one row, in order.
fn names_stand(register: &Register<'_>, placements: &[Placement], found: &mut Diagnostics) -> bool {
    let children = &register.tables.applicants;
    if children.len() != placements.len() {
        let sentence = differs("The number of rows", placements.len(), children.len());
        found.push(breach("audit/placement_rows", PLACEMENTS, sentence));
    }
    let mismatch = children
        .iter()
        .zip(placements)
        .position(|(child, placement)| child.applicant != placement.applicant);
    if let Some(at) = mismatch {
        let what = "The applicant of the row";
        let sentence = differs(what, &placements[at].applicant, &children[at].applicant);
        found.push(breach_at("audit/placement_rows", PLACEMENTS, at, sentence));
    }
    children.len() == placements.len() && mismatch.is_none()
}

/// Checks each row of `placements.csv` against its child.
pub(super) fn check_rows(
    register: &Register<'_>,
    (keys, lists): (&[Option<Key>], &ChildLists),
    seating: &Seating,
    (placements, round): (&[Placement], &str),
    found: &mut Diagnostics,
) {
    for (child, row) in register.children().zip(placements) {
        let seat = seating.seats[child.at()];
        let mut tell = |code, sentence: String| {
            found.push(breach_at(code, PLACEMENTS, child.at(), sentence).at_object(&row.applicant));
        };
        let tier = seat.and_then(|seat| seat.key).map(Key::tier);
        if row.tier != tier {
            let sentence = differs("The tier", or_nothing(row.tier), or_nothing(tier));
            tell("audit/tier", sentence);
        }
        let pair = seat.and_then(|seat| seat.pair);
        let metres = pair.map(|pair| register.pairs[pair].metres);
        if row.metres != metres {
            let sentence = differs("The distance", or_nothing(row.metres), or_nothing(metres));
            tell("audit/metres", sentence);
        }
        if row.round != round {
            tell("audit/round", differs("The round", &row.round, round));
        }
        let reason = reason_of(register, (keys, lists), child, seat.is_some());
        if row.reason != reason {
            tell("audit/reason", differs("The reason", &row.reason, reason));
        }
        if let Some((code, sentence)) = seat_faults(register, lists, child, seat) {
            tell(code, sentence);
        }
    }
}

/// The reason that a child's row must have.
pub(super) fn reason_of<'f>(
    register: &Register<'f>,
    (keys, lists): (&[Option<Key>], &ChildLists),
    child: ApplicantIdx,
    has_seat: bool,
) -> &'f str {
    if register.decided[child.at()].is_some() {
        return "override";
    }
    if register.fixed[child.at()].is_some() {
        return "fixed";
    }
    let state = register.tables.applicants[child.at()].state.as_str();
    if !state.is_empty() {
        return state;
    }
    if has_seat {
        "placed"
    } else if lists.is_too_short(register, child) {
        "list_too_short"
    } else if keys[register.range(child)].iter().all(Option::is_none) {
        "no_school_in_reach"
    } else {
        "no_seat_left"
    }
}

/// What is wrong with where a child sits.
fn seat_faults(
    register: &Register<'_>,
    lists: &ChildLists,
    child: ApplicantIdx,
    seat: Option<Seat>,
) -> Option<(&'static str, String)> {
    let sits = || seat.map_or("nowhere", |seat| register.code(seat.school));
    let settled = |school, what| {
        let is_there = seat.is_some_and(|seat| seat.school == school);
        (!is_there).then(|| differs(what, sits(), register.code(school)))
    };
    let fixed = register.fixed[child.at()];
    let moved = fixed.and_then(|school| settled(school, "The school of an earlier round"));
    if let Some(sentence) = moved {
        return Some(("audit/fixed_moved", sentence));
    }
    if let Some(at) = register.decided[child.at()] {
        let school = register.decisions[at as usize].1;
        return settled(school, "By decision the school")
            .map(|sentence| ("audit/decision_ignored", sentence));
    }
    if fixed.is_some() {
        return None;
    }
    let seat = seat?;
    let code = register.code(seat.school);
    if !register.is_eligible(child) {
        let sentence = format!("Whoever may not be placed has no seat, and this child has one at `{code}`.");
        return Some(("audit/not_eligible", sentence));
    }
    let (Some(pair), Some(_)) = (seat.pair, seat.key) else {
        let sentence = format!("No way and no tier leads this child to `{code}`.");
        return Some(("audit/no_way", sentence));
    };
    let is_listed = lists.place(child, pair).is_some();
    let sentence = || format!("The child's list does not have `{code}`.");
    (!is_listed).then(|| ("audit/not_listed", sentence()))
}

/// Checks that no school and no quota takes more than it has, decisions apart.
pub(super) fn check_seats(register: &Register<'_>, seating: &Seating, found: &mut Diagnostics) {
    let mut allocated = vec![0_usize; register.tables.intakes.len()];
    let mut fixed = allocated.clone();
    for seat in seating.seats.iter().flatten() {
        match seat.way {
            Way::Allocated => allocated[seat.school.at()] += 1,
            Way::Fixed => fixed[seat.school.at()] += 1,
            Way::Decided => {}
        }
    }
    for school in register.schools() {
        let left = seating.room.seats[school.at()] as usize;
        let place = format!("schools[{}]", school.at());
        let code = register.code(school);
        if allocated[school.at()] > left {
            let given = allocated[school.at()];
            let sentence = format!("`{code}` had {left} seats to give and gave {given}.");
            found.push(breach("audit/above_seats", OUTCOME, sentence).at_object(place.clone()));
        }
        if fixed[school.at()] > register.intake(school).seats as usize {
            let sentence = format!("More children are fixed at `{code}` than it has seats.");
            found.push(breach("audit/above_seats", OUTCOME, sentence).at_object(place.clone()));
        }
        for (at, quota) in register.rules.quotas.iter().enumerate() {
            let given = seating.admitted[school.at()].of_quota[at];
            let left = seating.room.quotas[school.at()][at];
            if given > left {
                let sentence = format!(
                    "`{code}` had {left} seats of quota `{}` to give and gave {given}.",
                    quota.id
                );
                found.push(breach("audit/above_quota", OUTCOME, sentence).at_object(place.clone()));
            }
        }
    }
}
