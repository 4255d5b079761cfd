//! The graph of one profile: states, directed arcs and their integer costs, in compressed rows both ways.
//! A state is a junction on land, a junction with what is remembered of the way to it, or the deck of one ferry line at
//! a pier; searches know nothing of the difference.

use std::collections::{BTreeMap, BTreeSet};

use super::disjoint_sets::DisjointSets;
use super::draft::Draft;
use super::profile::Profile;
use super::raw::RawNetwork;
use super::topology::{DirectedEdge, Network};
use crate::base::ids::{ArcIdx, EdgeIdx, StateIdx};
use crate::base::units::{Centimetres, Deciseconds};

/// By which quantity a search is ordered; the other one breaks ties after the crossings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Centimetres first.
    Length,
    /// Deciseconds first.
    Time,
}

/// Length, duration and crossings, added up together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Length.
    pub length: Centimetres,
    /// Duration, waiting and boarding included.
    pub time: Deciseconds,
    /// How many times a ferry or boat is boarded.
    pub crossings: u8,
}

impl Cost {
    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            length: self.length + other.length,
            time: self.time + other.time,
            crossings: self.crossings.saturating_add(other.crossings),
        }
    }

    /// The one that comes first in the order of answers.
    #[must_use]
    pub fn lesser(self, other: Self, measure: Measure) -> Self {
        if other.rank(measure) < self.rank(measure) {
            other
        } else {
            self
        }
    }

    /// The one that comes last in the order of answers.
    #[must_use]
    pub fn greater(self, other: Self, measure: Measure) -> Self {
        if other.rank(measure) > self.rank(measure) {
            other
        } else {
            self
        }
    }

    /// The order of answers: the measure, then crossings, then the other quantity.
    pub const fn rank(self, measure: Measure) -> (u32, u8, u32) {
        match measure {
            Measure::Length => (self.length.0, self.crossings, self.time.0),
            Measure::Time => (self.time.0, self.crossings, self.length.0),
        }
    }
}

/// What an arc is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArcKind {
    /// Along an edge, in its direction or against it.
    Along {
        /// The edge.
        edge: EdgeIdx,
        /// Whether from its start to its end.
        forward: bool,
    },
    /// From the pier onto the deck: waiting and boarding.
    Board,
    /// From the deck onto the pier.
    Alight,
}

/// One directed arc, 20 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GraphArc {
    pub(super) tail: u32,
    pub(super) head: u32,
    pub(super) length_cm: u32,
    pub(super) time_ds: u32,
    /// Three high bits: along, along but nobody begins here, board, alight; below them the directed edge or the deck.
    pub(super) what: u32,
}

impl GraphArc {
    const fn cost(&self) -> Cost {
        Cost {
            length: Centimetres(self.length_cm),
            time: Deciseconds(self.time_ds),
            crossings: (self.what & KIND == BOARD) as u8,
        }
    }

    fn seen_from_head(&self, local_arc: u32) -> InArc {
        assert!(local_arc < MAX_OUT_DEGREE, "a junction has at most 128 roads");
        InArc {
            tail: StateIdx(self.tail),
            length_cm: self.length_cm,
            time_ds: self.time_ds,
            crossings: self.cost().crossings,
            local_arc: local_arc as u8,
        }
    }
}

/// Along a directed edge, which begins before this arc.
pub(super) const PASS: u32 = 1 << 29;
pub(super) const BOARD: u32 = 1 << 30;
pub(super) const ALIGHT: u32 = 2 << 30;
const KIND: u32 = 3 << 30;
const NUMBER: u32 = PASS - 1;

/// An arc as a search from its head sees it, 16 bytes, all in one place because searches read nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InArc {
    pub(super) tail: StateIdx,
    length_cm: u32,
    time_ds: u32,
    crossings: u8,
    /// The number of the arc among those that leave its tail.
    pub(super) local_arc: u8,
}

impl InArc {
    pub(super) const fn cost(&self) -> Cost {
        Cost {
            length: Centimetres(self.length_cm),
            time: Deciseconds(self.time_ds),
            crossings: self.crossings,
        }
    }
}

/// More arcs than this leave no state, so that a label keeps their number in seven bits.
const MAX_OUT_DEGREE: u32 = 128;

/// The graph of one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileGraph {
    n_states: usize,
    arcs: Vec<GraphArc>,
    first_out: Vec<u32>,
    /// By head; those that leave a state nobody passes through are left out.
    in_arcs: Vec<InArc>,
    first_in: Vec<u32>,
    /// For each edge and direction, where the profile may use it so, the arc on which those go who begin there.
    arc_of_edge: Vec<[Option<ArcIdx>; 2]>,
    /// The other arcs of directed edges, by directed edge; few have any.
    passing_arcs: Vec<(u32, ArcIdx)>,
    blocked: Vec<bool>,
    ferry_edges: Vec<bool>,
    part_of_edge: Vec<Option<u32>>,
    large_parts: BTreeSet<u32>,
}

