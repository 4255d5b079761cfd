//! Rebalancing against an exhaustive search on small random towns, and what holds for every answer.

use truonggan::base::ids::{BlockIdx, ZoneIdx};
use truonggan::base::progress::Silent;
use truonggan::base::units::Centimetres;
use truonggan::domain::catchment::{
    Adjacency, CostTable, Rebalanced, SearchEffort, Task, Zoning, rebalance, relax,
};

use crate::support::random::{Random, cases};

/// A town of a few blocks in a grid, a few of them apart from their neighbors.
#[derive(Clone)]
struct Case {
    pupils: Vec<u32>,
    ties: Vec<(BlockIdx, BlockIdx)>,
    rows: Vec<Vec<Option<Centimetres>>>,
    seats: Vec<Option<u32>>,
    fixed: Vec<Option<ZoneIdx>>,
}

const QUICK: SearchEffort = SearchEffort {
    seed: 7,
    searches: 4,
    steps: 4_000,
};

impl Case {
    fn random(random: &mut Random) -> Self {
        let (width, height) = (2 + random.below(2), 2 + random.below(2));
        let (n, n_zones) = (width * height, 2 + random.below(2));
        let idx = BlockIdx::from_usize;
        let mut ties = Vec::new();
        for block in 0..n {
            if block % width + 1 < width && random.chance(0.9) {
                ties.push((idx(block), idx(block + 1)));
            }
            if block + width < n && random.chance(0.9) {
                ties.push((idx(block), idx(block + width)));
            }
        }
        let schools: Vec<usize> = (0..n_zones).map(|_| random.below(n)).collect();
        let pupils: Vec<u32> = (0..n).map(|_| random.below(30) as u32).collect();
        let row = |block: usize, random: &mut Random| -> Vec<Option<Centimetres>> {
            let cell = |school: &usize| {
                let (dx, dy) = (
                    (block % width).abs_diff(school % width),
                    (block / width).abs_diff(school / width),
                );
                let length = 1000 * (dx + dy) as u32 + random.below(500) as u32;
                random.chance(0.97).then_some(Centimetres(length))
            };
            schools.iter().map(cell).collect()
        };
        let rows: Vec<_> = (0..n).map(|block| row(block, random)).collect();
        let all: u32 = pupils.iter().sum();
        let fair = f64::from(all) / n_zones as f64;
        let seats = (0..n_zones).map(|_| Some((fair * (0.9 + 0.5 * random.unit())) as u32));
        let seats = seats.collect();
        let mut fixed = vec![None; n];
        if random.chance(0.5) {
            fixed[schools[0]] = Some(ZoneIdx(0));
        }
        Self {
            pupils,
            ties,
            rows,
            seats,
            fixed,
        }
    }

    fn solve(&self, effort: &SearchEffort) -> Option<Rebalanced> {
        let (adjacency, costs) = (self.adjacency(), CostTable::from_rows(self.rows.clone()));
        let task = self.task(&adjacency, &costs);
        rebalance(&task, effort, |block| format!("{block:?}"), &Silent).ok()
    }

    fn adjacency(&self) -> Adjacency {
        Adjacency::of_ties(self.pupils.len(), &self.ties)
    }

