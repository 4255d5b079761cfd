//! Lists of schools in CSV: one row a campus.

use std::path::Path;

use super::features::place_points;
use super::schools_fields::{self as fields, Fields};
use super::table::{EAST, LAT, LON, NORTH, Row, Table};
use super::{ImportError, ReadOptions, file_name};
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::LonLat;
use crate::snapshot::dataset::StagedCampus;

/// A row whose cells are found by the names of their columns.
struct NamedRow<'t> {
    table: &'t Table,
    row: &'t Row,
}

impl Fields for NamedRow<'_> {
    fn field(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| self.row.text(self.table.column(&[name])))
            .map(str::to_owned)
    }
}

/// Reads a list.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<StagedCampus>, ImportError> {
    let table = Table::read_list(path, &known_names(), diagnostics)?;
    let has_name = table.needed_column(fields::NAME, diagnostics);
    let id_names: Vec<&str> = fields::CAMPUS_ID
        .iter()
        .chain(fields::SCHOOL_ID)
        .copied()
        .collect();
    let has_id = table.needed_column(&id_names, diagnostics);
    let in_metres = table.projected_columns().filter(|_| table.column(LON).is_none());
    let place_columns = match in_metres {
        Some(columns) => Some(columns),
        None => table.place_columns(diagnostics),
    };
    let projected = place_columns.filter(|_| in_metres.is_some() || options.asks_projection());
    let (Some(_), Some(_), Some(place_columns)) = (has_name, has_id, place_columns) else {
        return Ok(Vec::new());
    };
    let projected = projected.map(|columns| projected_places(&table, columns, options, diagnostics));
    note_unused(&table, place_columns, diagnostics);
    let mut campuses = Vec::with_capacity(table.rows().len());
    let mut places = Vec::with_capacity(table.rows().len());
    for (number, row) in table.rows().iter().enumerate() {
        let at = match &projected {
            Some(places) => places.get(number).copied().flatten(),
            None => table.place(row, place_columns, diagnostics),
        };
        // The place of a bad row is only a stand-in, so that its other faults are told in the same go.
        let stand_in = at.unwrap_or(LonLat::new(0.0, 0.0));
        let (campus, findings) = fields::campus(&NamedRow { table: &table, row }, stand_in, &file_name(path));
        for (column, finding) in findings {
            diagnostics.push(
                finding
                    .in_file(&file_name(path))
                    .at_row(row.number)
                    .in_column(column),
            );
        }
        if let (Some(at), Some(campus)) = (at, campus) {
            places.push((row.number, at));
            campuses.push(campus);
        }
    }
    table.tell_strays(&places, diagnostics);
    Ok(campuses)
}

/// Every name by which a column is known.
fn known_names() -> Vec<&'static str> {
    let fields = [
        fields::SCHOOL_ID,
        fields::CAMPUS_ID,
        fields::NAME,
        fields::CAMPUS_NAME,
        fields::LEVEL,
        fields::COMMUNE,
        fields::CAPACITY,
    ];
    fields
        .into_iter()
        .chain([LON, LAT, EAST, NORTH])
        .flatten()
        .copied()
        .collect()
}

/// Places in a projection, by row, taken to WGS 84 as the options say; what is wrong is told.
fn projected_places(
    table: &Table,
    (east, north): (usize, usize),
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<LonLat>> {
    let mut of_row = |row: &Row| {
        let east = table.degrees(row, east, diagnostics);
        let north = table.degrees(row, north, diagnostics);
        Some((row.number, east?, north?))
    };
    let given: Vec<_> = table.rows().iter().map(&mut of_row).collect();
    let mut found = Diagnostics::new();
    let places = place_points(&given, options, &mut found);
    diagnostics.extend(found.in_file(table.file()));
    places
}

fn note_unused(table: &Table, (lon, lat): (usize, usize), diagnostics: &mut Diagnostics) {
    let used: Vec<Option<usize>> = [
        fields::SCHOOL_ID,
        fields::CAMPUS_ID,
        fields::NAME,
        fields::CAMPUS_NAME,
        fields::LEVEL,
        fields::COMMUNE,
        fields::GATES,
        fields::CAPACITY,
        fields::CAPACITY_SYNTHETIC,
        fields::OPERATOR,
        fields::SOURCE,
    ]
    .into_iter()
    .flat_map(|names| names.iter().map(|name| table.column(&[name])))
    .chain([Some(lon), Some(lat)])
    .collect();
    table.note_unused(&used, diagnostics);
}
