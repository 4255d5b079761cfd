//! Readers and the Dataset: files in, rows and diagnostics out.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

#[path = "../support/real_data.rs"]
mod real_data;

#[path = "../support/random.rs"]
#[allow(dead_code, reason = "tests of readers use a part")]
mod random;

mod crs;
mod dataset;
mod demo;
mod features;
mod files;
mod formats;
mod gtfs;
mod gtfs_broken;
mod gtfs_feed;
mod gtfs_real;
mod hostile;
mod osm;
mod osm_xml;
mod pbf_writer;
mod real;
mod tables;
mod timetable_dataset;
