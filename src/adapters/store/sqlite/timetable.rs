//! Tables `stop`, `transit_line`, `service` and `trip`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, SqliteConnection};

use super::SqliteStore;
use super::geometry::{decode_place, decode_shape, encode_place, encode_shape};
use super::rows::{Damage, ROWS_PER_INSERT, Reading, column};
use crate::adapters::store::{RevisionId, StoreError};
use crate::base::calendar::{ClockTime, Day};
use crate::base::ids::{LineIdx, ServiceIdx, StopIdx};
use crate::base::units::Deciseconds;
use crate::domain::network::{Call, Carriage, Line, LineMode, Service, ServiceWindow, Stop, Timetable, Trip};

const STOPS: Reading<Stop> = Reading {
    table: "stop",
    page: "select fid, stop_id, name, geom from stop where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_stop,
};

const LINES: Reading<Line> = Reading {
    table: "transit_line",
    page: "select fid, line_id, name, operator, mode, pupils_only from transit_line \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_line,
};

const SERVICES: Reading<Service> = Reading {
    table: "service",
    page: "select fid, service_id, weekdays, first_day, last_day, added, removed from service \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_service,
};

const TRIPS: Reading<StoredTrip> = Reading {
    table: "trip",
    page: "select fid, trip_id, line_id, service_id, headsign, calls, windows, bicycles, cars, geom from trip \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_trip,
};

/// A trip whose references are codes still.
struct StoredTrip {
    fid: i64,
    trip_id: String,
    line_id: String,
    service_id: String,
    headsign: Option<String>,
    calls: Vec<StoredCall>,
    windows: Vec<StoredWindow>,
    bicycles: Carriage,
    cars: Carriage,
    shape: Vec<crate::base::geom::FixedLonLat>,
}

#[derive(Serialize, Deserialize)]
struct StoredCall {
    stop_id: String,
    arrives_ds: u32,
    departs_ds: u32,
    boards: bool,
    alights: bool,
}

#[derive(Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "each names its unit")]
struct StoredWindow {
    starts_ds: u32,
    ends_ds: u32,
    headway_ds: u32,
}

impl SqliteStore {
    /// The timetable of a revision, in the order in which it was written.
    pub(super) async fn timetable_of(&self, revision: RevisionId) -> Result<Timetable, StoreError> {
        let mut timetable = Timetable {
            stops: self.read_all(revision, &STOPS).await?,
            lines: self.read_all(revision, &LINES).await?,
            services: self.read_all(revision, &SERVICES).await?,
            trips: Vec::new(),
        };
        let codes = Codes::of(&timetable);
        let stored = self.read_all(revision, &TRIPS).await?;
        let mut trips = Vec::with_capacity(stored.len());
        for trip in stored {
            let row = trip.fid;
            trips.push(codes.trip(trip).map_err(|problem| StoreError::DamagedRow {
                table: TRIPS.table,
                row,
                problem,
            })?);
        }
        timetable.trips = trips;
        Ok(timetable)
    }
}

/// Where each code stands in its table.
struct Codes {
    stops: BTreeMap<String, usize>,
    lines: BTreeMap<String, usize>,
    services: BTreeMap<String, usize>,
}

impl Codes {
    fn of(timetable: &Timetable) -> Self {
        fn positions<T>(rows: &[T], code: impl Fn(&T) -> &String) -> BTreeMap<String, usize> {
            rows.iter()
                .enumerate()
                .map(|(at, row)| (code(row).clone(), at))
                .collect()
        }
        Self {
            stops: positions(&timetable.stops, |stop| &stop.id),
            lines: positions(&timetable.lines, |line| &line.id),
            services: positions(&timetable.services, |service| &service.id),
        }
    }

