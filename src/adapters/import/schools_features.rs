//! Schools as features: points or areas, with our property names or those of OpenStreetMap.

use std::path::Path;

use geo::InteriorPoint as _;

use super::features::{FileFeature, ReadOptions, read_features};
use super::schools_fields::{self as fields, Fields};
use super::{ImportError, coordinates, file_name};
use crate::base::diagnostic::{Diagnostics, Severity};
use crate::base::geom::LonLat;
use crate::snapshot::dataset::StagedCampus;

impl Fields for FileFeature {
    fn field(&self, names: &[&str]) -> Option<String> {
        let by_name = names.iter().find_map(|name| self.text_like(name));
        match by_name {
            Some(text) => Some(text),
            None if names == fields::CAMPUS_ID => self.id(),
            None if names == fields::LEVEL => {
                (self.text("amenity").as_deref() == Some("kindergarten")).then(|| "preschool".to_owned())
            }
            None => None,
        }
    }
}

/// Reads a list.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<StagedCampus>, ImportError> {
    let mut campuses: Vec<StagedCampus> = Vec::new();
    let mut rows = Vec::new();
    for feature in read_features(path, options, diagnostics)? {
        let at = place(&feature, diagnostics);
        // The place of a bad feature is only a stand-in, so that its other faults are told in the same go.
        let stand_in = at.unwrap_or(LonLat::new(0.0, 0.0));
        let (campus, findings) = fields::campus(&feature, stand_in, &file_name(path));
        for (column, finding) in findings {
            diagnostics.push(
                finding
                    .in_file(&file_name(path))
                    .at_row(feature.row)
                    .in_column(column),
            );
        }
        if let (Some(_), Some(campus)) = (at, campus) {
            rows.push(feature.row);
            campuses.push(campus);
        }
    }
    let places: Vec<LonLat> = campuses.iter().map(|campus| campus.at).collect();
    for (at, finding) in coordinates::strays(&places) {
        diagnostics.push(finding.in_file(&file_name(path)).at_row(rows[at]));
    }
    Ok(campuses)
}

fn place(feature: &FileFeature, diagnostics: &mut Diagnostics) -> Option<LonLat> {
    if !feature.is_area() {
        return feature.point(diagnostics);
    }
    let inside = feature.area(diagnostics)?.interior_point();
    if inside.is_none() {
        diagnostics.push(feature.finding(
            Severity::Error,
            "geometry/empty_area",
            "The area has no inside; draw it again or give a point.",
        ));
    }
    inside.map(|at| LonLat::new(at.x(), at.y()))
}
