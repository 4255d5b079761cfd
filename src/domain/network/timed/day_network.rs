//! One profile's network on one day: the trips that run, the stops where they meet the roads, and the hours of ferry
//! ways.
//! A ferry way whose name a boat line of the timetable bears sails as that line says, for who may ride it.

use std::collections::{BTreeMap, BTreeSet};

use super::opening::{conditional_intervals, names_weekdays, open_hours};
use super::pattern::{DayTrip, Pattern, PatternIdx, group};
use super::stops::{PlaceIdx, StopSet};
use super::windows::{BoardingWindow, earliest_of, latest_of};
use crate::base::calendar::{ClockTime, Day};
use crate::base::ids::ArcIdx;
use crate::base::ids::{LineIdx, ServiceIdx, StateIdx, StopIdx};
use crate::base::units::Deciseconds;
use crate::domain::network::ferry::{FerryLines, parse_duration};
use crate::domain::network::graph::{ArcKind, ProfileGraph};
use crate::domain::network::profile::Profile;
use crate::domain::network::raw::RawWay;
use crate::domain::network::snap::Snapper;
use crate::domain::network::timetable::{Carriage, LineMode, Timetable, Trip};

/// What makes two days the same to travellers: the services that run, those of the day before, and the weekday where a
/// ferry's hours name one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayType {
    services: Vec<ServiceIdx>,
    services_before: Vec<ServiceIdx>,
    weekday: Option<usize>,
}

impl DayType {
    /// The type of a day; weekdays count by themselves only where the hours of a ferry way name any.
    pub fn of(day: Day, timetable: &Timetable, weekday_counts: bool) -> Self {
        let running = |day: Day| {
            let services = (0..).map(ServiceIdx).zip(&timetable.services);
            services
                .filter(|(_, service)| service.runs_on(day))
                .map(|(idx, _)| idx)
                .collect::<Vec<_>>()
        };
        Self {
            services: running(day),
            services_before: day.day_before().map(running).unwrap_or_default(),
            weekday: weekday_counts.then(|| day.weekday()),
        }
    }
}

/// Whether the hours of any ferry way name days of the week.
pub fn ferries_name_weekdays(ways: &[RawWay]) -> bool {
    let names = |way: &RawWay| {
        let tags = ["opening_hours", "interval:conditional"].map(|key| way.tags.get(key));
        way.tags.is("route", "ferry") && tags.into_iter().flatten().any(names_weekdays)
    };
    ways.iter().any(names)
}

/// A ferry line of the ways on one day.
#[derive(Debug, Clone, PartialEq)]
struct FerryDay {
    boarding: Deciseconds,
    service: FerryService,
}

#[derive(Debug, Clone, PartialEq)]
enum FerryService {
    /// At an interval, as the tags of its ways tell.
    Windows(Vec<BoardingWindow>),
    /// By these lines of the timetable.
    Timetable(Vec<LineIdx>),
}

/// A position in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PatternCall {
    pub(super) pattern: PatternIdx,
    pub(super) position: usize,
}

/// One profile's network on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayNetwork {
    stops: StopSet,
    patterns: Vec<Pattern>,
    boards_at: Vec<Vec<PatternCall>>,
    alights_at: Vec<Vec<PatternCall>>,
    ferries: Vec<FerryDay>,
    line_of_deck: BTreeMap<StateIdx, u32>,
}

