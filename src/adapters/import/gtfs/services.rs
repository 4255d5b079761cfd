//! Tables `calendar.txt` and `calendar_dates.txt`: days on which trips run.

use super::cells::{Coded, needed, sign};
use super::tables::FeedTables;
use crate::adapters::import::ImportError;
use crate::adapters::import::table::{Row, Table};
use crate::base::calendar::Day;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::network::Service;

const WEEKS: &str = "calendar.txt";
const DATES: &str = "calendar_dates.txt";
/// Both, as findings name them.
pub(super) const FILES: &str = "calendar.txt or calendar_dates.txt";

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Reads both tables; one of them is enough.
pub(super) fn read(
    tables: &mut FeedTables,
    diagnostics: &mut Diagnostics,
) -> Result<Coded<Service>, ImportError> {
    let weeks = tables.read(WEEKS, diagnostics)?;
    let dates = tables.read(DATES, diagnostics)?;
    if weeks.is_none() && dates.is_none() {
        diagnostics.push(tables.missing(FILES));
        return Ok(Coded::unknown());
    }
    let mut services = Coded::new();
    if let Some(table) = &weeks {
        read_weeks(table, &mut services, diagnostics);
    }
    if let Some(table) = &dates {
        read_dates(table, &mut services, diagnostics);
    }
    for (code, row, service) in services.iter() {
        if !ever_runs(service) {
            let sentence = format!("The service `{code}` runs on no day; give it days or take it out.");
            let doubt = Diagnostic::new(Severity::Warning, "gtfs/service_never_runs", sentence);
            diagnostics.push(doubt.in_file(tables.name()).at_row(row).at_object(code));
        }
    }
    Ok(services)
}

fn read_weeks(table: &Table, services: &mut Coded<Service>, diagnostics: &mut Diagnostics) {
    let id = table.needed_column(&["service_id"], diagnostics);
    let days = WEEKDAYS.map(|day| table.needed_column(&[day], diagnostics));
    let first = table.needed_column(&["start_date"], diagnostics);
    let last = table.needed_column(&["end_date"], diagnostics);
    let (Some(id), Some(first), Some(last)) = (id, first, last) else {
        services.forget();
        return;
    };
    for row in table.rows() {
        let weekdays = days.map(|day| runs(table, row, day, diagnostics));
        let period = period(table, row, (first, last), diagnostics);
        let service = period.map(|period| Service {
            id: row.text(Some(id)).unwrap_or_default().to_owned(),
            weekdays,
            period: Some(period),
            added: std::collections::BTreeSet::new(),
            removed: std::collections::BTreeSet::new(),
        });
        services.insert((table, row, id), service, diagnostics);
    }
}

/// Whether it runs on a weekday; an empty cell is told, because a missed day is a missed boat.
fn runs(table: &Table, row: &Row, day: Option<usize>, diagnostics: &mut Diagnostics) -> bool {
    day.is_some_and(|day| {
        table.needed_text(row, day, diagnostics).is_some()
            && sign(table, row, Some(day), 1, diagnostics) == Some(1)
    })
}

fn period(
    table: &Table,
    row: &Row,
    (first, last): (usize, usize),
    diagnostics: &mut Diagnostics,
) -> Option<[Day; 2]> {
    let from = needed::<Day>(table, row, first, diagnostics);
    let until = needed::<Day>(table, row, last, diagnostics);
    let (from, until) = (from?, until?);
    if until < from {
        let sentence = format!("The last day, {until}, is before the first, {from}; exchange or mend them.");
        diagnostics.push(
            table
                .finding(row.number, "gtfs/days_exchanged", sentence)
                .in_column(table.heading(last)),
        );
        return None;
    }
    Some([from, until])
}

fn read_dates(table: &Table, services: &mut Coded<Service>, diagnostics: &mut Diagnostics) {
    let id = table.needed_column(&["service_id"], diagnostics);
    let day = table.needed_column(&["date"], diagnostics);
    let kind = table.needed_column(&["exception_type"], diagnostics);
    let (Some(id), Some(day), Some(kind)) = (id, day, kind) else {
        services.forget();
        return;
    };
    for row in table.rows() {
        let code = table.needed_text(row, id, diagnostics);
        let date = needed::<Day>(table, row, day, diagnostics);
        let is_added = exception(table, row, kind, diagnostics);
        let Some(code) = code else {
            continue;
        };
        let service = services.entry(code, row.number, || Service {
            id: code.to_owned(),
            weekdays: [false; 7],
            period: None,
            added: std::collections::BTreeSet::new(),
            removed: std::collections::BTreeSet::new(),
        });
        if let (Some(service), Some(date), Some(is_added)) = (service, date, is_added) {
            except(service, date, is_added).unwrap_or_else(|sentence| {
                diagnostics.push(
                    table
                        .finding(row.number, "gtfs/day_twice", sentence)
                        .in_column(table.heading(day)),
                );
            });
        }
    }
}

/// Whether a day is added (1) or taken out (2).
fn exception(table: &Table, row: &Row, column: usize, diagnostics: &mut Diagnostics) -> Option<bool> {
    match needed::<u32>(table, row, column, diagnostics)? {
        1 => Some(true),
        2 => Some(false),
        other => {
            let sentence =
                format!("`{other}` is neither 1 (a day is added) nor 2 (it is taken out); write one.");
            diagnostics.push(
                table
                    .finding(row.number, "gtfs/sign", sentence)
                    .in_column(table.heading(column)),
            );
            None
        }
    }
}

fn except(service: &mut Service, day: Day, is_added: bool) -> Result<(), String> {
    if service.added.contains(&day) || service.removed.contains(&day) {
        return Err(format!(
            "The day {day} stands there twice for this service; take one of the rows out."
        ));
    }
    let days = if is_added {
        &mut service.added
    } else {
        &mut service.removed
    };
    days.insert(day);
    Ok(())
}

/// Whether there is any day on which it runs.
fn ever_runs(service: &Service) -> bool {
    if service.added.iter().any(|day| service.runs_on(*day)) {
        return true;
    }
    let Some([first, last]) = service.period else {
        return false;
    };
    let mut days = (first.number()..=last.number()).filter_map(Day::from_number);
    days.any(|day| service.runs_on(day))
}
