//! Turn restrictions out of OpenStreetMap, their ways named as the network names them.

use std::collections::BTreeMap;

use super::objects::{OsmData, OsmRestriction};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::network::{RawNetwork, RawRestriction, TurnVia};

/// The restrictions whose members are all in the network, by id.
pub(super) fn restrictions(
    data: &OsmData,
    network: &RawNetwork,
    diagnostics: &mut Diagnostics,
) -> Vec<RawRestriction> {
    let pieces = pieces_of_cut_ways(network);
    let mut found = Vec::new();
    for restriction in &data.restrictions {
        let is_read = restriction.tags.iter().any(|(key, _)| {
            key == "restriction" || (key.starts_with("restriction:") && !key.ends_with(":conditional"))
        });
        if !is_read {
            diagnostics.push(note(restriction.id));
            continue;
        }
        match resolve(restriction, network, &pieces) {
            Some(resolved) => found.push(resolved),
            None => diagnostics.push(incomplete(restriction.id)),
        }
    }
    found
}

/// Further pieces of the ways that the extract has cut, by the way.
fn pieces_of_cut_ways(network: &RawNetwork) -> BTreeMap<i64, Vec<i64>> {
    let mut pieces: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for way in network.ways.iter().take_while(|way| way.id < 0) {
        pieces
            .entry(super::network::way_of_piece(way.id))
            .or_default()
            .push(way.id);
    }
    pieces
}

fn resolve(
    restriction: &OsmRestriction,
    network: &RawNetwork,
    pieces: &BTreeMap<i64, Vec<i64>>,
) -> Option<RawRestriction> {
    let ways = |ids: &[i64]| -> Option<Vec<i64>> {
        let mut ways: Vec<i64> = Vec::new();
        for id in ids {
            let further = pieces.get(id).into_iter().flatten().copied();
            let known = ways.len();
            ways.extend(network.find_way(*id).map(|_| *id).into_iter().chain(further));
            if ways.len() == known {
                return None;
            }
        }
        (!ways.is_empty()).then_some(ways)
    };
    let is_whole = |id: &i64| network.find_way(*id).is_some() && !pieces.contains_key(id);
    let via = match (&*restriction.via_nodes, &*restriction.via_ways) {
        ([point], []) => TurnVia::Point(*point),
        ([], over) if !over.is_empty() && over.iter().all(is_whole) => TurnVia::Ways(over.to_vec()),
        _ => return None,
    };
    Some(RawRestriction {
        id: restriction.id,
        tags: restriction.tags.clone(),
        from: ways(&restriction.from)?,
        via,
        to: ways(&restriction.to)?,
    })
}

fn incomplete(id: i64) -> Diagnostic {
    Diagnostic::new(
        Severity::Note,
        "osm/restriction_incomplete",
        "The turn restriction lacks a way or point, or it lies outside the extract; it is left out.",
    )
    .at_object(format!("relation {id}"))
}

fn note(id: i64) -> Diagnostic {
    Diagnostic::new(
        Severity::Note,
        "osm/restriction_at_times",
        "The turn restriction holds at times only; it is left out.",
    )
    .at_object(format!("relation {id}"))
}
