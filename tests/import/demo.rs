//! The demonstration data that the repository ships: every file is read without an error and they make a dataset.

use std::path::Path;

use truonggan::adapters::import::{read_layer, read_points};
use truonggan::base::diagnostic::{Diagnostics, Severity};
use truonggan::base::progress::Silent;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource};

use super::files::told;

fn has_doubts(diagnostics: &Diagnostics) -> bool {
    diagnostics
        .findings()
        .any(|(_, finding)| finding.severity > Severity::Note)
}

#[test]
fn the_demonstration_is_a_dataset_without_doubts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let files = [
        (Layer::Network, "roads.geojson"),
        (Layer::Schools, "schools.csv"),
        (Layer::Units, "units.geojson"),
        (Layer::Water, "water.geojson"),
        (Layer::Places, "places.geojson"),
        (Layer::Timetable, "timetable"),
    ];
    let mut layers = Vec::new();
    for (layer, file) in files {
        let (mut staged, diagnostics) = read_layer(layer, &[folder.join(file)], &Silent).unwrap();
        assert!(!has_doubts(&diagnostics), "{file}: {}", told(&diagnostics));
        let source = LayerSource {
            synthetic: true,
            ..LayerSource::default()
        };
        layers.push((staged.take(layer).unwrap(), source));
    }
    let (dataset, diagnostics) = Dataset::build(layers, DatasetMeta::default()).unwrap();
    assert!(!has_doubts(&diagnostics), "{}", told(&diagnostics));
    assert!(dataset.manifest().synthetic);
    let (homes, diagnostics) = read_points(&folder.join("homes.csv")).unwrap();
    assert!(
        diagnostics.is_empty() && homes.len() > 1_000,
        "{}",
        told(&diagnostics)
    );
}
