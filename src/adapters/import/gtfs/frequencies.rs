//! Table `frequencies.txt`: times in which a trip is repeated at an interval, with or without clock times for each.

use std::collections::BTreeMap;

use super::cells::{Coded, needed, sign};
use super::tables::FeedTables;
use super::trips::{self, TripRow};
use crate::adapters::import::ImportError;
use crate::adapters::import::table::{Row, Table};
use crate::base::calendar::ClockTime;
use crate::base::diagnostic::Diagnostics;
use crate::base::units::Deciseconds;
use crate::domain::network::ServiceWindow;

const FILE: &str = "frequencies.txt";

/// More departures than one a minute of a day are a slip of the pen.
const MOST_DEPARTURES: u32 = 1440;

/// Windows of each trip, by time.
pub(super) type Frequencies = BTreeMap<String, Vec<Frequency>>;

/// A window of a trip.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frequency {
    pub(super) window: ServiceWindow,
    /// Whether each departure is at its clock time (`exact_times` 1), and not about so often.
    pub(super) has_clock_times: bool,
    row: u64,
}

impl Frequency {
    /// Departures at their clock times; the end of the window is not one.
    pub(super) fn departures(&self) -> impl Iterator<Item = ClockTime> {
        let ServiceWindow { from, until, headway } = self.window;
        (from.0.0..until.0.0)
            .step_by(headway.0 as usize)
            .map(|time| ClockTime(Deciseconds(time)))
    }
}

#[derive(Clone, Copy)]
struct Columns {
    from: usize,
    until: usize,
    headway: usize,
    exact: Option<usize>,
}

/// Reads the table, which may be absent.
pub(super) fn read(
    tables: &mut FeedTables,
    trips: &Coded<TripRow>,
    diagnostics: &mut Diagnostics,
) -> Result<Frequencies, ImportError> {
    let mut frequencies = Frequencies::new();
    let Some(table) = tables.read(FILE, diagnostics)? else {
        return Ok(frequencies);
    };
    let trip = table.needed_column(&["trip_id"], diagnostics);
    let from = table.needed_column(&["start_time"], diagnostics);
    let until = table.needed_column(&["end_time"], diagnostics);
    let headway = table.needed_column(&["headway_secs"], diagnostics);
    let (Some(trip), Some(from), Some(until), Some(headway)) = (trip, from, until, headway) else {
        return Ok(frequencies);
    };
    let columns = Columns {
        from,
        until,
        headway,
        exact: table.column(&["exact_times"]),
    };
    for row in table.rows() {
        let code = trips.referred(trips::FILE, (&table, row, trip), diagnostics);
        let frequency = read_row(&table, row, columns, diagnostics);
        if let (Some(code), Some(frequency)) = (code, frequency) {
            frequencies.entry(code.to_owned()).or_default().push(frequency);
        }
    }
    for windows in frequencies.values_mut() {
        windows.sort_by_key(|frequency| (frequency.window, frequency.row));
        tell_overlaps(&table, columns, windows, diagnostics);
    }
    Ok(frequencies)
}

fn read_row(table: &Table, row: &Row, columns: Columns, diagnostics: &mut Diagnostics) -> Option<Frequency> {
    let from = needed::<ClockTime>(table, row, columns.from, diagnostics);
    let until = needed::<ClockTime>(table, row, columns.until, diagnostics);
    let headway = needed::<u32>(table, row, columns.headway, diagnostics);
    let exact = sign(table, row, columns.exact, 1, diagnostics);
    let mut refuse = |code, column, sentence: String| {
        let error = table.finding(row.number, code, sentence);
        diagnostics.push(error.in_column(table.heading(column)));
    };
    if headway == Some(0) {
        let sentence = "The interval is 0 seconds; write the seconds between two departures.";
        refuse("gtfs/headway", columns.headway, sentence.to_owned());
        return None;
    }
    let (from, until, headway, exact) = (from?, until?, headway?, exact?);
    if until <= from {
        let sentence =
            format!("It ends at {until}, not after it begins at {from}; after midnight hours go on with 24.");
        refuse("gtfs/window_empty", columns.until, sentence);
        return None;
    }
    let length = until.since(from);
    if exact == 1 && length.whole_seconds() / headway > MOST_DEPARTURES {
        let sentence = format!(
            "An interval of {headway} seconds makes more than {MOST_DEPARTURES} departures; write seconds, not minutes."
        );
        refuse("gtfs/headway", columns.headway, sentence);
        return None;
    }
    Some(Frequency {
        window: ServiceWindow {
            from,
            until,
            headway: Deciseconds(headway.saturating_mul(10)),
        },
        has_clock_times: exact == 1,
        row: row.number,
    })
}

/// Two intervals at once say two things of the wait.
fn tell_overlaps(table: &Table, columns: Columns, windows: &[Frequency], diagnostics: &mut Diagnostics) {
    for pair in windows.windows(2) {
        let [before, after] = [pair[0].window, pair[1].window];
        if after.from < before.until {
            let sentence = format!(
                "It begins at {}, before the time of row {} ends at {}; end one before the other begins.",
                after.from, pair[0].row, before.until
            );
            let error = table.finding(pair[1].row, "gtfs/windows_overlap", sentence);
            diagnostics.push(error.in_column(table.heading(columns.from)));
        }
    }
}
