//! Features of a GeoJSON file one by one, so that a bad one is told with its number and the others are read.

use std::fs;
use std::path::Path;

use geojson::{Feature, GeometryValue, JsonValue, Position, feature::Id};

use super::coordinates::{self, NoPlace};
use super::{ImportError, file_name, validity};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{Coord, LineString, LonLat, MultiPolygon, Polygon};
use crate::base::text::clean_name;

/// A feature with its number in the file, from 1.
#[derive(Debug)]
pub(super) struct FileFeature {
    pub(super) row: u64,
    feature: Feature,
}

/// The features of a file, and what was wrong with others.
pub(super) fn read_features(
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<FileFeature>, ImportError> {
    let bytes = fs::read(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })?;
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&bytes);
    let mut refuse = |code, sentence: String| {
        diagnostics.push(Diagnostic::new(Severity::Error, code, sentence).in_file(&file_name(path)));
    };
    let mut root: JsonValue = match serde_json::from_slice(bytes) {
        Ok(root) => root,
        Err(error) => {
            refuse(
                "geojson/syntax",
                format!("The file is not JSON: {error}. Export it again."),
            );
            return Ok(Vec::new());
        }
    };
    if let Some(crs) = foreign_crs(&root) {
        refuse(
            "geojson/crs",
            format!("The file is in `{crs}`; export it in WGS 84 (EPSG:4326), which GeoJSON asks for."),
        );
        return Ok(Vec::new());
    }
    let features = root.get_mut("features").map(JsonValue::take);
    let values = match (root["type"].as_str(), features) {
        (Some("FeatureCollection"), Some(JsonValue::Array(features))) => features,
        (Some("Feature"), None) => vec![root],
        _ => {
            refuse(
                "geojson/not_features",
                "The file is no FeatureCollection; export the layer as GeoJSON features.".to_owned(),
            );
            return Ok(Vec::new());
        }
    };
    Ok(each_feature(path, values, diagnostics))
}

fn each_feature(path: &Path, values: Vec<JsonValue>, diagnostics: &mut Diagnostics) -> Vec<FileFeature> {
    let mut features = Vec::with_capacity(values.len());
    for (row, value) in (1..).zip(values) {
        match serde_json::from_value::<Feature>(value) {
            Ok(feature) => features.push(FileFeature { row, feature }),
            Err(error) => diagnostics.push(
                Diagnostic::new(
                    Severity::Error,
                    "geojson/feature",
                    format!("This is not a GeoJSON feature: {error}. Mend it or take it out."),
                )
                .in_file(&file_name(path))
                .at_row(row),
            ),
        }
    }
    features
}

/// The name of a coordinate system other than WGS 84 that the file names, as old exports do.
fn foreign_crs(root: &JsonValue) -> Option<String> {
    let name = root["crs"]["properties"]["name"].as_str()?;
    let is_wgs84 = ["CRS84", "EPSG::4326", "EPSG:4326"]
        .iter()
        .any(|known| name.ends_with(known));
    (!is_wgs84).then(|| name.to_owned())
}

