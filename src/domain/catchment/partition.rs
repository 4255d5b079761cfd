//! A zoning that is being changed: who belongs where, with load, pieces and cost kept up at every move.

use super::rebalance::Task;
use crate::base::ids::{BlockIdx, ZoneIdx};

/// What does not change during a search.
pub(super) struct Ground {
    pub(super) n_zones: usize,
    pub(super) neighbors: Vec<Vec<usize>>,
    pub(super) pupils: Vec<i64>,
    /// What a whole block costs in a zone, in pupil-centimetres; none where it may not go.
    weights: Vec<Option<i64>>,
    /// The length alone, for blocks without pupils.
    idle_weights: Vec<i64>,
    pub(super) seats: Vec<Option<i64>>,
    /// What a pupil in each zone is charged while searching, in centimetres, so that a seat that others need is dear.
    pub(super) seat_prices: Vec<i64>,
    /// Blocks that may move, in order.
    pub(super) free: Vec<usize>,
}

impl Ground {
    pub(super) fn of(task: &Task<'_>, seat_prices: &[i64]) -> Self {
        let n_zones = task.seats.len();
        let (mut weights, mut idle_weights) = (Vec::new(), Vec::new());
        for (at, pupils) in task.pupils.iter().enumerate() {
            let block = BlockIdx::from_usize(at);
            // An empty block goes where there is a way, if there is one; twice the farthest way keeps it from elsewhere.
            let ways = (0..n_zones).filter_map(|zone| task.allowed_cost(block, ZoneIdx::from_usize(zone)));
            let no_way = 2 * ways.max().unwrap_or(0);
            for zone in (0..n_zones).map(ZoneIdx::from_usize) {
                let cost = task.allowed_cost(block, zone);
                let is_fixed_here = task.fixed[at] == Some(zone);
                let may = task.fixed[at].is_none() && (*pupils == 0 || cost.is_some());
                weights.push((may || is_fixed_here).then(|| cost.unwrap_or(0) * i64::from(*pupils)));
                idle_weights.push(if *pupils == 0 { cost.unwrap_or(no_way) } else { 0 });
            }
        }
        let neighbors = (0..task.pupils.len()).map(|at| {
            let of = task.adjacency.of(BlockIdx::from_usize(at));
            of.iter().map(|neighbor| neighbor.block.at()).collect()
        });
        Self {
            n_zones,
            neighbors: neighbors.collect(),
            pupils: task.pupils.iter().map(|pupils| i64::from(*pupils)).collect(),
            weights,
            idle_weights,
            seats: task.seats.iter().map(|seats| seats.map(i64::from)).collect(),
            seat_prices: seat_prices.to_vec(),
            free: (0..task.pupils.len())
                .filter(|at| task.fixed[*at].is_none())
                .collect(),
        }
    }

    pub(super) fn weight(&self, block: usize, zone: usize) -> Option<i64> {
        self.weights[block * self.n_zones + zone]
    }

    fn excess_at(&self, zone: usize, load: i64) -> i64 {
        self.seats[zone].map_or(0, |seats| (load - seats).max(0))
    }

    /// The zone where a block costs least, of equals the first.
    pub(super) fn cheapest_zone(&self, block: usize) -> usize {
        let zones = (0..self.n_zones).filter_map(|zone| {
            let idle = self.idle_weights[block * self.n_zones + zone];
            Some((self.weight(block, zone)?, idle, zone))
        });
        zones.min().map_or(0, |(_, _, zone)| zone)
    }
}

/// How good a zoning is; less is better, the first field first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Standing {
    /// Pieces of zones beside the first of each.
    pub(super) extra_pieces: i64,
    /// Pupils beyond the seats.
    pub(super) excess: i64,
    /// Pupil-centimetres.
    pub(super) cost: i64,
    /// Centimetres of blocks without pupils.
    pub(super) idle: i64,
}

impl Standing {
    /// Whether each zone is in one piece and within its seats.
    pub(super) const fn keeps_the_rules(&self) -> bool {
        self.extra_pieces == 0 && self.excess == 0
    }
}

/// A zoning with its sums.
#[derive(Clone)]
pub(super) struct Partition<'g> {
    ground: &'g Ground,
    pub(super) zone: Vec<usize>,
    /// Blocks of each zone, in no order that matters, and where each block stands among them.
    pub(super) members: Vec<Vec<usize>>,
    slot: Vec<usize>,
    load: Vec<i64>,
    pieces: Vec<i64>,
    pub(super) standing: Standing,
    /// Seat prices summed over pupils.
    pub(super) charged: i64,
    /// Stamps of visits, so that nothing is cleared between them.
    visited: Vec<u32>,
    visit: u32,
    queue: Vec<usize>,
}

