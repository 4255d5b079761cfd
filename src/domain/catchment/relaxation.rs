//! The relaxed question: every pupil goes anywhere within the seats, blocks may be split, zones need not hang together.
//! Its optimum is a lower bound of every zoning, and what it cannot seat no zoning can.

use super::rebalance::Task;
use crate::base::ids::{BlockIdx, ZoneIdx};

/// The optimum of the relaxed question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaxation {
    /// Centimetres summed over all pupils that have a seat.
    pub pupil_centimetres: u64,
    /// Pupils for whom there is no seat that they can reach; where there are any, `pupil_centimetres` bounds nothing.
    pub shortfall: u64,
    /// The zone that takes most pupils of each block; of equals the first, and none where it takes nobody.
    pub most_of: Vec<Option<ZoneIdx>>,
    /// What one more seat at each zone's school would save, in centimetres: its dual price.
    pub(super) seat_price: Vec<i64>,
}

/// Solves the transportation problem between blocks and schools exactly.
///
/// Cost: each step is a shortest path between the schools, O(m³) for m of them, and re-reads the blocks of the schools
/// on it; there is at least one step a block.
///
/// Source: successive shortest paths (Ahuja, Magnanti and Orlin, Network Flows, 1993, section 9.7), on the graph of the
/// schools alone, a block being moved from one to another at the difference of its costs.
pub fn relax(task: &Task<'_>) -> Relaxation {
    let mut flow = Flow::new(task);
    let mut shortfall = 0;
    for block in 0..task.pupils.len() {
        let mut left = u64::from(task.pupils[block]);
        while left > 0 {
            let Some(path) = flow.cheapest_path(block) else {
                shortfall += left;
                break;
            };
            left -= flow.push(block, &path, left);
        }
    }
    Relaxation {
        pupil_centimetres: flow.cost(),
        shortfall,
        most_of: flow.most_of(),
        seat_price: flow.seat_prices(),
    }
}

/// How the cheapest block goes from one zone to another: its extra cost, and which block.
type Transfer = Option<(i64, usize)>;

struct Flow<'t> {
    task: &'t Task<'t>,
    n_zones: usize,
    /// Pupils by block and zone.
    pupils: Vec<u64>,
    free: Vec<Option<u64>>,
    /// By zone and zone.
    transfers: Vec<Transfer>,
    /// Blocks with pupils in each zone, in order.
    members: Vec<Vec<usize>>,
}

/// Zones from the one that the block enters to the one that has a seat, each with the block that moves on from it.
type Path = Vec<(usize, Option<usize>)>;

impl<'t> Flow<'t> {
    fn new(task: &'t Task<'t>) -> Self {
        let n_zones = task.seats.len();
        Self {
            task,
            n_zones,
            pupils: vec![0; task.pupils.len() * n_zones],
            free: task.seats.iter().map(|seats| seats.map(u64::from)).collect(),
            transfers: vec![None; n_zones * n_zones],
            members: vec![Vec::new(); n_zones],
        }
    }

    /// What one pupil of a block costs in a zone; none where the block may not go there.
    fn cost_of(&self, block: usize, zone: usize) -> Option<i64> {
        self.task
            .allowed_cost(BlockIdx::from_usize(block), ZoneIdx::from_usize(zone))
    }

    fn has_seat(&self, zone: usize) -> bool {
        self.free[zone] != Some(0)
    }

    /// Shortest paths from a block over the zones (Bellman and Ford, since transfers may save).
    fn cheapest_path(&self, block: usize) -> Option<Path> {
        let n = self.n_zones;
        let mut cost: Vec<Option<i64>> = (0..n).map(|zone| self.cost_of(block, zone)).collect();
        let mut came: Vec<Option<(usize, usize)>> = vec![None; n];
        let mut changed = true;
        while changed {
            changed = false;
            for from in 0..n {
                let Some(at) = cost[from] else { continue };
                for to in 0..n {
                    let Some((extra, mover)) = self.transfers[from * n + to] else {
                        continue;
                    };
                    if cost[to].is_none_or(|known| at + extra < known) {
                        cost[to] = Some(at + extra);
                        came[to] = Some((from, mover));
                        changed = true;
                    }
                }
            }
        }
        let seated = (0..n).filter(|zone| self.has_seat(*zone));
        let (_, end) = seated.filter_map(|zone| Some((cost[zone]?, zone))).min()?;
        let mut path: Path = vec![(end, None)];
        let mut at = end;
        while let Some((from, mover)) = came[at] {
            path.push((from, Some(mover)));
            at = from;
        }
        path.reverse();
        Some(path)
    }

