//! Levels: every order of sums and longest ways against exhaustive search, and the vectors that prove them.

use super::super::{Level, LevelError, LevelFlow, LevelTask, SeatPrices, solve_levels};
use super::town::{Dice, Town, line};

/// Entries before which level there are: children without a seat, and the sums before.
fn entries_before(levels: &[Level], end: usize) -> Vec<&[u32]> {
    let sums = levels[..end]
        .iter()
        .filter(|level| matches!(level, Level::Sum(_)));
    sums.map(Level::values).collect()
}

/// The least vector of each child among the arcs that are kept, and the bound that follows: no flow among them has
/// smaller totals.
fn bound(
    task: &LevelTask<'_>,
    sums: &[&[u32]],
    price: &SeatPrices,
    keep: impl Fn(usize) -> bool,
) -> (Vec<Vec<i64>>, Vec<i64>) {
    let n_entries = sums.len() + 1;
    assert_eq!(price.n_entries(), n_entries);
    let mut outside = vec![0; n_entries];
    outside[0] = 1;
    let mut least = Vec::new();
    for child in 0..task.offsets.len() - 1 {
        let own = (task.offsets[child]..task.offsets[child + 1]).filter(|arc| keep(*arc));
        let totals = own.map(|arc| vector(task, sums, price, arc));
        least.push(totals.chain([outside.clone()]).min().unwrap());
    }
    let mut sum = vec![0; n_entries];
    for entry in 0..n_entries {
        let seats = (0..task.seats.len()).map(|at| i64::from(task.seats[at]) * price.of(at as u32)[entry]);
        sum[entry] = least.iter().map(|vector| vector[entry]).sum::<i64>() - seats.sum::<i64>();
    }
    (least, sum)
}

fn vector(task: &LevelTask<'_>, sums: &[&[u32]], price: &SeatPrices, arc: usize) -> Vec<i64> {
    let own = std::iter::once(0).chain(sums.iter().map(|values| i64::from(values[arc])));
    let price = price.of(task.school[arc]);
    own.zip(price).map(|(own, price)| own + price).collect()
}

fn totals_of(levels: &[Level], way: &[Option<u32>]) -> Vec<u64> {
    let unplaced = way.iter().filter(|arc| arc.is_none()).count() as u64;
    let total = |level: &Level| {
        let taken = way
            .iter()
            .flatten()
            .map(|arc| u64::from(level.values()[*arc as usize]));
        match level {
            Level::Sum(_) => taken.sum(),
            Level::Longest(_) => taken.max().unwrap_or(0),
        }
    };
    std::iter::once(unplaced)
        .chain(levels.iter().map(total))
        .collect()
}

/// Only what placed, summed levels and longest ways prove, from the answer alone.
fn check(task: &LevelTask<'_>, flow: &LevelFlow, context: &str) {
    let found = totals_of(task.levels, &flow.arc_of);
    assert_eq!(
        (found[0], &found[1..]),
        (flow.unplaced, &flow.totals[..]),
        "{context}: totals"
    );
    let mut taken = vec![0; task.seats.len()];
    for arc in flow.arc_of.iter().flatten() {
        taken[task.school[*arc as usize] as usize] += 1;
    }
    for (school, taken) in taken.into_iter().enumerate() {
        let (price, free) = (flow.price.of(school as u32), vec![0; flow.price.n_entries()]);
        assert!(taken <= task.seats[school], "{context}: over-full");
        assert!(price >= &free[..], "{context}: a price below 0");
        assert!(
            taken == task.seats[school] || price == &free[..],
            "{context}: a free seat with a price"
        );
    }
    let is_left = |arc: usize, until: usize| {
        let proofs = flow.longest[..until].iter();
        proofs
            .clone()
            .all(|proof| task.levels[proof.level].values()[arc] <= proof.longest)
    };
    let sums = entries_before(task.levels, task.levels.len());
    let (least, sum) = bound(task, &sums, &flow.price, |arc| is_left(arc, flow.longest.len()));
    for (child, arc) in flow.arc_of.iter().enumerate() {
        if let Some(arc) = *arc {
            assert!(is_left(arc as usize, flow.longest.len()));
            assert_eq!(
                least[child],
                vector(task, &sums, &flow.price, arc as usize),
                "{context}: child {child}"
            );
        } else {
            assert_eq!(least[child][0], 1, "{context}: child {child}");
        }
    }
    let of_sums = |end: usize| {
        let of = (0..end).filter(|level| matches!(task.levels[*level], Level::Sum(_)));
        let totals = of.map(|level| flow.totals[level].cast_signed());
        std::iter::once(flow.unplaced.cast_signed())
            .chain(totals)
            .collect::<Vec<_>>()
    };
    assert_eq!(sum, of_sums(task.levels.len()), "{context}: the bound is reached");
    for (at, proof) in flow.longest.iter().enumerate() {
        let values = task.levels[proof.level].values();
        let sums = entries_before(task.levels, proof.level);
        let keep = |arc: usize| is_left(arc, at) && values[arc] < proof.longest;
        let (_, sum) = bound(task, &sums, &proof.price, keep);
        let without: Vec<i64> = proof.without.iter().map(|total| total.cast_signed()).collect();
        assert_eq!(sum, without, "{context}: the bound without long arcs");
        assert!(
            sum > of_sums(proof.level),
            "{context}: not worse without long arcs"
        );
        assert_eq!(u64::from(proof.longest), flow.totals[proof.level]);
        for school in 0..task.seats.len() as u32 {
            assert!(proof.price.of(school) >= &vec![0; proof.price.n_entries()][..]);
        }
    }
}

