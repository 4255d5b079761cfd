//! KML and KMZ (OGC 12-007r2): placemarks with their extended data; always WGS 84.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use geo::{Geometry, GeometryCollection, MultiLineString, MultiPolygon};
use kml::types::{Element, Placemark};
use kml::{Kml, KmlReader};
use quick_xml::events::Event;

use super::super::ImportError;
use super::{FileCrs, FileFeature, Found};
use crate::adapters::crs::Crs;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// The most that a packed file may hold, bytes.
const MOST_UNPACKED: u64 = 1 << 30;

/// Reads a file.
pub(super) fn read(path: &Path, diagnostics: &mut Diagnostics) -> Result<Found, ImportError> {
    let mut found = Found {
        features: Vec::new(),
        crs: FileCrs::Named(Crs::wgs84()),
    };
    let open = |source| ImportError::Open {
        path: path.to_owned(),
        source,
    };
    let mut text = String::new();
    let read = File::open(path).map_err(open)?;
    let result = if is_packed(path).map_err(open)? {
        unpacked(read, &mut text)
    } else {
        BufReader::new(read)
            .read_to_string(&mut text)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let parsed = result.and_then(|()| {
        check_whole(&text)?;
        let whole: Result<Kml<f64>, _> = KmlReader::from_string(&text).read();
        whole.map_err(|error| error.to_string())
    });
    match parsed {
        Ok(root) => collect(root, &mut found.features, diagnostics),
        Err(why) => {
            let sentence = format!("The file is not KML: {why}. Export it again.");
            diagnostics.push(Diagnostic::new(Severity::Error, "kml/syntax", sentence));
        }
    }
    Ok(found)
}

/// Whether every element is closed: the library that reads KML waits without end for one that is not.
fn check_whole(text: &str) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth > 0 => return Err("it ends early".to_owned()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn is_packed(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut head)?;
    Ok(head.starts_with(b"PK"))
}

/// The first `.kml` of an archive.
fn unpacked(file: File, text: &mut String) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    let name = {
        let mut names = archive.file_names().filter_map(Result::ok);
        let name = names.find(|name| name.to_lowercase().ends_with(".kml"));
        name.ok_or("the archive has no .kml file")?.into_owned()
    };
    let entry = archive.by_name(&name).map_err(|error| error.to_string())?;
    let read = entry.take(MOST_UNPACKED + 1).read_to_string(text);
    match read.map_err(|error| error.to_string())? as u64 {
        size if size > MOST_UNPACKED => Err("it unpacks to more than a gigabyte".to_owned()),
        _ => Ok(()),
    }
}

/// Placemarks wherever they stand, in order. Folders are looked into without recursion on their depth.
fn collect(root: Kml<f64>, features: &mut Vec<FileFeature>, diagnostics: &mut Diagnostics) {
    let mut open = vec![root];
    while let Some(next) = open.pop() {
        match next {
            Kml::KmlDocument(document) => open.extend(document.elements.into_iter().rev()),
            Kml::Document { elements, .. } => open.extend(elements.into_iter().rev()),
            Kml::Folder(folder) => open.extend(folder.elements.into_iter().rev()),
            Kml::Placemark(placemark) => {
                let row = features.len() as u64 + 1;
                features.push(feature_of(row, placemark, diagnostics));
            }
            _ => {}
        }
    }
}

fn feature_of(row: u64, placemark: Placemark<f64>, diagnostics: &mut Diagnostics) -> FileFeature {
    let mut properties = Vec::new();
    extended(&placemark.children, &mut properties);
    if let Some(name) = placemark.name
        && !properties.iter().any(|(key, _)| key == "name")
    {
        properties.push(("name".to_owned(), name));
    }
    let geometry = placemark
        .geometry
        .and_then(|geometry| match Geometry::try_from(geometry) {
            Ok(geometry) => Some(simpler(geometry)),
            Err(error) => {
                let sentence = format!("Its geometry cannot be read: {error}.");
                diagnostics.push(Diagnostic::new(Severity::Error, "kml/geometry", sentence).at_row(row));
                None
            }
        });
    let id = placemark.attrs.get("id").cloned();
    FileFeature::new(row, id, properties, geometry)
}

/// `Data` and `SimpleData`, by name.
fn extended(elements: &[Element], properties: &mut Vec<(String, String)>) {
    for element in elements {
        let named = element.attrs.get("name");
        match (element.name.as_str(), named) {
            ("Data", Some(name)) => {
                let value = element.children.iter().find(|child| child.name == "value");
                let text = value.and_then(|value| value.content.clone());
                properties.push((name.clone(), text.unwrap_or_default()));
            }
            ("SimpleData", Some(name)) => {
                properties.push((name.clone(), element.content.clone().unwrap_or_default()));
            }
            ("ExtendedData" | "SchemaData", _) => extended(&element.children, properties),
            _ => {}
        }
    }
}

/// A collection of one kind as that kind, since KML has no other word for it.
fn simpler(geometry: Geometry<f64>) -> Geometry<f64> {
    let Geometry::GeometryCollection(GeometryCollection(mut all)) = geometry else {
        return geometry;
    };
    if all.len() == 1 {
        return all.remove(0);
    }
    let lines: Option<Vec<_>> = all
        .iter()
        .map(|one| match one {
            Geometry::LineString(line) => Some(line.clone()),
            _ => None,
        })
        .collect();
    let polygons: Option<Vec<_>> = all
        .iter()
        .map(|one| match one {
            Geometry::Polygon(polygon) => Some(polygon.clone()),
            _ => None,
        })
        .collect();
    match (lines, polygons) {
        (Some(lines), _) => Geometry::MultiLineString(MultiLineString(lines)),
        (_, Some(polygons)) => Geometry::MultiPolygon(MultiPolygon(polygons)),
        _ => Geometry::GeometryCollection(GeometryCollection(all)),
    }
}
