//! One import: read, stage, check the whole dataset that would come of it, publish.
//! Nothing is written when the input has errors, and nothing is published that was not checked.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::load::load_layers_with;
use super::memory::peak_bytes;
use super::title::next_titles;
use crate::adapters::import::{ImportError, OSM_ATTRIBUTION, ReadOptions, is_osm, read_layer_as};
use crate::adapters::store::{
    NewPublication, Publication, PublicationId, PublishedLayer, RevisionId, Store, StoreError,
};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::progress::Progress;
use crate::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, Staged, StagedLayer, layer_hash};

/// How often an import that others overtake is checked again.
const ATTEMPTS: usize = 4;

/// What an import is told beside its files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportOptions {
    /// Name of the dataset in Vietnamese.
    pub title_vi: Option<String>,
    /// Name of the dataset in English.
    pub title_en: Option<String>,
    /// Who must be named beside the map; OpenStreetMap is named by itself.
    pub attribution: Option<String>,
    /// Whether the rows are made up for demonstration.
    pub synthetic: bool,
    /// Whether to stop before publishing.
    pub stage_only: bool,
    /// What the files do not say themselves.
    pub reading: ReadOptions,
}

/// A layer that was written to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StagedRevision {
    /// Which layer.
    pub layer: Layer,
    /// Its number.
    pub revision: RevisionId,
    /// How many rows it has.
    pub rows: usize,
}

