//! The Index beside the store: saved by the first service, loaded by the next, never trusted.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use truonggan::adapters::import::shipped_profiles;
use truonggan::adapters::store::Store;
use truonggan::base::progress::Silent;
use truonggan::entry::jobs::{IndexFile, Seen, Watcher, load_saved_snapshot};
use truonggan::snapshot::dataset::Layer;
use truonggan::snapshot::query::Snapshot;

use crate::support::{Folder, block_on};
use crate::watching::import;

/// A service that starts, looks once and has saved what it saves.
async fn start(folder: &Folder, store: &Store) -> Arc<Snapshot> {
    let world: Arc<ArcSwapOption<Snapshot>> = Arc::new(ArcSwapOption::empty());
    let mut watcher = Watcher::new(
        store.clone(),
        shipped_profiles(),
        Arc::clone(&world),
        |snapshot| snapshot,
    )
    .with_index_file(IndexFile::beside(&folder.url()));
    assert!(matches!(watcher.look().await, Seen::Swapped(_)));
    watcher.saved().await;
    world.load_full().unwrap()
}

fn index_path(folder: &Folder) -> PathBuf {
    let mut name = folder.file.clone().into_os_string();
    name.push(".index");
    name.into()
}

/// What tells one writing of a file from another.
fn writing(path: &PathBuf) -> (u64, std::time::SystemTime) {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = fs::metadata(path).unwrap();
    (metadata.ino(), metadata.modified().unwrap())
}

#[test]
fn the_first_start_saves_it_and_the_next_one_loads_it() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Network, "roads.geojson").await;
        import(&store, Layer::Schools, "schools.csv").await;
        let built = start(&folder, &store).await;
        let path = index_path(&folder);
        let first = writing(&path);
        let loaded = start(&folder, &store).await;
        assert_eq!(writing(&path), first, "a good file is not written again");
        assert_eq!(
            loaded.index.encode(&loaded.dataset),
            built.index.encode(&built.dataset)
        );
        let names = fs::read_dir(folder.dir.path()).unwrap();
        let left = names.filter(|name| {
            name.as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|e| e == "part")
        });
        assert_eq!(left.count(), 0, "nothing half-written is left");
        let file = IndexFile::beside(&folder.url());
        let asked = load_saved_snapshot(&store, &file, shipped_profiles(), &Silent);
        assert_eq!(
            asked.await.unwrap().unwrap().index.encode(&loaded.dataset),
            built.index.encode(&built.dataset)
        );
    });
}

#[test]
fn a_damaged_or_outdated_file_is_replaced() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Network, "roads.geojson").await;
        start(&folder, &store).await;
        let path = index_path(&folder);
        let good = fs::read(&path).unwrap();
        for bad in [
            good[..good.len() / 2].to_vec(),
            Vec::new(),
            b"something else".to_vec(),
            good.iter().map(|byte| byte ^ 1).collect(),
        ] {
            fs::write(&path, bad).unwrap();
            start(&folder, &store).await;
            assert!(fs::read(&path).unwrap() == good, "the right one is there again");
        }
        import(&store, Layer::Schools, "schools.csv").await;
        let world = start(&folder, &store).await;
        assert!(world.dataset.schools().campuses().len() > 20);
        assert!(
            fs::read(&path).unwrap() != good,
            "another dataset has another index"
        );
    });
}

#[test]
fn where_it_cannot_be_kept_the_service_starts_all_the_same() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Network, "roads.geojson").await;
        let path = index_path(&folder);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("not ours"), "x").unwrap();
        let world = start(&folder, &store).await;
        assert!(world.index.network().n_edges() > 0);
        assert!(path.join("not ours").exists());
    });
}
