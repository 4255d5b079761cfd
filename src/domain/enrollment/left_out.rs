//! Whether schools that lists leave out could change a result: a list that ends at so many metres says how near the
//! nearest of them can be, and that is often enough.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::cap_first::{Plan, is_summed, value_of};
use super::key::{KeyTable, Priorities};
use super::outcome::Certificate;
use super::round::{Completeness, Round};
use super::rule_set::{Level, ListOrder, RuleSet};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// The placed and each level that is a sum.
const ENTRIES: usize = Level::ALL.len() - 1;

/// A value for the placed, then for each level that is a sum; the others are zero.
type Entries = [i64; ENTRIES];

/// What is asked of every list that leaves out schools.
pub(super) struct LeftOut<'a> {
    pub rules: &'a RuleSet,
    pub round: &'a Round,
    pub table: &'a KeyTable,
    /// The school of each child.
    pub seat_of: &'a [Option<IntakeIdx>],
    /// The plan of `cap-first`.
    pub plan: Option<&'a Plan>,
    /// Whether parents' rankings count.
    pub by_parents: bool,
}

/// A list that leaves out schools, none of them nearer than `next`.
struct ShortList {
    applicant: ApplicantIdx,
    next: u32,
}

impl LeftOut<'_> {
    /// The children whose lists leave out a school that could change the result; none where it holds for all pairs.
    ///
    /// Of a stable matching: a school left out that might stand before the child's seat in its list. Then proposals
    /// might go another way; else they are the same, so the matching is that of all pairs.
    ///
    /// Of a plan: a school left out that, at the least it can cost, would be cheaper under the prices of a proof; else
    /// the prices prove the plan among all pairs by weak duality.
    ///
    /// Cost: schools times lists that leave some out, but for children whose seat nothing can stand before.
    pub fn undecided(&self) -> Vec<ApplicantIdx> {
        let round = self.round;
        let is_short = |child: &ApplicantIdx| {
            round.is_free(*child) && round.completeness[child.at()] != Completeness::Complete
        };
        let short: Vec<ApplicantIdx> = round.applicant_idxs().filter(is_short).collect();
        if short.is_empty() {
            return short;
        }
        let priorities = Priorities::compile(self.rules, round);
        let proofs = match self.plan {
            Some(plan) => match Proofs::of(self, plan) {
                Some(proofs) => Some(proofs),
                None => return short,
            },
            None => None,
        };
        let could_change = |applicant: &ApplicantIdx| {
            let Completeness::Incomplete(Some(next)) = round.completeness[applicant.at()] else {
                return true;
            };
            let list = ShortList {
                applicant: *applicant,
                next,
            };
            match &proofs {
                Some(proofs) => proofs.could_improve(self, &priorities, &list),
                None => self.could_stand_before(&priorities, &list),
            }
        };
        short.into_par_iter().filter(could_change).collect()
    }

    /// Schools without a row in a child's list.
    fn schools_left_out(&self, applicant: ApplicantIdx) -> impl Iterator<Item = IntakeIdx> {
        let mut listed = self.round.pairs_of(applicant).iter().peekable();
        let schools = (0..self.round.intakes.len()).map(IntakeIdx::from_usize);
        schools.filter(move |school| listed.next_if(|pair| pair.intake == *school).is_none())
    }

    fn best_tier(&self, applicant: ApplicantIdx) -> Option<u8> {
        let keys = self.table.keys[self.round.range_of(applicant)].iter().flatten();
        keys.map(|key| key.tier()).min()
    }

    fn could_stand_before(&self, priorities: &Priorities, list: &ShortList) -> bool {
        let child = list.applicant;
        let seat = self.seat_of[child.at()];
        let ranked = self.round.preferences.as_ref().filter(|_| self.by_parents);
        if let Some(choices) = ranked
            .map(|all| &all[child.at()])
            .filter(|choices| !choices.is_empty())
        {
            let mut before = choices.iter().take_while(|school| Some(**school) != seat);
            return before.any(|school| {
                self.round.pair(child, *school).is_none() && priorities.standing(child, *school).is_some()
            });
        }
        let own = seat.and_then(|seat| self.table.key(self.round, child, seat));
        let own = own.map(|key| (key.tier(), key.order(), key.metres()));
        let best = self.best_tier(child);
        let is_first = own.is_some_and(|own| (1, 0, list.next) > own);
        if is_first {
            return false;
        }
        self.schools_left_out(child).any(|school| {
            let Some((tier, order)) = priorities.standing(child, school) else {
                return false;
            };
            let stands_before = own.is_none_or(|own| match self.rules.list_order {
                ListOrder::Key => (tier, order, list.next) <= own,
                ListOrder::Distance => list.next <= own.2,
            });
            stands_before || best.is_some_and(|best| tier < best)
        })
    }
}

