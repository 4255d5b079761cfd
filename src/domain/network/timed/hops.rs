//! A way as hops: along roads, between roads and stops, on boats and buses; the same for timed labels, static labels and
//! searches from a pin.

use super::day_network::DayNetwork;
use super::labels::{Departure, NextStep, TimedTable};
use super::pattern::PatternIdx;
use super::reach::{TimedReached, TimedStart};
use super::stops::PlaceIdx;
use crate::base::ids::ArcIdx;
use crate::base::units::Centimetres;
use crate::domain::network::gates::GateSet;
use crate::domain::network::graph::{ArcKind, Cost, ProfileGraph};
use crate::domain::network::labels::{LabelTable, Step};
use crate::domain::network::nearest::{Reached, Start};

/// One hop of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    /// Along an arc between two offsets of its edge, in the direction of travel.
    Along {
        /// The arc.
        arc: ArcIdx,
        /// Offset where it begins.
        from: Centimetres,
        /// Offset where it ends.
        to: Centimetres,
    },
    /// From a pier onto the deck of a ferry way: the arc.
    Board(ArcIdx),
    /// From the deck of a ferry way onto a pier: the arc.
    Alight(ArcIdx),
    /// The straight leg from the road to a stop.
    ToStop(PlaceIdx),
    /// The straight leg from a stop to the road.
    FromStop(PlaceIdx),
    /// A ride on a boat or bus of the timetable, between two calls.
    Ride {
        /// The pattern.
        pattern: PatternIdx,
        /// The call where one gets on.
        from: usize,
        /// The call where one gets off.
        to: usize,
    },
}

/// The hops of a way that timed labels tell, from the pin's road to the gate's.
pub fn timed_hops(
    graph: &ProfileGraph,
    day: &DayNetwork,
    gates: &GateSet,
    table: &TimedTable,
    reached: &TimedReached,
) -> Vec<Hop> {
    let mut hops = Vec::new();
    let mut at = match reached.start {
        TimedStart::Gate { arc, from, to } => return vec![Hop::Along { arc, from, to }],
        TimedStart::Head { arc, from } => {
            hops.push(to_end(graph, arc, from));
            Node::State(graph.head(arc))
        }
        TimedStart::Stop { arc, from, to, place } => {
            hops.extend([Hop::Along { arc, from, to }, Hop::ToStop(place)]);
            Node::Stop(place)
        }
    };
    // Each label is settled before those that lead to it, so every place comes once and the way ends.
    loop {
        let step = match at {
            Node::State(state) => table.step_at(graph, state, reached.gate),
            Node::Stop(place) => table.step_at_stop(place, reached.gate),
        };
        match step {
            Some(NextStep::Pass(arc)) => {
                hops.push(whole(graph, arc));
                at = Node::State(graph.head(arc));
            }
            Some(NextStep::Come(number)) => {
                let link = day.stops().coming(number);
                hops.extend([
                    from_start(graph, link.arc, link.point.offset),
                    Hop::ToStop(link.place),
                ]);
                at = Node::Stop(link.place);
            }
            Some(NextStep::Arrive(arc)) => {
                hops.extend(to_gate(graph, gates, arc, reached.gate));
                return hops;
            }
            Some(NextStep::Depart(departure)) => match (at, departure) {
                (Node::Stop(place), Departure::ToGate { arc, from, to }) => {
                    hops.extend([Hop::FromStop(place), Hop::Along { arc, from, to }]);
                    return hops;
                }
                (_, departure) => match depart(graph, day, departure, &mut hops) {
                    Some(next) => at = next,
                    None => return hops,
                },
            },
            None => return hops,
        }
    }
}

/// Where a way has come.
#[derive(Debug, Clone, Copy)]
enum Node {
    State(crate::base::ids::StateIdx),
    Stop(PlaceIdx),
}

