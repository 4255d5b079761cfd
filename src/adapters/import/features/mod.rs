//! Features of a file one by one, whatever its format: a row, properties as text, a geometry in WGS 84.
//! A bad feature is told with its number, and the others are read.

mod feature;
mod flatgeobuf;
mod gdal;
mod geojson;
mod geopackage;
mod kml;
mod landing;
mod options;
mod shapefile;

pub(super) use feature::FileFeature;
pub use options::ReadOptions;

use std::fs;
use std::path::Path;

use geo::{Coord, Geometry, MapCoords as _};

use super::format::Format;
use super::legacy_text::{TextEncoding, likely, mend, single_bytes};
use super::{ImportError, file_name};
use crate::adapters::crs::{Crs, CrsError, Operation};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::LonLat;

/// What a reader finds in a file, in the file's own coordinates.
struct Found {
    features: Vec<FileFeature>,
    /// The coordinate system that the file names.
    crs: FileCrs,
}

/// What a file says of its coordinate system.
enum FileCrs {
    /// This one.
    Named(Crs),
    /// One that is not known, with the reason.
    Refused(CrsError),
    /// Nothing.
    Unsaid,
}

impl FileCrs {
    fn of(crs: Result<Crs, CrsError>) -> Self {
        match crs {
            Ok(crs) => Self::Named(crs),
            Err(error) => Self::Refused(error),
        }
    }
}

