//! A lower bound for zonings of whole blocks within the seats, whether their zones hang together or not.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::rebalance::Task;
use super::relaxation::Relaxation;
use crate::base::ids::{BlockIdx, ZoneIdx};

/// Rounds of the ascent; the bound holds after any number of them.
const ROUNDS: usize = 400;
/// Rounds without a better bound after which steps become half as long.
const PATIENCE: usize = 12;
/// Most cells of a knapsack; seats are counted in units of more than one pupil above it, rounded down, which keeps the
/// bound a bound.
const MOST_CELLS: u64 = 4096;

/// Centimetres summed over pupils that no zoning of whole blocks within the seats goes below; `above` is what some
/// zoning needs, which sets the length of steps and nothing else.
/// None where no plan can have enough seats.
///
/// Cost: a round fills one knapsack a zone, O(blocks × seats) each; zones run side by side.
///
/// Source: the Lagrangian relaxation of the generalized assignment problem that gives up "each block once" and keeps
/// each school's knapsack (M. L. Fisher, Management Science 27, 1981, 1-18; Fisher, Jaikumar and Van Wassenhove,
/// Management Science 32, 1986, 1095-1103); multipliers start at the duals of the relaxed question and climb by
/// subgradients (Held, Wolfe and Crowder, Mathematical Programming 6, 1974, 62-88). Multipliers are whole numbers, so the
/// bound is exact.
pub fn whole_block_bound(task: &Task<'_>, relaxation: &Relaxation, above: u64) -> Option<u64> {
    if relaxation.shortfall > 0 {
        return None;
    }
    let mut dual = Dual::new(task, relaxation)?;
    let mut best = i64::MIN;
    let mut stretch = 1.0;
    let mut stale = 0;
    for _ in 0..ROUNDS {
        let (value, times) = dual.value();
        if value > best {
            best = value;
            stale = 0;
        } else {
            stale += 1;
            if stale == PATIENCE {
                stretch /= 2.0;
                stale = 0;
            }
        }
        let misses: Vec<i64> = times.iter().map(|times| 1 - i64::from(*times)).collect();
        let norm: i64 = misses.iter().map(|miss| miss * miss).sum();
        let distance = above.cast_signed().max(best) - value;
        if norm == 0 || stretch < 1e-4 {
            break;
        }
        let step = stretch * (distance as f64).max(1.0) / norm as f64;
        dual.climb(&misses, step);
    }
    Some(
        (dual.fixed_cost + best)
            .unsigned_abs()
            .max(relaxation.pupil_centimetres),
    )
}

/// A block that is free to move and has pupils.
struct Item {
    pupils: u64,
    /// What the whole block costs in each zone; none where it may not go.
    costs: Vec<Option<i64>>,
}

struct Dual {
    items: Vec<Item>,
    multipliers: Vec<i64>,
    /// Seats that fixed blocks leave, none where there is no limit.
    seats: Vec<Option<u64>>,
    fixed_cost: i64,
}

impl Dual {
    /// None where fixed blocks alone are too many for a school.
    fn new(task: &Task<'_>, relaxation: &Relaxation) -> Option<Self> {
        let mut seats: Vec<Option<u64>> = task.seats.iter().map(|seats| seats.map(u64::from)).collect();
        let (mut items, mut multipliers, mut fixed_cost) = (Vec::new(), Vec::new(), 0);
        for (at, pupils) in task.pupils.iter().enumerate().filter(|(_, pupils)| **pupils > 0) {
            let (block, pupils) = (BlockIdx::from_usize(at), u64::from(*pupils));
            let whole = |cost: i64| cost * pupils.cast_signed();
            if let Some(zone) = task.fixed[at] {
                fixed_cost += task.allowed_cost(block, zone).map_or(0, whole);
                if let Some(left) = &mut seats[zone.at()] {
                    *left = left.checked_sub(pupils)?;
                }
                continue;
            }
            let zones = 0..task.seats.len();
            let costs: Vec<Option<i64>> = zones
                .map(|zone| task.allowed_cost(block, ZoneIdx::from_usize(zone)).map(whole))
                .collect();
            let priced = costs.iter().zip(&relaxation.seat_price);
            let start = priced.filter_map(|(cost, price)| Some((*cost)? + whole(*price)));
            multipliers.push(start.min().unwrap_or(0));
            items.push(Item { pupils, costs });
        }
        Some(Self {
            items,
            multipliers,
            seats,
            fixed_cost,
        })
    }

    /// The value at the multipliers, and how often each block is taken.
    fn value(&self) -> (i64, Vec<u32>) {
        let zones = (0..self.seats.len()).into_par_iter();
        let filled: Vec<(i64, Vec<usize>)> = zones.map(|zone| self.fill(zone)).collect();
        let mut times = vec![0; self.items.len()];
        let mut value: i64 = self.multipliers.iter().sum();
        for (gain, taken) in filled {
            value -= gain;
            for item in taken {
                times[item] += 1;
            }
        }
        (value, times)
    }

    /// The best blocks for one zone within its seats, and what they gain.
    fn fill(&self, zone: usize) -> (i64, Vec<usize>) {
        let gains = self.items.iter().zip(&self.multipliers).enumerate();
        let gaining: Vec<(usize, i64, u64)> = gains
            .filter_map(|(at, (item, multiplier))| Some((at, multiplier - item.costs[zone]?, item.pupils)))
            .filter(|(_, gain, _)| *gain > 0)
            .collect();
        match self.seats[zone] {
            Some(seats) => knapsack(&gaining, seats),
            None => (
                gaining.iter().map(|(_, gain, _)| gain).sum(),
                gaining.iter().map(|(at, _, _)| *at).collect(),
            ),
        }
    }

    fn climb(&mut self, misses: &[i64], step: f64) {
        for (multiplier, miss) in self.multipliers.iter_mut().zip(misses) {
            *multiplier += (step * *miss as f64).round() as i64;
        }
    }
}

/// The most that things of (number, gain, weight) gain within a weight, and which.
fn knapsack(things: &[(usize, i64, u64)], limit: u64) -> (i64, Vec<usize>) {
    let unit = (limit / MOST_CELLS) + 1;
    let n_cells = (limit / unit) as usize + 1;
    let mut best = vec![0_i64; n_cells];
    let mut is_taken = vec![false; n_cells * things.len()];
    for (row, (_, gain, weight)) in things.iter().enumerate() {
        let weight = (weight / unit) as usize;
        for cell in (weight..n_cells).rev() {
            let with = best[cell - weight] + gain;
            if with > best[cell] {
                best[cell] = with;
                is_taken[row * n_cells + cell] = true;
            }
        }
    }
    let mut cell = n_cells - 1;
    let mut taken = Vec::new();
    for (row, (at, _, weight)) in things.iter().enumerate().rev() {
        if is_taken[row * n_cells + cell] {
            taken.push(*at);
            cell -= (weight / unit) as usize;
        }
    }
    (best[n_cells - 1], taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_knapsack_takes_the_best_that_fits() {
        let things = [(0, 60, 10), (1, 100, 20), (2, 120, 30)];
        assert_eq!(knapsack(&things, 50), (220, vec![2, 1]));
        assert_eq!(knapsack(&things, 9), (0, vec![]));
        assert_eq!(knapsack(&things, 60), (280, vec![2, 1, 0]));
    }

    #[test]
    fn a_knapsack_of_many_seats_never_gains_less_than_it_could() {
        let things = [(0, 5, 10_001), (1, 5, 10_001), (2, 5, 10_001)];
        let (gain, _) = knapsack(&things, 20_001);
        assert!(gain >= 5, "rounding down may only take more");
    }
}