    fn task<'t>(&'t self, adjacency: &'t Adjacency, costs: &'t CostTable) -> Task<'t> {
        Task {
            pupils: &self.pupils,
            adjacency,
            costs,
            seats: &self.seats,
            fixed: &self.fixed,
            start: None,
        }
    }

    /// Load over the seats, pieces beside the first of each zone, and cost, from the definition.
    fn judge(&self, zones: &[usize]) -> Option<(u64, u64, u64)> {
        let mut cost = 0;
        let mut loads = vec![0; self.seats.len()];
        for (block, zone) in zones.iter().enumerate() {
            if self.fixed[block].is_some_and(|fixed| fixed.at() != *zone) {
                return None;
            }
            loads[*zone] += u64::from(self.pupils[block]);
            match self.rows[block][*zone] {
                Some(length) => cost += u64::from(length.0) * u64::from(self.pupils[block]),
                None if self.pupils[block] > 0 && self.fixed[block].is_none() => return None,
                None => {}
            }
        }
        let over = loads.iter().zip(&self.seats);
        let excess = over
            .map(|(load, seats)| seats.map_or(0, |seats| load.saturating_sub(u64::from(seats))))
            .sum();
        // Pieces by merging the ends of ties within a zone until nothing changes.
        let mut piece: Vec<usize> = (0..zones.len()).collect();
        for _ in 0..zones.len() {
            for (one, other) in &self.ties {
                if zones[one.at()] == zones[other.at()] {
                    let least = piece[one.at()].min(piece[other.at()]);
                    (piece[one.at()], piece[other.at()]) = (least, least);
                }
            }
        }
        let pieces = (0..zones.len()).filter(|block| piece[*block] == *block).count();
        let mut used = zones.to_vec();
        used.sort_unstable();
        used.dedup();
        Some((excess, (pieces - used.len()) as u64, cost))
    }

    /// The least cost of a plan that keeps all rules, by looking at every plan.
    fn exhaustive(&self) -> Option<u64> {
        let n_zones = self.seats.len();
        let n_plans = n_zones.pow(self.pupils.len() as u32);
        let plan = |mut number: usize| -> Vec<usize> {
            let zones = self.pupils.iter().map(|_| {
                let zone = number % n_zones;
                number /= n_zones;
                zone
            });
            zones.collect()
        };
        let judged = (0..n_plans).filter_map(|number| self.judge(&plan(number)));
        judged
            .filter(|(excess, extra, _)| (*excess, *extra) == (0, 0))
            .map(|(_, _, cost)| cost)
            .min()
    }
}

fn zones_of(found: &Rebalanced) -> Vec<usize> {
    found
        .zoning
        .zones()
        .iter()
        .map(|zone| zone.unwrap().at())
        .collect()
}

#[test]
fn the_plan_is_never_better_than_the_best_of_all_plans_and_mostly_equal_to_it() {
    let seed = 20_151_118;
    let (mut solvable, mut equal) = (0, 0);
    for number in 0..cases(150) {
        let case = Case::random(&mut Random::new(seed + number));
        let best = case.exhaustive();
        let Some(found) = case.solve(&QUICK) else { continue };
        let (excess, extra, cost) = case
            .judge(&zones_of(&found))
            .expect("fixed blocks stay, ways are kept");
        assert_eq!(
            (found.excess, found.extra_pieces, found.pupil_centimetres),
            (excess, extra, cost),
            "seed {}",
            seed + number
        );
        if found.bounds.shortfall > 0 {
            assert_eq!(
                best,
                None,
                "seed {}: no plan seats more than there are seats",
                seed + number
            );
        }
        if let Some(best) = best {
            solvable += 1;
            assert!(
                found.bounds.best() <= best,
                "seed {}: the bound holds",
                seed + number
            );
            assert!(found.bounds.split_blocks <= found.bounds.whole_blocks);
            if found.keeps_the_rules() {
                assert!(cost >= best, "seed {}", seed + number);
                equal += usize::from(cost == best);
            }
        } else {
            assert!(
                !found.keeps_the_rules(),
                "seed {}: there is no such plan",
                seed + number
            );
        }
    }
    println!("{equal} of {solvable} solvable cases at the optimum");
    assert!(
        solvable > 50 && equal * 100 >= solvable * 98,
        "{equal} of {solvable}"
    );
}

#[test]
fn the_order_of_ties_and_the_number_of_threads_change_nothing() {
    for number in 0..20 {
        let case = Case::random(&mut Random::new(99 + number));
        let mut turned = case.clone();
        turned.ties.reverse();
        for tie in &mut turned.ties {
            *tie = (tie.1, tie.0);
        }
        assert_eq!(case.solve(&QUICK), turned.solve(&QUICK), "seed {}", 99 + number);
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(
            case.solve(&QUICK),
            one.install(|| case.solve(&QUICK)),
            "seed {}",
            99 + number
        );
    }
}

