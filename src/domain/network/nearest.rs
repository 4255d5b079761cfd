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
    let mut reached = Vec::with_capacity(k.min(table.k() * 2));
    NearestSearch::default().run(graph, gates, table, snap, k, |near| reached.push(near));
    reached
}

/// A merge of labels for one pin after the other, in the same room.
#[derive(Debug, Default)]
pub(super) struct NearestSearch<'t> {
    runs: Vec<Run<'t>>,
    campuses: Vec<CampusIdx>,
}

impl<'t> NearestSearch<'t> {
    /// Gives the nearest campuses of a snapped pin, best first, at most `k`.
    pub(super) fn run(
        &mut self,
        graph: &'t ProfileGraph,
        gates: &'t GateSet,
        table: &'t LabelTable,
        snap: &Snap,
        k: usize,
        mut give: impl FnMut(Reached),
    ) {
        let measure = table.measure();
        self.campuses.clear();
        self.runs.clear();
        self.runs.extend(runs_ahead(graph, gates, table, snap));
        while self.campuses.len() < k {
            let waiting = self.runs.iter_mut().filter(|run| run.next.is_some());
            let Some(best) = waiting.min_by_key(|run| run.order(measure)) else {
                break;
            };
            let Some(next) = best.take_next() else { break };
            let campus = gates.campus(next.gate);
            if !self.campuses.contains(&campus) {
                self.campuses.push(campus);
                give(best.reached(campus, next));
            }
        }
    }
}

/// The nearest way from a snapped pin to one of a table's gates: for exact rows.
pub fn reach_gate(graph: &ProfileGraph, gates: &GateSet, table: &LabelTable, snap: &Snap) -> Option<Reached> {
    let measure = table.measure();
    let best = runs_ahead(graph, gates, table, snap)
        .filter(|run| run.next.is_some())
        .min_by_key(|run| run.order(measure))?;
    let next = best.next?;
    Some(best.reached(gates.campus(next.gate), next))
}

/// Ways in order that begin alike.
#[derive(Debug)]
struct Run<'t> {
    /// The best way that has not been taken yet.
    next: Option<Next>,
    /// Those after it, for a run that goes on by labels.
    labels: &'t [Label],
    so_far: Cost,
    start: Start,
}

/// A way and what it costs as a whole.
#[derive(Debug, Clone, Copy)]
struct Next {
    cost: Cost,
    gate: u16,
}

impl<'t> Run<'t> {
    /// A run through the labels of the state ahead.
    fn of_labels(labels: &'t [Label], so_far: Cost, start: Start) -> Self {
        let mut run = Self {
            next: None,
            labels,
            so_far,
            start,
        };
        run.take_next();
        run
    }

    /// The total order of answers; the start breaks the last ties.
    fn order(&self, measure: Measure) -> Option<((u32, u8, u32), u16, ArcIdx)> {
        let arc = match self.start {
            Start::ToHead { arc, .. } | Start::ToGate { arc, .. } => arc,
        };
        self.next.map(|next| (next.cost.rank(measure), next.gate, arc))
    }

    /// Takes the next way, and finds the one after it.
    fn take_next(&mut self) -> Option<Next> {
        let taken = self.next.take();
        if let Some((label, others)) = self.labels.split_first() {
            self.labels = others;
            self.next = Some(Next {
                cost: self.so_far.plus(label.cost()),
                gate: label.gate(),
            });
        }
        taken
    }

    fn reached(&self, campus: CampusIdx, next: Next) -> Reached {
        Reached {
            campus,
            gate: next.gate,
            cost: next.cost,
            start: self.start,
        }
    }
}

/// All ways from a pin, without room for a list: exact rows ask once a pair.
fn runs_ahead<'t>(
    graph: &'t ProfileGraph,
    gates: &'t GateSet,
    table: &'t LabelTable,
    snap: &Snap,
) -> impl Iterator<Item = Run<'t>> {
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
        let so_far = leg.plus(part_ahead(graph, arc, forward, point));
        let labels = Run::of_labels(table.at(graph.head(arc)), so_far, Start::ToHead { point, arc });
        let on_the_way = gates_ahead(graph, gates, arc, forward, point).map(move |(spot, there)| {
            let gate = SnapPoint {
                edge: spot.edge,
                offset: spot.offset,
            };
            Run {
                next: Some(Next {
                    cost: leg.plus(there),
                    gate: spot.gate,
                }),
                labels: &[],
                so_far: leg,
                start: Start::ToGate { point, arc, gate },
            }
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
