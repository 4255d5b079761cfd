//! The HTTP interface: JSON under `/api/v1`, vector tiles under `/tiles`, the page, and health.
//!
//! A handler extracts, asks and converts. Every error leaves as `application/problem+json` with a stable code and a
//! sentence in two languages. Handlers see one `World` from start to end and never touch a store or a file.

mod area_cache;
mod catchments;
mod dataset;
mod exchange;
mod health;
mod isochrones;
mod nearest;
mod on_foot;
mod page;
mod parameters;
mod problem;
mod refusal;
mod route;
mod router;
mod schools;
mod serve;
mod tile_cache;
mod tiles;
mod world;

pub use catchments::CatchmentAtParameters;
pub use dataset::{Counts, DatasetReply, LevelSummary, ProfileSummary};
pub use health::{Health, Readiness};
pub use isochrones::{IsochroneParameters, ShapeWord};
pub use nearest::NearestParameters;
pub use problem::{FieldProblem, ProblemBody};
pub use route::{LegWord, LineString, LineStringWord, RouteCampus, RouteLeg, RouteParameters, RouteReply};
pub use router::{openapi, router};
pub use schools::{CampusRecord, CommuneRecord, SchoolRecord, SchoolReply, SchoolsReply, SeatsRecord};
pub use serve::{serve, stop_signal};
pub use tiles::{TileJson, VectorLayer};
pub use world::{AppState, World};
