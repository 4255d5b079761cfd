//! The scratch of one shortest path after another among few nodes: what was reached, how, and in which order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::transport::FlowCost;

/// How a chain goes on from a node towards where its search began.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// The search began here.
    Begin,
    /// By a child of this pair.
    Child(u32),
    /// By nobody: a seat at this node is given up to outside.
    Nobody(u32),
}

/// One search by distance; cleared in the time of what it touched.
#[derive(Debug)]
pub(super) struct Search<C> {
    /// Distance by node where reached.
    reached: Vec<Option<C>>,
    step: Vec<Step>,
    touched: Vec<u32>,
    /// Nodes in order of distance.
    done: Vec<(u32, C)>,
    /// By distance, among equals the first reached: on plateaus the search spreads in breadth.
    queue: BinaryHeap<Reverse<(C, u32, u32)>>,
    n_reached: u32,
    /// The nearest node reached that can end a chain; farther nodes are of no use.
    pub nearest_end: Option<(u32, C)>,
}

impl<C: FlowCost> Search<C> {
    pub fn new(n_nodes: usize) -> Self {
        Self {
            reached: vec![None; n_nodes],
            step: vec![Step::Begin; n_nodes],
            touched: Vec::new(),
            done: Vec::new(),
            queue: BinaryHeap::new(),
            n_reached: 0,
            nearest_end: None,
        }
    }

    pub fn clear(&mut self) {
        for node in self.touched.drain(..) {
            self.reached[node as usize] = None;
        }
        self.done.clear();
        self.queue.clear();
        self.n_reached = 0;
        self.nearest_end = None;
    }

    /// Whether a node would be reached nearer than so far, and nearer than any end.
    pub fn is_nearer(&self, node: u32, distance: C) -> bool {
        self.reached[node as usize].is_none_or(|known| distance < known)
            && self.nearest_end.is_none_or(|(_, end)| distance < end)
    }

    pub fn reach(&mut self, node: u32, distance: C, step: Step) {
        let place = &mut self.reached[node as usize];
        if place.is_none() {
            self.touched.push(node);
        }
        *place = Some(distance);
        self.step[node as usize] = step;
        self.queue.push(Reverse((distance, self.n_reached, node)));
        self.n_reached += 1;
    }

    /// Notes that a node just reached can end a chain.
    pub fn end_at(&mut self, node: u32, distance: C) {
        self.nearest_end = Some((node, distance));
    }

    /// The nearest node that was not yet done.
    pub fn next(&mut self) -> Option<(u32, C)> {
        while let Some(Reverse((distance, _, node))) = self.queue.pop() {
            if self.reached[node as usize] == Some(distance) {
                self.done.push((node, distance));
                return Some((node, distance));
            }
        }
        None
    }

    /// Nodes that are done, in order of distance.
    pub fn done(&self) -> &[(u32, C)] {
        &self.done
    }

    /// The pairs of the chain from its end to where it began; `onto` says to which node of a pair it leads.
    pub fn chain(&self, end: u32, onto: impl Fn(u32) -> u32) -> Vec<u32> {
        let mut pairs = Vec::new();
        let mut node = end;
        loop {
            node = match self.step[node as usize] {
                Step::Begin => return pairs,
                Step::Nobody(towards) => towards,
                Step::Child(pair) => {
                    pairs.push(pair);
                    onto(pair)
                }
            };
        }
    }
}
