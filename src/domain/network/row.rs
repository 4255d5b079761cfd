//! An exact row: from every state the nearest way to some gates, without a limit of K.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::gates::GateSet;
use super::graph::{Measure, ProfileGraph};
use super::labels::{Entry, LabelTable, seeds};
use crate::base::ids::StateIdx;

/// The nearest way from every state to the nearest of some gates: a table of one label a state.
///
/// Dijkstra's algorithm on the reversed graph, ordered by the measure alone; where a later way is equal in it and
/// better in the rest of the total order, the state is done again, so that the answer is the same as that of the
/// access labels. Cost O(arcs · log arcs).
pub fn exact_row(graph: &ProfileGraph, gates: &GateSet, measure: Measure) -> LabelTable {
    let mut row = Row {
        measure,
        best: vec![None; graph.n_states()],
        queue: BinaryHeap::new(),
    };
    for entry in seeds(graph, gates) {
        row.offer(graph.tail(entry.arc), entry);
    }
    while let Some(Reverse(packed)) = row.queue.pop() {
        let state = StateIdx(packed as u32);
        let Some(entry) = row.best[state.at()].filter(|entry| row.first(entry) == (packed >> 32) as u32)
        else {
            continue;
        };
        for back in graph.in_arcs(state) {
            let cost = entry.cost.plus(back.cost);
            row.offer(
                back.tail,
                Entry {
                    cost,
                    gate: entry.gate,
                    arc: back.arc,
                    arrives: false,
                },
            );
        }
    }
    let mut table = LabelTable::empty(graph.n_states(), 1, measure);
    for (state, entry) in row.best.iter().enumerate() {
        if let Some(entry) = entry {
            table.set_only(StateIdx::from_usize(state), entry.label(graph));
        }
    }
    table
}

/// A row on its way.
struct Row {
    measure: Measure,
    best: Vec<Option<Entry>>,
    /// The measure in the high half, the state in the low one.
    queue: BinaryHeap<Reverse<u64>>,
}

impl Row {
    const fn first(&self, entry: &Entry) -> u32 {
        entry.cost.rank(self.measure).0
    }

    fn offer(&mut self, state: StateIdx, entry: Entry) {
        let first = self.first(&entry);
        if let Some(known) = &self.best[state.at()] {
            let known_first = self.first(known);
            if first > known_first || (first == known_first && !self.is_before(&entry, known)) {
                return;
            }
        }
        self.best[state.at()] = Some(entry);
        self.queue
            .push(Reverse(u64::from(first) << 32 | u64::from(state.0)));
    }

    fn is_before(&self, a: &Entry, b: &Entry) -> bool {
        let order = |entry: &Entry| {
            (
                entry.cost.rank(self.measure),
                entry.gate,
                entry.arc,
                entry.arrives,
            )
        };
        order(a) < order(b)
    }
}
