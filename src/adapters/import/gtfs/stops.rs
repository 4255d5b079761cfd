//! Table `stops.txt`: wharves and stops, and the stations, entrances and nodes beside them.

use super::cells::{Coded, sign};
use super::tables::FeedTables;
use crate::adapters::import::ImportError;
use crate::adapters::import::table::{Row, Table};
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::LonLat;
use crate::domain::network::Stop;

const FILE: &str = "stops.txt";

/// What a row of the table is (`location_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Vehicles call here.
    Stop,
    /// It holds stops.
    Station,
    /// A door, a node of its paths, or a part of a platform.
    Part,
}

/// A row of the table.
#[derive(Debug, Clone)]
pub(super) struct StopRow {
    pub(super) kind: Kind,
    /// None for parts without a place of their own.
    pub(super) at: Option<LonLat>,
    pub(super) name: String,
}

impl StopRow {
    /// As a stop at which trips call.
    pub(super) fn stop(&self, id: &str) -> Option<Stop> {
        Some(Stop {
            id: id.to_owned(),
            name: self.name.clone(),
            at: self.at?,
        })
    }
}

#[derive(Clone, Copy)]
struct Columns {
    id: usize,
    place: (usize, usize),
    name: Option<usize>,
    code: Option<usize>,
    kind: Option<usize>,
    parent: Option<usize>,
}

/// Reads the table.
pub(super) fn read(
    tables: &mut FeedTables,
    diagnostics: &mut Diagnostics,
) -> Result<Coded<StopRow>, ImportError> {
    let Some(table) = tables.read(FILE, diagnostics)? else {
        diagnostics.push(tables.missing(FILE));
        return Ok(Coded::unknown());
    };
    let id = table.needed_column(&["stop_id"], diagnostics);
    let lon = table.needed_column(&["stop_lon"], diagnostics);
    let lat = table.needed_column(&["stop_lat"], diagnostics);
    let (Some(id), Some(lon), Some(lat)) = (id, lon, lat) else {
        return Ok(Coded::unknown());
    };
    let columns = Columns {
        id,
        place: (lon, lat),
        name: table.column(&["stop_name"]),
        code: table.column(&["stop_code"]),
        kind: table.column(&["location_type"]),
        parent: table.column(&["parent_station"]),
    };
    let mut stops = Coded::new();
    let mut places = Vec::new();
    for row in table.rows() {
        let stop = read_row(&table, row, columns, diagnostics);
        if let Some(at) = stop.as_ref().and_then(|stop| stop.at) {
            places.push((row.number, at));
        }
        stops.insert((&table, row, id), stop, diagnostics);
    }
    table.tell_strays(&places, diagnostics);
    name_unnamed(&table, columns, &mut stops, diagnostics);
    Ok(stops)
}

fn read_row(table: &Table, row: &Row, columns: Columns, diagnostics: &mut Diagnostics) -> Option<StopRow> {
    let kind = match sign(table, row, columns.kind, 4, diagnostics)? {
        0 => Kind::Stop,
        1 => Kind::Station,
        _ => Kind::Part,
    };
    let (lon, lat) = columns.place;
    let has_place = row.text(Some(lon)).is_some() || row.text(Some(lat)).is_some();
    let at = if kind == Kind::Part && !has_place {
        None
    } else {
        Some(table.place(row, columns.place, diagnostics)?)
    };
    let name = row.text(columns.name).unwrap_or_default().to_owned();
    Some(StopRow { kind, at, name })
}

/// A stop without a name has that of its station, else its public code, else its id, and is told.
fn name_unnamed(table: &Table, columns: Columns, stops: &mut Coded<StopRow>, diagnostics: &mut Diagnostics) {
    for row in table.rows() {
        let Some(id) = row.text(Some(columns.id)) else {
            continue;
        };
        let is_unnamed = |stop: &StopRow| stop.name.is_empty() && stop.kind == Kind::Stop;
        if !stops.get(id).is_some_and(is_unnamed) {
            continue;
        }
        let station = row.text(columns.parent).and_then(|parent| stops.get(parent));
        let station = station
            .map(|station| station.name.clone())
            .filter(|name| !name.is_empty());
        let name = station.unwrap_or_else(|| {
            let instead = row.text(columns.code).unwrap_or(id).to_owned();
            let sentence = format!("The stop has no name and is called `{instead}`; give it one.");
            diagnostics.push(
                table
                    .doubt(row.number, "gtfs/stop_unnamed", sentence)
                    .in_column("stop_name"),
            );
            instead
        });
        if let Some(stop) = stops.get_mut(id) {
            stop.name = name;
        }
    }
}
