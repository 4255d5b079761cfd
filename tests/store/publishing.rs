//! A publication replaces its layers and nothing else, all at once, and the one before it stays.

use truonggan::adapters::store::StoreError;
use truonggan::snapshot::dataset::{Layer, StagedLayer};

use crate::support::{Folder, block_on, places, publication, stage};

fn no_schools() -> StagedLayer {
    StagedLayer::Schools(Vec::new())
}

#[test]
fn an_empty_store_has_no_publication() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        assert_eq!(store.publication_token().await.unwrap(), None);
        assert_eq!(store.current_publication().await.unwrap(), None);
        assert_eq!(store.published_layers().await.unwrap(), []);
    });
}

#[test]
fn staging_publishes_nothing() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        stage(&store, &places("Ấp", 2), "a").await;
        assert_eq!(store.current_publication().await.unwrap(), None);
    });
}

#[test]
fn a_publication_replaces_only_its_layers_and_the_one_before_stays() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let schools = stage(&store, &no_schools(), "schools.csv").await;
        let old = stage(&store, &places("cũ", 2), "old.geojson").await;
        let first = store.publish(&publication(None, &[schools, old])).await.unwrap();
        let new = stage(&store, &places("mới", 3), "new.geojson").await;
        let second = store.publish(&publication(Some(first), &[new])).await.unwrap();

        let current = store.current_publication().await.unwrap().unwrap();
        assert_eq!(current.id, second);
        assert_eq!(store.publication_token().await.unwrap(), Some(second));
        assert_eq!(current.layer(Layer::Schools).unwrap().revision, schools);
        assert_eq!(current.layer(Layer::Places).unwrap().revision, new);
        assert_eq!(current.layer(Layer::Places).unwrap().rows, 3);
        assert_eq!(
            current.layer(Layer::Places).unwrap().source.files,
            ["new.geojson"]
        );
        assert_eq!(current.layers, store.published_layers().await.unwrap());

        let before = store.publication(first).await.unwrap().unwrap();
        assert_eq!(before.layer(Layer::Places).unwrap().revision, old);
        assert_eq!(store.load(old).await.unwrap().0, places("cũ", 2));

        // Rolling back is publishing the old revisions again.
        let third = store.publish(&publication(Some(second), &[old])).await.unwrap();
        let current = store.current_publication().await.unwrap().unwrap();
        assert_eq!(current.id, third);
        assert_eq!(current.layer(Layer::Places).unwrap().revision, old);
    });
}

#[test]
fn what_was_checked_on_an_older_base_is_not_published() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let mine = stage(&store, &places("của tôi", 1), "a").await;
        let theirs = stage(&store, &no_schools(), "b").await;
        let first = store.publish(&publication(None, &[theirs])).await.unwrap();
        let refused = store.publish(&publication(None, &[mine])).await;
        assert!(matches!(refused, Err(StoreError::PublishedMeanwhile)));
        assert_eq!(store.publication_token().await.unwrap(), Some(first));
        store.publish(&publication(Some(first), &[mine])).await.unwrap();
    });
}

#[test]
fn a_refused_publication_changes_nothing() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let one = stage(&store, &places("một", 1), "a").await;
        let two = stage(&store, &places("hai", 1), "a").await;
        let gone = stage(&store, &no_schools(), "a").await;
        store.discard(gone).await.unwrap();
        assert!(matches!(
            store.publish(&publication(None, &[one, two])).await,
            Err(StoreError::SecondOfLayer(second)) if second == two
        ));
        assert!(matches!(
            store.publish(&publication(None, &[one, gone])).await,
            Err(StoreError::UnknownRevision(unknown)) if unknown == gone
        ));
        assert_eq!(store.publication_token().await.unwrap(), None);
    });
}

#[test]
fn a_published_revision_cannot_be_discarded() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let revision = stage(&store, &places("Ấp", 1), "a").await;
        store.publish(&publication(None, &[revision])).await.unwrap();
        store.discard(revision).await.unwrap();
        assert_eq!(store.load(revision).await.unwrap().0, places("Ấp", 1));
    });
}

#[test]
fn orphans_older_than_the_publication_go_and_newer_ones_stay() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let orphan = stage(&store, &places("bỏ", 2), "a").await;
        assert_eq!(
            store.discard_orphans().await.unwrap(),
            0,
            "nothing is published yet"
        );
        let published = stage(&store, &places("Ấp", 1), "a").await;
        store.publish(&publication(None, &[published])).await.unwrap();
        let staged = stage(&store, &no_schools(), "b").await;
        assert_eq!(store.discard_orphans().await.unwrap(), 1);
        assert!(store.load(orphan).await.is_err());
        store.load(published).await.unwrap();
        store.load(staged).await.unwrap();
    });
}

#[test]
fn numbers_are_never_used_twice() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let first = stage(&store, &places("Ấp", 1), "a").await;
        store.discard(first).await.unwrap();
        let second = stage(&store, &places("Ấp", 1), "a").await;
        assert!(second > first);
    });
}