/// Four blocks in a row, 10 pupils each, schools at both ends with 20 seats.
fn row_of_four() -> Case {
    let idx = BlockIdx::from_usize;
    let length = |a: u32, b: u32| Some(Centimetres(a.abs_diff(b) * 10_000));
    Case {
        pupils: vec![10; 4],
        ties: (0..3).map(|at| (idx(at), idx(at + 1))).collect(),
        rows: (0..4).map(|at| vec![length(at, 0), length(at, 3)]).collect(),
        seats: vec![Some(20), Some(20)],
        fixed: vec![None; 4],
    }
}

#[test]
fn a_row_of_four_blocks_parts_in_the_middle() {
    let found = row_of_four().solve(&QUICK).unwrap();
    assert_eq!(zones_of(&found), [0, 0, 1, 1]);
    assert_eq!(found.pupil_centimetres, 2 * 10 * 10_000);
    assert_eq!(found.bounds.best(), found.pupil_centimetres);
    assert_eq!(found.gap(), 0.0);
}

#[test]
fn seats_that_are_too_few_are_told_with_the_number_of_pupils_left_over() {
    let mut case = row_of_four();
    case.seats = vec![Some(20), Some(13)];
    let found = case.solve(&QUICK).unwrap();
    assert_eq!((found.bounds.shortfall, found.bounds.whole_blocks), (7, None));
    assert_eq!((found.excess, found.extra_pieces), (7, 0));
    assert!(!found.keeps_the_rules());
}

#[test]
fn a_block_without_neighbors_is_a_piece_of_its_own_until_it_is_tied() {
    let mut case = row_of_four();
    case.ties.pop();
    let apart = case.solve(&QUICK).unwrap();
    assert_eq!(
        (apart.excess, apart.extra_pieces),
        (10, 0),
        "whole zones come before seats"
    );
    case.ties.push((BlockIdx(2), BlockIdx(3)));
    let tied = case.solve(&QUICK).unwrap();
    assert!(tied.keeps_the_rules());
    assert_eq!(zones_of(&tied), [0, 0, 1, 1]);
}

#[test]
fn pupils_who_reach_no_school_are_an_error_with_the_block_and_empty_blocks_are_not() {
    let mut case = row_of_four();
    case.rows[1] = vec![None, None];
    let (adjacency, costs) = (case.adjacency(), CostTable::from_rows(case.rows.clone()));
    let refused = rebalance(
        &case.task(&adjacency, &costs),
        &QUICK,
        |block| format!("block {}", block.0),
        &Silent,
    );
    assert_eq!(refused.unwrap_err().count("zoning/block_unreached"), 1);
    case.pupils[1] = 0;
    assert!(case.solve(&QUICK).unwrap().keeps_the_rules());
}

#[test]
fn a_plan_to_begin_with_is_improved_and_never_made_worse() {
    let case = row_of_four();
    let (adjacency, costs) = (case.adjacency(), CostTable::from_rows(case.rows.clone()));
    let start = Zoning::new([1, 1, 0, 0].map(|zone| Some(ZoneIdx(zone))).to_vec());
    let task = Task {
        start: Some(&start),
        ..case.task(&adjacency, &costs)
    };
    let none = SearchEffort { searches: 0, ..QUICK };
    let found = rebalance(&task, &none, |block| format!("{block:?}"), &Silent).unwrap();
    assert_eq!(zones_of(&found), [0, 0, 1, 1]);
}

#[test]
fn the_relaxed_optimum_splits_a_block_where_that_is_cheapest() {
    let mut case = row_of_four();
    case.seats = vec![Some(15), Some(25)];
    let (adjacency, costs) = (case.adjacency(), CostTable::from_rows(case.rows.clone()));
    let relaxed = relax(&case.task(&adjacency, &costs));
    // Five of the second block's ten pupils go two blocks instead of one.
    assert_eq!(relaxed.pupil_centimetres, (5 + 10) * 10_000 + 5 * 20_000);
    let whole = case.solve(&QUICK).unwrap();
    assert_eq!(zones_of(&whole), [0, 0, 1, 1]);
    assert_eq!(whole.excess, 5, "two whole blocks are 20 pupils for 15 seats");
}
