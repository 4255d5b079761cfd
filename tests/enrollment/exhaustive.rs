//! Small rounds against all their matchings: which are stable, and which of them is best for every child.

use std::collections::BTreeMap;

use truonggan::domain::enrollment::{
    Allocation, KeyTable, Lists, Mode, SeatsLeft, match_by_one_sort, match_by_proposals,
};

use crate::oracle::Market;
use crate::rounds::{add_preferences, round, rows, rules, shape_of};
use crate::support::random::{Random, cases};

/// Every feasible and stable matching.
fn all_stable(market: &Market) -> Vec<BTreeMap<u32, u32>> {
    let children: Vec<u32> = market.lists.keys().copied().collect();
    let mut found = Vec::new();
    let mut seat_of = BTreeMap::new();
    search(market, &children, &mut seat_of, &mut found);
    found
}

fn search(
    market: &Market,
    children: &[u32],
    seat_of: &mut BTreeMap<u32, u32>,
    found: &mut Vec<BTreeMap<u32, u32>>,
) {
    let Some((child, rest)) = children.split_first() else {
        if market.envy(seat_of).is_none() {
            found.push(seat_of.clone());
        }
        return;
    };
    search(market, rest, seat_of, found);
    for school in market.lists[child].clone() {
        seat_of.insert(*child, school);
        if market.is_feasible(seat_of) {
            search(market, rest, seat_of, found);
        }
        seat_of.remove(child);
    }
}

#[test]
fn matchings_are_the_best_stable_ones_for_every_child() {
    let (mut several, mut checked) = (0, 0);
    for seed in 0..cases(3000) {
        let mut random = Random::new(seed);
        let shape = shape_of(seed, &mut random, 6);
        let rules = rules(shape);
        let mut rows = rows(shape, &rules, &mut random);
        let by_preference = seed % 7 < 5;
        if by_preference {
            add_preferences(&mut rows, &mut random);
        }
        let round = round(&rules, rows);
        let lot_seed = seed.to_be_bytes();
        let market = Market::of(&rules, &round, &lot_seed, by_preference);
        let stable = all_stable(&market);
        let mode = if by_preference {
            Mode::Preference
        } else {
            Mode::Rule
        };
        let allocation = Allocation::run(&rules, &round, &lot_seed, mode).unwrap();
        let ours: BTreeMap<u32, u32> = round
            .applicant_idxs()
            .filter(|child| market.lists.contains_key(&child.0))
            .filter_map(|child| Some((child.0, allocation.school_of(child)?.0)))
            .collect();
        assert!(stable.contains(&ours), "seed {seed}: {ours:?} is not stable");
        for other in &stable {
            for child in market.lists.keys() {
                assert!(
                    market.place(*child, &ours) <= market.place(*child, other),
                    "seed {seed}, child {child}"
                );
            }
        }
        if allocation.theorem() == "unique_stable_by_one_key" {
            assert_eq!(stable.len(), 1, "seed {seed}");
        }
        several += usize::from(stable.len() > 1);
        checked += 1;
    }
    println!("{checked} rounds, {several} of them with several stable matchings");
    assert!(
        several > 10,
        "the cases must have rounds with several stable matchings"
    );
}

#[test]
fn one_sort_is_proposals_where_it_may_be_used_and_refuses_elsewhere() {
    let (mut sorted, mut refused) = (0, 0);
    for seed in 0..cases(2000) {
        let mut random = Random::new(seed);
        let shape = shape_of(seed, &mut random, 40);
        let rules = rules(shape);
        let mut rows = rows(shape, &rules, &mut random);
        if seed % 7 < 3 {
            add_preferences(&mut rows, &mut random);
        }
        let round = round(&rules, rows);
        let table = KeyTable::build(&rules, &round, &seed.to_be_bytes());
        let lists = Lists::by_preference(&rules, &round, &table);
        let left = SeatsLeft::count(&rules, &round);
        let proposals = match_by_proposals(&round, &table, &lists, &left);
        if let Some(by_sort) = match_by_one_sort(&round, &table, &lists, &left) {
            assert_eq!(by_sort.seat_of, proposals.seat_of, "seed {seed}");
            sorted += 1;
        } else {
            let market = Market::of(&rules, &round, &seed.to_be_bytes(), true);
            let agrees = |(child, list): (&u32, &Vec<u32>)| {
                list.is_sorted_by_key(|school| &market.keys[&(*child, *school)])
            };
            assert!(
                !market.lists.iter().all(agrees),
                "seed {seed}: refused without need"
            );
            refused += 1;
        }
    }
    println!("{sorted} sorted, {refused} refused");
    assert!(sorted > 100 && refused > 100);
}
