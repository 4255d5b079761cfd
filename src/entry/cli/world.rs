//! The world that a question is asked of: from files, without a store.

use std::path::{Path, PathBuf};
use std::slice;

use super::{Failure, FileArguments, output};
use crate::adapters::import::read_layer_and;
use crate::base::diagnostic::Diagnostics;
use crate::base::progress::Progress;
use crate::domain::network::Profile;
use crate::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, StagedLayer};
use crate::snapshot::query::Snapshot;

/// The world of the files that arguments name, with the timetable where there is one.
pub fn snapshot_of_files(
    named: &FileArguments,
    timetables: &[PathBuf],
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<Snapshot, Failure> {
    let mut files = Files::default();
    files.network(
        named.network.as_slice(),
        &[Layer::Water, Layer::Schools, Layer::Units],
        progress,
    )?;
    if let Some(schools) = &named.schools {
        files.layer(Layer::Schools, schools, progress)?;
    }
    if let Some(water) = &named.water {
        files.layer(Layer::Water, water, progress)?;
    }
    for timetable in timetables {
        files.layer(Layer::Timetable, timetable, progress)?;
    }
    snapshot(files.finish()?, profiles, progress)
}

/// Layers read from files, in the order in which they are wanted.
#[derive(Debug, Default)]
pub(super) struct Files {
    layers: Vec<StagedLayer>,
    diagnostics: Diagnostics,
}

impl Files {
    /// Reads the network, and from an OpenStreetMap extract also the layers that are named.
    pub(super) fn network(
        &mut self,
        paths: &[PathBuf],
        beside: &[Layer],
        progress: &dyn Progress,
    ) -> Result<(), Failure> {
        let mut wanted = vec![Layer::Network];
        wanted.extend_from_slice(beside);
        let (staged, diagnostics) = read_layer_and(Layer::Network, &wanted, paths, progress)?;
        self.diagnostics.extend(diagnostics);
        self.layers.extend(staged.layers);
        Ok(())
    }

    /// Reads one more layer; it takes the place of the one that came with the network.
    pub(super) fn layer(
        &mut self,
        layer: Layer,
        path: &Path,
        progress: &dyn Progress,
    ) -> Result<(), Failure> {
        let (mut staged, diagnostics) =
            read_layer_and(layer, &[layer], slice::from_ref(&path.to_owned()), progress)?;
        self.diagnostics.extend(diagnostics);
        self.layers.retain(|known| known.layer() != layer);
        self.layers.extend(staged.take(layer));
        Ok(())
    }

    /// The layers, with the findings listed, or all errors that the files have.
    pub(super) fn finish(self) -> Result<Vec<StagedLayer>, Failure> {
        if self.diagnostics.has_errors() {
            return Err(Failure::Input(self.diagnostics));
        }
        output::list(&self.diagnostics);
        Ok(self.layers)
    }
}

/// A Snapshot of layers that were never published; its date is unknown.
pub(super) fn snapshot(
    layers: Vec<StagedLayer>,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<Snapshot, Failure> {
    let layers = layers
        .into_iter()
        .map(|layer| (layer, LayerSource::default()))
        .collect();
    let (title_vi, title_en) = ("Tệp trên máy".to_owned(), "Files".to_owned());
    let meta = DatasetMeta {
        title_vi,
        title_en,
        published_at: String::new(),
    };
    let (dataset, findings) = Dataset::build(layers, meta).map_err(Failure::Input)?;
    output::list(&findings);
    Ok(Snapshot::build(dataset, profiles, progress))
}