    /// Sends as many pupils as fit along a path and gives their number.
    fn push(&mut self, block: usize, path: &Path, wanted: u64) -> u64 {
        let n = self.n_zones;
        let (end, _) = path[path.len() - 1];
        let movers = path.iter().filter_map(|(zone, mover)| Some((*zone, (*mover)?)));
        let amount = movers
            .map(|(zone, mover)| self.pupils[mover * n + zone])
            .chain(self.free[end])
            .fold(wanted, u64::min);
        let mut entering = block;
        for (zone, mover) in path {
            self.add(entering, *zone, amount);
            if let Some(mover) = *mover {
                self.take(mover, *zone, amount);
                entering = mover;
            }
        }
        if let Some(free) = &mut self.free[end] {
            *free -= amount;
        }
        for (zone, _) in path {
            self.renew_transfers(*zone);
        }
        amount
    }

    fn add(&mut self, block: usize, zone: usize, amount: u64) {
        let cell = &mut self.pupils[block * self.n_zones + zone];
        if *cell == 0 {
            let at = self.members[zone].partition_point(|other| *other < block);
            self.members[zone].insert(at, block);
        }
        *cell += amount;
    }

    fn take(&mut self, block: usize, zone: usize, amount: u64) {
        let cell = &mut self.pupils[block * self.n_zones + zone];
        *cell -= amount;
        if *cell == 0 {
            self.members[zone].retain(|other| *other != block);
        }
    }

    fn renew_transfers(&mut self, from: usize) {
        for to in 0..self.n_zones {
            let cheapest = self.members[from].iter().filter_map(|block| {
                let extra = self.cost_of(*block, to)? - self.cost_of(*block, from)?;
                Some((extra, *block))
            });
            let cheapest = if to == from { None } else { cheapest.min() };
            self.transfers[from * self.n_zones + to] = cheapest;
        }
    }

    fn cost(&self) -> u64 {
        let cells = self.pupils.iter().enumerate().filter(|(_, amount)| **amount > 0);
        cells
            .map(|(cell, amount)| {
                let cost = self.cost_of(cell / self.n_zones, cell % self.n_zones);
                amount * cost.map_or(0, i64::unsigned_abs)
            })
            .sum()
    }

    fn most_of(&self) -> Vec<Option<ZoneIdx>> {
        let rows = self.pupils.chunks(self.n_zones);
        rows.map(|row| {
            let most = row.iter().copied().max().filter(|most| *most > 0)?;
            let zone = row.iter().position(|amount| *amount == most)?;
            Some(ZoneIdx::from_usize(zone))
        })
        .collect()
    }

    /// The cost of bringing one pupil from each zone to a free seat; a zone without a way to one is given the dearest.
    fn seat_prices(&self) -> Vec<i64> {
        let n = self.n_zones;
        let mut price: Vec<Option<i64>> = (0..n).map(|zone| self.has_seat(zone).then_some(0)).collect();
        if price.iter().all(Option::is_none) {
            price[0] = Some(0);
        }
        // At the optimum no circle of transfers saves, so n rounds are enough.
        for _ in 0..n {
            for from in 0..n {
                let through = (0..n).filter_map(|to| Some(self.transfers[from * n + to]?.0 + price[to]?));
                price[from] = through.chain(price[from]).min();
            }
        }
        let least = price.iter().flatten().copied().min().unwrap_or(0).min(0);
        let most = price.iter().flatten().copied().max().unwrap_or(0);
        price.into_iter().map(|of| of.unwrap_or(most) - least).collect()
    }
}
