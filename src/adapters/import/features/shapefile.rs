//! Shapefiles (ESRI 1998) with their table, alone or in a `.zip`: `.prj` says the coordinate system, `.cpg` or the
//! table's own mark the encoding of text.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use encoding_rs::X_USER_DEFINED;
use geo::Geometry;
use shapefile::dbase::encoding::EncodingRs;
use shapefile::dbase::{self, FieldValue};
use shapefile::{Shape, ShapeReader};

use super::super::ImportError;
use super::super::legacy_text::{TextEncoding, likely};
use super::{FileCrs, FileFeature, Found, ReadOptions};
use crate::adapters::crs::Crs;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// The most that one file of an archive may hold, bytes.
const MOST_UNPACKED: u64 = 1 << 30;

/// Where a table has the mark of its encoding.
const MARK_AT: usize = 29;

/// The files that together are one shapefile.
#[derive(Default)]
struct Parts {
    shp: Option<Vec<u8>>,
    dbf: Option<Vec<u8>>,
    prj: Option<Vec<u8>>,
    cpg: Option<Vec<u8>>,
}

/// Reads a shapefile.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Found, ImportError> {
    let mut found = Found {
        features: Vec::new(),
        crs: FileCrs::Unsaid,
    };
    let mut refuse = |code, sentence: String| {
        diagnostics.push(Diagnostic::new(Severity::Error, code, sentence));
    };
    let parts = match parts_of(path)? {
        Ok(parts) => parts,
        Err(sentence) => {
            refuse("shapefile/archive", sentence);
            return Ok(found);
        }
    };
    let (Some(shp), Some(dbf)) = (parts.shp, parts.dbf) else {
        let sentence = "A shapefile is several files; put .shp and .dbf, and .prj, .cpg beside each other, or all into one .zip.";
        refuse("shapefile/part_missing", sentence.to_owned());
        return Ok(found);
    };
    if let Some(prj) = parts.prj {
        found.crs = FileCrs::of(Crs::of_wkt(&String::from_utf8_lossy(&prj)));
    }
    let mark = dbf.get(MARK_AT).copied().unwrap_or(0);
    match rows_of(shp, dbf) {
        Ok(rows) => {
            let said = Said {
                cpg: parts
                    .cpg
                    .map(|cpg| String::from_utf8_lossy(&cpg).trim().to_owned()),
                mark,
            };
            let encoding = encoding_of(&rows, &said, options, diagnostics);
            for (row, (shape, cells)) in (1..).zip(rows) {
                let geometry = geometry_of(row, shape, diagnostics);
                let texts = cells
                    .into_iter()
                    .map(|(name, cell)| (name, cell.text(row, encoding, diagnostics)));
                let texts: Vec<_> = texts.collect();
                found.features.push(FileFeature::new(row, None, texts, geometry));
            }
        }
        Err(why) => {
            let sentence = format!("The shapefile is cut off or broken: {why}. Export it again.");
            diagnostics.push(Diagnostic::new(Severity::Error, "shapefile/broken", sentence));
        }
    }
    Ok(found)
}

/// The parts beside a `.shp`, or those of an archive; the sentence where an archive is not one shapefile.
fn parts_of(path: &Path) -> Result<Result<Parts, String>, ImportError> {
    let open = |source| ImportError::Open {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::read(path).map_err(open)?;
    if bytes.starts_with(b"PK") {
        return Ok(unpacked(bytes));
    }
    let beside = |ending: &str| {
        let upper = ending.to_uppercase();
        [ending, &upper]
            .iter()
            .find_map(|ending| fs::read(path.with_extension(ending)).ok())
    };
    Ok(Ok(Parts {
        shp: Some(bytes),
        dbf: beside("dbf"),
        prj: beside("prj"),
        cpg: beside("cpg"),
    }))
}

fn unpacked(bytes: Vec<u8>) -> Result<Parts, String> {
    let said = |error: zip::result::ZipError| format!("The archive cannot be opened: {error}.");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(said)?;
    let mut parts = Parts::default();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(said)?;
        let name = entry.name().map_err(said)?.to_lowercase();
        let part = match name.rsplit('.').next() {
            Some("shp") => &mut parts.shp,
            Some("dbf") => &mut parts.dbf,
            Some("prj") => &mut parts.prj,
            Some("cpg") => &mut parts.cpg,
            _ => continue,
        };
        if part.is_some() {
            return Err("The archive holds several shapefiles; pack each for itself.".to_owned());
        }
        let mut content = Vec::new();
        let read = entry.take(MOST_UNPACKED + 1).read_to_end(&mut content);
        read.map_err(|error| format!("The archive is broken: {error}."))?;
        if content.len() as u64 > MOST_UNPACKED {
            return Err(format!(
                "`{name}` unpacks to more than a gigabyte; import it unpacked."
            ));
        }
        *part = Some(content);
    }
    Ok(parts)
}

/// A cell before its encoding is known.
enum Cell {
    Bytes(Vec<u8>),
    Text(String),
}

/// A shape with the cells of its row, by column.
type ShapeRow = (Shape, Vec<(String, Cell)>);

fn rows_of(shp: Vec<u8>, dbf: Vec<u8>) -> Result<Vec<ShapeRow>, String> {
    let mut shapes = ShapeReader::new(Cursor::new(shp)).map_err(|error| error.to_string())?;
    let table = dbase::ReaderBuilder::new()
        .with_encoding(EncodingRs::from(X_USER_DEFINED))
        .build(Cursor::new(dbf));
    let mut table = table.map_err(|error| error.to_string())?;
    let columns: Vec<String> = table
        .fields()
        .iter()
        .map(|field| field.name().to_owned())
        .collect();
    let mut records = table.iter_records();
    let mut rows = Vec::new();
    for shape in shapes.iter_shapes() {
        let shape = shape.map_err(|error| error.to_string())?;
        let Some(record) = records.next() else {
            return Err("the table has fewer rows than there are shapes".to_owned());
        };
        let mut record = record.map_err(|error| error.to_string())?;
        let cells = columns.iter().map(|name| {
            let value = record.remove(name);
            (column_name(name), cell_of(value))
        });
        rows.push((shape, cells.collect()));
    }
    Ok(rows)
}