/// The prices of a plan's proofs, in the form in which one more pair is held against them.
struct Proofs {
    levels: Vec<Level>,
    /// What a seat costs at each school, the cheapest first.
    seats: Vec<(Entries, IntakeIdx)>,
    /// What each child's own place costs with its price.
    own: Vec<Entries>,
    longest: Option<LongestProof>,
}

/// Why the longest way is no shorter.
struct LongestProof {
    metres: u32,
    /// How many entries stand before it.
    entries: usize,
    seats: Vec<(Entries, IntakeIdx)>,
    /// The least that each child costs on shorter ways.
    least: Vec<Entries>,
}

impl Proofs {
    /// None where the plan's prices do not prove it among longer ways as well.
    fn of(asked: &LeftOut<'_>, plan: &Plan) -> Option<Self> {
        let rules = asked.rules;
        let levels: Vec<Level> = rules
            .levels
            .iter()
            .copied()
            .filter(|level| is_summed(*level))
            .collect();
        let places = Places {
            asked,
            plan,
            levels: &levels,
        };
        let certificate = &plan.certificate;
        let own = |child| places.own(child);
        let own: Vec<Entries> = asked.round.applicant_idxs().map(own).collect();
        let at = rules.levels.iter().position(|level| *level == Level::Longest);
        let longest = match (at, &certificate.shorter) {
            (None, _) => None,
            (Some(_), None) => return None,
            (Some(at), Some(shorter)) => {
                let before = rules.levels[..at].iter().filter(|level| is_summed(**level));
                let entries = 1 + before.count();
                let metres = places.longest();
                if places.long_way_is_cheaper(&own, metres, entries) {
                    return None;
                }
                let prices = (&shorter.prices, &shorter.quota_prices);
                let least = |child| places.least(child, prices, metres, entries);
                Some(LongestProof {
                    metres,
                    entries,
                    seats: by_price(&shorter.prices),
                    least: asked.round.applicant_idxs().map(least).collect(),
                })
            }
        };
        Some(Self {
            seats: by_price(&certificate.prices),
            own,
            longest,
            levels,
        })
    }

    /// Whether a school left out could be cheaper than the child's place under one of the proofs.
    fn could_improve(&self, asked: &LeftOut<'_>, priorities: &Priorities, list: &ShortList) -> bool {
        let child = list.applicant;
        if self.levels.contains(&Level::TierViolations) {
            let best = asked.best_tier(child).unwrap_or(0);
            let tiers = asked
                .schools_left_out(child)
                .filter_map(|school| priorities.standing(child, school));
            if tiers.map(|(tier, _)| tier).min().is_some_and(|tier| tier < best) {
                return true;
            }
        }
        let cost = self.bound(asked.rules, list.next);
        let is_left_out = |school: IntakeIdx| {
            asked.round.pair(child, school).is_none() && priorities.standing(child, school).is_some()
        };
        let cheapest = |seats: &[(Entries, IntakeIdx)]| {
            let seat = seats.iter().find(|(_, school)| is_left_out(*school));
            seat.map(|(price, _)| plus(&cost, price))
        };
        let Some(whole) = cheapest(&self.seats) else {
            return false;
        };
        let own = &self.own[child.at()];
        match &self.longest {
            None => whole < *own,
            Some(proof) if list.next > proof.metres => whole[..proof.entries] < own[..proof.entries],
            Some(proof) => {
                let least = &proof.least[child.at()][..proof.entries];
                let shorter = cheapest(&proof.seats).filter(|_| list.next < proof.metres);
                whole < *own || shorter.is_some_and(|shorter| shorter[..proof.entries] < *least)
            }
        }
    }

