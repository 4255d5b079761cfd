//! Named places as features: points with `name`, `kind` and `rank`.

use std::path::Path;

use super::ImportError;
use super::features::{ReadOptions, read_features};
use crate::base::diagnostic::{Diagnostics, Severity};
use crate::snapshot::dataset::Place;

/// The rank of a place whose file gives none.
const LEAST_RANK: u8 = 9;

/// Reads places.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Place>, ImportError> {
    let mut places = Vec::new();
    for feature in read_features(path, options, diagnostics)? {
        let at = feature.point(diagnostics);
        let name = feature.text("name");
        if name.is_none() {
            let sentence = "The place has no `name`; give it one.";
            diagnostics.push(
                feature
                    .finding(Severity::Error, "places/field_missing", sentence)
                    .in_column("name"),
            );
        }
        let rank = feature
            .text("rank")
            .map_or(Ok(LEAST_RANK), |text| text.parse::<u8>());
        if rank.is_err() || rank == Ok(0) {
            let sentence = "The rank is not a number from 1, the most prominent, to 255.";
            diagnostics.push(
                feature
                    .finding(Severity::Error, "places/rank", sentence)
                    .in_column("rank"),
            );
        }
        if let (Some(at), Some(name), Ok(rank)) = (at, name, rank) {
            places.push(Place {
                name,
                kind: feature
                    .text("kind")
                    .or_else(|| feature.text("place"))
                    .unwrap_or_else(|| "place".to_owned()),
                rank,
                at,
            });
        }
    }
    Ok(places)
}