fn depart(graph: &ProfileGraph, day: &DayNetwork, departure: Departure, hops: &mut Vec<Hop>) -> Option<Node> {
    match departure {
        Departure::ToHead(number) => {
            let link = day.stops().leaving(number);
            hops.extend([
                Hop::FromStop(link.place),
                to_end(graph, link.arc, link.point.offset),
            ]);
            Some(Node::State(link.head))
        }
        Departure::ToStop(number) => {
            let link = day.stops().between(number);
            let [from, to] = link.ends;
            let along = Hop::Along {
                arc: link.arc,
                from,
                to,
            };
            hops.extend([Hop::FromStop(link.from), along, Hop::ToStop(link.to)]);
            Some(Node::Stop(link.to))
        }
        Departure::Ride { pattern, from, to } => {
            let (from, to) = (usize::from(from), usize::from(to));
            hops.push(Hop::Ride { pattern, from, to });
            day.pattern(pattern).alights_at[to].map(Node::Stop)
        }
        Departure::ToGate { .. } => None,
    }
}

/// The hops of a way that static labels tell, from the pin's road to the gate's.
pub fn static_hops(graph: &ProfileGraph, gates: &GateSet, table: &LabelTable, reached: &Reached) -> Vec<Hop> {
    let (point, first) = match reached.start {
        Start::ToGate { point, arc, gate } => {
            let (from, to) = (point.offset, gate.offset);
            return vec![Hop::Along { arc, from, to }];
        }
        Start::ToHead { point, arc } => (point, arc),
    };
    let mut hops = vec![to_end(graph, first, point.offset)];
    let mut state = graph.head(first);
    while let Some(label) = table.of_gate(state, reached.gate) {
        match label.step(graph, state) {
            Step::Pass(arc) => {
                hops.push(whole(graph, arc));
                state = graph.head(arc);
            }
            Step::Arrive(arc) => {
                hops.extend(to_gate(graph, gates, arc, reached.gate));
                break;
            }
        }
    }
    hops
}

/// A whole arc.
pub(super) fn whole(graph: &ProfileGraph, arc: ArcIdx) -> Hop {
    match graph.kind(arc) {
        ArcKind::Along { forward, .. } => {
            let ends = [Centimetres::ZERO, graph.cost(arc).length];
            let [from, to] = if forward { ends } else { [ends[1], ends[0]] };
            Hop::Along { arc, from, to }
        }
        ArcKind::Board => Hop::Board(arc),
        ArcKind::Alight => Hop::Alight(arc),
    }
}

/// From an offset to the end of an arc.
pub(super) fn to_end(graph: &ProfileGraph, arc: ArcIdx, from: Centimetres) -> Hop {
    match whole(graph, arc) {
        Hop::Along { to, .. } => Hop::Along { arc, from, to },
        other => other,
    }
}

/// From the start of an arc to an offset.
pub(super) fn from_start(graph: &ProfileGraph, arc: ArcIdx, to: Centimetres) -> Hop {
    match whole(graph, arc) {
        Hop::Along { from, .. } => Hop::Along { arc, from, to },
        other => other,
    }
}

/// From the start of an arc to the gate that stands on it, the nearest of its places on that edge.
pub(super) fn to_gate(graph: &ProfileGraph, gates: &GateSet, arc: ArcIdx, gate: u16) -> Option<Hop> {
    let ArcKind::Along { edge, .. } = graph.kind(arc) else {
        return None;
    };
    let Hop::Along { from, .. } = whole(graph, arc) else {
        return None;
    };
    let offsets = gates
        .gate(gate)
        .snap
        .points()
        .filter(|point| point.edge == edge)
        .map(|point| point.offset);
    let to = offsets.min_by_key(|offset| offset.0.abs_diff(from.0))?;
    Some(Hop::Along { arc, from, to })
}

/// What a hop along an arc costs.
pub fn along_cost(graph: &ProfileGraph, arc: ArcIdx, from: Centimetres, to: Centimetres) -> Cost {
    let whole = graph.cost(arc);
    let length = Centimetres(from.0.abs_diff(to.0));
    let time = if length == whole.length {
        whole.time
    } else {
        whole.time.part(length.0, whole.length.0)
    };
    Cost {
        length,
        time,
        crossings: 0,
    }
}
