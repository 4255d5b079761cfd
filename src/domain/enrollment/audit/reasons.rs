//! Every explanation made anew from inputs and placements, and compared field by field.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::breach::{Comparison, EXPLANATIONS, breach, differs};
use super::fragility::Fragilities;
use super::keys::Key;
use super::lists::ChildLists;
use super::lots::Lots;
use super::plan::PlanPrices;
use super::register::Register;
use super::seating::{Seat, Seating, reason_of};
use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::outcome::{Considered, Explanation};

/// What explanations follow from.
pub(super) struct Reasons<'a, 'f> {
    pub(super) register: &'a Register<'f>,
    pub(super) lots: &'a Lots,
    pub(super) keys: &'a [Option<Key>],
    pub(super) lists: &'a ChildLists,
    pub(super) seating: &'a Seating,
    /// In `cap-first` the prices of the plan.
    pub(super) plan: Option<&'a PlanPrices<'a, 'f>>,
}

impl Reasons<'_, '_> {
    /// Checks all lines.
    pub(super) fn check(&self, explanations: &[Explanation], found: &mut Diagnostics) {
        let children = self.register.fixed.len();
        if explanations.len() != children {
            let sentence = differs("The number of lines", explanations.len(), children);
            found.push(breach("audit/explanation", EXPLANATIONS, sentence));
        }
        let fragilities = self.plan.is_none().then(|| Fragilities::of(self));
        let rows = explanations.len().min(children);
        let told: Vec<Vec<Diagnostic>> = (0..rows)
            .into_par_iter()
            .map(|row| {
                let expected = self.explanation(ApplicantIdx::from_usize(row), fragilities.as_ref());
                differences(row, &explanations[row], &expected)
            })
            .collect();
        told.into_iter().flatten().for_each(|breach| found.push(breach));
    }

    fn explanation(&self, child: ApplicantIdx, fragilities: Option<&Fragilities<'_, '_>>) -> Explanation {
        let register = self.register;
        let line = &register.tables.applicants[child.at()];
        let seat = self.seating.seats[child.at()];
        let key = seat.and_then(|seat| seat.key);
        let pair = seat.and_then(|seat| seat.pair).map(|pair| register.pairs[pair]);
        let is_free = register.is_free(child);
        let rules = register.rules;
        let clause = key.and_then(|key| rules.tiers[usize::from(key.tier()) - 1].clause);
        let pin_grade = rules
            .attributes
            .iter()
            .position(|attribute| attribute.name == "pin_grade");
        Explanation {
            applicant: line.applicant.clone(),
            reason: reason_of(register, (self.keys, self.lists), child, seat.is_some()).to_owned(),
            school: seat.map(|seat| register.code(seat.school).to_owned()),
            tier: key.map(Key::tier),
            order: key.map(Key::group),
            clause: clause.map(|clause| rules.clauses[clause].id.clone()),
            metres: pair.map(|pair| pair.metres),
            seconds: pair.and_then(|pair| pair.seconds),
            crossings: pair.and_then(|pair| pair.crossings),
            sibling: key.is_some_and(Key::is_sibling),
            pin_grade: pin_grade
                .and_then(|at| line.cells[at].as_deref())
                .map(str::to_owned),
            lot: self.lots.hex(child),
            considered: if is_free {
                self.considered(child, seat)
            } else {
                Vec::new()
            },
            fragility: fragilities.filter(|_| is_free).map(|all| all.of_child(child)),
        }
    }

    fn considered(&self, child: ApplicantIdx, seat: Option<Seat>) -> Vec<Considered> {
        let given = seat.and_then(|seat| seat.pair);
        let list = self.lists.of_child(child).iter().map(|pair| *pair as usize);
        let mut is_before = true;
        let mut considered = Vec::new();
        for pair in list {
            if Some(pair) == given {
                is_before = false;
                continue;
            }
            let no_farther = given
                .is_some_and(|given| self.register.pairs[pair].metres <= self.register.pairs[given].metres);
            if let (true, Some(key)) = (is_before || no_farther, self.keys[pair]) {
                considered.push(self.considered_at(child, (pair, key), is_before));
            }
        }
        considered
    }

