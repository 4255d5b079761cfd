//! Outward from a pin that is left at a clock time: the earliest arrival at every campus, for those that cannot be reached
//! before the bell.
//!
//! Dijkstra's algorithm on arrival times, the mirror of the timed labels: who stands at a place at a time can arrive by
//! another exactly if the latest departure from there for that other time is not before it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::day_network::DayNetwork;
use super::hops::{Hop, from_start, to_end, to_gate, whole};
use super::labels::Departure;
use super::reach::{PinWay, TimedStart, starts};
use super::stops::{PlaceIdx, leg_cost};
use crate::base::calendar::ClockTime;
use crate::base::ids::{ArcIdx, CampusIdx, StateIdx};
use crate::base::units::Centimetres;
use crate::domain::network::gates::GateSet;
use crate::domain::network::graph::{ArcKind, Cost, ProfileGraph};
use crate::domain::network::labels::seeds;
use crate::domain::network::nearest::gates_ahead;
use crate::domain::network::snap::Snap;

/// One campus and when one arrives there at the earliest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarliestReached {
    /// The campus.
    pub campus: CampusIdx,
    /// The number of its gate.
    pub gate: u16,
    /// When one arrives.
    pub at: ClockTime,
    /// The whole length, the pin's and the gate's leg included.
    pub length: Centimetres,
    /// How many boats and buses are boarded.
    pub rides: u8,
    /// The way, from the pin's road to the gate's.
    pub hops: Vec<Hop>,
}

/// When and how a place is come to; ordered as answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Arrival {
    at: ClockTime,
    rides: u8,
    length: Centimetres,
    by: By,
}

/// The last hop to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Start(TimedStart),
    /// Along a whole arc, or boarding or alighting.
    Arc(ArcIdx),
    /// From a state to a stop, by the numbered link.
    Come(u32),
    /// From a stop.
    Depart(PlaceIdx, Departure),
}

/// From where the last hop to a gate comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Last {
    Pin(TimedStart),
    State(ArcIdx),
    Stop {
        place: PlaceIdx,
        arc: ArcIdx,
        from: Centimetres,
        to: Centimetres,
    },
}

impl Arrival {
    fn later(&self, cost: Cost, by: By) -> Self {
        Self {
            at: self.at.after(cost.time),
            rides: self.rides,
            length: self.length + cost.length,
            by,
        }
    }
}

/// The earliest arrival at every campus that can be reached from a snapped pin left at a time, by arrival.
pub fn earliest_arrivals(
    graph: &ProfileGraph,
    day: &DayNetwork,
    gates: &GateSet,
    snap: &Snap,
    leave: ClockTime,
) -> Vec<EarliestReached> {
    let tree = Tree::grow(graph, day, gates, snap, leave);
    let mut best: BTreeMap<CampusIdx, (ClockTime, u8, Centimetres, u16, Last)> = BTreeMap::new();
    let mut offer = |gate: u16, at: ClockTime, rides: u8, length: Centimetres, last: Last| {
        let way = (at, rides, length, gate, last);
        let known = best.entry(gates.gate(gate).campus).or_insert(way);
        *known = way.min(*known);
    };
    for way in starts(graph, day, gates, snap) {
        if let PinWay::Gate { start, gate, cost } = way {
            offer(gate, leave.after(cost.time), 0, cost.length, Last::Pin(start));
        }
    }
    for seed in seeds(graph, gates) {
        if let Some(known) = tree.known[seed.state.at()] {
            let arc = ArcIdx(graph.first_out_arc(seed.state).0 + u32::from(seed.local_arc));
            let length = known.length + seed.cost.length;
            offer(
                seed.gate,
                known.at.after(seed.cost.time),
                known.rides,
                length,
                Last::State(arc),
            );
        }
    }
    for (_, link) in day.stops().all_leaving() {
        let Some(known) = tree.known[tree.node_of(link.place)] else {
            continue;
        };
        let forward = matches!(graph.kind(link.arc), ArcKind::Along { forward: true, .. });
        let leg = leg_cost(&day.stops().place(link.place).snap);
        for (spot, there) in gates_ahead(graph, gates, link.arc, forward, link.point) {
            let cost = leg.plus(there);
            let (from, to) = (link.point.offset, spot.offset);
            let last = Last::Stop {
                place: link.place,
                arc: link.arc,
                from,
                to,
            };
            offer(
                spot.gate,
                known.at.after(cost.time),
                known.rides,
                known.length + cost.length,
                last,
            );
        }
    }
    let mut reached: Vec<EarliestReached> = best
        .into_iter()
        .map(|(campus, (at, rides, length, gate, last))| EarliestReached {
            campus,
            gate,
            at,
            length,
            rides,
            hops: tree.hops(gates, gate, last),
        })
        .collect();
    reached.sort_by_key(|way| (way.at, way.rides, way.length, way.gate));
    reached
}