fn task<'t>(town: &'t Town, levels: &'t [Level]) -> LevelTask<'t> {
    LevelTask {
        offsets: &town.offsets,
        school: &town.school,
        seats: &town.seats,
        levels,
    }
}

fn random_levels(dice: &mut Dice, town: &Town) -> Vec<Level> {
    let n_levels = dice.below(5);
    let level = |_| {
        let bound = [1, 2, 3, 6, 1000][dice.below(5) as usize];
        let values = town.numbers(dice, bound);
        if dice.below(3) == 0 {
            Level::Longest(values)
        } else {
            Level::Sum(values)
        }
    };
    (0..n_levels).map(level).collect()
}

#[test]
fn small_orders_are_what_exhaustive_search_finds() {
    for seed in 0..6000 {
        let mut dice = Dice(seed);
        let (n_children, n_schools) = (dice.below(7), dice.below(5));
        let (most_seats, chance) = (dice.below(4), 3 + dice.below(8));
        let town = Town::random(&mut dice, n_children, n_schools, most_seats, chance);
        let levels = random_levels(&mut dice, &town);
        let task = task(&town, &levels);
        let flow = solve_levels(&task).unwrap();
        let mut best = None;
        town.for_each_way(&mut |way| {
            let totals = totals_of(&levels, way);
            if best.as_ref().is_none_or(|best| totals < *best) {
                best = Some(totals);
            }
        });
        let found = totals_of(&levels, &flow.arc_of);
        assert_eq!(Some(found), best, "seed {seed}: {town:?} {levels:?}");
        check(&task, &flow, &format!("seed {seed}"));
    }
}

/// What is asked of a town: too far, over water, the longest way, all metres, the wrong tier.
fn usual_levels(dice: &mut Dice, town: &Town, metres: &[i64]) -> Vec<Level> {
    let metres: Vec<u32> = metres.iter().map(|metres| *metres as u32).collect();
    vec![
        Level::Sum(metres.iter().map(|metres| u32::from(*metres > 1200)).collect()),
        Level::Sum(
            town.school
                .iter()
                .map(|school| u32::from(school % 7 == 3))
                .collect(),
        ),
        Level::Longest(metres.clone()),
        Level::Sum(metres),
        Level::Sum(town.numbers(dice, 4)),
    ]
}

#[test]
fn large_orders_pass_every_condition_of_the_proof_wherever_the_longest_way_stands() {
    for seed in 0..6 {
        let mut dice = Dice(seed);
        let (n_children, n_schools) = (300 + dice.below(2000), 5 + dice.below(20));
        let (town, metres) = line(&mut dice, n_children, n_schools);
        let mut levels = usual_levels(&mut dice, &town, &metres);
        let longest = levels.remove(2);
        for place in 0..=levels.len() {
            let mut levels = levels.clone();
            levels.insert(place, longest.clone());
            let task = task(&town, &levels);
            let flow = solve_levels(&task).unwrap();
            check(&task, &flow, &format!("line {seed}, longest at {place}"));
        }
    }
}

#[test]
fn weights_beyond_64_bits_give_the_order_too() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let town = Town::random(&mut dice, 6, 3, 2, 8);
        let wide = |dice: &mut Dice| {
            town.numbers(dice, 3)
                .iter()
                .map(|value| value * 1_000_000_000)
                .collect()
        };
        let levels: Vec<Level> = (0..3).map(|_| Level::Sum(wide(&mut dice))).collect();
        let narrow: Vec<Level> = levels
            .iter()
            .map(|level| Level::Sum(level.values().iter().map(|value| value / 1_000_000_000).collect()))
            .collect();
        let (wide, narrow) = (task(&town, &levels), task(&town, &narrow));
        let (wide, narrow) = (solve_levels(&wide).unwrap(), solve_levels(&narrow).unwrap());
        assert_eq!(wide.arc_of, narrow.arc_of, "seed {seed}");
    }
}

#[test]
fn levels_that_cannot_be_weighed_are_refused() {
    let town = Town::random(&mut Dice(1), 4, 2, 2, 10);
    let levels: Vec<Level> = (0..5)
        .map(|_| Level::Sum(vec![u32::MAX; town.school.len()]))
        .collect();
    assert_eq!(solve_levels(&task(&town, &levels)), Err(LevelError::TooWide));
    let short = [Level::Sum(vec![1])];
    let refused = LevelError::ValuesMissing {
        level: 0,
        found: 1,
        arcs: town.school.len(),
    };
    assert_eq!(solve_levels(&task(&town, &short)), Err(refused));
}