impl DayNetwork {
    /// What runs on a day and where it meets the profile's network.
    pub fn build(
        snapper: &Snapper<'_>,
        graph: &ProfileGraph,
        ways: &[RawWay],
        profile: &Profile,
        timetable: &Timetable,
        day: Day,
    ) -> Self {
        let boarding_of = |trip: &Trip| boarding(profile, timetable, trip);
        // All stops that the profile can use on some day: whether a stop meets a road does not depend on the day.
        let ridden = timetable.trips.iter().filter(|trip| boarding_of(trip).is_some());
        let used: BTreeSet<StopIdx> = ridden
            .flat_map(|trip| &trip.calls)
            .map(|call| call.stop)
            .collect();
        let at = |stop: StopIdx| (stop, timetable.stop(stop).at);
        let stops = StopSet::snap(
            snapper,
            graph,
            profile.snapping.access_kmh,
            used.into_iter().map(at),
        );
        let place_of: BTreeMap<StopIdx, PlaceIdx> = (0..)
            .map(PlaceIdx)
            .zip(stops.places())
            .map(|(place, known)| (known.stop, place))
            .collect();
        let today = timetable
            .trips_on(day)
            .filter_map(|(idx, trip)| Some(DayTrip::today(idx, trip, boarding_of(trip)?)));
        let night = day
            .day_before()
            .into_iter()
            .flat_map(|before| timetable.trips_on(before));
        let night = night.filter_map(|(idx, trip)| DayTrip::after_midnight(idx, trip, boarding_of(trip)?));
        let patterns = group(today.chain(night).collect(), timetable, |stop| {
            place_of.get(&stop).copied()
        });
        let (ferries, line_of_deck) = ferries(snapper, graph, ways, profile, timetable, day);
        Self {
            boards_at: calls(stops.len(), &patterns, |pattern| &pattern.boards_at),
            alights_at: calls(stops.len(), &patterns, |pattern| &pattern.alights_at),
            stops,
            patterns,
            ferries,
            line_of_deck,
        }
    }

    /// The stops that the profile can use.
    pub const fn stops(&self) -> &StopSet {
        &self.stops
    }

    /// One pattern.
    pub fn pattern(&self, pattern: PatternIdx) -> &Pattern {
        &self.patterns[pattern.0 as usize]
    }

    /// All patterns.
    pub fn patterns(&self) -> impl Iterator<Item = (PatternIdx, &Pattern)> {
        (0..).map(PatternIdx).zip(&self.patterns)
    }

    /// Calls at a stop where passengers get on.
    pub(super) fn boards_at(&self, place: PlaceIdx) -> &[PatternCall] {
        &self.boards_at[place.0 as usize]
    }

    /// Calls at a stop where passengers get off.
    pub(super) fn alights_at(&self, place: PlaceIdx) -> &[PatternCall] {
        &self.alights_at[place.0 as usize]
    }

    /// The last moment to be at the pier of a ferry way's deck, so as to leave it by a time; with the window.
    pub(super) fn board_latest(&self, deck: StateIdx, by: ClockTime) -> Option<(ClockTime, BoardingWindow)> {
        let ferry = self.ferry(deck)?;
        let FerryService::Windows(windows) = &ferry.service else {
            return None;
        };
        let (ready, number) = latest_of(windows, by)?;
        Some((ready.before(ferry.boarding)?, windows[number]))
    }

    /// When somebody who comes to the pier of a ferry way's deck has left it, at the latest.
    pub(super) fn board_earliest(&self, deck: StateIdx, comes: ClockTime) -> Option<ClockTime> {
        let ferry = self.ferry(deck)?;
        match &ferry.service {
            FerryService::Windows(windows) => earliest_of(windows, comes.after(ferry.boarding)),
            FerryService::Timetable(_) => None,
        }
    }

    /// What boarding takes on a ferry way's deck.
    pub(super) fn ferry_boarding(&self, deck: StateIdx) -> Deciseconds {
        self.ferry(deck).map_or(Deciseconds::ZERO, |ferry| ferry.boarding)
    }

    /// The lines of the timetable that sail instead of a ferry way, by its deck.
    pub(super) fn lines_instead(&self, deck: StateIdx) -> &[LineIdx] {
        match self.ferry(deck).map(|ferry| &ferry.service) {
            Some(FerryService::Timetable(lines)) => lines,
            _ => &[],
        }
    }

    fn ferry(&self, deck: StateIdx) -> Option<&FerryDay> {
        let line = self.line_of_deck.get(&deck)?;
        Some(&self.ferries[*line as usize])
    }

    /// Whether anything here depends on the clock; where nothing does, all is walked or driven.
    pub fn has_clock(&self) -> bool {
        !self.patterns.is_empty() || !self.line_of_deck.is_empty()
    }
}

/// What boarding takes for a profile, where it rides the trip.
fn boarding(profile: &Profile, timetable: &Timetable, trip: &Trip) -> Option<Deciseconds> {
    let minutes = profile
        .rides
        .boarding_minutes
        .get(&timetable.line(trip.line).mode)?;
    let has_room = !profile.rides.with_bicycle || trip.bicycles != Carriage::Refused;
    has_room.then(|| Deciseconds::from_minutes(*minutes))
}

