//! Timed access labels: for every state and stop the K campuses that one can leave for last and still meet the bell.
//!
//! The search is Dijkstra's on the reversed network with the time before the bell as its quantity. Roads take a time,
//! boats and buses map an arrival to the latest departure, which never decreases: who may come later may leave later.
//! So the first label of a campus at a state is its best, as in the static search, and K labels a state suffice.
//! Source: Orda and Rom, Shortest-path and minimum-delay algorithms in networks with time-dependent edge-length, JACM 37
//! (1990), for waiting allowed, run backward; cost O(K · (arcs + pairs of calls) · log).
//!
//! Among ways that leave at the same moment the one with fewer rides, then the shorter, is preferred where it is found;
//! earlier on a way this choice may be hidden by a ride that is waited for anyway.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::day_network::DayNetwork;
use super::pattern::PatternIdx;
use super::stops::{PlaceIdx, leg_cost};
use crate::base::calendar::ClockTime;
use crate::base::ids::{ArcIdx, StateIdx};
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::network::gates::GateSet;
use crate::domain::network::graph::{ArcKind, Cost, ProfileGraph};
use crate::domain::network::labels::seeds;
use crate::domain::network::nearest::gates_ahead;

/// The way to one campus that may be begun last from a state or stop, 16 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimedLabel {
    /// Time from leaving to the bell.
    before_ds: u32,
    length_cm: u32,
    /// Two high bits say what to do next, the others by which arc, link or departure.
    next: u32,
    gate: u16,
    rides: u8,
}

/// What a timed label says to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NextStep {
    /// Take the whole arc and look up the label at its head.
    Pass(ArcIdx),
    /// The gate stands on the arc.
    Arrive(ArcIdx),
    /// Go to a stop, by the numbered link.
    Come(u32),
    /// Leave a stop.
    Depart(Departure),
}

/// How a stop is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Departure {
    /// To a gate on the same edge.
    ToGate {
        arc: ArcIdx,
        from: Centimetres,
        to: Centimetres,
    },
    /// To the head of an arc, by the numbered link.
    ToHead(u32),
    /// To a stop on the same edge, by the numbered link.
    ToStop(u32),
    /// On a ride.
    Ride { pattern: PatternIdx, from: u16, to: u16 },
}

const PASS: u32 = 0;
const ARRIVE: u32 = 1;
const COME: u32 = 2;
const DEPART: u32 = 3;

impl TimedLabel {
    /// Time from leaving to the bell.
    pub const fn before(&self) -> Deciseconds {
        Deciseconds(self.before_ds)
    }

    /// Length of the way.
    pub const fn length(&self) -> Centimetres {
        Centimetres(self.length_cm)
    }

    /// How many boats and buses are boarded.
    pub const fn rides(&self) -> u8 {
        self.rides
    }

    /// The number of the gate it leads to.
    pub const fn gate(&self) -> u16 {
        self.gate
    }
}

/// The timed labels of every state and stop, up to K each, the last to leave first.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedTable {
    k: usize,
    bell: ClockTime,
    n_states: usize,
    counts: Vec<u8>,
    labels: Vec<TimedLabel>,
    departures: Vec<Departure>,
}

impl TimedTable {
    /// The exact K campuses of every state and stop that can be left for last, never before the day begins.
    pub fn build(graph: &ProfileGraph, day: &DayNetwork, gates: &GateSet, k: usize, bell: ClockTime) -> Self {
        assert!((1..=usize::from(u8::MAX)).contains(&k), "K is between 1 and 255");
        let n = graph.n_states() + day.stops().len();
        let table = Self {
            k,
            bell,
            n_states: graph.n_states(),
            counts: vec![0; n],
            labels: vec![TimedLabel::default(); n * k],
            departures: Vec::new(),
        };
        let search = Search {
            graph,
            day,
            campus_of: gates.campus_ranks(),
            campuses: vec![0; n * k],
            queue: BinaryHeap::new(),
            specials: BTreeMap::new(),
            table,
        };
        search.run(gates)
    }

    /// The labels of a state of the graph, the last to leave first.
    pub fn at(&self, state: StateIdx) -> &[TimedLabel] {
        self.row(state.at())
    }

    /// The labels of a stop, the last to leave first.
    pub fn at_stop(&self, place: PlaceIdx) -> &[TimedLabel] {
        self.row(self.n_states + place.0 as usize)
    }

    fn row(&self, node: usize) -> &[TimedLabel] {
        let first = node * self.k;
        &self.labels[first..first + usize::from(self.counts[node])]
    }

    pub(super) fn step_at(&self, graph: &ProfileGraph, state: StateIdx, gate: u16) -> Option<NextStep> {
        let label = self.at(state).iter().find(|label| label.gate == gate)?;
        Some(self.step(label, || graph.first_out_arc(state)))
    }

    pub(super) fn step_at_stop(&self, place: PlaceIdx, gate: u16) -> Option<NextStep> {
        let label = self.at_stop(place).iter().find(|label| label.gate == gate)?;
        Some(self.step(label, || ArcIdx(0)))
    }

