//! OpenStreetMap extracts in PBF: one file gives roads and ferries, water, schools, units and places.

mod areas;
mod filter;
mod network;
mod places;
mod read;
mod restrictions;
mod rings;
mod scan;
mod schools;
mod units;
mod water;

pub(super) use read::read_osm_pbf;
