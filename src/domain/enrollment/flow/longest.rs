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

/// A child's way to another node: its length, arc and child, the shortest first.
type Way = Reverse<(u32, u32, u32)>;

/// The ways from one node by the node that they lead to. Ways of children that left are thrown away when they are met.
type Row = Vec<(u32, BinaryHeap<Way>)>;

struct Shortener<'t> {
    tight: &'t TightArcs,
    seats: &'t [u32],
    at: Vec<u32>,
    place: Vec<u32>,
    n_at: Vec<u32>,
    /// All children that ever were at a node.
    came: Vec<Vec<u32>>,
    /// By node, made when a search first comes there.
    rows: Vec<Option<Row>>,
    /// How the search reached each node.
    reached: Vec<Option<Step>>,
    queue: Vec<u32>,
}

impl<'t> Shortener<'t> {
    fn new(tight: &'t TightArcs, seats: &'t [u32], at: &[u32]) -> Self {
        let n_nodes = tight.outside as usize + 1;
        let place: Vec<u32> = at.iter().map(|arc| tight.node[*arc as usize]).collect();
        let mut came = vec![Vec::new(); n_nodes];
        for (child, node) in place.iter().enumerate() {
            came[*node as usize].push(child as u32);
        }
        Self {
            tight,
            seats,
            at: at.to_vec(),
            place,
            n_at: came.iter().map(|children| children.len() as u32).collect(),
            came,
            rows: vec![None; n_nodes],
            reached: vec![None; n_nodes],
            queue: Vec::new(),
        }
    }

    /// A child with its arc, the longest first and among equals the first child.
    fn rank(&self, child: u32) -> (u32, Reverse<u32>, u32) {
        let arc = self.at[child as usize];
        (self.tight.length[arc as usize], Reverse(child), arc)
    }

    /// Moves over arcs below the limit that take a child off its arc and leave every school as full as it must be.
    fn cycle(&mut self, child: u32, limit: u32) -> Option<Vec<(u32, u32)>> {
        let target = self.place[child as usize];
        let tight = self.tight;
        for arc in tight.of(child).filter(|arc| tight.length[*arc as usize] < limit) {
            self.reach(tight.node[arc as usize], Step::Begin(arc));
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
            for school in std::iter::once(target).chain(0..outside) {
                if !self.tight.is_full[school as usize] {
                    self.reach(school, Step::Nobody(node));
                }
            }
        } else if self.n_at[node as usize] < self.seats[node as usize] {
            self.reach(outside, Step::Nobody(node));
        }
        let mut row = self.rows[node as usize].take().unwrap_or_else(|| self.row(node));
        for (to, ways) in &mut row {
            if self.reached[*to as usize].is_some() {
                continue;
            }
            while ways
                .peek()
                .is_some_and(|Reverse((_, _, child))| self.place[*child as usize] != node)
            {
                ways.pop();
            }
            let shortest = ways.peek().filter(|Reverse((length, ..))| *length < limit);
            if let Some(Reverse((_, arc, child))) = shortest {
                self.reach(*to, Step::Child(*child, *arc));
            }
        }
        self.rows[node as usize] = Some(row);
    }

    /// The ways of all children that are at a node.
    fn row(&self, node: u32) -> Row {
        let here = self.came[node as usize]
            .iter()
            .filter(|child| self.place[**child as usize] == node);
        let mut ways: Vec<(u32, Way)> = here.flat_map(|child| self.ways(*child)).collect();
        ways.sort_unstable();
        ways.dedup();
        let to_one = |ways: &[(u32, Way)]| (ways[0].0, ways.iter().map(|(_, way)| *way).collect());
        ways.chunk_by(|a, b| a.0 == b.0).map(to_one).collect()
    }

    /// The ways of a child from where it is.
    fn ways(&self, child: u32) -> impl Iterator<Item = (u32, Way)> {
        let arcs = self
            .tight
            .of(child)
            .filter(move |arc| *arc != self.at[child as usize]);
        arcs.map(move |arc| {
            let length = self.tight.length[arc as usize];
            (self.tight.node[arc as usize], Reverse((length, arc, child)))
        })
    }

    fn moves_to(&self, target: u32, begin: u32) -> Vec<(u32, u32)> {
        let mut moves = Vec::new();
        let mut node = target;
        while let Some(step) = self.reached[node as usize] {
            match step {
                Step::Nobody(from) => node = from,
                Step::Child(child, arc) => {
                    moves.push((child, arc));
                    node = self.place[child as usize];
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
        let (from, to) = (self.place[child as usize], self.tight.node[arc as usize]);
        self.n_at[from as usize] -= 1;
        self.n_at[to as usize] += 1;
        self.place[child as usize] = to;
        self.at[child as usize] = arc;
        let Some(mut row) = self.rows[to as usize].take() else {
            self.came[to as usize].push(child);
            return;
        };
        for (other, way) in self.ways(child) {
            match row.iter_mut().find(|(node, _)| *node == other) {
                Some((_, ways)) => ways.push(way),
                None => row.push((other, BinaryHeap::from([way]))),
            }
        }
        self.rows[to as usize] = Some(row);
    }
}