/// The features of a file in WGS 84, and what was wrong with others.
pub(super) fn read_features(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<FileFeature>, ImportError> {
    let mut of_file = Diagnostics::new();
    let format = Format::of(path)?;
    let mut found = match format {
        Some(Format::Shapefile) => shapefile::read(path, options, &mut of_file)?,
        Some(Format::GeoPackage) => geopackage::read(path, options, &mut of_file)?,
        Some(Format::FlatGeobuf) => flatgeobuf::read(path, &mut of_file)?,
        Some(Format::Gdal) => gdal::read(path, options, &mut of_file)?,
        Some(Format::Kml) => kml::read(path, &mut of_file)?,
        _ => geojson::read(&bytes_of(path)?, &mut of_file),
    };
    if format != Some(Format::Shapefile) {
        mend_texts(&mut found.features, &mut of_file);
    }
    let placed = if of_file.has_errors() && found.features.is_empty() {
        Vec::new()
    } else {
        in_wgs84(found, options, &mut of_file)
    };
    diagnostics.extend(of_file.in_file(&file_name(path)));
    Ok(placed)
}

/// Mends texts that another program took for Windows-1252 although they were in an encoding of Vietnamese fonts, and
/// tells so. A file with one letter that Windows-1252 has not is sound.
fn mend_texts(features: &mut [FileFeature], diagnostics: &mut Diagnostics) {
    let texts = features.iter().flat_map(FileFeature::texts);
    let foreign = texts
        .map(|(_, text)| text.as_str())
        .filter(|text| !text.is_ascii());
    let Some(bytes) = foreign.map(single_bytes).collect::<Option<Vec<Vec<u8>>>>() else {
        return;
    };
    let bytes: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
    let Some(encoding @ (TextEncoding::Tcvn3 | TextEncoding::VniWindows)) = likely(&bytes) else {
        return;
    };
    for feature in features {
        feature.mend(|text| mend(text, encoding));
    }
    let sentence = format!(
        "The texts are {} that was taken for Windows-1252; they were mended. Look at the names before you publish them.",
        encoding.as_str()
    );
    diagnostics.push(Diagnostic::new(Severity::Warning, "text/mended", sentence));
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, ImportError> {
    fs::read(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })
}

/// Takes all geometries to WGS 84 by one operation; none of them where the coordinate system is not known, or the
/// places are not where they should be.
fn in_wgs84(found: Found, options: &ReadOptions, diagnostics: &mut Diagnostics) -> Vec<FileFeature> {
    let Some(crs) = chosen_crs(&found.crs, options, diagnostics) else {
        return Vec::new();
    };
    let operation = match Operation::of(&crs) {
        Ok(operation) => operation,
        Err(error) => {
            diagnostics.push(Diagnostic::new(Severity::Error, "crs/unknown", sentence(&error)));
            return Vec::new();
        }
    };
    let mut features = found.features;
    if options.swap_axes {
        for feature in &mut features {
            feature.map(|at| Some(Coord { x: at.y, y: at.x }));
        }
    }
    if !landing::check(&features, &crs, options, diagnostics) {
        return Vec::new();
    }
    if crs.is_wgs84() || features.is_empty() {
        return features;
    }
    for feature in &mut features {
        let is_whole = feature.map(|at| {
            let at = operation.to_wgs84(at.x, at.y)?;
            Some(Coord { x: at.lon, y: at.lat })
        });
        if !is_whole {
            let sentence = format!("A coordinate has no place in {}; check it.", crs.name);
            diagnostics.push(feature.finding(Severity::Error, "crs/no_place", sentence));
        }
    }
    let accuracy = operation
        .accuracy_m
        .map_or(String::new(), |accuracy| format!(", good to {accuracy} m"));
    let sentence = format!(
        "Coordinates were taken from {} to WGS 84 by {}{accuracy}.",
        crs.name, operation.name
    );
    diagnostics.push(Diagnostic::new(Severity::Note, "crs/transformed", sentence));
    features
}

/// Points of a table, easting first, by row: each as WGS 84, or none where it has no place.
pub(super) fn place_points(
    points: &[Option<(u64, f64, f64)>],
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<LonLat>> {
    let features = points.iter().flatten().map(|(row, x, y)| {
        let point = Geometry::Point(geo::Point::new(*x, *y));
        FileFeature::new(*row, None, [], Some(point))
    });
    let found = Found {
        features: features.collect(),
        crs: FileCrs::Unsaid,
    };
    let mut placed = in_wgs84(found, options, diagnostics).into_iter();
    let place = |feature: FileFeature| match feature.geometry() {
        Some(Geometry::Point(point)) => Some(LonLat::new(point.x(), point.y())),
        _ => None,
    };
    points
        .iter()
        .map(|point| point.and_then(|_| placed.next()).and_then(place))
        .collect()
}

/// The coordinate system of the option, else that of the file; what keeps it from being known is told.
fn chosen_crs(said: &FileCrs, options: &ReadOptions, diagnostics: &mut Diagnostics) -> Option<Crs> {
    let mut tell = |severity, code, sentence| diagnostics.push(Diagnostic::new(severity, code, sentence));
    let Some(code) = &options.crs else {
        return match said {
            FileCrs::Named(crs) => Some(crs.clone()),
            FileCrs::Refused(error) => {
                tell(Severity::Error, "crs/unknown", sentence(error));
                None
            }
            FileCrs::Unsaid => {
                let sentence = "The file does not say its coordinate system; add its .prj file, or give --crs, such as \
                                EPSG:9210 for VN-2000 105-45.";
                tell(Severity::Error, "crs/unsaid", sentence.to_owned());
                None
            }
        };
    };
    match Crs::of_code(code) {
        Ok(wanted) => {
            if let FileCrs::Named(named) = said
                && *named != wanted
            {
                let sentence = format!(
                    "The file says {}, and is read as {} as asked.",
                    named.name, wanted.name
                );
                tell(Severity::Warning, "crs/overridden", sentence);
            }
            Some(wanted)
        }
        Err(error) => {
            tell(Severity::Error, "crs/unknown", sentence(&error));
            None
        }
    }
}

fn sentence(error: &CrsError) -> String {
    let mut text = error.to_string();
    text.push('.');
    text
}

/// Applies a change to every coordinate; false where one has none, and the geometry is then gone.
fn map_geometry(
    geometry: &mut Option<Geometry<f64>>,
    change: impl Fn(Coord<f64>) -> Option<Coord<f64>> + Copy,
) -> bool {
    let Some(whole) = geometry.take() else {
        return true;
    };
    *geometry = whole.try_map_coords(|at| change(at).ok_or(())).ok();
    geometry.is_some()
}
