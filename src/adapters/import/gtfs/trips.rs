//! Table `trips.txt`: which line runs on which days, and what it takes along.

use super::cells::{Coded, sign};
use super::services::FILES;
use super::tables::FeedTables;
use crate::adapters::import::ImportError;
use crate::adapters::import::table::{Row, Table};
use crate::base::diagnostic::Diagnostics;
use crate::domain::network::{Carriage, Line, Service};

/// The file, as findings name it.
pub(super) const FILE: &str = "trips.txt";

/// A row of the table.
#[derive(Debug, Clone)]
pub(super) struct TripRow {
    pub(super) line: String,
    pub(super) service: String,
    pub(super) headsign: Option<String>,
    pub(super) shape: Option<String>,
    pub(super) bicycles: Carriage,
    pub(super) cars: Carriage,
}

#[derive(Clone, Copy)]
struct Columns {
    id: usize,
    line: usize,
    service: usize,
    headsign: Option<usize>,
    shape: Option<usize>,
    bicycles: Option<usize>,
    cars: Option<usize>,
}

/// Reads the table.
pub(super) fn read(
    tables: &mut FeedTables,
    (lines, services): (&Coded<Line>, &Coded<Service>),
    diagnostics: &mut Diagnostics,
) -> Result<Coded<TripRow>, ImportError> {
    let Some(table) = tables.read(FILE, diagnostics)? else {
        diagnostics.push(tables.missing(FILE));
        return Ok(Coded::unknown());
    };
    let id = table.needed_column(&["trip_id"], diagnostics);
    let line = table.needed_column(&["route_id"], diagnostics);
    let service = table.needed_column(&["service_id"], diagnostics);
    let (Some(id), Some(line), Some(service)) = (id, line, service) else {
        return Ok(Coded::unknown());
    };
    let columns = Columns {
        id,
        line,
        service,
        headsign: table.column(&["trip_headsign"]),
        shape: table.column(&["shape_id"]),
        bicycles: table.column(&["bikes_allowed"]),
        cars: table.column(&["cars_allowed"]),
    };
    let mut trips = Coded::new();
    for row in table.rows() {
        let trip = read_row(&table, row, columns, (lines, services), diagnostics);
        trips.insert((&table, row, columns.id), trip, diagnostics);
    }
    Ok(trips)
}

fn read_row(
    table: &Table,
    row: &Row,
    columns: Columns,
    (lines, services): (&Coded<Line>, &Coded<Service>),
    diagnostics: &mut Diagnostics,
) -> Option<TripRow> {
    let line = lines.referred("routes.txt", (table, row, columns.line), diagnostics);
    let service = services.referred(FILES, (table, row, columns.service), diagnostics);
    let bicycles = carriage(table, row, columns.bicycles, diagnostics);
    let cars = carriage(table, row, columns.cars, diagnostics);
    Some(TripRow {
        line: line?.to_owned(),
        service: service?.to_owned(),
        headsign: row.text(columns.headsign).map(str::to_owned),
        shape: row.text(columns.shape).map(str::to_owned),
        bicycles: bicycles?,
        cars: cars?,
    })
}

fn carriage(
    table: &Table,
    row: &Row,
    column: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<Carriage> {
    Some(match sign(table, row, column, 2, diagnostics)? {
        1 => Carriage::Allowed,
        2 => Carriage::Refused,
        _ => Carriage::Unsaid,
    })
}
