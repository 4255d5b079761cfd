//! The solver against exhaustive search on thousands of small instances, and its proof on larger ones.

use super::{Flow, FlowCost, Transport, solve};

/// SplitMix64: the same numbers on any machine.
pub(super) struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }
}

/// Children, schools and arcs without costs.
#[derive(Debug, Clone)]
pub(super) struct Town {
    pub offsets: Vec<usize>,
    pub school: Vec<u32>,
    pub seats: Vec<u32>,
}

impl Town {
    /// Each child has each school with a chance of `chance` in 10.
    pub fn random(dice: &mut Dice, n_children: u64, n_schools: u64, most_seats: u64, chance: u64) -> Self {
        let mut town = Self {
            offsets: vec![0],
            school: Vec::new(),
            seats: (0..n_schools)
                .map(|_| dice.below(most_seats + 1) as u32)
                .collect(),
        };
        for _ in 0..n_children {
            town.school
                .extend((0..n_schools as u32).filter(|_| dice.below(10) < chance));
            town.offsets.push(town.school.len());
        }
        town
    }

    /// One number an arc, below a bound.
    pub fn numbers(&self, dice: &mut Dice, bound: u64) -> Vec<u32> {
        self.school.iter().map(|_| dice.below(bound) as u32).collect()
    }

    /// Calls `visit` with each way to give seats, by child an arc or none.
    pub fn for_each_way(&self, visit: &mut dyn FnMut(&[Option<u32>])) {
        let mut ways = Ways {
            town: self,
            free: self.seats.clone(),
            chosen: Vec::new(),
            visit,
        };
        ways.go_on();
    }
}

struct Ways<'w> {
    town: &'w Town,
    free: Vec<u32>,
    chosen: Vec<Option<u32>>,
    visit: &'w mut dyn FnMut(&[Option<u32>]),
}

impl Ways<'_> {
    fn go_on(&mut self) {
        let child = self.chosen.len();
        if child + 1 == self.town.offsets.len() {
            (self.visit)(&self.chosen);
            return;
        }
        self.chosen.push(None);
        self.go_on();
        for arc in self.town.offsets[child]..self.town.offsets[child + 1] {
            let school = self.town.school[arc] as usize;
            if self.free[school] > 0 {
                self.free[school] -= 1;
                self.chosen[child] = Some(arc as u32);
                self.go_on();
                self.free[school] += 1;
            }
        }
        self.chosen.pop();
    }
}

/// Looks at every condition of the proof; says which one breaks.
pub(super) fn check_certificate<C: FlowCost>(
    transport: &Transport<'_, C>,
    flow: &Flow<C>,
) -> Result<(), String> {
    let mut taken = vec![0; transport.seats.len()];
    let total = |arc: usize| transport.cost[arc] + flow.price[transport.school[arc] as usize];
    for (child, given) in flow.arc_of.iter().enumerate() {
        let own = transport.offsets[child]..transport.offsets[child + 1];
        let least = own
            .clone()
            .map(total)
            .fold(transport.unplaced, std::cmp::Ord::min);
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

/// Schools on a line every 1,000, children between them, each with the nearest five.
fn line(dice: &mut Dice, n_children: u64, n_schools: u64) -> (Town, Vec<i64>) {
    let mut town = Town {
        offsets: vec![0],
        school: Vec::new(),
        seats: Vec::new(),
    };
    let mut cost = Vec::new();
    for _ in 0..n_children {
        let home = dice.below(n_schools * 1000) as i64;
        let first = (home / 1000 - 2).clamp(0, n_schools as i64 - 5) as u32;
        for school in first..first + 5 {
            town.school.push(school);
            cost.push((home - i64::from(school) * 1000 - 500).abs());
        }
        town.offsets.push(town.school.len());
    }
    town.seats = (0..n_schools)
        .map(|_| dice.below(2 * n_children / n_schools) as u32)
        .collect();
    (town, cost)
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
