//! Water and bridges of the demonstration, read and judged by the geo crate and not by our own code.

use std::fs;

use geo::{Distance as _, Euclidean, Intersects as _, Line, LineString, Point, Polygon};
use geojson::{FeatureCollection, GeometryValue as Shape};

use crate::demo;

/// About a meter in degrees.
const A_METRE: f64 = 1e-5;

pub struct Ground {
    water: Vec<Polygon<f64>>,
    creeks: Vec<LineString<f64>>,
    bridges: Vec<LineString<f64>>,
}

impl Ground {
    pub fn read() -> Self {
        let (mut water, mut creeks) = (Vec::new(), Vec::new());
        for feature in features("water.geojson") {
            match feature.geometry.unwrap().value {
                shape @ Shape::Polygon { .. } => water.push(shape.try_into().unwrap()),
                shape => creeks.push(shape.try_into().unwrap()),
            }
        }
        let bridges: Vec<LineString<f64>> = features("roads.geojson")
            .into_iter()
            .filter(|feature| feature.property("bridge").is_some())
            .map(|feature| feature.geometry.unwrap().value.try_into().unwrap())
            .collect();
        assert!(water.len() > 10 && !creeks.is_empty() && bridges.len() > 5);
        Self {
            water,
            creeks,
            bridges,
        }
    }

    /// Whether a straight piece is wet anywhere.
    pub fn is_wet(&self, piece: Line<f64>) -> bool {
        self.water.iter().any(|water| water.intersects(&piece))
    }

    /// Whether a straight piece crosses a watercourse that is drawn as a line.
    pub fn crosses_a_creek(&self, piece: Line<f64>) -> bool {
        self.creeks.iter().any(|creek| creek.intersects(&piece))
    }

    /// Whether a straight piece lies on one bridge from end to end.
    pub fn is_on_a_bridge(&self, piece: Line<f64>) -> bool {
        let ends = [piece.start_point(), piece.end_point()];
        self.bridges.iter().any(|bridge| {
            ends.iter()
                .all(|end: &Point<f64>| Euclidean.distance(end, bridge) < A_METRE)
        })
    }
}

fn features(name: &str) -> Vec<geojson::Feature> {
    let text = fs::read_to_string(demo::file(name)).unwrap();
    text.parse::<FeatureCollection>().unwrap().features
}