impl<'g> Partition<'g> {
    pub(super) fn new(ground: &'g Ground, zone: Vec<usize>) -> Self {
        let n = zone.len();
        let mut partition = Self {
            ground,
            members: vec![Vec::new(); ground.n_zones],
            slot: vec![0; n],
            load: vec![0; ground.n_zones],
            pieces: vec![0; ground.n_zones],
            standing: Standing {
                extra_pieces: 0,
                excess: 0,
                cost: 0,
                idle: 0,
            },
            charged: 0,
            visited: vec![0; n],
            visit: 0,
            queue: Vec::new(),
            zone,
        };
        for block in 0..n {
            let of = partition.zone[block];
            partition.slot[block] = partition.members[of].len();
            partition.members[of].push(block);
            partition.load[of] += ground.pupils[block];
            partition.standing.cost += ground.weight(block, of).unwrap_or(0);
            partition.standing.idle += ground.idle_weights[block * ground.n_zones + of];
        }
        for zone in 0..ground.n_zones {
            partition.pieces[zone] = partition.count_pieces(zone);
            partition.standing.extra_pieces += (partition.pieces[zone] - 1).max(0);
            partition.standing.excess += ground.excess_at(zone, partition.load[zone]);
            partition.charged += ground.seat_prices[zone] * partition.load[zone];
        }
        partition
    }

    fn count_pieces(&mut self, zone: usize) -> i64 {
        self.next_visit();
        let mut pieces = 0;
        for at in 0..self.members[zone].len() {
            let block = self.members[zone][at];
            if self.visited[block] != self.visit {
                pieces += 1;
                self.flood(block, zone, usize::MAX);
            }
        }
        pieces
    }

    fn next_visit(&mut self) {
        if self.visit == u32::MAX {
            self.visited.fill(0);
            self.visit = 0;
        }
        self.visit += 1;
    }

    /// Visits all of a zone that hangs together with a block of it, without going through `barred`.
    fn flood(&mut self, block: usize, zone: usize, barred: usize) {
        let ground = self.ground;
        self.queue.clear();
        self.queue.push(block);
        self.visited[block] = self.visit;
        while let Some(at) = self.queue.pop() {
            for next in &ground.neighbors[at] {
                if *next != barred && self.zone[*next] == zone && self.visited[*next] != self.visit {
                    self.visited[*next] = self.visit;
                    self.queue.push(*next);
                }
            }
        }
    }

    /// How many pieces of a zone, the block itself left out, touch a block.
    fn pieces_around(&mut self, block: usize, zone: usize) -> i64 {
        let ground = self.ground;
        let around = &ground.neighbors[block];
        let n_around = around.iter().filter(|at| self.zone[**at] == zone).count();
        if n_around <= 1 || (self.zone[block] != zone && self.pieces[zone] == 1) {
            return i64::from(n_around > 0);
        }
        self.next_visit();
        let mut pieces = 0;
        for at in around {
            if self.zone[*at] == zone && self.visited[*at] != self.visit {
                pieces += 1;
                self.flood(*at, zone, block);
            }
        }
        pieces
    }

    /// Moves a block to another zone.
    pub(super) fn shift(&mut self, block: usize, to: usize) {
        let ground = self.ground;
        let from = self.zone[block];
        let gone = self.pieces_around(block, from) - 1;
        self.set_pieces(from, self.pieces[from] + gone);
        let joined = 1 - self.pieces_around(block, to);
        self.set_pieces(to, self.pieces[to] + joined);
        let pupils = ground.pupils[block];
        self.set_load(from, self.load[from] - pupils);
        self.set_load(to, self.load[to] + pupils);
        let weight = |zone: usize| ground.weight(block, zone).unwrap_or(0);
        self.standing.cost += weight(to) - weight(from);
        let idle = |zone: usize| ground.idle_weights[block * ground.n_zones + zone];
        self.standing.idle += idle(to) - idle(from);
        let slot = self.slot[block];
        self.members[from].swap_remove(slot);
        if let Some(moved) = self.members[from].get(slot) {
            self.slot[*moved] = slot;
        }
        self.slot[block] = self.members[to].len();
        self.members[to].push(block);
        self.zone[block] = to;
    }

    fn set_pieces(&mut self, zone: usize, pieces: i64) {
        self.standing.extra_pieces += (pieces - 1).max(0) - (self.pieces[zone] - 1).max(0);
        self.pieces[zone] = pieces;
    }

    fn set_load(&mut self, zone: usize, load: i64) {
        let ground = self.ground;
        self.standing.excess += ground.excess_at(zone, load) - ground.excess_at(zone, self.load[zone]);
        self.charged += ground.seat_prices[zone] * (load - self.load[zone]);
        self.load[zone] = load;
    }
}
