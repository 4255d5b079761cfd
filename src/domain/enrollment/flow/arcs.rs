//! The arcs as the solver walks them: one more for each child, to the node without seats where unplaced children stay,
//! and children of the same neighborhood side by side.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

use super::transport::{FlowCost, Transport};

/// Arcs by child. Nodes are the schools and, behind them, `outside`, where there is room for all at price 0. Children
/// stand in the order of their cheapest school and what it costs: those of one school lie together in memory, and every
/// fourth of them is a fair share of all.
#[derive(Debug)]
pub(super) struct Arcs<C> {
    /// The number of each child in the question.
    child: Vec<u32>,
    offsets: Vec<u32>,
    node: Vec<u32>,
    cost: Vec<C>,
    /// The number of the arc in the question; arcs to `outside` have none there.
    given: Vec<u32>,
    outside: u32,
}

impl<C: FlowCost> Arcs<C> {
    /// Takes the arcs of a question that cost no more than a child without a seat.
    pub fn new(transport: &Transport<'_, C>) -> Self {
        assert!(transport.unplaced <= C::MOST, "sums must not overflow");
        let room = transport.school.len() + transport.n_children();
        assert!(u32::try_from(room).is_ok(), "arcs are counted in 32 bits");
        let mut arcs = Self::with_room(transport.n_children(), room, transport.seats.len() as u32);
        for child in children_by_cheapest(transport) {
            for arc in transport.arcs_of(child) {
                let cost = transport.cost[arc];
                debug_assert!(cost >= C::ZERO, "costs are at least 0");
                if cost <= transport.unplaced {
                    arcs.push(transport.school[arc], cost, arc as u32);
                }
            }
            arcs.push(arcs.outside, transport.unplaced, 0);
            arcs.end_child(child);
        }
        arcs
    }

    /// The arcs of one child in so many, of all neighborhoods alike.
    pub fn share(&self, one_in: usize) -> Self {
        let mut arcs = Self::with_room(
            self.n_children() / one_in + 1,
            self.node.len() / one_in,
            self.outside,
        );
        for child in (one_in / 2..self.n_children()).step_by(one_in) {
            let own = self.range(child as u32);
            arcs.node.extend_from_slice(&self.node[own.clone()]);
            arcs.cost.extend_from_slice(&self.cost[own.clone()]);
            arcs.given.extend_from_slice(&self.given[own]);
            arcs.end_child(self.child[child]);
        }
        arcs
    }

    /// The arcs that a question keeps by their numbers, and all to outside.
    pub fn kept(&self, keep: impl Fn(u32) -> bool) -> Self {
        let mut arcs = Self::with_room(self.n_children(), self.node.len(), self.outside);
        for child in 0..self.n_children() as u32 {
            for arc in self.range(child) {
                let (node, given) = (self.node[arc], self.given[arc]);
                if node == self.outside || keep(given) {
                    arcs.push(node, self.cost[arc], given);
                }
            }
            arcs.end_child(self.child[child as usize]);
        }
        arcs
    }

    fn with_room(n_children: usize, n_arcs: usize, outside: u32) -> Self {
        let mut offsets = Vec::with_capacity(n_children + 1);
        offsets.push(0);
        Self {
            child: Vec::with_capacity(n_children),
            offsets,
            node: Vec::with_capacity(n_arcs),
            cost: Vec::with_capacity(n_arcs),
            given: Vec::with_capacity(n_arcs),
            outside,
        }
    }

    fn push(&mut self, node: u32, cost: C, given: u32) {
        self.node.push(node);
        self.cost.push(cost);
        self.given.push(given);
    }

    fn end_child(&mut self, child: u32) {
        self.child.push(child);
        self.offsets.push(self.node.len() as u32);
    }

    /// The node where unplaced children are; schools are below it.
    pub fn outside(&self) -> u32 {
        self.outside
    }

    pub fn n_nodes(&self) -> usize {
        self.outside as usize + 1
    }

    pub fn n_children(&self) -> usize {
        self.offsets.len() - 1
    }

    fn range(&self, child: u32) -> std::ops::Range<usize> {
        self.offsets[child as usize] as usize..self.offsets[child as usize + 1] as usize
    }

    /// The arcs of a child: never none, since it can stay outside.
    pub fn of(&self, child: u32) -> std::ops::Range<u32> {
        self.offsets[child as usize]..self.offsets[child as usize + 1]
    }

    /// Node and cost of each arc of a child, in the order of [`Arcs::of`].
    pub fn ends(&self, child: u32) -> impl Iterator<Item = (u32, C)> {
        let own = self.range(child);
        self.node[own.clone()]
            .iter()
            .copied()
            .zip(self.cost[own].iter().copied())
    }

    pub fn node(&self, arc: u32) -> u32 {
        self.node[arc as usize]
    }

    pub fn cost(&self, arc: u32) -> C {
        self.cost[arc as usize]
    }

    /// The arc of a child that costs least with these prices, the first of equals.
    pub fn cheapest(&self, child: u32, price: &[C]) -> u32 {
        let costs = self.ends(child).map(|(node, cost)| cost + price[node as usize]);
        let first = self.of(child).zip(costs).min_by_key(|(_, cost)| *cost);
        first
            .map(|(arc, _)| arc)
            .expect("a child can always stay outside")
    }

    /// The arc of each child in the order and the numbering of the question; none where it is outside.
    pub fn answer(&self, at: &[u32]) -> Vec<Option<u32>> {
        let mut arc_of = vec![None; at.len()];
        for (child, arc) in self.child.iter().zip(at) {
            arc_of[*child as usize] = self.given(*arc);
        }
        arc_of
    }

    /// The arcs of children among these of the same children; outside where an arc is not among them.
    pub fn found_in(&self, at: &[u32], others: &Self) -> Vec<u32> {
        let found = |(child, arc): (usize, &u32)| {
            let mut own = others.of(child as u32);
            let (outside, given) = (own.end - 1, self.given(*arc));
            own.find(|own| others.given(*own) == given).unwrap_or(outside)
        };
        at.iter().enumerate().map(found).collect()
    }

    /// What an arc is called in the question; none to outside.
    pub fn given(&self, arc: u32) -> Option<u32> {
        (self.node(arc) != self.outside).then_some(self.given[arc as usize])
    }

    /// The children by the node that they are at, each list in the order of children.
    pub fn by_node(&self, at: &[u32]) -> ByNode {
        let mut first = vec![0_u32; self.n_nodes() + 1];
        for arc in at {
            first[self.node(*arc) as usize + 1] += 1;
        }
        for node in 0..self.n_nodes() {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut children = vec![0; at.len()];
        for (child, arc) in at.iter().enumerate() {
            let place = &mut next[self.node(*arc) as usize];
            children[*place as usize] = child as u32;
            *place += 1;
        }
        ByNode { first, children }
    }
}

/// Children grouped by node.
pub(super) struct ByNode {
    first: Vec<u32>,
    children: Vec<u32>,
}

impl ByNode {
    pub fn at(&self, node: u32) -> &[u32] {
        &self.children[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

/// Children in the order of their cheapest school, what it costs, and their number.
fn children_by_cheapest<C: FlowCost>(transport: &Transport<'_, C>) -> Vec<u32> {
    let key = |child: u32| {
        let arcs = transport
            .arcs_of(child)
            .map(|arc| (transport.cost[arc], transport.school[arc]));
        let cheapest = arcs.min().map(|(cost, school)| (school, cost));
        (cheapest, child)
    };
    let children = (0..transport.n_children() as u32).into_par_iter();
    let mut keys: Vec<_> = children.map(key).collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|(_, child)| child).collect()
}
