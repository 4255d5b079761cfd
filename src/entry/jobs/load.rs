//! From the published revisions to a Snapshot: the store gives rows, the pure floors make the rest.

use super::index_file::IndexFile;
use crate::adapters::store::{Publication, PublicationId, RevisionId, Store, StoreError};
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::Bounds;
use crate::base::progress::Progress;
use crate::domain::network::Profile;
use crate::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, StagedLayer};
use crate::snapshot::query::Snapshot;

/// Why the published dataset cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum LoadFailure {
    /// The store could not give it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its layers do not make a dataset.
    #[error("the published dataset does not hold together: {}", first_of(.0))]
    Broken(Diagnostics),
    /// The work was stopped before it was done.
    #[error("building the snapshot was stopped")]
    Stopped,
}

/// A publication with the rows of its layers.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedLayers {
    /// What was published.
    pub publication: Publication,
    /// Its rows.
    pub layers: Vec<(StagedLayer, LayerSource)>,
}

/// Loads the published dataset and derives everything from it; none where nothing is published.
/// Deriving keeps the calling thread busy.
pub async fn load_snapshot(
    store: &Store,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<Option<Snapshot>, LoadFailure> {
    progress.stage("load the dataset", None);
    match load_layers(store).await? {
        Some(loaded) => build_snapshot(loaded, profiles, progress).map(Some),
        None => Ok(None),
    }
}

/// The same with the Index that is saved beside the store, where it is the right one; it is not saved from here.
/// Questions of a command build what they need of a missing one.
pub async fn load_saved_snapshot(
    store: &Store,
    file: &IndexFile,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<Option<Snapshot>, LoadFailure> {
    progress.stage("load the dataset", None);
    let Some(loaded) = load_layers(store).await? else {
        return Ok(None);
    };
    let dataset = build_dataset(loaded)?;
    Ok(Some(match file.load(&dataset, &profiles) {
        Ok(index) => Snapshot { dataset, index },
        Err(_why) => Snapshot::build(dataset, profiles, progress),
    }))
}

/// The rows of the current publication, or none where nothing is published.
pub async fn load_layers(store: &Store) -> Result<Option<LoadedLayers>, StoreError> {
    let Some(publication) = store.current_publication().await? else {
        return Ok(None);
    };
    let layers = load_layers_with(store, Some(&publication), &[]).await?;
    Ok(Some(LoadedLayers { publication, layers }))
}

/// The rows of a publication with some of its layers exchanged, in the order of `Layer`.
pub(super) async fn load_layers_with(
    store: &Store,
    base: Option<&Publication>,
    exchanged: &[(Layer, RevisionId)],
) -> Result<Vec<(StagedLayer, LayerSource)>, StoreError> {
    let mut loaded = Vec::new();
    for layer in Layer::ALL {
        let exchanged = exchanged
            .iter()
            .find(|(of, _)| *of == layer)
            .map(|(_, revision)| *revision);
        let published = || Some(base?.layer(layer)?.revision);
        if let Some(revision) = exchanged.or_else(published) {
            loaded.push(store.load(revision).await?);
        }
    }
    Ok(loaded)
}

/// Derives a snapshot from loaded rows; pure work without input or output, seconds long for a city.
pub fn build_snapshot(
    loaded: LoadedLayers,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<Snapshot, LoadFailure> {
    let dataset = build_dataset(loaded)?;
    Ok(Snapshot::build(dataset, profiles, progress))
}

/// The dataset of loaded rows.
pub(super) fn build_dataset(loaded: LoadedLayers) -> Result<Dataset, LoadFailure> {
    let LoadedLayers { publication, layers } = loaded;
    let meta = DatasetMeta {
        title_vi: publication.title_vi,
        title_en: publication.title_en,
        published_at: publication.published_at,
    };
    let (dataset, _) = Dataset::build(layers, meta).map_err(LoadFailure::Broken)?;
    warn_if_changed(publication.id, &publication.hash, &dataset.manifest().hash);
    Ok(dataset)
}

/// Another hash than the one published means that rows were edited past this program, or hashed by an older one.
/// The rows still hold together, so they are served, under the hash that they have now.
fn warn_if_changed(id: PublicationId, published: &str, found: &str) {
    if published != found {
        tracing::warn!(
            publication.id = id.0,
            dataset.published_hash = published,
            dataset.hash = found,
            "the published dataset has other rows than when it was published"
        );
    }
}

fn first_of(diagnostics: &Diagnostics) -> String {
    diagnostics
        .findings()
        .find_map(|(_, finding)| finding.examples.first())
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// How far beyond the campuses of a dataset its places may lie, degrees.
const MARGIN: f64 = 0.15;

/// Where the places of the published dataset lie, by its campuses and a margin; none where it has none.
pub async fn published_area(store: &Store) -> Result<Option<Bounds>, StoreError> {
    let Some(publication) = store.current_publication().await? else {
        return Ok(None);
    };
    let Some(schools) = publication.layer(Layer::Schools) else {
        return Ok(None);
    };
    let (rows, _) = store.load(schools.revision).await?;
    let StagedLayer::Schools(campuses) = rows else {
        return Ok(None);
    };
    Ok(
        Bounds::around(campuses.iter().map(|campus| campus.at)).map(|area| Bounds {
            west: area.west - MARGIN,
            south: area.south - MARGIN,
            east: area.east + MARGIN,
            north: area.north + MARGIN,
        }),
    )
}
