//! What kind of file it is, by its name and, where the name leaves doubt, by its first bytes.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::ImportError;

/// A kind of file that some reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    OsmPbf,
    /// Plain or packed with gzip.
    OsmXml,
    GeoJson,
    Shapefile,
    GeoPackage,
    FlatGeobuf,
    Kml,
    /// One that GDAL reads for us.
    Gdal,
    Csv,
    /// A folder or `.zip` of tables.
    Gtfs,
}

impl Format {
    /// Whether its coordinates cannot be anything else.
    pub(super) const fn is_always_wgs84(self) -> bool {
        matches!(self, Self::OsmPbf | Self::OsmXml | Self::Gtfs | Self::Kml)
    }

    /// The kind of a file, or none where no reader knows it.
    pub(super) fn of(path: &Path) -> Result<Option<Self>, ImportError> {
        let name = super::file_name(path).to_lowercase();
        // A geodatabase is a folder, or an archive of it.
        if matches!(name.trim_end_matches(".zip").rsplit_once('.'), Some((_, "gdb"))) {
            return Ok(Some(Self::Gdal));
        }
        if path.is_dir() {
            return Ok(Some(Self::Gtfs));
        }
        let head = head_of(path)?;
        if name.ends_with(".osm.gz") {
            return Ok(Some(Self::OsmXml));
        }
        let by_name = match name.rsplit('.').next() {
            Some("pbf") => Some(Self::OsmPbf),
            Some("osm") => Some(Self::OsmXml),
            Some("tab" | "mif" | "dgn" | "dxf" | "gml") => Some(Self::Gdal),
            Some("geojson" | "json" | "geojsonl" | "geojsons" | "ndjson") => Some(Self::GeoJson),
            Some("shp" | "shz") => Some(Self::Shapefile),
            Some("gpkg") => Some(Self::GeoPackage),
            Some("fgb") => Some(Self::FlatGeobuf),
            Some("kml" | "kmz") => Some(Self::Kml),
            Some("csv" | "tsv" | "txt" | "xlsx") => Some(Self::Csv),
            Some("zip") if holds_shapefile(path) => Some(Self::Shapefile),
            Some("zip") => Some(Self::Gtfs),
            _ => None,
        };
        let is_json = first_sign(&head) == Some(b'{');
        Ok(match by_name {
            Some(Self::Csv) if is_json => Some(Self::GeoJson),
            Some(format) => Some(format),
            None if is_pbf(&head) => Some(Self::OsmPbf),
            None if is_json => Some(Self::GeoJson),
            None if head.starts_with(b"fgb") => Some(Self::FlatGeobuf),
            None if head.starts_with(b"SQLite format 3") => Some(Self::GeoPackage),
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

/// Whether an archive has a `.shp` in it.
fn holds_shapefile(path: &Path) -> bool {
    let archive = File::open(path)
        .ok()
        .and_then(|file| zip::ZipArchive::new(file).ok());
    archive.is_some_and(|archive| {
        let mut names = archive.file_names().filter_map(Result::ok);
        names.any(|name| name.to_lowercase().ends_with(".shp"))
    })
}
