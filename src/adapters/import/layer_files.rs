//! One layer out of one or several files of any kind that a reader knows.

use std::path::{Path, PathBuf};

use super::format::Format;
use super::gtfs::{Feed, merge_feeds, read_feed};
use super::merge::{self, FileWay};
use super::{ImportError, ReadOptions, file_name, network_features, osm, places_features};
use super::{schools_csv, schools_features, units_features, water_features};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::progress::Progress;
use crate::domain::network::{RawNetwork, RawPoint, RawRestriction, WaterLayer};
use crate::domain::schools::AdminUnit;
use crate::snapshot::dataset::{Layer, Place, Staged, StagedCampus, StagedLayer};

/// Who must be named beside a map that is drawn from OpenStreetMap.
pub const OSM_ATTRIBUTION: &str = "© OpenStreetMap contributors (ODbL 1.0)";

/// Reads a layer; where a file is an OSM extract and the network is asked for, every layer that it holds comes along,
/// and the caller decides which to use.
pub fn read_layer(
    layer: Layer,
    paths: &[PathBuf],
    progress: &dyn Progress,
) -> Result<(Staged, Diagnostics), ImportError> {
    read_layer_as(layer, paths, &ReadOptions::default(), progress)
}

/// The same of files that do not say all about themselves.
pub fn read_layer_as(
    layer: Layer,
    paths: &[PathBuf],
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<(Staged, Diagnostics), ImportError> {
    let from_osm: &[Layer] = if layer == Layer::Network {
        &Layer::ALL
    } else {
        &[layer]
    };
    read_from(layer, from_osm, paths, options, progress)
}

/// Reads a layer, and from OSM extracts among the files those layers that are named, for callers in a hurry.
pub fn read_layer_and(
    layer: Layer,
    from_osm: &[Layer],
    paths: &[PathBuf],
    progress: &dyn Progress,
) -> Result<(Staged, Diagnostics), ImportError> {
    read_from(layer, from_osm, paths, &ReadOptions::default(), progress)
}

fn read_from(
    layer: Layer,
    from_osm: &[Layer],
    paths: &[PathBuf],
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<(Staged, Diagnostics), ImportError> {
    let mut rows = Rows::default();
    let mut diagnostics = Diagnostics::new();
    for path in paths {
        let mut of_file = Diagnostics::new();
        let format = Format::of(path)?;
        if format.is_some_and(Format::is_always_wgs84) && options.asks_projection() {
            of_file.push(always_wgs84());
        }
        match format {
            Some(format @ (Format::OsmPbf | Format::OsmXml)) => {
                let (staged, findings) = if format == Format::OsmPbf {
                    osm::read_osm_pbf(path, from_osm, progress)?
                } else {
                    osm::read_osm_xml(path, from_osm, progress)?
                };
                of_file.extend(findings);
                rows.take(staged);
            }
            Some(format) => {
                progress.stage(&format!("Reading {}", file_name(path)), None);
                rows.read(layer, format, (path, options), &mut of_file)?;
            }
            None => of_file.push(unknown_format(layer)),
        }
        diagnostics.extend(of_file.in_file(&file_name(path)));
    }
    let staged = rows.merge(&mut diagnostics);
    if staged.layer(layer).is_none() && !diagnostics.has_errors() {
        diagnostics.push(nothing_found(layer, paths));
    }
    Ok((staged, diagnostics))
}

/// Whether a file is an OSM extract, whose licence asks for an attribution.
pub fn is_osm(path: &Path) -> Result<bool, ImportError> {
    Ok(matches!(Format::of(path)?, Some(Format::OsmPbf | Format::OsmXml)))
}

/// What every layer of features is read from.
const FEATURES: &str = "`.geojson`, `.shp` or its `.zip`, `.gpkg`, `.fgb`, `.kml`, `.kmz`, `.osm.pbf`, `.osm`, \
                        `.osm.gz`, or with GDAL `.tab`, `.mif`, `.dgn`, `.dxf`, `.gml`, `.gdb`";

fn formats_of(layer: Layer) -> String {
    match layer {
        Layer::Schools => format!("`.csv`, `.xlsx`, {FEATURES}"),
        Layer::Timetable => "a folder or `.zip` that holds all tables of a GTFS timetable".to_owned(),
        _ => FEATURES.to_owned(),
    }
}

fn unknown_format(layer: Layer) -> Diagnostic {
    Diagnostic::new(
        Severity::Error,
        "import/unknown_format",
        format!(
            "No reader for {layer} knows this kind of file; give {}.",
            formats_of(layer)
        ),
    )
}

fn always_wgs84() -> Diagnostic {
    let sentence = "This kind of file is always in WGS 84; import it without --crs.";
    Diagnostic::new(Severity::Error, "crs/fixed", sentence)
}

fn nothing_found(layer: Layer, paths: &[PathBuf]) -> Diagnostic {
    let (what, remedy) = match layer {
        Layer::Network => ("roads", "lines need `highway` or `route=ferry`"),
        Layer::Schools => ("schools", "rows need a name, an id and a place"),
        Layer::Units => ("administrative units", "areas need `code` and `name`"),
        Layer::Water => (
            "water",
            "areas and lines need `natural=water`, `kind` or `waterway`",
        ),
        Layer::Places => ("places", "points need `name`"),
        Layer::Timetable => ("trips", "`trips.txt` and `stop_times.txt` need rows"),
    };
    let files: Vec<String> = paths.iter().map(|path| file_name(path)).collect();
    Diagnostic::new(
        Severity::Error,
        "import/nothing_found",
        format!("There are no {what} in it; check that it is the right file, and that its {remedy}."),
    )
    .in_file(&files.join(", "))
}

/// Rows of all files so far.
#[derive(Default)]
struct Rows {
    networks: Vec<RawNetwork>,
    ways: Vec<FileWay>,
    schools: Vec<StagedCampus>,
    units: Vec<AdminUnit>,
    waters: Vec<WaterLayer>,
    places: Vec<Place>,
    feeds: Vec<Feed>,
}

impl Rows {
    fn take(&mut self, staged: Staged) {
        for layer in staged.layers {
            match layer {
                StagedLayer::Network(network) => self.networks.push(network),
                StagedLayer::Schools(campuses) => self.schools.extend(campuses),
                StagedLayer::Units(units) => self.units.extend(units),
                StagedLayer::Water(water) => self.waters.push(water),
                StagedLayer::Places(places) => self.places.extend(places),
                // No extract has a timetable.
                StagedLayer::Timetable(_) => {}
            }
        }
    }

    fn read(
        &mut self,
        layer: Layer,
        format: Format,
        (path, options): (&Path, &ReadOptions),
        diagnostics: &mut Diagnostics,
    ) -> Result<(), ImportError> {
        match (layer, format) {
            (Layer::Schools, Format::Csv) => {
                self.schools
                    .extend(schools_csv::read(path, options, diagnostics)?);
            }
            (Layer::Timetable, Format::Gtfs) => self.feeds.push(read_feed(path, diagnostics)?),
            (Layer::Timetable, _) | (_, Format::Csv | Format::OsmPbf | Format::OsmXml | Format::Gtfs) => {
                diagnostics.push(unknown_format(layer));
            }
            (Layer::Network, _) => self
                .ways
                .extend(network_features::read(path, options, diagnostics)?),
            (Layer::Schools, _) => self
                .schools
                .extend(schools_features::read(path, options, diagnostics)?),
            (Layer::Units, _) => self
                .units
                .extend(units_features::read(path, options, diagnostics)?),
            (Layer::Water, _) => self
                .waters
                .push(water_features::read(path, options, diagnostics)?),
            (Layer::Places, _) => self
                .places
                .extend(places_features::read(path, options, diagnostics)?),
        }
        Ok(())
    }

    fn merge(self, diagnostics: &mut Diagnostics) -> Staged {
        let layers = [
            StagedLayer::Network(merge_network(self.networks, self.ways, diagnostics)),
            StagedLayer::Schools(merge::schools(self.schools, diagnostics)),
            StagedLayer::Units(merge::units(self.units, diagnostics)),
            StagedLayer::Water(merge::water(self.waters, diagnostics)),
            StagedLayer::Places(merge::places(self.places)),
            StagedLayer::Timetable(merge_feeds(self.feeds, diagnostics)),
        ];
        Staged {
            layers: layers.into_iter().filter(|layer| layer.rows() > 0).collect(),
        }
    }
}

/// A single extract is in order already and needs no merging.
fn merge_network(
    mut networks: Vec<RawNetwork>,
    mut ways: Vec<FileWay>,
    diagnostics: &mut Diagnostics,
) -> RawNetwork {
    if ways.is_empty() && networks.len() == 1 {
        return networks.remove(0);
    }
    let mut points: Vec<RawPoint> = Vec::new();
    let mut restrictions: Vec<RawRestriction> = Vec::new();
    for network in networks {
        ways.extend(network.ways.into_iter().map(FileWay::by_points));
        points.extend(network.points);
        restrictions.extend(network.restrictions);
    }
    merge::network(ways, points, restrictions, diagnostics)
}
