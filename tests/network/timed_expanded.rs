//! A network with its timetable, read anew for an exhaustive search: every call of every trip is an event of its own,
//! and every way from place to place is looked at until nothing can be left later.
//! Only split ways, tags, the rule of a way and the snapped places are taken over.

use std::collections::{BTreeMap, BTreeSet};

use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::ids::EdgeIdx;
use truonggan::base::units::Deciseconds;
use truonggan::domain::network::{Carriage, DayNetwork, PointRule, Snap, Timetable, point_rule, way_rule};

use super::timed_oracle::{DAY, FERRY_NAMES, HOURS};
use crate::support::town::Built;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    Home,
    Junction(u32, u32, bool),
    Deck(u32, u32),
    Stop(u32),
    Gate(usize),
}

/// Seconds of a day, tenths of them; below zero is the day before.
pub type Clock = i64;

/// How long a part of an edge takes, half up.
fn part(time: u32, length: u32, whole: u32) -> i64 {
    if whole == 0 {
        return i64::from(time);
    }
    let (time, length, whole) = (i64::from(time), i64::from(length), i64::from(whole));
    (2 * time * length + whole).div_euclid(2 * whole)
}

/// Opening, closing and headway, in tenths of seconds.
type Window = (Clock, Clock, i64);

/// The network with its timetable, read anew.
pub struct Expanded<'a> {
    built: &'a Built,
    /// Ways that take the same time whenever they are begun.
    plain: Vec<(Node, Node, i64)>,
    /// Boarding of ferry ways: pier, deck, windows in tenths of seconds.
    ferries: Vec<(Node, Node, Vec<Window>)>,
    trips: Vec<Events>,
}

/// One trip on the day: for each call its stop, arrival, departure, whether one gets on and off.
struct Events {
    calls: Vec<(u32, Clock, Clock, bool, bool)>,
    windows: Vec<Window>,
    boarding: i64,
}

const BOARDING_FERRY: i64 = 3 * 600;

impl<'a> Expanded<'a> {
    pub fn new(built: &'a Built, day: &DayNetwork, timetable: &Timetable, home: &Snap) -> Self {
        let mut expanded = Self {
            built,
            plain: Vec::new(),
            ferries: Vec::new(),
            trips: Vec::new(),
        };
        let mut places: Vec<(Node, &Snap)> = vec![(Node::Home, home)];
        places.extend(
            day.stops()
                .places()
                .iter()
                .map(|place| (Node::Stop(place.stop.0), &place.snap)),
        );
        places.extend(
            built
                .gates
                .gates()
                .iter()
                .enumerate()
                .map(|(n, gate)| (Node::Gate(n), &gate.snap)),
        );
        expanded.roads(&places);
        expanded.rides(timetable);
        expanded
    }

    fn roads(&mut self, places: &[(Node, &Snap)]) {
        let built = self.built;
        let tagged = built.network.tagged_vertices().iter();
        let walls: BTreeSet<u32> = tagged
            .filter(|(_, tags)| point_rule(&built.profile, tags) == PointRule::Closed)
            .map(|(vertex, _)| vertex.0)
            .collect();
        let mut length_of_way: BTreeMap<u32, u32> = BTreeMap::new();
        for (number, edge) in built.network.edges().iter().enumerate() {
            *length_of_way.entry(edge.way.0).or_default() +=
                built.network.length(EdgeIdx::from_usize(number)).0;
        }
        let mut decks = BTreeSet::new();
        for (number, edge) in built.network.edges().iter().enumerate() {
            let idx = EdgeIdx::from_usize(number);
            let tags = &built.raw.ways[edge.way.at()].tags;
            let rule = way_rule(&built.profile, tags);
            let length = built.network.length(idx);
            if rule.is_ferry {
                let which = FERRY_NAMES.iter().position(|name| tags.is("name", name)).unwrap();
                let time = part(4 * 600, length.0, length_of_way[&edge.way.0]);
                let ends = [edge.from.0, edge.to.0];
                for (from, to) in [(ends[0], ends[1]), (ends[1], ends[0])] {
                    self.plain
                        .push((Node::Deck(from, which as u32), Node::Deck(to, which as u32), time));
                }
                decks.extend(
                    ends.map(|end| (end, which as u32))
                        .into_iter()
                        .filter(|(end, _)| !walls.contains(end)),
                );
                continue;
            }
            // A wall has a side for each street that ends at it, so nobody passes from one to another.
            let end = |vertex: u32, is_end: bool| {
                let side = if walls.contains(&vertex) {
                    number as u32 + 1
                } else {
                    0
                };
                Node::Junction(vertex, side, is_end && side > 0)
            };
            let (start, finish) = (end(edge.from.0, false), end(edge.to.0, true));
            let on_edge: Vec<(Node, u32, i64)> = places
                .iter()
                .flat_map(|(node, snap)| {
                    let points = snap.points().filter(move |point| point.edge == idx);
                    points.map(move |point| (*node, point.offset.0, i64::from(snap.leg_time.0)))
                })
                .chain([(start, 0, 0), (finish, length.0, 0)])
                .collect();
            for (kmh, forward) in [(rule.forward_kmh, true), (rule.backward_kmh, false)] {
                let Some(kmh) = kmh else { continue };
                let whole = Deciseconds::at_speed(length, kmh).0;
                let [first, last] = if forward { [start, finish] } else { [finish, start] };
                for (from, here, leg) in &on_edge {
                    for (to, there, other_leg) in &on_edge {
                        let is_ahead = if forward { there >= here } else { there <= here };
                        // A place at the very end of a one-way street is not come to from beyond that end.
                        if from != to && is_ahead && *from != last && *to != first {
                            let along = part(whole, here.abs_diff(*there), length.0);
                            self.plain.push((*from, *to, along + leg + other_leg));
                        }
                    }
                }
            }
        }
        self.boardings(&decks);
    }

