//! The trips of one day as patterns: trips that call at the same stops, none of which overtakes another, or one trip
//! that is repeated in windows.
//! A passenger rides one trip from one of its calls to a later one and boards once for it.

use std::collections::BTreeMap;
use std::iter;

use super::stops::PlaceIdx;
use super::windows::{BoardingWindow, earliest_of, latest_of};
use crate::base::calendar::ClockTime;
use crate::base::geom::{LonLat, Ruler};
use crate::base::ids::{LineIdx, StopIdx, TripIdx};
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::network::timetable::{Call, ServiceWindow, Timetable, Trip};

/// Dense position of a pattern in a day's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatternIdx(pub u32);

/// One run of a pattern: a trip of those with clock times, or a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run(pub u32);

/// Trips that call at the same stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Its line; trips of several lines never share a pattern.
    pub line: LineIdx,
    /// Where it calls.
    pub stops: Vec<StopIdx>,
    /// What the profile needs for boarding.
    pub boarding: Deciseconds,
    /// Where its stops stand on the network; none where passengers cannot get on or off or the stop meets no road.
    pub(super) boards_at: Vec<Option<PlaceIdx>>,
    pub(super) alights_at: Vec<Option<PlaceIdx>>,
    /// Length from the first call to each.
    along: Vec<Centimetres>,
    /// Shape from each call to the next.
    legs: Vec<Vec<LonLat>>,
    runs: Runs,
}

#[derive(Debug, Clone, PartialEq)]
enum Runs {
    /// Trips in order; each arrives and departs nowhere before the one in front of it.
    Clock {
        trips: Vec<TripIdx>,
        /// Times of all calls of the first trip, then of the second.
        arrives: Vec<ClockTime>,
        departs: Vec<ClockTime>,
    },
    Windows {
        trip: TripIdx,
        /// For each call, the windows in which it is departed from.
        windows: Vec<Vec<BoardingWindow>>,
        /// For each call, arrival and departure after the departure from the first.
        offsets: Vec<[Deciseconds; 2]>,
    },
}

/// When somebody gets on and off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunTimes {
    /// The trip.
    pub trip: TripIdx,
    /// The window, where the trip has no clock times.
    pub window: Option<BoardingWindow>,
    /// Departure at clock time; for a window none is known.
    pub departs: Option<ClockTime>,
    /// Time aboard.
    pub aboard: Deciseconds,
}

impl Pattern {
    /// The last moment to be at the stop of a call, boarding included, so as to be at that of a later call by a time;
    /// with the run that is taken.
    pub fn latest(&self, from: usize, to: usize, by: ClockTime) -> Option<(ClockTime, Run)> {
        let (departs, run) = match &self.runs {
            Runs::Clock { departs, .. } => {
                let run = self.n_clock_runs_by(to, by).checked_sub(1)?;
                (departs[run * self.stops.len() + from], Run(run as u32))
            }
            Runs::Windows { windows, offsets, .. } => {
                let by = by.before(aboard(offsets, from, to))?;
                let (ready, window) = latest_of(&windows[from], by)?;
                (ready, Run(window as u32))
            }
        };
        Some((departs.before(self.boarding)?, run))
    }

    /// When somebody who comes to the stop of a call is at that of a later call, at the latest.
    pub fn earliest(&self, from: usize, to: usize, comes: ClockTime) -> Option<ClockTime> {
        let ready = comes.after(self.boarding);
        match &self.runs {
            Runs::Clock {
                trips,
                arrives,
                departs,
            } => {
                let n_calls = self.stops.len();
                let departs_at = |run: usize| departs[run * n_calls + from];
                let run = partition_point(trips.len(), |run| departs_at(run) < ready);
                (run < trips.len()).then(|| arrives[run * n_calls + to])
            }
            Runs::Windows { windows, offsets, .. } => {
                Some(earliest_of(&windows[from], ready)?.after(aboard(offsets, from, to)))
            }
        }
    }

    /// The times of a run between two calls.
    pub fn times(&self, run: Run, from: usize, to: usize) -> RunTimes {
        let number = run.0 as usize;
        match &self.runs {
            Runs::Clock {
                trips,
                arrives,
                departs,
            } => {
                let first = number * self.stops.len();
                RunTimes {
                    trip: trips[number],
                    window: None,
                    departs: Some(departs[first + from]),
                    aboard: arrives[first + to].since(departs[first + from]),
                }
            }
            Runs::Windows {
                trip,
                windows,
                offsets,
            } => RunTimes {
                trip: *trip,
                window: Some(windows[from][number]),
                departs: None,
                aboard: aboard(offsets, from, to),
            },
        }
    }

