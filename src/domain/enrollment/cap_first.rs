//! The plan that is best for all children together, level by level: most placed, fewest beyond the cap, and so on in the
//! order of the rule set. Finding it is `flow`'s; here levels are put on arcs and proofs into words.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::flow::{self, LevelError, LevelFlow, LevelTask};
use super::key::{Key, KeyTable};
use super::matching::SeatsLeft;
use super::outcome::{Certificate, LevelDoc, Shorter};
use super::round::{Pair, Round};
use super::rule_set::{Level, RuleSet};
use super::seat_nodes::SeatNodes;
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The best plan without quotas breaks one, at a school whose quotas together are more than its seats.
    #[error(
        "the best plan places {placed} children of quota `{quota}` at school `{school}`, which has room for {room}; \
         the quotas there are more than the seats, and cap-first has no exact answer within them: place these children by --overrides or use --mode rule"
    )]
    Quota {
        /// The quota.
        quota: String,
        /// The school.
        school: String,
        /// How many the plan places there.
        placed: u32,
        /// How many there is room for.
        room: u32,
    },
    /// The levels cannot be summed.
    #[error(transparent)]
    Levels(#[from] LevelError),
}

/// A plan with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The school of each free child.
    pub seat_of: Vec<Option<IntakeIdx>>,
    /// The proof.
    pub certificate: Certificate,
    /// The quota in which each child counts.
    quota_of: Vec<Option<usize>>,
}

impl Plan {
    /// The quota in which a child counts.
    pub(super) fn quota_of(&self, applicant: ApplicantIdx) -> Option<usize> {
        self.quota_of[applicant.at()]
    }

    /// How much worse, level by level, every plan is that gives a child another school: the reduced cost of that seat
    /// over its own.
    pub fn worse_by(
        &self,
        rules: &RuleSet,
        round: &Round,
        table: &KeyTable,
        applicant: ApplicantIdx,
        other: IntakeIdx,
    ) -> Option<Vec<i64>> {
        let keys = table.keys[round.range_of(applicant)].iter().flatten();
        let best_tier = keys.map(|key| key.tier()).min()?;
        let priced = |intake: IntakeIdx| {
            let (pair, key) = (
                round.pair(applicant, intake)?,
                table.key(round, applicant, intake)?,
            );
            let summed = rules.levels.iter().filter(|level| is_summed(**level));
            let values = summed.map(|level| i64::from(value_of(rules, *level, pair, key, best_tier)));
            let of_quota = self.quota_of[applicant.at()];
            let more = of_quota.map(|quota| &self.certificate.quota_prices[intake.at()][quota]);
            let more = more.into_iter().flatten().chain(std::iter::repeat(&0));
            let price = self.certificate.prices[intake.at()]
                .iter()
                .zip(more)
                .map(|(seat, more)| seat + more);
            Some(
                std::iter::once(0)
                    .chain(values)
                    .zip(price)
                    .map(|(value, price)| value + price)
                    .collect(),
            )
        };
        let that: Vec<i64> = priced(other)?;
        let own = match self.seat_of[applicant.at()] {
            Some(intake) => priced(intake)?,
            None => std::iter::once(1)
                .chain(std::iter::repeat_n(0, that.len() - 1))
                .collect(),
        };
        Some(that.iter().zip(&own).map(|(that, own)| that - own).collect())
    }
}

/// Whether a level is a sum over arcs beside the number of the placed.
pub(super) fn is_summed(level: Level) -> bool {
    !matches!(level, Level::Placed | Level::Longest)
}

/// What an arc counts at a level.
pub(super) fn value_of(rules: &RuleSet, level: Level, pair: &Pair, key: Key, best_tier: u8) -> u32 {
    match level {
        Level::Placed => 0,
        Level::OverCap => u32::from(pair.metres > rules.cap_metres),
        Level::Crossings => u32::from(pair.crossings.unwrap_or(0)),
        Level::Longest | Level::Metres => pair.metres,
        Level::TierViolations => u32::from(key.tier() - best_tier),
    }
}

/// Arcs of the free children, and which pair each is.
struct Arcs {
    offsets: Vec<usize>,
    node: Vec<u32>,
    pair: Vec<u32>,
    best_tier: Vec<u8>,
}

