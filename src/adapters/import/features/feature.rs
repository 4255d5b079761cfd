//! A feature: what it says as text, and where it is. What is wrong with it is told at its row.

use geo::{Coord, Geometry};

use super::super::coordinates::{self, NoPlace};
use super::super::validity;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{LineString, LonLat, MultiPolygon, Polygon};
use crate::base::text::{clean_name, column_key};

/// A feature with its number in the file, from 1.
#[derive(Debug)]
pub struct FileFeature {
    pub(in super::super) row: u64,
    id: Option<String>,
    /// Properties in the order of the file, cleaned; none is empty.
    properties: Vec<(String, String)>,
    geometry: Option<Geometry<f64>>,
}

/// The names of columns in which a feature's identifier stands.
const ID_NAMES: [&str; 3] = ["id", "@id", "osm_id"];

impl FileFeature {
    /// A feature of a file; empty properties are left out.
    pub(super) fn new(
        row: u64,
        id: Option<String>,
        properties: impl IntoIterator<Item = (String, String)>,
        geometry: Option<Geometry<f64>>,
    ) -> Self {
        let clean = |(key, text): (String, String)| (key, clean_name(&text));
        Self {
            row,
            id: id.map(|id| clean_name(&id)).filter(|id| !id.is_empty()),
            properties: properties
                .into_iter()
                .map(clean)
                .filter(|(_, text)| !text.is_empty())
                .collect(),
            geometry,
        }
    }

    /// A property as text: NFC, numbers as written, `true` as `yes`; none where absent or empty.
    pub(in super::super) fn text(&self, key: &str) -> Option<String> {
        let found = self.properties.iter().find(|(name, _)| name == key);
        found.map(|(_, text)| text.clone())
    }

    /// The property of a column whose name is this one but for case, accents and what stands between words; shapefiles
    /// keep ten letters of it.
    pub(in super::super) fn text_like(&self, key: &str) -> Option<String> {
        const KEPT: usize = 10;
        let is_it = |name: &str| {
            let name = column_key(name);
            name == key || (key.len() > KEPT && name.len() == KEPT && key.starts_with(&name))
        };
        let found = self.properties.iter().find(|(name, _)| is_it(name));
        found.map(|(_, text)| text.clone())
    }

    /// All properties as text, by key.
    pub(in super::super) fn texts(&self) -> &[(String, String)] {
        &self.properties
    }

    /// The feature's own identifier, at the top or among its properties.
    pub(in super::super) fn id(&self) -> Option<String> {
        self.id
            .clone()
            .or_else(|| ID_NAMES.iter().find_map(|name| self.text(name)))
    }

    /// Applies a change to every coordinate; false where one has none, and the place is then gone.
    pub(super) fn map(&mut self, change: impl Fn(Coord<f64>) -> Option<Coord<f64>> + Copy) -> bool {
        super::map_geometry(&mut self.geometry, change)
    }

    /// Replaces texts beyond ASCII where the change has another for them.
    pub(super) fn mend(&mut self, change: impl Fn(&str) -> Option<String>) {
        for (_, text) in self.properties.iter_mut().filter(|(_, text)| !text.is_ascii()) {
            if let Some(better) = change(text) {
                *text = clean_name(&better);
            }
        }
    }

    /// The geometry as it stands.
    pub(super) fn geometry(&self) -> Option<&Geometry<f64>> {
        self.geometry.as_ref()
    }

    /// A finding at this feature.
    pub(in super::super) fn finding(
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
        let found = self.geometry.as_ref().map_or("nothing", kind_of);
        self.finding(
            Severity::Error,
            "geometry/kind",
            format!("The geometry is {found}, and this layer needs {expected}; change it or take it out."),
        )
    }

    fn no_place(&self, problem: NoPlace) -> Diagnostic {
        let finding = problem.diagnostic().at_row(self.row).in_column("geometry");
        match self.id() {
            Some(object) => finding.at_object(object),
            None => finding,
        }
    }

    /// The place of a point; what is wrong with it is told.
    pub(in super::super) fn point(&self, diagnostics: &mut Diagnostics) -> Option<LonLat> {
        match &self.geometry {
            Some(Geometry::Point(point)) => self.placed(place(point.0), diagnostics),
            Some(Geometry::MultiPoint(points)) if points.0.len() == 1 => {
                self.placed(place(points.0[0].0), diagnostics)
            }
            _ => refuse(self.wrong_kind("a Point"), diagnostics),
        }
    }

    /// Whether it has an area.
    pub(in super::super) fn is_area(&self) -> bool {
        matches!(
            self.geometry,
            Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_))
        )
    }

    /// The lines, one or several; what is wrong with them is told.
    pub(in super::super) fn lines(&self, diagnostics: &mut Diagnostics) -> Option<Vec<Vec<LonLat>>> {
        let lines = match &self.geometry {
            Some(Geometry::LineString(line)) => places(line).map(|line| vec![line]),
            Some(Geometry::MultiLineString(lines)) => lines.iter().map(places).collect(),
            _ => return refuse(self.wrong_kind("a LineString"), diagnostics),
        };
        self.placed(lines, diagnostics)
    }

    /// The area, with a warning for each fault in its rings; it is used as it is.
    pub(in super::super) fn area(&self, diagnostics: &mut Diagnostics) -> Option<MultiPolygon<f64>> {
        let polygons: Vec<Polygon<f64>> = match &self.geometry {
            Some(Geometry::Polygon(polygon)) => vec![polygon.clone()],
            Some(Geometry::MultiPolygon(polygons)) => polygons.0.clone(),
            _ => return refuse(self.wrong_kind("a Polygon or MultiPolygon"), diagnostics),
        };
        let corners = polygons.iter().flat_map(|polygon| {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            rings.flat_map(|ring| ring.0.iter().copied())
        });
        let placed: Result<Vec<LonLat>, NoPlace> = corners.map(place).collect();
        self.placed(placed, diagnostics)?;
        let area = MultiPolygon(polygons);
        if area.iter().all(|polygon| polygon.exterior().0.len() < 4) {
            let finding = self.finding(
                Severity::Error,
                "geometry/empty_area",
                "The area has no ring of three corners; draw it again or take it out.",
            );
            return refuse(finding, diagnostics);
        }
        for fault in validity::faults(&area) {
            let (what, LonLat { lon, lat }) = (fault.what, fault.at);
            diagnostics.push(self.finding(
                Severity::Warning,
                "geometry/invalid_area",
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

/// The name of a kind of geometry.
fn kind_of(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

fn place(at: Coord<f64>) -> Result<LonLat, NoPlace> {
    coordinates::place(at.x, at.y)
}

fn places(line: &LineString<f64>) -> Result<Vec<LonLat>, NoPlace> {
    line.0.iter().copied().map(place).collect()
}
