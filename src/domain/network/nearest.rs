//! From a snapped pin to campuses: the labels of the states ahead in each permitted direction, and the gates ahead on
//! the same piece of road, merged in the total order.

use super::gates::{GateSet, GateSpot};
use super::graph::{Cost, Measure, ProfileGraph};
use super::labels::{Label, LabelTable};
use super::snap::{Snap, SnapPoint};
use crate::base::ids::{ArcIdx, CampusIdx};
use crate::base::units::Centimetres;

/// One campus reached from a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The campus.
    pub campus: CampusIdx,
    /// The number of its gate.
    pub gate: u16,
    /// The whole cost, both legs included.
    pub cost: Cost,
    /// How the way begins.
    pub start: Start,
}

/// How a way begins on the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Along the arc to its head, and on by the labels there.
    ToHead {
        /// Where the pin stands.
        point: SnapPoint,
        /// The arc.
        arc: ArcIdx,
    },
    /// Along the arc to a gate that stands on it.
    ToGate {
        /// Where the pin stands.
        point: SnapPoint,
        /// The arc.
        arc: ArcIdx,
        /// Where the gate stands.
        gate: SnapPoint,
    },
}

/// The nearest campuses of a snapped pin, best first, at most `k`.
/// They are exact while `k` is at most the table's K.
pub fn nearest_from(
    graph: &ProfileGraph,
    gates: &GateSet,
    table: &LabelTable,
    snap: &Snap,
    k: usize,
) -> Vec<Reached> {
    let mut runs: Vec<Run<'_>> = runs_ahead(graph, gates, table, snap).collect();
    let mut reached: Vec<Reached> = Vec::with_capacity(k.min(table.k() * 2));
    while reached.len() < k {
        let Some(best) = runs
            .iter_mut()
            .filter(|run| run.peek(gates).is_some())
            .min_by_key(|run| run.peek(gates).map(|next| order(&next, table.measure())))
        else {
            break;
        };
        let Some(next) = best.peek(gates) else { break };
        best.advance();
        if reached.iter().all(|known| known.campus != next.campus) {
            reached.push(next);
        }
    }
    reached
}

/// The nearest way from a snapped pin to one of a table's gates: for exact rows.
pub fn reach_gate(graph: &ProfileGraph, gates: &GateSet, table: &LabelTable, snap: &Snap) -> Option<Reached> {
    runs_ahead(graph, gates, table, snap)
        .filter_map(|run| run.peek(gates))
        .min_by_key(|next| order(next, table.measure()))
}

/// The total order of answers; the start breaks the last ties.
fn order(reached: &Reached, measure: Measure) -> ((u32, u8, u32), u16, ArcIdx) {
    let arc = match reached.start {
        Start::ToHead { arc, .. } | Start::ToGate { arc, .. } => arc,
    };
    (reached.cost.rank(measure), reached.gate, arc)
}

/// Ways in order that begin alike.
enum Run<'a> {
    Labels {
        labels: &'a [Label],
        so_far: Cost,
        start: Start,
    },
    Gate(Option<Reached>),
}

impl Run<'_> {
    fn peek(&self, gates: &GateSet) -> Option<Reached> {
        match self {
            Self::Labels {
                labels,
                so_far,
                start,
            } => labels.first().map(|label| Reached {
                campus: gates.gate(label.gate()).campus,
                gate: label.gate(),
                cost: so_far.plus(label.cost()),
                start: *start,
            }),
            Self::Gate(reached) => *reached,
        }
    }

    fn advance(&mut self) {
        match self {
            Self::Labels { labels, .. } => *labels = &labels[1..],
            Self::Gate(reached) => *reached = None,
        }
    }
}

/// All ways from a pin, without room for a list: exact rows ask once a pair.
fn runs_ahead<'a>(
    graph: &'a ProfileGraph,
    gates: &'a GateSet,
    table: &'a LabelTable,
    snap: &'a Snap,
) -> impl Iterator<Item = Run<'a>> {
    let leg = Cost {
        length: snap.leg,
        time: snap.leg_time,
        crossings: 0,
    };
    let arcs = snap.points().flat_map(move |point| {
        let arc = move |forward| Some((point, forward, graph.arc_along(point.edge, forward)?));
        [true, false].into_iter().filter_map(arc)
    });
    arcs.flat_map(move |(point, forward, arc)| {
        let labels = Run::Labels {
            labels: table.at(graph.head(arc)),
            so_far: leg.plus(part_ahead(graph, arc, forward, point)),
            start: Start::ToHead { point, arc },
        };
        let on_the_way = gates_ahead(graph, gates, arc, forward, point).map(move |(spot, there)| {
            let gate = SnapPoint {
                edge: spot.edge,
                offset: spot.offset,
            };
            Run::Gate(Some(Reached {
                campus: gates.gate(spot.gate).campus,
                gate: spot.gate,
                cost: leg.plus(there),
                start: Start::ToGate { point, arc, gate },
            }))
        });
        std::iter::once(labels).chain(on_the_way)
    })
}

/// The gates that lie ahead on the same arc, and the cost from the place to each, its leg included.
pub(super) fn gates_ahead<'a>(
    graph: &'a ProfileGraph,
    gates: &'a GateSet,
    arc: ArcIdx,
    forward: bool,
    point: SnapPoint,
) -> impl Iterator<Item = (&'a GateSpot, Cost)> + 'a {
    gates.spots_on(point.edge).iter().filter_map(move |spot| {
        let (from, to) = if forward {
            (point.offset, spot.offset)
        } else {
            (spot.offset, point.offset)
        };
        let length = Centimetres(to.0.checked_sub(from.0)?);
        let whole = graph.cost(arc);
        let gate = &gates.gate(spot.gate).snap;
        let time = whole.time.part(length.0, whole.length.0) + gate.leg_time;
        Some((
            spot,
            Cost {
                length: length + gate.leg,
                time,
                crossings: 0,
            },
        ))
    })
}

/// The cost from a place on an edge to the head of an arc along it.
pub(super) fn part_ahead(graph: &ProfileGraph, arc: ArcIdx, forward: bool, point: SnapPoint) -> Cost {
    let whole = graph.cost(arc);
    let length = if forward {
        whole.length - point.offset
    } else {
        point.offset
    };
    Cost {
        length,
        time: whole.time.part(length.0, whole.length.0),
        crossings: 0,
    }
}
