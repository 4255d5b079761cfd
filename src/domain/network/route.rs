//! The way itself: unrolled from labels, piece by piece, with shapes cut exactly at the snapped points.

use super::gates::GateSet;
use super::graph::{ArcKind, Cost, ProfileGraph};
use super::labels::LabelTable;
use super::nearest::Reached;
use super::timed::{Hop, along_cost, static_hops};
use super::topology::Network;
use crate::base::geom::LonLat;
use crate::base::ids::EdgeIdx;
use crate::base::units::Centimetres;

/// One piece of a way; the pieces of a way add up to its cost without the legs.
#[derive(Debug, Clone, PartialEq)]
pub enum PathPiece {
    /// Along an edge.
    Along {
        /// The edge.
        edge: EdgeIdx,
        /// Whether it is passed along its drawing.
        forward: bool,
        /// What it costs.
        cost: Cost,
        /// Its shape, in the direction of travel.
        shape: Vec<LonLat>,
    },
    /// Waiting and boarding at a pier.
    Board {
        /// What it costs.
        cost: Cost,
        /// The edge that is sailed next.
        onto: Option<EdgeIdx>,
    },
}

/// The pieces of a reached campus's way, from the pin's road to the gate's.
pub fn unroll(
    network: &Network,
    graph: &ProfileGraph,
    gates: &GateSet,
    table: &LabelTable,
    reached: &Reached,
) -> Vec<PathPiece> {
    let mut pieces: Vec<PathPiece> = static_hops(graph, gates, table, reached)
        .iter()
        .filter_map(|hop| piece_of(network, graph, hop))
        .collect();
    name_boats(&mut pieces);
    pieces
}

/// The piece of a hop along an edge or onto a ferry way's deck; other hops have none.
pub fn piece_of(network: &Network, graph: &ProfileGraph, hop: &Hop) -> Option<PathPiece> {
    match *hop {
        Hop::Along { arc, from, to } => {
            let ArcKind::Along { edge, forward } = graph.kind(arc) else {
                return None;
            };
            Some(PathPiece::Along {
                edge,
                forward,
                cost: along_cost(graph, arc, from, to),
                shape: cut(network, edge, [from, to]),
            })
        }
        Hop::Board(arc) => Some(PathPiece::Board {
            cost: graph.cost(arc),
            onto: None,
        }),
        Hop::Alight(_) | Hop::ToStop(_) | Hop::FromStop(_) | Hop::Ride { .. } => None,
    }
}

/// Tells each boarding which edge is sailed after it.
fn name_boats(pieces: &mut [PathPiece]) {
    for at in (0..pieces.len().saturating_sub(1)).rev() {
        let next = match &pieces[at + 1] {
            PathPiece::Along { edge, .. } => Some(*edge),
            PathPiece::Board { onto, .. } => *onto,
        };
        if let PathPiece::Board { onto, .. } = &mut pieces[at] {
            *onto = next;
        }
    }
}

/// The shape of an edge between two lengths from its start, in the order given.
pub fn cut(network: &Network, edge: EdgeIdx, ends: [Centimetres; 2]) -> Vec<LonLat> {
    let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let (shape, along) = (network.shape(edge), network.along(edge));
    let mut places = vec![place_at(network, edge, low)];
    for (point, length) in shape.iter().zip(along) {
        if *length > low.0 && *length < high.0 {
            places.push(LonLat::from(*point));
        }
    }
    places.push(place_at(network, edge, high));
    if ends[0] > ends[1] {
        places.reverse();
    }
    places
}

/// The place at a length from the start of an edge.
pub fn place_at(network: &Network, edge: EdgeIdx, offset: Centimetres) -> LonLat {
    let (shape, along) = (network.shape(edge), network.along(edge));
    let next = along
        .partition_point(|length| *length < offset.0)
        .min(along.len() - 1);
    if next == 0 || along[next] == offset.0 {
        return LonLat::from(shape[next]);
    }
    let (a, b) = (LonLat::from(shape[next - 1]), LonLat::from(shape[next]));
    let part = f64::from(offset.0 - along[next - 1]) / f64::from((along[next] - along[next - 1]).max(1));
    LonLat::new(a.lon + (b.lon - a.lon) * part, a.lat + (b.lat - a.lat) * part)
}
