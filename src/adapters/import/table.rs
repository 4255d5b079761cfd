//! Delimited text with a header: columns are found by name, and every bad cell is told with row, column and remedy.

use std::path::Path;

use super::coordinates;
use super::sheet;
use super::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::LonLat;
use crate::base::text::{clean_name, column_key};

/// The names of the columns in which a place stands.
pub(super) const LON: &[&str] = &["lon", "lng", "long", "longitude", "kinh_do"];
pub(super) const LAT: &[&str] = &["lat", "latitude", "vi_do"];
pub(super) const EAST: &[&str] = &["x", "easting", "east", "toa_do_x"];
pub(super) const NORTH: &[&str] = &["y", "northing", "north", "toa_do_y"];

/// A table, cells as text.
#[derive(Debug)]
pub(super) struct Table {
    file: String,
    header: Vec<String>,
    /// The header's names for comparison.
    keys: Vec<String>,
    /// The number of the header's row; titles may stand above it.
    header_at: u64,
    rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// Its number, the header being 1.
    pub(super) number: u64,
    // One buffer for all of them: tables of calls have millions of rows.
    cells: csv::StringRecord,
}

impl Row {
    /// The cell of a column, cleaned; none where it is empty.
    pub(super) fn text(&self, column: Option<usize>) -> Option<&str> {
        self.cells.get(column?).filter(|text| !text.is_empty())
    }
}

impl Table {
    /// Reads a file: UTF-8, with or without a byte order mark; comma, semicolon or tab, as the header has it.
    pub(super) fn read(path: &Path, diagnostics: &mut Diagnostics) -> Result<Self, ImportError> {
        let bytes = sheet::read(path)?;
        Ok(Self::of_bytes(&file_name(path), &bytes, diagnostics))
    }

