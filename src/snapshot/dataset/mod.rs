//! From staged rows to a Dataset: checked as a whole, immutable, with one hash.

mod staging;

pub use staging::{Layer, LayerSource, Place, Staged, StagedCampus, StagedLayer};
