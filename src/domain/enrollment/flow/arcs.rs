//! The arcs as the solver walks them: one more for each child, to the node without seats where unplaced children stay.

use super::transport::{FlowCost, Transport};

/// Arcs by child. Nodes are the schools and, behind them, `outside`, where there is room for all at price 0.
pub(super) struct Arcs<C> {
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
        debug_assert!(transport.unplaced <= C::MOST, "sums must not overflow");
        let n_children = transport.n_children();
        let room = transport.school.len() + n_children;
        let mut arcs = Self::with_room(n_children, room, transport.seats.len() as u32);
        for child in 0..n_children {
            for arc in transport.offsets[child]..transport.offsets[child + 1] {
                let cost = transport.cost[arc];
                debug_assert!(cost >= C::ZERO, "costs are at least 0");
                if cost <= transport.unplaced {
                    arcs.push(transport.school[arc], cost, arc as u32);
                }
            }
            arcs.push(arcs.outside, transport.unplaced, 0);
            arcs.end_child();
        }
        arcs
    }

    /// The arcs of some of the children.
    pub fn of_children(&self, children: &[u32]) -> Self {
        let room = children.iter().map(|child| self.of(*child).len()).sum();
        let mut arcs = Self::with_room(children.len(), room, self.outside);
        for child in children {
            let own = self.range(*child);
            arcs.node.extend_from_slice(&self.node[own.clone()]);
            arcs.cost.extend_from_slice(&self.cost[own.clone()]);
            arcs.given.extend_from_slice(&self.given[own]);
            arcs.end_child();
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
            arcs.end_child();
        }
        arcs
    }

    fn with_room(n_children: usize, n_arcs: usize, outside: u32) -> Self {
        let mut offsets = Vec::with_capacity(n_children + 1);
        offsets.push(0);
        Self {
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

    fn end_child(&mut self) {
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

    /// Arcs by child in the numbering of the question.
    pub fn given_arcs(&self, at: &[u32]) -> Vec<Option<u32>> {
        at.iter().map(|arc| self.given(*arc)).collect()
    }

    /// The arcs of children in our numbering; outside where an arc is not among ours.
    pub fn own_arcs(&self, given: &[Option<u32>]) -> Vec<u32> {
        let own = |(child, given): (usize, &Option<u32>)| {
            let mut arcs = self.of(child as u32);
            let outside = arcs.end - 1;
            let wanted = |arc: &u32| *arc < outside && Some(self.given[*arc as usize]) == *given;
            arcs.find(wanted).unwrap_or(outside)
        };
        given.iter().enumerate().map(own).collect()
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
