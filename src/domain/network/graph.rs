//! The graph of one profile: states, directed arcs and their integer costs, in compressed rows both ways.
//! A state is a junction on land, or the deck of one ferry line at a pier; further kinds of state only add numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::ferry::{FerryLines, crossing_time};
use super::profile::Profile;
use super::raw::RawWay;
use super::topology::Network;
use super::way_rule::{WayRule, is_blocked, way_rule};
use crate::base::ids::{ArcIdx, EdgeIdx, StateIdx, VertexIdx, WayIdx};
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
struct GraphArc {
    tail: u32,
    head: u32,
    length_cm: u32,
    time_ds: u32,
    /// Two high bits: along, board, alight; below them edge × 2 + direction.
    what: u32,
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

const BOARD: u32 = 1 << 30;
const ALIGHT: u32 = 2 << 30;
const KIND: u32 = 3 << 30;

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
    /// For each edge and direction, its arc where the profile may use it so.
    arc_of_edge: Vec<[Option<ArcIdx>; 2]>,
    blocked: Vec<bool>,
    ferry_edges: Vec<bool>,
    part_of_edge: Vec<Option<u32>>,
    large_parts: BTreeSet<u32>,
}

impl ProfileGraph {
    /// The arcs that a profile may use.
    pub fn build(network: &Network, ways: &[RawWay], profile: &Profile) -> Self {
        let rules: Vec<WayRule> = ways.iter().map(|way| way_rule(profile, &way.tags)).collect();
        let mut blocked = vec![false; network.n_vertices()];
        for (vertex, tags) in network.tagged_vertices() {
            blocked[vertex.at()] |= is_blocked(profile, tags);
        }
        let mut draft = Draft {
            network,
            ways,
            profile,
            rules: &rules,
            arcs: Vec::new(),
            n_states: network.n_vertices(),
        };
        draft.land_arcs();
        draft.ferry_arcs();
        let Draft { arcs, n_states, .. } = draft;
        blocked.resize(n_states, false);
        let ferry_edges = network
            .edges()
            .iter()
            .map(|edge| rules[edge.way.at()].is_ferry)
            .collect();
        Self::compress(network.n_edges(), &arcs, n_states, blocked, ferry_edges)
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
        Self::compress(
            n_edges,
            &arcs,
            n_states,
            vec![false; n_states],
            vec![false; n_edges],
        )
    }