    /// Length between two calls.
    ///
    /// # Units
    /// Centimetres along the trip's shape, else straight from stop to stop.
    pub fn length(&self, from: usize, to: usize) -> Centimetres {
        self.along[to] - self.along[from]
    }

    /// Shape between two calls.
    pub fn shape(&self, from: usize, to: usize) -> Vec<LonLat> {
        let mut shape: Vec<LonLat> = Vec::new();
        for leg in &self.legs[from..to] {
            let known = shape.last().copied();
            shape.extend(
                leg.iter()
                    .skip(usize::from(known.is_some() && known == leg.first().copied())),
            );
        }
        shape
    }

    /// How many runs have arrived at a call by a time.
    fn n_clock_runs_by(&self, to: usize, by: ClockTime) -> usize {
        match &self.runs {
            Runs::Clock { trips, arrives, .. } => {
                partition_point(trips.len(), |run| arrives[run * self.stops.len() + to] <= by)
            }
            Runs::Windows { .. } => 0,
        }
    }
}

/// The first number below `count` for which a test that holds for a beginning of them fails.
fn partition_point(count: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

fn aboard(offsets: &[[Deciseconds; 2]], from: usize, to: usize) -> Deciseconds {
    offsets[to][0] - offsets[from][1]
}

/// One trip on one day: its calls with their clock times on that day.
pub(super) struct DayTrip<'a> {
    pub(super) trip: TripIdx,
    pub(super) record: &'a Trip,
    pub(super) calls: Vec<Call>,
    pub(super) windows: Vec<ServiceWindow>,
    pub(super) boarding: Deciseconds,
    /// What its windows are ahead of the day's clock.
    shift: Deciseconds,
}

const A_DAY: Deciseconds = Deciseconds(24 * 3600 * 10);

impl<'a> DayTrip<'a> {
    /// A trip of the day itself.
    pub(super) fn today(trip: TripIdx, record: &'a Trip, boarding: Deciseconds) -> Self {
        Self {
            trip,
            record,
            calls: record.calls.clone(),
            windows: record.windows.clone(),
            boarding,
            shift: Deciseconds::ZERO,
        }
    }

    /// What of a trip of the day before runs after midnight: a boat at 25:00 of Tuesday is one at 01:00 of Wednesday.
    pub(super) fn after_midnight(trip: TripIdx, record: &'a Trip, boarding: Deciseconds) -> Option<Self> {
        let mut part = Self::today(trip, record, boarding);
        if part.windows.is_empty() {
            part.calls.retain(|call| call.departs.0 >= A_DAY);
            for call in &mut part.calls {
                call.arrives = ClockTime(call.arrives.0.saturating_sub(A_DAY));
                call.departs = ClockTime(call.departs.0 - A_DAY);
            }
            return (part.calls.len() > 1).then_some(part);
        }
        part.shift = A_DAY;
        Some(part)
    }
}

/// Trips of one day grouped to patterns, in an order that depends on the trips alone.
pub(super) fn group(
    trips: Vec<DayTrip<'_>>,
    timetable: &Timetable,
    place_of: impl Fn(StopIdx) -> Option<PlaceIdx>,
) -> Vec<Pattern> {
    type Key = (LineIdx, Deciseconds, Vec<(StopIdx, bool, bool)>);
    let mut alike: BTreeMap<Key, Vec<DayTrip<'_>>> = BTreeMap::new();
    let mut patterns = Vec::new();
    for trip in trips {
        if !trip.windows.is_empty() {
            patterns.push(windowed(&trip, timetable, &place_of));
            continue;
        }
        let calls = trip
            .calls
            .iter()
            .map(|call| (call.stop, call.boards, call.alights));
        let key = (trip.record.line, trip.boarding, calls.collect());
        alike.entry(key).or_default().push(trip);
    }
    for mut trips in alike.into_values() {
        trips.sort_by_key(|trip| {
            (
                times(trip, |call| call.departs),
                times(trip, |call| call.arrives),
                trip.trip,
            )
        });
        for trips in without_overtaking(trips) {
            patterns.push(clocked(&trips, timetable, &place_of));
        }
    }
    patterns
}

fn times(trip: &DayTrip<'_>, of: impl Fn(&Call) -> ClockTime) -> Vec<ClockTime> {
    trip.calls.iter().map(of).collect()
}

