//! The lowest prices that prove a flow optimal, with the chain behind each: they are what the flow alone decides,
//! whatever prices it was found with.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::arcs::Arcs;
use super::transport::FlowCost;

/// Prices by node, outside with 0, and where each comes from.
#[derive(Debug)]
pub(super) struct LowestPrices<C> {
    pub price: Vec<C>,
    /// The child and arc that would take one more seat at a node: its price is that of the node that the child then
    /// leaves, and what its new arc costs less. None where the seat would stay free, at price 0.
    pub taker: Vec<Option<(u32, u32)>>,
    /// All nodes, each behind the one that its price comes from.
    pub order: Vec<u32>,
}

/// Finds the lowest prices of an optimal flow from any prices that prove it.
///
/// A price is what a seat is worth to the chain that best uses it: a shortest path from outside, where unplaced
/// children and the free seats of every school are.
///
/// Cost: each arc once, by Dijkstra with reduced costs.
pub(super) fn lowest_prices<C: FlowCost>(arcs: &Arcs<C>, at: &[u32], price: &[C]) -> LowestPrices<C> {
    let children = arcs.by_node(at);
    let mut lowest = LowestPrices {
        price: price.to_vec(),
        taker: vec![None; arcs.n_nodes()],
        order: Vec::with_capacity(arcs.n_nodes()),
    };
    // How far each price can fall: at most to 0, where nobody takes the seat.
    let mut fall = price.to_vec();
    let nodes = 0..arcs.n_nodes() as u32;
    let mut queue: BinaryHeap<_> = nodes.map(|node| Reverse((fall[node as usize], node))).collect();
    let mut is_done = vec![false; arcs.n_nodes()];
    while let Some(Reverse((distance, node))) = queue.pop() {
        if std::mem::replace(&mut is_done[node as usize], true) {
            continue;
        }
        lowest.order.push(node);
        lowest.price[node as usize] -= distance;
        for &child in children.at(node) {
            let own = arcs.cost(at[child as usize]) + price[node as usize];
            for (arc, (to, cost)) in arcs.of(child).zip(arcs.ends(child)) {
                let there = distance + (cost + price[to as usize] - own);
                if there < fall[to as usize] {
                    fall[to as usize] = there;
                    lowest.taker[to as usize] = Some((child, arc));
                    queue.push(Reverse((there, to)));
                }
            }
        }
    }
    lowest
}
