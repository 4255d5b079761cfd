//! Prices to begin with: those of a quarter of the children, found the same way.

use super::arcs::Arcs;
use super::solver::Solver;
use super::transport::FlowCost;

/// One child in so many stands for all.
const SHARE: usize = 4;
/// With fewer children a school, a share of them says too little.
const LEAST_PER_SCHOOL: usize = 8;

/// Prices by node that nearly clear the schools. Any prices would do: these save most of the work.
pub(super) fn starting_prices<C: FlowCost>(arcs: &Arcs<C>, seats: &[u32]) -> Vec<C> {
    if arcs.n_children() < LEAST_PER_SCHOOL * seats.len().max(16) {
        return vec![C::ZERO; arcs.n_nodes()];
    }
    let (some, their_seats) = (arcs.share(SHARE), share_of_seats(seats));
    let start = starting_prices(&some, &their_seats);
    let (_, lowest) = Solver::new(&some, &their_seats, start).run();
    lowest.price
}

/// A quarter of the seats of each school, rounded so that the sum is a quarter too.
fn share_of_seats(seats: &[u32]) -> Vec<u32> {
    let mut sum = 0_u64;
    let mut given = 0;
    let quarter = |own: &u32| {
        sum += u64::from(*own);
        let own = (sum / SHARE as u64) - given;
        given += own;
        own as u32
    };
    seats.iter().map(quarter).collect()
}
