//! An exact row: from every state the nearest way to some gates, without a limit of K.

use super::gates::GateSet;
use super::graph::{Cost, InArc, Measure, ProfileGraph};
use super::labels::{Label, LabelTable, seeds};
use super::queue::StepQueue;
use crate::base::ids::StateIdx;

/// The nearest way from every state to the nearest of some gates: a table of one label a state.
pub fn exact_row(graph: &ProfileGraph, gates: &GateSet, measure: Measure) -> LabelTable {
    let mut search = RowSearch::new(graph, measure);
    search.run(gates);
    search.row
}

/// A search for rows of one graph, one after the other in the same room.
///
/// A search on the reversed graph that takes the states in steps of the measure, those of one step in any order; a
/// state whose label becomes better within the step is done again, so that in the end no label can become better, and
/// the answer is the same as that of the access labels.
/// Source: Meyer and Sanders, Delta-stepping: a parallelizable shortest path algorithm, Journal of Algorithms 49
/// (2003), section 2; cost O(arcs + steps) on road networks, where few states are done twice.
#[derive(Debug)]
pub(super) struct RowSearch<'g> {
    graph: &'g ProfileGraph,
    row: LabelTable,
    /// States to be done.
    queue: StepQueue<StateIdx>,
}

/// A step is 82 m or 51 s, about a road between two junctions: in shorter steps a search jumps about in memory, in
/// longer ones it does states again.
const fn step_bits(measure: Measure) -> u32 {
    match measure {
        Measure::Length => 13,
        Measure::Time => 9,
    }
}

impl<'g> RowSearch<'g> {
    pub(super) fn new(graph: &'g ProfileGraph, measure: Measure) -> Self {
        Self {
            graph,
            row: LabelTable::empty(graph.n_states(), 1, measure),
            queue: StepQueue::new(step_bits(measure)),
        }
    }

    /// The row of some gates; that of the last ones is gone.
    pub(super) fn run(&mut self, gates: &GateSet) -> &LabelTable {
        self.row.clear();
        self.queue.restart();
        for entry in seeds(self.graph, gates) {
            self.offer(entry.state, entry.label());
        }
        while let Some(state) = self.queue.pop() {
            // A state that was done in an earlier step is still found in those that it was first put into.
            let label = self.row.only(state).copied();
            let is_present = |label: &Label| self.queue.step_of(self.first(label)) == self.queue.present();
            if let Some(label) = label.filter(is_present) {
                for back in self.graph.in_arcs(state) {
                    self.offer_before(&label, back);
                }
            }
        }
        &self.row
    }

    fn first(&self, label: &Label) -> u32 {
        label.cost().rank(self.row.measure()).0
    }

    /// Offers the way of a label to the state where one arc more begins.
    fn offer_before(&mut self, label: &Label, back: &InArc) {
        let earlier = label.before(back);
        // Around arcs that cost nothing, ways that are equal but for their arcs would point at each other.
        let costs_nothing = back.cost() == Cost::default();
        let is_same = |known: &Label| known.cost() == earlier.cost() && known.gate() == earlier.gate();
        if !(costs_nothing && self.row.only(back.tail).is_some_and(is_same)) {
            self.offer(back.tail, earlier);
        }
    }

    /// Takes a label where it is better than the known one.
    fn offer(&mut self, state: StateIdx, label: Label) {
        let measure = self.row.measure();
        let is_better = |known: &Label| {
            let (first, known_first) = (label.cost().rank(measure).0, known.cost().rank(measure).0);
            first < known_first || (first == known_first && label.order(measure) < known.order(measure))
        };
        if !self.row.only(state).is_none_or(is_better) {
            return;
        }
        self.row.set_only(state, label);
        self.queue.push(self.first(&label), state);
    }
}
