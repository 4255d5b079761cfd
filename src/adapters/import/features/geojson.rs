//! GeoJSON (RFC 7946), whole or one feature a line; older files may name another coordinate system.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use geojson::{Feature, GeometryValue, JsonValue, Position, feature::Id};

use super::{FileCrs, FileFeature, Found};
use crate::adapters::crs::Crs;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// Reads a file.
pub(super) fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> Found {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let mut found = Found {
        features: Vec::new(),
        crs: FileCrs::Named(Crs::wgs84()),
    };
    let whole: Result<JsonValue, _> = serde_json::from_slice(bytes);
    let mut root = match whole {
        Ok(root) => root,
        Err(_) if is_by_line(bytes) => {
            let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            let lines = (1..).zip(lines).filter(|(_, line)| !line.is_empty());
            found.features = each_line(lines, diagnostics);
            return found;
        }
        Err(error) => {
            let sentence = format!("The file is not JSON: {error}. Export it again.");
            diagnostics.push(Diagnostic::new(Severity::Error, "geojson/syntax", sentence));
            return found;
        }
    };
    if let Some(name) = root["crs"]["properties"]["name"].as_str() {
        found.crs = FileCrs::of(Crs::of_code(name));
    }
    let features = root.get_mut("features").map(JsonValue::take);
    let values = match (root["type"].as_str(), features) {
        (Some("FeatureCollection"), Some(JsonValue::Array(features))) => features,
        (Some("Feature"), None) => vec![root],
        _ => {
            let sentence = "The file is no FeatureCollection; export the layer as GeoJSON features.";
            diagnostics.push(Diagnostic::new(Severity::Error, "geojson/not_features", sentence));
            return found;
        }
    };
    for (row, value) in (1..).zip(values) {
        let feature = serde_json::from_value::<Feature>(value).map_err(|error| error.to_string());
        found.features.extend(kept(row, feature, diagnostics));
    }
    found
}

/// How many lines are looked at for a feature.
const LOOKED_AT: usize = 20;

/// Whether one of the first lines is a feature of its own, with or without the record separator of RFC 8142, and the file
/// does not begin as a collection.
fn is_by_line(bytes: &[u8]) -> bool {
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .take(LOOKED_AT)
        .peekable();
    let begins = lines.peek().copied().unwrap_or_default();
    let is_feature = |line: &[u8]| {
        let value = serde_json::from_slice::<JsonValue>(without_separator(line));
        value.is_ok_and(|value| value["type"] == "Feature")
    };
    !begins.windows(17).any(|word| word == b"FeatureCollection") && lines.any(is_feature)
}

fn without_separator(line: &[u8]) -> &[u8] {
    line.strip_prefix(&[0x1E]).unwrap_or(line)
}

fn each_line<'b>(
    lines: impl Iterator<Item = (u64, &'b [u8])>,
    diagnostics: &mut Diagnostics,
) -> Vec<FileFeature> {
    lines
        .filter_map(|(row, line)| {
            let feature = serde_json::from_slice::<Feature>(without_separator(line));
            kept(row, feature.map_err(|error| error.to_string()), diagnostics)
        })
        .collect()
}

fn kept(row: u64, feature: Result<Feature, String>, diagnostics: &mut Diagnostics) -> Option<FileFeature> {
    let mut refuse = |code, sentence: String| {
        diagnostics.push(Diagnostic::new(Severity::Error, code, sentence).at_row(row));
    };
    let feature = match feature {
        Ok(feature) => feature,
        Err(error) => {
            refuse(
                "geojson/feature",
                format!("This is not a GeoJSON feature: {error}. Mend it or take it out."),
            );
            return None;
        }
    };
    let geometry = match feature
        .geometry
        .as_ref()
        .map(|geometry| geometry_of(&geometry.value))
    {
        Some(None) => {
            let sentence = "A coordinate is not a number; write decimal degrees.";
            refuse("coordinates/not_a_number", sentence.to_owned());
            return None;
        }
        found => found.flatten(),
    };
    let id = feature.id.map(|id| match id {
        Id::String(id) => id,
        Id::Number(id) => id.to_string(),
    });
    let properties = feature.properties.into_iter().flatten();
    let texts = properties.filter_map(|(key, value)| Some((key, text_of(value)?)));
    Some(FileFeature::new(row, id, texts, geometry))
}

fn text_of(value: JsonValue) -> Option<String> {
    match value {
        JsonValue::String(text) => Some(text),
        JsonValue::Number(number) => Some(number.to_string()),
        JsonValue::Bool(true) => Some("yes".to_owned()),
        JsonValue::Bool(false) => Some("no".to_owned()),
        _ => None,
    }
}

/// None where a position has fewer than two numbers.
fn geometry_of(value: &GeometryValue) -> Option<Geometry<f64>> {
    Some(match value {
        GeometryValue::Point { coordinates } => Geometry::Point(Point(coord(coordinates)?)),
        GeometryValue::MultiPoint { coordinates } => {
            let points: Option<Vec<Point>> = coordinates.iter().map(|at| coord(at).map(Point)).collect();
            Geometry::MultiPoint(MultiPoint(points?))
        }
        GeometryValue::LineString { coordinates } => Geometry::LineString(line(coordinates)?),
        GeometryValue::MultiLineString { coordinates } => {
            let lines: Option<Vec<LineString>> =
                coordinates.iter().map(|positions| line(positions)).collect();
            Geometry::MultiLineString(MultiLineString(lines?))
        }
        GeometryValue::Polygon { coordinates } => Geometry::Polygon(polygon(coordinates)?),
        GeometryValue::MultiPolygon { coordinates } => {
            let polygons: Option<Vec<Polygon>> = coordinates.iter().map(|rings| polygon(rings)).collect();
            Geometry::MultiPolygon(MultiPolygon(polygons?))
        }
        GeometryValue::GeometryCollection { geometries } => {
            let all: Option<Vec<Geometry>> = geometries.iter().map(|one| geometry_of(&one.value)).collect();
            Geometry::GeometryCollection(all?.into_iter().collect())
        }
    })
}

fn coord(position: &Position) -> Option<Coord<f64>> {
    match position.as_slice() {
        [x, y, ..] => Some(Coord { x: *x, y: *y }),
        _ => None,
    }
}

fn line(positions: &[Position]) -> Option<LineString<f64>> {
    positions
        .iter()
        .map(coord)
        .collect::<Option<Vec<_>>>()
        .map(LineString)
}

fn polygon(rings: &[Vec<Position>]) -> Option<Polygon<f64>> {
    let rings: Option<Vec<LineString>> = rings.iter().map(|ring| line(ring)).collect();
    let mut rings = rings?.into_iter();
    let exterior = rings.next().unwrap_or_else(|| LineString(Vec::new()));
    Some(Polygon::new(exterior, rings.collect()))
}
