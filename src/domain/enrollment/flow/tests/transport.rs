//! One level: costs against exhaustive search, and every condition of the proof.

use super::super::{Flow, FlowCost, Transport, solve};
use super::town::{Dice, Town, line};

/// Looks at every condition of the proof; says which one breaks.
fn check_certificate<C: FlowCost>(transport: &Transport<'_, C>, flow: &Flow<C>) -> Result<(), String> {
    let mut taken = vec![0; transport.seats.len()];
    let total = |arc: usize| transport.cost[arc] + flow.price[transport.school[arc] as usize];
    for (child, given) in flow.arc_of.iter().enumerate() {
        let own = transport.offsets[child]..transport.offsets[child + 1];
        let least = own.clone().map(total).fold(transport.unplaced, Ord::min);
        let pays = match given {
            None => transport.unplaced,
            Some(arc) if own.contains(&(*arc as usize)) => {
                taken[transport.school[*arc as usize] as usize] += 1;
                total(*arc as usize)
            }
            Some(arc) => return Err(format!("child {child} has arc {arc} of another")),
        };
        if pays != least {
            return Err(format!("child {child} pays {pays:?}, not {least:?}"));
        }
    }
    for (school, seats) in transport.seats.iter().enumerate() {
        let price = flow.price[school];
        if taken[school] > *seats || price < C::ZERO || (taken[school] < *seats && price > C::ZERO) {
            return Err(format!(
                "school {school}: {} of {seats} at {price:?}",
                taken[school]
            ));
        }
    }
    Ok(())
}

/// What a way costs.
fn cost_of(way: &[Option<u32>], cost: &[i64], unplaced: i64) -> i64 {
    way.iter()
        .map(|arc| arc.map_or(unplaced, |arc| cost[arc as usize]))
        .sum()
}

fn solve_and_check(town: &Town, cost: &[i64], unplaced: i64, context: &str) -> Flow<i64> {
    let transport = Transport {
        offsets: &town.offsets,
        school: &town.school,
        cost,
        seats: &town.seats,
        unplaced,
    };
    let flow = solve(&transport);
    check_certificate(&transport, &flow).unwrap_or_else(|fault| panic!("{context}: {fault}"));
    flow
}

#[test]
fn small_instances_cost_what_exhaustive_search_finds() {
    for seed in 0..4000 {
        let mut dice = Dice(seed);
        let (n_children, n_schools) = (dice.below(7), dice.below(5));
        let (most_seats, chance) = (dice.below(4), 3 + dice.below(8));
        let town = Town::random(&mut dice, n_children, n_schools, most_seats, chance);
        let bound = [1, 2, 4, 100, 1_000_000][dice.below(5) as usize];
        let unplaced = [0, 1, 3, 1000, 1_000_000_000][dice.below(5) as usize];
        let cost: Vec<i64> = town
            .numbers(&mut dice, bound)
            .into_iter()
            .map(i64::from)
            .collect();
        let flow = solve_and_check(&town, &cost, unplaced, &format!("seed {seed}"));
        let mut least = i64::MAX;
        town.for_each_way(&mut |way| least = least.min(cost_of(way, &cost, unplaced)));
        assert_eq!(
            cost_of(&flow.arc_of, &cost, unplaced),
            least,
            "seed {seed}: {town:?} {cost:?}"
        );
    }
}

#[test]
fn nobody_and_nothing_are_questions_too() {
    let none = Town {
        offsets: vec![0],
        school: vec![],
        seats: vec![],
    };
    assert!(
        solve_and_check(&none, &[], 5, "no child, no school")
            .arc_of
            .is_empty()
    );
    let no_arcs = Town {
        offsets: vec![0, 0, 0],
        school: vec![],
        seats: vec![3],
    };
    assert_eq!(solve_and_check(&no_arcs, &[], 5, "no arcs").arc_of, [None, None]);
    let no_seats = Town {
        offsets: vec![0, 1, 2],
        school: vec![0, 0],
        seats: vec![0],
    };
    let flow = solve_and_check(&no_seats, &[1, 2], 5, "no seats");
    assert_eq!((flow.arc_of, flow.price), (vec![None, None], vec![4]));
}

