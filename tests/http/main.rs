//! The HTTP interface over a small town whose distances are known by arithmetic.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

#[path = "../support/real_data.rs"]
mod real_data;

mod app;
mod areas;
mod city;
mod dataset;
mod nearest;
mod openapi;
mod page;
mod problems;
mod route;
mod schools;
mod serving;
mod tiles;
mod town;
