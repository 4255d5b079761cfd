//! The transport network: towns known by arithmetic, drawn networks, and plain Dijkstra as the judge.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says what it skips"
)]

#[path = "../support/mod.rs"]
mod support;

mod agreement;
mod bell;
mod build;
mod ferries;
mod isochrone;
mod labels;
mod oracle;
mod osrm;
mod profiles;
mod queries;
mod road_crossings;
mod rome;
mod routes;
mod rows;
mod same_bytes;
mod saved_index;
mod scenario_boats;
mod scenarios;
mod scenarios_random;
mod service_areas;
mod snap;
mod snap_oracle;
mod timed_expanded;
mod timed_oracle;
mod turns;
mod turns_oracle;
mod water;
mod worlds;
