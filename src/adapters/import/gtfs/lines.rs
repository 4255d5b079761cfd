//! Tables `routes.txt` and `agency.txt`: lines and who runs them.

use std::collections::BTreeMap;

use super::cells::{Coded, needed};
use super::tables::FeedTables;
use crate::adapters::import::ImportError;
use crate::adapters::import::table::{Row, Table};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::network::{Line, LineMode};

const FILE: &str = "routes.txt";
const AGENCIES: &str = "agency.txt";

#[derive(Clone, Copy)]
struct Columns {
    id: usize,
    kind: usize,
    short: Option<usize>,
    long: Option<usize>,
    agency: Option<usize>,
}

/// Reads both tables.
pub(super) fn read(
    tables: &mut FeedTables,
    diagnostics: &mut Diagnostics,
) -> Result<Coded<Line>, ImportError> {
    let agencies = read_agencies(tables, diagnostics)?;
    let Some(table) = tables.read(FILE, diagnostics)? else {
        diagnostics.push(tables.missing(FILE));
        return Ok(Coded::unknown());
    };
    let id = table.needed_column(&["route_id"], diagnostics);
    let kind = table.needed_column(&["route_type"], diagnostics);
    let (Some(id), Some(kind)) = (id, kind) else {
        return Ok(Coded::unknown());
    };
    let columns = Columns {
        id,
        kind,
        short: table.column(&["route_short_name"]),
        long: table.column(&["route_long_name"]),
        agency: table.column(&["agency_id"]),
    };
    let mut lines = Coded::new();
    for row in table.rows() {
        let line = read_row(&table, row, columns, &agencies, diagnostics);
        lines.insert((&table, row, id), line, diagnostics);
    }
    Ok(lines)
}

fn read_row(
    table: &Table,
    row: &Row,
    columns: Columns,
    agencies: &Agencies,
    diagnostics: &mut Diagnostics,
) -> Option<Line> {
    let kind = needed::<u32>(table, row, columns.kind, diagnostics);
    let operator = agencies.of(table, row, columns.agency, diagnostics);
    let (short, long) = (row.text(columns.short), row.text(columns.long));
    if short.is_none() && long.is_none() {
        let sentence = "The line has neither a short nor a long name; give it one, parents read it.";
        diagnostics.push(
            table
                .finding(row.number, "gtfs/line_unnamed", sentence)
                .in_column("route_long_name"),
        );
    }
    let (mode, pupils_only) = mode_of(kind?);
    if mode == LineMode::Other {
        let sentence = "The line is neither a boat nor a bus; its trips are kept as another means of travel.";
        let note = Diagnostic::new(Severity::Note, "gtfs/mode_other", sentence);
        diagnostics.push(
            note.in_file(table.file())
                .at_row(row.number)
                .in_column(table.heading(columns.kind)),
        );
    }
    Some(Line {
        id: row.text(Some(columns.id))?.to_owned(),
        name: name_of(mode, short, long)?,
        operator,
        mode,
        pupils_only,
    })
}

/// Buses are known by their number, boats by their wharves; a boat's name is also how its way in the network is found.
fn name_of(mode: LineMode, short: Option<&str>, long: Option<&str>) -> Option<String> {
    match (short, long) {
        (Some(short), Some(long)) if mode != LineMode::Boat && short != long => {
            Some(format!("{short}: {long}"))
        }
        (short, long) => long.or(short).map(str::to_owned),
    }
}

/// What a `route_type` sails or drives, and whether it is for pupils only.
///
/// Source: the basic types of the GTFS Schedule Reference, and Google's extended types, which follow the
/// hierarchical vehicle types of TPEG (EN ISO 18234-6): 712 is a school bus, while 713 takes the public along.
const fn mode_of(route_type: u32) -> (LineMode, bool) {
    match route_type {
        4 | 1000..=1099 | 1200..=1299 => (LineMode::Boat, false),
        712 => (LineMode::Bus, true),
        3 | 11 | 200..=299 | 700..=899 => (LineMode::Bus, false),
        _ => (LineMode::Other, false),
    }
}

/// Names of operators by id; an id may be left out where there is one operator only.
struct Agencies {
    names: BTreeMap<String, String>,
    is_known: bool,
}

impl Agencies {
    fn of(
        &self,
        table: &Table,
        row: &Row,
        column: Option<usize>,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let Some(id) = row.text(column) else {
            return match self.names.len() {
                1 => self.names.values().next().cloned(),
                _ => None,
            };
        };
        if self.is_known && !self.names.contains_key(id) {
            let sentence = format!("There is no `{id}` in {AGENCIES}; mend the code or add the row there.");
            diagnostics.push(
                table
                    .finding(row.number, "gtfs/unknown_code", sentence)
                    .in_column("agency_id"),
            );
        }
        self.names.get(id).cloned()
    }
}

/// Only names are of use here, so a feed without the table is read, and told.
fn read_agencies(tables: &mut FeedTables, diagnostics: &mut Diagnostics) -> Result<Agencies, ImportError> {
    let mut agencies = Agencies {
        names: BTreeMap::new(),
        is_known: false,
    };
    let Some(table) = tables.read(AGENCIES, diagnostics)? else {
        let sentence =
            format!("The timetable has no `{AGENCIES}`, so nobody is named as the operator; add it.");
        let doubt = Diagnostic::new(Severity::Warning, "gtfs/operators_unknown", sentence);
        diagnostics.push(doubt.in_file(tables.name()));
        return Ok(agencies);
    };
    let Some(name) = table.needed_column(&["agency_name"], diagnostics) else {
        return Ok(agencies);
    };
    agencies.is_known = true;
    let id = table.column(&["agency_id"]);
    for row in table.rows() {
        let code = row.text(id).unwrap_or_default();
        let Some(name) = table.needed_text(row, name, diagnostics) else {
            agencies.names.entry(code.to_owned()).or_default();
            continue;
        };
        if agencies.names.contains_key(code) {
            let sentence = "Another row has the same code; give each its own.";
            diagnostics.push(
                table
                    .finding(row.number, "gtfs/code_twice", sentence)
                    .in_column("agency_id"),
            );
        }
        agencies
            .names
            .entry(code.to_owned())
            .or_insert_with(|| name.to_owned());
    }
    Ok(agencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_lines_are_boats_buses_or_others() {
        let check = |route_type: u32, expect: (LineMode, bool)| {
            assert_eq!(mode_of(route_type), expect, "{route_type}");
        };
        for boat in [4, 1000, 1021, 1099, 1200] {
            check(boat, (LineMode::Boat, false));
        }
        for bus in [3, 11, 200, 700, 704, 713, 799, 800] {
            check(bus, (LineMode::Bus, false));
        }
        check(712, (LineMode::Bus, true));
        for other in [0, 1, 2, 5, 6, 7, 12, 109, 400, 900, 1100, 1300, 1501, 9999] {
            check(other, (LineMode::Other, false));
        }
    }

    #[test]
    fn boats_are_called_by_their_wharves_and_buses_by_number_and_ends() {
        let name = |mode, short, long| name_of(mode, short, long);
        assert_eq!(
            name(LineMode::Boat, Some("T1"), Some("A – B")).as_deref(),
            Some("A – B")
        );
        assert_eq!(name(LineMode::Boat, Some("T1"), None).as_deref(), Some("T1"));
        assert_eq!(
            name(LineMode::Bus, Some("90"), Some("A – B")).as_deref(),
            Some("90: A – B")
        );
        assert_eq!(name(LineMode::Bus, None, Some("A – B")).as_deref(), Some("A – B"));
        assert_eq!(name(LineMode::Bus, None, None), None);
    }
}
