//! Input and output, without decisions: readers, stores.

pub mod import;
pub mod store;