    fn considered_at(&self, child: ApplicantIdx, (pair, key): (usize, Key), is_before: bool) -> Considered {
        let way = self.register.pairs[pair];
        let why = self.why(child, way.school, is_before);
        let bar = self.seating.bar(way.school, self.register.quotas[child.at()]);
        let refused = matches!(why, "full" | "quota_full");
        Considered {
            school: self.register.code(way.school).to_owned(),
            metres: way.metres,
            crossings: way.crossings,
            tier: key.tier(),
            order: key.group(),
            seats: self.register.intake(way.school).seats,
            why: why.to_owned(),
            ahead: self.ahead(way.school, key),
            last_admitted: self.seating.last(way.school).map(|last| last.to_doc(self.lots)),
            needed_metres: bar.filter(|_| refused).and_then(|bar| needed_metres(key, bar)),
            plan_worse_by: self.plan.map(|plan| plan.worse_by(child, pair)),
        }
    }

    fn why(&self, child: ApplicantIdx, school: IntakeIdx, is_before: bool) -> &'static str {
        if self.plan.is_some() {
            "plan"
        } else if !is_before {
            "wanted_less"
        } else if self.seating.is_full(school) {
            "full"
        } else if self
            .seating
            .is_quota_full(school, self.register.quotas[child.at()])
        {
            "quota_full"
        } else {
            // No stable matching has this; the claim to the free seat is told by itself.
            "free"
        }
    }

    /// How many admitted at a school stand before a key, by tier.
    fn ahead(&self, school: IntakeIdx, key: Key) -> Vec<u32> {
        let keys = &self.seating.admitted[school.at()].keys;
        let before = &keys[..keys.partition_point(|known| *known < key)];
        let up_to = |tier: u8| before.partition_point(|known| known.tier() <= tier) as u32;
        let tiers = self.register.rules.tiers.iter().map(|tier| tier.number);
        tiers.map(|tier| up_to(tier) - up_to(tier - 1)).collect()
    }
}

/// The greatest number of metres with which a key would stand before a bar.
fn needed_metres(key: Key, bar: Key) -> Option<u32> {
    if key.standing() < bar.standing() {
        Some(key.metres())
    } else if key.standing() > bar.standing() {
        None
    } else if key.at_metres(bar.metres()) < bar {
        Some(bar.metres())
    } else {
        bar.metres().checked_sub(1)
    }
}

/// What differs between two explanations.
fn differences(row: usize, is: &Explanation, must: &Explanation) -> Vec<Diagnostic> {
    if is == must {
        return Vec::new();
    }
    let mut compare = Comparison::of("audit/explanation", EXPLANATIONS, Some(row as u64 + 1));
    compare.field("applicant", &is.applicant, &must.applicant);
    compare.field("reason", &is.reason, &must.reason);
    compare.field("school", &is.school, &must.school);
    compare.field("tier", &is.tier, &must.tier);
    compare.field("order", &is.order, &must.order);
    compare.field("clause", &is.clause, &must.clause);
    compare.field("metres", &is.metres, &must.metres);
    compare.field("seconds", &is.seconds, &must.seconds);
    compare.field("crossings", &is.crossings, &must.crossings);
    compare.field("sibling", &is.sibling, &must.sibling);
    compare.field("pin_grade", &is.pin_grade, &must.pin_grade);
    compare.field("lot", &is.lot, &must.lot);
    compare.field("considered.length", &is.considered.len(), &must.considered.len());
    for (at, (is, must)) in is.considered.iter().zip(&must.considered).enumerate() {
        let path = |field: &str| format!("considered[{at}].{field}");
        compare.field(path("school"), &is.school, &must.school);
        compare.field(path("metres"), &is.metres, &must.metres);
        compare.field(path("crossings"), &is.crossings, &must.crossings);
        compare.field(path("tier"), &is.tier, &must.tier);
        compare.field(path("order"), &is.order, &must.order);
        compare.field(path("seats"), &is.seats, &must.seats);
        compare.field(path("why"), &is.why, &must.why);
        compare.field(path("ahead"), &is.ahead, &must.ahead);
        compare.field(path("last_admitted"), &is.last_admitted, &must.last_admitted);
        compare.field(path("needed_metres"), &is.needed_metres, &must.needed_metres);
        compare.field(path("plan_worse_by"), &is.plan_worse_by, &must.plan_worse_by);
    }
    compare.field("fragility", &is.fragility, &must.fragility);
    compare.into_breaches()
}
