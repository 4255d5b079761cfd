//! The lowest prices that prove a flow optimal, with the chain behind each: what the flow alone decides, whatever prices
//! it was found with.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::arcs::Arcs;
use super::transport::FlowCost;

/// Prices by school, and where each comes from.
pub(super) struct LowestPrices<C> {
    pub price: Vec<C>,
}

/// Prices as distances from outside, where free seats of every school cost nothing.
///
/// Cost: each arc once, by Dijkstra with the reduced costs of any prices that prove the flow.
pub(super) fn lowest_prices<C: FlowCost>(
    arcs: &Arcs<C>,
    seats: &[u32],
    at: &[u32],
    price: &[C],
) -> LowestPrices<C> {
    let children = arcs.by_node(at);
    // A seat may always be given up to outside for its price, which bounds how far a price can fall.
    let mut fall: Vec<C> = price.to_vec();
    let mut queue: BinaryHeap<_> = (0..arcs.n_nodes() as u32)
        .map(|node| Reverse((fall[node as usize], node)))
        .collect();
    while let Some(Reverse((distance, node))) = queue.pop() {
        if fall[node as usize] != distance {
            continue;
        }
        for &child in children.at(node) {
            let own = arcs.cost(at[child as usize]) + price[node as usize];
            for (to, cost) in arcs.ends(child) {
                let there = distance + (cost + price[to as usize] - own);
                if there < fall[to as usize] {
                    fall[to as usize] = there;
                    queue.push(Reverse((there, to)));
                }
            }
        }
    }
    let price = (0..seats.len())
        .map(|school| price[school] - fall[school])
        .collect();
    LowestPrices { price }
}
