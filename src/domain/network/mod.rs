//! The transport network: raw ways become a graph; a profile decides who may use it and how fast; access labels give
//! every place its nearest campuses.
//! It knows campuses only as positions and gates.

mod barrier;
mod disjoint_sets;
mod draft;
mod ferry;
mod gates;
mod graph;
mod labels;
mod land;
mod matrix;
mod nearest;
mod outward;
mod profile;
mod queue;
mod raw;
mod road_crossing;
mod route;
mod row;
mod segments;
mod snap;
mod street;
mod stretch;
mod timed;
mod timetable;
mod topology;
mod turn;
mod water;
mod way_rule;

pub use barrier::WaterBarrier;
pub use gates::{Gate, GateSet, GateSite};
pub use graph::{ArcKind, Cost, Measure, ProfileGraph};
pub use labels::{Label, LabelTable, Step};
pub use matrix::{MatrixCell, nearest_matrix, travel_matrix};
pub use nearest::{Reached, Start, nearest_from, reach_gate};
pub use outward::{ReachedCampus, reach_all};
pub use profile::{
    AccessRules, BarrierRules, FerryRules, Profile, RideRules, RoadClass, RoadRules, SnapChoice, SnapLimits,
    SnapRules, TurnRules,
};
pub use raw::{RawNetwork, RawPoint, RawRestriction, RawWay, Tags, TurnVia};
pub use road_crossing::{Junctions, Pavement, RoadCrossing, pavement, road_crossings};
pub use route::{PathPiece, cut, piece_of, place_at, unroll};
pub use row::exact_row;
pub use segments::SegmentIndex;
pub use snap::{Snap, SnapDoubt, SnapPoint, SnapRefusal, Snapper};
pub use stretch::{ReachPiece, Stretch, reach_pieces, sailed_edges, stretches};
pub use timed::{
    BoardingWindow, DayNetwork, DayType, DayView, EarliestReached, Hop, Pattern, PatternIdx, PlaceIdx, Run,
    RunTimes, StopPlace, StopSet, TimedLabel, TimedReached, TimedRide, TimedTable, Timing, Vehicle,
    along_cost, earliest_arrivals, ferries_name_weekdays, keep_time, static_hops, timed_hops, timed_leads,
    timed_nearest,
};
pub use timetable::{Call, Carriage, Line, LineMode, Service, ServiceWindow, Stop, Timetable, Trip};
pub use topology::{DirectedEdge, Edge, EdgeSegment, Network};
pub use water::{WaterArea, WaterLayer, WaterLine};
pub use way_rule::{PointRule, WayRule, point_rule, way_rule};
