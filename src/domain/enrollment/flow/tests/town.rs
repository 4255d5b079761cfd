//! Seeded instances, small enough for exhaustive search or as long as one likes.

/// The generator `SplitMix64`: the same numbers on any machine.
pub struct Dice(pub u64);

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
pub struct Town {
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
            for school in (0..n_schools as u32)
                .filter(|_| dice.below(10) < chance)
                .collect::<Vec<_>>()
            {
                // Now and then two ways lead to the same school.
                let n_ways = if dice.below(10) == 0 { 2 } else { 1 };
                town.school.extend(std::iter::repeat_n(school, n_ways));
            }
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

/// Schools on a line every 1,000, children between them, each with the nearest five.
pub fn line(dice: &mut Dice, n_children: u64, n_schools: u64) -> (Town, Vec<i64>) {
    let mut town = Town {
        offsets: vec![0],
        school: Vec::new(),
        seats: Vec::new(),
    };
    let mut cost = Vec::new();
    for _ in 0..n_children {
        let home = dice.below(n_schools * 1000).cast_signed();
        let first = (home / 1000 - 2).clamp(0, n_schools.cast_signed() - 5) as u32;
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
