//! Areas and pieces of road as GeoJSON (RFC 7946): the same for the API and the command line.
//! Outlines run against the clock and holes with it; all places are longitude and latitude.

use serde::Serialize;
use utoipa::ToSchema;

use super::dataset_ref::{DatasetRef, degrees};
use super::nearest::{Describer, position};
use super::words::{LevelWord, RankWord};
use crate::base::geom::{LineString, MultiPolygon, Polygon};
use crate::base::ids::{CampusIdx, EdgeIdx};
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::catchment::{Holder, Nobody, ServicePiece};
use crate::domain::network::{Cost, ReachPiece, cut};
use crate::snapshot::query::{
    CatchmentRequest, Isochrone, IsochroneRequest, Limits, Reach, ServiceArea, ServiceAreas,
};

/// The word by which GeoJSON knows a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub enum FeatureCollectionWord {
    /// A collection of features.
    FeatureCollection,
}

/// The word by which GeoJSON knows a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub enum FeatureWord {
    /// A feature.
    Feature,
}

/// A GeoJSON geometry.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", content = "coordinates")]
pub enum Geometry {
    /// A piece of road or ferry.
    LineString(Vec<[f64; 2]>),
    /// An area; without polygons where it is empty.
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

/// The reach of a campus as a collection of GeoJSON features.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReachReply {
    /// The kind of object.
    #[serde(rename = "type")]
    pub kind: FeatureCollectionWord,
    /// Which dataset.
    pub dataset: DatasetRef,
    /// How children travel.
    pub profile: String,
    /// Near by what.
    pub rank: RankWord,
    /// Code of the campus.
    pub campus_id: String,
    /// Code of its school.
    pub school_id: String,
    /// Name of the school.
    pub name: String,
    /// Areas or pieces of road.
    pub features: Vec<ReachFeature>,
}

/// An area or a piece of road of a reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReachFeature {
    /// The kind of object.
    #[serde(rename = "type")]
    pub kind: FeatureWord,
    /// What it is.
    pub properties: ReachProperties,
    /// Where it is.
    pub geometry: Geometry,
}

/// What a feature of a reach is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReachWord {
    /// All places from which the campus lies within the limit; each area holds those of lesser limits.
    Area,
    /// A piece of road within the limit and not within a lesser one.
    Road,
    /// A ferry that is sailed within the limit and not within a lesser one.
    Ferry,
}

/// One feature of a reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReachProperties {
    /// What it is.
    pub kind: ReachWord,
    /// The limit in metres, where metres were asked for.
    #[schema(required = true)]
    pub limit_metres: Option<f64>,
    /// The limit in minutes, where minutes were asked for.
    #[schema(required = true)]
    pub limit_minutes: Option<f64>,
    /// How large an area is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub square_metres: Option<f64>,
    /// The piece of road.
    #[serde(flatten)]
    pub piece: Option<PieceProperties>,
}

/// A piece of road or ferry.
#[derive(Debug, Serialize, ToSchema)]
pub struct PieceProperties {
    /// Identifier of the way in the network.
    pub way: i64,
    /// Name of the road or ferry, where it has one.
    #[schema(required = true)]
    pub road: Option<String>,
    /// Its length in metres.
    pub metres: f64,
    /// What the way to the campus costs from its nearest place and from its farthest; none for a ferry.
    #[schema(required = true)]
    pub nearest: Option<CostReply>,
    /// The same from its farthest place.
    #[schema(required = true)]
    pub farthest: Option<CostReply>,
}

/// What a way costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostReply {
    /// Metres, the gate's leg included.
    pub metres: f64,
    /// Whole seconds.
    pub seconds: u32,
}

impl From<Cost> for CostReply {
    fn from(cost: Cost) -> Self {
        Self {
            metres: cost.length.metres(),
            seconds: cost.time.whole_seconds(),
        }
    }
}

/// The service areas of a level as a collection of GeoJSON features.
#[derive(Debug, Serialize)]
pub struct CatchmentsReply {
    /// The kind of object.
    #[serde(rename = "type")]
    pub kind: FeatureCollectionWord,
    /// Which dataset.
    pub dataset: DatasetRef,
    /// How children travel.
    pub profile: String,
    /// The level of the campuses.
    pub level: LevelWord,
    /// Near by what.
    pub rank: RankWord,
    /// Areas or pieces of road.
    pub features: Vec<CatchmentFeature>,
}

