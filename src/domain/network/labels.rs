//! Access labels: for every state the K nearest campuses, exactly, by one search outward from all gates.
//!
//! The search is Dijkstra's on the reversed graph with up to K settled labels a state, one a campus; a label that comes
//! after K campuses, or second of its campus, cannot begin a shorter way for any predecessor and is dropped.
//! Source: the K-nearest-objects search of Papadias et al., Query processing in spatial network databases, VLDB 2003,
//! section 4, run from the objects; cost O(K · arcs · log(K · arcs)).

use super::gates::{GateSet, GateSpot};
use super::graph::{Cost, InArc, Measure, ProfileGraph};
use super::queue::SearchQueue;
use super::snap::SnapPoint;
use crate::base::ids::{ArcIdx, StateIdx};
use crate::base::units::{Centimetres, Deciseconds};

/// The nearest way from one state to one campus, 12 bytes.
/// Its cost counts from the state to the gate, the leg from the road to the gate included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    length_cm: u32,
    time_ds: u32,
    gate: u16,
    crossings: u8,
    /// Local number of the arc to take, and in the high bit whether the gate stands on it.
    parent: u8,
}

/// What a label says to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Take the whole arc and look up the label at its head.
    Pass(ArcIdx),
    /// The gate stands on the arc.
    Arrive(ArcIdx),
}

const ARRIVES: u8 = 1 << 7;

impl Label {
    pub(super) fn new(cost: Cost, gate: u16, local_arc: u8, arrives: bool) -> Self {
        let parent = local_arc | if arrives { ARRIVES } else { 0 };
        Self {
            length_cm: cost.length.0,
            time_ds: cost.time.0,
            gate,
            crossings: cost.crossings,
            parent,
        }
    }

    /// What the way costs.
    pub const fn cost(&self) -> Cost {
        Cost {
            length: Centimetres(self.length_cm),
            time: Deciseconds(self.time_ds),
            crossings: self.crossings,
        }
    }

    /// The number of the gate it leads to.
    pub const fn gate(&self) -> u16 {
        self.gate
    }

    /// The total order of the labels of one state.
    pub(super) const fn order(&self, measure: Measure) -> ((u32, u8, u32), u16, u8, bool) {
        let arrives = self.parent & ARRIVES != 0;
        (
            self.cost().rank(measure),
            self.gate,
            self.parent & !ARRIVES,
            arrives,
        )
    }

    /// The label of the same way begun one arc earlier.
    pub(super) fn before(&self, back: &InArc) -> Self {
        Self::new(self.cost().plus(back.cost()), self.gate, back.local_arc, false)
    }

    /// What to do next at the state whose label it is.
    pub fn step(&self, graph: &ProfileGraph, state: StateIdx) -> Step {
        let arc = ArcIdx(graph.first_out_arc(state).0 + u32::from(self.parent & !ARRIVES));
        if self.parent & ARRIVES == 0 {
            Step::Pass(arc)
        } else {
            Step::Arrive(arc)
        }
    }
}

/// The labels of every state, up to K a state, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelTable {
    k: usize,
    measure: Measure,
    counts: Vec<u8>,
    /// K places a state; those beyond its count are empty.
    labels: Vec<Label>,
}

const EMPTY: Label = Label {
    length_cm: 0,
    time_ds: 0,
    gate: 0,
    crossings: 0,
    parent: 0,
};

impl LabelTable {
    /// The exact K nearest campuses of every state.
    pub fn build(graph: &ProfileGraph, gates: &GateSet, k: usize, measure: Measure) -> Self {
        assert!((1..=usize::from(u8::MAX)).contains(&k), "K is between 1 and 255");
        let mut found = Found {
            table: Self::empty(graph.n_states(), k, measure),
            campuses: vec![0; graph.n_states() * k],
        };
        let campus_of = gates.campus_ranks();
        let mut queue = SearchQueue::new();
        for entry in seeds(graph, gates) {
            queue.push(entry.pack(measure));
        }
        while let Some(packed) = queue.pop() {
            let entry = Entry::unpack(packed, measure);
            let campus = campus_of[usize::from(entry.gate)];
            if !found.wants(entry.state, campus) {
                continue;
            }
            found.push(entry.state, campus, entry.label());
            for back in graph.in_arcs(entry.state) {
                if found.wants(back.tail, campus) {
                    queue.push(entry.before(back).pack(measure));
                }
            }
        }
        found.table
    }

    pub(super) fn empty(n_states: usize, k: usize, measure: Measure) -> Self {
        Self {
            k,
            measure,
            counts: vec![0; n_states],
            labels: vec![EMPTY; n_states * k],
        }
    }

    /// The only label of a state in a table of K = 1.
    pub(super) fn only(&self, state: StateIdx) -> Option<&Label> {
        self.at(state).first()
    }

    /// Replaces the only label of a state in a table of K = 1.
    pub(super) fn set_only(&mut self, state: StateIdx, label: Label) {
        self.counts[state.at()] = 1;
        self.labels[state.at()] = label;
    }

    /// The labels of a state, best first.
    pub fn at(&self, state: StateIdx) -> &[Label] {
        let first = state.at() * self.k;
        &self.labels[first..first + usize::from(self.counts[state.at()])]
    }

