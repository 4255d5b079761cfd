//! One allocation from a round to what its files say: seats, reasons, sums, explanations.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::cap_first::{Plan, PlanError, plan};
use super::explanation::Reasons;
use super::key::{Key, KeyTable};
use super::left_out::LeftOut;
use super::matching::{Lists, Matching, SeatsLeft, Theorem, match_stably};
use super::outcome::{Explanation, KeyDoc, Move, OverrideOutcome, Placement, SchoolOutcome, Totals};
use super::round::{Completeness, Round};
use super::rule_set::RuleSet;
use super::standing::{Standing, envious, standings};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// How seats are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By the key of the rule set.
    Rule,
    /// By parents' rankings, schools ordering by the key.
    Preference,
    /// By the plan that is best for all together, level by level.
    CapFirst,
}

impl Mode {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Preference => "preference",
            Self::CapFirst => "cap-first",
        }
    }
}

/// Who sits where, with everything that reasons are made of.
pub struct Allocation<'a> {
    rules: &'a RuleSet,
    round: &'a Round,
    mode: Mode,
    table: KeyTable,
    lists: Lists,
    left: SeatsLeft,
    seat_of: Vec<Option<IntakeIdx>>,
    theorem: &'static str,
    plan: Option<Plan>,
    standings: Vec<Standing>,
}

impl<'a> Allocation<'a> {
    /// Gives the seats.
    ///
    /// # Errors
    /// Only `cap-first` refuses, where its plan would break a quota.
    pub fn run(rules: &'a RuleSet, round: &'a Round, seed: &[u8], mode: Mode) -> Result<Self, PlanError> {
        let table = KeyTable::build(rules, round, seed);
        let lists = match mode {
            Mode::Preference => Lists::by_preference(rules, round, &table),
            Mode::Rule | Mode::CapFirst => Lists::by_rule(rules, round, &table),
        };
        let left = SeatsLeft::count(rules, round);
        let (matching, plan) = match mode {
            Mode::Rule | Mode::Preference => (match_stably(round, &table, &lists, &left), None),
            Mode::CapFirst => {
                let plan = plan(rules, round, &table, &left)?;
                let seat_of = plan.seat_of.clone();
                (
                    Matching {
                        seat_of,
                        theorem: Theorem::LeastCost,
                    },
                    Some(plan),
                )
            }
        };
        let standings = standings(rules, round, &table, &lists, &left, &matching.seat_of);
        Ok(Self {
            rules,
            round,
            mode,
            table,
            lists,
            left,
            seat_of: matching.seat_of,
            theorem: matching.theorem.as_str(),
            plan,
            standings,
        })
    }

