//! Water as features: areas with `natural=water` and `water`, or with `kind`; lines with `waterway`.

use std::path::Path;

use super::ImportError;
use super::features::{FileFeature, ReadOptions, read_features};
use crate::base::diagnostic::{Diagnostics, Severity};
use crate::base::geom::{Coord, LineString, LonLat};
use crate::domain::network::{WaterArea, WaterLayer, WaterLine};

/// Reads water.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<WaterLayer, ImportError> {
    let mut layer = WaterLayer::default();
    for feature in read_features(path, options, diagnostics)? {
        if feature.is_area() {
            push_area(&mut layer, &feature, diagnostics);
        } else {
            push_lines(&mut layer, &feature, diagnostics);
        }
    }
    Ok(layer)
}

fn push_area(layer: &mut WaterLayer, feature: &FileFeature, diagnostics: &mut Diagnostics) {
    let area = feature.area(diagnostics);
    let kind = kind_of(
        feature,
        &["kind", "water", "waterway", "natural", "landuse"],
        diagnostics,
    );
    if let (Some(area), Some(kind)) = (area, kind) {
        layer.areas.push(WaterArea {
            id: id_of(feature),
            name: feature.text("name"),
            kind: if kind == "riverbank" {
                "river".to_owned()
            } else {
                kind
            },
            area,
        });
    }
}

fn push_lines(layer: &mut WaterLayer, feature: &FileFeature, diagnostics: &mut Diagnostics) {
    let lines = feature.lines(diagnostics);
    let kind = kind_of(feature, &["waterway", "kind"], diagnostics);
    let (Some(lines), Some(kind)) = (lines, kind) else {
        return;
    };
    for (at, line) in lines.into_iter().enumerate() {
        if line.len() < 2 {
            diagnostics.push(feature.finding(
                Severity::Error,
                "water/line_too_short",
                "The line has fewer than two points; draw it again or take it out.",
            ));
            continue;
        }
        let id = id_of(feature);
        layer.lines.push(WaterLine {
            id: if at == 0 { id } else { format!("{id}-{at}") },
            name: feature.text("name"),
            kind: kind.clone(),
            underground: feature.text("tunnel").is_some_and(|value| value != "no"),
            line: line_string(&line),
        });
    }
}

/// What water it is, by the first of the properties that it has.
fn kind_of(feature: &FileFeature, keys: &[&str], diagnostics: &mut Diagnostics) -> Option<String> {
    let kind = keys.iter().find_map(|key| feature.text(key));
    if kind.is_none() {
        diagnostics.push(feature.finding(
            Severity::Error,
            "water/kind_missing",
            "Nothing says what water this is; give `kind`, `natural=water` or `waterway`.",
        ));
    }
    kind
}

fn line_string(line: &[LonLat]) -> LineString<f64> {
    LineString(line.iter().map(|at| Coord { x: at.lon, y: at.lat }).collect())
}

/// A feature without an id is known by its place in the file until files are merged, where its shape names it.
fn id_of(feature: &FileFeature) -> String {
    feature.id().unwrap_or_default()
}