impl ProfileGraph {
    /// The arcs that a profile may use.
    pub fn build(network: &Network, raw: &RawNetwork, profile: &Profile) -> Self {
        let draft = Draft::build(network, raw, profile);
        Self::compress(network.n_edges(), &draft.arcs, draft.blocked, draft.ferry_edges)
    }

    /// A graph without places, from directed arcs as tail, head and cost: for networks published as bare graphs.
    /// Each arc is an edge of its own, in the order given.
    pub fn from_arcs(n_states: usize, arcs: &[(StateIdx, StateIdx, Cost)]) -> Self {
        let along = |(edge, (tail, head, cost)): (usize, &(StateIdx, StateIdx, Cost))| GraphArc {
            tail: tail.0,
            head: head.0,
            length_cm: cost.length.0,
            time_ds: cost.time.0,
            what: (edge as u32) << 1,
        };
        let n_edges = arcs.len();
        let arcs: Vec<GraphArc> = arcs.iter().enumerate().map(along).collect();
        Self::compress(n_edges, &arcs, vec![false; n_states], vec![false; n_edges])
    }

    fn compress(n_edges: usize, arcs: &[GraphArc], blocked: Vec<bool>, ferry_edges: Vec<bool>) -> Self {
        let n_states = blocked.len();
        let first_out = row_starts(n_states, arcs.iter().map(|arc| arc.tail));
        let arcs = in_rows(
            &first_out,
            arcs,
            |arc| arc.tail,
            |row| row.sort_by_key(|arc| arc.what),
        );
        let in_arcs: Vec<(u32, InArc)> = (0..)
            .zip(&arcs)
            .filter(|(_, arc)| !blocked[arc.tail as usize])
            .map(|(idx, arc)| (arc.head, arc.seen_from_head(idx - first_out[arc.tail as usize])))
            .collect();
        let first_in = row_starts(n_states, in_arcs.iter().map(|(head, _)| *head));
        let in_arcs = in_rows(&first_in, &in_arcs, |(head, _)| *head, |_| ());
        let in_arcs = in_arcs.into_iter().map(|(_, arc)| arc).collect();
        let mut arc_of_edge = vec![[None; 2]; n_edges];
        let mut passing_arcs = Vec::new();
        for (idx, arc) in (0..)
            .map(ArcIdx)
            .zip(&arcs)
            .filter(|(_, arc)| arc.what & KIND == 0)
        {
            let directed = arc.what & NUMBER;
            if arc.what & PASS == 0 {
                arc_of_edge[(directed >> 1) as usize][(directed & 1) as usize] = Some(idx);
            } else {
                passing_arcs.push((directed, idx));
            }
        }
        passing_arcs.sort_unstable();
        let mut graph = Self {
            n_states,
            arcs,
            first_out,
            in_arcs,
            first_in,
            arc_of_edge,
            passing_arcs,
            blocked,
            ferry_edges,
            part_of_edge: Vec::new(),
            large_parts: BTreeSet::new(),
        };
        graph.find_parts();
        graph
    }

    /// How many states there are.
    pub const fn n_states(&self) -> usize {
        self.n_states
    }

    /// How many edges there are, those that the profile may not use among them.
    pub fn n_edges(&self) -> usize {
        self.arc_of_edge.len()
    }

    /// How many arcs there are.
    pub fn n_arcs(&self) -> usize {
        self.arcs.len()
    }

    /// Where an arc begins.
    pub fn tail(&self, arc: ArcIdx) -> StateIdx {
        StateIdx(self.arcs[arc.at()].tail)
    }

    /// Where an arc ends.
    pub fn head(&self, arc: ArcIdx) -> StateIdx {
        StateIdx(self.arcs[arc.at()].head)
    }

    /// What an arc costs.
    pub fn cost(&self, arc: ArcIdx) -> Cost {
        self.arcs[arc.at()].cost()
    }

    /// What an arc is.
    pub fn kind(&self, arc: ArcIdx) -> ArcKind {
        let what = self.arcs[arc.at()].what;
        match what & KIND {
            0 => ArcKind::Along {
                edge: EdgeIdx((what & NUMBER) >> 1),
                forward: what & 1 == 0,
            },
            BOARD => ArcKind::Board,
            _ => ArcKind::Alight,
        }
    }

