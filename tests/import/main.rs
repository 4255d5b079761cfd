//! Readers and the Dataset: files in, rows and diagnostics out.

#[path = "../support/real_data.rs"]
mod real_data;

mod dataset;
mod demo;
mod features;
mod files;
mod osm;
mod pbf_writer;
mod real;
mod tables;
