//! From staged rows to a Dataset: checked as a whole, immutable, with one hash.

mod build;
mod hash;
mod manifest;
mod schools;
mod staging;
mod timetable;
mod timetable_ground;
mod timetable_hash;

pub use build::Dataset;
pub use hash::{dataset_hash, layer_hash};
pub use manifest::{DatasetMeta, LayerManifest, Manifest};
pub use staging::{Layer, LayerSource, Place, Staged, StagedCampus, StagedLayer, UnknownLayer};
