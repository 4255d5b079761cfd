//! Cells of a feed's tables that are days, times, numbers or one of a few signs, and rows that are known by a code.

use std::collections::BTreeMap;

use crate::adapters::import::table::{Row, Table};
use crate::base::calendar::{ClockTime, Day};
use crate::base::diagnostic::Diagnostics;

/// What a cell can be read as.
pub(super) trait Cell: Sized {
    /// The code of a finding about a cell that cannot.
    const CODE: &'static str;

    /// Reads a cell that is not empty, or says what to write instead.
    fn read(text: &str) -> Result<Self, &'static str>;
}

impl Cell for Day {
    const CODE: &'static str = "gtfs/day";

    fn read(text: &str) -> Result<Self, &'static str> {
        Self::from_digits(text).ok_or("write a day of the calendar as eight digits, such as 20260905")
    }
}

impl Cell for ClockTime {
    const CODE: &'static str = "gtfs/time";

    fn read(text: &str) -> Result<Self, &'static str> {
        let time = text.parse().ok();
        time.ok_or("write a time of day as HH:MM:SS, hours from 00 to 47")
    }
}

impl Cell for u32 {
    const CODE: &'static str = "gtfs/number";

    fn read(text: &str) -> Result<Self, &'static str> {
        // Spreadsheets write whole numbers as `3.0`.
        let whole = text.strip_suffix(".0").unwrap_or(text);
        let number = whole.parse().ok();
        number.ok_or("write a whole number that is not negative")
    }
}

/// A cell that must be filled in and readable; else it is told and there is none.
pub(super) fn needed<T: Cell>(
    table: &Table,
    row: &Row,
    column: usize,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let text = table.needed_text(row, column, diagnostics)?;
    read(table, row, (column, text), diagnostics)
}

/// A cell that may be empty; what is there and cannot be read is told.
pub(super) fn maybe<T: Cell>(
    table: &Table,
    row: &Row,
    column: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Read<T> {
    match (column, row.text(column)) {
        (Some(column), Some(text)) => match read(table, row, (column, text), diagnostics) {
            Some(value) => Read::Value(value),
            None => Read::Told,
        },
        _ => Read::Empty,
    }
}

/// What became of a cell that may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read<T> {
    Value(T),
    Empty,
    /// It is wrong, and that was told.
    Told,
}

impl<T> Read<T> {
    /// The value, or one for an empty cell; none for a wrong one.
    pub(super) fn or(self, empty: T) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Empty => Some(empty),
            Self::Told => None,
        }
    }
}

fn read<T: Cell>(
    table: &Table,
    row: &Row,
    (column, text): (usize, &str),
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    match T::read(text) {
        Ok(value) => Some(value),
        Err(remedy) => {
            let sentence = format!("`{text}` cannot be read; {remedy}.");
            diagnostics.push(
                table
                    .finding(row.number, T::CODE, sentence)
                    .in_column(table.heading(column)),
            );
            None
        }
    }
}

/// A sign of a list, such as `0`, `1` or `2`; empty is the first.
pub(super) fn sign(
    table: &Table,
    row: &Row,
    column: Option<usize>,
    greatest: u32,
    diagnostics: &mut Diagnostics,
) -> Option<u32> {
    let number = maybe::<u32>(table, row, column, diagnostics).or(0)?;
    if number > greatest {
        let sentence = format!("`{number}` is none of the signs 0 to {greatest}; write one of them.");
        let error = table.finding(row.number, "gtfs/sign", sentence);
        diagnostics.push(error.in_column(column.map_or("", |column| table.heading(column))));
        return None;
    }
    Some(number)
}

/// Rows of a table by their code; a row that is wrong has its code still, so that what refers to it is not told as well.
pub(super) struct Coded<T> {
    rows: BTreeMap<String, (u64, Option<T>)>,
    /// Whether the table could be read at all.
    is_known: bool,
}

impl<T> Coded<T> {
    /// No rows yet.
    pub(super) fn new() -> Self {
        Self {
            rows: BTreeMap::new(),
            is_known: true,
        }
    }

    /// The rows of a table that cannot be read: any code might have been there.
    pub(super) fn unknown() -> Self {
        Self {
            rows: BTreeMap::new(),
            is_known: false,
        }
    }

    /// Adds a row, with none where it is wrong; the first row of a code stays, and the others are told.
    pub(super) fn insert(
        &mut self,
        (table, row, column): (&Table, &Row, usize),
        value: Option<T>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(code) = table.needed_text(row, column, diagnostics) else {
            return;
        };
        if let Some((first, _)) = self.rows.get(code) {
            let sentence = format!("The code `{code}` stands in row {first} already; give each row its own.");
            diagnostics.push(
                table
                    .finding(row.number, "gtfs/code_twice", sentence)
                    .in_column(table.heading(column)),
            );
            return;
        }
        self.rows.insert(code.to_owned(), (row.number, value));
    }

    /// The row of a code to be added to, made where there is none; none where the row is wrong.
    pub(super) fn entry(&mut self, code: &str, number: u64, fresh: impl FnOnce() -> T) -> Option<&mut T> {
        let entry = self.rows.entry(code.to_owned());
        entry.or_insert_with(|| (number, Some(fresh()))).1.as_mut()
    }

    /// From now on any code might have been there, because a table cannot be read.
    pub(super) fn forget(&mut self) {
        self.is_known = false;
    }

    /// The row of a code, to be changed.
    pub(super) fn get_mut(&mut self, code: &str) -> Option<&mut T> {
        self.rows.get_mut(code)?.1.as_mut()
    }

    /// The row of a code, where it is there and good.
    pub(super) fn get(&self, code: &str) -> Option<&T> {
        self.rows.get(code)?.1.as_ref()
    }

    /// Codes with their row numbers and good rows.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, u64, &T)> {
        self.rows
            .iter()
            .filter_map(|(code, (number, row))| Some((code.as_str(), *number, row.as_ref()?)))
    }

    /// Codes with their good rows.
    pub(super) fn into_rows(self) -> impl Iterator<Item = (String, T)> {
        self.rows
            .into_iter()
            .filter_map(|(code, (_, row))| Some((code, row?)))
    }

    /// The code in a cell that must name a row of this table, named `of`; one that does not is told.
    pub(super) fn referred<'r>(
        &self,
        of: &str,
        (table, row, column): (&Table, &'r Row, usize),
        diagnostics: &mut Diagnostics,
    ) -> Option<&'r str> {
        let code = table.needed_text(row, column, diagnostics)?;
        if self.is_known && !self.rows.contains_key(code) {
            let sentence = format!("There is no `{code}` in {of}; mend the code or add the row there.");
            diagnostics.push(
                table
                    .finding(row.number, "gtfs/unknown_code", sentence)
                    .in_column(table.heading(column)),
            );
            return None;
        }
        Some(code)
    }
}
