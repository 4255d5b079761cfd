//! Outward from a pin: the exact nearest way to every gate, for questions beyond the K of the labels.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::gates::GateSet;
use super::graph::{Cost, Measure, ProfileGraph};
use super::labels::seeds;
use super::nearest::{gates_ahead, part_ahead};
use super::snap::{Snap, SnapPoint};
use crate::base::ids::{CampusIdx, StateIdx};
use crate::base::units::{Centimetres, Deciseconds};

/// A campus and what the nearest way to it costs, by which gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReachedCampus {
    /// The campus.
    pub campus: CampusIdx,
    /// The number of its gate.
    pub gate: u16,
    /// The whole cost, both legs included.
    pub cost: Cost,
}

/// Every campus that can be reached from a snapped pin, in the total order: the same costs as the labels give.
///
/// Dijkstra's algorithm from the pin; cost O(arcs · log arcs).
pub fn reach_all(graph: &ProfileGraph, gates: &GateSet, snap: &Snap, measure: Measure) -> Vec<ReachedCampus> {
    let costs = costs_outward(graph, snap, measure);
    let leg = Cost {
        length: snap.leg,
        time: snap.leg_time,
        crossings: 0,
    };
    let by_state = seeds(graph, gates).filter_map(|seed| {
        let so_far = costs[seed.state.at()]?;
        Some((seed.gate, so_far.plus(seed.cost)))
    });
    let arcs_at = |point: SnapPoint| {
        let arc = move |forward| Some((graph.arc_along(point.edge, forward)?, forward));
        [true, false].into_iter().filter_map(arc)
    };
    let on_same_edge = snap.points().flat_map(|point| {
        arcs_at(point).flat_map(move |(arc, forward)| {
            gates_ahead(graph, gates, arc, forward, point)
                .map(move |(spot, there)| (spot.gate, leg.plus(there)))
        })
    });
    let mut reached: Vec<ReachedCampus> = by_state
        .chain(on_same_edge)
        .map(|(gate, cost)| ReachedCampus {
            campus: gates.gate(gate).campus,
            gate,
            cost,
        })
        .collect();
    reached.sort_by_key(|reached| (reached.campus, reached.cost.rank(measure), reached.gate));
    reached.dedup_by_key(|reached| reached.campus);
    reached.sort_by_key(|reached| (reached.cost.rank(measure), reached.gate));
    reached
}

/// A cost in the order of answers.
type Rank = (u32, u8, u32);

/// What it costs to get from a pin to every state that can be reached, the pin's leg included.
fn costs_outward(graph: &ProfileGraph, snap: &Snap, measure: Measure) -> Vec<Option<Cost>> {
    let mut costs: Vec<Option<Cost>> = vec![None; graph.n_states()];
    let mut queue: BinaryHeap<Reverse<(Rank, StateIdx)>> = BinaryHeap::new();
    let leg = Cost {
        length: snap.leg,
        time: snap.leg_time,
        crossings: 0,
    };
    for point in snap.points() {
        for forward in [true, false] {
            if let Some(arc) = graph.arc_along(point.edge, forward) {
                let cost = leg.plus(part_ahead(graph, arc, forward, point));
                queue.push(Reverse((cost.rank(measure), graph.head(arc))));
            }
        }
    }
    while let Some(Reverse((rank, state))) = queue.pop() {
        if costs[state.at()].is_some() || graph.is_blocked(state) {
            continue;
        }
        let cost = from_rank(rank, measure);
        costs[state.at()] = Some(cost);
        for arc in graph.out_arcs(state) {
            let head = graph.head(arc);
            if costs[head.at()].is_none() {
                queue.push(Reverse((cost.plus(graph.cost(arc)).rank(measure), head)));
            }
        }
    }
    costs
}

/// The cost that has a rank.
const fn from_rank(rank: Rank, measure: Measure) -> Cost {
    let (length, time) = match measure {
        Measure::Length => (rank.0, rank.2),
        Measure::Time => (rank.2, rank.0),
    };
    Cost {
        length: Centimetres(length),
        time: Deciseconds(time),
        crossings: rank.1,
    }
}
