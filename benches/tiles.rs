//! Vector tiles: the index of features, and the tile around the first home with all layers at three zooms.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use truonggan::snapshot::tiles::{TileId, TileIndex, TileLayer, TileLayers};

const ZOOMS: [u8; 3] = [10, 12, 14];

fn tiles(criterion: &mut Criterion) {
    for world in support::worlds() {
        let mut group = criterion.benchmark_group(world.name);
        let dataset = &world.snapshot.dataset;
        let index = TileIndex::build(dataset);
        assert!(index.count(TileLayer::Roads) > 0, "there are roads");
        group.bench_function("tile index", |bench| {
            bench.iter(|| TileIndex::build(dataset).count(TileLayer::Roads));
        });
        for zoom in ZOOMS {
            let id = TileId::holding(world.homes[0], zoom);
            let bytes = index.tile(TileLayers::all(), id).map_or(0, |tile| tile.len());
            assert!(bytes > 100, "the tile at zoom {zoom} has features");
            group.bench_function(format!("tile, zoom {zoom}"), |bench| {
                bench.iter(|| {
                    let tile = index.tile(TileLayers::all(), id);
                    assert_eq!(tile.map_or(0, |tile| tile.len()), bytes);
                });
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = support::short_rounds();
    targets = tiles
}
criterion_main!(benches);
