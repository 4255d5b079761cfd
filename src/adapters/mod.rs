//! Input and output, without decisions: readers, stores.

pub mod crs;
pub mod import;
pub mod store;
