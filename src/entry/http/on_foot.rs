//! What a child on foot meets on the way, as a part of the route's answer.

use serde::Serialize;
use utoipa::ToSchema;

use crate::entry::replies::degrees;
use crate::snapshot::query::{CrossedRoad, OnFoot};

/// What a child on foot meets on the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnFootReply {
    /// Major roads that are crossed, in order; both carriageways of one road count once.
    pub road_crossings: Vec<CrossedRoadReply>,
    /// How much of the way has a pavement.
    pub pavement: PavementReply,
}

/// A major road that is crossed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossedRoadReply {
    /// Its name, else its number, where it has one.
    #[schema(required = true)]
    pub name: Option<String>,
    /// Its class.
    #[schema(example = "primary")]
    pub class: String,
    /// Longitude of the place.
    pub lon: f64,
    /// Latitude of the place.
    pub lat: f64,
    /// Whether the data mark a crossing or traffic lights there.
    pub marked: bool,
}

/// Metres by what the data say of a pavement; they add up to the metres along roads.
#[derive(Debug, Serialize, ToSchema)]
#[expect(
    clippy::struct_field_names,
    reason = "a number in the interface carries its unit in its name"
)]
pub struct PavementReply {
    /// On roads with a pavement, and on ways for people on foot.
    pub with_metres: f64,
    /// On roads that have none.
    pub without_metres: f64,
    /// On roads of which the data say nothing.
    pub unknown_metres: f64,
}

impl From<&OnFoot> for OnFootReply {
    fn from(on_foot: &OnFoot) -> Self {
        Self {
            road_crossings: on_foot.crossed.iter().map(CrossedRoadReply::from).collect(),
            pavement: PavementReply {
                with_metres: on_foot.pavement.with.metres(),
                without_metres: on_foot.pavement.without.metres(),
                unknown_metres: on_foot.pavement.unknown.metres(),
            },
        }
    }
}

impl From<&CrossedRoad> for CrossedRoadReply {
    fn from(road: &CrossedRoad) -> Self {
        Self {
            name: road.name.clone(),
            class: road.class.clone(),
            lon: degrees(road.at.lon),
            lat: degrees(road.at.lat),
            marked: road.marked,
        }
    }
}
