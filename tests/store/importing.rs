//! The import job with real readers: what is published is what was checked, and bad input changes nothing.

use std::path::{Path, PathBuf};

use truonggan::adapters::import::ReadOptions;
use truonggan::adapters::store::{Publication, Store, StoreError};
use truonggan::base::progress::Silent;
use truonggan::entry::jobs::{ImportFailure, ImportOptions, ImportReport, load_layers};
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer};

use crate::real_data;
use crate::support::{Folder, block_on, import_layer};

fn demo(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo").join(file)
}

async fn import(store: &Store, layer: Layer, file: &Path) -> ImportReport {
    try_import(store, layer, file, &ImportOptions::default())
        .await
        .unwrap()
}

async fn try_import(
    store: &Store,
    layer: Layer,
    file: &Path,
    options: &ImportOptions,
) -> Result<ImportReport, ImportFailure> {
    import_layer(store, layer, &[file.to_owned()], options, &Silent).await
}

async fn current(store: &Store) -> Publication {
    store.current_publication().await.unwrap().unwrap()
}

fn layers(publication: &Publication) -> Vec<Layer> {
    publication
        .layers
        .iter()
        .map(|published| published.layer)
        .collect()
}

#[test]
fn layers_are_published_one_after_the_other_into_one_dataset() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let options = ImportOptions {
            title_vi: Some("Cần Giờ (minh họa)".to_owned()),
            title_en: Some("Cần Giờ (demo)".to_owned()),
            synthetic: true,
            ..ImportOptions::default()
        };
        let roads = try_import(&store, Layer::Network, &demo("roads.geojson"), &options)
            .await
            .unwrap();
        assert!(!roads.diagnostics.has_errors());
        assert_eq!(roads.staged.len(), 1);
        let schools = import(&store, Layer::Schools, &demo("schools.csv")).await;
        let published = schools.published.unwrap();
        assert_ne!(published.hash, roads.published.unwrap().hash);

        let current = current(&store).await;
        assert_eq!((current.id, &current.hash), (published.id, &published.hash));
        assert_eq!(layers(&current), [Layer::Network, Layer::Schools]);
        assert_eq!(current.title_vi, "Cần Giờ (minh họa)");
        assert_eq!(current.title_en, "Cần Giờ (demo)");
        assert!(current.layer(Layer::Network).unwrap().source.synthetic);
        assert!(!current.layer(Layer::Schools).unwrap().source.synthetic);
        let loaded = load_layers(&store).await.unwrap().unwrap();
        assert_eq!(loaded.layers.len(), 2);
    });
}

#[test]
fn a_timetable_is_published_and_loaded_with_the_hash_that_was_checked() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Network, &demo("roads.geojson")).await;
        let report = import(&store, Layer::Timetable, &demo("timetable")).await;
        assert!(!report.diagnostics.has_errors());
        let published = current(&store).await;
        assert_eq!(layers(&published), [Layer::Network, Layer::Timetable]);
        assert_eq!(
            published.layer(Layer::Timetable).unwrap().source.files,
            ["timetable"]
        );
        let loaded = load_layers(&store).await.unwrap().unwrap();
        let (dataset, _) = Dataset::build(loaded.layers, DatasetMeta::default()).unwrap();
        assert_eq!(dataset.manifest().hash, published.hash);
        let school_day = "2026-11-25".parse().unwrap();
        assert!(
            dataset
                .timetable()
                .trips_on(school_day)
                .any(|(_, trip)| !trip.shape.is_empty())
        );
        let again = import(&store, Layer::Timetable, &demo("timetable")).await;
        assert_eq!(again.diagnostics.count("import/unchanged"), 1);
        assert_eq!(
            folder.count("stop").await,
            i64::try_from(dataset.timetable().stops.len()).unwrap()
        );
    });
}