    /// The same of a list made by people: the header is the first of the first rows that has two of some names.
    pub(super) fn read_list(
        path: &Path,
        names: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, ImportError> {
        let bytes = sheet::read(path)?;
        let header_at = header_row(&bytes, names);
        Ok(Self::from_row(&file_name(path), header_at, &bytes, diagnostics))
    }

    /// The same of bytes that are in memory already; `file` is the name that findings give.
    pub(super) fn of_bytes(file: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Self {
        Self::from_row(file, 1, bytes, diagnostics)
    }

    fn from_row(file: &str, header_at: u64, bytes: &[u8], diagnostics: &mut Diagnostics) -> Self {
        let mut table = Self {
            file: file.to_owned(),
            header: Vec::new(),
            keys: Vec::new(),
            header_at,
            rows: Vec::new(),
        };
        let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            diagnostics.push(table.not_utf8(1));
            return table;
        }
        let mut reader = records_of(bytes);
        for (number, record) in (1..).zip(reader.byte_records()) {
            // A slice cannot fail to be read, and flexible records are of any length.
            let Ok(record) = record else {
                break;
            };
            table.push(number, &record, diagnostics);
        }
        if table.header.is_empty() && !diagnostics.has_errors() {
            diagnostics.push(table.finding(1, "table/empty", "The file is empty; write a header and rows."));
        }
        table
    }

    fn push(&mut self, number: u64, record: &csv::ByteRecord, diagnostics: &mut Diagnostics) {
        let cells: Result<Vec<String>, _> = record
            .iter()
            .map(|cell| std::str::from_utf8(cell).map(clean_name))
            .collect();
        let Ok(cells) = cells else {
            diagnostics.push(self.not_utf8(number));
            return;
        };
        if number < self.header_at {
            // A title.
        } else if number == self.header_at {
            self.keys = cells.iter().map(|cell| column_key(cell)).collect();
            self.header = cells;
        } else if cells.iter().any(|cell| !cell.is_empty()) {
            if cells.len() != self.header.len() {
                let sentence = format!(
                    "The row has {} cells and the header {}; put text that has separators in it between quotes.",
                    cells.len(),
                    self.header.len()
                );
                diagnostics.push(self.finding(number, "table/row_length", sentence));
                return;
            }
            let cells = csv::StringRecord::from(cells);
            self.rows.push(Row { number, cells });
        }
    }

    fn not_utf8(&self, number: u64) -> Diagnostic {
        self.finding(
            number,
            "table/not_utf8",
            "The text is not UTF-8; save the file as CSV UTF-8 and import that.",
        )
    }

    /// An error at a row.
    pub(super) fn finding(&self, row: u64, code: &'static str, sentence: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, sentence)
            .in_file(&self.file)
            .at_row(row)
    }

    /// A warning at a row.
    pub(super) fn doubt(&self, row: u64, code: &'static str, sentence: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, sentence)
            .in_file(&self.file)
            .at_row(row)
    }

    /// The name of the file, as findings give it.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The name of a column as the header has it.
    pub(super) fn heading(&self, column: usize) -> &str {
        &self.header[column]
    }

    /// The rows.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The position of the first column with one of the names, without regard to case and accents; of a name that
    /// stands there twice the first.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| {
            let name = column_key(name);
            self.keys.iter().position(|key| *key == name)
        })
    }

    /// The same, and an error where there is none.
    pub(super) fn needed_column(&self, names: &[&str], diagnostics: &mut Diagnostics) -> Option<usize> {
        let column = self.column(names);
        if column.is_none() && !self.header.is_empty() {
            let sentence = format!(
                "The table has no column `{}`; its columns are: {}. Add the column or mend its name.",
                names[0],
                self.header.join(", ")
            );
            diagnostics.push(
                self.finding(1, "table/column_missing", sentence)
                    .in_column(names[0]),
            );
        }
        column
    }

    /// The columns that the layer has no use for.
    pub(super) fn note_unused(&self, used: &[Option<usize>], diagnostics: &mut Diagnostics) {
        for (at, column) in self.header.iter().enumerate() {
            if !used.contains(&Some(at)) && !column.is_empty() {
                diagnostics.push(
                    Diagnostic::new(Severity::Note, "table/column_unused", "The column is not read.")
                        .in_file(&self.file)
                        .in_column(column),
                );
            }
        }
    }

    /// A cell that must not be empty.
    pub(super) fn needed_text<'r>(
        &self,
        row: &'r Row,
        column: usize,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'r str> {
        let text = row.text(Some(column));
        if text.is_none() {
            diagnostics.push(
                self.finding(row.number, "table/cell_empty", "The cell is empty; fill it in.")
                    .in_column(&self.header[column]),
            );
        }
        text
    }

    /// The columns of longitude and latitude.
    pub(super) fn place_columns(&self, diagnostics: &mut Diagnostics) -> Option<(usize, usize)> {
        let lon = self.needed_column(LON, diagnostics);
        let lat = self.needed_column(LAT, diagnostics);
        lon.zip(lat)
    }

    /// The place of a row.
    /// The numbers themselves are not repeated in a finding where they may be someone's home.
    pub(super) fn place(
        &self,
        row: &Row,
        (lon, lat): (usize, usize),
        diagnostics: &mut Diagnostics,
    ) -> Option<LonLat> {
        let lon_degrees = self.degrees(row, lon, diagnostics);
        let lat_degrees = self.degrees(row, lat, diagnostics);
        let problem = match coordinates::place(lon_degrees?, lat_degrees?) {
            Ok(place) => return Some(place),
            Err(problem) => problem,
        };
        let columns = format!("{}, {}", self.header[lon], self.header[lat]);
        diagnostics.push(
            problem
                .diagnostic()
                .in_file(&self.file)
                .at_row(row.number)
                .in_column(&columns),
        );
        None
    }

    /// The columns of easting and northing, where there are both.
    pub(super) fn projected_columns(&self) -> Option<(usize, usize)> {
        self.column(EAST).zip(self.column(NORTH))
    }

    /// The number of a cell.
    pub(super) fn degrees(&self, row: &Row, column: usize, diagnostics: &mut Diagnostics) -> Option<f64> {
        let text = self.needed_text(row, column, diagnostics)?;
        let number = text.parse::<f64>().ok();
        if number.is_none() {
            let remedy = if text.replace(',', ".").parse::<f64>().is_ok() {
                "write a decimal point, not a comma"
            } else {
                "write decimal degrees"
            };
            let sentence = format!("`{text}` is not a number; {remedy}.");
            diagnostics.push(
                self.finding(row.number, "coordinates/not_a_number", sentence)
                    .in_column(&self.header[column]),
            );
        }
        number
    }

    /// Adds findings about places that lie far from the others, each at its row.
    pub(super) fn tell_strays(&self, places: &[(u64, LonLat)], diagnostics: &mut Diagnostics) {
        let only: Vec<LonLat> = places.iter().map(|(_, place)| *place).collect();
        for (at, finding) in coordinates::strays(&only) {
            diagnostics.push(finding.in_file(&self.file).at_row(places[at].0));
        }
    }
}

/// The records of a text, as they stand.
fn records_of(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter_of(bytes))
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes)
}

/// How many rows may stand above a header.
const TITLES: usize = 20;

/// The number of the first row with two of the names, else 1.
fn header_row(bytes: &[u8], names: &[&str]) -> u64 {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let is_header = |record: &csv::ByteRecord| {
        let is_known = |cell: &&[u8]| {
            std::str::from_utf8(cell).is_ok_and(|cell| names.contains(&column_key(cell).as_str()))
        };
        record.iter().filter(is_known).count() >= 2
    };
    let mut reader = records_of(bytes);
    let records = reader.byte_records().map_while(Result::ok).take(TITLES);
    (1..)
        .zip(records)
        .find(|(_, record)| is_header(record))
        .map_or(1, |(number, _)| number)
}

/// The separator that the header has most of; a comma where it has none.
fn delimiter_of(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| header.split(|byte| *byte == sign).count();
    let mut best = b',';
    for sign in [b';', b'\t'] {
        if count(sign) > count(best) {
            best = sign;
        }
    }
    best
}
