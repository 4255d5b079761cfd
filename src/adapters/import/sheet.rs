//! The bytes of a table: a text file as it stands, a spreadsheet's first sheet as comma-separated text.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};

use super::ImportError;

/// How a zip archive begins, and so a spreadsheet.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Reads a table; rows keep the numbers that the spreadsheet shows.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, ImportError> {
    let bytes = fs::read(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })?;
    if !bytes.starts_with(ARCHIVE) {
        return Ok(bytes);
    }
    csv_of(bytes).map_err(|why| ImportError::Content {
        path: path.to_owned(),
        why,
    })
}

fn csv_of(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let sheet = book
        .worksheet_range_at(0)
        .ok_or("the spreadsheet has no sheet")?
        .map_err(|error| error.to_string())?;
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let Some((last_row, last_column)) = sheet.end() else {
        return Ok(Vec::new());
    };
    for row in 0..=last_row {
        let cells = (0..=last_column).map(|column| text_of(sheet.get_value((row, column))));
        out.write_record(cells).map_err(|error| error.to_string())?;
    }
    out.into_inner().map_err(|error| error.to_string())
}

/// A cell as a text file would have it: whole numbers without a decimal point.
fn text_of(cell: Option<&Data>) -> String {
    match cell {
        None | Some(Data::Empty | Data::Error(_)) => String::new(),
        Some(Data::Float(number)) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Some(Data::DateTime(date)) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_decimal_point() {
        assert_eq!(text_of(Some(&Data::Float(2020.0))), "2020");
        assert_eq!(text_of(Some(&Data::Float(1.5))), "1.5");
        assert_eq!(text_of(Some(&Data::String("Cần Giờ".to_owned()))), "Cần Giờ");
        assert_eq!(text_of(None), "");
    }
}
