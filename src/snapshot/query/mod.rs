//! One file per question; each is a pure function of a Snapshot and a request.

mod answer;
mod catchment;
mod ground;
mod isochrone;
mod nearest;
mod nearest_timed;
mod pin;
mod punctuality;
mod route;
mod route_timed;
mod snapshot;

pub use answer::{
    Confidence, CrossedRoad, Distinct, Doubt, Leg, LegKind, NearestAnswer, NearestCampus, NearestRequest,
    OnFoot, PinAnswer, PinRefusal, Punctuality, Ranking, Ride, RouteAnswer, RouteRefusal, RouteRequest,
    Schedule, Travel, Unreached,
};
pub use catchment::{
    CatchmentAt, CatchmentAtRequest, CatchmentRequest, HeldBy, Margin, SERVICE_AREA_FINENESS, ServiceArea,
    ServiceAreas, catchment_at, service_area_pieces, service_areas, whole_boundary,
};
pub use isochrone::{
    Isochrone, IsochroneArea, IsochroneRequest, Limits, Reach, USUAL_REACH_METRES, isochrone, reach,
};
pub use nearest::{is_ready, measure_of, nearest};
pub use pin::check_pin;
pub use route::route;
pub use snapshot::Snapshot;
