//! Several levels in one number: each level's weight is so large that nothing below it can outweigh one unit of it.

use super::error::LevelError;
use super::levels::{Level, LevelTask};
use super::transport::FlowCost;

/// What one unit of each summed level weighs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weights<C> {
    /// A child without a seat.
    pub unplaced: C,
    /// Summed levels in order, with their place among all levels.
    pub sums: Vec<(usize, C)>,
}

impl Weights<i128> {
    /// Weights for the order of levels.
    ///
    /// It is not the totals that must not outweigh a unit, only what differs along a path: with `n` nodes a simple path
    /// or cycle in the graph of schools moves at most `n` children, each by at most the largest value of a level. Two
    /// paths then differ by at most `2n` of these, so with weights above `2n` times all that is below, comparing numbers
    /// is comparing levels one after another, for flows (no cycle improves) and for prices (shortest paths).
    pub fn of(task: &LevelTask<'_>) -> Result<Self, LevelError> {
        let n_nodes = task.seats.len() as i128 + 1;
        let above = |below: i128| below.checked_mul(2 * n_nodes)?.checked_add(1);
        let mut sums = Vec::new();
        let mut below = 0_i128;
        for (level, values) in task.levels.iter().enumerate().rev() {
            let Level::Sum(values) = values else { continue };
            let most = values.iter().max().copied().unwrap_or(0);
            let weight = above(below).ok_or(LevelError::TooWide)?;
            let range = weight.checked_mul(i128::from(most));
            below = range
                .and_then(|range| range.checked_add(below))
                .ok_or(LevelError::TooWide)?;
            sums.push((level, weight));
        }
        sums.reverse();
        let unplaced = above(below).filter(|weight| *weight <= i128::MOST);
        Ok(Self {
            unplaced: unplaced.ok_or(LevelError::TooWide)?,
            sums,
        })
    }

    /// The same in 64 bits, where they fit.
    pub fn narrow(&self) -> Option<Weights<i64>> {
        let unplaced = i64::try_from(self.unplaced)
            .ok()
            .filter(|weight| *weight <= i64::MOST)?;
        let narrow = |(level, weight): &(usize, i128)| Some((*level, i64::try_from(*weight).ok()?));
        let sums: Option<Vec<_>> = self.sums.iter().map(narrow).collect();
        Some(Weights {
            unplaced,
            sums: sums?,
        })
    }
}

impl<C: FlowCost> Weights<C> {
    /// All levels before this one in one number for each arc.
    pub fn costs_before(&self, task: &LevelTask<'_>, end: usize) -> Vec<C> {
        let mut cost = vec![C::ZERO; task.school.len()];
        for (level, weight) in self.sums.iter().filter(|(level, _)| *level < end) {
            for (cost, value) in cost.iter_mut().zip(task.levels[*level].values()) {
                *cost += *weight * C::from(i64::from(*value));
            }
        }
        cost
    }
}
