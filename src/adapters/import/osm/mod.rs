//! OpenStreetMap extracts in PBF or XML: one file gives roads and ferries, water, schools, units and places.

mod areas;
mod filter;
mod network;
mod objects;
mod places;
mod read;
mod restrictions;
mod rings;
mod scan;
mod scan_xml;
mod schools;
mod units;
mod water;

pub(super) use read::{read_osm_pbf, read_osm_xml};