/// An area or a piece of road of service areas.
#[derive(Debug, Serialize)]
pub struct CatchmentFeature {
    /// The kind of object.
    #[serde(rename = "type")]
    pub kind: FeatureWord,
    /// What it is.
    pub properties: CatchmentProperties,
    /// Where it is.
    pub geometry: Geometry,
}

/// What a feature of service areas is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CatchmentWord {
    /// The service area of a campus.
    ServiceArea,
    /// Land that no campus holds, with the reason.
    Nobody,
    /// A piece of road.
    Road,
}

/// What a feature of service areas is, and whose.
#[derive(Debug, Serialize)]
pub struct CatchmentProperties {
    /// What it is.
    pub kind: CatchmentWord,
    /// Code of the campus, where one holds it.
    pub campus_id: Option<String>,
    /// Code of its school.
    pub school_id: Option<String>,
    /// Name of its school.
    pub name: Option<String>,
    /// Why nobody holds it: `island`, `across_water`, `far_from_road`.
    pub reason: Option<String>,
    /// How large an area is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub square_metres: Option<f64>,
    /// The piece of road.
    #[serde(flatten)]
    pub piece: Option<PieceProperties>,
}

impl Describer<'_> {
    /// The reach of a campus as areas.
    pub fn isochrone(&self, request: &IsochroneRequest, answer: &Isochrone) -> ReachReply {
        let features = answer.areas.iter().map(|area| {
            let properties = ReachProperties {
                square_metres: Some(whole(area.square_metres)),
                ..reach_properties(&request.limits, ReachWord::Area, area.limit)
            };
            reach_feature(properties, multi_polygon(&area.area))
        });
        self.reach_reply(request, features.collect())
    }

    /// The reach of a campus as pieces of road.
    pub fn reach(&self, request: &IsochroneRequest, answer: &Reach) -> ReachReply {
        let limits = &request.limits;
        let road = |piece: &ReachPiece| {
            let costs = [piece.nearest, piece.farthest];
            let properties = ReachProperties {
                piece: Some(self.piece(piece.edge, piece.to - piece.from, Some(costs))),
                ..reach_properties(limits, ReachWord::Road, answer.limits[piece.band])
            };
            reach_feature(properties, self.line(piece.edge, [piece.from, piece.to]))
        };
        let ferry = |edge: &EdgeIdx, limit: u32| {
            let length = self.snapshot.index.network().length(*edge);
            let properties = ReachProperties {
                piece: Some(self.piece(*edge, length, None)),
                ..reach_properties(limits, ReachWord::Ferry, limit)
            };
            reach_feature(properties, self.line(*edge, [Centimetres::ZERO, length]))
        };
        let ferries = answer.ferries.iter().zip(&answer.limits);
        let ferries = ferries.flat_map(|(edges, limit)| edges.iter().map(|edge| ferry(edge, *limit)));
        let features = answer.pieces.iter().map(road).chain(ferries).collect();
        self.reach_reply(request, features)
    }

    fn reach_reply(&self, request: &IsochroneRequest, features: Vec<ReachFeature>) -> ReachReply {
        let schools = self.snapshot.schools();
        let campus = schools.campus(request.campus);
        let school = schools.school(campus.school);
        ReachReply {
            kind: FeatureCollectionWord::FeatureCollection,
            dataset: self.dataset.clone(),
            profile: self.profile_word(request.profile),
            rank: request.limits.rank().into(),
            campus_id: campus.id.as_str().to_owned(),
            school_id: school.id.as_str().to_owned(),
            name: school.name.clone(),
            features,
        }
    }

    /// Service areas as areas.
    pub fn service_areas(&self, request: &CatchmentRequest, answer: &ServiceAreas) -> CatchmentsReply {
        let area = |area: &ServiceArea| {
            let properties = CatchmentProperties {
                square_metres: Some(whole(area.square_metres)),
                ..self.held_by(area.holder)
            };
            catchment_feature(properties, multi_polygon(&area.area))
        };
        self.catchments_reply(*request, answer.areas.iter().map(area).collect())
    }

    /// Service areas as pieces of road.
    pub fn service_pieces(&self, request: &CatchmentRequest, pieces: &[ServicePiece]) -> CatchmentsReply {
        let road = |piece: &ServicePiece| {
            let costs = [piece.nearest, piece.farthest];
            let properties = CatchmentProperties {
                kind: CatchmentWord::Road,
                piece: Some(self.piece(piece.edge, piece.to - piece.from, Some(costs))),
                ..self.held_by(Holder::Campus(piece.campus))
            };
            catchment_feature(properties, self.line(piece.edge, [piece.from, piece.to]))
        };
        self.catchments_reply(*request, pieces.iter().map(road).collect())
    }

    fn catchments_reply(
        &self,
        request: CatchmentRequest,
        features: Vec<CatchmentFeature>,
    ) -> CatchmentsReply {
        CatchmentsReply {
            kind: FeatureCollectionWord::FeatureCollection,
            dataset: self.dataset.clone(),
            profile: self.profile_word(request.profile),
            level: request.level.into(),
            rank: request.rank.into(),
            features,
        }
    }

    fn held_by(&self, holder: Holder) -> CatchmentProperties {
        let (kind, campus, reason) = match holder {
            Holder::Campus(campus) => (CatchmentWord::ServiceArea, Some(campus), None),
            Holder::Nobody(why) => (CatchmentWord::Nobody, None, Some(reason_word(why).to_owned())),
        };
        let schools = self.snapshot.schools();
        let campus = campus.map(|campus: CampusIdx| schools.campus(campus));
        let school = campus.map(|campus| schools.school(campus.school));
        CatchmentProperties {
            kind,
            campus_id: campus.map(|campus| campus.id.as_str().to_owned()),
            school_id: school.map(|school| school.id.as_str().to_owned()),
            name: school.map(|school| school.name.clone()),
            reason,
            square_metres: None,
            piece: None,
        }
    }

    fn piece(&self, edge: EdgeIdx, length: Centimetres, costs: Option<[Cost; 2]>) -> PieceProperties {
        let way = &self.snapshot.raw().ways[self.snapshot.index.network().edge(edge).way.at()];
        PieceProperties {
            way: way.id,
            road: way.tags.get("name").map(str::to_owned),
            metres: length.metres(),
            nearest: costs.map(|[nearest, _]| nearest.into()),
            farthest: costs.map(|[_, farthest]| farthest.into()),
        }
    }

    fn line(&self, edge: EdgeIdx, ends: [Centimetres; 2]) -> Geometry {
        let places = cut(self.snapshot.index.network(), edge, ends);
        Geometry::LineString(places.into_iter().map(position).collect())
    }
}