/// Finds the plan.
pub fn plan(rules: &RuleSet, round: &Round, table: &KeyTable, left: &SeatsLeft) -> Result<Plan, PlanError> {
    let nodes = SeatNodes::of(rules, round, table, left);
    let arcs = Arcs::of(round, table, left, &nodes);
    let levels: Vec<flow::Level> = rules
        .levels
        .iter()
        .filter_map(|level| arcs.level(rules, round, table, *level))
        .collect();
    let best = flow::solve_levels(&LevelTask {
        offsets: &arcs.offsets,
        school: &arcs.node,
        seats: &nodes.seats,
        levels: &levels,
    })?;
    let seat_of: Vec<Option<IntakeIdx>> = best
        .arc_of
        .iter()
        .map(|arc| arc.map(|arc| nodes.intake[arcs.node[arc as usize] as usize]))
        .collect();
    check_quotas(rules, round, left, &seat_of)?;
    Ok(Plan {
        certificate: certificate(rules, round, &nodes, &best),
        quota_of: left.quota_of.clone(),
        seat_of,
    })
}

impl Arcs {
    fn of(round: &Round, table: &KeyTable, left: &SeatsLeft, nodes: &SeatNodes) -> Self {
        let mut arcs = Self {
            offsets: vec![0],
            node: Vec::with_capacity(round.pairs.len()),
            pair: Vec::with_capacity(round.pairs.len()),
            best_tier: Vec::with_capacity(round.applicants.len()),
        };
        for applicant in round.applicant_idxs() {
            let range = round.range_of(applicant);
            let tiers = table.keys[range.clone()].iter().flatten().map(|key| key.tier());
            arcs.best_tier.push(tiers.min().unwrap_or(0));
            if round.is_free(applicant) {
                for at in range.filter(|at| table.keys[*at].is_some()) {
                    let open = nodes.open_to(round.pairs[at].intake, left.quota_of[applicant.at()]);
                    arcs.pair.extend(open.clone().map(|_| at as u32));
                    arcs.node.extend(open);
                }
            }
            arcs.offsets.push(arcs.node.len());
        }
        arcs
    }

    /// The values of a level on all arcs; none for the placed, which stand before all levels.
    fn level(&self, rules: &RuleSet, round: &Round, table: &KeyTable, level: Level) -> Option<flow::Level> {
        if level == Level::Placed {
            return None;
        }
        let of_child = |child: usize| {
            let pairs = &self.pair[self.offsets[child]..self.offsets[child + 1]];
            pairs.iter().map(move |pair| {
                let at = *pair as usize;
                let key = table.keys[at].expect("arcs are pairs with a key");
                value_of(rules, level, &round.pairs[at], key, self.best_tier[child])
            })
        };
        let values: Vec<u32> = (0..self.best_tier.len())
            .into_par_iter()
            .flat_map_iter(of_child)
            .collect();
        Some(if level == Level::Longest {
            flow::Level::Longest(values)
        } else {
            flow::Level::Sum(values)
        })
    }
}

fn check_quotas(
    rules: &RuleSet,
    round: &Round,
    left: &SeatsLeft,
    seat_of: &[Option<IntakeIdx>],
) -> Result<(), PlanError> {
    let mut placed = vec![vec![0_u32; rules.quotas.len()]; round.intakes.len()];
    for applicant in round.applicant_idxs() {
        if let (Some(quota), Some(intake)) = (left.quota_of[applicant.at()], seat_of[applicant.at()]) {
            placed[intake.at()][quota] += 1;
        }
    }
    for (at, (placed, room)) in placed.iter().zip(&left.quotas).enumerate() {
        if let Some(quota) = (0..rules.quotas.len()).find(|quota| placed[*quota] > room[*quota]) {
            return Err(PlanError::Quota {
                quota: rules.quotas[quota].id.clone(),
                school: round.intakes[at].school.clone(),
                placed: placed[quota],
                room: room[quota],
            });
        }
    }
    Ok(())
}

fn certificate(rules: &RuleSet, round: &Round, nodes: &SeatNodes, best: &LevelFlow) -> Certificate {
    // In the flow they are children without an arc; a proof speaks of those whom the plan places.
    let not_free = round
        .applicant_idxs()
        .filter(|child| !round.is_free(*child))
        .count() as u64;
    let of_free = |values: &[u64]| {
        let mut values = values.to_vec();
        values[0] -= not_free;
        values
    };
    let placed = best.arc_of.iter().flatten().count() as u64;
    let mut totals = best.totals.iter().copied();
    let levels = rules.levels.iter().map(|level| LevelDoc {
        level: level.as_str().to_owned(),
        value: if *level == Level::Placed {
            placed
        } else {
            totals.next().unwrap_or(0)
        },
    });
    Certificate {
        levels: levels.collect(),
        prices: nodes.seat_prices(&best.price),
        quota_prices: nodes.quota_prices(&best.price),
        shorter: best.longest.first().map(|proof| Shorter {
            values: of_free(&proof.without),
            prices: nodes.seat_prices(&proof.price),
            quota_prices: nodes.quota_prices(&proof.price),
        }),
    }
}
