//! The data line: staged rows become a Dataset that never changes, an Index is derived from it, and queries and tiles
//! are pure functions of both.

pub mod dataset;
pub mod index;
pub mod query;
pub mod scenario;
pub mod tiles;
