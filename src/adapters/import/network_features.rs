//! Roads and ferries as features: lines with the keys of OpenStreetMap.
//! Lines meet where they share a vertex with the same coordinates to 1e-7 degree; a crossing without one is no
//! junction.

use std::path::Path;

use super::features::{FileFeature, ReadOptions, read_features};
use super::merge::FileWay;
use super::{ImportError, coordinates};
use crate::base::diagnostic::{Diagnostics, Severity};
use crate::base::geom::{FixedLonLat, LonLat};
use crate::domain::network::Tags;

/// Reads ways.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<FileWay>, ImportError> {
    let mut ways = Vec::new();
    let mut rows: Vec<u64> = Vec::new();
    let mut first_places: Vec<LonLat> = Vec::new();
    for feature in read_features(path, options, diagnostics)? {
        let Some(lines) = feature.lines(diagnostics) else {
            continue;
        };
        let tags = Tags::new(
            feature
                .texts()
                .iter()
                .filter(|(key, _)| key != "id" && key != "@id")
                .cloned(),
        );
        if tags.get("highway").is_none() && !tags.is("route", "ferry") {
            diagnostics.push(feature.finding(
                Severity::Warning,
                "network/not_a_way",
                "The line has neither `highway` nor `route=ferry` and is left out.",
            ));
            continue;
        }
        let wanted_id = wanted_id(&feature, diagnostics);
        for (at, line) in lines.into_iter().enumerate() {
            let shape = shape_of(&line);
            if shape.len() < 2 {
                diagnostics.push(feature.finding(
                    Severity::Error,
                    "network/line_too_short",
                    "The line has fewer than two different points; draw it again or take it out.",
                ));
                continue;
            }
            first_places.push(line[0]);
            rows.push(feature.row);
            ways.push(FileWay::by_coordinates(
                wanted_id.filter(|_| at == 0),
                shape,
                tags.clone(),
            ));
        }
    }
    for (at, finding) in coordinates::strays(&first_places) {
        diagnostics.push(finding.at_row(rows[at]));
    }
    Ok(ways)
}

/// The id that the feature asks for, where it is a whole number.
fn wanted_id(feature: &FileFeature, diagnostics: &mut Diagnostics) -> Option<i64> {
    let text = feature.id()?;
    let digits = text
        .rsplit('/')
        .next()
        .unwrap_or(&text)
        .trim_start_matches(['w', 'W']);
    let id = digits.parse().ok();
    if id.is_none() {
        diagnostics.push(feature.finding(
            Severity::Note,
            "network/id_not_a_number",
            "The id is not a whole number; the way gets another.",
        ));
    }
    id
}

/// The points of a line to 1e-7 degree, without repetitions in a row.
fn shape_of(line: &[LonLat]) -> Vec<FixedLonLat> {
    let mut shape: Vec<FixedLonLat> = line.iter().map(|at| FixedLonLat::from(*at)).collect();
    shape.dedup();
    shape
}
