//! Table `stop_times.txt`: where each trip calls, and when.

use std::collections::BTreeMap;

use super::cells::{Coded, Read, maybe, needed, sign};
use super::feed::FeedCall;
use super::stops::{Kind, StopRow};
use super::tables::FeedTables;
use super::trips::{self, TripRow};
use crate::adapters::import::ImportError;
use crate::adapters::import::table::{Row, Table};
use crate::base::calendar::ClockTime;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::units::Deciseconds;

const FILE: &str = "stop_times.txt";

/// Calls of each trip, in order.
pub(super) type Calls = BTreeMap<String, Vec<FeedCall>>;

#[derive(Clone, Copy)]
struct Columns {
    trip: usize,
    stop: usize,
    sequence: usize,
    arrives: Option<usize>,
    departs: Option<usize>,
    pickup: Option<usize>,
    drop_off: Option<usize>,
    /// Areas and groups of stops that are served on demand.
    areas: [Option<usize>; 2],
}

/// A call whose times may be unknown still.
struct RawCall {
    row: u64,
    sequence: u32,
    stop: String,
    arrives: Option<ClockTime>,
    departs: Option<ClockTime>,
    boards: bool,
    alights: bool,
}

/// All calls of a trip.
#[derive(Default)]
struct RawTrip {
    calls: Vec<RawCall>,
    /// Whether a row of it is wrong; then what follows from that is not told as well.
    is_faulty: bool,
}

/// Reads the table; trips that cannot be travelled are told and left out.
pub(super) fn read(
    tables: &mut FeedTables,
    (trips, stops): (&Coded<TripRow>, &Coded<StopRow>),
    diagnostics: &mut Diagnostics,
) -> Result<Calls, ImportError> {
    let Some(table) = tables.read(FILE, diagnostics)? else {
        return Ok(Calls::new());
    };
    let Some(columns) = columns(&table, diagnostics) else {
        return Ok(Calls::new());
    };
    let mut raw: BTreeMap<String, RawTrip> = BTreeMap::new();
    for row in table.rows() {
        let trip = trips.referred(trips::FILE, (&table, row, columns.trip), diagnostics);
        if let Some(trip) = trip
            && !raw.contains_key(trip)
        {
            raw.insert(trip.to_owned(), RawTrip::default());
        }
        let call = if is_on_demand(row, columns) {
            let sentence = "The row is a ride on demand without a stop or times; its trip is left out.";
            diagnostics.push(table.doubt(row.number, "gtfs/on_demand", sentence));
            None
        } else {
            read_row(&table, row, columns, stops, diagnostics)
        };
        let Some(of_trip) = trip.and_then(|trip| raw.get_mut(trip)) else {
            continue;
        };
        match call {
            Some(call) => of_trip.calls.push(call),
            None => of_trip.is_faulty = true,
        }
    }
    let mut calls = Calls::new();
    for (trip, row, _) in trips.iter() {
        let of_trip = raw.remove(trip).unwrap_or_default();
        if of_trip.is_faulty {
            continue;
        }
        if of_trip.calls.len() < 2 {
            let file = format!("{}/{}", tables.name(), trips::FILE);
            diagnostics.push(too_short(trip, of_trip.calls.len()).in_file(&file).at_row(row));
            continue;
        }
        if let Some(timed) = timed(&table, columns, of_trip.calls, diagnostics) {
            calls.insert(trip.to_owned(), timed);
        }
    }
    Ok(calls)
}

fn columns(table: &Table, diagnostics: &mut Diagnostics) -> Option<Columns> {
    let trip = table.needed_column(&["trip_id"], diagnostics);
    let stop = table.needed_column(&["stop_id"], diagnostics);
    let sequence = table.needed_column(&["stop_sequence"], diagnostics);
    let arrives = table.column(&["arrival_time"]);
    let departs = table.column(&["departure_time"]);
    if arrives.is_none() && departs.is_none() {
        table.needed_column(&["arrival_time"], diagnostics);
        return None;
    }
    Some(Columns {
        trip: trip?,
        stop: stop?,
        sequence: sequence?,
        arrives,
        departs,
        pickup: table.column(&["pickup_type"]),
        drop_off: table.column(&["drop_off_type"]),
        areas: [
            table.column(&["location_id"]),
            table.column(&["location_group_id"]),
        ],
    })
}

