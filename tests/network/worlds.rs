//! Whole worlds for tests that need real shapes: the demonstration always, the city where its data are there.

use std::path::{Path, PathBuf};

use truonggan::adapters::import::{read_layer, read_layer_and, shipped_profiles};
use truonggan::base::progress::Silent;
use truonggan::domain::network::RawNetwork;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, StagedLayer};
use truonggan::snapshot::query::Snapshot;

use crate::support::real_data;

const LAYERS: [(Layer, &str); 4] = [
    (Layer::Network, "roads.geojson"),
    (Layer::Schools, "schools.csv"),
    (Layer::Units, "units.geojson"),
    (Layer::Water, "water.geojson"),
];

pub fn demo() -> Snapshot {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let layers = LAYERS.map(|(layer, file)| {
        let (mut staged, _) = read_layer(layer, &[folder.join(file)], &Silent).unwrap();
        staged.take(layer).unwrap()
    });
    snapshot(layers.into())
}

/// The city of the real data, where they are there.
pub fn city() -> Option<Snapshot> {
    let layers = LAYERS.map(|(layer, _)| layer);
    let (staged, _) = read_layer_and(Layer::Network, &layers, &[city_file()?], &Silent).unwrap();
    Some(snapshot(staged.layers))
}

/// The ways of the city, read anew.
pub fn city_network() -> Option<RawNetwork> {
    let (mut staged, _) =
        read_layer_and(Layer::Network, &[Layer::Network], &[city_file()?], &Silent).unwrap();
    match staged.take(Layer::Network) {
        Some(StagedLayer::Network(network)) => Some(network),
        other => panic!("{other:?}"),
    }
}

fn city_file() -> Option<PathBuf> {
    real_data::file("osm/hcm_2018.osm.pbf")
}

fn snapshot(layers: Vec<StagedLayer>) -> Snapshot {
    let layers = layers
        .into_iter()
        .map(|layer| (layer, LayerSource::default()))
        .collect();
    let (dataset, _) = Dataset::build(layers, DatasetMeta::default()).unwrap();
    Snapshot::build(dataset, shipped_profiles(), &Silent)
}
