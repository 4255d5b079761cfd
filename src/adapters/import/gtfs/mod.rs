//! Timetables in GTFS: the tables of a folder or `.zip` become stops, lines, services and trips.
//! What a table may hold follows the GTFS Schedule Reference (gtfs.org/documentation/schedule/reference); what is an
//! error and what a warning follows the canonical validator of `MobilityData`, save that a table or column which
//! nothing here depends on may be absent.

mod assemble;
mod calls;
mod cells;
mod feed;
mod frequencies;
mod lines;
mod merge;
mod services;
mod shapes;
mod stops;
mod tables;
mod trips;

pub(super) use feed::{Feed, read_feed};
pub(super) use merge::merge_feeds;
