//! A zoning of its own: the cheapest that the search finds with every zone in one piece and within its school's seats,
//! beside bounds that no zoning goes below.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::adjacency::Adjacency;
use super::anneal::{Dice, Found, anneal, descend};
use super::bound::whole_block_bound;
use super::cost_table::CostTable;
use super::partition::Ground;
use super::relaxation::{Relaxation, relax};
use super::zoning::Zoning;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::ids::{BlockIdx, ZoneIdx};
use crate::base::progress::Progress;

/// The question. All lists are in the order of blocks or of zones.
#[derive(Debug, Clone, Copy)]
pub struct Task<'t> {
    /// Pupils by block.
    pub pupils: &'t [u32],
    /// Which blocks hang together.
    pub adjacency: &'t Adjacency,
    /// What the way from each block to each school costs.
    pub costs: &'t CostTable,
    /// Seats by zone; none where nothing limits them.
    pub seats: &'t [Option<u32>],
    /// Blocks that must stay in a zone, such as the block that a school stands in.
    pub fixed: &'t [Option<ZoneIdx>],
    /// A plan to begin with, beside those that the search makes itself.
    pub start: Option<&'t Zoning>,
}

impl Task<'_> {
    /// What one pupil of a block costs in a zone, in centimetres; none where the block may not go there, because there
    /// is no way or it is fixed elsewhere.
    pub(super) fn allowed_cost(&self, block: BlockIdx, zone: ZoneIdx) -> Option<i64> {
        let elsewhere = self.fixed[block.at()].is_some_and(|fixed| fixed != zone);
        let cost = self.costs.get(block, zone)?;
        (!elsewhere).then_some(i64::from(cost.0))
    }

    /// What makes the question unanswerable, each block with its remedy; `name` says how people call a block.
    fn faults(&self, name: impl Fn(BlockIdx) -> String) -> Diagnostics {
        let mut faults = Diagnostics::new();
        for (at, pupils) in self.pupils.iter().enumerate() {
            let block = BlockIdx::from_usize(at);
            let is_lost = self.fixed[at].is_none() && self.costs.nearest(block).is_none();
            if *pupils > 0 && is_lost {
                let sentence = format!(
                    "Its {pupils} pupils reach no school; say with `lon` and `lat` where its homes stand, fix the block to a school, or let them travel another way."
                );
                faults.push(
                    Diagnostic::new(Severity::Error, "zoning/block_unreached", sentence)
                        .at_object(name(block)),
                );
            }
        }
        faults
    }
}

/// How long to search; the same numbers give the same plan on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchEffort {
    /// What the random numbers grow from.
    pub seed: u64,
    /// Searches, each with random numbers of its own; they run side by side.
    pub searches: u32,
    /// Steps of each.
    pub steps: u64,
}

impl Default for SearchEffort {
    fn default() -> Self {
        Self {
            seed: 1,
            searches: 8,
            steps: 400_000,
        }
    }
}

/// What no zoning goes below.
///
/// # Units
/// Centimetres summed over pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The optimum where blocks may be split, from a flow; none where seats are too few.
    pub split_blocks: Option<u64>,
    /// A bound for whole blocks, from a Lagrangian relaxation; none where seats are too few.
    pub whole_blocks: Option<u64>,
    /// Everyone at the nearest school, without regard to seats.
    pub without_seats: u64,
    /// Pupils that no plan can seat.
    pub shortfall: u64,
}

impl Bounds {
    /// The highest that holds for zonings within the seats; where seats are too few, for all zonings.
    pub fn best(&self) -> u64 {
        let within = self.whole_blocks.max(self.split_blocks).unwrap_or(0);
        within.max(self.without_seats)
    }
}

/// The plan that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebalanced {
    /// The zone of every block.
    pub zoning: Zoning,
    /// Centimetres summed over pupils.
    pub pupil_centimetres: u64,
    /// Pupils beyond the seats, zero where the plan keeps every school's.
    pub excess: u64,
    /// Pieces of zones beside the first of each, zero where each zone is in one piece.
    pub extra_pieces: u64,
    /// What no plan goes below.
    pub bounds: Bounds,
}

impl Rebalanced {
    /// Whether each zone is in one piece and within its school's seats.
    pub fn keeps_the_rules(&self) -> bool {
        self.excess == 0 && self.extra_pieces == 0
    }

