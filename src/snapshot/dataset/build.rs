//! Staged rows become a Dataset, with every contradiction between them told at once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::hash::{dataset_hash, layer_hash};
use super::manifest::{DatasetMeta, LayerManifest, Manifest};
use super::schools::group_campuses;
use super::timetable::ordered_timetable;
use super::timetable_ground::check_ground;
use super::{Layer, LayerSource, Place, StagedLayer};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{Bounds, LonLat, area_bounds};
use crate::domain::network::{RawNetwork, Timetable, WaterLayer};
use crate::domain::schools::{AdminUnit, Campus, Schools};

/// Everything that answers are computed from; it never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    manifest: Manifest,
    network: RawNetwork,
    schools: Schools,
    units: Vec<AdminUnit>,
    water: WaterLayer,
    places: Vec<Place>,
    timetable: Timetable,
}

impl Dataset {
    /// From layers, each once at most; layers that are absent are empty.
    /// Where the diagnostics have an error there is no dataset.
    pub fn build(
        layers: Vec<(StagedLayer, LayerSource)>,
        meta: DatasetMeta,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let mut diagnostics = Diagnostics::new();
        let layers = one_of_each(layers, &mut diagnostics);
        let manifests: Vec<LayerManifest> = layers
            .par_iter()
            .map(|(rows, source)| layer_manifest(rows, source))
            .collect();
        let mut rows = Rows::default();
        for (layer, _) in layers {
            match layer {
                StagedLayer::Network(mut network) => {
                    network.sort();
                    check_network(&network, &mut diagnostics);
                    rows.network = network;
                }
                StagedLayer::Schools(campuses) => rows.schools = group_campuses(campuses, &mut diagnostics),
                StagedLayer::Units(units) => rows.units = ordered_units(units, &mut diagnostics),
                StagedLayer::Water(water) => rows.water = ordered_water(water),
                StagedLayer::Places(places) => rows.places = ordered_places(places),
                StagedLayer::Timetable(timetable) => {
                    rows.timetable = ordered_timetable(timetable, &mut diagnostics);
                }
            }
        }
        check_together(&rows, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        let dataset = Self {
            manifest: manifest(manifests, meta, bounds_of(&rows)),
            network: rows.network,
            schools: rows.schools,
            units: rows.units,
            water: rows.water,
            places: rows.places,
            timetable: rows.timetable,
        };
        Ok((dataset, diagnostics))
    }

    /// Its identity and origin.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Roads and ferries, by id.
    pub fn network(&self) -> &RawNetwork {
        &self.network
    }

    /// Schools and campuses, by code.
    pub fn schools(&self) -> &Schools {
        &self.schools
    }

    /// Administrative units, by code.
    pub fn units(&self) -> &[AdminUnit] {
        &self.units
    }

    /// Water, by id.
    pub fn water(&self) -> &WaterLayer {
        &self.water
    }

    /// Named places, the most prominent first.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Boats and buses, by code; empty where no timetable was given.
    pub fn timetable(&self) -> &Timetable {
        &self.timetable
    }
}

#[derive(Default)]
struct Rows {
    network: RawNetwork,
    schools: Schools,
    units: Vec<AdminUnit>,
    water: WaterLayer,
    places: Vec<Place>,
    timetable: Timetable,
}

fn one_of_each(
    layers: Vec<(StagedLayer, LayerSource)>,
    diagnostics: &mut Diagnostics,
) -> Vec<(StagedLayer, LayerSource)> {
    let mut by_layer: BTreeMap<Layer, (StagedLayer, LayerSource)> = BTreeMap::new();
    for (rows, source) in layers {
        let layer = rows.layer();
        if by_layer.insert(layer, (rows, source)).is_some() {
            diagnostics.push(Diagnostic::new(
                Severity::Error,
                "dataset/layer_twice",
                format!("The layer {layer} is given twice; import its files together, in one command."),
            ));
        }
    }
    by_layer.into_values().collect()
}

fn layer_manifest(rows: &StagedLayer, source: &LayerSource) -> LayerManifest {
    let mut files = source.files.clone();
    files.sort_unstable();
    LayerManifest {
        layer: rows.layer(),
        files,
        rows: rows.rows(),
        attribution: source.attribution.clone(),
        synthetic: source.synthetic,
        hash: layer_hash(rows),
    }
}

fn manifest(layers: Vec<LayerManifest>, meta: DatasetMeta, bounds: Option<Bounds>) -> Manifest {
    let mut attribution: Vec<String> = Vec::new();
    for named in layers.iter().filter_map(|layer| layer.attribution.as_ref()) {
        if !attribution.contains(named) {
            attribution.push(named.clone());
        }
    }
    Manifest {
        hash: dataset_hash(layers.iter().map(|layer| (layer.layer, layer.hash.as_str()))),
        published_at: meta.published_at,
        title_vi: meta.title_vi,
        title_en: meta.title_en,
        synthetic: layers.iter().any(|layer| layer.synthetic),
        layers,
        attribution,
        bounds,
    }
}

fn check_network(network: &RawNetwork, diagnostics: &mut Diagnostics) {
    for pair in network.ways.windows(2).filter(|pair| pair[0].id == pair[1].id) {
        diagnostics.push(
            Diagnostic::new(
                Severity::Error,
                "dataset/way_twice",
                "Two ways have the same id; import their files together, in one command.",
            )
            .at_object(format!("way {}", pair[0].id)),
        );
    }
    for way in &network.ways {
        if way.points.len() != way.shape.len() || way.shape.len() < 2 {
            diagnostics.push(
                Diagnostic::new(
                    Severity::Error,
                    "dataset/way_shape",
                    "The way has fewer than two points or not a place for each; import it again.",
                )
                .at_object(format!("way {}", way.id)),
            );
        }
    }
}

fn ordered_units(mut units: Vec<AdminUnit>, diagnostics: &mut Diagnostics) -> Vec<AdminUnit> {
    units.sort_by(|a, b| (&a.code, &a.kind, &a.name).cmp(&(&b.code, &b.kind, &b.name)));
    for pair in units.windows(2).filter(|pair| pair[0].code == pair[1].code) {
        diagnostics.push(
            Diagnostic::new(
                Severity::Error,
                "dataset/unit_twice",
                format!(
                    "`{}` and `{}` have the same code; give each unit its own.",
                    pair[0].name, pair[1].name
                ),
            )
            .at_object(pair[0].code.as_str()),
        );
    }
    units
}

fn ordered_water(mut water: WaterLayer) -> WaterLayer {
    water.areas.sort_by(|a, b| a.id.cmp(&b.id));
    water.lines.sort_by(|a, b| a.id.cmp(&b.id));
    water
}

fn ordered_places(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by(|a, b| {
        (a.rank, &a.name, &a.kind)
            .cmp(&(b.rank, &b.name, &b.kind))
            .then(a.at.lon.total_cmp(&b.at.lon))
            .then(a.at.lat.total_cmp(&b.at.lat))
    });
    places
}

/// A campus farther than this from every road's box can hardly be reached.
const FAR_FROM_ROADS_METRES: f64 = 5_000.0;

fn check_together(rows: &Rows, diagnostics: &mut Diagnostics) {
    check_ground(&rows.timetable, &rows.network, diagnostics);
    let mut warn = |code, object: &str, sentence: String| {
        diagnostics.push(Diagnostic::new(Severity::Warning, code, sentence).at_object(object));
    };
    let roads = network_bounds(&rows.network);
    for campus in rows.schools.campuses() {
        let id = campus.id.as_str();
        if roads.is_some_and(|roads| roads.metres_outside(campus.place()) > FAR_FROM_ROADS_METRES) {
            warn(
                "dataset/campus_far_from_roads",
                id,
                "The campus is more than 5 km outside the road network; check its place, or import its roads.".to_owned(),
            );
        }
        if let Some(code) = &campus.commune
            && !rows.units.is_empty()
            && !rows.units.iter().any(|unit| unit.code.as_str() == code)
        {
            warn(
                "dataset/commune_unknown",
                id,
                format!("The commune `{code}` is not among the units; mend the code or import the units."),
            );
        }
    }
}

fn network_bounds(network: &RawNetwork) -> Option<Bounds> {
    let shapes = network.ways.iter().flat_map(|way| &way.shape);
    Bounds::around(shapes.map(|at| LonLat::from(*at)))
}

/// The box around roads and campuses; rivers and units lead far out of it and only count where there is nothing else.
fn bounds_of(rows: &Rows) -> Option<Bounds> {
    let campuses = Bounds::around(rows.schools.campuses().iter().map(Campus::place));
    let united = |boxes: Vec<Bounds>| boxes.into_iter().reduce(Bounds::union);
    united(
        [network_bounds(&rows.network), campuses]
            .into_iter()
            .flatten()
            .collect(),
    )
    .or_else(|| {
        let units = rows.units.iter().filter_map(|unit| area_bounds(&unit.area));
        let water = rows
            .water
            .areas
            .iter()
            .filter_map(|water| area_bounds(&water.area));
        united(units.chain(water).collect())
            .or_else(|| Bounds::around(rows.places.iter().map(|place| place.at)))
    })
}
