//! Small rounds against all their matchings: which are stable, and which of them is best for every child.

use std::collections::BTreeMap;

use truonggan::base::ids::{ApplicantIdx, IntakeIdx};
use truonggan::domain::enrollment::{
    Allocation, KeyTable, Lists, Mode, Round, RuleSet, SeatsLeft, match_by_one_sort, match_by_proposals,
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

/// What a plan comes to, level by level in the order of the rules: less is better.
fn levels_of(rules: &RuleSet, round: &Round, market: &Market, seat_of: &BTreeMap<u32, u32>) -> Vec<u64> {
    let mut levels = vec![(market.lists.len() - seat_of.len()) as u64, 0, 0, 0, 0, 0];
    for (child, school) in seat_of {
        let pair = round.pair(ApplicantIdx(*child), IntakeIdx(*school)).unwrap();
        let tiers = market.lists[child]
            .iter()
            .map(|school| market.keys[&(*child, *school)].0);
        let own = market.keys[&(*child, *school)].0;
        levels[1] += u64::from(pair.metres > rules.cap_metres);
        levels[2] += u64::from(pair.crossings.unwrap_or(0));
        levels[3] = levels[3].max(u64::from(pair.metres));
        levels[4] += u64::from(pair.metres);
        levels[5] += u64::from(own - tiers.min().unwrap());
    }
    levels
}

fn best_plan(
    rules: &RuleSet,
    round: &Round,
    market: &Market,
    children: &[u32],
    seat_of: &mut BTreeMap<u32, u32>,
) -> Vec<u64> {
    let Some((child, rest)) = children.split_first() else {
        return levels_of(rules, round, market, seat_of);
    };
    let mut best = best_plan(rules, round, market, rest, seat_of);
    for school in market.lists[child].clone() {
        seat_of.insert(*child, school);
        if market.is_feasible(seat_of) {
            best = best.min(best_plan(rules, round, market, rest, seat_of));
        }
        seat_of.remove(child);
    }
    best
}

#[test]
fn plans_are_the_best_of_all_level_by_level_within_quotas_too() {
    let mut bound = 0;
    for seed in 0..cases(1500) {
        let mut random = Random::new(seed);
        let shape = shape_of(seed, &mut random, 6);
        let rules = rules(shape);
        let round = round(&rules, rows(shape, &rules, &mut random));
        let lot_seed = seed.to_be_bytes();
        let market = Market::of(&rules, &round, &lot_seed, false);
        let allocation = Allocation::run(&rules, &round, &lot_seed, Mode::CapFirst).unwrap();
        let ours: BTreeMap<u32, u32> = round
            .applicant_idxs()
            .filter(|child| market.lists.contains_key(&child.0))
            .filter_map(|child| Some((child.0, allocation.school_of(child)?.0)))
            .collect();
        assert!(market.is_feasible(&ours), "seed {seed}");
        let children: Vec<u32> = market.lists.keys().copied().collect();
        let best = best_plan(&rules, &round, &market, &children, &mut BTreeMap::new());
        assert_eq!(levels_of(&rules, &round, &market, &ours), best, "seed {seed}");
        let certificate = &allocation.plan().unwrap().certificate;
        let claimed: Vec<u64> = certificate.levels.iter().map(|level| level.value).collect();
        assert_eq!(claimed[0], ours.len() as u64, "seed {seed}");
        assert_eq!(claimed[1..], best[1..], "seed {seed}");
        bound += usize::from(
            certificate
                .quota_prices
                .iter()
                .flatten()
                .flatten()
                .any(|price| *price != 0),
        );
    }
    println!("{bound} rounds in which a quota binds");
    assert!(bound > 20);
}