    fn trip(&self, stored: StoredTrip) -> Result<Trip, Damage> {
        let known = |of: &BTreeMap<String, usize>, code: &str| {
            of.get(code)
                .copied()
                .ok_or_else(|| format!("nothing has the code `{code}`"))
        };
        let calls = stored
            .calls
            .iter()
            .map(|call| {
                Ok(Call {
                    stop: StopIdx::from_usize(known(&self.stops, &call.stop_id)?),
                    arrives: ClockTime(Deciseconds(call.arrives_ds)),
                    departs: ClockTime(Deciseconds(call.departs_ds)),
                    boards: call.boards,
                    alights: call.alights,
                })
            })
            .collect::<Result<_, Damage>>()?;
        let window = |window: &StoredWindow| ServiceWindow {
            from: ClockTime(Deciseconds(window.starts_ds)),
            until: ClockTime(Deciseconds(window.ends_ds)),
            headway: Deciseconds(window.headway_ds),
        };
        Ok(Trip {
            line: LineIdx::from_usize(known(&self.lines, &stored.line_id)?),
            service: ServiceIdx::from_usize(known(&self.services, &stored.service_id)?),
            id: stored.trip_id,
            headsign: stored.headsign,
            calls,
            windows: stored.windows.iter().map(window).collect(),
            bicycles: stored.bicycles,
            cars: stored.cars,
            shape: stored.shape,
        })
    }
}

/// Writes stops, lines, services and trips.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    timetable: &Timetable,
) -> sqlx::Result<()> {
    for stops in timetable.stops.chunks(ROWS_PER_INSERT) {
        insert_stops(connection, revision, stops).await?;
    }
    for lines in timetable.lines.chunks(ROWS_PER_INSERT) {
        insert_lines(connection, revision, lines).await?;
    }
    for services in timetable.services.chunks(ROWS_PER_INSERT) {
        insert_services(connection, revision, services).await?;
    }
    for trips in timetable.trips.chunks(ROWS_PER_INSERT) {
        insert_trips(connection, revision, trips, timetable).await?;
    }
    Ok(())
}

async fn insert_stops(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    stops: &[Stop],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new("insert into stop (revision_id, stop_id, name, geom) ");
    insert.push_values(stops, |mut row, stop| {
        row.push_bind(revision.0)
            .push_bind(&stop.id)
            .push_bind(&stop.name)
            .push_bind(encode_place(stop.at));
    });
    insert.build().execute(connection).await.map(|_| ())
}

async fn insert_lines(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    lines: &[Line],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new(
        "insert into transit_line (revision_id, line_id, name, operator, mode, pupils_only) ",
    );
    insert.push_values(lines, |mut row, line| {
        row.push_bind(revision.0)
            .push_bind(&line.id)
            .push_bind(&line.name)
            .push_bind(&line.operator)
            .push_bind(write_mode(line.mode))
            .push_bind(line.pupils_only);
    });
    insert.build().execute(connection).await.map(|_| ())
}

async fn insert_services(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    services: &[Service],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new(
        "insert into service (revision_id, service_id, weekdays, first_day, last_day, added, removed) ",
    );
    insert.push_values(services, |mut row, service| {
        let weekdays: String = service
            .weekdays
            .iter()
            .map(|runs| if *runs { '1' } else { '0' })
            .collect();
        row.push_bind(revision.0)
            .push_bind(&service.id)
            .push_bind(weekdays)
            .push_bind(service.period.map(|[first, _]| first.to_string()))
            .push_bind(service.period.map(|[_, last]| last.to_string()))
            .push_bind(write_days(&service.added))
            .push_bind(write_days(&service.removed));
    });
    insert.build().execute(connection).await.map(|_| ())
}

async fn insert_trips(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    trips: &[Trip],
    timetable: &Timetable,
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new(
        "insert into trip (revision_id, trip_id, line_id, service_id, headsign, calls, windows, bicycles, cars, \
         geom) ",
    );
    insert.push_values(trips, |mut row, trip| {
        row.push_bind(revision.0)
            .push_bind(&trip.id)
            .push_bind(&timetable.line(trip.line).id)
            .push_bind(&timetable.services[trip.service.at()].id)
            .push_bind(&trip.headsign)
            .push_bind(write_calls(trip, timetable))
            .push_bind(write_windows(&trip.windows))
            .push_bind(write_carriage(trip.bicycles))
            .push_bind(write_carriage(trip.cars))
            .push_bind((!trip.shape.is_empty()).then(|| encode_shape(&trip.shape)));
    });
    insert.build().execute(connection).await.map(|_| ())
}

fn read_stop(row: &SqliteRow) -> Result<Stop, Damage> {
    Ok(Stop {
        id: column(row, "stop_id")?,
        name: column(row, "name")?,
        at: decode_place(column(row, "geom")?)?,
    })
}