fn cell_of(value: Option<FieldValue>) -> Cell {
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    match value {
        Some(FieldValue::Character(Some(text)) | FieldValue::Memo(text)) => Cell::Bytes(bytes_of(&text)),
        Some(FieldValue::Numeric(value)) => Cell::Text(number(value)),
        Some(FieldValue::Float(value)) => Cell::Text(number(value.map(f64::from))),
        Some(FieldValue::Double(value) | FieldValue::Currency(value)) => Cell::Text(value.to_string()),
        Some(FieldValue::Integer(value)) => Cell::Text(value.to_string()),
        Some(FieldValue::Logical(Some(value))) => Cell::Text(if value { "yes" } else { "no" }.to_owned()),
        Some(FieldValue::Date(Some(date))) => Cell::Text(format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )),
        _ => Cell::Text(String::new()),
    }
}

impl Cell {
    fn text(self, row: u64, encoding: TextEncoding, diagnostics: &mut Diagnostics) -> String {
        match self {
            Self::Text(text) => text,
            Self::Bytes(bytes) => encoding.decode(&bytes).unwrap_or_else(|at| {
                let sentence = format!(
                    "Byte {} of a text means nothing in {}; say another encoding with --encoding.",
                    at + 1,
                    encoding.as_str()
                );
                diagnostics.push(Diagnostic::new(Severity::Error, "text/encoding", sentence).at_row(row));
                String::new()
            }),
        }
    }
}

/// What the files say of their encoding.
struct Said {
    cpg: Option<String>,
    mark: u8,
}

/// The encoding of the option, else the one that the files say, else one that the texts themselves show; a doubt is
/// told.
fn encoding_of(
    rows: &[ShapeRow],
    said: &Said,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> TextEncoding {
    let mut tell =
        |severity, code, sentence: String| diagnostics.push(Diagnostic::new(severity, code, sentence));
    if let Some(label) = &options.encoding {
        if let Some(encoding) = TextEncoding::of_label(label) {
            return encoding;
        }
        let sentence =
            format!("`{label}` is no encoding that is known; write UTF-8, Windows-1258, TCVN3 or VNI.");
        tell(Severity::Error, "text/encoding_unknown", sentence);
    }
    let texts: Vec<&[u8]> = rows
        .iter()
        .flat_map(|(_, cells)| cells)
        .filter_map(|(_, cell)| match cell {
            Cell::Bytes(bytes) if !bytes.is_ascii() => Some(bytes.as_slice()),
            _ => None,
        })
        .collect();
    let named = said.cpg.as_deref().and_then(TextEncoding::of_label);
    let named = named.or_else(|| TextEncoding::of_dbf_language_driver(said.mark));
    let shown = likely(&texts);
    match (named, shown) {
        (Some(named), Some(shown)) if named != shown => {
            let sentence = format!(
                "The file says {}, and its texts read as Vietnamese in {}, which is used; if that is wrong, say the right one with --encoding.",
                named.as_str(),
                shown.as_str()
            );
            tell(Severity::Warning, "text/encoding_guessed", sentence);
            shown
        }
        (Some(named), _) => named,
        (None, Some(shown)) => {
            let sentence = format!(
                "The file does not say its encoding; its texts read as Vietnamese in {}, which is used. Say it with --encoding.",
                shown.as_str()
            );
            let severity = if shown == TextEncoding::Utf8 {
                Severity::Note
            } else {
                Severity::Warning
            };
            tell(severity, "text/encoding_guessed", sentence);
            shown
        }
        (None, None) => {
            let is_utf8 = texts.iter().all(|text| std::str::from_utf8(text).is_ok());
            if is_utf8 {
                return TextEncoding::Utf8;
            }
            let sentence = "The file does not say its encoding, and its texts do not show it; say it with --encoding, such as TCVN3, VNI or Windows-1258.";
            tell(Severity::Error, "text/encoding_unsaid", sentence.to_owned());
            TextEncoding::Windows1252
        }
    }
}

fn geometry_of(row: u64, shape: Shape, diagnostics: &mut Diagnostics) -> Option<Geometry<f64>> {
    if matches!(shape, Shape::NullShape) {
        return None;
    }
    match Geometry::try_from(shape) {
        Ok(geometry) => Some(simpler(geometry)),
        Err(error) => {
            let sentence = format!("Its shape cannot be read: {error}.");
            diagnostics.push(Diagnostic::new(Severity::Error, "shapefile/shape", sentence).at_row(row));
            None
        }
    }
}

/// One part as itself: shapefiles know several only.
fn simpler(geometry: Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::MultiLineString(mut lines) if lines.0.len() == 1 => Geometry::LineString(lines.0.remove(0)),
        Geometry::MultiPolygon(mut polygons) if polygons.0.len() == 1 => {
            Geometry::Polygon(polygons.0.remove(0))
        }
        other => other,
    }
}

/// The bytes that a text of `x-user-defined` stands for, which has a character for each byte.
fn bytes_of(text: &str) -> Vec<u8> {
    text.chars().map(|c| (u32::from(c) & 0xFF) as u8).collect()
}

/// A column's name, in UTF-8 as far as it can be.
fn column_name(name: &str) -> String {
    String::from_utf8_lossy(&bytes_of(name)).into_owned()
}
