//! Intakes: `school,seats`, or the rooms and classes from which seats follow, with the zone and what gives room to quotas.

use std::path::Path;

use super::cells::{thousandths, whole};
use crate::adapters::import::table::{Row, Table};
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::{IntakeRow, RuleSet, SeatParts, Sheet};

/// Columns from which seats follow.
struct PartColumns {
    rooms: Option<usize>,
    sessions: Option<usize>,
    classes: Option<usize>,
    repeaters: Option<usize>,
    reserved: Option<usize>,
    cap: Option<usize>,
}

/// Reads intakes.
pub fn read_intakes(path: &Path, rules: &RuleSet) -> Result<(Sheet<IntakeRow>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let table = Table::read(path, &mut diagnostics)?;
    let school = table.needed_column(&["school"], &mut diagnostics);
    let zone = table.column(&["zone"]);
    let seats = table.column(&["seats"]);
    let parts = PartColumns {
        rooms: table.column(&["rooms"]),
        sessions: table.column(&["sessions"]),
        classes: table.column(&["classes_2_to_5"]),
        repeaters: table.column(&["repeaters"]),
        reserved: table.column(&["reserved"]),
        cap: table.column(&["class_cap"]),
    };
    if seats.is_none() {
        let _ = table.needed_column(&["rooms"], &mut diagnostics);
        let _ = table.needed_column(&["classes_2_to_5"], &mut diagnostics);
    }
    // Without the column nobody with the flag could be placed anywhere: 0 must be said, not left out.
    let quotas: Vec<Option<usize>> = rules
        .quotas
        .iter()
        .map(|quota| table.needed_column(&[quota.per.as_str()], &mut diagnostics))
        .collect();
    let mut rows = Vec::with_capacity(table.rows().len());
    let Some(school) = school else {
        return Ok((
            Sheet {
                file: file_name(path),
                rows,
            },
            diagnostics,
        ));
    };
    for row in table.rows() {
        let code = table.needed_text(row, school, &mut diagnostics);
        let seats_given = whole(&table, row, seats, &mut diagnostics);
        let counted = parts.read(&table, row, &mut diagnostics);
        let quota_units = quotas
            .iter()
            .map(|column| whole(&table, row, *column, &mut diagnostics))
            .collect();
        let Some(code) = code else { continue };
        // A seats cell that is no number has been told; it must not also read as a missing one.
        let unread = row.text(seats).is_some() && seats_given.is_none();
        rows.push(IntakeRow {
            row: row.number,
            school: code.to_owned(),
            zone: row.text(zone).map(str::to_owned),
            seats: if unread { Some(0) } else { seats_given },
            parts: counted,
            quota_units,
        });
    }
    Ok((
        Sheet {
            file: file_name(path),
            rows,
        },
        diagnostics,
    ))
}

impl PartColumns {
    /// The parts of a row; none where it has no rooms.
    fn read(&self, table: &Table, row: &Row, diagnostics: &mut Diagnostics) -> Option<SeatParts> {
        let mut count = |column| whole(table, row, column, diagnostics);
        let (rooms, classes) = (count(self.rooms), count(self.classes));
        let (repeaters, reserved, class_cap) = (count(self.repeaters), count(self.reserved), count(self.cap));
        let sessions = thousandths(table, row, self.sessions, diagnostics);
        Some(SeatParts {
            rooms: rooms?,
            sessions_thousandths: sessions.unwrap_or(1000),
            classes_2_to_5: classes.unwrap_or(0),
            repeaters: repeaters.unwrap_or(0),
            reserved: reserved.unwrap_or(0),
            class_cap,
        })
    }
}
