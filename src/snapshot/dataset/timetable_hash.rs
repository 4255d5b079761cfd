//! The rows of a timetable as bytes to be hashed: what refers to another row names its code, so that no order shows.

use rayon::prelude::*;

use super::hash::{Row, row};
use crate::base::calendar::Day;
use crate::domain::network::{Call, Carriage, Line, LineMode, Service, Stop, Timetable, Trip};

/// A hash a row.
pub(super) fn timetable_rows(timetable: &Timetable) -> Vec<[u8; 32]> {
    let stops = timetable.stops.iter().map(|stop| row(|r| write_stop(r, stop)));
    let lines = timetable.lines.iter().map(|line| row(|r| write_line(r, line)));
    let services = timetable
        .services
        .iter()
        .map(|service| row(|r| write_service(r, service)));
    let mut hashes: Vec<[u8; 32]> = stops.chain(lines).chain(services).collect();
    let trips = timetable
        .trips
        .par_iter()
        .map(|trip| row(|r| write_trip(r, trip, timetable)));
    hashes.par_extend(trips);
    hashes
}

fn write_stop(row: &mut Row, stop: &Stop) {
    row.text("stop");
    row.text(&stop.id);
    row.text(&stop.name);
    row.place_at(stop.at);
}

fn write_line(row: &mut Row, line: &Line) {
    row.text("line");
    row.text(&line.id);
    row.text(&line.name);
    row.maybe_text(line.operator.as_deref());
    row.text(match line.mode {
        LineMode::Boat => "boat",
        LineMode::Bus => "bus",
        LineMode::Other => "other",
    });
    row.number(i64::from(line.pupils_only));
}

fn write_service(row: &mut Row, service: &Service) {
    row.text("service");
    row.text(&service.id);
    for runs in service.weekdays {
        row.number(i64::from(runs));
    }
    write_days(row, service.period.iter().flatten());
    write_days(row, &service.added);
    write_days(row, &service.removed);
}

fn write_days<'d>(row: &mut Row, days: impl IntoIterator<Item = &'d Day>) {
    let days: Vec<&Day> = days.into_iter().collect();
    row.count(days.len());
    for day in days {
        row.number(i64::from(day.number()));
    }
}

fn write_trip(row: &mut Row, trip: &Trip, timetable: &Timetable) {
    row.text("trip");
    row.text(&trip.id);
    row.maybe_text(trip.headsign.as_deref());
    row.text(code(&timetable.lines, trip.line.at(), |line| &line.id));
    row.text(code(&timetable.services, trip.service.at(), |service| {
        &service.id
    }));
    row.count(trip.calls.len());
    for call in &trip.calls {
        write_call(row, call, timetable);
    }
    let mut windows = trip.windows.clone();
    windows.sort_unstable();
    row.count(windows.len());
    for window in windows {
        row.number(i64::from(window.from.0.0));
        row.number(i64::from(window.until.0.0));
        row.number(i64::from(window.headway.0));
    }
    for carriage in [trip.bicycles, trip.cars] {
        row.text(match carriage {
            Carriage::Unsaid => "unsaid",
            Carriage::Allowed => "allowed",
            Carriage::Refused => "refused",
        });
    }
    row.count(trip.shape.len());
    for at in &trip.shape {
        row.number(i64::from(at.lon_e7));
        row.number(i64::from(at.lat_e7));
    }
}

fn write_call(row: &mut Row, call: &Call, timetable: &Timetable) {
    row.text(code(&timetable.stops, call.stop.at(), |stop| &stop.id));
    row.number(i64::from(call.arrives.0.0));
    row.number(i64::from(call.departs.0.0));
    row.number(i64::from(call.boards));
    row.number(i64::from(call.alights));
}

/// The code of a row; none for a row that is not there, which is refused after the hash is taken.
fn code<T>(rows: &[T], at: usize, id: impl Fn(&T) -> &String) -> &str {
    rows.get(at).map_or("", |row| id(row))
}
