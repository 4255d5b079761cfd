//! The smallest longest way among flows that are optimal for what stands before it: whoever has the longest way is moved
//! along a cycle of schools, over shorter arcs that are tight before, until one cannot be moved.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::tight::TightArcs;

/// Lowers the longest arc taken as far as it goes and changes `at`, the arc of each child; none where nobody has a seat.
///
/// A flow whose arcs are all tight, with every priced school full, is optimal for the prices' costs. If one has only
/// arcs below a limit, it differs from the present one by cycles of moves over such arcs; so when no cycle begins with
/// a given child, none exists, and that child's length is the optimum.
pub(super) fn lower_longest(tight: &TightArcs, seats: &[u32], at: &mut [u32]) -> Option<u32> {
    let mut shortener = Shortener::new(tight, seats, at);
    let mut longest: BinaryHeap<_> = (0..at.len() as u32).map(|child| shortener.rank(child)).collect();
    let mut least = None;
    while let Some((length, Reverse(child), arc)) = longest.pop() {
        if shortener.at[child as usize] != arc || tight.node[arc as usize] == tight.outside {
            continue;
        }
        least = Some(length);
        let Some(moves) = shortener.cycle(child, length) else {
            break;
        };
        for (child, arc) in moves {
            shortener.take(child, arc);
            longest.push(shortener.rank(child));
        }
        least = None;
    }
    at.copy_from_slice(&shortener.at);
    least
}

/// How a cycle came to a node.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// By this arc of the child that is to be moved.
    Begin(u32),
    /// By another child and its arc.
    Child(u32, u32),
    /// By nobody, from this node: a free seat wanders.
    Nobody(u32),
}

struct Shortener<'t> {
    tight: &'t TightArcs,
    seats: &'t [u32],
    at: Vec<u32>,
    /// Children by node, and where each stands in its list.
    members: Vec<Vec<u32>>,
    slot: Vec<u32>,
    /// How the search reached each node.
    reached: Vec<Option<Step>>,
    queue: Vec<u32>,
}

impl<'t> Shortener<'t> {
    fn new(tight: &'t TightArcs, seats: &'t [u32], at: &[u32]) -> Self {
        let n_nodes = tight.outside as usize + 1;
        let mut members = vec![Vec::new(); n_nodes];
        let mut slot = Vec::with_capacity(at.len());
        for (child, arc) in at.iter().enumerate() {
            let list: &mut Vec<u32> = &mut members[tight.node[*arc as usize] as usize];
            slot.push(list.len() as u32);
            list.push(child as u32);
        }
        Self {
            tight,
            seats,
            at: at.to_vec(),
            members,
            slot,
            reached: vec![None; n_nodes],
            queue: Vec::new(),
        }
    }

    /// A child with its arc, the longest first and among equals the first child.
    fn rank(&self, child: u32) -> (u32, Reverse<u32>, u32) {
        let arc = self.at[child as usize];
        (self.tight.length[arc as usize], Reverse(child), arc)
    }

    fn place(&self, child: u32) -> u32 {
        self.tight.node[self.at[child as usize] as usize]
    }

    /// Moves over arcs below the limit that take a child off its arc and leave every school as full as it must be.
    fn cycle(&mut self, child: u32, limit: u32) -> Option<Vec<(u32, u32)>> {
        let target = self.place(child);
        for arc in self.arcs_below(child, limit) {
            self.reach(self.tight.node[arc as usize], Step::Begin(arc));
        }
        let mut next = 0;
        while self.reached[target as usize].is_none() && next < self.queue.len() {
            self.spread(self.queue[next], target, limit);
            next += 1;
        }
        let moves = self.reached[target as usize].map(|_| self.moves_to(target, child));
        for node in self.queue.drain(..) {
            self.reached[node as usize] = None;
        }
        moves
    }

    fn arcs_below(&self, child: u32, limit: u32) -> impl Iterator<Item = u32> + use<'t> {
        let tight = self.tight;
        tight.of(child).filter(move |arc| {
            tight.length[*arc as usize] < limit || tight.node[*arc as usize] == tight.outside
        })
    }

    fn reach(&mut self, node: u32, step: Step) {
        let place = &mut self.reached[node as usize];
        if place.is_none() {
            *place = Some(step);
            self.queue.push(node);
        }
    }

    /// Reaches every node to which one may go on from this one.
    fn spread(&mut self, node: u32, target: u32, limit: u32) {
        let outside = self.tight.outside;
        if node == outside {
            let may_empty = |school: &u32| !self.tight.is_full[*school as usize];
            let schools = [target].into_iter().chain(0..outside).filter(may_empty);
            for school in schools.collect::<Vec<_>>() {
                self.reach(school, Step::Nobody(node));
            }
        } else if self.members[node as usize].len() < self.seats[node as usize] as usize {
            self.reach(outside, Step::Nobody(node));
        }
        for at in 0..self.members[node as usize].len() {
            if self.reached[target as usize].is_some() {
                return;
            }
            let child = self.members[node as usize][at];
            for arc in self.arcs_below(child, limit) {
                self.reach(self.tight.node[arc as usize], Step::Child(child, arc));
            }
        }
    }

    fn moves_to(&self, target: u32, begin: u32) -> Vec<(u32, u32)> {
        let mut moves = Vec::new();
        let mut node = target;
        while let Some(step) = self.reached[node as usize] {
            match step {
                Step::Nobody(from) => node = from,
                Step::Child(child, arc) => {
                    moves.push((child, arc));
                    node = self.place(child);
                }
                Step::Begin(arc) => {
                    moves.push((begin, arc));
                    break;
                }
            }
        }
        moves
    }

    fn take(&mut self, child: u32, arc: u32) {
        let (from, to) = (self.place(child), self.tight.node[arc as usize]);
        let slot = self.slot[child as usize] as usize;
        self.members[from as usize].swap_remove(slot);
        if let Some(moved) = self.members[from as usize].get(slot) {
            self.slot[*moved as usize] = slot as u32;
        }
        self.slot[child as usize] = self.members[to as usize].len() as u32;
        self.members[to as usize].push(child);
        self.at[child as usize] = arc;
    }
}
