//! The search for a better zoning: random moves of one block or a chain of blocks, worse ones taken more and more
//! rarely, prices on pupils without a seat and on detached pieces; then plain improvement until nothing improves.

use super::partition::{Ground, Partition, Standing};

/// Steps between two changes of temperature and prices.
const ROUND: u64 = 256;
/// The natural logarithm of the first temperature over the last: it falls to a two-thousandth.
const DEPTH: f64 = 7.6;
/// By how much prices rise while a rule is broken, and fall while it is kept.
const PRICE_STEP: f64 = 1.01;
/// The first temperature, as a part of what a block's second choice costs beyond its first.
const FIRST_WARMTH: f64 = 0.5;
/// After the first cooling the search goes on from its best plan so often, each time with a part of the steps, and
/// begins so warm.
const REHEATS: u64 = 4;
const REHEATED_WARMTH: f64 = 0.1;
/// Where no plan keeps the rules yet, the search cools so often again, each time with a part of the steps.
const INSISTENCE: u32 = 4;
/// How many blocks are looked at for one on a border.
const TRIES: usize = 8;
/// Most blocks that one move shifts.
const LONGEST_CHAIN: usize = 4;

/// The best zoning of one search.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) standing: Standing,
    pub(super) zone: Vec<usize>,
}

impl Found {
    fn of(partition: &Partition<'_>) -> Self {
        Self {
            standing: partition.standing,
            zone: partition.zone.clone(),
        }
    }
}

/// Searches from a zoning for so many steps.
///
/// Source: simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983, 671-680) over single moves and
/// ejection chains, with prices that rise while seats are exceeded or zones broken and fall while not (strategic
/// oscillation, Glover and Laguna, Tabu Search, 1997, section 4.4).
/// Instead of a logarithm a piecewise linear one is used, so that every machine takes the same decisions.
pub(super) fn anneal(ground: &Ground, start: Vec<usize>, seed: u64, steps: u64) -> Found {
    let partition = Partition::new(ground, start);
    let mut search = Search {
        prices: Prices::of(ground),
        best: Found::of(&partition),
        partition,
        dice: Dice(seed),
        moved: Vec::with_capacity(LONGEST_CHAIN),
        ground,
    };
    let reheated = steps / 2 / REHEATS;
    search.cool(FIRST_WARMTH, steps - reheated * REHEATS);
    for _ in 0..REHEATS {
        search.back_to_best();
        search.cool(REHEATED_WARMTH, reheated);
    }
    if steps > 0 && !search.best.standing.keeps_the_rules() {
        search.back_to_best();
        search.insist(reheated);
        search.back_to_best();
        search.cool(REHEATED_WARMTH, reheated);
    }
    search.best
}

/// What the temperature is multiplied with each round: the root of the whole fall, by the limit of (1 - x/n)^n, in plain
/// multiplications.
fn cooling(rounds: u64) -> f64 {
    let mut factor = 1.0 - DEPTH / rounds.max(1) as f64 / 64.0;
    for _ in 0..6 {
        factor *= factor;
    }
    factor
}

/// Improves a zoning by single moves and by swaps of neighbors until none helps.
pub(super) fn descend(ground: &Ground, found: Found) -> Found {
    let mut partition = Partition::new(ground, found.zone);
    while improve_once(ground, &mut partition) {}
    Found::of(&partition)
}

fn improve_once(ground: &Ground, partition: &mut Partition<'_>) -> bool {
    let mut improved = false;
    for block in &ground.free {
        for to in border_zones(ground, partition, *block) {
            improved |= try_shift(partition, *block, to) || try_swap(ground, partition, *block, to);
        }
    }
    improved
}

fn border_zones(ground: &Ground, partition: &Partition<'_>, block: usize) -> Vec<usize> {
    let around = ground.neighbors[block].iter().map(|at| partition.zone[*at]);
    let mut zones: Vec<usize> = around
        .filter(|zone| *zone != partition.zone[block] && ground.weight(block, *zone).is_some())
        .collect();
    zones.sort_unstable();
    zones.dedup();
    zones
}

fn try_shift(partition: &mut Partition<'_>, block: usize, to: usize) -> bool {
    let (from, before) = (partition.zone[block], partition.standing);
    if from == to {
        return false;
    }
    partition.shift(block, to);
    if partition.standing < before {
        return true;
    }
    partition.shift(block, from);
    false
}

/// Moves a block to a zone and one of that zone back.
fn try_swap(ground: &Ground, partition: &mut Partition<'_>, block: usize, to: usize) -> bool {
    let (from, before) = (partition.zone[block], partition.standing);
    if from == to {
        return false;
    }
    let mut others = partition.members[to].clone();
    others.sort_unstable();
    for other in others {
        let touches = ground.neighbors[other]
            .iter()
            .any(|at| partition.zone[*at] == from);
        let may = ground.weight(other, from).is_some();
        if !touches || !may || ground.free.binary_search(&other).is_err() {
            continue;
        }
        partition.shift(block, to);
        partition.shift(other, from);
        if partition.standing < before {
            return true;
        }
        partition.shift(other, to);
        partition.shift(block, from);
    }
    false
}

/// What a pupil without a seat, a detached piece and a centimetre of an empty block count for.
struct Prices {
    excess: f64,
    piece: f64,
    first_excess: f64,
    first_piece: f64,
    temperature: f64,
}

