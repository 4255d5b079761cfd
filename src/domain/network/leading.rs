//! From which states any gate is reached: what snapping asks, known long before the labels are.

use super::gates::{GateSet, GateSpot};
use super::graph::ProfileGraph;
use super::labels::seeds;
use super::snap::SnapPoint;
use crate::base::ids::StateIdx;

/// The states from which any gate of a set is reached; the same as those that have a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadingStates(Vec<bool>);

impl LeadingStates {
    /// Goes back from all gates over every arc; cost O(states + arcs).
    pub fn find(graph: &ProfileGraph, gates: &GateSet) -> Self {
        let mut is_leading = vec![false; graph.n_states()];
        let mut to_do: Vec<StateIdx> = seeds(graph, gates).map(|seed| seed.state).collect();
        while let Some(state) = to_do.pop() {
            if !std::mem::replace(&mut is_leading[state.at()], true) {
                let tails = graph.in_arcs(state).iter().map(|back| back.tail);
                to_do.extend(tails.filter(|tail| !is_leading[tail.at()]));
            }
        }
        Self(is_leading)
    }

    /// Whether any campus can be reached from a place on an edge.
    pub fn leads(&self, graph: &ProfileGraph, gates: &GateSet, point: SnapPoint) -> bool {
        leads(graph, gates, point, |state| self.0[state.at()])
    }
}

/// Whether a place on an edge leads to a state from which a gate is reached, or to a gate on the edge itself.
pub(super) fn leads(
    graph: &ProfileGraph,
    gates: &GateSet,
    point: SnapPoint,
    is_leading: impl Fn(StateIdx) -> bool,
) -> bool {
    [true, false].into_iter().any(|forward| {
        graph.arc_along(point.edge, forward).is_some_and(|arc| {
            let ahead = |spot: &GateSpot| {
                if forward {
                    spot.offset >= point.offset
                } else {
                    spot.offset <= point.offset
                }
            };
            is_leading(graph.head(arc)) || gates.spots_on(point.edge).iter().any(ahead)
        })
    })
}