    fn step(&self, label: &TimedLabel, first_arc: impl Fn() -> ArcIdx) -> NextStep {
        let number = label.next & !(3 << 30);
        match label.next >> 30 {
            PASS => NextStep::Pass(ArcIdx(first_arc().0 + number)),
            ARRIVE => NextStep::Arrive(ArcIdx(first_arc().0 + number)),
            COME => NextStep::Come(number),
            _ => NextStep::Depart(self.departures[number as usize]),
        }
    }

    /// How many labels a state can have.
    pub const fn k(&self) -> usize {
        self.k
    }

    /// When school begins.
    pub const fn bell(&self) -> ClockTime {
        self.bell
    }

    /// How many labels there are.
    pub fn n_labels(&self) -> usize {
        self.counts.iter().map(|count| usize::from(*count)).sum()
    }

    /// Bytes that the table takes.
    pub fn bytes(&self) -> usize {
        self.counts.len()
            + self.labels.len() * size_of::<TimedLabel>()
            + self.departures.len() * size_of::<Departure>()
    }
}

/// A step that a queue's key has no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Special {
    Come(u32),
    Depart(Departure),
}

/// A label on its way to its state or stop; stops are numbered after the states.
#[derive(Debug, Clone, Copy)]
struct Entry {
    before: u32,
    rides: u8,
    length: u32,
    gate: u16,
    node: u32,
    /// Kind of step in the two high bits of nine, below them the local number of an arc.
    step: u32,
}

const STEP_KIND_SHIFT: u32 = 7;
const SPECIAL: u32 = 2;

impl Entry {
    /// One integer whose order is the total order: time, rides, length, gate (by campus code), state, arc.
    fn pack(self) -> u128 {
        u128::from(self.before) << 96
            | u128::from(self.rides) << 88
            | u128::from(self.length) << 56
            | u128::from(self.gate) << 40
            | u128::from(self.node) << 9
            | u128::from(self.step)
    }

    fn unpack(key: u128) -> Self {
        Self {
            before: (key >> 96) as u32,
            rides: (key >> 88) as u8,
            length: (key >> 56) as u32,
            gate: (key >> 40) as u16,
            node: (key >> 9) as u32 & MAX_NODE,
            step: key as u32 & 0x1ff,
        }
    }

    /// The same way begun earlier by so much.
    fn earlier(self, cost: Cost, node: usize) -> Self {
        Self {
            before: self.before.saturating_add(cost.time.0),
            length: self.length.saturating_add(cost.length.0),
            node: node as u32,
            ..self
        }
    }
}

const MAX_NODE: u32 = (1 << 31) - 1;

struct Search<'a> {
    graph: &'a ProfileGraph,
    day: &'a DayNetwork,
    campus_of: Vec<u16>,
    /// Rank of the campus of each label.
    campuses: Vec<u16>,
    queue: BinaryHeap<Reverse<u128>>,
    specials: BTreeMap<u128, Special>,
    table: TimedTable,
}