    /// The label of a gate at a state, where it has one.
    pub fn of_gate(&self, state: StateIdx, gate: u16) -> Option<&Label> {
        self.at(state).iter().find(|label| label.gate == gate)
    }

    /// How many labels a state can have.
    pub const fn k(&self) -> usize {
        self.k
    }

    /// By which quantity labels are ordered.
    pub const fn measure(&self) -> Measure {
        self.measure
    }

    /// How many labels there are.
    pub fn n_labels(&self) -> usize {
        self.counts.iter().map(|count| usize::from(*count)).sum()
    }

    /// Bytes that the table takes.
    pub fn bytes(&self) -> usize {
        self.counts.len() + self.labels.len() * size_of::<Label>()
    }

    /// Whether any campus can be reached from a place on an edge.
    pub fn leads(&self, graph: &ProfileGraph, gates: &GateSet, point: SnapPoint) -> bool {
        [true, false].into_iter().any(|forward| {
            graph.arc_along(point.edge, forward).is_some_and(|arc| {
                let ahead = |spot: &GateSpot| {
                    if forward {
                        spot.offset >= point.offset
                    } else {
                        spot.offset <= point.offset
                    }
                };
                !self.at(graph.head(arc)).is_empty() || gates.spots_on(point.edge).iter().any(ahead)
            })
        })
    }
}

/// A table on its way, with the campuses of its labels in an array of their own, because every arc of the search asks
/// whether a state has one already.
struct Found {
    table: LabelTable,
    /// Rank of the campus of each label.
    campuses: Vec<u16>,
}

impl Found {
    fn wants(&self, state: StateIdx, campus: u16) -> bool {
        let k = self.table.k;
        let count = usize::from(self.table.counts[state.at()]);
        let first = state.at() * k;
        count < k && !self.campuses[first..first + count].contains(&campus)
    }

    /// Adds a label after those of the state.
    fn push(&mut self, state: StateIdx, campus: u16, label: Label) {
        let count = &mut self.table.counts[state.at()];
        let at = state.at() * self.table.k + usize::from(*count);
        self.table.labels[at] = label;
        self.campuses[at] = campus;
        *count += 1;
    }
}

/// A label on its way to its state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) cost: Cost,
    pub(super) gate: u16,
    pub(super) state: StateIdx,
    /// Local number, among the arcs that leave the state, of the arc to take.
    local_arc: u8,
    arrives: bool,
}

impl Entry {
    /// One integer whose order is the total order: measure, crossings, other quantity, gate (by campus code), arc.
    /// Arcs are ordered by the state that they leave, and there by local number.
    fn pack(self, measure: Measure) -> u128 {
        let (first, crossings, other) = self.cost.rank(measure);
        u128::from(first) << 96
            | u128::from(crossings) << 88
            | u128::from(other) << 56
            | u128::from(self.gate) << 40
            | u128::from(self.state.0) << 8
            | u128::from(self.local_arc) << 1
            | u128::from(self.arrives)
    }

    fn unpack(packed: u128, measure: Measure) -> Self {
        let (first, other) = ((packed >> 96) as u32, (packed >> 56) as u32);
        let (length, time) = match measure {
            Measure::Length => (first, other),
            Measure::Time => (other, first),
        };
        let crossings = (packed >> 88) as u8;
        Self {
            cost: Cost {
                length: Centimetres(length),
                time: Deciseconds(time),
                crossings,
            },
            gate: (packed >> 40) as u16,
            state: StateIdx((packed >> 8) as u32),
            local_arc: packed as u8 >> 1,
            arrives: packed & 1 == 1,
        }
    }

    /// The same way, begun one arc earlier.
    fn before(self, back: &InArc) -> Self {
        Self {
            cost: self.cost.plus(back.cost()),
            gate: self.gate,
            state: back.tail,
            local_arc: back.local_arc,
            arrives: false,
        }
    }

    pub(super) fn label(&self) -> Label {
        Label::new(self.cost, self.gate, self.local_arc, self.arrives)
    }
}

/// The first labels: from the start of every arc that a gate stands on to the gate.
pub(super) fn seeds<'a>(graph: &'a ProfileGraph, gates: &'a GateSet) -> impl Iterator<Item = Entry> + 'a {
    gates.spots().iter().flat_map(move |spot| {
        let arcs = [true, false].into_iter().flat_map(move |forward| {
            let arcs = graph.arcs_along(spot.edge, forward);
            arcs.map(move |arc| (forward, arc))
        });
        arcs.filter_map(move |(forward, arc)| {
            let whole = graph.cost(arc);
            let part = if forward {
                spot.offset
            } else {
                whole.length - spot.offset
            };
            let snap = &gates.gate(spot.gate).snap;
            let cost = Cost {
                length: part + snap.leg,
                time: whole.time.part(part.0, whole.length.0) + snap.leg_time,
                crossings: 0,
            };
            let entry = Entry {
                cost,
                gate: spot.gate,
                state: graph.tail(arc),
                local_arc: graph.local_number(arc),
                arrives: true,
            };
            (!graph.is_blocked(entry.state)).then_some(entry)
        })
    })
}
