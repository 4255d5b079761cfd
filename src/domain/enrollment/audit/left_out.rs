//! Whether a result holds for all pairs although lists leave out schools: nothing nearer than `next_metres` is left out,
//! so a school left out is judged at the least that it can cost.

use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use super::keys::{Key, standing};
use super::lists::ChildLists;
use super::plan::{PlanCase, Prices, prices_of};
use super::register::Register;
use super::seating::{Seating, Way};
use super::vector::Vector;
use crate::base::diagnostic::Diagnostics;
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::outcome::Certificate;
use crate::domain::enrollment::rule_set::{Level, ListOrder};

/// Free children with short lists, and how near a school left out can be.
pub(super) fn short_lists(register: &Register<'_>) -> Vec<(ApplicantIdx, Option<u32>)> {
    let lines = register.tables.complete.iter();
    let lists = lines.filter_map(|line| Some((register.find_child(&line.applicant)?, line.next_metres)));
    lists.filter(|(child, _)| register.is_free(*child)).collect()
}

/// Whether no child comes to a school left out before its seat, so that the matching is that of all pairs.
pub(super) fn matching_holds(
    register: &Register<'_>,
    (keys, lists): (&[Option<Key>], &ChildLists),
    seating: &Seating,
) -> bool {
    let is_settled = |(child, next): (ApplicantIdx, Option<u32>)| {
        let Some(next) = next else { return false };
        let seat = seating.seats[child.at()].filter(|seat| seat.way == Way::Allocated);
        if let Some(choices) = lists.ranking(register, child) {
            let wanted = choices
                .iter()
                .take_while(|school| seat.map(|seat| seat.school) != Some(**school));
            return !wanted.copied().any(|school| is_left_out(register, child, school));
        }
        let own = seat.and_then(|seat| seat.key);
        let best = best_tier(register, keys, child);
        // Nothing stands before the first group of the first tier but what is nearer.
        let is_first = |own: Key| own.standing() == (1, 0) && next > own.metres();
        own.is_some_and(is_first)
            || register.schools().all(|school| {
                if !is_left_out(register, child, school) {
                    return true;
                }
                let Some((tier, group)) = standing(register, child, school) else {
                    return true;
                };
                let is_behind = own.is_some_and(|own| match register.rules.list_order {
                    ListOrder::Key => (own.standing(), own.metres()) < ((tier, group), next),
                    ListOrder::Distance => own.metres() < next,
                });
                is_behind && best.is_none_or(|best| best <= tier)
            })
    };
    short_lists(register).into_par_iter().all(is_settled)
}

fn is_left_out(register: &Register<'_>, child: ApplicantIdx, school: IntakeIdx) -> bool {
    register.pair(child, school).is_none() && standing(register, child, school).is_some()
}

fn best_tier(register: &Register<'_>, keys: &[Option<Key>], child: ApplicantIdx) -> Option<u8> {
    let known = keys[register.range(child)].iter().flatten();
    known.map(|key| key.tier()).min()
}

/// Whether the prices prove a plan against schools left out as well.
pub(super) fn plan_holds(case: &PlanCase<'_, '_>, certificate: Option<&Certificate>) -> bool {
    let short = short_lists(case.register);
    if short.is_empty() {
        return true;
    }
    let Some(proofs) = certificate.and_then(|certificate| Proofs::of(case, certificate)) else {
        return false;
    };
    short
        .into_par_iter()
        .all(|(child, next)| proofs.hold(child, next))
}
/// Prices that prove a plan, and those that prove its longest way.
struct Proofs<'c, 'a, 'f> {
    case: &'c PlanCase<'a, 'f>,
    prices: Prices,
    longest: Option<Longest>,
}

struct Longest {
    metres: u32,
    /// How many entries stand before it.
    entries: usize,
    prices: Prices,
}

impl<'c, 'a, 'f> Proofs<'c, 'a, 'f> {
    /// None where the prices have not their form, or do not prove the plan against ways beyond its longest.
    fn of(case: &'c PlanCase<'a, 'f>, certificate: &Certificate) -> Option<Self> {
        let read = |given, entries| prices_of(given, case, entries, "", &mut Diagnostics::new());
        let given = (certificate.prices.as_slice(), certificate.quota_prices.as_slice());
        let mut proofs = Self {
            case,
            prices: read(given, case.entries())?,
            longest: None,
        };
        let Some(before) = case.before_longest else {
            return Some(proofs);
        };
        let (entries, metres) = (1 + before, case.longest());
        let shorter = certificate.shorter.as_ref()?;
        let given = (shorter.prices.as_slice(), shorter.quota_prices.as_slice());
        let is_beyond = |pair: &usize| case.register.pairs[*pair].metres > metres;
        let is_cheaper_beyond = |(child, given): &(ApplicantIdx, Option<usize>)| {
            let own = proofs.own(*child, *given).first(entries);
            let beyond = case.register.range(*child).filter(is_beyond);
            let mut costs = beyond.filter_map(|pair| case.priced(&proofs.prices, *child, pair));
            costs.any(|cost| cost.first(entries) < own)
        };
        if case.given.par_iter().any(is_cheaper_beyond) {
            return None;
        }
        proofs.longest = Some(Longest {
            metres,
            entries,
            prices: read(given, entries)?,
        });
        Some(proofs)
    }

    fn own(&self, child: ApplicantIdx, given: Option<usize>) -> Vector {
        let price = self.case.price(&self.prices, child, given);
        self.case.own_cost(child, given).plus(price)
    }

    /// Whether they hold against all schools that a child's list leaves out.
    fn hold(&self, child: ApplicantIdx, next: Option<u32>) -> bool {
        let (case, register) = (self.case, self.case.register);
        let Some(next) = next else { return false };
        let schools = register.schools();
        let open: Vec<IntakeIdx> = schools
            .filter(|school| is_left_out(register, child, *school))
            .collect();
        let best = best_tier(register, case.keys, child).unwrap_or(0);
        let is_better = |school: &IntakeIdx| standing(register, child, *school).is_some_and(|at| at.0 < best);
        if case.sums.contains(&Level::TierViolations) && open.iter().any(is_better) {
            return false;
        }
        let cheapest = |prices: &Prices| {
            let least = open.iter().map(|school| prices.seats[school.at()]).min();
            least.map(|least| least.plus(bound(case, next)))
        };
        let Some(there) = cheapest(&self.prices) else {
            return true;
        };
        let at = case.given.binary_search_by_key(&child, |(known, _)| *known);
        let own = self.own(child, at.ok().and_then(|at| case.given[at].1));
        let Some(longest) = &self.longest else {
            return own <= there;
        };
        let entries = longest.entries;
        if next > longest.metres {
            return own.first(entries) <= there.first(entries);
        }
        let is_dearer_below = || {
            let below = case.least(&longest.prices, entries, child, |metres| metres < longest.metres);
            cheapest(&longest.prices).is_none_or(|there| below <= there.first(entries))
        };
        own <= there && (next == longest.metres || is_dearer_below())
    }
}

/// The least that a school costs which is no nearer.
fn bound(case: &PlanCase<'_, '_>, metres: u32) -> Vector {
    let sums = case.sums.iter().map(|level| match level {
        Level::OverCap => i128::from(metres > case.register.rules.cap_metres),
        Level::Metres => i128::from(metres),
        _ => 0,
    });
    Vector::of([0].into_iter().chain(sums))
}
