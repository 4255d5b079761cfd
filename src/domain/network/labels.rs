//! Access labels: for every state the K nearest campuses, exactly, by one search outward from all gates.
//!
//! The search goes outward on the reversed graph with up to K labels a state, one a campus; a label that comes after K
//! campuses, or second of its campus, cannot begin a shorter way for any predecessor and is dropped.
//! It takes labels in short steps of the measure, those of one step in any order: a label that turns out better than
//! one of the same step takes its place and goes on anew, so that in the end no label can become better.
//! Source: the K-nearest-objects search of Papadias et al., Query processing in spatial network databases, VLDB 2003,
//! section 4, run from the objects, in the steps of Meyer and Sanders, Delta-stepping, Journal of Algorithms 49 (2003);
//! cost O(K · (K + degree) · states) where few labels are done twice, as on roads.

use super::gates::GateSet;
use super::graph::{Cost, InArc, Measure, ProfileGraph};
use super::leading::leads;
use super::queue::StepQueue;
use super::snap::SnapPoint;
use crate::base::ids::{ArcIdx, StateIdx};
use crate::base::units::{Centimetres, Deciseconds};

/// The nearest way from one state to one campus, 12 bytes.
/// Its cost counts from the state to the gate, the leg from the road to the gate included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    pub(super) length_cm: u32,
    pub(super) time_ds: u32,
    pub(super) gate: u16,
    pub(super) crossings: u8,
    /// Local number of the arc to take, and in the high bit whether the gate stands on it.
    pub(super) parent: u8,
}

/// What a label says to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Take the whole arc and look up the label at its head.
    Pass(ArcIdx),
    /// The gate stands on the arc.
    Arrive(ArcIdx),
}

pub(super) const ARRIVES: u8 = 1 << 7;

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
    pub(super) counts: Vec<u8>,
    /// K places a state; those beyond its count are empty.
    pub(super) labels: Vec<Label>,
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
        let mut found = Found::none(graph.n_states(), k, measure);
        let campus_of = gates.campus_ranks();
        let mut queue: StepQueue<(StateIdx, Label)> = StepQueue::new(step_bits(measure));
        for seed in seeds(graph, gates) {
            queue.push(seed.cost.rank(measure).0, (seed.state, seed.label()));
        }
        while let Some((state, label)) = queue.pop() {
            let campus = campus_of[usize::from(label.gate)];
            if !found.settle(state, campus, label) {
                continue;
            }
            for back in graph.in_arcs(state) {
                let earlier = label.before(back);
                let first = earlier.cost().rank(measure).0;
                let is_wanted = if queue.step_of(first) > queue.present() {
                    found.wants_later(back.tail, campus)
                } else {
                    found.wants_now(back, campus, &earlier)
                };
                if is_wanted {
                    queue.push(first, (back.tail, earlier));
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

    /// Takes all labels away.
    pub(super) fn clear(&mut self) {
        self.counts.fill(0);
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
        leads(graph, gates, point, |state| !self.at(state).is_empty())
    }
}

/// A step is 10 m or 13 s: shorter than most arcs, so that few labels are done twice.
const fn step_bits(measure: Measure) -> u32 {
    match measure {
        Measure::Length => 10,
        Measure::Time => 7,
    }
}

/// A table on its way, with the campuses of its labels in an array of their own, because every arc of the search asks
/// whether a state has one already.
struct Found {
    table: LabelTable,
    /// Rank of the campus of each label, plus one; zero where there is none. Rows are padded to whole lanes.
    campuses: Vec<u16>,
    stride: usize,
}

/// So many campuses are compared at once.
const LANES: usize = 8;

/// 1 where a campus is among numbers that are kept one higher, else 0; every number is looked at, many at a time.
fn is_among(numbers: &[u16], campus: u16) -> u8 {
    let is_it = |number: &u16| u8::from(*number == campus + 1);
    numbers.iter().fold(0, |found, number| found | is_it(number))
}

impl Found {
    fn none(n_states: usize, k: usize, measure: Measure) -> Self {
        let stride = k.next_multiple_of(LANES);
        Self {
            table: LabelTable::empty(n_states, k, measure),
            campuses: vec![0; n_states * stride],
            stride,
        }
    }

    fn row(&self, state: StateIdx) -> &[u16] {
        &self.campuses[state.at() * self.stride..(state.at() + 1) * self.stride]
    }

    fn has(&self, state: StateIdx, campus: u16) -> bool {
        let lanes = self.row(state).chunks_exact(LANES);
        lanes.fold(0, |has, lane| has | is_among(lane, campus)) != 0
    }

    fn is_full(&self, state: StateIdx) -> bool {
        self.row(state)[self.table.k - 1] != 0
    }

    /// Whether a state may want a label of a later step: all that it has are better.
    fn wants_later(&self, state: StateIdx, campus: u16) -> bool {
        !self.is_full(state) && !self.has(state, campus)
    }

    /// Whether the state where an arc begins wants a label of the present step.
    fn wants_now(&self, back: &InArc, campus: u16, label: &Label) -> bool {
        let measure = self.table.measure;
        let labels = self.table.at(back.tail);
        match self.row(back.tail).iter().position(|known| *known == campus + 1) {
            // Around arcs that cost nothing, ways that are equal but for their arcs would point at each other.
            Some(at) => {
                let known = &labels[at];
                let is_same = known.gate == label.gate && known.cost() == label.cost();
                let costs_nothing = back.cost() == Cost::default();
                !(costs_nothing && is_same) && label.order(measure) < known.order(measure)
            }
            None => {
                !self.is_full(back.tail)
                    || labels
                        .last()
                        .is_none_or(|last| label.order(measure) < last.order(measure))
            }
        }
    }

    /// Gives a state a label in its place among the others, unless it has its campus by a better one or K better ones.
    fn settle(&mut self, state: StateIdx, campus: u16, label: Label) -> bool {
        let (k, measure) = (self.table.k, self.table.measure);
        let mut count = usize::from(self.table.counts[state.at()]);
        let labels = &mut self.table.labels[state.at() * k..(state.at() + 1) * k];
        let campuses = &mut self.campuses[state.at() * self.stride..(state.at() + 1) * self.stride];
        let key = label.order(measure);
        if is_among(campuses, campus) != 0 {
            let Some(known) = campuses.iter().position(|known| *known == campus + 1) else {
                return false;
            };
            if labels[known].order(measure) <= key {
                return false;
            }
            labels.copy_within(known + 1..count, known);
            campuses.copy_within(known + 1..count, known);
            count -= 1;
        } else if count == k {
            if labels[k - 1].order(measure) <= key {
                return false;
            }
            count -= 1;
        }
        let is_behind = |other: &&Label| other.order(measure) > key;
        let n_behind = labels[..count].iter().rev().take_while(is_behind).count();
        let place = count - n_behind;
        labels.copy_within(place..count, place + 1);
        campuses.copy_within(place..count, place + 1);
        labels[place] = label;
        campuses[place] = campus + 1;
        self.table.counts[state.at()] = (count + 1) as u8;
        true
    }
}

/// The first label of a way, and the state that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) cost: Cost,
    pub(super) gate: u16,
    pub(super) state: StateIdx,
    /// Local number, among the arcs that leave the state, of the arc to take.
    pub(super) local_arc: u8,
    arrives: bool,
}

impl Entry {
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
