//! The worlds that benches run on: the demonstration always, and the city of the real data where it is there.
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stderr, reason = "a skipped bench says so")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::Criterion;
use truonggan::adapters::import::{read_layer, read_layer_and, read_points, shipped_profiles};
use truonggan::base::geom::LonLat;
use truonggan::base::progress::Silent;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, StagedLayer};
use truonggan::snapshot::query::Snapshot;

const LAYERS: [Layer; 5] = [
    Layer::Network,
    Layer::Schools,
    Layer::Units,
    Layer::Water,
    Layer::Places,
];

/// A dataset with its index, and homes in it.
pub struct World {
    pub name: &'static str,
    pub snapshot: Snapshot,
    pub homes: Vec<LonLat>,
}

/// The demonstration, and the city where it is there.
pub fn worlds() -> Vec<World> {
    [Some(demo()), city()].into_iter().flatten().collect()
}

/// Few and short rounds: all benches together end in minutes.
pub fn short_rounds() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args()
}

fn demo() -> World {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let files = [
        "roads.geojson",
        "schools.csv",
        "units.geojson",
        "water.geojson",
        "places.geojson",
    ];
    let layers = LAYERS.into_iter().zip(files).map(|(layer, file)| {
        let (mut staged, _) = read_layer(layer, &[folder.join(file)], &Silent).unwrap();
        staged.take(layer).unwrap()
    });
    world("demo", layers.collect(), &folder.join("homes.csv"))
}

fn city() -> Option<World> {
    let folder = std::env::var_os("TRUONGGAN_REAL_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let pbf = folder.join("osm/hcm_2018.osm.pbf");
    if !pbf.exists() {
        eprintln!("skipped: no real data at {}", pbf.display());
        return None;
    }
    let (staged, _) = read_layer_and(Layer::Network, &LAYERS, &[pbf], &Silent).unwrap();
    Some(world(
        "hcm",
        staged.layers,
        &folder.join("reference/hcm_2018/homes.csv"),
    ))
}

fn world(name: &'static str, layers: Vec<StagedLayer>, homes: &Path) -> World {
    let layers = layers
        .into_iter()
        .map(|layer| (layer, LayerSource::default()))
        .collect();
    let (dataset, _) = Dataset::build(layers, DatasetMeta::default()).unwrap();
    let (homes, _) = read_points(homes).unwrap();
    World {
        name,
        snapshot: Snapshot::build(dataset, shipped_profiles(), &Silent),
        homes: homes.into_iter().map(|home| home.at).collect(),
    }
}
