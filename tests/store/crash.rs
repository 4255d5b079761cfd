//! A process that is killed while it writes leaves the last publication whole.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use truonggan::adapters::store::{PublicationId, Store, StoreOptions};
use truonggan::entry::jobs::load_layers;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer};

use crate::real_data;
use crate::support::{Folder, block_on, places, publication, stage};

const CHILD_STORE: &str = "TRUONGGAN_TEST_CHILD_STORE";

/// Run by the test below in a process of its own; without the variable there is nothing to do.
/// It publishes again and again and says so, until it is killed.
#[test]
fn child_that_publishes_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD_STORE) else {
        return;
    };
    let url = truonggan::adapters::store::StoreUrl::Sqlite(path.into());
    block_on(async {
        let store = Store::open(&url, StoreOptions::default()).await.unwrap();
        for round in 1..=1000 {
            println!("\nround {round}");
            let base = store.publication_token().await.unwrap();
            let revision = stage(&store, &places("trong vòng", 4000 + round), "child").await;
            store.publish(&publication(base, &[revision])).await.unwrap();
        }
    });
}

#[test]
fn a_killed_process_leaves_a_whole_publication() {
    let folder = Folder::new();
    for rounds_until_the_kill in 1..=6 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crash::child_that_publishes_until_it_is_killed",
                "--nocapture",
            ])
            .env(CHILD_STORE, &folder.file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let wanted = format!("round {rounds_until_the_kill}");
        assert!(
            lines.any(|line| line.unwrap() == wanted),
            "the child reaches its round"
        );
        child.kill().unwrap();
        child.wait().unwrap();
        block_on(check_whole(&folder));
    }
}

async fn check_whole(folder: &Folder) {
    let store = folder.open().await;
    if let Some(current) = store.current_publication().await.unwrap() {
        let layer = current.layer(Layer::Places).unwrap();
        let (rows, _) = store.load(layer.revision).await.unwrap();
        assert_eq!(rows, places("trong vòng", layer.rows as usize));
    }
    store.discard_orphans().await.unwrap();
    // The next one writes where the killed one stopped.
    let base = store.publication_token().await.unwrap();
    let revision = stage(&store, &places("trong vòng", 17), "after").await;
    store.publish(&publication(base, &[revision])).await.unwrap();
    store.close().await;
}

#[test]
fn an_import_of_a_city_that_is_killed_leaves_the_last_dataset() {
    let Some(city) = real_data::file("osm/hcm_2018.osm.pbf") else {
        return;
    };
    let schools = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/schools.csv");
    let folder = Folder::new();
    let done = start_import(&folder, "schools", &schools).wait().unwrap();
    assert!(done.success());
    let before = block_on(whole_publication(&folder));

    for log_bytes in [1, 500_000, 2_000_000, 6_000_000] {
        let mut import = start_import(&folder, "network", &city);
        wait_for_log(&mut import, &log_of(&folder), log_bytes);
        import.kill().unwrap();
        import.wait().unwrap();
        assert_eq!(
            block_on(whole_publication(&folder)),
            before,
            "killed when the log had {log_bytes} bytes"
        );
    }

    let done = start_import(&folder, "network", &city).wait().unwrap();
    assert!(done.success());
    assert!(block_on(whole_publication(&folder)) > before);
    let left_behind = block_on(async {
        folder.count("revision").await
            - folder
                .count("(select distinct revision_id from publication_layer)")
                .await
    });
    assert_eq!(left_behind, 0, "the next import clears up");
}

/// The built binary at work.
fn start_import(folder: &Folder, kind: &str, file: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_truonggan"))
        .arg("--store")
        .arg(folder.url().to_string())
        .args(["import", kind])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn log_of(folder: &Folder) -> PathBuf {
    let mut log = folder.file.clone().into_os_string();
    log.push("-wal");
    log.into()
}

/// Returns when the write-ahead log has grown so far: then the import is in the middle of writing.
fn wait_for_log(import: &mut Child, log: &Path, bytes: u64) {
    while std::fs::metadata(log).map_or(0, |log| log.len()) < bytes {
        assert!(import.try_wait().unwrap().is_none(), "the import writes so much");
        std::thread::yield_now();
    }
}

/// The current publication, whose rows still make the dataset that was checked.
async fn whole_publication(folder: &Folder) -> PublicationId {
    let store = folder.open_patient().await;
    let loaded = load_layers(&store).await.unwrap().unwrap();
    let (dataset, _) = Dataset::build(loaded.layers, DatasetMeta::default()).unwrap();
    assert_eq!(dataset.manifest().hash, loaded.publication.hash);
    store.close().await;
    loaded.publication.id
}

#[test]
fn a_transaction_that_is_dropped_leaves_nothing() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let large = places("Ấp", 200_000);
        // The future is dropped between two statements of its transaction.
        let cut =
            tokio::time::timeout(std::time::Duration::from_millis(20), stage(&store, &large, "cut")).await;
        assert!(cut.is_err(), "200,000 rows take longer than that");
        let revision = stage(&store, &places("Ấp", 1), "whole").await;
        store.publish(&publication(None, &[revision])).await.unwrap();
        store.discard_orphans().await.unwrap();
        store.close().await;
        assert_eq!(folder.count("place").await, 1);
    });
}