/// Divides trips so that within a group none is overtaken; each goes to the first group that it does not overtake.
fn without_overtaking(trips: Vec<DayTrip<'_>>) -> Vec<Vec<DayTrip<'_>>> {
    let mut groups: Vec<Vec<DayTrip<'_>>> = Vec::new();
    for trip in trips {
        let follows = |last: &DayTrip<'_>| {
            let pairs = last.calls.iter().zip(&trip.calls);
            pairs
                .into_iter()
                .all(|(a, b)| a.arrives <= b.arrives && a.departs <= b.departs)
        };
        match groups.iter_mut().find(|group| group.last().is_some_and(follows)) {
            Some(group) => group.push(trip),
            None => groups.push(vec![trip]),
        }
    }
    groups
}

fn clocked(
    trips: &[DayTrip<'_>],
    timetable: &Timetable,
    place_of: &impl Fn(StopIdx) -> Option<PlaceIdx>,
) -> Pattern {
    let calls = || trips.iter().flat_map(|trip| &trip.calls);
    let runs = Runs::Clock {
        trips: trips.iter().map(|trip| trip.trip).collect(),
        arrives: calls().map(|call| call.arrives).collect(),
        departs: calls().map(|call| call.departs).collect(),
    };
    pattern(&trips[0], runs, timetable, place_of)
}

fn windowed(
    trip: &DayTrip<'_>,
    timetable: &Timetable,
    place_of: &impl Fn(StopIdx) -> Option<PlaceIdx>,
) -> Pattern {
    let start = trip.calls[0].departs;
    let offsets: Vec<[Deciseconds; 2]> = trip
        .calls
        .iter()
        .map(|call| [call.arrives.since(start), call.departs.since(start)])
        .collect();
    let windows_at = |offset: Deciseconds| {
        let at_call = trip.windows.iter().filter_map(|window| {
            Some(BoardingWindow {
                opens: ClockTime(window.from.after(offset).0.saturating_sub(trip.shift)),
                closes: window.until.after(offset).before(trip.shift)?,
                headway: window.headway,
            })
        });
        at_call.collect()
    };
    let runs = Runs::Windows {
        trip: trip.trip,
        windows: offsets.iter().map(|[_, departs]| windows_at(*departs)).collect(),
        offsets,
    };
    pattern(trip, runs, timetable, place_of)
}

fn pattern(
    trip: &DayTrip<'_>,
    runs: Runs,
    timetable: &Timetable,
    place_of: &impl Fn(StopIdx) -> Option<PlaceIdx>,
) -> Pattern {
    let legs = legs(trip, timetable);
    let lengths = legs.iter().map(|leg| {
        let metres: f64 = leg.windows(2).map(|pair| Ruler::between(pair[0], pair[1])).sum();
        Centimetres::from_metres(metres)
    });
    let along = iter::once(Centimetres::ZERO).chain(lengths.scan(Centimetres::ZERO, |sum, length| {
        *sum += length;
        Some(*sum)
    }));
    let places = |takes: fn(&Call) -> bool| {
        let calls = trip.calls.iter();
        calls
            .map(|call| place_of(call.stop).filter(|_| takes(call)))
            .collect()
    };
    Pattern {
        line: trip.record.line,
        stops: trip.calls.iter().map(|call| call.stop).collect(),
        boarding: trip.boarding,
        boards_at: places(|call| call.boards),
        alights_at: places(|call| call.alights),
        along: along.collect(),
        runs,
        legs,
    }
}

/// Shapes from call to call: along the trip's way where it has one and passes the stops in order, else straight.
fn legs(trip: &DayTrip<'_>, timetable: &Timetable) -> Vec<Vec<LonLat>> {
    let way: Vec<LonLat> = trip.record.shape.iter().map(|at| LonLat::from(*at)).collect();
    let stops: Vec<LonLat> = trip
        .calls
        .iter()
        .map(|call| timetable.stop(call.stop).at)
        .collect();
    let mut passed = Vec::with_capacity(stops.len());
    let mut from = 0;
    for stop in &stops {
        // The whole way is looked along for the first stop; later ones come after it.
        let ahead = way.iter().enumerate().skip(from);
        let metres = |at: &LonLat| Ruler::between(*stop, *at);
        let Some((nearest, _)) = ahead.min_by(|a, b| metres(a.1).total_cmp(&metres(b.1))) else {
            break;
        };
        passed.push(nearest);
        from = nearest;
    }
    let pairs = stops.windows(2).enumerate();
    pairs
        .map(|(number, ends)| {
            let between = match passed.get(number..number + 2) {
                Some([a, b]) => &way[*a..=*b],
                _ => &[],
            };
            let mut leg = vec![ends[0]];
            leg.extend_from_slice(between);
            leg.push(ends[1]);
            leg.dedup();
            leg
        })
        .collect()
}
