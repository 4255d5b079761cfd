//! The arcs that optimal flows use: with prices that prove a flow, those that cost their child least. Every flow that
//! uses only these and fills each school that has a price is optimal too.

use super::arcs::Arcs;
use super::transport::FlowCost;

/// Tight arcs by child, with a length. Nodes are the schools and, behind them, `outside`.
#[derive(Debug)]
pub(super) struct TightArcs {
    pub offsets: Vec<u32>,
    pub node: Vec<u32>,
    /// Length of each arc; to `outside` it counts for nothing.
    pub length: Vec<u32>,
    /// Each arc's number among those that this was made of.
    given: Vec<u32>,
    pub outside: u32,
    /// Schools whose seats must all be taken, for they have a price.
    pub is_full: Vec<bool>,
}

impl TightArcs {
    /// Takes the arcs that are tight at these prices.
    pub fn new<A: FlowCost, C: FlowCost>(
        arcs: &Arcs<A>,
        price: &[C],
        cost: impl Fn(u32) -> C,
        length: impl Fn(u32) -> u32,
    ) -> Self {
        let outside = arcs.outside();
        let mut tight = Self {
            offsets: vec![0],
            node: Vec::new(),
            length: Vec::new(),
            given: Vec::new(),
            outside,
            is_full: price[..outside as usize]
                .iter()
                .map(|price| *price > C::ZERO)
                .collect(),
        };
        let total = |arc: u32| cost(arc) + price[arcs.node(arc) as usize];
        for child in 0..arcs.n_children() as u32 {
            let least = arcs.of(child).map(total).min();
            for arc in arcs.of(child).filter(|arc| Some(total(*arc)) == least) {
                tight.node.push(arcs.node(arc));
                tight.length.push(length(arc));
                tight.given.push(arc);
            }
            tight.offsets.push(tight.node.len() as u32);
        }
        tight
    }

    /// The arcs of children, which are tight, in our numbering.
    pub fn own_arcs(&self, given: &[u32]) -> Vec<u32> {
        let own = |(child, given): (usize, &u32)| {
            let mut arcs = self.offsets[child]..self.offsets[child + 1];
            arcs.find(|arc| self.given[*arc as usize] == *given)
                .expect("an optimal flow has only tight arcs")
        };
        given.iter().enumerate().map(own).collect()
    }

    /// The arcs of children in the numbering of those that this was made of.
    pub fn given_arcs(&self, own: &[u32]) -> Vec<u32> {
        own.iter().map(|arc| self.given[*arc as usize]).collect()
    }

    /// The arcs of a child.
    pub fn of(&self, child: u32) -> std::ops::Range<u32> {
        self.offsets[child as usize]..self.offsets[child as usize + 1]
    }
}