struct Tree<'a> {
    graph: &'a ProfileGraph,
    day: &'a DayNetwork,
    /// Of each state and, after them, each stop.
    known: Vec<Option<Arrival>>,
    queue: BinaryHeap<Reverse<(Arrival, usize)>>,
}

impl<'a> Tree<'a> {
    fn grow(
        graph: &'a ProfileGraph,
        day: &'a DayNetwork,
        gates: &GateSet,
        snap: &Snap,
        leave: ClockTime,
    ) -> Self {
        let mut tree = Self {
            graph,
            day,
            known: vec![None; graph.n_states() + day.stops().len()],
            queue: BinaryHeap::new(),
        };
        let begin = |cost: Cost, start: TimedStart| Arrival {
            at: leave.after(cost.time),
            rides: 0,
            length: cost.length,
            by: By::Start(start),
        };
        for way in starts(graph, day, gates, snap) {
            if let PinWay::Place { start, cost } = way {
                let node = match start {
                    TimedStart::Stop { place, .. } => tree.node_of(place),
                    TimedStart::Head { arc, .. } | TimedStart::Gate { arc, .. } => graph.head(arc).at(),
                };
                tree.queue.push(Reverse((begin(cost, start), node)));
            }
        }
        let links = Links::of(day);
        while let Some(Reverse((arrival, node))) = tree.queue.pop() {
            let is_blocked = node < graph.n_states() && graph.is_blocked(StateIdx::from_usize(node));
            if tree.known[node].is_some() || is_blocked {
                continue;
            }
            tree.known[node] = Some(arrival);
            match node.checked_sub(graph.n_states()) {
                None => tree.go_on_from(StateIdx::from_usize(node), &arrival, &links),
                Some(place) => tree.go_on_from_stop(PlaceIdx(place as u32), &arrival, &links),
            }
        }
        tree
    }

    fn node_of(&self, place: PlaceIdx) -> usize {
        self.graph.n_states() + place.0 as usize
    }

    fn offer(&mut self, node: usize, arrival: Arrival) {
        if self.known[node].is_none() {
            self.queue.push(Reverse((arrival, node)));
        }
    }

    fn go_on_from(&mut self, state: StateIdx, here: &Arrival, links: &Links) {
        for arc in self.graph.out_arcs(state) {
            let head = self.graph.head(arc);
            let mut next = here.later(self.graph.cost(arc), By::Arc(arc));
            if self.graph.kind(arc) == ArcKind::Board {
                let Some(left) = self.day.board_earliest(head, here.at) else {
                    continue;
                };
                next.at = left;
                next.rides = here.rides.saturating_add(1);
            }
            self.offer(head.at(), next);
        }
        for number in links.coming.get(&state).into_iter().flatten() {
            let link = self.day.stops().coming(*number);
            let next = here.later(link.cost, By::Come(*number));
            self.offer(self.node_of(link.place), next);
        }
    }

    fn go_on_from_stop(&mut self, place: PlaceIdx, here: &Arrival, links: &Links) {
        let day = self.day;
        for number in links.leaving.get(&place).into_iter().flatten() {
            let link = day.stops().leaving(*number);
            self.offer(
                link.head.at(),
                here.later(link.cost, By::Depart(place, Departure::ToHead(*number))),
            );
        }
        for number in links.between.get(&place).into_iter().flatten() {
            let link = day.stops().between(*number);
            let next = here.later(link.cost, By::Depart(place, Departure::ToStop(*number)));
            self.offer(self.node_of(link.to), next);
        }
        for call in day.boards_at(place) {
            let (pattern, from) = (day.pattern(call.pattern), call.position);
            for to in from + 1..pattern.stops.len() {
                let Some(stop) = pattern.alights_at[to] else {
                    continue;
                };
                let Some(at) = pattern.earliest(from, to, here.at) else {
                    continue;
                };
                let ride = Departure::Ride {
                    pattern: call.pattern,
                    from: from as u16,
                    to: to as u16,
                };
                let next = Arrival {
                    at,
                    rides: here.rides.saturating_add(1),
                    length: here.length + pattern.length(from, to),
                    by: By::Depart(place, ride),
                };
                self.offer(self.node_of(stop), next);
            }
        }
    }

