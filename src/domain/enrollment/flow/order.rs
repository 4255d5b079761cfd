//! How levels are solved: all that are sums as one flow of one number; the longest way by lowering it along arcs that
//! keep what stands before it, and the sums anew with the arcs that are left.

use super::arcs::Arcs;
use super::levels::{Level, LevelFlow, LevelTask, LongestProof, SeatPrices};
use super::longest::lower_longest;
use super::prices::LowestPrices;
use super::solver::Solver;
use super::start::starting_prices;
use super::tight::TightArcs;
use super::transport::{FlowCost, Transport};
use super::weights::Weights;

/// A question with the weights of its sums.
pub(super) struct Order<'t, C> {
    task: &'t LevelTask<'t>,
    weights: Weights<C>,
}

/// A flow that is optimal for all sums among the arcs that are left.
struct Stage<C> {
    arcs: Arcs<C>,
    at: Vec<u32>,
    lowest: LowestPrices<C>,
}

impl<'t, C: FlowCost> Order<'t, C> {
    pub fn new(task: &'t LevelTask<'t>, weights: Weights<C>) -> Self {
        Self { task, weights }
    }

    pub fn solve(&self) -> LevelFlow {
        let mut stage = self.first_stage();
        let mut longest = Vec::new();
        for (level, values) in self.task.levels.iter().enumerate() {
            if let Level::Longest(values) = values {
                let (next, proof) = self.shorten(stage, level, values);
                stage = next;
                longest.extend(proof);
            }
        }
        let arc_of = stage.arcs.answer(&stage.at);
        LevelFlow {
            unplaced: n_unplaced(&arc_of),
            totals: self
                .task
                .levels
                .iter()
                .map(|level| total(level, &arc_of))
                .collect(),
            price: self.seat_prices(&stage),
            arc_of,
            longest,
        }
    }

    /// The sums alone, with all arcs.
    fn first_stage(&self) -> Stage<C> {
        let cost = self.weights.costs_before(self.task, self.task.levels.len());
        let arcs = Arcs::new(&Transport {
            offsets: self.task.offsets,
            school: self.task.school,
            cost: &cost,
            seats: self.task.seats,
            unplaced: self.weights.unplaced,
        });
        let start = starting_prices(&arcs, self.task.seats);
        let (at, lowest) = Solver::new(&arcs, self.task.seats, start).run();
        Stage { arcs, at, lowest }
    }

    /// The sums among some of the arcs, beginning with what is known.
    fn again(&self, stage: &Stage<C>, keep: impl Fn(u32) -> bool) -> Stage<C> {
        let arcs = stage.arcs.kept(keep);
        let at = stage.arcs.found_in(&stage.at, &arcs);
        let price = stage.lowest.price.clone();
        let (at, lowest) = Solver::resume(&arcs, self.task.seats, price, &at).run();
        Stage { arcs, at, lowest }
    }

    /// Lowers the longest way as far as the levels before it allow, then does the levels behind it with what is left.
    fn shorten(&self, mut stage: Stage<C>, level: usize, values: &[u32]) -> (Stage<C>, Option<LongestProof>) {
        let tight = self.tight_arcs(&stage, level, values);
        let mut at = tight.own_arcs(&stage.at);
        let Some(longest) = lower_longest(&tight, self.task.seats, &mut at) else {
            return (stage, None);
        };
        stage.at = tight.given_arcs(&at);
        let without = self.again(&stage, |arc| values[arc as usize] < longest);
        let proof = self.proof(&without, level, longest);
        (
            self.again(&stage, |arc| values[arc as usize] <= longest),
            Some(proof),
        )
    }

    /// The arcs that flows use which are optimal for what stands before a level.
    fn tight_arcs(&self, stage: &Stage<C>, level: usize, values: &[u32]) -> TightArcs {
        let before = self.weights.costs_before(self.task, level);
        let price = self.prices_before(stage, level);
        let cost = |arc| {
            stage
                .arcs
                .given(arc)
                .map_or(self.weights.unplaced, |given| before[given as usize])
        };
        let length = |arc| stage.arcs.given(arc).map_or(0, |given| values[given as usize]);
        TightArcs::new(&stage.arcs, &price, cost, length)
    }

    /// The part of each node's price that what stands before a level has, in one number.
    fn prices_before(&self, stage: &Stage<C>, level: usize) -> Vec<C> {
        let vectors = self.seat_prices(stage);
        let sums = self.weights.sums.iter().filter(|(at, _)| *at < level);
        let weights: Vec<C> = std::iter::once(self.weights.unplaced)
            .chain(sums.map(|(_, weight)| *weight))
            .collect();
        let in_one = |school: u32| {
            let mut price = C::ZERO;
            for (weight, entry) in weights.iter().zip(vectors.of(school)) {
                price += *weight * C::from(*entry);
            }
            price
        };
        (0..stage.arcs.outside()).map(in_one).chain([C::ZERO]).collect()
    }

    fn proof(&self, without: &Stage<C>, level: usize, longest: u32) -> LongestProof {
        let arc_of = without.arcs.answer(&without.at);
        let sums = self.weights.sums.iter().filter(|(at, _)| *at < level);
        let totals = sums.map(|(at, _)| total(&self.task.levels[*at], &arc_of));
        let totals: Vec<u64> = std::iter::once(n_unplaced(&arc_of)).chain(totals).collect();
        LongestProof {
            level,
            longest,
            price: self.seat_prices(without).shortened(totals.len()),
            without: totals,
        }
    }

    /// The lowest prices entry by entry, followed from outside along the chains that they come from.
    fn seat_prices(&self, stage: &Stage<C>) -> SeatPrices {
        let n_entries = 1 + self.weights.sums.len();
        let mut entries = vec![0_i64; stage.arcs.n_nodes() * n_entries];
        for &node in &stage.lowest.order {
            let Some((child, arc)) = stage.lowest.taker[node as usize] else {
                continue;
            };
            let own = stage.at[child as usize];
            let left = stage.arcs.node(own) as usize * n_entries;
            for entry in 0..n_entries {
                let saved = self.entry(stage, own, entry) - self.entry(stage, arc, entry);
                entries[node as usize * n_entries + entry] = entries[left + entry] + saved;
            }
        }
        entries.truncate(self.task.seats.len() * n_entries);
        SeatPrices { n_entries, entries }
    }

    /// What an arc has in an entry of prices.
    fn entry(&self, stage: &Stage<C>, arc: u32, entry: usize) -> i64 {
        match (stage.arcs.given(arc), entry) {
            (None, 0) => 1,
            (None, _) | (Some(_), 0) => 0,
            (Some(given), _) => {
                let level = self.weights.sums[entry - 1].0;
                i64::from(self.task.levels[level].values()[given as usize])
            }
        }
    }
}

fn n_unplaced(arc_of: &[Option<u32>]) -> u64 {
    arc_of.iter().filter(|arc| arc.is_none()).count() as u64
}

fn total(level: &Level, arc_of: &[Option<u32>]) -> u64 {
    let values = level.values();
    let taken = arc_of
        .iter()
        .flatten()
        .map(|arc| u64::from(values[*arc as usize]));
    match level {
        Level::Sum(_) => taken.sum(),
        Level::Longest(_) => taken.max().unwrap_or(0),
    }
}
