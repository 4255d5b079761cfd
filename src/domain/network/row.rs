//! An exact row: from every state the nearest way to some gates, without a limit of K.

use super::gates::GateSet;
use super::graph::{Cost, InArc, Measure, ProfileGraph};
use super::labels::{Label, LabelTable, seeds};
use crate::base::ids::StateIdx;

/// The nearest way from every state to the nearest of some gates: a table of one label a state.
///
/// A search on the reversed graph that takes the states in steps of the measure, those of one step in any order; a
/// state whose label becomes better within the step is done again, so that in the end no label can become better, and
/// the answer is the same as that of the access labels.
/// Source: Meyer and Sanders, Delta-stepping: a parallelizable shortest path algorithm, Journal of Algorithms 49
/// (2003), section 2; cost O(arcs + steps) on road networks, where few states are done twice.
pub fn exact_row(graph: &ProfileGraph, gates: &GateSet, measure: Measure) -> LabelTable {
    let mut row = Row {
        table: LabelTable::empty(graph.n_states(), 1, measure),
        steps: Vec::new(),
    };
    for entry in seeds(graph, gates) {
        row.offer(entry.state, entry.label());
    }
    let mut step = 0;
    while step < row.steps.len() {
        let Some(state) = row.steps[step].pop() else {
            step += 1;
            continue;
        };
        let label = row.table.only(state).copied();
        // A state that was done in an earlier step is still found in those that it was first put into.
        if let Some(label) = label.filter(|label| row.step_of(label) == step) {
            for back in graph.in_arcs(state) {
                row.offer_before(&label, back);
            }
        }
    }
    row.table
}

/// A row on its way.
struct Row {
    table: LabelTable,
    /// States to be done, by step.
    steps: Vec<Vec<StateIdx>>,
}

/// A step is 1,024 units of the measure, 10 m or 102 s: shorter than most roads between two junctions on foot.
const STEP_BITS: u32 = 10;

impl Row {
    fn step_of(&self, label: &Label) -> usize {
        (label.cost().rank(self.table.measure()).0 >> STEP_BITS) as usize
    }

    /// Offers the way of a label to the state where one arc more begins.
    fn offer_before(&mut self, label: &Label, back: &InArc) {
        let earlier = label.before(back);
        // Around arcs that cost nothing, ways that are equal but for their arcs would point at each other.
        let costs_nothing = back.cost() == Cost::default();
        let is_same = |known: &Label| known.cost() == earlier.cost() && known.gate() == earlier.gate();
        if !(costs_nothing && self.table.only(back.tail).is_some_and(is_same)) {
            self.offer(back.tail, earlier);
        }
    }

    /// Takes a label where it is better than the known one.
    fn offer(&mut self, state: StateIdx, label: Label) {
        let measure = self.table.measure();
        let is_better = |known: &Label| {
            let (first, known_first) = (label.cost().rank(measure).0, known.cost().rank(measure).0);
            first < known_first || (first == known_first && label.order(measure) < known.order(measure))
        };
        if !self.table.only(state).is_none_or(is_better) {
            return;
        }
        self.table.set_only(state, label);
        let step = self.step_of(&label);
        if step >= self.steps.len() {
            self.steps.resize_with(step + 1, Vec::new);
        }
        self.steps[step].push(state);
    }
}
