//! Distances: `applicant,school,metres` or what `matrix` writes, `from,to,metres`; read as a stream, since a city has
//! millions of rows. An empty distance is a school that cannot be reached.

use std::path::{Path, PathBuf};

use super::cells::decimal;
use crate::adapters::import::{ImportError, file_name, sheet};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::enrollment::{CostRow, CostRows};

/// The measure under which distances were made, as their file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureMark(pub String);

/// How a line begins that says the measure.
const MARK: &str = "# measure:";

/// Reads distances, rounded half up to whole metres, and the measure's hash from a line `# measure: HASH` above the
/// header or in a file of the same name with `.measure` after it.
pub fn read_costs(path: &Path) -> Result<(CostRows, Option<MeasureMark>, Diagnostics), ImportError> {
    let bytes = sheet::read(path)?;
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&bytes);
    let mark = header_mark(bytes).or_else(|| side_mark(path));
    let mut diagnostics = Diagnostics::new();
    let delimiter = delimiter_of(bytes);
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(bytes);
    let name = file_name(path);
    let mut costs = CostRows {
        file: name.clone(),
        ..CostRows::default()
    };
    let Some(columns) = Columns::find(&mut csv, &name, &mut diagnostics) else {
        return Ok((costs, mark, diagnostics));
    };
    let mut record = csv::ByteRecord::new();
    loop {
        match csv.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => columns.push(&record, &mut costs, &mut diagnostics),
            Err(error) => {
                let sentence = format!("The file cannot be read on: {error}.");
                diagnostics.push(Diagnostic::new(Severity::Error, "round/read", sentence).in_file(&name));
                break;
            }
        }
    }
    Ok((costs, mark, diagnostics))
}

/// The measure of the first line, where it says one.
fn header_mark(bytes: &[u8]) -> Option<MeasureMark> {
    let line = bytes.split(|byte| *byte == b'\n').next()?;
    let mark = std::str::from_utf8(line.strip_prefix(MARK.as_bytes())?).ok()?;
    Some(MeasureMark(mark.trim().to_owned()))
}

fn side_mark(path: &Path) -> Option<MeasureMark> {
    let mut side = path.as_os_str().to_owned();
    side.push(".measure");
    let text = std::fs::read_to_string(PathBuf::from(side)).ok()?;
    let line = text.lines().next()?;
    let hash = line.trim_start_matches(MARK).trim();
    Some(MeasureMark(hash.to_owned()))
}

fn delimiter_of(bytes: &[u8]) -> u8 {
    let header = bytes
        .split(|byte| *byte == b'\n')
        .find(|line| !line.starts_with(b"#"))
        .unwrap_or_default();
    let count = |sign: u8| header.split(|byte| *byte == sign).count();
    [b';', b'\t'].into_iter().fold(
        b',',
        |best, sign| if count(sign) > count(best) { sign } else { best },
    )
}

/// Where the columns stand.
struct Columns {
    file: String,
    header: Vec<String>,
    applicant: usize,
    school: usize,
    metres: usize,
    seconds: Option<usize>,
    crossings: Option<usize>,
    bounds: Option<(usize, usize)>,
}

