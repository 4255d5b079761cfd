//! `/api/v1/dataset`: what is loaded, from whom, how much and for which questions.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::{Problem, ProblemBody};
use super::world::{AppState, World};
use crate::base::geom::{Bounds, LonLat, Ruler};
use crate::domain::network::RawWay;
use crate::domain::schools::Level;
use crate::entry::replies::{Bilingual, DatasetRef, LevelWord, degrees};
use crate::snapshot::dataset::Dataset;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_dataset))
}

/// What is loaded.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatasetReply {
    /// Which dataset.
    pub dataset: DatasetRef,
    /// West, south, east and north in degrees.
    pub bounds: [f64; 4],
    /// Longitude and latitude of the middle.
    pub center: [f64; 2],
    /// How one can travel.
    pub profiles: Vec<ProfileSummary>,
    /// Education levels, with how many campuses teach each.
    pub levels: Vec<LevelSummary>,
    /// Who must be named beside the map.
    pub attribution: Vec<String>,
    /// How much is loaded.
    pub counts: Counts,
}

/// A way to travel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileSummary {
    /// The word for it in requests.
    pub id: String,
    /// Its name.
    pub title: Bilingual,
}

/// An education level.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelSummary {
    /// The word for it in requests.
    pub id: LevelWord,
    /// Its name.
    pub title: Bilingual,
    /// How many campuses teach it.
    pub campuses: usize,
}

/// How much is loaded.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Counts {
    /// Schools.
    pub schools: usize,
    /// Campuses.
    pub campuses: usize,
    /// Communes with an area.
    pub communes: usize,
    /// Kilometres of roads and paths.
    pub road_km: f64,
    /// Ferry and boat lines.
    pub ferry_lines: usize,
}

pub(super) fn count(dataset: &Dataset) -> Counts {
    let ways = &dataset.network().ways;
    let roads = ways.iter().filter(|way| way.tags.get("highway").is_some());
    let metres: f64 = roads.map(metres_of).sum();
    Counts {
        schools: dataset.schools().schools().len(),
        campuses: dataset.schools().campuses().len(),
        communes: dataset
            .units()
            .iter()
            .filter(|unit| unit.kind == "commune")
            .count(),
        road_km: (metres / 100.0).round() / 10.0,
        ferry_lines: ways.iter().filter(|way| way.tags.is("route", "ferry")).count(),
    }
}

fn metres_of(way: &RawWay) -> f64 {
    let sides = way.shape.windows(2);
    sides
        .map(|side| Ruler::between(LonLat::from(side[0]), LonLat::from(side[1])))
        .sum()
}

/// What is loaded
#[utoipa::path(
    get, path = "/api/v1/dataset", tag = "dataset",
    responses(
        (status = 200, description = "What is loaded", body = DatasetReply),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_dataset(State(state): State<AppState>) -> Result<Json<DatasetReply>, Problem> {
    let world = state.world()?;
    Ok(Json(describe(&world)))
}

fn describe(world: &World) -> DatasetReply {
    let dataset = &world.snapshot.dataset;
    let bounds = bounds_of(dataset);
    let center = bounds.center();
    let profiles = world.snapshot.index.profiles().iter();
    let by_level = dataset.schools().count_by_level();
    DatasetReply {
        dataset: world.dataset_ref.clone(),
        bounds: [bounds.west, bounds.south, bounds.east, bounds.north],
        center: [degrees(center.lon), degrees(center.lat)],
        profiles: profiles
            .filter(|profile| profile.offered)
            .map(|profile| ProfileSummary {
                id: profile.id.as_str().to_owned(),
                title: Bilingual::new(&profile.title_vi, &profile.title_en),
            })
            .collect(),
        levels: Level::ALL
            .into_iter()
            .map(|level| LevelSummary {
                id: level.into(),
                title: Bilingual::new(level.title_vi(), level.title_en()),
                campuses: by_level.get(&level).copied().unwrap_or(0),
            })
            .collect(),
        attribution: dataset.manifest().attribution.clone(),
        counts: world.counts.clone(),
    }
}

/// The limits of the dataset; the whole earth where it has no places.
pub(super) fn bounds_of(dataset: &Dataset) -> Bounds {
    dataset.manifest().bounds.unwrap_or(Bounds {
        west: -180.0,
        south: -85.0,
        east: 180.0,
        north: 85.0,
    })
}