impl Prices {
    /// From what the blocks' second choices cost beyond their first, on average.
    fn of(ground: &Ground) -> Self {
        let (mut extra, mut pupils) = (0, 0);
        for block in &ground.free {
            let zones = (0..ground.n_zones).filter_map(|zone| ground.weight(*block, zone));
            let mut weights: Vec<i64> = zones.collect();
            weights.sort_unstable();
            if let [first, second, ..] = weights[..] {
                extra += second - first;
                pupils += ground.pupils[*block];
            }
        }
        let n_blocks = ground.free.len().max(1) as f64;
        let of_block = (extra as f64 / n_blocks).max(1.0);
        let of_pupil = (extra as f64 / pupils.max(1) as f64).max(1.0);
        Self {
            excess: of_pupil,
            piece: of_block,
            first_excess: of_pupil,
            first_piece: of_block,
            temperature: of_block,
        }
    }

    fn energy(&self, partition: &Partition<'_>) -> f64 {
        let standing = partition.standing;
        // An empty block counts a hundredth of a pupil, enough to draw it to the nearest school.
        (standing.cost + partition.charged) as f64
            + 0.01 * standing.idle as f64
            + self.excess * standing.excess as f64
            + self.piece * standing.extra_pieces as f64
    }

    fn raise(&mut self) {
        self.excess = 8.0 * self.excess.max(self.first_excess);
        self.piece = 8.0 * self.piece.max(self.first_piece);
    }

    /// What a block of common size without a seat costs.
    fn of_unseated_block(&self, ground: &Ground) -> f64 {
        let pupils: i64 = ground.free.iter().map(|block| ground.pupils[*block]).sum();
        self.excess * pupils as f64 / ground.free.len().max(1) as f64
    }

    fn renew(&mut self, standing: Standing) {
        let turn = |price: f64, first: f64, is_broken: bool| {
            if !is_broken {
                (price / PRICE_STEP).max(first / 10.0)
            } else if price < first * 20.0 {
                price * PRICE_STEP
            } else {
                price
            }
        };
        self.excess = turn(self.excess, self.first_excess, standing.excess > 0);
        self.piece = turn(self.piece, self.first_piece, standing.extra_pieces > 0);
    }
}

struct Search<'g> {
    ground: &'g Ground,
    partition: Partition<'g>,
    prices: Prices,
    best: Found,
    dice: Dice,
    /// Blocks shifted by the present move, with the zone that each came from.
    moved: Vec<(usize, usize)>,
}

impl Search<'_> {
    fn back_to_best(&mut self) {
        self.partition = Partition::new(self.ground, self.best.zone.clone());
    }

    /// So many steps, ever colder.
    fn cool(&mut self, warmth: f64, steps: u64) {
        self.cool_from(self.prices.temperature * warmth, steps);
    }

    fn cool_from(&mut self, mut temperature: f64, steps: u64) {
        let cooling = cooling(steps / ROUND);
        for step in 1..=steps {
            if step % ROUND == 0 {
                temperature *= cooling;
                self.prices.renew(self.partition.standing);
            }
            self.step(temperature);
        }
    }

    /// Cools anew at ever higher prices, from as warm as a block without a seat weighs, until a plan keeps the rules:
    /// one is hard to reach where a single pupil over the seats saves many others a long way.
    fn insist(&mut self, steps: u64) {
        for _ in 0..INSISTENCE {
            if self.best.standing.keeps_the_rules() {
                return;
            }
            self.prices.raise();
            self.cool_from(self.prices.of_unseated_block(self.ground), steps);
        }
    }

    fn step(&mut self, temperature: f64) {
        let before = self.prices.energy(&self.partition);
        self.moved.clear();
        let Some(mut entered) = self.shift_one_of_all() else {
            return;
        };
        while self.moved.len() < LONGEST_CHAIN && self.dice.below(2) == 0 {
            match self.shift_one_of(entered) {
                Some(zone) => entered = zone,
                None => break,
            }
        }
        let worse = self.prices.energy(&self.partition) - before;
        if worse > temperature * self.dice.exponential() {
            while let Some((block, from)) = self.moved.pop() {
                self.partition.shift(block, from);
            }
        } else if self.partition.standing < self.best.standing {
            self.best = Found::of(&self.partition);
        }
    }

    fn shift_one_of_all(&mut self) -> Option<usize> {
        let n_free = self.ground.free.len();
        (0..TRIES.min(n_free)).find_map(|_| {
            let block = self.ground.free[self.dice.below(n_free)];
            self.shift_somewhere(block)
        })
    }

    /// Shifts a block of a zone that this move has not shifted yet.
    fn shift_one_of(&mut self, zone: usize) -> Option<usize> {
        (0..TRIES).find_map(|_| {
            let members = &self.partition.members[zone];
            let block = members[self.dice.below(members.len())];
            let is_moved = self.moved.iter().any(|(moved, _)| *moved == block);
            if is_moved {
                None
            } else {
                self.shift_somewhere(block)
            }
        })
    }

    /// Shifts a block to the zone of one of its neighbors, rarely to any zone, and gives that zone.
    fn shift_somewhere(&mut self, block: usize) -> Option<usize> {
        let from = self.partition.zone[block];
        let around = &self.ground.neighbors[block];
        let to = if around.is_empty() || self.dice.below(256) == 0 {
            self.dice.below(self.ground.n_zones)
        } else {
            self.partition.zone[around[self.dice.below(around.len())]]
        };
        // A fixed block has a weight in its own zone only.
        if to == from || self.ground.weight(block, to).is_none() {
            return None;
        }
        self.partition.shift(block, to);
        self.moved.push((block, from));
        Some(to)
    }
}

/// Seeded random numbers: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// About exponential with mean 1: the binary logarithm of a random number, linear between powers of two.
    fn exponential(&mut self) -> f64 {
        let bits = self.next();
        let whole = bits.leading_zeros().min(40);
        let rest = (bits << (whole + 1)) >> 11;
        let fraction = 1.0 - rest as f64 / (1u64 << 53) as f64;
        (f64::from(whole) + fraction) * std::f64::consts::LN_2
    }
}