fn calls(
    n_places: usize,
    patterns: &[Pattern],
    places: impl Fn(&Pattern) -> &[Option<PlaceIdx>],
) -> Vec<Vec<PatternCall>> {
    let mut at = vec![Vec::new(); n_places];
    for (number, pattern) in (0..).zip(patterns) {
        for (position, place) in places(pattern).iter().enumerate() {
            if let Some(place) = place {
                at[place.0 as usize].push(PatternCall {
                    pattern: PatternIdx(number),
                    position,
                });
            }
        }
    }
    at
}

/// Ferry lines of the ways on a day, and the line of each deck.
fn ferries(
    snapper: &Snapper<'_>,
    graph: &ProfileGraph,
    ways: &[RawWay],
    profile: &Profile,
    timetable: &Timetable,
    day: Day,
) -> (Vec<FerryDay>, BTreeMap<StateIdx, u32>) {
    let lines = FerryLines::group(ways);
    let days = (0..lines.n_lines() as u32).map(|line| {
        let instead = lines_of_names(profile, timetable, lines.names(line));
        if !instead.is_empty() {
            return FerryDay {
                boarding: Deciseconds::ZERO,
                service: FerryService::Timetable(instead),
            };
        }
        FerryDay {
            boarding: Deciseconds::from_minutes(profile.ferries.boarding_minutes),
            service: FerryService::Windows(windows(&lines, line, profile, day)),
        }
    });
    let days = days.collect();
    if lines.n_lines() == 0 {
        return (days, BTreeMap::new());
    }
    let mut line_of_deck = BTreeMap::new();
    for arc in (0..graph.n_arcs()).map(ArcIdx::from_usize) {
        if let ArcKind::Along { edge, .. } = graph.kind(arc)
            && let Some(line) = lines.line_of(snapper.network.edge(edge).way)
        {
            line_of_deck.insert(graph.tail(arc), line);
            line_of_deck.insert(graph.head(arc), line);
        }
    }
    (days, line_of_deck)
}

/// Boat lines of the timetable that bear a name of a ferry way and on some day carry the profile.
fn lines_of_names(profile: &Profile, timetable: &Timetable, names: &[String]) -> Vec<LineIdx> {
    let alike = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    let bears = |name: &String| names.iter().any(|known| alike(known, name));
    let carries = |line: LineIdx| {
        let mut trips = timetable.trips.iter().filter(|trip| trip.line == line);
        trips.any(|trip| boarding(profile, timetable, trip).is_some())
    };
    let lines = (0..).map(LineIdx).zip(&timetable.lines);
    lines
        .filter(|(_, line)| line.mode == LineMode::Boat && (bears(&line.name) || bears(&line.id)))
        .map(|(idx, _)| idx)
        .filter(|idx| carries(*idx))
        .collect()
}

/// The windows of a ferry line on a day: its open hours, cut where another interval begins or ends to hold.
fn windows(lines: &FerryLines, line: u32, profile: &Profile, day: Day) -> Vec<BoardingWindow> {
    let headway = lines.headway(line, &profile.ferries);
    let open = open_hours(lines.opening_hours(line).unwrap_or("24/7"), day);
    let other = lines
        .conditional_interval(line)
        .map(|text| conditional_intervals(text, day, parse_duration))
        .unwrap_or_default();
    let mut windows = Vec::new();
    for [opens, closes] in open {
        let ends = other.iter().flat_map(|(hours, _)| hours);
        let mut cuts: BTreeSet<ClockTime> = ends
            .copied()
            .filter(|cut| opens < *cut && *cut < closes)
            .collect();
        cuts.extend([opens, closes]);
        let cuts: Vec<ClockTime> = cuts.into_iter().collect();
        for pair in cuts.windows(2) {
            let holds = |hours: &[ClockTime; 2]| hours[0] <= pair[0] && pair[1] <= hours[1];
            let last = other.iter().rev().find(|(hours, _)| holds(hours));
            windows.push(BoardingWindow {
                opens: pair[0],
                closes: pair[1],
                headway: last.map_or(headway, |(_, interval)| *interval),
            });
        }
    }
    windows
}