const fn reach_feature(properties: ReachProperties, geometry: Geometry) -> ReachFeature {
    ReachFeature {
        kind: FeatureWord::Feature,
        properties,
        geometry,
    }
}

const fn catchment_feature(properties: CatchmentProperties, geometry: Geometry) -> CatchmentFeature {
    CatchmentFeature {
        kind: FeatureWord::Feature,
        properties,
        geometry,
    }
}

fn reach_properties(limits: &Limits, kind: ReachWord, limit: u32) -> ReachProperties {
    let (metres, minutes) = match limits {
        Limits::Metres(_) => (Some(Centimetres(limit).metres()), None),
        Limits::Minutes(_) => (None, Some(minutes(Deciseconds(limit)))),
    };
    ReachProperties {
        kind,
        limit_metres: metres,
        limit_minutes: minutes,
        square_metres: None,
        piece: None,
    }
}

fn minutes(time: Deciseconds) -> f64 {
    f64::from(time.0) / 600.0
}

const fn reason_word(why: Nobody) -> &'static str {
    match why {
        Nobody::Island => "island",
        Nobody::AcrossWater => "across_water",
        Nobody::FarFromRoad => "far_from_road",
    }
}

fn whole(square_metres: f64) -> f64 {
    square_metres.round()
}

fn multi_polygon(area: &MultiPolygon<f64>) -> Geometry {
    let ring = |ring: &LineString<f64>| -> Vec<[f64; 2]> {
        ring.0.iter().map(|at| [degrees(at.x), degrees(at.y)]).collect()
    };
    let polygon = |polygon: &Polygon<f64>| {
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(ring)
            .collect()
    };
    Geometry::MultiPolygon(area.iter().map(polygon).collect())
}