    /// The least that a school can cost at so many metres or more.
    fn bound(&self, rules: &RuleSet, metres: u32) -> Entries {
        let mut cost = [0; ENTRIES];
        for (entry, level) in cost[1..].iter_mut().zip(&self.levels) {
            *entry = match level {
                Level::OverCap => i64::from(metres > rules.cap_metres),
                Level::Metres => i64::from(metres),
                _ => 0,
            };
        }
        cost
    }
}

/// Seats and quotas' prices of a proof.
type Prices<'a> = (&'a Vec<Vec<i64>>, &'a Vec<Vec<Vec<i64>>>);

/// What places cost under prices.
struct Places<'a> {
    asked: &'a LeftOut<'a>,
    plan: &'a Plan,
    levels: &'a [Level],
}

impl Places<'_> {
    /// Each pair of a child that has a key, with what it costs under prices.
    fn priced<'s>(
        &'s self,
        child: ApplicantIdx,
        (seats, quotas): Prices<'s>,
    ) -> impl Iterator<Item = (u32, IntakeIdx, Entries)> + 's {
        let (rules, round, table) = (self.asked.rules, self.asked.round, self.asked.table);
        let best = self.asked.best_tier(child).unwrap_or(0);
        let quota = self.plan.quota_of(child);
        let pairs = round
            .pairs_of(child)
            .iter()
            .zip(&table.keys[round.range_of(child)]);
        pairs.filter_map(move |(pair, key)| {
            let key = (*key)?;
            let mut cost = [0; ENTRIES];
            for (entry, level) in cost[1..].iter_mut().zip(self.levels) {
                *entry = i64::from(value_of(rules, *level, pair, key, best));
            }
            let school = pair.intake.at();
            let mut cost = plus(&cost, &entries_of(&seats[school]));
            if let Some(more) = quota.and_then(|quota| quotas.get(school)?.get(quota)) {
                cost = plus(&cost, &entries_of(more));
            }
            Some((pair.metres, pair.intake, cost))
        })
    }

    fn prices(&self) -> Prices<'_> {
        let Certificate {
            prices, quota_prices, ..
        } = &self.plan.certificate;
        (prices, quota_prices)
    }

    fn own(&self, child: ApplicantIdx) -> Entries {
        let seat = self.plan.seat_of[child.at()];
        let own = self
            .priced(child, self.prices())
            .find(|(_, school, _)| Some(*school) == seat);
        own.map_or(no_seat(), |(.., cost)| cost)
    }

    fn longest(&self) -> u32 {
        let round = self.asked.round;
        let metres = |child: ApplicantIdx| Some(round.pair(child, self.plan.seat_of[child.at()]?)?.metres);
        round.applicant_idxs().filter_map(metres).max().unwrap_or(0)
    }

    /// Whether a way beyond the longest would be cheaper on the first entries.
    fn long_way_is_cheaper(&self, own: &[Entries], longest: u32, entries: usize) -> bool {
        let round = self.asked.round;
        (0..round.applicants.len()).into_par_iter().any(|child| {
            let child = ApplicantIdx::from_usize(child);
            let mut long = self
                .priced(child, self.prices())
                .filter(|(metres, ..)| *metres > longest);
            round.is_free(child) && long.any(|(.., cost)| cost[..entries] < own[child.at()][..entries])
        })
    }

    /// The least first entries on ways below a limit, or those of no seat.
    fn least(&self, child: ApplicantIdx, prices: Prices<'_>, limit: u32, entries: usize) -> Entries {
        let below = self.priced(child, prices).filter(|(metres, ..)| *metres < limit);
        let first = below.map(|(.., mut cost)| {
            cost[entries..].fill(0);
            cost
        });
        first.chain([no_seat()]).min().unwrap_or(no_seat())
    }
}

fn no_seat() -> Entries {
    let mut entries = [0; ENTRIES];
    entries[0] = 1;
    entries
}

fn entries_of(values: &[i64]) -> Entries {
    let mut entries = [0; ENTRIES];
    entries[..values.len()].copy_from_slice(values);
    entries
}

fn plus(one: &Entries, other: &Entries) -> Entries {
    std::array::from_fn(|at| one[at] + other[at])
}

fn by_price(prices: &[Vec<i64>]) -> Vec<(Entries, IntakeIdx)> {
    let mut seats: Vec<_> = prices
        .iter()
        .enumerate()
        .map(|(at, price)| (entries_of(price), IntakeIdx::from_usize(at)))
        .collect();
    seats.sort_unstable();
    seats
}
