//! A boundary in GeoJSON: the areas of all features together, whatever else they say.

use std::path::Path;

use super::ImportError;
use super::features::{ReadOptions, read_features};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::MultiPolygon;

/// Reads a boundary; areas may overlap each other.
pub fn read_boundary(path: &Path) -> Result<(MultiPolygon<f64>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let features = read_features(path, &ReadOptions::default(), &mut diagnostics)?;
    let areas: Vec<MultiPolygon<f64>> = features
        .iter()
        .filter_map(|feature| feature.area(&mut diagnostics))
        .collect();
    if areas.is_empty() && !diagnostics.has_errors() {
        diagnostics.push(
            Diagnostic::new(
                Severity::Error,
                "boundary/empty",
                "The file has no features; give it a Polygon or MultiPolygon.",
            )
            .in_file(&super::file_name(path)),
        );
    }
    let polygons = areas.into_iter().flatten().collect();
    Ok((
        MultiPolygon::new(polygons),
        diagnostics.in_file(&super::file_name(path)),
    ))
}
