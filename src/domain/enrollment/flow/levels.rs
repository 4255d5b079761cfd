//! The question and the answer of several levels one after another: most children placed, then each level as good as
//! those before it allow.

use super::error::LevelError;
use super::order::Order;
use super::weights::Weights;

/// One level of the order, with a value for each arc. Less is better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Level {
    /// The sum of the values of all arcs taken.
    Sum(Vec<u32>),
    /// The largest value of an arc taken.
    Longest(Vec<u32>),
}

impl Level {
    /// The value of each arc.
    pub fn values(&self) -> &[u32] {
        match self {
            Self::Sum(values) | Self::Longest(values) => values,
        }
    }
}

/// Children and schools as in [`Transport`](super::Transport), with levels in place of costs. Before all levels stands the number of
/// children without a seat.
#[derive(Debug, Clone, Copy)]
pub struct LevelTask<'t> {
    /// First arc of each child, and the number of arcs as the last.
    pub offsets: &'t [usize],
    /// The school at the end of each arc.
    pub school: &'t [u32],
    /// Seats of each school.
    pub seats: &'t [u32],
    /// The levels in order, the first the most important.
    pub levels: &'t [Level],
}

/// The best flow in the order of levels, with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelFlow {
    /// The arc that each child takes; none where it has no seat.
    pub arc_of: Vec<Option<u32>>,
    /// Children without a seat.
    pub unplaced: u64,
    /// By level, the sum or the largest value; 0 where nobody is placed.
    pub totals: Vec<u64>,
    /// Prices of all summed levels, which prove the flow among the arcs that no [`LongestProof`] excludes.
    pub price: SeatPrices,
    /// For each level of the longest way, in order, why it is no shorter; none where nobody is placed.
    pub longest: Vec<LongestProof>,
}

/// What one more seat at each school would save, level by level: first of children without a seat, then of each summed
/// level in order.
///
/// With such vectors compared entry by entry from the first, each child takes the least of its arcs' values plus
/// prices, or stays without a seat where `(1, 0, …, 0)` is least; no price is below `(0, …, 0)`, and a school with a
/// free seat has just that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatPrices {
    pub(super) n_entries: usize,
    pub(super) entries: Vec<i64>,
}

impl SeatPrices {
    /// The price of a seat at a school.
    pub fn of(&self, school: u32) -> &[i64] {
        &self.entries[school as usize * self.n_entries..][..self.n_entries]
    }

    /// How many entries a price has: one more than there are summed levels.
    pub fn n_entries(&self) -> usize {
        self.n_entries
    }

    /// The first entries of each price.
    pub(super) fn shortened(&self, n_entries: usize) -> Self {
        let entries = self
            .entries
            .chunks_exact(self.n_entries)
            .flat_map(|price| &price[..n_entries]);
        Self {
            n_entries,
            entries: entries.copied().collect(),
        }
    }
}

/// Why a longest way is no shorter: without the arcs of its length and longer ones, the levels before it are worse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongestProof {
    /// Which level, counted from 0.
    pub level: usize,
    /// The largest value of an arc taken.
    pub longest: u32,
    /// Without arcs of that value and above: children without a seat, and the totals of the summed levels before this
    /// one. It is more than with them.
    pub without: Vec<u64>,
    /// The prices that prove `without`.
    pub price: SeatPrices,
}

/// Finds the best flow in the order of levels.
///
/// Cost: that of [`solve`](super::solve()) once, and for each level of the longest way twice more from prices that are
/// nearly right, with one search among schools for each child whose way is shortened.
///
/// Source: the sums as one flow with vector costs, as Ahuja, Magnanti and Orlin do for costs of any ordered group; the
/// longest way by the threshold method for bottleneck assignment (Burkard, Dell'Amico and Martello, Assignment
/// Problems, 2009, section 6.2), kept to arcs that are tight for the levels before.
pub fn solve_levels(task: &LevelTask<'_>) -> Result<LevelFlow, LevelError> {
    for (level, values) in task.levels.iter().enumerate() {
        let (found, arcs) = (values.values().len(), task.school.len());
        if found != arcs {
            return Err(LevelError::ValuesMissing { level, found, arcs });
        }
    }
    let wide = Weights::of(task)?;
    Ok(match wide.narrow() {
        Some(narrow) => Order::new(task, narrow).solve(),
        None => Order::new(task, wide).solve(),
    })
}