fn is_on_demand(row: &Row, columns: Columns) -> bool {
    row.text(Some(columns.stop)).is_none() && columns.areas.iter().any(|area| row.text(*area).is_some())
}

fn read_row(
    table: &Table,
    row: &Row,
    columns: Columns,
    stops: &Coded<StopRow>,
    diagnostics: &mut Diagnostics,
) -> Option<RawCall> {
    let stop = stops.referred("stops.txt", (table, row, columns.stop), diagnostics);
    let sequence = needed::<u32>(table, row, columns.sequence, diagnostics);
    let times = times(table, row, columns, diagnostics);
    let boards = stops_for(table, row, columns.pickup, diagnostics);
    let alights = stops_for(table, row, columns.drop_off, diagnostics);
    let stop = stop?;
    // Without a good row of the stop its fault was told there.
    let kind = stops.get(stop).map(|stop| (stop.kind, stop.at.is_some()));
    match kind {
        Some((Kind::Stop, _)) | None => {}
        Some((_, true)) => {
            let sentence = format!("`{stop}` is a station or a part of one, not a stop; name the stop.");
            diagnostics.push(
                table
                    .doubt(row.number, "gtfs/call_at_station", sentence)
                    .in_column(table.heading(columns.stop)),
            );
        }
        Some((_, false)) => {
            let sentence = format!("`{stop}` is a part of a station without a place; name the stop.");
            diagnostics.push(
                table
                    .finding(row.number, "gtfs/call_nowhere", sentence)
                    .in_column(table.heading(columns.stop)),
            );
            return None;
        }
    }
    let (arrives, departs) = times?;
    Some(RawCall {
        row: row.number,
        sequence: sequence?,
        stop: stop.to_owned(),
        arrives,
        departs,
        boards: boards?,
        alights: alights?,
    })
}

/// Both times of a row; where it has only one, the vehicle arrives and departs at once.
fn times(
    table: &Table,
    row: &Row,
    columns: Columns,
    diagnostics: &mut Diagnostics,
) -> Option<(Option<ClockTime>, Option<ClockTime>)> {
    let arrives = maybe::<ClockTime>(table, row, columns.arrives, diagnostics);
    let departs = maybe::<ClockTime>(table, row, columns.departs, diagnostics);
    match (arrives, departs) {
        (Read::Told, _) | (_, Read::Told) => None,
        (Read::Empty, Read::Empty) => Some((None, None)),
        (Read::Value(time), Read::Empty) | (Read::Empty, Read::Value(time)) => Some((Some(time), Some(time))),
        (Read::Value(arrives), Read::Value(departs)) if departs < arrives => {
            let sentence =
                format!("It departs at {departs}, before it arrives at {arrives}; mend one of them.");
            let error = table.finding(row.number, "gtfs/time_back", sentence);
            diagnostics.push(error.in_column("departure_time"));
            None
        }
        (Read::Value(arrives), Read::Value(departs)) => Some((Some(arrives), Some(departs))),
    }
}

/// Whether a vehicle stops to let people on or off; one that must be asked to is told, because a child may not know.
fn stops_for(table: &Table, row: &Row, column: Option<usize>, diagnostics: &mut Diagnostics) -> Option<bool> {
    let kind = sign(table, row, column, 3, diagnostics)?;
    if kind >= 2 {
        let asked = if kind == 2 { "the operator" } else { "the driver" };
        let sentence = format!("It stops here only if {asked} is asked; it is counted as if it always did.");
        let doubt = table.doubt(row.number, "gtfs/on_request", sentence);
        diagnostics.push(doubt.in_column(column.map_or("", |column| table.heading(column))));
    }
    Some(kind != 1)
}