/// The dataset that is the current one after an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedDataset {
    /// Its number.
    pub id: PublicationId,
    /// Its content hash.
    pub hash: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// Everything found wrong or doubtful, in the files and in the dataset as a whole.
    pub diagnostics: Diagnostics,
    /// What was written; empty where the input had errors or brought nothing new.
    pub staged: Vec<StagedRevision>,
    /// The current dataset, where the import was published or brought nothing new.
    pub published: Option<PublishedDataset>,
    /// How long it took.
    pub elapsed: Duration,
    /// The most memory the process held, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// Why an import could not be done; what is wrong with the data is in the report instead.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// A file that cannot be read.
    #[error(transparent)]
    Read(#[from] ImportError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Files that were read and not yet written anywhere.
#[derive(Debug)]
pub struct ReadFiles {
    /// Everything found wrong or doubtful in them.
    pub diagnostics: Diagnostics,
    layer: Layer,
    names: Vec<String>,
    from_osm: bool,
    rows: Staged,
    started: Instant,
}

/// Reads files as a layer. It keeps the calling thread busy.
pub fn read_files(
    layer: Layer,
    files: &[PathBuf],
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<ReadFiles, ImportFailure> {
    let started = Instant::now();
    let (rows, diagnostics) = read_layer_as(layer, files, &options.reading, progress)?;
    Ok(ReadFiles {
        diagnostics,
        layer,
        names: files.iter().map(|path| file_name(path)).collect(),
        from_osm: any_osm(files)?,
        rows,
        started,
    })
}

/// Stages what is new in files that were read, checks the dataset and publishes it.
///
/// From an OpenStreetMap file that is imported as the network, the other layers are taken too where nobody has given
/// better ones. Checking keeps the calling thread busy.
pub async fn import_files(
    store: &Store,
    read: ReadFiles,
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<ImportReport, ImportFailure> {
    let mut diagnostics = read.diagnostics;
    let outcome = if diagnostics.has_errors() {
        Outcome::default()
    } else {
        let work = Import {
            store,
            layer: read.layer,
            names: read.names,
            from_osm: read.from_osm,
            options,
            progress,
        };
        work.run(read.rows, &mut diagnostics).await?
    };
    Ok(ImportReport {
        diagnostics,
        staged: outcome.staged,
        published: outcome.published,
        elapsed: read.started.elapsed(),
        peak_memory_bytes: peak_bytes(),
    })
}

#[derive(Default)]
struct Outcome {
    staged: Vec<StagedRevision>,
    published: Option<PublishedDataset>,
}

struct Import<'a> {
    store: &'a Store,
    layer: Layer,
    names: Vec<String>,
    from_osm: bool,
    options: &'a ImportOptions,
    progress: &'a dyn Progress,
}

impl Import<'_> {
    async fn run(&self, read: Staged, diagnostics: &mut Diagnostics) -> Result<Outcome, StoreError> {
        self.store.discard_orphans().await?;
        let current = self.store.current_publication().await?;
        let chosen = self.choose(read, current.as_ref(), diagnostics);
        let (vi, en) = self.titles(current.as_ref());
        if let Some(current) = current
            && chosen.is_empty()
            && !self.options.stage_only
            && (vi, en) == (current.title_vi, current.title_en)
        {
            return Ok(Outcome {
                staged: Vec::new(),
                published: Some(PublishedDataset {
                    id: current.id,
                    hash: current.hash,
                }),
            });
        }
        let staged = self.stage(chosen, diagnostics).await?;
        let published = if self.options.stage_only {
            None
        } else {
            self.publish(&staged, diagnostics).await?
        };
        if diagnostics.has_errors() {
            for revision in &staged {
                self.store.discard(revision.revision).await?;
            }
            return Ok(Outcome::default());
        }
        Ok(Outcome { staged, published })
    }

    /// Which of the layers read are to be staged, with the hash of each.
    fn choose(
        &self,
        read: Staged,
        current: Option<&Publication>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(StagedLayer, String)> {
        let source = self.source();
        let mut chosen = Vec::new();
        for rows in read.layers {
            let published = current.and_then(|publication| publication.layer(rows.layer()));
            if rows.layer() != self.layer && !self.takes_along(&rows, published, diagnostics) {
                continue;
            }
            let hash = layer_hash(&rows);
            let is_new =
                published.is_none_or(|published| published.hash != hash || published.source != source);
            if is_new || self.options.stage_only {
                chosen.push((rows, hash));
            } else {
                diagnostics.push(unchanged(rows.layer()));
            }
        }
        chosen
    }

    /// Whether a layer that was not asked for is taken along with the network of an OpenStreetMap file.
    fn takes_along(
        &self,
        rows: &StagedLayer,
        published: Option<&PublishedLayer>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        if self.layer != Layer::Network || !self.from_osm {
            return false;
        }
        match published {
            Some(published) if !was_from_osm(&published.source) => {
                diagnostics.push(kept(rows.layer(), &published.source, &self.names));
                false
            }
            _ => true,
        }
    }

    async fn stage(
        &self,
        chosen: Vec<(StagedLayer, String)>,
        diagnostics: &Diagnostics,
    ) -> Result<Vec<StagedRevision>, StoreError> {
        self.progress
            .stage("write to the store", Some(chosen.len() as u64));
        let source = self.source();
        let none = Diagnostics::new();
        let mut staged = Vec::new();
        for (rows, hash) in chosen {
            // The findings are of the files as a whole; they stand beside the layer that was asked for.
            let findings = if rows.layer() == self.layer {
                diagnostics
            } else {
                &none
            };
            staged.push(StagedRevision {
                layer: rows.layer(),
                revision: self.store.stage(&rows, &source, findings, &hash).await?,
                rows: rows.rows(),
            });
            self.progress.advance(1);
        }
        Ok(staged)
    }

    /// Publishes the staged layers once they are checked together with the published ones.
    /// Where another import is published meanwhile, they are checked again on top of that one.
    async fn publish(
        &self,
        staged: &[StagedRevision],
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<PublishedDataset>, StoreError> {
        let mut attempt = 1;
        loop {
            self.progress.stage("check the dataset", None);
            let (new, found) = match self.check(staged).await? {
                Ok(checked) => checked,
                Err(found) => {
                    diagnostics.extend(found);
                    return Ok(None);
                }
            };
            self.progress.stage("publish", None);
            match self.store.publish(&new).await {
                Ok(id) => {
                    diagnostics.extend(found);
                    return Ok(Some(PublishedDataset { id, hash: new.hash }));
                }
                Err(StoreError::PublishedMeanwhile) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Builds the dataset that would come of the staged layers, as the store gives them back.
    async fn check(
        &self,
        staged: &[StagedRevision],
    ) -> Result<Result<(NewPublication, Diagnostics), Diagnostics>, StoreError> {
        let revisions: Vec<(Layer, RevisionId)> = staged
            .iter()
            .map(|staged| (staged.layer, staged.revision))
            .collect();
        let base = self.store.current_publication().await?;
        let (title_vi, title_en) = self.titles(base.as_ref());
        let meta = DatasetMeta {
            title_vi: title_vi.clone(),
            title_en: title_en.clone(),
            published_at: now(),
        };
        let published_at = meta.published_at.clone();
        let layers = load_layers_with(self.store, base.as_ref(), &revisions).await?;
        Ok(Dataset::build(layers, meta).map(|(dataset, found)| {
            let new = NewPublication {
                base: base.map(|publication| publication.id),
                revisions: revisions.into_iter().map(|(_, revision)| revision).collect(),
                title_vi,
                title_en,
                published_at,
                hash: dataset.manifest().hash.clone(),
            };
            (new, found)
        }))
    }

    fn titles(&self, current: Option<&Publication>) -> (String, String) {
        next_titles(self.options, current, self.layer, &self.names)
    }

    fn source(&self) -> LayerSource {
        let given = self.options.attribution.clone();
        let attribution = if self.from_osm {
            Some(match given {
                Some(given) if !given.contains("OpenStreetMap") => format!("{OSM_ATTRIBUTION}; {given}"),
                Some(given) => given,
                None => OSM_ATTRIBUTION.to_owned(),
            })
        } else {
            given
        };
        LayerSource {
            files: self.names.clone(),
            attribution,
            synthetic: self.options.synthetic,
        }
    }
}

fn unchanged(layer: Layer) -> Diagnostic {
    Diagnostic::new(
        Severity::Note,
        "import/unchanged",
        format!("The layer `{layer}` is published with the same rows already. Nothing was written for it."),
    )
}

fn kept(layer: Layer, source: &LayerSource, names: &[String]) -> Diagnostic {
    let sentence = format!(
        "The published layer `{layer}` comes from {} and was kept. To replace it by what this file holds, run \
         `truonggan import {layer} {}`.",
        source.files.join(", "),
        names.join(" "),
    );
    Diagnostic::new(Severity::Note, "import/layer_kept", sentence).at_object(layer.as_str())
}

fn any_osm(files: &[PathBuf]) -> Result<bool, ImportError> {
    for path in files {
        if is_osm(path)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// By the name alone: the file itself may be gone.
fn was_from_osm(source: &LayerSource) -> bool {
    const ENDINGS: [&str; 3] = [".pbf", ".osm", ".osm.gz"];
    source.files.iter().any(|name| {
        let name = name.to_lowercase();
        ENDINGS.iter().any(|ending| name.ends_with(ending))
    })
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