    /// What the result relies on.
    pub const fn theorem(&self) -> &'static str {
        self.theorem
    }

    /// How seats were given.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// How many free children have justified envy: a school that they want more than what they have would take them
    /// before somebody whom it took, or has a seat free.
    pub fn envious(&self) -> usize {
        let is_envious = |applicant: &ApplicantIdx| {
            let given = self.seat_of[applicant.at()];
            let quota = self.left.quota_of[applicant.at()];
            let mut wanted = self
                .lists
                .of(*applicant)
                .iter()
                .take_while(|key| Some(key.intake()) != given);
            wanted.any(|key| self.standings[key.intake().at()].bar(quota).admits(*key))
        };
        self.round.applicant_idxs().filter(is_envious).count()
    }

    /// The children whose lists leave out a school that could change the result; none where it holds for all pairs.
    pub fn undecided(&self) -> Vec<ApplicantIdx> {
        let asked = LeftOut {
            rules: self.rules,
            round: self.round,
            table: &self.table,
            seat_of: &self.seat_of,
            plan: self.plan.as_ref(),
            by_parents: self.mode == Mode::Preference,
        };
        asked.undecided()
    }

    /// Keys and lots.
    pub const fn table(&self) -> &KeyTable {
        &self.table
    }

    /// What children want, in order.
    pub const fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The plan of `cap-first`.
    pub const fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// Keys admitted at each school by the allocator, ascending.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// The school of a child: by the allocator, fixed, or by decision.
    pub fn school_of(&self, applicant: ApplicantIdx) -> Option<IntakeIdx> {
        let decided = self.round.override_of(applicant).map(|decision| decision.intake);
        decided
            .or(self.round.fixed[applicant.at()])
            .or(self.seat_of[applicant.at()])
    }

    /// Rows of `placements.csv`, by applicant.
    pub fn placements(&self) -> Vec<Placement> {
        self.round
            .applicant_idxs()
            .map(|applicant| self.placement(applicant))
            .collect()
    }

    fn placement(&self, applicant: ApplicantIdx) -> Placement {
        let round = self.round;
        let school = self.school_of(applicant);
        let key = school.and_then(|intake| self.table.key(round, applicant, intake));
        Placement {
            applicant: round.applicants[applicant.at()].clone(),
            school: school.map(|intake| round.intakes[intake.at()].school.clone()),
            tier: key.map(Key::tier),
            metres: school.and_then(|intake| Some(round.pair(applicant, intake)?.metres)),
            round: round.name.clone(),
            reason: self.reason(applicant).to_owned(),
        }
    }

    fn reason(&self, applicant: ApplicantIdx) -> &str {
        let round = self.round;
        if round.override_of(applicant).is_some() {
            "override"
        } else if round.fixed[applicant.at()].is_some() {
            "fixed"
        } else if !round.eligibility[applicant.at()].is_eligible() {
            round.eligibility[applicant.at()].reason()
        } else if self.seat_of[applicant.at()].is_some() {
            "placed"
        } else if self.is_list_too_short(applicant) {
            "list_too_short"
        } else if self.table.keys[round.range_of(applicant)]
            .iter()
            .all(Option::is_none)
        {
            "no_school_in_reach"
        } else {
            "no_seat_left"
        }
    }

    /// Whether a list leaves out schools that it should hold: a ranking that is followed needs none but its own.
    fn is_list_too_short(&self, applicant: ApplicantIdx) -> bool {
        let round = self.round;
        let rankings = round
            .preferences
            .as_ref()
            .filter(|_| self.mode == Mode::Preference);
        let ranked = rankings.map_or(&[][..], |all| &all[applicant.at()]);
        let is_known = |school: &IntakeIdx| round.pair(applicant, *school).is_some();
        round.completeness[applicant.at()] != Completeness::Complete
            && (ranked.is_empty() || !ranked.iter().all(is_known))
    }

    fn reasons(&self) -> Reasons<'_> {
        Reasons {
            rules: self.rules,
            round: self.round,
            table: &self.table,
            lists: &self.lists,
            standings: &self.standings,
            quota_of: &self.left.quota_of,
            plan: self.plan.as_ref(),
        }
    }

    /// Whose key it is, and at which school.
    pub fn names_of(&self, key: Key) -> (&str, &str) {
        let applicant = self.table.applicant(key);
        (
            &self.round.applicants[applicant.at()],
            &self.round.intakes[key.intake().at()].school,
        )
    }

    /// A key as files have it.
    pub fn key_doc(&self, key: Key) -> KeyDoc {
        self.reasons().key_doc(key)
    }

    /// Lines of `explanations.jsonl`, by applicant.
    pub fn explanations(&self, placements: &[Placement]) -> Vec<Explanation> {
        let reasons = self.reasons();
        (0..placements.len())
            .into_par_iter()
            .map(|at| {
                let applicant = ApplicantIdx::from_usize(at);
                reasons.explain(applicant, &placements[at], self.school_of(applicant))
            })
            .collect()
    }

    /// Sums over all children.
    pub fn totals(&self, placements: &[Placement]) -> Totals {
        let round = self.round;
        let mut totals = Totals {
            applicants: placements.len() as u32,
            by_tier: vec![0; self.rules.tiers.len()],
            ..Totals::default()
        };
        for (applicant, placement) in round.applicant_idxs().zip(placements) {
            let state = &round.eligibility[applicant.at()];
            totals.eligible += u32::from(state.is_eligible());
            totals.pending += u32::from(state.reason().starts_with("pending_"));
            totals.not_eligible += u32::from(!state.is_eligible() && !state.reason().starts_with("pending_"));
            totals.fixed += u32::from(placement.reason == "fixed");
            totals.overridden += u32::from(placement.reason == "override");
            totals.list_too_short += u32::from(placement.reason == "list_too_short");
            totals.no_seat_left += u32::from(matches!(
                placement.reason.as_str(),
                "no_seat_left" | "no_school_in_reach"
            ));
            if let Some(intake) = self.school_of(applicant) {
                self.count_seat(&mut totals, applicant, intake);
            }
        }
        totals
    }

    fn count_seat(&self, totals: &mut Totals, applicant: ApplicantIdx, intake: IntakeIdx) {
        totals.placed += 1;
        let Some(pair) = self.round.pair(applicant, intake) else {
            return;
        };
        totals.metres += u64::from(pair.metres);
        totals.crossings += u64::from(pair.crossings.unwrap_or(0));
        totals.longest = totals.longest.max(pair.metres);
        totals.over_cap += u32::from(pair.metres > self.rules.cap_metres);
        if let Some(key) = self.table.key(self.round, applicant, intake) {
            let keys = self.table.keys[self.round.range_of(applicant)].iter().flatten();
            let best = keys.map(|key| key.tier()).min().unwrap_or(key.tier());
            totals.tier_violations += u64::from(key.tier() - best);
            totals.by_tier[usize::from(key.tier()) - 1] += 1;
        }
    }

    /// Sums by school; the roots are added by whoever has the salts.
    pub fn schools(&self, placements: &[Placement]) -> Vec<SchoolOutcome> {
        let reasons = self.reasons();
        let mut schools: Vec<SchoolOutcome> = self
            .round
            .intakes
            .iter()
            .zip(&self.standings)
            .map(|(intake, standing)| SchoolOutcome {
                school: intake.school.clone(),
                seats: intake.seats,
                taken: 0,
                fixed: 0,
                overridden: 0,
                above_seats: 0,
                by_tier: vec![0; self.rules.tiers.len()],
                last_admitted: standing.admitted.last().map(|key| reasons.key_doc(*key)),
                merkle_root: None,
            })
            .collect();
        for (applicant, placement) in self.round.applicant_idxs().zip(placements) {
            let Some(intake) = self.school_of(applicant) else {
                continue;
            };
            let school = &mut schools[intake.at()];
            school.taken += 1;
            match placement.reason.as_str() {
                "fixed" => school.fixed += 1,
                "override" => school.overridden += 1,
                _ => school.by_tier[usize::from(placement.tier.unwrap_or(1)) - 1] += 1,
            }
            school.above_seats = school.taken.saturating_sub(school.seats);
        }
        schools
    }

    /// Decisions with whom they touch; each costs one more allocation.
    pub fn overrides(&self, seed: &[u8]) -> Result<Vec<OverrideOutcome>, PlanError> {
        let round = self.round;
        let mut outcomes = Vec::with_capacity(round.overrides.len());
        for (at, decision) in round.overrides.iter().enumerate() {
            let mut without = round.clone();
            without.overrides.remove(at);
            let other = Allocation::run(self.rules, &without, seed, self.mode)?;
            let name =
                |intake: Option<IntakeIdx>| intake.map(|intake| round.intakes[intake.at()].school.clone());
            let others = round
                .applicant_idxs()
                .filter(|applicant| *applicant != decision.applicant);
            let moves = others.filter_map(|applicant| {
                let (before, after) = (other.school_of(applicant), self.school_of(applicant));
                (before != after).then(|| Move {
                    applicant: round.applicants[applicant.at()].clone(),
                    without: name(before),
                    with: name(after),
                })
            });
            let favored = (decision.applicant, decision.intake);
            let envied_by = envious(round, &self.table, &self.lists, &self.seat_of, favored);
            outcomes.push(OverrideOutcome {
                applicant: round.applicants[decision.applicant.at()].clone(),
                school: round.intakes[decision.intake.at()].school.clone(),
                author: decision.author.clone(),
                approver: decision.approver.clone(),
                reason: decision.reason.clone(),
                evidence_hash: decision.evidence_hash.clone(),
                envied_by: envied_by
                    .into_iter()
                    .map(|child| round.applicants[child.at()].clone())
                    .collect(),
                moves: moves.collect(),
            });
        }
        Ok(outcomes)
    }
}
