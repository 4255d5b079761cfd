//! The question and the answer of one transportation problem, and the one function that goes from one to the other.

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

use super::arcs::Arcs;
use super::solver::Solver;
use super::start::starting_prices;

/// What a seat may cost: `i64`, and `i128` where several levels stand in one number.
pub trait FlowCost:
    Copy
    + Ord
    + Debug
    + Send
    + Sync
    + From<i64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + SubAssign
{
    /// Costs nothing.
    const ZERO: Self;
    /// The largest `unplaced` for which no intermediate sum can overflow.
    const MOST: Self;
}

impl FlowCost for i64 {
    const ZERO: Self = 0;
    const MOST: Self = Self::MAX / 8;
}

impl FlowCost for i128 {
    const ZERO: Self = 0;
    const MOST: Self = Self::MAX / 8;
}

/// Children and schools, sparse by child: the arcs of child `i` are `offsets[i]..offsets[i + 1]`, and arcs and children
/// together are fewer than 2³².
///
/// # Units
/// Costs are in any one unit; they are at least 0.
#[derive(Debug, Clone, Copy)]
pub struct Transport<'t, C> {
    /// First arc of each child, and the number of arcs as the last.
    pub offsets: &'t [usize],
    /// The school at the end of each arc.
    pub school: &'t [u32],
    /// What each arc costs.
    pub cost: &'t [C],
    /// Seats of each school.
    pub seats: &'t [u32],
    /// What it costs to leave a child without a seat, the same for all, at most [`FlowCost::MOST`]. An arc that costs
    /// more is never used.
    pub unplaced: C,
}

impl<C> Transport<'_, C> {
    /// How many children there are.
    pub fn n_children(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The arcs of a child.
    pub fn arcs_of(&self, child: u32) -> std::ops::Range<usize> {
        self.offsets[child as usize]..self.offsets[child as usize + 1]
    }
}

/// An optimal flow with its proof.
///
/// With `u(i)` the least of `unplaced` and all `cost + price` of child `i`: each placed child has `cost + price = u(i)`
/// on its own arc, each child without a seat has `u(i) = unplaced`, and a school with a free seat has price 0. By weak
/// duality no flow costs less than `Σ u(i) − Σ seats · price`, which this one costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow<C> {
    /// The arc that each child takes; none where it has no seat.
    pub arc_of: Vec<Option<u32>>,
    /// What one more seat at each school would save: the lowest prices that prove the flow, which are the same for
    /// every optimal flow.
    pub price: Vec<C>,
}

/// Solves a transportation problem exactly.
///
/// Equal costs are decided by the order of children and arcs, so the same question has the same answer on any machine
/// and any number of threads.
///
/// Cost: each arc a few times, and a shortest path among the schools for each child whom the starting prices lead to a
/// school that is full: a few for each school where children live anyhow, at worst one for each child.
///
/// Source: successive shortest paths (Ahuja, Magnanti and Orlin, Network Flows, 1993, section 9.7) on the graph of the
/// schools alone, a child being moved from one to another at the difference of its costs; started, as in Bertsekas and
/// Castañón, The auction algorithm for the transportation problem (Annals of Operations Research 20, 1989), at prices
/// that nearly clear the schools, which a quarter of the children finds.
pub fn solve<C: FlowCost>(transport: &Transport<'_, C>) -> Flow<C> {
    let arcs = Arcs::new(transport);
    let start = starting_prices(&arcs, transport.seats);
    let (at, mut lowest) = Solver::new(&arcs, transport.seats, start).run();
    lowest.price.truncate(transport.seats.len());
    Flow {
        arc_of: arcs.answer(&at),
        price: lowest.price,
    }
}