impl Columns {
    fn find(csv: &mut csv::Reader<&[u8]>, file: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let header: Vec<String> = match csv.byte_headers() {
            Ok(cells) => cells
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).trim().to_lowercase())
                .collect(),
            Err(_unreadable) => Vec::new(),
        };
        let find = |names: &[&str]| header.iter().position(|column| names.contains(&column.as_str()));
        let (applicant, school, metres) = (
            find(&["applicant", "from"]),
            find(&["school", "to"]),
            find(&["metres"]),
        );
        for (column, name) in [(applicant, "applicant"), (school, "school"), (metres, "metres")] {
            if column.is_none() {
                let sentence = format!(
                    "The table has no column `{name}`; its columns are: {}. Add the column or mend its name.",
                    header.join(", ")
                );
                let finding = Diagnostic::new(Severity::Error, "table/column_missing", sentence);
                diagnostics.push(finding.in_file(file).at_row(1).in_column(name));
            }
        }
        Some(Self {
            file: file.to_owned(),
            applicant: applicant?,
            school: school?,
            metres: metres?,
            seconds: find(&["seconds"]),
            crossings: find(&["crossings"]),
            bounds: find(&["metres_lo"]).zip(find(&["metres_hi"])),
            header,
        })
    }

    fn push(&self, record: &csv::ByteRecord, costs: &mut CostRows, diagnostics: &mut Diagnostics) {
        let row = record.position().map_or(0, csv::Position::line);
        if record.len() != self.header.len() {
            let sentence = format!(
                "The row has {} cells and the header {}.",
                record.len(),
                self.header.len()
            );
            let finding = Diagnostic::new(Severity::Error, "table/row_length", sentence);
            diagnostics.push(finding.in_file(&self.file).at_row(row));
            return;
        }
        let applicant = self.text(record, self.applicant, row, diagnostics);
        let school = self.text(record, self.school, row, diagnostics);
        if record[self.metres].trim_ascii().is_empty() {
            return;
        }
        let metres = self.number(record, Some(self.metres), row, diagnostics);
        let seconds = self.number(record, self.seconds, row, diagnostics);
        let crossings = self.number(record, self.crossings, row, diagnostics);
        let bounds = self.bounds.and_then(|(lo, hi)| {
            let least = self.number(record, Some(lo), row, diagnostics)?;
            Some((least, self.number(record, Some(hi), row, diagnostics)?))
        });
        let (Some(applicant), Some(school), Some(metres)) = (applicant, school, metres) else {
            return;
        };
        if bounds.is_some_and(|(least, most)| !(least..=most).contains(&metres)) {
            let sentence =
                format!("{metres} metres do not lie between metres_lo and metres_hi; mend the row.");
            let finding = Diagnostic::new(Severity::Error, "round/bounds", sentence);
            diagnostics.push(finding.in_file(&self.file).at_row(row).in_column("metres_lo"));
        }
        let last = costs.rows.last().copied();
        costs.rows.push(CostRow {
            row: row as u32,
            applicant: costs
                .applicants
                .keep(applicant, last.map_or(0, |last| last.applicant)),
            school: costs.schools.keep(school, last.map_or(0, |last| last.school + 1)),
            metres,
            seconds,
            crossings: crossings.map(|number| number.min(u32::from(u16::MAX)) as u16),
            bounds,
        });
    }

    fn text<'r>(
        &self,
        record: &'r csv::ByteRecord,
        column: usize,
        row: u64,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'r str> {
        let text = std::str::from_utf8(record[column].trim_ascii())
            .ok()
            .filter(|text| !text.is_empty());
        if text.is_none() {
            let sentence = "The cell is empty or not UTF-8; fill it in.";
            let finding = Diagnostic::new(Severity::Error, "table/cell_empty", sentence);
            diagnostics.push(
                finding
                    .in_file(&self.file)
                    .at_row(row)
                    .in_column(&self.header[column]),
            );
        }
        text
    }

    /// A number, rounded half up; none where the cell is empty or has been told.
    fn number(
        &self,
        record: &csv::ByteRecord,
        column: Option<usize>,
        row: u64,
        diagnostics: &mut Diagnostics,
    ) -> Option<u32> {
        let cell = record[column?].trim_ascii();
        if cell.is_empty() {
            return None;
        }
        let text = std::str::from_utf8(cell).unwrap_or("?");
        let number = decimal(text, 0).and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            let sentence = format!("`{text}` is not a number; write digits with a decimal point.");
            let finding = Diagnostic::new(Severity::Error, "round/number", sentence);
            diagnostics.push(
                finding
                    .in_file(&self.file)
                    .at_row(row)
                    .in_column(&self.header[column?]),
            );
        }
        number
    }
}
