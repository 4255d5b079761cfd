//! One hash for the rows of a layer and one for a dataset: BLAKE3 over a canonical encoding, the same whatever the
//! order of the rows, and free of files, titles and dates.
//!
//! A row is encoded field by field, text and lists with their length before them, numbers as little-endian bytes.
//! A layer's hash is over the sorted hashes of its rows, after the name of the layer and the version of the encoding.

use rayon::prelude::*;

use super::timetable_hash::timetable_rows;
use super::{Layer, Place, StagedCampus, StagedLayer};
use crate::base::geom::{LineString, LonLat, MultiPolygon};
use crate::domain::network::{RawPoint, RawRestriction, RawWay, Tags, TurnVia, WaterArea, WaterLine};
use crate::domain::schools::AdminUnit;

/// Changes when the encoding does, so that old and new hashes never meet.
const ENCODING: &str = "truonggan rows 2";

/// The hash of a layer's rows, 64 hexadecimal digits.
pub fn layer_hash(rows: &StagedLayer) -> String {
    let mut hashes: Vec<[u8; 32]> = match rows {
        StagedLayer::Network(network) => {
            let ways = network.ways.par_iter().map(|way| row(|r| r.way(way)));
            let points = network.points.par_iter().map(|point| row(|r| r.point(point)));
            let restrictions = network.restrictions.par_iter();
            let restrictions = restrictions.map(|restriction| row(|r| r.restriction(restriction)));
            ways.chain(points).chain(restrictions).collect()
        }
        StagedLayer::Schools(campuses) => campuses.iter().map(|campus| row(|r| r.campus(campus))).collect(),
        StagedLayer::Units(units) => units.par_iter().map(|unit| row(|r| r.unit(unit))).collect(),
        StagedLayer::Water(water) => {
            let areas = water.areas.par_iter().map(|area| row(|r| r.water_area(area)));
            let lines = water.lines.par_iter().map(|line| row(|r| r.water_line(line)));
            areas.chain(lines).collect()
        }
        StagedLayer::Places(places) => places.iter().map(|place| row(|r| r.place(place))).collect(),
        StagedLayer::Timetable(timetable) => timetable_rows(timetable),
    };
    hashes.par_sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(ENCODING.as_bytes());
    hasher.update(rows.layer().as_str().as_bytes());
    for hash in hashes {
        hasher.update(&hash);
    }
    hasher.finalize().to_hex().to_string()
}

/// The hash of a dataset out of those of its layers, 64 hexadecimal digits.
pub fn dataset_hash<'h>(layers: impl IntoIterator<Item = (Layer, &'h str)>) -> String {
    let mut layers: Vec<(Layer, &str)> = layers.into_iter().collect();
    layers.sort_unstable();
    let mut row = Row::default();
    row.text(ENCODING);
    for (layer, hash) in layers {
        row.text(layer.as_str());
        row.text(hash);
    }
    blake3::hash(&row.0).to_hex().to_string()
}

pub(super) fn row(write: impl FnOnce(&mut Row)) -> [u8; 32] {
    let mut row = Row::default();
    write(&mut row);
    *blake3::hash(&row.0).as_bytes()
}

/// The bytes of a row.
#[derive(Default)]
pub(super) struct Row(Vec<u8>);

impl Row {
    pub(super) fn number(&mut self, number: i64) {
        self.0.extend(number.to_le_bytes());
    }

    pub(super) fn count(&mut self, count: usize) {
        self.0.extend((count as u64).to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }

    pub(super) fn maybe_text(&mut self, text: Option<&str>) {
        self.number(i64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    /// The bits of a degree, with one zero.
    fn degree(&mut self, degree: f64) {
        self.0.extend((degree + 0.0).to_bits().to_le_bytes());
    }

    pub(super) fn place_at(&mut self, at: LonLat) {
        self.degree(at.lon);
        self.degree(at.lat);
    }

    fn tags(&mut self, tags: &Tags) {
        self.count(tags.iter().count());
        for (key, value) in tags.iter() {
            self.text(key);
            self.text(value);
        }
    }

    fn line(&mut self, line: &LineString<f64>) {
        self.count(line.0.len());
        for at in &line.0 {
            self.degree(at.x);
            self.degree(at.y);
        }
    }

    fn area(&mut self, area: &MultiPolygon<f64>) {
        self.count(area.0.len());
        for polygon in area {
            self.line(polygon.exterior());
            self.count(polygon.interiors().len());
            for hole in polygon.interiors() {
                self.line(hole);
            }
        }
    }

    fn way(&mut self, way: &RawWay) {
        self.text("way");
        self.number(way.id);
        self.count(way.points.len());
        for (point, at) in way.points.iter().zip(&way.shape) {
            self.number(*point);
            self.number(i64::from(at.lon_e7));
            self.number(i64::from(at.lat_e7));
        }
        self.tags(&way.tags);
    }

    fn point(&mut self, point: &RawPoint) {
        self.text("point");
        self.number(point.id);
        self.tags(&point.tags);
    }

    fn restriction(&mut self, restriction: &RawRestriction) {
        self.text("restriction");
        self.number(restriction.id);
        self.tags(&restriction.tags);
        let (kind, via) = match &restriction.via {
            TurnVia::Point(point) => ("point", std::slice::from_ref(point)),
            TurnVia::Ways(ways) => ("ways", &**ways),
        };
        self.text(kind);
        for ids in [via, &restriction.from, &restriction.to] {
            self.count(ids.len());
            for id in ids {
                self.number(*id);
            }
        }
    }

    fn campus(&mut self, campus: &StagedCampus) {
        self.text(&campus.school_id);
        self.text(&campus.campus_id);
        self.text(&campus.name);
        self.maybe_text(campus.campus_name.as_deref());
        self.place_at(campus.at);
        self.count(campus.gates.len());
        for gate in &campus.gates {
            self.place_at(*gate);
        }
        self.count(campus.levels.len());
        for level in &campus.levels {
            self.text(level.as_str());
        }
        self.number(i64::from(campus.levels_guessed));
        self.maybe_text(campus.commune.as_deref());
        self.number(campus.seats.map_or(-1, |seats| i64::from(seats.count)));
        self.number(campus.seats.map_or(-1, |seats| i64::from(seats.synthetic)));
        self.maybe_text(campus.operator.as_deref());
        self.text(&campus.source);
    }

    fn unit(&mut self, unit: &AdminUnit) {
        self.text(unit.code.as_str());
        self.text(&unit.name);
        self.text(&unit.kind);
        self.area(&unit.area);
    }

    fn water_area(&mut self, water: &WaterArea) {
        self.text("area");
        self.text(&water.id);
        self.maybe_text(water.name.as_deref());
        self.text(&water.kind);
        self.area(&water.area);
    }

    fn water_line(&mut self, water: &WaterLine) {
        self.text("line");
        self.text(&water.id);
        self.maybe_text(water.name.as_deref());
        self.text(&water.kind);
        self.number(i64::from(water.underground));
        self.line(&water.line);
    }

    fn place(&mut self, place: &Place) {
        self.text(&place.name);
        self.text(&place.kind);
        self.number(i64::from(place.rank));
        self.place_at(place.at);
    }
}
