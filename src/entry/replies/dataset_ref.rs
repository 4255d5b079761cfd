//! Which dataset an answer comes from.

use serde::Serialize;
use utoipa::ToSchema;

use super::Bilingual;
use crate::snapshot::dataset::Manifest;

/// Which dataset an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DatasetRef {
    /// Hash of its rows, 64 hexadecimal digits.
    pub hash: String,
    /// When it was published (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub published_at: String,
    /// Its title.
    pub title: Bilingual,
    /// Whether any of it is made up for demonstration.
    pub synthetic: bool,
}

impl DatasetRef {
    /// From a manifest.
    pub fn of(manifest: &Manifest) -> Self {
        Self {
            hash: manifest.hash.clone(),
            published_at: manifest.published_at.clone(),
            title: Bilingual::new(&manifest.title_vi, &manifest.title_en),
            synthetic: manifest.synthetic,
        }
    }
}

/// Degrees to seven decimals, about a centimetre.
pub(in crate::entry) fn degrees(value: f64) -> f64 {
    (value * 1e7).round() / 1e7
}
