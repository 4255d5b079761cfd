//! The port: what every store can do, in the same words for each.
//! A change is staged first, checked outside, and then published whole; nothing published is ever changed.

use std::fmt;
use std::time::Duration;

use super::error::StoreError;
use super::sqlite::SqliteStore;
use super::url::StoreUrl;
use crate::base::diagnostic::Diagnostics;
use crate::snapshot::dataset::{Layer, LayerSource, StagedLayer};

/// Number of a staged layer; later ones are greater, and none is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(pub i64);

/// Number of a publication; later ones are greater, and none is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicationId(pub i64);

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for PublicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A layer of a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedLayer {
    /// Which layer.
    pub layer: Layer,
    /// Where its rows are.
    pub revision: RevisionId,
    /// Content hash of its rows, as given when it was staged.
    pub hash: String,
    /// How many rows it has.
    pub rows: u64,
    /// Where they come from.
    pub source: LayerSource,
}

/// A dataset that was published: its name, its hash and the layers it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its number.
    pub id: PublicationId,
    /// Its name in Vietnamese.
    pub title_vi: String,
    /// Its name in English.
    pub title_en: String,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// Content hash of the dataset.
    pub hash: String,
    /// Its layers, in the order of `Layer`.
    pub layers: Vec<PublishedLayer>,
}

impl Publication {
    /// One of its layers.
    pub fn layer(&self, layer: Layer) -> Option<&PublishedLayer> {
        self.layers.iter().find(|published| published.layer == layer)
    }
}

/// What is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPublication {
    /// The publication that the checked dataset was built on; publishing fails if it is no longer the current one.
    pub base: Option<PublicationId>,
    /// New revisions, one a layer at most; every other layer stays as it is in the base.
    pub revisions: Vec<RevisionId>,
    /// Name in Vietnamese.
    pub title_vi: String,
    /// Name in English.
    pub title_en: String,
    /// When, RFC 3339.
    pub published_at: String,
    /// Content hash of the checked dataset.
    pub hash: String,
}

/// How a store is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// How long to wait for another process that is writing.
    pub busy_timeout: Duration,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            busy_timeout: Duration::from_secs(30),
        }
    }
}

/// An open store; clones share its connections.
///
/// Each kind of store is a variant, so that the compiler asks every kind for every method.
#[derive(Debug, Clone)]
pub enum Store {
    /// One SQLite file.
    Sqlite(SqliteStore),
}

impl Store {
    /// Opens a store to write to it, making it if it is not there.
    pub async fn open(url: &StoreUrl, options: StoreOptions) -> Result<Self, StoreError> {
        match url {
            StoreUrl::Sqlite(path) => SqliteStore::open(path, options).await.map(Self::Sqlite),
        }
    }

    /// Opens a store that is there already; one that may only be read can be read.
    pub async fn open_existing(url: &StoreUrl, options: StoreOptions) -> Result<Self, StoreError> {
        match url {
            StoreUrl::Sqlite(path) => SqliteStore::open_existing(path, options).await.map(Self::Sqlite),
        }
    }

    /// Writes a layer down in one transaction, to be checked and then published or discarded.
    pub async fn stage(
        &self,
        rows: &StagedLayer,
        source: &LayerSource,
        diagnostics: &Diagnostics,
        layer_hash: &str,
    ) -> Result<RevisionId, StoreError> {
        match self {
            Self::Sqlite(store) => store.stage(rows, source, diagnostics, layer_hash).await,
        }
    }

    /// The rows of a revision, in the order in which they were staged, and where they come from.
    pub async fn load(&self, revision: RevisionId) -> Result<(StagedLayer, LayerSource), StoreError> {
        match self {
            Self::Sqlite(store) => store.load(revision).await,
        }
    }

    /// Makes revisions the current dataset in one transaction; the publication before it stays as it was.
    pub async fn publish(&self, new: &NewPublication) -> Result<PublicationId, StoreError> {
        match self {
            Self::Sqlite(store) => store.publish(new).await,
        }
    }

    /// Removes a staged revision; a published one is kept, and one that is gone already is no error.
    pub async fn discard(&self, revision: RevisionId) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.discard(revision).await,
        }
    }

    /// Removes unpublished revisions that are older than the current publication and tells how many there were.
    pub async fn discard_orphans(&self) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(store) => store.discard_orphans().await,
        }
    }

    /// The number of the current publication; cheap, to be polled.
    pub async fn publication_token(&self) -> Result<Option<PublicationId>, StoreError> {
        match self {
            Self::Sqlite(store) => store.publication_token().await,
        }
    }

    /// The current publication.
    pub async fn current_publication(&self) -> Result<Option<Publication>, StoreError> {
        match self {
            Self::Sqlite(store) => store.current_publication().await,
        }
    }

    /// A publication by number, the current one or an older one.
    pub async fn publication(&self, id: PublicationId) -> Result<Option<Publication>, StoreError> {
        match self {
            Self::Sqlite(store) => store.publication(id).await,
        }
    }

    /// The layers of the current publication.
    pub async fn published_layers(&self) -> Result<Vec<PublishedLayer>, StoreError> {
        Ok(self
            .current_publication()
            .await?
            .map(|publication| publication.layers)
            .unwrap_or_default())
    }

    /// Closes all connections and leaves one whole file behind.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(store) => store.close().await,
        }
    }
}
