//! Staging and loading is the identity for every layer.

use proptest::prelude::*;
use truonggan::adapters::store::StoreError;
use truonggan::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use truonggan::base::geom::FixedLonLat;
use truonggan::domain::network::{RawNetwork, RawWay, Tags};
use truonggan::snapshot::dataset::{LayerSource, StagedLayer};

use crate::generate;
use crate::support::{Folder, block_on, places, source, stage};

#[test]
fn what_is_staged_comes_back_to_the_last_bit() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(folder.open());
    proptest!(ProptestConfig::with_cases(96), |(rows in generate::layer())| {
        let loaded = runtime.block_on(async {
            let revision = stage(&store, &rows, "a.osm.pbf").await;
            let loaded = store.load(revision).await.unwrap();
            store.discard(revision).await.unwrap();
            loaded
        });
        prop_assert_eq!(loaded, (rows, source("a.osm.pbf")));
    });
}

#[test]
fn rows_keep_their_order_over_many_pages() {
    let ways: Vec<RawWay> = (0..5001_i32)
        .map(|n| RawWay {
            id: i64::from(n) * 7919 % 5003,
            points: vec![i64::from(n), i64::from(n) + 1],
            shape: vec![
                FixedLonLat {
                    lon_e7: 1_067_000_000 + n,
                    lat_e7: 106_000_000,
                },
                FixedLonLat {
                    lon_e7: 1_067_000_001 + n,
                    lat_e7: 106_000_000,
                },
            ],
            tags: Tags::new([("highway", "residential"), ("name", "Đường Rừng Sác")]),
        })
        .collect();
    let rows = StagedLayer::Network(RawNetwork {
        ways,
        ..RawNetwork::default()
    });
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let before = stage(&store, &rows, "a").await;
        let again = stage(&store, &rows, "b").await;
        assert_eq!(store.load(before).await.unwrap().0, rows);
        assert_eq!(store.load(again).await.unwrap().0, rows);
    });
}

#[test]
fn a_source_comes_back_with_its_files_attribution_and_mark() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let source = LayerSource {
            files: vec!["đường \"1\".geojson".to_owned(), "b,c.geojson".to_owned()],
            attribution: None,
            synthetic: true,
        };
        let revision = store
            .stage(&places("Ấp", 3), &source, &Diagnostics::new(), "cafe")
            .await
            .unwrap();
        assert_eq!(store.load(revision).await.unwrap().1, source);
    });
}

#[test]
fn findings_are_kept_beside_their_revision() {
    let mut diagnostics = Diagnostics::new();
    for row in 1..=30 {
        diagnostics
            .push(Diagnostic::new(Severity::Warning, "osm/way_cut", "The way leaves the file.").at_row(row));
    }
    let folder = Folder::new();
    block_on(async {
        let store = folder.open().await;
        store
            .stage(&places("Ấp", 1), &source("a"), &diagnostics, "cafe")
            .await
            .unwrap();
        store.close().await;
        let mut connection = folder.connect().await;
        let found: (String, String, i64, i64) =
            sqlx::query_as("select code, severity, count, json_array_length(examples) from finding")
                .fetch_one(&mut connection)
                .await
                .unwrap();
        assert_eq!(found, ("osm/way_cut".to_owned(), "warning".to_owned(), 30, 20));
    });
}

#[test]
fn an_unknown_revision_is_an_answer_of_its_own() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let revision = stage(&store, &places("Ấp", 1), "a").await;
        store.discard(revision).await.unwrap();
        store.discard(revision).await.unwrap();
        assert!(matches!(
            store.load(revision).await,
            Err(StoreError::UnknownRevision(unknown)) if unknown == revision
        ));
    });
}
