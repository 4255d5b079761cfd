//! From one extract to the layers that it holds.

use std::path::Path;

use super::filter::Wanted;
use super::objects::OsmData;
use super::scan::scan;
use super::scan_xml::scan_xml;
use super::{network, places, schools, units, water};
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::Diagnostics;
use crate::base::progress::Progress;
use crate::snapshot::dataset::{Layer, Staged, StagedLayer};

/// Reads those of the layers that a file has rows for.
pub(in crate::adapters::import) fn read_osm_pbf(
    path: &Path,
    layers: &[Layer],
    progress: &dyn Progress,
) -> Result<(Staged, Diagnostics), ImportError> {
    let (data, diagnostics) = scan(path, Wanted(layers), progress)?;
    Ok(staged_of(path, (data, diagnostics), Wanted(layers), progress))
}

/// The same of an XML file, plain or packed with gzip.
pub(in crate::adapters::import) fn read_osm_xml(
    path: &Path,
    layers: &[Layer],
    progress: &dyn Progress,
) -> Result<(Staged, Diagnostics), ImportError> {
    let (data, diagnostics) = scan_xml(path, Wanted(layers), progress)?;
    Ok(staged_of(path, (data, diagnostics), Wanted(layers), progress))
}

fn staged_of(
    path: &Path,
    (mut data, mut diagnostics): (OsmData, Diagnostics),
    wanted: Wanted<'_>,
    progress: &dyn Progress,
) -> (Staged, Diagnostics) {
    let mut staged = Staged::default();
    let mut push = |layer: StagedLayer| {
        if layer.rows() > 0 {
            staged.layers.push(layer);
        }
    };
    if wanted.has(Layer::Network) {
        progress.stage("Roads and ferries", None);
        push(StagedLayer::Network(network::network(
            &mut data,
            &mut diagnostics,
        )));
    }
    if wanted.has(Layer::Schools) {
        progress.stage("Schools", None);
        push(StagedLayer::Schools(schools::schools(&data, &mut diagnostics)));
    }
    if wanted.has(Layer::Units) {
        progress.stage("Administrative units", None);
        push(StagedLayer::Units(units::units(&data, &mut diagnostics)));
    }
    if wanted.has(Layer::Water) {
        progress.stage("Water", None);
        push(StagedLayer::Water(water::water(&data, &mut diagnostics)));
    }
    if wanted.has(Layer::Places) {
        progress.stage("Places", None);
        push(StagedLayer::Places(places::places(&data, &mut diagnostics)));
    }
    (staged, diagnostics.in_file(&file_name(path)))
}