    fn compress(
        n_edges: usize,
        arcs: &[GraphArc],
        n_states: usize,
        blocked: Vec<bool>,
        ferry_edges: Vec<bool>,
    ) -> Self {
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
        for (idx, arc) in arcs.iter().enumerate().filter(|(_, arc)| arc.what & KIND == 0) {
            arc_of_edge[(arc.what >> 1) as usize][(arc.what & 1) as usize] = Some(ArcIdx::from_usize(idx));
        }
        let mut graph = Self {
            n_states,
            arcs,
            first_out,
            in_arcs,
            first_in,
            arc_of_edge,
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
                edge: EdgeIdx(what >> 1),
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

    /// The arc along an edge (`forward`) or against it, where the profile may use it so.
    pub fn arc_along(&self, edge: EdgeIdx, forward: bool) -> Option<ArcIdx> {
        self.arc_of_edge[edge.at()][usize::from(!forward)]
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
                let arc = &self.arcs[arcs.clone().next()?.at()];
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

/// Arcs as they are found, before they are ordered.
struct Draft<'a> {
    network: &'a Network,
    ways: &'a [RawWay],
    profile: &'a Profile,
    rules: &'a [WayRule],
    arcs: Vec<GraphArc>,
    n_states: usize,
}

impl Draft<'_> {
    fn land_arcs(&mut self) {
        for (idx, edge) in self.network.edges().iter().enumerate() {
            let rule = &self.rules[edge.way.at()];
            if rule.is_ferry || !rule.is_open() {
                continue;
            }
            let length = self.network.length(EdgeIdx::from_usize(idx));
            for (forward, kmh) in [(true, rule.forward_kmh), (false, rule.backward_kmh)] {
                if let Some(kmh) = kmh {
                    let time = Deciseconds::at_speed(length, kmh);
                    self.push_along(idx, forward, [edge.from.0, edge.to.0], length, time);
                }
            }
        }
    }

    fn push_along(
        &mut self,
        edge: usize,
        forward: bool,
        ends: [u32; 2],
        length: Centimetres,
        time: Deciseconds,
    ) {
        let [tail, head] = if forward { ends } else { [ends[1], ends[0]] };
        let what = (edge as u32) << 1 | u32::from(!forward);
        debug_assert!(what & KIND == 0, "fewer than 2^29 edges");
        self.arcs.push(GraphArc {
            tail,
            head,
            length_cm: length.0,
            time_ds: time.0,
            what,
        });
    }

    /// Ferry edges join decks; a deck and its pier are joined by boarding and alighting.
    fn ferry_arcs(&mut self) {
        let lines = FerryLines::group(self.ways);
        if lines.n_lines() == 0 {
            return;
        }
        let length_of_way = self.ferry_lengths(&lines);
        let mut decks: BTreeMap<(VertexIdx, u32), u32> = BTreeMap::new();
        for (idx, edge) in self.network.edges().iter().enumerate() {
            let rule = self.rules[edge.way.at()];
            let Some(line) = lines.line_of(edge.way).filter(|_| rule.is_open()) else {
                continue;
            };
            let ends = [edge.from, edge.to].map(|pier| self.deck(&mut decks, pier, line, &lines));
            let length = self.network.length(EdgeIdx::from_usize(idx));
            let whole = length_of_way[&edge.way];
            let tags = &self.ways[edge.way.at()].tags;
            let time = crossing_time(tags, whole, &self.profile.ferries).part(length.0, whole.0);
            for (forward, kmh) in [(true, rule.forward_kmh), (false, rule.backward_kmh)] {
                if kmh.is_some() {
                    self.push_along(idx, forward, ends, length, time);
                }
            }
        }
    }

    fn ferry_lengths(&self, lines: &FerryLines) -> BTreeMap<WayIdx, Centimetres> {
        let mut length_of_way = BTreeMap::new();
        for (idx, edge) in self.network.edges().iter().enumerate() {
            if lines.line_of(edge.way).is_some() {
                *length_of_way.entry(edge.way).or_insert(Centimetres::ZERO) +=
                    self.network.length(EdgeIdx::from_usize(idx));
            }
        }
        length_of_way
    }

    /// The state of a line's deck at a pier, made on first use together with its boarding and alighting arcs.
    fn deck(
        &mut self,
        decks: &mut BTreeMap<(VertexIdx, u32), u32>,
        pier: VertexIdx,
        line: u32,
        lines: &FerryLines,
    ) -> u32 {
        if let Some(deck) = decks.get(&(pier, line)) {
            return *deck;
        }
        let deck = self.n_states as u32;
        self.n_states += 1;
        let boarding = lines.boarding_time(line, &self.profile.ferries);
        let ashore = GraphArc {
            tail: pier.0,
            head: deck,
            length_cm: 0,
            time_ds: boarding.0,
            what: BOARD | deck,
        };
        self.arcs.push(ashore);
        self.arcs.push(GraphArc {
            tail: deck,
            head: pier.0,
            length_cm: 0,
            time_ds: 0,
            what: ALIGHT | deck,
        });
        decks.insert((pier, line), deck);
        deck
    }
}

/// Disjoint sets with path halving; the root of a set is its smallest member.
struct DisjointSets(Vec<u32>);

impl DisjointSets {
    fn new(n: usize) -> Self {
        Self((0..n as u32).collect())
    }

    fn root(&mut self, mut member: u32) -> u32 {
        while self.0[member as usize] != member {
            let above = self.0[self.0[member as usize] as usize];
            self.0[member as usize] = above;
            member = above;
        }
        member
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