fn read_line(row: &SqliteRow) -> Result<Line, Damage> {
    Ok(Line {
        id: column(row, "line_id")?,
        name: column(row, "name")?,
        operator: column(row, "operator")?,
        mode: read_mode(column(row, "mode")?)?,
        pupils_only: column(row, "pupils_only")?,
    })
}

fn read_service(row: &SqliteRow) -> Result<Service, Damage> {
    let period: (Option<&str>, Option<&str>) = (column(row, "first_day")?, column(row, "last_day")?);
    let signs: &str = column(row, "weekdays")?;
    let weekdays: Vec<bool> = signs.bytes().map(|sign| sign == b'1').collect();
    Ok(Service {
        id: column(row, "service_id")?,
        weekdays: weekdays
            .try_into()
            .map_err(|days: Vec<bool>| format!("it has {} weekdays", days.len()))?,
        period: match period {
            (Some(first), Some(last)) => Some([read_day(first)?, read_day(last)?]),
            _ => None,
        },
        added: read_days(column(row, "added")?)?,
        removed: read_days(column(row, "removed")?)?,
    })
}

fn read_trip(row: &SqliteRow) -> Result<StoredTrip, Damage> {
    let shape: Option<&[u8]> = column(row, "geom")?;
    Ok(StoredTrip {
        fid: column(row, "fid")?,
        trip_id: column(row, "trip_id")?,
        line_id: column(row, "line_id")?,
        service_id: column(row, "service_id")?,
        headsign: column(row, "headsign")?,
        calls: read_json("calls", column(row, "calls")?)?,
        windows: read_json("windows", column(row, "windows")?)?,
        bicycles: read_carriage(column(row, "bicycles")?)?,
        cars: read_carriage(column(row, "cars")?)?,
        shape: shape.map_or_else(|| Ok(Vec::new()), decode_shape)?,
    })
}

fn write_calls(trip: &Trip, timetable: &Timetable) -> String {
    let stored = |call: &Call| StoredCall {
        stop_id: timetable.stop(call.stop).id.clone(),
        arrives_ds: call.arrives.0.0,
        departs_ds: call.departs.0.0,
        boards: call.boards,
        alights: call.alights,
    };
    write_json(&trip.calls.iter().map(stored).collect::<Vec<_>>())
}

fn write_windows(windows: &[ServiceWindow]) -> String {
    let stored = |window: &ServiceWindow| StoredWindow {
        starts_ds: window.from.0.0,
        ends_ds: window.until.0.0,
        headway_ds: window.headway.0,
    };
    write_json(&windows.iter().map(stored).collect::<Vec<_>>())
}

fn write_days(days: &BTreeSet<Day>) -> String {
    write_json(&days.iter().map(Day::to_string).collect::<Vec<_>>())
}

fn read_days(json: &str) -> Result<BTreeSet<Day>, Damage> {
    let days: Vec<String> = read_json("days", json)?;
    days.iter().map(|day| read_day(day)).collect()
}

fn read_day(text: &str) -> Result<Day, Damage> {
    text.parse::<Day>().map_err(|error| error.to_string())
}

fn write_json(rows: &impl Serialize) -> String {
    serde_json::to_string(rows).expect("text and numbers are always JSON")
}

fn read_json<T: serde::de::DeserializeOwned>(name: &str, json: &str) -> Result<T, Damage> {
    serde_json::from_str(json).map_err(|error| format!("its {name}: {error}"))
}

const fn write_mode(mode: LineMode) -> &'static str {
    match mode {
        LineMode::Boat => "boat",
        LineMode::Bus => "bus",
        LineMode::Other => "other",
    }
}

fn read_mode(word: &str) -> Result<LineMode, Damage> {
    match word {
        "boat" => Ok(LineMode::Boat),
        "bus" => Ok(LineMode::Bus),
        "other" => Ok(LineMode::Other),
        _ => Err(format!("its mode is `{word}`")),
    }
}

const fn write_carriage(carriage: Carriage) -> &'static str {
    match carriage {
        Carriage::Unsaid => "unsaid",
        Carriage::Allowed => "allowed",
        Carriage::Refused => "refused",
    }
}

fn read_carriage(word: &str) -> Result<Carriage, Damage> {
    match word {
        "unsaid" => Ok(Carriage::Unsaid),
        "allowed" => Ok(Carriage::Allowed),
        "refused" => Ok(Carriage::Refused),
        _ => Err(format!("what it takes along is `{word}`")),
    }
}