    /// How far above the best bound the plan is, as a share of the bound; zero where both are zero.
    pub fn gap(&self) -> f64 {
        let bound = self.bounds.best();
        let above = self.pupil_centimetres.saturating_sub(bound);
        if above == 0 {
            0.0
        } else {
            above as f64 / bound.max(1) as f64
        }
    }
}

/// Searches for the cheapest zoning with every zone in one piece and within the seats.
///
/// A plan that breaks fewer rules is preferred to a cheaper one: first pieces, then seats, then the sum over pupils,
/// then the sum over blocks without pupils, and of equals the first in the order of zones.
/// Blocks with pupils that reach no school are errors, `name` saying how people call a block.
///
/// Cost: `searches × steps` moves, each about the size of a zone.
pub fn rebalance(
    task: &Task<'_>,
    effort: &SearchEffort,
    name: impl Fn(BlockIdx) -> String,
    progress: &dyn Progress,
) -> Result<Rebalanced, Diagnostics> {
    let faults = task.faults(name);
    if faults.has_errors() {
        return Err(faults);
    }
    progress.stage("Seating pupils without regard to zones", None);
    let relaxation = relax(task);
    let ground = Ground::of(task, &relaxation.seat_price);
    let starts = starts(task, &ground, &relaxation);
    progress.stage("Moving blocks", Some(u64::from(effort.searches)));
    let search = |number: u32| {
        let mut dice = Dice(effort.seed ^ (u64::from(number) << 32));
        let start = starts[number as usize % starts.len()].clone();
        let found = descend(&ground, anneal(&ground, start, dice.next(), effort.steps));
        progress.advance(1);
        found
    };
    let searched: Vec<Found> = (0..effort.searches).into_par_iter().map(search).collect();
    let as_they_are = starts
        .iter()
        .map(|start| descend(&ground, anneal(&ground, start.clone(), 0, 0)));
    let best = searched.into_iter().chain(as_they_are).min();
    let best = best.expect("the relaxed seats are a start at least");
    progress.stage("Proving a bound", None);
    Ok(answer(task, &relaxation, best))
}

/// Zonings to begin with: the plan that is given, the relaxed seats, everyone at the nearest school.
fn starts(task: &Task<'_>, ground: &Ground, relaxation: &Relaxation) -> Vec<Vec<usize>> {
    let placed = |wanted: &[Option<ZoneIdx>]| -> Vec<usize> {
        let zones = wanted.iter().enumerate();
        zones
            .map(|(block, zone)| {
                let allowed = zone.filter(|zone| ground.weight(block, zone.at()).is_some());
                allowed.map_or_else(|| ground.cheapest_zone(block), ZoneIdx::at)
            })
            .collect()
    };
    let nearest = vec![None; task.pupils.len()];
    let given = task.start.map(|start| placed(start.zones()));
    given
        .into_iter()
        .chain([placed(&relaxation.most_of), placed(&nearest)])
        .collect()
}

fn answer(task: &Task<'_>, relaxation: &Relaxation, best: Found) -> Rebalanced {
    let cost = best.standing.cost.unsigned_abs();
    let has_seats = relaxation.shortfall == 0;
    Rebalanced {
        zoning: Zoning::new(
            best.zone
                .into_iter()
                .map(|zone| Some(ZoneIdx::from_usize(zone)))
                .collect(),
        ),
        pupil_centimetres: cost,
        excess: best.standing.excess.unsigned_abs(),
        extra_pieces: best.standing.extra_pieces.unsigned_abs(),
        bounds: Bounds {
            split_blocks: has_seats.then_some(relaxation.pupil_centimetres),
            whole_blocks: whole_block_bound(task, relaxation, cost),
            without_seats: without_seats(task),
            shortfall: relaxation.shortfall,
        },
    }
}

fn without_seats(task: &Task<'_>) -> u64 {
    let blocks = task.pupils.iter().enumerate();
    blocks
        .map(|(at, pupils)| {
            let block = BlockIdx::from_usize(at);
            let zones = (0..task.seats.len()).map(ZoneIdx::from_usize);
            let least = zones.filter_map(|zone| task.allowed_cost(block, zone)).min();
            least.map_or(0, i64::unsigned_abs) * u64::from(*pupils)
        })
        .sum()
}
