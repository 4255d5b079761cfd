//! Roads, ferries and walkable outlines out of OpenStreetMap, with their shapes, and the tagged points on them.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::objects::{OsmData, OsmWay};
use super::restrictions;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::FixedLonLat;
use crate::domain::network::{RawNetwork, RawPoint, RawWay, Tags};

/// The network of a file; network tags are moved out of the data.
pub(super) fn network(data: &mut OsmData, diagnostics: &mut Diagnostics) -> RawNetwork {
    inherit_ferry_tags(data, diagnostics);
    let tags: Vec<Option<Tags>> = data.ways.iter_mut().map(|way| way.network.take()).collect();
    let points: Vec<RawPoint> = data
        .tagged
        .iter_mut()
        .filter_map(|node| node.network.take().map(|tags| RawPoint { id: node.id, tags }))
        .collect();
    let data = &*data;
    let shaped: Vec<(Vec<RawWay>, Vec<Diagnostic>)> = data
        .ways
        .par_iter()
        .zip(tags)
        .filter_map(|(way, tags)| tags.map(|tags| shape(data, way, tags)))
        .collect();
    let mut network = RawNetwork {
        ways: Vec::with_capacity(shaped.len()),
        ..RawNetwork::default()
    };
    for (ways, findings) in shaped {
        network.ways.extend(ways);
        for finding in findings {
            diagnostics.push(finding);
        }
    }
    network.points = points_on_ways(points, &network.ways);
    network.sort();
    network.restrictions = restrictions::restrictions(data, &network, diagnostics);
    network
}

/// Some ferry lines carry their tags on the relation only.
fn inherit_ferry_tags(data: &mut OsmData, diagnostics: &mut Diagnostics) {
    let ferries = data
        .relations
        .iter()
        .filter(|relation| relation.tags.is("route", "ferry"));
    let inherited: BTreeMap<i64, Tags> = ferries
        .flat_map(|relation| {
            relation
                .ways
                .iter()
                .map(|member| (member.way, relation.tags.clone()))
        })
        .collect();
    for (way, tags) in inherited {
        let Ok(at) = data.ways.binary_search_by_key(&way, |way| way.id) else {
            continue;
        };
        if data.ways[at].network.is_none() {
            data.ways[at].network = Some(Tags::new(tags.iter().filter(|(key, _)| *key != "type")));
            diagnostics.push(
                Diagnostic::new(
                    Severity::Note,
                    "osm/ferry_from_relation",
                    "The way has no tags of its own and takes those of its ferry line.",
                )
                .at_object(format!("way {way}")),
            );
        }
    }
}

/// A run of points that are all in the extract, with their places.
type Run = (Vec<i64>, Vec<FixedLonLat>);

/// The way with its shape; several ways where the extract has cut pieces out of it.
fn shape(data: &OsmData, way: &OsmWay, mut tags: Tags) -> (Vec<RawWay>, Vec<Diagnostic>) {
    let (runs, faults) = runs_of(data, way);
    let findings = faults_told(&faults, runs.is_empty(), way.id);
    let n_runs = runs.len();
    let mut ways = Vec::with_capacity(n_runs);
    for (at, (points, shape)) in runs.into_iter().enumerate() {
        let is_last = at + 1 == n_runs;
        ways.push(RawWay {
            id: piece_id(way.id, at),
            points,
            shape,
            tags: if is_last {
                std::mem::take(&mut tags)
            } else {
                tags.clone()
            },
        });
    }
    (ways, findings)
}

/// What is wrong with the points of a way.
#[derive(Default)]
struct Faults {
    is_cut: bool,
    repeats: bool,
}

fn runs_of(data: &OsmData, way: &OsmWay) -> (Vec<Run>, Faults) {
    let mut faults = Faults::default();
    let mut runs: Vec<Run> = Vec::with_capacity(1);
    let mut run: Run = (
        Vec::with_capacity(way.refs.len()),
        Vec::with_capacity(way.refs.len()),
    );
    for &point in &way.refs {
        match data.nodes.find(point) {
            Some(_) if run.0.last() == Some(&point) => faults.repeats = true,
            Some(at) => {
                run.0.push(point);
                run.1.push(at);
            }
            None => {
                faults.is_cut = true;
                runs.push(std::mem::take(&mut run));
            }
        }
    }
    runs.push(run);
    runs.retain(|(points, _)| points.len() > 1);
    (runs, faults)
}

fn faults_told(faults: &Faults, is_dropped: bool, way: i64) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut tell = |severity, code, sentence: &str| {
        findings.push(Diagnostic::new(severity, code, sentence).at_object(format!("way {way}")));
    };
    if faults.repeats {
        tell(
            Severity::Note,
            "osm/point_repeated",
            "The way names a point twice in a row; once is used.",
        );
    }
    match (faults.is_cut, is_dropped) {
        (true, true) => tell(
            Severity::Warning,
            "osm/way_outside",
            "Fewer than two neighbouring points of the way are in the extract; it is left out.",
        ),
        (true, false) => tell(
            Severity::Warning,
            "osm/way_cut",
            "The way leads out of the extract; only what lies inside is used.",
        ),
        (false, true) => tell(
            Severity::Warning,
            "osm/way_too_short",
            "The way has fewer than two points and is left out.",
        ),
        (false, false) => {}
    }
    findings
}

/// Further pieces of a way get negative ids, which no way of OpenStreetMap has; a way has 2,000 points at most.
fn piece_id(way: i64, piece: usize) -> i64 {
    match i64::try_from(piece) {
        Ok(piece @ 1..) => -(way * 2000 + piece),
        _ => way,
    }
}

/// The way of which a negative id names a piece.
pub(super) const fn way_of_piece(piece: i64) -> i64 {
    -piece / 2000
}

fn points_on_ways(points: Vec<RawPoint>, ways: &[RawWay]) -> Vec<RawPoint> {
    let tagged: HashSet<i64> = points.iter().map(|point| point.id).collect();
    let on_ways: HashSet<i64> = ways
        .par_iter()
        .flat_map_iter(|way| way.points.iter().copied())
        .filter(|point| tagged.contains(point))
        .collect();
    points
        .into_iter()
        .filter(|point| on_ways.contains(&point.id))
        .collect()
}
