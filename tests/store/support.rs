//! A fresh store for each test, and small layers to put into it.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tempfile::TempDir;
use truonggan::adapters::store::{
    NewPublication, PublicationId, RevisionId, Store, StoreError, StoreOptions, StoreUrl,
};
use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::geom::LonLat;
use truonggan::base::progress::Progress;
use truonggan::entry::jobs::{ImportFailure, ImportOptions, ImportReport, import_files, read_files};
use truonggan::snapshot::dataset::{Layer, LayerSource, Place, StagedLayer};

/// A folder that goes away with the test, and a file name in it.
pub struct Folder {
    /// Removes the folder when it is dropped.
    pub dir: TempDir,
    /// Where the store is to stand.
    pub file: PathBuf,
}

impl Folder {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("Trường Gần thử.gpkg");
        Self { dir, file }
    }

    pub fn url(&self) -> StoreUrl {
        StoreUrl::Sqlite(self.file.clone())
    }

    pub async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }

    /// As a user opens it, who waits for others.
    pub async fn open_patient(&self) -> Store {
        Store::open(&self.url(), StoreOptions::default()).await.unwrap()
    }

    /// Runs a statement past the port, as another program would.
    pub async fn run(&self, sql: &'static str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let mut connection = self.connect().await;
        let count = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        sqlx::query_scalar(count)
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }

    /// A connection past the port, which makes a file that is not there.
    pub async fn connect(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new()
            .filename(&self.file)
            .create_if_missing(true);
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    pub async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open(&self.url(), impatient()).await
    }
}

/// Waits for nobody, so that a test of waiting does not.
pub fn impatient() -> StoreOptions {
    StoreOptions {
        busy_timeout: Duration::from_millis(50),
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub fn source(file: &str) -> LayerSource {
    LayerSource {
        files: vec![file.to_owned()],
        attribution: Some("© OpenStreetMap contributors (ODbL 1.0)".to_owned()),
        synthetic: false,
    }
}

/// A layer of some places with a name.
pub fn places(name: &str, count: usize) -> StagedLayer {
    StagedLayer::Places(
        (0..count)
            .map(|n| Place {
                name: format!("{name} {n}"),
                kind: "hamlet".to_owned(),
                rank: 4,
                at: LonLat::new(106.9 + n as f64 / 1000.0, 10.5),
            })
            .collect(),
    )
}

pub async fn stage(store: &Store, rows: &StagedLayer, file: &str) -> RevisionId {
    store
        .stage(rows, &source(file), &Diagnostics::new(), "00ff")
        .await
        .unwrap()
}

pub fn publication(base: Option<PublicationId>, revisions: &[RevisionId]) -> NewPublication {
    NewPublication {
        base,
        revisions: revisions.to_vec(),
        title_vi: "Cần Giờ".to_owned(),
        title_en: "Can Gio".to_owned(),
        published_at: "2026-11-23T08:00:00Z".to_owned(),
        hash: "ab".repeat(32),
    }
}

/// Files into a store that is open already.
pub async fn import_layer(
    store: &Store,
    layer: Layer,
    files: &[PathBuf],
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<ImportReport, ImportFailure> {
    let read = read_files(layer, files, options, progress)?;
    import_files(store, read, options, progress).await
}
