//! From a snapped pin to campuses by timed labels: those of the states ahead in each permitted direction, of the stops
//! and the gates ahead on the same piece of road, merged in the order of leaving.

use super::day_network::DayNetwork;
use super::labels::{TimedLabel, TimedTable};
use super::stops::{PlaceIdx, leg_cost};
use crate::base::ids::{ArcIdx, CampusIdx};
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::network::gates::GateSet;
use crate::domain::network::graph::{Cost, ProfileGraph};
use crate::domain::network::nearest::{gates_ahead, part_ahead};
use crate::domain::network::snap::{Snap, SnapPoint};

/// One campus reached from a pin before the bell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedReached {
    /// The campus.
    pub campus: CampusIdx,
    /// The number of its gate.
    pub gate: u16,
    /// Time from leaving the pin, at the last moment, to the bell.
    pub before: Deciseconds,
    /// The whole length, the pin's and the gate's leg included.
    pub length: Centimetres,
    /// How many boats and buses are boarded.
    pub rides: u8,
    /// How the way begins.
    pub(super) start: TimedStart,
}

/// To where a way from a pin goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TimedStart {
    /// Along an arc from an offset of its edge to a gate.
    Gate {
        arc: ArcIdx,
        from: Centimetres,
        to: Centimetres,
    },
    /// Along an arc from an offset of its edge to its head.
    Head { arc: ArcIdx, from: Centimetres },
    /// Along an arc from an offset of its edge to a stop.
    Stop {
        arc: ArcIdx,
        from: Centimetres,
        to: Centimetres,
        place: PlaceIdx,
    },
}

/// The campuses that can be left for last from a snapped pin, the last first, at most `k`; none before the day begins.
/// They are exact while `k` is at most the table's K.
pub fn timed_nearest(
    graph: &ProfileGraph,
    day: &DayNetwork,
    gates: &GateSet,
    table: &TimedTable,
    snap: &Snap,
    k: usize,
) -> Vec<TimedReached> {
    let mut found: Vec<TimedReached> = Vec::new();
    for start in starts(graph, day, gates, snap) {
        match start {
            PinWay::Gate { start, gate, cost } => found.push(TimedReached {
                campus: gates.gate(gate).campus,
                gate,
                before: cost.time,
                length: cost.length,
                rides: 0,
                start,
            }),
            PinWay::Place { start, cost } => {
                let labels = match start {
                    TimedStart::Stop { place, .. } => table.at_stop(place),
                    TimedStart::Head { arc, .. } | TimedStart::Gate { arc, .. } => table.at(graph.head(arc)),
                };
                found.extend(labels.iter().map(|label| begun(gates, label, start, cost)));
            }
        }
    }
    found.retain(|way| way.before <= table.bell().0);
    found.sort_by_key(|way| (way.before, way.rides, way.length, way.gate, way.start));
    let mut kept: Vec<TimedReached> = Vec::with_capacity(k);
    for way in found {
        if kept.len() < k && kept.iter().all(|known| known.campus != way.campus) {
            kept.push(way);
        }
    }
    kept
}

fn begun(gates: &GateSet, label: &TimedLabel, start: TimedStart, so_far: Cost) -> TimedReached {
    TimedReached {
        campus: gates.gate(label.gate()).campus,
        gate: label.gate(),
        before: so_far.time + label.before(),
        length: so_far.length + label.length(),
        rides: label.rides(),
        start,
    }
}

/// A way from a pin to the first place that has labels, or to a gate, the pin's leg included.
pub(super) enum PinWay {
    Gate {
        start: TimedStart,
        gate: u16,
        cost: Cost,
    },
    Place {
        start: TimedStart,
        cost: Cost,
    },
}

/// Whether any way from a place on an edge leads to labels, a stop with labels or a gate.
pub fn timed_leads(
    graph: &ProfileGraph,
    day: &DayNetwork,
    gates: &GateSet,
    table: &TimedTable,
    point: SnapPoint,
) -> bool {
    ways_from(graph, day, gates, point).any(|way| match way {
        PinWay::Gate { .. } => true,
        PinWay::Place {
            start: TimedStart::Stop { place, .. },
            ..
        } => !table.at_stop(place).is_empty(),
        PinWay::Place {
            start: TimedStart::Head { arc, .. } | TimedStart::Gate { arc, .. },
            ..
        } => !table.at(graph.head(arc)).is_empty(),
    })
}

/// All ways that begin at a snapped pin.
pub(super) fn starts<'a>(
    graph: &'a ProfileGraph,
    day: &'a DayNetwork,
    gates: &'a GateSet,
    snap: &'a Snap,
) -> impl Iterator<Item = PinWay> + 'a {
    let leg = leg_cost(snap);
    let ways = snap
        .points()
        .flat_map(move |point| ways_from(graph, day, gates, point));
    ways.map(move |way| match way {
        PinWay::Gate { start, gate, cost } => PinWay::Gate {
            start,
            gate,
            cost: leg.plus(cost),
        },
        PinWay::Place { start, cost } => PinWay::Place {
            start,
            cost: leg.plus(cost),
        },
    })
}

fn ways_from<'a>(
    graph: &'a ProfileGraph,
    day: &'a DayNetwork,
    gates: &'a GateSet,
    point: SnapPoint,
) -> impl Iterator<Item = PinWay> + 'a {
    let arcs = [true, false]
        .into_iter()
        .filter_map(move |forward| Some((graph.arc_along(point.edge, forward)?, forward)));
    arcs.flat_map(move |(arc, forward)| {
        let from = point.offset;
        let head = PinWay::Place {
            start: TimedStart::Head { arc, from },
            cost: part_ahead(graph, arc, forward, point),
        };
        let gates = gates_ahead(graph, gates, arc, forward, point).map(move |(spot, cost)| PinWay::Gate {
            start: TimedStart::Gate {
                arc,
                from,
                to: spot.offset,
            },
            gate: spot.gate,
            cost,
        });
        std::iter::once(head)
            .chain(gates)
            .chain(stops_ahead(graph, day, arc, forward, point))
    })
}

fn stops_ahead<'a>(
    graph: &'a ProfileGraph,
    day: &'a DayNetwork,
    arc: ArcIdx,
    forward: bool,
    point: SnapPoint,
) -> impl Iterator<Item = PinWay> + 'a {
    let (spots, _) = day.stops().spots_on(point.edge);
    spots.iter().filter_map(move |spot| {
        let (low, high) = if forward {
            (point.offset, spot.offset)
        } else {
            (spot.offset, point.offset)
        };
        let length = Centimetres(high.0.checked_sub(low.0)?);
        let whole = graph.cost(arc);
        let along = Cost {
            length,
            time: whole.time.part(length.0, whole.length.0),
            crossings: 0,
        };
        Some(PinWay::Place {
            start: TimedStart::Stop {
                arc,
                from: point.offset,
                to: spot.offset,
                place: spot.place,
            },
            cost: along.plus(leg_cost(&day.stops().place(spot.place).snap)),
        })
    })
}
