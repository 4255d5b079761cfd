//! The HTTP interface over a small town whose distances are known by arithmetic.

mod app;
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