fn too_short(trip: &str, n_calls: usize) -> Diagnostic {
    let sentence = format!(
        "The trip `{trip}` calls at {n_calls} stops in {FILE} and is left out; give it two at least, or take it out."
    );
    Diagnostic::new(Severity::Warning, "gtfs/trip_too_short", sentence)
}

/// The calls in order with all their times, or none where they contradict one another.
fn timed(
    table: &Table,
    columns: Columns,
    mut calls: Vec<RawCall>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<FeedCall>> {
    calls.sort_by_key(|call| (call.sequence, call.row));
    let mut is_good = true;
    for pair in calls
        .windows(2)
        .filter(|pair| pair[0].sequence == pair[1].sequence)
    {
        let sentence = format!(
            "Row {} of the trip has the stop_sequence {} already; number each call once.",
            pair[0].row, pair[1].sequence
        );
        let error = table.finding(pair[1].row, "gtfs/sequence_twice", sentence);
        diagnostics.push(error.in_column(table.heading(columns.sequence)));
        is_good = false;
    }
    for end in [calls.first(), calls.last()].into_iter().flatten() {
        if end.arrives.is_none() {
            let sentence = "The first and the last call of a trip need a time; fill it in.";
            let error = table.finding(end.row, "gtfs/time_missing", sentence);
            diagnostics.push(error.in_column("arrival_time"));
            is_good = false;
        }
    }
    if !is_good || !never_goes_back(table, &calls, diagnostics) {
        return None;
    }
    let times = spread(table, &calls, diagnostics);
    let of = |(call, (arrives, departs)): (RawCall, (ClockTime, ClockTime))| FeedCall {
        stop: call.stop,
        arrives,
        departs,
        boards: call.boards,
        alights: call.alights,
    };
    Some(calls.into_iter().zip(times).map(of).collect())
}

fn never_goes_back(table: &Table, calls: &[RawCall], diagnostics: &mut Diagnostics) -> bool {
    let mut is_good = true;
    let mut before: Option<(u64, ClockTime)> = None;
    for call in calls {
        if let (Some((row, departed)), Some(arrives)) = (before, call.arrives)
            && arrives < departed
        {
            let sentence = format!(
                "It arrives at {arrives}, before it departs at {departed} in row {row}; mend a time or the order. \
                 After midnight hours go on with 24."
            );
            let error = table.finding(call.row, "gtfs/time_back", sentence);
            diagnostics.push(error.in_column("arrival_time"));
            is_good = false;
        }
        before = call.departs.map(|departs| (call.row, departs)).or(before);
    }
    is_good
}

/// Arrivals and departures, where calls without times are spread evenly between those that have some.
fn spread(table: &Table, calls: &[RawCall], diagnostics: &mut Diagnostics) -> Vec<(ClockTime, ClockTime)> {
    let known: Vec<(usize, (ClockTime, ClockTime))> = calls
        .iter()
        .enumerate()
        .filter_map(|(at, call)| Some((at, (call.arrives?, call.departs?))))
        .collect();
    let mut times: Vec<(ClockTime, ClockTime)> = known.iter().take(1).map(|(_, times)| *times).collect();
    let mut n_spread = 0;
    for pair in known.windows(2) {
        let [(from, (_, departs)), (to, next)] = [pair[0], pair[1]];
        let seconds = u64::from(next.0.since(departs).whole_seconds());
        for step in 1..to - from {
            let part = seconds * step as u64 / (to - from) as u64;
            let time = departs.after(Deciseconds(part as u32 * 10));
            times.push((time, time));
            n_spread += 1;
        }
        times.push(next);
    }
    if n_spread > 0 {
        let sentence = format!(
            "{n_spread} calls of this trip have no time; they are spread evenly between the calls that have one."
        );
        let first = calls.iter().find(|call| call.arrives.is_none());
        let note = Diagnostic::new(Severity::Note, "gtfs/times_spread", sentence);
        diagnostics.push(
            note.in_file(table.file())
                .at_row(first.map_or(1, |call| call.row))
                .in_column("arrival_time"),
        );
    }
    times
}
