//! Files of one test, and the layers that reading them gives.

use std::path::PathBuf;

use tempfile::TempDir;
use truonggan::adapters::import::read_layer;
use truonggan::base::diagnostic::{Diagnostics, Severity};
use truonggan::base::progress::Silent;
use truonggan::domain::network::{RawNetwork, WaterLayer};
use truonggan::domain::schools::AdminUnit;
use truonggan::snapshot::dataset::{Layer, Place, Staged, StagedCampus, StagedLayer};

/// A folder that goes away with the test.
pub struct Files {
    folder: TempDir,
}

impl Files {
    pub fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    /// Where a file or folder of this name is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// Reads one layer out of one file with this name and content.
pub fn read_text(layer: Layer, name: &str, content: impl AsRef<[u8]>) -> (Staged, Diagnostics) {
    let files = Files::new();
    let path = files.write(name, content);
    read_layer(layer, &[path], &Silent).unwrap()
}

pub fn campuses(staged: &Staged) -> &[StagedCampus] {
    match staged.layer(Layer::Schools) {
        Some(StagedLayer::Schools(campuses)) => campuses,
        _ => &[],
    }
}

pub fn network(staged: &Staged) -> &RawNetwork {
    match staged.layer(Layer::Network) {
        Some(StagedLayer::Network(network)) => network,
        other => panic!("no network but {other:?}"),
    }
}

pub fn water(staged: &Staged) -> &WaterLayer {
    match staged.layer(Layer::Water) {
        Some(StagedLayer::Water(water)) => water,
        other => panic!("no water but {other:?}"),
    }
}

pub fn units(staged: &Staged) -> &[AdminUnit] {
    match staged.layer(Layer::Units) {
        Some(StagedLayer::Units(units)) => units,
        _ => &[],
    }
}

pub fn places(staged: &Staged) -> &[Place] {
    match staged.layer(Layer::Places) {
        Some(StagedLayer::Places(places)) => places,
        _ => &[],
    }
}

/// Codes of errors with their rows, in the order of codes.
pub fn errors(diagnostics: &Diagnostics) -> Vec<(&'static str, Option<u64>)> {
    let examples = diagnostics.findings().flat_map(|(_, finding)| &finding.examples);
    examples
        .filter(|example| example.severity == Severity::Error)
        .map(|example| (example.code, example.place.row))
        .collect()
}

/// All findings as text, for messages of failed checks.
pub fn told(diagnostics: &Diagnostics) -> String {
    let examples = diagnostics.findings().flat_map(|(_, finding)| &finding.examples);
    examples.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
