//! `FlatGeobuf`.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use flatgeobuf::{FallibleStreamingIterator as _, FeatureProperties as _, FgbReader};
use geo_traits::to_geo::ToGeoGeometry as _;

use super::super::ImportError;
use super::{FileCrs, FileFeature, Found};
use crate::adapters::crs::Crs;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// Reads a file, feature by feature.
pub(super) fn read(path: &Path, diagnostics: &mut Diagnostics) -> Result<Found, ImportError> {
    let file = File::open(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })?;
    let mut found = Found {
        features: Vec::new(),
        crs: FileCrs::Unsaid,
    };
    // The library checks where things stand in a file, and panics at some lengths that are wrong; what was read till then
    // is whole, and the file is refused.
    let reading = AssertUnwindSafe(|| read_into(&mut found, BufReader::new(file), diagnostics));
    let read = match catch_unwind(reading) {
        Ok(read) => read.map_err(|error| error.to_string()),
        Err(_panic) => Err("a length in it is wrong".to_owned()),
    };
    if let Err(why) = read {
        let sentence = format!("The file is cut off or broken: {why}. Export it again.");
        let row = found.features.len() as u64 + 1;
        diagnostics.push(Diagnostic::new(Severity::Error, "flatgeobuf/broken", sentence).at_row(row));
    }
    Ok(found)
}

fn read_into(
    found: &mut Found,
    file: BufReader<File>,
    diagnostics: &mut Diagnostics,
) -> Result<(), flatgeobuf::Error> {
    let reader = FgbReader::open(file)?;
    found.crs = crs_of(&reader);
    let mut features = reader.select_all_seq()?;
    while let Some(feature) = features.next()? {
        let row = found.features.len() as u64 + 1;
        let geometry = feature
            .geometry_trait()?
            .and_then(|geometry| geometry.try_to_geometry());
        let properties = match feature.properties() {
            Ok(properties) => properties,
            Err(error) => {
                let sentence = format!("Its properties cannot be read: {error}. Export the file again.");
                diagnostics
                    .push(Diagnostic::new(Severity::Error, "flatgeobuf/properties", sentence).at_row(row));
                continue;
            }
        };
        let mut properties: Vec<(String, String)> = properties.into_iter().collect();
        properties.sort_unstable();
        found
            .features
            .push(FileFeature::new(row, None, properties, geometry));
    }
    Ok(())
}

fn crs_of<R: std::io::Read>(reader: &FgbReader<R>) -> FileCrs {
    let Some(crs) = reader.header().crs() else {
        return FileCrs::Unsaid;
    };
    let organisation = crs.org().unwrap_or("EPSG");
    match (crs.code(), crs.code_string(), crs.wkt()) {
        (code, _, _) if code > 0 => FileCrs::of(Crs::of_code(&format!("{organisation}:{code}"))),
        (_, Some(code), _) => FileCrs::of(Crs::of_code(code)),
        (_, _, Some(wkt)) => FileCrs::of(Crs::of_wkt(wkt)),
        _ => FileCrs::Unsaid,
    }
}