    /// Arcs that leave a state, in a fixed order.
    pub fn out_arcs(&self, state: StateIdx) -> impl Iterator<Item = ArcIdx> + '_ {
        (self.first_out[state.at()]..self.first_out[state.at() + 1]).map(ArcIdx)
    }

    /// The first arc that leaves a state; its local number is 0.
    pub fn first_out_arc(&self, state: StateIdx) -> ArcIdx {
        ArcIdx(self.first_out[state.at()])
    }

    /// The number of an arc among those that leave its tail.
    pub(super) fn local_number(&self, arc: ArcIdx) -> u8 {
        (arc.0 - self.first_out_arc(self.tail(arc)).0) as u8
    }

    /// Arcs by which a search from a state goes back, in a fixed order; none leaves a blocked state.
    pub(super) fn in_arcs(&self, state: StateIdx) -> &[InArc] {
        &self.in_arcs[self.first_in[state.at()] as usize..self.first_in[state.at() + 1] as usize]
    }

    /// The arc along an edge (`forward`) or against it on which those go who begin on the edge, where the profile may
    /// use it so. What it costs is what every arc along the edge costs.
    pub fn arc_along(&self, edge: EdgeIdx, forward: bool) -> Option<ArcIdx> {
        self.arc_of_edge[edge.at()][usize::from(!forward)]
    }

    /// All arcs along an edge (`forward`) or against it, one for each state from which it may be taken: a way that ends
    /// on the edge comes by any of them.
    pub fn arcs_along(&self, edge: EdgeIdx, forward: bool) -> impl Iterator<Item = ArcIdx> + '_ {
        let directed = DirectedEdge::new(edge, forward).number();
        let first = self.passing_arcs.partition_point(|(other, _)| *other < directed);
        let passing = self.passing_arcs[first..]
            .iter()
            .take_while(move |(other, _)| *other == directed);
        self.arc_along(edge, forward)
            .into_iter()
            .chain(passing.map(|(_, arc)| *arc))
    }

    /// Whether nobody passes through a state, as at a closed barrier.
    pub fn is_blocked(&self, state: StateIdx) -> bool {
        self.blocked[state.at()]
    }

    /// Whether a pin may be snapped to an edge: it is open and on land.
    pub fn is_snap_target(&self, edge: EdgeIdx) -> bool {
        !self.ferry_edges[edge.at()] && self.arc_of_edge[edge.at()].iter().any(Option::is_some)
    }

    /// Whether an edge lies in a large connected part of the network: the longest one, or one of at least a thousand
    /// arcs, which OSRM takes for the least that is no stray piece.
    pub fn is_large_part(&self, edge: EdgeIdx) -> bool {
        self.part_of_edge[edge.at()].is_some_and(|part| self.large_parts.contains(&part))
    }

    /// How many separate connected parts there are, open edges only.
    pub fn n_parts(&self) -> usize {
        let mut parts: Vec<u32> = self.part_of_edge.iter().flatten().copied().collect();
        parts.sort_unstable();
        parts.dedup();
        parts.len()
    }

    /// Numbers the connected parts, directions ignored, and finds the large ones.
    fn find_parts(&mut self) {
        let mut part = DisjointSets::new(self.n_states);
        for arc in &self.arcs {
            if !self.blocked[arc.tail as usize] && !self.blocked[arc.head as usize] {
                part.join(arc.tail, arc.head);
            }
        }
        let mut sizes: BTreeMap<u32, PartSize> = BTreeMap::new();
        self.part_of_edge = (0..self.arc_of_edge.len())
            .map(|edge| {
                let arcs = self.arc_of_edge[edge].iter().flatten();
                let arc = self.arcs[arcs.clone().next()?.at()];
                let open_end = if self.blocked[arc.tail as usize] {
                    arc.head
                } else {
                    arc.tail
                };
                let root = part.root(open_end);
                let size = sizes.entry(root).or_default();
                size.length_cm += u64::from(arc.length_cm);
                size.arcs += arcs.count();
                Some(root)
            })
            .collect();
        let longest = sizes
            .iter()
            .max_by_key(|(root, size)| (size.length_cm, std::cmp::Reverse(**root)));
        let longest = longest.map(|(root, _)| *root);
        let large = |part: &(&u32, &PartSize)| Some(*part.0) == longest || part.1.arcs >= LARGE_PART_ARCS;
        self.large_parts = sizes.iter().filter(large).map(|(root, _)| *root).collect();
    }
}

/// How much road a connected part has.
#[derive(Debug, Clone, Copy, Default)]
struct PartSize {
    length_cm: u64,
    arcs: usize,
}

/// A part of fewer directed edges is a stray piece: `small_component_size` of osrm-backend's extractor.
const LARGE_PART_ARCS: usize = 1000;

/// Where each row of a compressed matrix begins, from row numbers in order.
fn row_starts(n_rows: usize, rows: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; n_rows + 1];
    for row in rows {
        starts[row as usize + 1] += 1;
    }
    for row in 0..n_rows {
        starts[row + 1] += starts[row];
    }
    starts
}

/// Puts things into the rows of a compressed matrix, those of one row in the order in which they come, and then lets
/// each row be ordered. Cost O(n), since rows are short.
fn in_rows<T: Clone>(
    starts: &[u32],
    things: &[T],
    row_of: impl Fn(&T) -> u32,
    order: impl Fn(&mut [T]),
) -> Vec<T> {
    let mut next = starts.to_vec();
    let mut from = vec![0; things.len()];
    for (idx, thing) in things.iter().enumerate() {
        let place = &mut next[row_of(thing) as usize];
        from[*place as usize] = idx;
        *place += 1;
    }
    let mut placed: Vec<T> = from.into_iter().map(|idx| things[idx].clone()).collect();
    for row in starts.windows(2) {
        order(&mut placed[row[0] as usize..row[1] as usize]);
    }
    placed
}