impl FileFeature {
    /// A property as text: NFC, numbers as written, `true` as `yes`; none where absent or empty.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.feature.property(key).and_then(text_of)
    }

    /// All properties as text, by key.
    pub(super) fn texts(&self) -> Vec<(String, String)> {
        let properties = self.feature.properties.iter().flatten();
        properties
            .filter_map(|(key, value)| text_of(value).map(|text| (key.clone(), text)))
            .collect()
    }

    /// The feature's own identifier, at the top or among its properties.
    pub(super) fn id(&self) -> Option<String> {
        match &self.feature.id {
            Some(Id::String(id)) => Some(clean_name(id)).filter(|id| !id.is_empty()),
            Some(Id::Number(id)) => Some(id.to_string()),
            None => self
                .text("id")
                .or_else(|| self.text("@id"))
                .or_else(|| self.text("osm_id")),
        }
    }

    /// A finding at this feature.
    pub(super) fn finding(
        &self,
        severity: Severity,
        code: &'static str,
        sentence: impl Into<String>,
    ) -> Diagnostic {
        let finding = Diagnostic::new(severity, code, sentence).at_row(self.row);
        match self.id().or_else(|| self.text("name")) {
            Some(object) => finding.at_object(object),
            None => finding,
        }
    }

    fn wrong_kind(&self, expected: &str) -> Diagnostic {
        let found = self
            .feature
            .geometry
            .as_ref()
            .map_or("nothing", |g| g.value.type_name());
        self.finding(
            Severity::Error,
            "geojson/geometry_kind",
            format!("The geometry is {found}, and this layer needs {expected}; change it or take it out."),
        )
    }

    fn value(&self) -> Option<&GeometryValue> {
        self.feature.geometry.as_ref().map(|geometry| &geometry.value)
    }

    fn no_place(&self, problem: NoPlace) -> Diagnostic {
        let finding = problem.diagnostic().at_row(self.row).in_column("geometry");
        match self.id() {
            Some(object) => finding.at_object(object),
            None => finding,
        }
    }

    /// The place of a point; what is wrong with it is told.
    pub(super) fn point(&self, diagnostics: &mut Diagnostics) -> Option<LonLat> {
        match self.value() {
            Some(GeometryValue::Point { coordinates }) => self.placed(place(coordinates), diagnostics),
            _ => refuse(self.wrong_kind("a Point"), diagnostics),
        }
    }

    /// Whether it has an area.
    pub(super) fn is_area(&self) -> bool {
        matches!(
            self.value(),
            Some(GeometryValue::Polygon { .. } | GeometryValue::MultiPolygon { .. })
        )
    }

    /// The lines, one or several; what is wrong with them is told.
    pub(super) fn lines(&self, diagnostics: &mut Diagnostics) -> Option<Vec<Vec<LonLat>>> {
        let lines = match self.value() {
            Some(GeometryValue::LineString { coordinates }) => places(coordinates).map(|line| vec![line]),
            Some(GeometryValue::MultiLineString { coordinates }) => {
                coordinates.iter().map(|line| places(line)).collect()
            }
            _ => return refuse(self.wrong_kind("a LineString"), diagnostics),
        };
        self.placed(lines, diagnostics)
    }

    /// The area, with a warning for each fault in its rings; it is used as it is.
    pub(super) fn area(&self, diagnostics: &mut Diagnostics) -> Option<MultiPolygon<f64>> {
        let polygons: Result<Vec<Polygon<f64>>, NoPlace> = match self.value() {
            Some(GeometryValue::Polygon { coordinates }) => polygon(coordinates).map(|one| vec![one]),
            Some(GeometryValue::MultiPolygon { coordinates }) => {
                coordinates.iter().map(|rings| polygon(rings)).collect()
            }
            _ => return refuse(self.wrong_kind("a Polygon or MultiPolygon"), diagnostics),
        };
        let area = MultiPolygon(self.placed(polygons, diagnostics)?);
        if area.iter().all(|polygon| polygon.exterior().0.len() < 4) {
            let finding = self.finding(
                Severity::Error,
                "geojson/empty_area",
                "The area has no ring of three corners; draw it again or take it out.",
            );
            return refuse(finding, diagnostics);
        }
        for fault in validity::faults(&area) {
            let (what, LonLat { lon, lat }) = (fault.what, fault.at);
            diagnostics.push(self.finding(
                Severity::Warning,
                "geojson/invalid_area",
                format!("The outline {what} near {lon:.6}, {lat:.6}; it is used as it is, and drawing it again is better."),
            ));
        }
        Some(area)
    }

    fn placed<T>(&self, found: Result<T, NoPlace>, diagnostics: &mut Diagnostics) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(problem) => refuse(self.no_place(problem), diagnostics),
        }
    }
}

/// Tells a finding and gives nothing.
fn refuse<T>(finding: Diagnostic, diagnostics: &mut Diagnostics) -> Option<T> {
    diagnostics.push(finding);
    None
}

fn text_of(value: &JsonValue) -> Option<String> {
    let text = match value {
        JsonValue::String(text) => clean_name(text),
        JsonValue::Number(number) => number.to_string(),
        JsonValue::Bool(true) => "yes".to_owned(),
        JsonValue::Bool(false) => "no".to_owned(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn place(position: &Position) -> Result<LonLat, NoPlace> {
    match position.as_slice() {
        [lon, lat, ..] => coordinates::place(*lon, *lat),
        _ => Err(NoPlace::NotFinite),
    }
}

fn places(line: &[Position]) -> Result<Vec<LonLat>, NoPlace> {
    line.iter().map(place).collect()
}

fn polygon(rings: &[Vec<Position>]) -> Result<Polygon<f64>, NoPlace> {
    let mut rings = rings.iter().map(|ring| ring_of(ring));
    let exterior = rings.next().unwrap_or_else(|| Ok(LineString(Vec::new())))?;
    Ok(Polygon::new(exterior, rings.collect::<Result<_, _>>()?))
}

fn ring_of(ring: &[Position]) -> Result<LineString<f64>, NoPlace> {
    let coords = places(ring)?.into_iter().map(|at| Coord { x: at.lon, y: at.lat });
    Ok(LineString(coords.collect()))
}
