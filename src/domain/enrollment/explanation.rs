//! Why a child has the seat that it has, in numbers and codes; sentences are made of them elsewhere.

use super::cap_first::Plan;
use super::hexadecimal::to_hex;
use super::key::{Key, KeyTable};
use super::matching::Lists;
use super::outcome::{Considered, Explanation, Flips, Fragility, KeyDoc, Placement};
use super::round::{Pair, Round};
use super::rule_set::RuleSet;
use super::standing::{Bar, Standing, needed_metres};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// The attribute that says how sure a pin is, where a rule set has it.
const PIN_GRADE: &str = "pin_grade";

/// What explanations are made of.
pub struct Reasons<'a> {
    /// The rule set.
    pub rules: &'a RuleSet,
    /// The round.
    pub round: &'a Round,
    /// Keys and lots.
    pub table: &'a KeyTable,
    /// What children want, in order.
    pub lists: &'a Lists,
    /// How schools stand.
    pub standings: &'a [Standing],
    /// In which quota each child counts.
    pub quota_of: &'a [Option<usize>],
    /// Whether a plan decided, and not the order of keys.
    pub plan: Option<&'a Plan>,
}

impl Reasons<'_> {
    /// The explanation of a placement.
    pub fn explain(
        &self,
        applicant: ApplicantIdx,
        placement: &Placement,
        given: Option<IntakeIdx>,
    ) -> Explanation {
        let round = self.round;
        let key = given.and_then(|intake| self.table.key(round, applicant, intake));
        let pair = given.and_then(|intake| round.pair(applicant, intake));
        let by_allocator = round.is_free(applicant);
        let grade = self
            .rules
            .attributes
            .iter()
            .position(|attribute| attribute.name == PIN_GRADE);
        let tier = key.and_then(|key| self.rules.tiers.get(usize::from(key.tier()).checked_sub(1)?));
        Explanation {
            applicant: placement.applicant.clone(),
            reason: placement.reason.clone(),
            school: placement.school.clone(),
            tier: placement.tier,
            order: key.map(Key::order),
            clause: tier.and_then(|tier| Some(self.rules.clauses[tier.clause?].id.clone())),
            metres: placement.metres,
            seconds: pair.and_then(|pair| pair.seconds),
            crossings: pair.and_then(|pair| pair.crossings),
            sibling: key.is_some_and(Key::is_sibling),
            pin_grade: grade
                .and_then(|grade| round.attributes.get(grade, applicant))
                .map(str::to_owned),
            lot: to_hex(&self.table.lots[applicant.at()]),
            considered: if by_allocator {
                self.considered(applicant, pair, given)
            } else {
                Vec::new()
            },
            fragility: (by_allocator && self.plan.is_none()).then(|| self.fragility(applicant, key)),
        }
    }

    /// A key as files have it.
    pub fn key_doc(&self, key: Key) -> KeyDoc {
        KeyDoc {
            tier: key.tier(),
            order: key.order(),
            metres: key.metres(),
            sibling: key.is_sibling(),
            lot: to_hex(&self.table.lots[self.table.applicant(key).at()]),
        }
    }

    /// Schools wanted more than the one given, and others as near or nearer, in the order of the list.
    fn considered(
        &self,
        applicant: ApplicantIdx,
        own: Option<&Pair>,
        given: Option<IntakeIdx>,
    ) -> Vec<Considered> {
        let list = self.lists.of(applicant);
        let place = list
            .iter()
            .position(|key| Some(key.intake()) == given)
            .unwrap_or(list.len());
        let near = |key: &Key| own.is_none_or(|own| key.metres() <= own.metres);
        let wanted = list
            .iter()
            .enumerate()
            .filter(|(at, key)| *at != place && (*at < place || near(key)));
        wanted
            .map(|(at, key)| self.one_considered(applicant, *key, at < place))
            .collect()
    }

    fn one_considered(&self, applicant: ApplicantIdx, key: Key, is_wanted: bool) -> Considered {
        let (round, intake) = (self.round, key.intake());
        let standing = &self.standings[intake.at()];
        let quota = self.quota_of[applicant.at()];
        let is_quota_full = quota.is_some_and(|quota| standing.is_quota_full[quota]);
        let why = match (self.plan.is_some(), is_wanted) {
            (true, _) => "plan",
            (false, false) => "wanted_less",
            (false, true) if is_quota_full && !standing.is_full => "quota_full",
            (false, true) => "full",
        };
        let refused = is_wanted && self.plan.is_none();
        let bar = standing.bar(quota);
        Considered {
            school: round.intakes[intake.at()].school.clone(),
            metres: key.metres(),
            crossings: round.pair(applicant, intake).and_then(|pair| pair.crossings),
            tier: key.tier(),
            order: key.order(),
            seats: round.intakes[intake.at()].seats,
            why: why.to_owned(),
            ahead: standing.ahead(key, self.rules.tiers.len()),
            last_admitted: standing.admitted.last().map(|last| self.key_doc(*last)),
            needed_metres: match bar {
                Bar::Before(last) if refused => needed_metres(key, last),
                _ => None,
            },
            plan_worse_by: self
                .plan
                .and_then(|plan| plan.worse_by(self.rules, round, self.table, applicant, intake)),
        }
    }

    /// Only this child's ways change; it flips where a bar is passed at a school wanted more, or where the first
    /// refused child would stand before it.
    fn fragility(&self, applicant: ApplicantIdx, own: Option<Key>) -> Fragility {
        let shorter = |key: Key| percent(key.metres(), 95);
        let longer = |key: Key| percent(key.metres(), 105);
        let pair = |key: Key| self.round.pair(applicant, key.intake());
        let bound = |key: Key| pair(key).and_then(|pair| pair.bounds);
        let has_bounds = self
            .round
            .pairs_of(applicant)
            .iter()
            .any(|pair| pair.bounds.is_some());
        let least = |key: Key| bound(key).map_or(key.metres(), |(least, _)| least);
        let most = |key: Key| bound(key).map_or(key.metres(), |(_, most)| most);
        Fragility {
            scaled: self.flips(applicant, own, shorter, longer),
            pin: has_bounds.then(|| self.flips(applicant, own, least, most)),
        }
    }

    fn flips(
        &self,
        applicant: ApplicantIdx,
        own: Option<Key>,
        shorter: impl Fn(Key) -> u32,
        longer: impl Fn(Key) -> u32,
    ) -> Flips {
        let quota = self.quota_of[applicant.at()];
        let given = own.map(Key::intake);
        let wanted = self
            .lists
            .of(applicant)
            .iter()
            .take_while(|key| Some(key.intake()) != given);
        let gains = wanted.filter(|key| {
            let bar = self.standings[key.intake().at()].bar(quota);
            bar.admits(key.with_metres(shorter(**key)))
        });
        let loses = own.is_some_and(|own| {
            let first = self.standings[own.intake().at()].first_refused;
            first.is_some_and(|first| first < own.with_metres(longer(own)))
        });
        Flips {
            gains: gains
                .map(|key| self.round.intakes[key.intake().at()].school.clone())
                .collect(),
            loses,
        }
    }
}

/// A part of a length in percent, rounded half up.
pub fn percent(metres: u32, percent: u64) -> u32 {
    ((u64::from(metres) * percent + 50) / 100) as u32
}
