//! A service follows the store: what is published is served at once, what is broken is not.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use truonggan::adapters::import::shipped_profiles;
use truonggan::adapters::store::Store;
use truonggan::base::progress::Silent;
use truonggan::entry::jobs::{ImportOptions, Seen, Watcher, load_snapshot};
use truonggan::snapshot::dataset::Layer;
use truonggan::snapshot::query::Snapshot;

use crate::support::{Folder, block_on, import_layer};

type World = Arc<ArcSwapOption<Snapshot>>;

fn watch(store: &Store) -> (World, Watcher<Snapshot>) {
    let world: World = Arc::new(ArcSwapOption::empty());
    let watcher = Watcher::new(
        store.clone(),
        shipped_profiles(),
        Arc::clone(&world),
        |snapshot| snapshot,
    );
    (world, watcher)
}

pub async fn import(store: &Store, layer: Layer, file: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/demo")
        .join(file);
    let report = import_layer(store, layer, &[file], &ImportOptions::default(), &Silent)
        .await
        .unwrap();
    assert!(report.published.is_some());
}

fn campuses(world: &World) -> usize {
    world
        .load()
        .as_ref()
        .map_or(0, |snapshot| snapshot.dataset.schools().campuses().len())
}

#[test]
fn an_empty_store_gives_an_empty_world() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let (world, mut watcher) = watch(&store);
        assert_eq!(watcher.look().await, Seen::Same);
        assert!(world.load().is_none());
        assert!(
            load_snapshot(&store, shipped_profiles(), &Silent)
                .await
                .unwrap()
                .is_none()
        );
    });
}

#[test]
fn a_new_publication_is_swapped_in_while_old_requests_keep_their_world() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Network, "roads.geojson").await;
        let (world, mut watcher) = watch(&store);
        assert!(matches!(watcher.look().await, Seen::Swapped(_)));
        assert_eq!(watcher.look().await, Seen::Same);
        let request = world.load_full().unwrap();

        import(&store, Layer::Schools, "schools.csv").await;
        assert!(matches!(watcher.look().await, Seen::Swapped(_)));
        assert!(campuses(&world) > 20);
        assert_eq!(request.dataset.schools().campuses().len(), 0);
    });
}

#[test]
fn a_broken_publication_leaves_the_old_world_and_is_tried_once() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Schools, "schools.csv").await;
        let (world, mut watcher) = watch(&store);
        watcher.look().await;
        let before = campuses(&world);

        import(&store, Layer::Network, "roads.geojson").await;
        folder.run("update way set geom = x'00' where fid = 1").await;
        assert!(matches!(watcher.look().await, Seen::Refused(_)));
        assert_eq!(watcher.look().await, Seen::Same);
        assert_eq!(campuses(&world), before);
    });
}