    /// The hops of the way that ends so, looked up from its end.
    fn hops(&self, gates: &GateSet, gate: u16, last: Last) -> Vec<Hop> {
        let graph = self.graph;
        let (mut backward, mut node) = match last {
            Last::Pin(TimedStart::Gate { arc, from, to }) => return vec![Hop::Along { arc, from, to }],
            Last::Pin(_) => return Vec::new(),
            Last::State(arc) => {
                let along = to_gate(graph, gates, arc, gate).into_iter().collect();
                (along, graph.tail(arc).at())
            }
            Last::Stop { place, arc, from, to } => (
                vec![Hop::Along { arc, from, to }, Hop::FromStop(place)],
                self.node_of(place),
            ),
        };
        while let Some(known) = self.known[node] {
            match self.hop_back(known.by, &mut backward) {
                Some(before) => node = before,
                None => break,
            }
        }
        backward.reverse();
        backward
    }

    /// Adds the hops by which a place was come to, the last first, and says from which place.
    fn hop_back(&self, by: By, backward: &mut Vec<Hop>) -> Option<usize> {
        let (graph, day) = (self.graph, self.day);
        match by {
            By::Start(TimedStart::Stop { arc, from, to, place }) => {
                backward.extend([Hop::ToStop(place), Hop::Along { arc, from, to }]);
                None
            }
            By::Start(TimedStart::Head { arc, from }) => {
                backward.push(to_end(graph, arc, from));
                None
            }
            By::Start(TimedStart::Gate { .. }) | By::Depart(_, Departure::ToGate { .. }) => None,
            By::Arc(arc) => {
                backward.push(whole(graph, arc));
                Some(graph.tail(arc).at())
            }
            By::Come(number) => {
                let link = day.stops().coming(number);
                backward.extend([
                    Hop::ToStop(link.place),
                    from_start(graph, link.arc, link.point.offset),
                ]);
                Some(link.tail.at())
            }
            By::Depart(place, Departure::ToHead(number)) => {
                let link = day.stops().leaving(number);
                backward.extend([to_end(graph, link.arc, link.point.offset), Hop::FromStop(place)]);
                Some(self.node_of(place))
            }
            By::Depart(place, Departure::ToStop(number)) => {
                let link = day.stops().between(number);
                let [from, to] = link.ends;
                let along = Hop::Along {
                    arc: link.arc,
                    from,
                    to,
                };
                backward.extend([Hop::ToStop(link.to), along, Hop::FromStop(place)]);
                Some(self.node_of(place))
            }
            By::Depart(place, Departure::Ride { pattern, from, to }) => {
                let (from, to) = (usize::from(from), usize::from(to));
                backward.push(Hop::Ride { pattern, from, to });
                Some(self.node_of(place))
            }
        }
    }
}

/// Links between roads and stops, by where they begin.
struct Links {
    coming: BTreeMap<StateIdx, Vec<u32>>,
    leaving: BTreeMap<PlaceIdx, Vec<u32>>,
    between: BTreeMap<PlaceIdx, Vec<u32>>,
}

impl Links {
    fn of(day: &DayNetwork) -> Self {
        let stops = day.stops();
        Self {
            coming: by_key(stops.all_coming().map(|(number, link)| (link.tail, number))),
            leaving: by_key(stops.all_leaving().map(|(number, link)| (link.place, number))),
            between: by_key(stops.all_between().map(|(number, link)| (link.from, number))),
        }
    }
}

fn by_key<K: Ord>(pairs: impl Iterator<Item = (K, u32)>) -> BTreeMap<K, Vec<u32>> {
    let mut grouped: BTreeMap<K, Vec<u32>> = BTreeMap::new();
    for (key, number) in pairs {
        grouped.entry(key).or_default().push(number);
    }
    grouped
}
