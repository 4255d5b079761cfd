//! What kind of file it is, by its name and, where the name leaves doubt, by its first bytes.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::ImportError;

/// A kind of file that some reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    OsmPbf,
    GeoJson,
    Csv,
    /// A folder or `.zip` of tables.
    Gtfs,
}

impl Format {
    /// The kind of a file, or none where no reader knows it.
    pub(super) fn of(path: &Path) -> Result<Option<Self>, ImportError> {
        if path.is_dir() {
            return Ok(Some(Self::Gtfs));
        }
        let head = head_of(path)?;
        let name = super::file_name(path).to_lowercase();
        let by_name = match name.rsplit('.').next() {
            Some("pbf") => Some(Self::OsmPbf),
            Some("geojson" | "json") => Some(Self::GeoJson),
            Some("csv" | "tsv" | "txt") => Some(Self::Csv),
            Some("zip") => Some(Self::Gtfs),
            _ => None,
        };
        let is_json = first_sign(&head) == Some(b'{');
        Ok(match by_name {
            Some(Self::Csv) if is_json => Some(Self::GeoJson),
            Some(format) => Some(format),
            None if is_pbf(&head) => Some(Self::OsmPbf),
            None if is_json => Some(Self::GeoJson),
            // A document of an office program is a `.zip` too, so only one without any ending is taken for a timetable.
            None if head.starts_with(b"PK\x03\x04") && !name.contains('.') => Some(Self::Gtfs),
            None => None,
        })
    }
}

fn head_of(path: &Path) -> Result<Vec<u8>, ImportError> {
    let file = File::open(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })?;
    let mut head = Vec::new();
    file.take(64)
        .read_to_end(&mut head)
        .map_err(|source| ImportError::Read {
            path: path.to_owned(),
            source,
        })?;
    Ok(head)
}

/// The first byte that is neither white space nor part of a byte order mark.
fn first_sign(head: &[u8]) -> Option<u8> {
    head.strip_prefix("\u{FEFF}".as_bytes())
        .unwrap_or(head)
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace())
}

/// A PBF file begins with the length of a header that names itself `OSMHeader`.
fn is_pbf(head: &[u8]) -> bool {
    head.windows(9).any(|window| window == b"OSMHeader")
}
