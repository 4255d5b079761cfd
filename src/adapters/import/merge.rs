//! Rows of several files as one layer, the same whatever the order of files and rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{FixedLonLat, LonLat};
use crate::domain::network::{
    RawNetwork, RawPoint, RawRestriction, RawWay, Tags, WaterArea, WaterLayer, WaterLine,
};
use crate::domain::schools::AdminUnit;
use crate::snapshot::dataset::{Place, StagedCampus};

/// A way as its file gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileWay {
    wanted_id: Option<i64>,
    shape: Vec<FixedLonLat>,
    tags: Tags,
    /// Identifiers of the points; none where only coordinates say what meets.
    points: Option<Vec<i64>>,
}

impl FileWay {
    /// A way whose points are known by their coordinates.
    pub(super) fn by_coordinates(wanted_id: Option<i64>, shape: Vec<FixedLonLat>, tags: Tags) -> Self {
        Self {
            wanted_id,
            shape,
            tags,
            points: None,
        }
    }

    /// A way whose points have identifiers.
    pub(super) fn by_points(way: RawWay) -> Self {
        Self {
            wanted_id: Some(way.id),
            shape: way.shape,
            tags: way.tags,
            points: Some(way.points),
        }
    }
}

/// One network out of the ways of all files.
/// A point that is known by its coordinates joins a point with an identifier that lies there, so that a hand-drawn
/// bridge joins the streets of an extract; points with identifiers never join one another, for they may lie on two
/// decks.
pub(super) fn network(
    ways: Vec<FileWay>,
    points: Vec<RawPoint>,
    restrictions: Vec<RawRestriction>,
    diagnostics: &mut Diagnostics,
) -> RawNetwork {
    let mut ways = ways;
    ways.sort_by(|a, b| {
        let key = |way: &FileWay| way.wanted_id.unwrap_or(i64::MAX);
        key(a).cmp(&key(b)).then_with(|| a.cmp(b))
    });
    let n_before = ways.len();
    ways.dedup();
    tell(
        diagnostics,
        n_before - ways.len(),
        "network/way_twice",
        "The way stands there twice; once is used.",
    );
    let ids = way_ids(&ways, diagnostics);
    let point_ids = point_ids(&ways);
    let mut network = RawNetwork {
        ways: Vec::with_capacity(ways.len()),
        points: one_of_each(points),
        restrictions: one_of_each_restriction(restrictions),
    };
    for (way, id) in ways.into_iter().zip(ids) {
        let points = match way.points {
            Some(points) => points,
            None => way
                .shape
                .iter()
                .filter_map(|at| point_ids.get(at).copied())
                .collect(),
        };
        network.ways.push(RawWay {
            id,
            points,
            shape: way.shape,
            tags: way.tags,
        });
    }
    network.sort();
    network
}

fn tell(diagnostics: &mut Diagnostics, n_times: usize, code: &'static str, sentence: &str) {
    for _ in 0..n_times {
        diagnostics.push(Diagnostic::new(Severity::Warning, code, sentence));
    }
}

/// The id of each way: the one it asks for where it is the first to, else a free one.
fn way_ids(ways: &[FileWay], diagnostics: &mut Diagnostics) -> Vec<i64> {
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    let mut next = ways
        .iter()
        .filter_map(|way| way.wanted_id)
        .max()
        .unwrap_or(0)
        .max(0)
        + 1;
    let mut n_renumbered = 0;
    let mut ids = Vec::with_capacity(ways.len());
    for way in ways {
        match way.wanted_id {
            Some(id) if taken.insert(id) => ids.push(id),
            wanted => {
                n_renumbered += usize::from(wanted.is_some());
                ids.push(next);
                next += 1;
            }
        }
    }
    tell(
        diagnostics,
        n_renumbered,
        "network/way_renumbered",
        "Another way has the same id; this one gets a new one.",
    );
    ids
}

/// An identifier for each place of the ways that are known by coordinates: that of a point which lies there, else the
/// next free one in the order of the places.
fn point_ids(ways: &[FileWay]) -> BTreeMap<FixedLonLat, i64> {
    let unnamed: BTreeSet<FixedLonLat> = ways
        .iter()
        .filter(|way| way.points.is_none())
        .flat_map(|way| way.shape.iter().copied())
        .collect();
    let mut ids: BTreeMap<FixedLonLat, i64> = BTreeMap::new();
    let mut greatest = 0;
    if unnamed.is_empty() {
        return ids;
    }
    for way in ways {
        for (point, at) in way.points.iter().flatten().zip(&way.shape) {
            greatest = greatest.max(*point);
            if unnamed.contains(at) {
                let id = ids.entry(*at).or_insert(*point);
                *id = (*id).min(*point);
            }
        }
    }
    for (at, id) in unnamed.into_iter().zip(greatest + 1..) {
        ids.entry(at).or_insert(id);
    }
    ids
}