#[test]
fn a_damaged_trip_is_named() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let report = import(&store, Layer::Timetable, &demo("timetable")).await;
        let revision = report.staged[0].revision;
        for (spoil, says) in [
            (
                "update trip set line_id = 'GONE' where fid = 3",
                "nothing has the code `GONE`",
            ),
            ("update trip set calls = '[{}]' where fid = 3", "its calls"),
            (
                "update trip set calls = '[]', bicycles = 'allowed', geom = x'00' where fid = 3",
                "its geometry",
            ),
        ] {
            folder.run(spoil).await;
            let error = store.load(revision).await.unwrap_err();
            let StoreError::DamagedRow {
                table: "trip",
                row: 3,
                problem,
            } = error
            else {
                panic!("{error}");
            };
            assert!(problem.contains(says), "{problem}");
        }
    });
}

#[test]
fn what_is_published_already_is_not_written_again() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let first = import(&store, Layer::Schools, &demo("schools.csv")).await;
        let again = import(&store, Layer::Schools, &demo("schools.csv")).await;
        assert_eq!(again.published, first.published);
        assert_eq!(again.staged, []);
        assert_eq!(again.diagnostics.count("import/unchanged"), 1);

        let renamed = ImportOptions {
            title_vi: Some("Tên khác".to_owned()),
            ..ImportOptions::default()
        };
        let renamed = try_import(&store, Layer::Schools, &demo("schools.csv"), &renamed)
            .await
            .unwrap();
        assert_eq!(renamed.staged, []);
        assert!(renamed.published.unwrap().id > first.published.unwrap().id);
        assert_eq!(current(&store).await.title_vi, "Tên khác");
    });
}

#[test]
fn bad_input_changes_nothing_and_says_every_row() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let before = import(&store, Layer::Schools, &demo("schools.csv")).await;
        let bad = folder.dir.path().join("bad.csv");
        std::fs::write(
            &bad,
            "id,name,lon,lat\na,Trường Tiểu học A,106.9,x\nb,Trường Tiểu học B,,10.5\n",
        )
        .unwrap();
        let report = import(&store, Layer::Schools, &bad).await;
        assert!(report.diagnostics.has_errors());
        assert_eq!((report.staged, report.published), (Vec::new(), None));
        assert_eq!(current(&store).await.id, before.published.unwrap().id);
    });
}

#[test]
fn rows_that_contradict_one_another_are_not_published_nor_left_behind() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let before = import(&store, Layer::Schools, &demo("schools.csv")).await;
        let units = folder.dir.path().join("units.geojson");
        let unit = |name: &str| {
            format!(
                r#"{{"type":"Feature","properties":{{"code":"1","name":"{name}","kind":"commune"}},"geometry":
                {{"type":"Polygon","coordinates":[[[106,10],[107,10],[107,11],[106,10]]]}}}}"#
            )
        };
        let two_of_a_code = format!(
            r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
            unit("Xã Một"),
            unit("Xã Hai")
        );
        std::fs::write(&units, two_of_a_code).unwrap();
        let report = import(&store, Layer::Units, &units).await;
        assert!(report.diagnostics.has_errors());
        assert_eq!((report.staged, report.published), (Vec::new(), None));
        assert_eq!(current(&store).await.id, before.published.unwrap().id);
        assert_eq!(folder.count("revision").await, 1);
    });
}

#[test]
fn staging_alone_publishes_nothing() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let options = ImportOptions {
            stage_only: true,
            ..ImportOptions::default()
        };
        let report = try_import(&store, Layer::Schools, &demo("schools.csv"), &options)
            .await
            .unwrap();
        assert_eq!(report.published, None);
        let [staged] = report.staged[..] else {
            panic!("one layer is staged");
        };
        assert_eq!(store.load(staged.revision).await.unwrap().0.rows(), staged.rows);
        assert_eq!(store.current_publication().await.unwrap(), None);
    });
}

fn reading(crs: &str) -> ReadOptions {
    ReadOptions {
        crs: Some(crs.to_owned()),
        ..ReadOptions::default()
    }
}

#[test]
fn degrees_are_not_taken_for_metres() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let vn_2000 = ImportOptions {
            reading: reading("EPSG:9210"),
            ..ImportOptions::default()
        };
        let refused = try_import(&store, Layer::Schools, &demo("schools.csv"), &vn_2000).await;
        let report = refused.unwrap();
        assert_eq!(
            report.diagnostics.count("crs/degrees"),
            1,
            "{:?}",
            report.diagnostics
        );
        assert_eq!(store.current_publication().await.unwrap(), None);
        let wgs_84 = ImportOptions {
            reading: reading("epsg:4326"),
            ..ImportOptions::default()
        };
        try_import(&store, Layer::Schools, &demo("schools.csv"), &wgs_84)
            .await
            .unwrap();
    });
}

