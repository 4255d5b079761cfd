//! Trường Gần, the near school: nearest schools by real roads and water, catchments, enrollment and planning.
//!
//! Five floors, each importing only from the floors above it in this list; `ARCHITECTURE.md` has the map.

pub mod base;
pub mod domain;
pub mod snapshot;

pub mod adapters;
pub mod entry;

pub mod app;
pub mod config;
pub mod telemetry;
