//! Drawn networks and lists of places as files.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use truonggan::base::geom::LonLat;

use crate::program::Desk;
use crate::support::town::Town;

/// Writes the roads and ferries of a town as GeoJSON.
pub fn network(desk: &Desk, name: &str, town: &Town) -> PathBuf {
    let features: Vec<Value> = town
        .raw()
        .ways
        .iter()
        .map(|way| {
            let line: Vec<[f64; 2]> = way
                .shape
                .iter()
                .map(|place| [f64::from(place.lon_e7) / 1e7, f64::from(place.lat_e7) / 1e7])
                .collect();
            let tags: Map<String, Value> = way
                .tags
                .iter()
                .map(|(key, value)| (key.to_owned(), value.into()))
                .collect();
            json!({"type": "Feature", "properties": tags,
                "geometry": {"type": "LineString", "coordinates": line}})
        })
        .collect();
    let collection = json!({"type": "FeatureCollection", "features": features});
    desk.file(name, collection.to_string())
}

/// Writes a list `id,lon,lat`.
pub fn points<I: AsRef<str>>(
    desk: &Desk,
    name: &str,
    points: impl IntoIterator<Item = (I, LonLat)>,
) -> PathBuf {
    let mut text = "id,lon,lat\n".to_owned();
    for (id, at) in points {
        writeln!(text, "{},{},{}", id.as_ref(), at.lon, at.lat).unwrap();
    }
    desk.file(name, text)
}

/// Writes primary schools with a campus each.
pub fn schools<I: AsRef<str>>(
    desk: &Desk,
    name: &str,
    schools: impl IntoIterator<Item = (I, LonLat)>,
) -> PathBuf {
    let mut text = "id,name,lon,lat,level\n".to_owned();
    for (id, at) in schools {
        let id = id.as_ref();
        writeln!(text, "{id},Trường {id},{},{},primary", at.lon, at.lat).unwrap();
    }
    desk.file(name, text)
}
