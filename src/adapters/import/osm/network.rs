//! Roads, ferries and walkable outlines out of OpenStreetMap, with their shapes, and the tagged points on them.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::scan::{OsmData, OsmWay};
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
        points: Vec::new(),
    };
    for (ways, findings) in shaped {
        network.ways.extend(ways);
        findings.into_iter().for_each(|finding| diagnostics.push(finding));
    }
    network.points = points_on_ways(points, &network.ways);
    network.sort();
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

/// The way with its shape; several ways where the extract has cut pieces out of it.
fn shape(data: &OsmData, way: &OsmWay, tags: Tags) -> (Vec<RawWay>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut note = |severity, code, sentence: &str| {
        findings.push(Diagnostic::new(severity, code, sentence).at_object(format!("way {}", way.id)));
    };
    let mut runs: Vec<(Vec<i64>, Vec<FixedLonLat>)> = vec![Default::default()];
    let (mut is_cut, mut repeats) = (false, false);
    for &point in &way.refs {
        let Some((points, shape)) = runs.last_mut() else {
            break;
        };
        match data.nodes.find(point) {
            Some(_) if points.last() == Some(&point) => repeats = true,
            Some(at) => {
                points.push(point);
                shape.push(at);
            }
            None => {
                is_cut = true;
                runs.push(Default::default());
            }
        }
    }
    runs.retain(|(points, _)| points.len() > 1);
    if repeats {
        note(
            Severity::Note,
            "osm/point_repeated",
            "The way names a point twice in a row; once is used.",
        );
    }
    match (is_cut, runs.is_empty()) {
        (true, true) => note(
            Severity::Warning,
            "osm/way_outside",
            "Fewer than two neighbouring points of the way are in the extract; it is left out.",
        ),
        (true, false) => note(
            Severity::Warning,
            "osm/way_cut",
            "The way leads out of the extract; only what lies inside is used.",
        ),
        (false, true) => note(
            Severity::Warning,
            "osm/way_too_short",
            "The way has fewer than two points and is left out.",
        ),
        (false, false) => {}
    }
    let ways = runs
        .into_iter()
        .enumerate()
        .map(|(at, (points, shape))| RawWay {
            id: piece_id(way.id, at),
            points,
            shape,
            tags: tags.clone(),
        })
        .collect();
    (ways, findings)
}

/// Further pieces of a way get negative ids, which no way of OpenStreetMap has.
fn piece_id(way: i64, piece: usize) -> i64 {
    if piece == 0 {
        way
    } else {
        -(way * 2000 + piece as i64)
    }
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
