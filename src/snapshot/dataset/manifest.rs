//! What a dataset says of itself.

use super::{Layer, LayerSource};
use crate::base::geom::Bounds;

/// What the publisher says of a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatasetMeta {
    /// Its title in Vietnamese.
    pub title_vi: String,
    /// Its title in English.
    pub title_en: String,
    /// When it was published, RFC 3339 in UTC.
    pub published_at: String,
}

/// One layer of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerManifest {
    /// Which layer.
    pub layer: Layer,
    /// Names of the files that it comes from.
    pub files: Vec<String>,
    /// How many rows it has.
    pub rows: usize,
    /// Who must be named beside the map.
    pub attribution: Option<String>,
    /// Whether the rows are made up for demonstration.
    pub synthetic: bool,
    /// Hash of the rows, 64 hexadecimal digits.
    pub hash: String,
}

impl LayerManifest {
    /// Where its rows come from.
    pub fn source(&self) -> LayerSource {
        LayerSource {
            files: self.files.clone(),
            attribution: self.attribution.clone(),
            synthetic: self.synthetic,
        }
    }
}

/// A dataset's identity and origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// Hash of all rows, 64 hexadecimal digits; equal rows have equal hashes, whenever they are published.
    pub hash: String,
    /// Hash of the dataset whose records were changed, where this is a scenario and was never published.
    pub baseline: Option<String>,
    /// When it was published, RFC 3339 in UTC.
    pub published_at: String,
    /// Its title in Vietnamese.
    pub title_vi: String,
    /// Its title in English.
    pub title_en: String,
    /// Whether any layer is made up for demonstration.
    pub synthetic: bool,
    /// Its layers, in the order of `Layer::ALL`.
    pub layers: Vec<LayerManifest>,
    /// Who must be named beside the map, each once.
    pub attribution: Vec<String>,
    /// The box around roads and campuses, or around the rest where there are none.
    pub bounds: Option<Bounds>,
}

impl Manifest {
    /// What is known of one layer.
    pub fn layer(&self, layer: Layer) -> Option<&LayerManifest> {
        self.layers.iter().find(|known| known.layer == layer)
    }
}