#[test]
fn a_missing_file_is_an_error_that_names_it() {
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let missing = folder.dir.path().join("không có.csv");
        let error = try_import(&store, Layer::Schools, &missing, &ImportOptions::default())
            .await
            .unwrap_err();
        assert!(error.to_string().contains("không có.csv"), "{error}");
    });
}

#[test]
fn imports_at_once_are_both_published() {
    block_on(async {
        let folder = Folder::new();
        let one = folder.open_patient().await;
        let two = folder.open_patient().await;
        let roads = tokio::spawn(async move { import(&one, Layer::Network, &demo("roads.geojson")).await });
        let water = tokio::spawn(async move { import(&two, Layer::Water, &demo("water.geojson")).await });
        assert!(roads.await.unwrap().published.is_some());
        assert!(water.await.unwrap().published.is_some());
        let store = folder.open().await;
        assert_eq!(layers(&current(&store).await), [Layer::Network, Layer::Water]);
    });
}

#[test]
fn the_network_of_an_osm_file_brings_its_other_layers_along() {
    let Some(hcm) = real_data::file("osm/hcm_2018.osm.pbf") else {
        return;
    };
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        let report = import(&store, Layer::Network, &hcm).await;
        let current = current(&store).await;
        assert_eq!(Some(current.id), report.published.map(|published| published.id));
        assert_eq!(current.title_vi, "hcm_2018");
        for layer in [Layer::Network, Layer::Schools, Layer::Water] {
            let published = current.layer(layer).unwrap();
            assert!(published.rows > 0, "{layer}");
            assert_eq!(published.source.files, ["hcm_2018.osm.pbf"]);
            assert_eq!(
                published.source.attribution.as_deref(),
                Some("© OpenStreetMap contributors (ODbL 1.0)")
            );
        }
        assert!(report.peak_memory_bytes.is_none_or(|bytes| bytes > 1 << 20));
    });
}

#[test]
fn layers_that_people_gave_are_kept_when_an_osm_network_comes() {
    let Some(baltimore) = real_data::file("osm/baltimore.osm.pbf") else {
        return;
    };
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Schools, &demo("schools.csv")).await;
        let report = import(&store, Layer::Network, &baltimore).await;
        assert_eq!(report.diagnostics.count("import/layer_kept"), 1);
        let (_, finding) = report
            .diagnostics
            .findings()
            .find(|(code, _)| *code == "import/layer_kept")
            .unwrap();
        let sentence = &finding.examples[0].sentence;
        assert!(
            sentence.contains("truonggan import schools baltimore.osm.pbf"),
            "{sentence}"
        );
        let before = current(&store).await;
        assert_eq!(
            before.layer(Layer::Schools).unwrap().source.files,
            ["schools.csv"]
        );

        // Asked for, the schools of the file come alone.
        let report = import(&store, Layer::Schools, &baltimore).await;
        assert_eq!(report.staged.len(), 1);
        let after = current(&store).await;
        assert_eq!(
            after.layer(Layer::Schools).unwrap().source.files,
            ["baltimore.osm.pbf"]
        );
        assert_eq!(after.layer(Layer::Water), before.layer(Layer::Water));
    });
}

#[test]
fn layers_that_came_from_osm_follow_the_next_osm_network() {
    let (Some(baltimore), Some(monaco)) = (
        real_data::file("osm/baltimore.osm.pbf"),
        real_data::file("osm/monaco.osm.pbf"),
    ) else {
        return;
    };
    block_on(async {
        let folder = Folder::new();
        let store = folder.open().await;
        import(&store, Layer::Network, &baltimore).await;
        let report = import(&store, Layer::Network, &monaco).await;
        assert_eq!(report.diagnostics.count("import/layer_kept"), 0);
        let schools = current(&store).await.layer(Layer::Schools).cloned().unwrap();
        assert_eq!(schools.source.files, ["monaco.osm.pbf"]);
        assert_eq!(current(&store).await.title_vi, "monaco");
    });
}