    /// From piers onto the decks of ferry ways and back.
    fn boardings(&mut self, decks: &BTreeSet<(u32, u32)>) {
        for (pier, line) in decks {
            let (ashore, deck) = (Node::Junction(*pier, 0, false), Node::Deck(*pier, *line));
            let windows = HOURS[*line as usize].1.iter().map(|(opens, closes, headway)| {
                let [opens, closes, headway] =
                    [opens, closes, headway].map(|minutes| i64::from(*minutes) * 600);
                (opens, closes, headway)
            });
            self.ferries.push((ashore, deck, windows.collect()));
            self.plain.push((deck, ashore, 0));
        }
    }

    fn rides(&mut self, timetable: &Timetable) {
        let day: Day = DAY.parse().unwrap();
        for (service_day, shift) in [(day, 0), (day.day_before().unwrap(), 864_000)] {
            for trip in &timetable.trips {
                let mode = timetable.line(trip.line).mode;
                let Some(boarding) = self.built.profile.rides.boarding_minutes.get(&mode) else {
                    continue;
                };
                let has_room = !self.built.profile.rides.with_bicycle || trip.bicycles != Carriage::Refused;
                if !has_room || !timetable.services[trip.service.at()].runs_on(service_day) {
                    continue;
                }
                let clock = |time: ClockTime| i64::from(time.0.0) - shift;
                let calls = trip.calls.iter();
                self.trips.push(Events {
                    calls: calls
                        .map(|call| {
                            (
                                call.stop.0,
                                clock(call.arrives),
                                clock(call.departs),
                                call.boards,
                                call.alights,
                            )
                        })
                        .collect(),
                    windows: trip
                        .windows
                        .iter()
                        .map(|window| {
                            (
                                clock(window.from),
                                clock(window.until),
                                i64::from(window.headway.0),
                            )
                        })
                        .collect(),
                    boarding: (boarding * 600.0) as i64,
                });
            }
        }
    }

    /// When each place must be left at the latest to be at a campus by a time: all ways are tried again until nothing
    /// changes.
    pub fn latest(&self, campus: u32, by: Clock) -> BTreeMap<Node, Clock> {
        let mut latest: BTreeMap<Node, Clock> = BTreeMap::new();
        for (number, gate) in self.built.gates.gates().iter().enumerate() {
            if gate.campus.0 == campus {
                latest.insert(Node::Gate(number), by);
            }
        }
        loop {
            let before = latest.clone();
            for (from, to, time) in &self.plain {
                // Nobody passes through a gate or a home.
                let passes = matches!(from, Node::Gate(_)) || matches!(to, Node::Home);
                if let Some(there) = latest.get(to).copied().filter(|_| !passes) {
                    improve(&mut latest, *from, there - time);
                }
            }
            for (pier, deck, windows) in &self.ferries {
                if let Some(there) = latest.get(deck).copied() {
                    for (opens, closes, headway) in windows {
                        let left = |ready: Clock| {
                            (ready <= *closes && ready.max(*opens) + headway <= there).then_some(())
                        };
                        if let Some(ready) = last_that_holds(|ready| left(ready).is_some()) {
                            improve(&mut latest, *pier, ready - BOARDING_FERRY);
                        }
                    }
                }
            }
            for trip in &self.trips {
                trip.improve(&mut latest);
            }
            if latest == before {
                return latest;
            }
        }
    }
}

/// The last tenth of a second of two days for which a test holds that holds for a beginning of them.
fn last_that_holds(holds: impl Fn(Clock) -> bool) -> Option<Clock> {
    let (mut low, mut high) = (0, 1_728_000);
    if !holds(low) {
        return None;
    }
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low)
}

fn improve(latest: &mut BTreeMap<Node, Clock>, node: Node, time: Clock) {
    if time >= 0 {
        let known = latest.entry(node).or_insert(time);
        *known = time.max(*known);
    }
}

impl Events {
    fn improve(&self, latest: &mut BTreeMap<Node, Clock>) {
        if self.windows.is_empty() {
            self.improve_by_clock(latest);
            return;
        }
        let start = self.calls[0].2;
        for from in 0..self.calls.len() {
            for to in from + 1..self.calls.len() {
                let (on, off) = (&self.calls[from], &self.calls[to]);
                let Some(there) = latest.get(&Node::Stop(off.0)).copied() else {
                    continue;
                };
                if !on.3 || !off.4 {
                    continue;
                }
                for (opens, closes, headway) in &self.windows {
                    let (opens, closes) = (opens + on.2 - start, closes + on.2 - start);
                    let holds =
                        |ready: Clock| ready <= closes && ready.max(opens) + headway + off.1 - on.2 <= there;
                    if let Some(ready) = last_that_holds(holds) {
                        improve(latest, Node::Stop(on.0), ready - self.boarding);
                    }
                }
            }
        }
    }

    /// From the last call to the first: whether somebody aboard can get off in time later on.
    fn improve_by_clock(&self, latest: &mut BTreeMap<Node, Clock>) {
        let mut gets_off_later = false;
        for (stop, arrives, departs, boards, alights) in self.calls.iter().rev() {
            if gets_off_later && *boards && *departs >= 0 {
                improve(latest, Node::Stop(*stop), departs - self.boarding);
            }
            let in_time = latest
                .get(&Node::Stop(*stop))
                .is_some_and(|there| arrives <= there);
            gets_off_later |= *alights && in_time && *arrives >= 0;
        }
    }
}