#[test]
fn two_children_and_one_seat_cost_what_the_farther_would_pay() {
    let town = Town {
        offsets: vec![0, 1, 2],
        school: vec![0, 0],
        seats: vec![1],
    };
    let flow = solve_and_check(&town, &[300, 200], 1000, "one seat");
    assert_eq!(flow.arc_of, [None, Some(1)]);
    assert_eq!(flow.price, [700]);
}

#[test]
fn large_instances_pass_every_condition_of_the_proof() {
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let (n_children, n_schools) = (500 + dice.below(4000), 5 + dice.below(40));
        let (town, cost) = line(&mut dice, n_children, n_schools);
        for unplaced in [0, 700, 2000, 1_000_000] {
            solve_and_check(&town, &cost, unplaced, &format!("line {seed}, {unplaced}"));
        }
        let equal = vec![7; cost.len()];
        solve_and_check(&town, &equal, 100, &format!("equal costs {seed}"));
        let few: Vec<i64> = cost.iter().map(|cost| cost / 1000).collect();
        solve_and_check(&town, &few, 100, &format!("few costs {seed}"));
    }
}

#[test]
fn wide_costs_have_the_answer_of_narrow_ones() {
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let (town, cost) = line(&mut dice, 800, 12);
        let narrow = solve_and_check(&town, &cost, 10_000, "narrow");
        let wide: Vec<i128> = cost.iter().map(|cost| i128::from(*cost) << 80).collect();
        let transport = Transport {
            offsets: &town.offsets,
            school: &town.school,
            cost: &wide,
            seats: &town.seats,
            unplaced: 10_000 << 80,
        };
        let flow = solve(&transport);
        check_certificate(&transport, &flow).unwrap();
        assert_eq!(flow.arc_of, narrow.arc_of, "seed {seed}");
        let prices: Vec<i128> = narrow
            .price
            .iter()
            .map(|price| i128::from(*price) << 80)
            .collect();
        assert_eq!(flow.price, prices, "seed {seed}");
    }
}

#[test]
fn one_thread_and_many_give_the_same_flow() {
    let (town, cost) = line(&mut Dice(3), 6000, 30);
    let flows = [1, 2, 5].map(|n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build()
            .unwrap();
        pool.install(|| solve_and_check(&town, &cost, 1500, "threads"))
    });
    assert_eq!(flows[0], flows[1]);
    assert_eq!(flows[0], flows[2]);
}

#[test]
fn a_seat_more_saves_what_its_price_says() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let town = Town::random(&mut dice, 12, 5, 3, 6);
        let cost: Vec<i64> = town.numbers(&mut dice, 50).into_iter().map(i64::from).collect();
        let flow = solve_and_check(&town, &cost, 100, "as it is");
        for school in 0..town.seats.len() {
            let mut larger = town.clone();
            larger.seats[school] += 1;
            let then = solve_and_check(&larger, &cost, 100, "a seat more");
            let saved = cost_of(&flow.arc_of, &cost, 100) - cost_of(&then.arc_of, &cost, 100);
            assert_eq!(
                saved, flow.price[school],
                "seed {seed}, school {school}: {town:?}"
            );
        }
    }
}

#[test]
fn another_order_of_children_has_the_same_total_and_prices() {
    for seed in 0..50 {
        let mut dice = Dice(seed);
        let (town, cost) = line(&mut dice, 700, 9);
        let n_children = town.offsets.len() - 1;
        let mut order: Vec<usize> = (0..n_children).collect();
        for at in (1..n_children).rev() {
            order.swap(at, dice.below(at as u64 + 1) as usize);
        }
        let mut other = Town {
            offsets: vec![0],
            school: Vec::new(),
            seats: town.seats.clone(),
        };
        let mut other_cost = Vec::new();
        for child in order {
            let own = town.offsets[child]..town.offsets[child + 1];
            other.school.extend_from_slice(&town.school[own.clone()]);
            other_cost.extend_from_slice(&cost[own]);
            other.offsets.push(other.school.len());
        }
        let (flow, then) = (
            solve_and_check(&town, &cost, 2000, "as it is"),
            solve_and_check(&other, &other_cost, 2000, "in another order"),
        );
        assert_eq!(
            cost_of(&flow.arc_of, &cost, 2000),
            cost_of(&then.arc_of, &other_cost, 2000)
        );
        assert_eq!(flow.price, then.price, "seed {seed}");
    }
}
