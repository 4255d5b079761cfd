//! Areas of ways and relations, with everything that kept one from closing told.

use super::objects::{Member, OsmData, OsmRelation, OsmWay};
use super::rings::{self, Piece};
use crate::adapters::import::validity;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{Coord, FixedLonLat, LineString, LonLat, MultiPolygon};

/// What the outline of an object makes.
#[derive(Debug)]
pub(super) struct FoundArea {
    /// The closed part, perhaps empty.
    pub(super) area: MultiPolygon<f64>,
    /// Outlines that do not close, as lines.
    pub(super) open: Vec<LineString<f64>>,
}

/// A place as a coordinate in degrees.
pub(super) fn coord(at: FixedLonLat) -> Coord<f64> {
    let place = LonLat::from(at);
    Coord {
        x: place.lon,
        y: place.lat,
    }
}

/// The area inside a way.
pub(super) fn area_of_way(data: &OsmData, way: &OsmWay, diagnostics: &mut Diagnostics) -> FoundArea {
    let pieces = present_pieces(data, &way.refs, false);
    let object = format!("way {}", way.id);
    let is_cut = pieces.len() != 1 || pieces[0].points.len() != way.refs.len();
    found(data, pieces, is_cut, &object, diagnostics)
}

/// The area inside a relation's member ways.
pub(super) fn area_of_relation(
    data: &OsmData,
    relation: &OsmRelation,
    diagnostics: &mut Diagnostics,
) -> FoundArea {
    let mut pieces = Vec::new();
    let mut is_cut = false;
    let mut seen = std::collections::BTreeSet::new();
    for Member { way, inner } in &relation.ways {
        if !seen.insert(*way) {
            continue;
        }
        let Some(way) = data.way(*way) else {
            is_cut = true;
            continue;
        };
        let present = present_pieces(data, &way.refs, *inner);
        is_cut |= present.iter().map(|piece| piece.points.len()).sum::<usize>() != way.refs.len();
        pieces.extend(present);
    }
    found(
        data,
        pieces,
        is_cut,
        &format!("relation {}", relation.id),
        diagnostics,
    )
}

/// The runs of points that the file has, for a way may lead out of the extract and back.
fn present_pieces(data: &OsmData, refs: &[i64], inner: bool) -> Vec<Piece> {
    refs.split(|point| data.nodes.find(*point).is_none())
        .filter(|run| run.len() > 1)
        .map(|run| Piece {
            points: run.to_vec(),
            inner,
        })
        .collect()
}

fn found(
    data: &OsmData,
    pieces: Vec<Piece>,
    is_cut: bool,
    object: &str,
    diagnostics: &mut Diagnostics,
) -> FoundArea {
    let place_of = |point| data.nodes.find(point).map(coord);
    let outline = rings::join(pieces);
    let assembled = rings::nest(&outline, place_of);
    let mut warn = |code, sentence: String| {
        diagnostics.push(Diagnostic::new(Severity::Warning, code, sentence).at_object(object));
    };
    let n_open = outline.open.len();
    if is_cut {
        warn(
            "osm/area_cut",
            "The area leads out of the extract; only what closes inside is used.".to_owned(),
        );
    } else if n_open > 0 {
        warn(
            "osm/area_not_closed",
            format!("{n_open} outlines of the area do not close; mend them in OpenStreetMap."),
        );
    } else if assembled.area.0.is_empty() {
        warn("osm/area_empty", "The outline encloses nothing.".to_owned());
    }
    if assembled.n_stray_holes > 0 {
        warn(
            "osm/hole_outside",
            format!(
                "{} holes lie in no closed outline and are left out.",
                assembled.n_stray_holes
            ),
        );
    }
    if let Some(fault) = validity::faults(&assembled.area).first() {
        let (what, LonLat { lon, lat }) = (fault.what, fault.at);
        warn(
            "osm/area_invalid",
            format!("The outline {what} near {lon:.6}, {lat:.6}; it is used as it is."),
        );
    }
    let open = outline.open.into_iter().filter(|piece| !piece.inner);
    FoundArea {
        area: assembled.area,
        open: open
            .map(|piece| LineString(piece.points.into_iter().filter_map(place_of).collect()))
            .collect(),
    }
}
