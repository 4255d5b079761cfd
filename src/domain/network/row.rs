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
    let mut best: Vec<Option<Entry>> = vec![None; graph.n_states()];
    let mut queue: BinaryHeap<Reverse<u64>> = BinaryHeap::new();
    let offer = |best: &mut Vec<Option<Entry>>, queue: &mut BinaryHeap<Reverse<u64>>, entry: Entry| {
        let state = graph.tail(entry.arc);
        let order = |entry: &Entry| (entry.cost.rank(measure), entry.gate, entry.arc, entry.arrives);
        let known = &mut best[state.at()];
        if known.as_ref().is_none_or(|known| order(&entry) < order(known)) {
            *known = Some(entry);
            queue.push(Reverse(
                u64::from(entry.cost.rank(measure).0) << 32 | u64::from(state.0),
            ));
        }
    };
    for entry in seeds(graph, gates) {
        offer(&mut best, &mut queue, entry);
    }
    while let Some(Reverse(packed)) = queue.pop() {
        let state = StateIdx(packed as u32);
        let Some(entry) =
            best[state.at()].filter(|entry| entry.cost.rank(measure).0 == (packed >> 32) as u32)
        else {
            continue;
        };
        for arc in graph
            .in_arcs(state)
            .filter(|arc| !graph.is_blocked(graph.tail(*arc)))
        {
            let cost = entry.cost.plus(graph.cost(arc));
            offer(
                &mut best,
                &mut queue,
                Entry {
                    cost,
                    gate: entry.gate,
                    arc,
                    arrives: false,
                },
            );
        }
    }
    let mut table = LabelTable::empty(graph.n_states(), 1, measure);
    for (state, entry) in best.iter().enumerate() {
        if let Some(entry) = entry {
            table.set_only(StateIdx::from_usize(state), entry.label(graph));
        }
    }
    table
}
