//! A process that is killed while it writes leaves the last publication whole.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use truonggan::adapters::store::{Store, StoreOptions};
use truonggan::snapshot::dataset::Layer;

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
