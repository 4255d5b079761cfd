//! Features of the map as they stand in a Dataset: shapes in the Web Mercator square, tags, and from which zoom on they
//! are drawn.

use geo::MapCoords as _;

use super::layer::TileLayer;
use super::road::{RoadClass, is_ferry, is_set};
use super::tile_id::to_square;
use crate::base::geom::{Coord, LonLat, MultiPolygon};
use crate::domain::network::{RawWay, WaterArea, WaterLine};
use crate::domain::schools::{AdminUnit, Campus, Level, School};
use crate::snapshot::dataset::{Dataset, Place};

/// A feature of one layer.
#[derive(Debug, Clone)]
pub(super) struct Feature {
    pub(super) shape: Shape,
    pub(super) min_zoom: u8,
    pub(super) tags: Vec<Tag>,
}

/// Its shape in the Web Mercator square.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Point(Coord<f64>),
    Line(Vec<Coord<f64>>),
    Area(MultiPolygon<f64>),
}

/// A key with a value, carried from a zoom on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tag {
    pub(super) key: &'static str,
    pub(super) value: TagValue,
    pub(super) min_zoom: u8,
}

/// A value of a tag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TagValue {
    Text(Box<str>),
    Number(u64),
    Yes,
}

/// The features of a layer, in the order of the Dataset.
pub(super) fn features_of(dataset: &Dataset, layer: TileLayer) -> Vec<Feature> {
    match layer {
        TileLayer::Water => dataset.water().areas.iter().map(water_area).collect(),
        TileLayer::Waterways => dataset.water().lines.iter().filter_map(watercourse).collect(),
        TileLayer::Communes => dataset
            .units()
            .iter()
            .filter(|unit| unit.kind == "commune")
            .map(commune)
            .collect(),
        TileLayer::Roads => dataset.network().ways.iter().filter_map(road).collect(),
        TileLayer::Ferries => dataset.network().ways.iter().filter_map(ferry).collect(),
        TileLayer::Schools => {
            let schools = &dataset.schools();
            schools
                .campuses()
                .iter()
                .map(|campus| school(campus, schools.school(campus.school)))
                .collect()
        }
        TileLayer::Places => dataset.places().iter().map(place).collect(),
    }
}

fn text(key: &'static str, value: &str) -> Tag {
    text_from(0, key, value)
}

fn text_from(min_zoom: u8, key: &'static str, value: &str) -> Tag {
    Tag {
        key,
        value: TagValue::Text(value.into()),
        min_zoom,
    }
}

fn name_from(min_zoom: u8, name: Option<&str>) -> Option<Tag> {
    name.filter(|name| !name.is_empty())
        .map(|name| text_from(min_zoom, "name", name))
}

fn area_in_square(area: &MultiPolygon<f64>) -> Shape {
    Shape::Area(area.map_coords(|at| to_square(LonLat::new(at.x, at.y))))
}

fn way_in_square(way: &RawWay) -> Shape {
    Shape::Line(way.shape.iter().map(|at| to_square(LonLat::from(*at))).collect())
}

fn road(way: &RawWay) -> Option<Feature> {
    let class = RoadClass::of(&way.tags)?;
    let mut tags = vec![text("class", class.as_str())];
    tags.extend(name_from(class.name_zoom(), way.tags.get("name")));
    for key in ["bridge", "tunnel"] {
        if is_set(&way.tags, key) {
            tags.push(Tag {
                key,
                value: TagValue::Yes,
                min_zoom: 13,
            });
        }
    }
    Some(Feature {
        shape: way_in_square(way),
        min_zoom: class.min_zoom(),
        tags,
    })
}

fn ferry(way: &RawWay) -> Option<Feature> {
    is_ferry(&way.tags).then(|| Feature {
        shape: way_in_square(way),
        min_zoom: TileLayer::Ferries.min_zoom(),
        tags: name_from(9, way.tags.get("name")).into_iter().collect(),
    })
}

fn water_area(water: &WaterArea) -> Feature {
    let mut tags = vec![text("kind", &water.kind)];
    tags.extend(name_from(10, water.name.as_deref()));
    Feature {
        shape: area_in_square(&water.area),
        min_zoom: TileLayer::Water.min_zoom(),
        tags,
    }
}

fn watercourse(water: &WaterLine) -> Option<Feature> {
    if water.underground {
        return None;
    }
    let min_zoom = match water.kind.as_str() {
        "river" => TileLayer::Waterways.min_zoom(),
        "canal" => 11,
        "stream" => 12,
        _ => 13,
    };
    let mut tags = vec![text("kind", &water.kind)];
    tags.extend(name_from(min_zoom.max(11), water.name.as_deref()));
    let line = water.line.coords().map(|at| to_square(LonLat::new(at.x, at.y)));
    Some(Feature {
        shape: Shape::Line(line.collect()),
        min_zoom,
        tags,
    })
}

fn commune(unit: &AdminUnit) -> Feature {
    Feature {
        shape: area_in_square(&unit.area),
        min_zoom: TileLayer::Communes.min_zoom(),
        tags: vec![text("code", unit.code.as_str()), text("name", &unit.name)],
    }
}

fn school(campus: &Campus, school: &School) -> Feature {
    let name = match &campus.name {
        Some(own) => format!("{} – {own}", school.name),
        None => school.name.clone(),
    };
    let levels: Vec<&str> = campus.levels.iter().copied().map(Level::as_str).collect();
    let mut tags = vec![
        text("campus_id", campus.id.as_str()),
        text_from(10, "school_id", school.id.as_str()),
        text_from(10, "name", &name),
    ];
    if let Some(youngest) = levels.first() {
        tags.push(text("level", youngest));
        tags.push(text_from(10, "levels", &levels.join(",")));
    }
    Feature {
        shape: Shape::Point(to_square(campus.place())),
        min_zoom: TileLayer::Schools.min_zoom(),
        tags,
    }
}

fn place(place: &Place) -> Feature {
    let min_zoom = match place.rank {
        0 | 1 => 0,
        2 => 7,
        3 => 9,
        4 => 11,
        _ => 12,
    };
    Feature {
        shape: Shape::Point(to_square(place.at)),
        min_zoom,
        tags: vec![
            text("name", &place.name),
            text("kind", &place.kind),
            Tag {
                key: "rank",
                value: TagValue::Number(u64::from(place.rank)),
                min_zoom: 0,
            },
        ],
    }
}
