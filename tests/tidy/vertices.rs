//! Vertices of the demonstration data against those of real maps: what is given away freely must be drawn, not copied.

use std::collections::BTreeSet;
use std::path::Path;

use osmpbf::{Element, ElementReader};

/// A vertex to five decimals, about a metre.
pub type Vertex = (i64, i64);

const STEPS_PER_DEGREE: f64 = 1e5;

/// A place as a vertex.
pub fn vertex(lon: f64, lat: f64) -> Vertex {
    (
        (lon * STEPS_PER_DEGREE).round() as i64,
        (lat * STEPS_PER_DEGREE).round() as i64,
    )
}

/// Every node of an OpenStreetMap extract.
pub fn of_extract(path: &Path) -> BTreeSet<Vertex> {
    let mut out = BTreeSet::new();
    let reader = ElementReader::from_path(path).expect("the extract opens");
    let read = reader.for_each(|element| {
        let (lon, lat) = match element {
            Element::Node(node) => (node.lon(), node.lat()),
            Element::DenseNode(node) => (node.lon(), node.lat()),
            _ => return,
        };
        out.insert(vertex(lon, lat));
    });
    read.expect("the extract reads to its end");
    out
}

/// Every pair of numbers in a text that could be a longitude and a latitude here: `106.9,10.6`.
pub fn of_text(text: &str) -> BTreeSet<Vertex> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let numbers: Vec<(usize, &str)> = text
        .split(|c: char| !is_number(c))
        .filter(|piece| !piece.is_empty())
        .map(|piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece))
        .collect();
    numbers
        .windows(2)
        .filter(|pair| text[pair[0].0 + pair[0].1.len()..pair[1].0].trim() == ",")
        .filter_map(|pair| {
            let (lon, lat) = (pair[0].1.parse::<f64>().ok()?, pair[1].1.parse::<f64>().ok()?);
            (lon.abs() <= 180.0 && lat.abs() <= 90.0).then(|| vertex(lon, lat))
        })
        .collect()
}

#[test]
fn vertices_are_found_in_geojson_and_in_tables() {
    let found = of_text("[[106.98765,10.41234],[106.9, 10.4]]\nid,lon,lat\nH1,107.00001,10.5,Hamlet\n");
    let expected = [(106.98765, 10.41234), (106.9, 10.4), (107.00001, 10.5)];
    for (lon, lat) in expected {
        assert!(found.contains(&vertex(lon, lat)), "{lon} {lat}: {found:?}");
    }
}
