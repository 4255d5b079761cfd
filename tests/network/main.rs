//! The transport network: towns known by arithmetic, drawn networks, and plain Dijkstra as the judge.

#[path = "../support/mod.rs"]
mod support;

mod build;
mod ferries;
mod labels;
mod oracle;
mod osrm;
mod profiles;
mod queries;
mod rome;
mod routes;
mod rows;
mod snap;
