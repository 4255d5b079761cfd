//! The rows of all tables as one feed: trips get their calls, times and ways.

use std::collections::BTreeMap;

use super::calls::Calls;
use super::cells::Coded;
use super::feed::{Feed, FeedCall, FeedTrip};
use super::frequencies::{Frequencies, Frequency};
use super::shapes::Shapes;
use super::stops::{Kind, StopRow};
use super::tables::FeedTables;
use super::trips::{self, TripRow};
use crate::base::calendar::ClockTime;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{FixedLonLat, Ruler};
use crate::base::units::Deciseconds;
use crate::domain::network::{Line, LineMode, Service, ServiceWindow, Stop};

/// What the tables gave.
pub(super) struct Rows {
    pub(super) stops: Coded<StopRow>,
    pub(super) lines: Coded<Line>,
    pub(super) services: Coded<Service>,
    pub(super) trips: Coded<TripRow>,
    pub(super) calls: Calls,
    pub(super) frequencies: Frequencies,
    pub(super) shapes: Option<Shapes>,
}

/// One feed.
pub(super) fn feed(tables: &FeedTables, mut rows: Rows, diagnostics: &mut Diagnostics) -> Feed {
    let file = format!("{}/{}", tables.name(), trips::FILE);
    let mut trips = BTreeMap::new();
    for (code, row, trip) in rows.trips.iter() {
        let Some(calls) = rows.calls.remove(code) else {
            continue;
        };
        let shape = shape_of(trip, rows.shapes.as_ref()).unwrap_or_else(|sentence| {
            let doubt = Diagnostic::new(Severity::Warning, "gtfs/shape_unknown", sentence);
            diagnostics.push(doubt.in_file(&file).at_row(row).in_column("shape_id"));
            Vec::new()
        });
        if let Some(doubt) = too_fast(trip, &calls, &rows) {
            diagnostics.push(doubt.in_file(&file).at_row(row).at_object(format!("trip {code}")));
        }
        let frequencies = rows.frequencies.remove(code).unwrap_or_default();
        let trip = FeedTrip {
            line: trip.line.clone(),
            service: trip.service.clone(),
            headsign: trip.headsign.clone(),
            calls,
            windows: Vec::new(),
            bicycles: trip.bicycles,
            cars: trip.cars,
            shape,
        };
        add_trips(code, trip, &frequencies, &mut trips);
    }
    note_parts(tables, &rows, diagnostics);
    Feed {
        name: String::new(),
        stops: stops(&rows.stops, &trips),
        lines: rows.lines.into_rows().collect(),
        services: rows.services.into_rows().collect(),
        trips,
    }
}

/// A trip that runs once, about so often, or at many clock times: then it becomes a trip for each.
fn add_trips(code: &str, trip: FeedTrip, frequencies: &[Frequency], trips: &mut BTreeMap<String, FeedTrip>) {
    let windows: Vec<ServiceWindow> = frequencies
        .iter()
        .filter(|frequency| !frequency.has_clock_times)
        .map(|frequency| frequency.window)
        .collect();
    let at_clock_times = frequencies.iter().filter(|frequency| frequency.has_clock_times);
    for departs in at_clock_times.flat_map(Frequency::departures) {
        let calls = shifted(&trip.calls, departs);
        let seconds = departs.0.0 / 10 % 60;
        let seconds = if seconds == 0 {
            String::new()
        } else {
            format!(":{seconds:02}")
        };
        trips.insert(
            format!("{code} @{departs}{seconds}"),
            FeedTrip {
                calls,
                ..trip.clone()
            },
        );
    }
    if frequencies.is_empty() || !windows.is_empty() {
        trips.insert(code.to_owned(), FeedTrip { windows, ..trip });
    }
}

/// The calls of a trip that departs at another time.
fn shifted(calls: &[FeedCall], departs: ClockTime) -> Vec<FeedCall> {
    let Some(first) = calls.first().map(|call| call.departs) else {
        return Vec::new();
    };
    // What the vehicle arrives at its first stop ahead of its departure matters to nobody.
    let move_time = |time: ClockTime| departs.after(time.since(first));
    let mut moved = calls.to_vec();
    for call in &mut moved {
        call.arrives = move_time(call.arrives);
        call.departs = move_time(call.departs);
    }
    moved
}

/// The way of a trip, empty where it names none, or what is wrong with the one that it names.
fn shape_of(trip: &TripRow, shapes: Option<&Shapes>) -> Result<Vec<FixedLonLat>, String> {
    let Some(code) = &trip.shape else {
        return Ok(Vec::new());
    };
    match shapes.and_then(|shapes| shapes.get(code)) {
        Some(shape) if shape.len() >= 2 => Ok(shape.clone()),
        Some(_) => Err(format!(
            "The way `{code}` in shapes.txt has fewer than two points; the trip is drawn without it."
        )),
        None => Err(format!(
            "There is no `{code}` in shapes.txt; the trip is drawn without it."
        )),
    }
}

/// Faster than this on the straight line between two calls, a place or a time is wrong; in kilometres an hour.
///
/// Source: the thresholds of the canonical GTFS validator's `fast_travel_between_consecutive_stops`.
const fn fastest_kmh(mode: LineMode) -> f64 {
    match mode {
        LineMode::Boat => 80.0,
        LineMode::Bus => 150.0,
        LineMode::Other => 500.0,
    }
}

/// A warning about the first stretch on which a trip is too fast to be true.
/// A minute is granted, because timetables are in whole minutes.
fn too_fast(trip: &TripRow, calls: &[FeedCall], rows: &Rows) -> Option<Diagnostic> {
    let limit = fastest_kmh(rows.lines.get(&trip.line)?.mode);
    calls.windows(2).find_map(|pair| {
        let (from, to) = (rows.stops.get(&pair[0].stop)?, rows.stops.get(&pair[1].stop)?);
        let metres = Ruler::between(from.at?, to.at?);
        let time: Deciseconds = pair[1].arrives.0.saturating_sub(pair[0].departs.0) + Deciseconds::from_minutes(1.0);
        let kmh = metres * 36.0 / f64::from(time.0);
        (kmh > limit).then(|| {
            let sentence = format!(
                "From `{}` to `{}` it would be faster than {kmh:.0} km/h; check the times and the places of both.",
                from.name, to.name
            );
            Diagnostic::new(Severity::Warning, "gtfs/too_fast", sentence)
        })
    })
}

/// Stations, doors and nodes are no use to a timetable of stops, and so is said.
fn note_parts(tables: &FeedTables, rows: &Rows, diagnostics: &mut Diagnostics) {
    let file = format!("{}/stops.txt", tables.name());
    for (_, row, _) in rows.stops.iter().filter(|(_, _, stop)| stop.kind != Kind::Stop) {
        let sentence = "The row is a station, a door or a node; only stops are used.";
        let note = Diagnostic::new(Severity::Note, "gtfs/stop_part", sentence);
        diagnostics.push(note.in_file(&file).at_row(row));
    }
}

/// All stops, and whatever else a trip calls at.
fn stops(rows: &Coded<StopRow>, trips: &BTreeMap<String, FeedTrip>) -> BTreeMap<String, Stop> {
    let called_at: std::collections::BTreeSet<&str> = trips
        .values()
        .flat_map(|trip| &trip.calls)
        .map(|call| call.stop.as_str())
        .collect();
    rows.iter()
        .filter(|(code, _, stop)| stop.kind == Kind::Stop || called_at.contains(code))
        .filter_map(|(code, _, stop)| Some((code.to_owned(), stop.stop(code)?)))
        .collect()
}
