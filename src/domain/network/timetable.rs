//! Timetables as records: stops, lines, days of service and trips of boats, ferries and buses.
//! How they are searched stands elsewhere; which day is asked for comes from outside.

use std::collections::BTreeSet;

use crate::base::calendar::{ClockTime, Day};
use crate::base::geom::{FixedLonLat, LonLat};
use crate::base::ids::{LineIdx, ServiceIdx, StopIdx, TripIdx};
use crate::base::units::Deciseconds;

/// What a line sails or drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineMode {
    /// A ferry or boat.
    Boat,
    /// A bus.
    Bus,
    /// Anything else on rails, ropes or wheels.
    Other,
}

/// A wharf or bus stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Its code, unique in the timetable.
    pub id: String,
    /// Its name, NFC.
    pub name: String,
    /// Where it is.
    pub at: LonLat,
}

/// A line that people know by a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its code, unique in the timetable.
    pub id: String,
    /// Its name or number, NFC.
    pub name: String,
    /// Who runs it, where the data say so.
    pub operator: Option<String>,
    /// What it sails or drives.
    pub mode: LineMode,
    /// Whether it carries pupils only.
    pub pupils_only: bool,
}

/// The days on which trips run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its code, unique in the timetable.
    pub id: String,
    /// Weekdays from Monday, within the first and the last day.
    pub weekdays: [bool; 7],
    /// First and last day of the weekdays; none where only single days are listed.
    pub period: Option<[Day; 2]>,
    /// Single days that are added.
    pub added: BTreeSet<Day>,
    /// Single days that are taken out, such as holidays.
    pub removed: BTreeSet<Day>,
}

impl Service {
    /// Whether its trips run on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        if self.removed.contains(&day) {
            return false;
        }
        let within = self
            .period
            .is_some_and(|[first, last]| first <= day && day <= last);
        self.added.contains(&day) || (within && self.weekdays[day.weekday()])
    }
}

/// A call of a trip at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Where.
    pub stop: StopIdx,
    /// When it arrives.
    pub arrives: ClockTime,
    /// When it departs, not before it arrives.
    pub departs: ClockTime,
    /// Whether passengers get on.
    pub boards: bool,
    /// Whether passengers get off.
    pub alights: bool,
}

/// A time in which trips follow each other at an interval, without a clock time for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceWindow {
    /// First departure from the first stop.
    pub from: ClockTime,
    /// End of departures from the first stop.
    pub until: ClockTime,
    /// Time between departures, more than zero.
    pub headway: Deciseconds,
}

/// Whether a trip takes a vehicle along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carriage {
    /// The data do not say.
    #[default]
    Unsaid,
    /// There is room for at least one.
    Allowed,
    /// There is none.
    Refused,
}

/// A trip, or the pattern of trips that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// Its code, unique in the timetable.
    pub id: String,
    /// Where it says that it goes, NFC.
    pub headsign: Option<String>,
    /// Its line.
    pub line: LineIdx,
    /// When it runs.
    pub service: ServiceIdx,
    /// Its calls in order, at least two, their times never going back.
    pub calls: Vec<Call>,
    /// Windows in which it is repeated; its clock times then only tell the time between calls. Empty where it runs
    /// once, at its clock times.
    pub windows: Vec<ServiceWindow>,
    /// Whether bicycles are taken along.
    pub bicycles: Carriage,
    /// Whether cars are taken along.
    pub cars: Carriage,
    /// Its way on the map, where the data have one.
    pub shape: Vec<FixedLonLat>,
}

/// All trips, with what they refer to by position.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timetable {
    /// Stops by code.
    pub stops: Vec<Stop>,
    /// Lines by code.
    pub lines: Vec<Line>,
    /// Services by code.
    pub services: Vec<Service>,
    /// Trips by code.
    pub trips: Vec<Trip>,
}

impl Timetable {
    /// Whether nothing runs at all.
    pub fn is_empty(&self) -> bool {
        self.trips.is_empty()
    }

    /// The same with all rows ordered by code, and what refers to them following them; rows of one code keep their
    /// order. Nothing may refer to a row that is not there.
    #[must_use]
    pub fn ordered(self) -> Self {
        let (stops, new_stop) = by_code(self.stops, |stop| &stop.id);
        let (lines, new_line) = by_code(self.lines, |line| &line.id);
        let (services, new_service) = by_code(self.services, |service| &service.id);
        let (mut trips, _) = by_code(self.trips, |trip| &trip.id);
        for trip in &mut trips {
            trip.line = LineIdx::from_usize(new_line[trip.line.at()]);
            trip.service = ServiceIdx::from_usize(new_service[trip.service.at()]);
            for call in &mut trip.calls {
                call.stop = StopIdx::from_usize(new_stop[call.stop.at()]);
            }
            trip.windows.sort_unstable();
        }
        Self {
            stops,
            lines,
            services,
            trips,
        }
    }

    /// One stop.
    pub fn stop(&self, stop: StopIdx) -> &Stop {
        &self.stops[stop.at()]
    }

    /// One line.
    pub fn line(&self, line: LineIdx) -> &Line {
        &self.lines[line.at()]
    }

    /// Trips that run on a day, in order.
    pub fn trips_on(&self, day: Day) -> impl Iterator<Item = (TripIdx, &Trip)> {
        let runs = move |trip: &Trip| self.services[trip.service.at()].runs_on(day);
        let trips = self.trips.iter().enumerate().filter(move |(_, trip)| runs(trip));
        trips.map(|(idx, trip)| (TripIdx::from_usize(idx), trip))
    }
}

/// Rows by code, and the new position of each old one.
fn by_code<T>(rows: Vec<T>, code: impl Fn(&T) -> &str) -> (Vec<T>, Vec<usize>) {
    let mut numbered: Vec<(usize, T)> = rows.into_iter().enumerate().collect();
    numbered.sort_by(|(_, a), (_, b)| code(a).cmp(code(b)));
    let mut new_positions = vec![0; numbered.len()];
    for (new, (old, _)) in numbered.iter().enumerate() {
        new_positions[*old] = new;
    }
    (numbered.into_iter().map(|(_, row)| row).collect(), new_positions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_runs_on_its_weekdays_within_its_period_but_for_single_days() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let service = Service {
            id: "school".into(),
            weekdays: [true, true, true, true, true, false, false],
            period: Some([day("2026-09-05"), day("2027-05-31")]),
            added: [day("2026-09-12")].into(),
            removed: [day("2026-11-20")].into(),
        };
        assert!(service.runs_on(day("2026-11-23")));
        assert!(!service.runs_on(day("2026-11-20")), "a holiday");
        assert!(!service.runs_on(day("2026-11-22")), "a Sunday");
        assert!(service.runs_on(day("2026-09-12")), "a Saturday that was added");
        assert!(!service.runs_on(day("2027-06-01")), "after the last day");
    }
}
