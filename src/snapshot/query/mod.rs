//! One file per question; each is a pure function of a Snapshot and a request.

mod answer;

pub use answer::{
    Confidence, Distinct, Doubt, Leg, LegKind, NearestAnswer, NearestCampus, NearestRequest, PinAnswer,
    PinRefusal, Ranking, RouteAnswer, RouteRefusal, RouteRequest, Travel, Unreached,
};