impl Search<'_> {
    fn run(mut self, gates: &GateSet) -> TimedTable {
        assert!(
            self.table.counts.len() < MAX_NODE as usize,
            "fewer than 2^31 states"
        );
        self.begin_on_roads(gates);
        self.begin_at_stops(gates);
        while let Some(Reverse(key)) = self.queue.pop() {
            let entry = Entry::unpack(key);
            let special = if entry.step >> STEP_KIND_SHIFT == SPECIAL {
                self.specials.remove(&key)
            } else {
                None
            };
            let campus = self.campus_of[usize::from(entry.gate)];
            let node = entry.node as usize;
            if !self.wants(node, campus) {
                continue;
            }
            self.settle(&entry, special, campus);
            match node.checked_sub(self.table.n_states) {
                None => self.go_back_from(StateIdx(entry.node), &entry, campus),
                Some(place) => self.go_back_from_stop(PlaceIdx(place as u32), &entry, campus),
            }
        }
        self.table
    }

    /// The first labels on roads: from the start of every arc that a gate stands on to the gate.
    fn begin_on_roads(&mut self, gates: &GateSet) {
        for seed in seeds(self.graph, gates) {
            let entry = Entry {
                before: seed.cost.time.0,
                rides: 0,
                length: seed.cost.length.0,
                gate: seed.gate,
                node: seed.state.0,
                step: ARRIVE << STEP_KIND_SHIFT | u32::from(seed.local_arc),
            };
            self.push(entry);
        }
    }

    /// The first labels at stops: to the gates that lie ahead on the same edge.
    fn begin_at_stops(&mut self, gates: &GateSet) {
        let leaving: Vec<_> = self.day.stops().all_leaving().map(|(_, link)| *link).collect();
        for link in leaving {
            let forward = matches!(self.graph.kind(link.arc), ArcKind::Along { forward: true, .. });
            let leg = leg_cost(&self.day.stops().place(link.place).snap);
            for (spot, there) in gates_ahead(self.graph, gates, link.arc, forward, link.point) {
                let cost = leg.plus(there);
                let departure = Departure::ToGate {
                    arc: link.arc,
                    from: link.point.offset,
                    to: spot.offset,
                };
                let entry = Entry {
                    before: cost.time.0,
                    rides: 0,
                    length: cost.length.0,
                    gate: spot.gate,
                    node: self.node_of(link.place) as u32,
                    step: 0,
                };
                self.push_special(entry, Special::Depart(departure));
            }
        }
    }

    fn node_of(&self, place: PlaceIdx) -> usize {
        self.table.n_states + place.0 as usize
    }

    fn wants(&self, node: usize, campus: u16) -> bool {
        let k = self.table.k;
        let count = usize::from(self.table.counts[node]);
        count < k && !self.campuses[node * k..node * k + count].contains(&campus)
    }

    fn settle(&mut self, entry: &Entry, special: Option<Special>, campus: u16) {
        let node = entry.node as usize;
        let local_arc = entry.step & ((1 << STEP_KIND_SHIFT) - 1);
        let next = match special {
            None => (entry.step >> STEP_KIND_SHIFT) << 30 | local_arc,
            Some(Special::Come(link)) => COME << 30 | link,
            Some(Special::Depart(departure)) => {
                self.table.departures.push(departure);
                DEPART << 30 | (self.table.departures.len() - 1) as u32
            }
        };
        let count = &mut self.table.counts[node];
        let at = node * self.table.k + usize::from(*count);
        *count += 1;
        self.campuses[at] = campus;
        self.table.labels[at] = TimedLabel {
            before_ds: entry.before,
            length_cm: entry.length,
            next,
            gate: entry.gate,
            rides: entry.rides,
        };
    }

    fn go_back_from(&mut self, state: StateIdx, entry: &Entry, campus: u16) {
        let graph = self.graph;
        for back in graph.in_arcs(state) {
            if !self.wants(back.tail.at(), campus) {
                continue;
            }
            let cost = back.cost();
            let mut earlier = entry.earlier(cost, back.tail.at());
            if cost.crossings > 0 {
                let Some((comes, _)) = self.day.board_latest(state, self.clock(entry.before)) else {
                    continue;
                };
                earlier.before = self.table.bell.since(comes).0;
                earlier.rides = entry.rides.saturating_add(1);
            }
            earlier.step = PASS << STEP_KIND_SHIFT | u32::from(back.local_arc);
            self.push(earlier);
        }
        let day = self.day;
        for (number, link) in day.stops().leaving_to(state) {
            let earlier = entry.earlier(link.cost, self.node_of(link.place));
            self.push_special(earlier, Special::Depart(Departure::ToHead(number)));
        }
    }

    fn go_back_from_stop(&mut self, place: PlaceIdx, entry: &Entry, campus: u16) {
        let day = self.day;
        for (number, link) in day.stops().coming_to(place) {
            if self.wants(link.tail.at(), campus) {
                self.push_special(entry.earlier(link.cost, link.tail.at()), Special::Come(number));
            }
        }
        for (number, link) in day.stops().between_to(place) {
            let earlier = entry.earlier(link.cost, self.node_of(link.from));
            self.push_special(earlier, Special::Depart(Departure::ToStop(number)));
        }
        let by = self.clock(entry.before);
        for call in day.alights_at(place) {
            let (pattern, to) = (day.pattern(call.pattern), call.position);
            for from in 0..to {
                let Some(stop) =
                    pattern.boards_at[from].filter(|stop| self.wants(self.node_of(*stop), campus))
                else {
                    continue;
                };
                let Some((comes, _)) = pattern.latest(from, to, by) else {
                    continue;
                };
                let ride = Departure::Ride {
                    pattern: call.pattern,
                    from: from as u16,
                    to: to as u16,
                };
                let earlier = Entry {
                    before: self.table.bell.since(comes).0,
                    rides: entry.rides.saturating_add(1),
                    length: entry.length.saturating_add(pattern.length(from, to).0),
                    node: self.node_of(stop) as u32,
                    ..*entry
                };
                self.push_special(earlier, Special::Depart(ride));
            }
        }
    }

    /// The clock time at a time before the bell; labels never leave before the day begins.
    fn clock(&self, before: u32) -> ClockTime {
        self.table.bell.before(Deciseconds(before)).unwrap_or_default()
    }

    fn push(&mut self, entry: Entry) {
        if entry.before <= self.table.bell.0.0 {
            self.queue.push(Reverse(entry.pack()));
        }
    }

    fn push_special(&mut self, entry: Entry, special: Special) {
        if entry.before > self.table.bell.0.0
            || !self.wants(entry.node as usize, self.campus_of[usize::from(entry.gate)])
        {
            return;
        }
        let step = SPECIAL << STEP_KIND_SHIFT;
        let key = Entry { step, ..entry }.pack();
        if let Some(known) = self.specials.get_mut(&key) {
            *known = special.min(*known);
        } else {
            self.specials.insert(key, special);
            self.queue.push(Reverse(key));
        }
    }
}