/// Of tagged points that two extracts share, the first by tags.
fn one_of_each(mut points: Vec<RawPoint>) -> Vec<RawPoint> {
    points.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.tags.cmp(&b.tags)));
    points.dedup_by_key(|point| point.id);
    points
}

/// Of restrictions that two extracts share, the first by content.
fn one_of_each_restriction(mut restrictions: Vec<RawRestriction>) -> Vec<RawRestriction> {
    restrictions.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.cmp(b)));
    restrictions.dedup_by_key(|restriction| restriction.id);
    restrictions
}

/// One water layer out of the rows of all files; what is the same in two is there once.
pub(super) fn water(layers: Vec<WaterLayer>, diagnostics: &mut Diagnostics) -> WaterLayer {
    let mut merged = WaterLayer::default();
    for layer in layers {
        merged.areas.extend(layer.areas);
        merged.lines.extend(layer.lines);
    }
    let n_before = merged.areas.len() + merged.lines.len();
    merged
        .areas
        .sort_by_cached_key(|area| (area.id.clone(), area_key(area)));
    merged.areas.dedup();
    merged
        .lines
        .sort_by_cached_key(|line| (line.id.clone(), line_key(line)));
    merged.lines.dedup();
    let n_twice = n_before - merged.areas.len() - merged.lines.len();
    tell(
        diagnostics,
        n_twice,
        "water/row_twice",
        "The water stands there twice; once is used.",
    );
    name_unnamed(merged.areas.iter_mut().map(|area| &mut area.id), 'a');
    name_unnamed(merged.lines.iter_mut().map(|line| &mut line.id), 'l');
    merged.areas.sort_by(|a, b| a.id.cmp(&b.id));
    merged.lines.sort_by(|a, b| a.id.cmp(&b.id));
    merged
}

/// The shape as integers, which can be ordered.
fn area_key(area: &WaterArea) -> Vec<FixedLonLat> {
    use geo::CoordsIter as _;
    area.area.coords_iter().map(fixed).collect()
}

fn line_key(line: &WaterLine) -> Vec<FixedLonLat> {
    line.line.0.iter().copied().map(fixed).collect()
}

fn fixed(at: geo::Coord<f64>) -> FixedLonLat {
    FixedLonLat::from(LonLat::new(at.x, at.y))
}

/// Gives rows without an id, and rows whose id another has, a number in the order that they stand in.
fn name_unnamed<'i>(ids: impl Iterator<Item = &'i mut String>, letter: char) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut n_unnamed = 0_u32;
    for id in ids {
        // Part lines of an unnamed feature carry only their number after a hyphen.
        if id.is_empty() || id.starts_with('-') || seen.contains(id) {
            n_unnamed += 1;
            *id = format!("{letter}{n_unnamed:06}{id}");
        }
        seen.insert(id.clone());
    }
}

/// Campuses of all files, by code; the same row of two overlapping extracts is there once.
pub(super) fn schools(mut campuses: Vec<StagedCampus>, diagnostics: &mut Diagnostics) -> Vec<StagedCampus> {
    let n_before = campuses.len();
    campuses.sort_by(|a, b| {
        let key = |campus: &StagedCampus| {
            (
                campus.campus_id.clone(),
                campus.school_id.clone(),
                campus.name.clone(),
            )
        };
        key(a)
            .cmp(&key(b))
            .then(FixedLonLat::from(a.at).cmp(&FixedLonLat::from(b.at)))
    });
    campuses.dedup();
    let n_twice = n_before - campuses.len();
    tell(
        diagnostics,
        n_twice,
        "schools/row_twice",
        "The same school stands there twice; once is used.",
    );
    campuses
}

/// Units of all files, by code; the same row of two files is there once.
pub(super) fn units(mut units: Vec<AdminUnit>, diagnostics: &mut Diagnostics) -> Vec<AdminUnit> {
    let n_before = units.len();
    units.sort_by(|a, b| (&a.code, &a.kind, &a.name).cmp(&(&b.code, &b.kind, &b.name)));
    units.dedup();
    let n_twice = n_before - units.len();
    tell(
        diagnostics,
        n_twice,
        "units/row_twice",
        "The same unit stands there twice; once is used.",
    );
    units
}

/// Places of all files, the most prominent first.
pub(super) fn places(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by(|a, b| {
        (a.rank, &a.name, &a.kind)
            .cmp(&(b.rank, &b.name, &b.kind))
            .then(FixedLonLat::from(a.at).cmp(&FixedLonLat::from(b.at)))
    });
    places.dedup();
    places
}
