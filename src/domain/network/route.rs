//! The way itself: unrolled from labels, piece by piece, with shapes cut exactly at the snapped points.

use super::gates::GateSet;
use super::graph::{ArcKind, Cost, ProfileGraph};
use super::labels::{LabelTable, Step};
use super::nearest::{Reached, Start, part_ahead};
use super::topology::Network;
use crate::base::geom::LonLat;
use crate::base::ids::{ArcIdx, EdgeIdx};
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
    let mut pieces = Vec::new();
    let (point, first) = match reached.start {
        Start::ToGate { point, arc, gate } => {
            push_part(&mut pieces, network, graph, arc, [point.offset, gate.offset]);
            return pieces;
        }
        Start::ToHead { point, arc } => (point, arc),
    };
    if let ArcKind::Along { edge, forward } = graph.kind(first) {
        let end = if forward {
            network.length(edge)
        } else {
            Centimetres::ZERO
        };
        let cost = part_ahead(graph, first, forward, point);
        pieces.push(PathPiece::Along {
            edge,
            forward,
            cost,
            shape: cut(network, edge, [point.offset, end]),
        });
    }
    let mut state = graph.head(first);
    // Each label is settled before those that lead to it, so every state comes once and the way ends.
    while let Some(label) = table.of_gate(state, reached.gate) {
        match label.step(graph, state) {
            Step::Pass(arc) => {
                push_whole(&mut pieces, network, graph, arc);
                state = graph.head(arc);
            }
            Step::Arrive(arc) => {
                push_arrival(&mut pieces, network, graph, gates, arc, reached.gate);
                break;
            }
        }
    }
    name_boats(&mut pieces);
    pieces
}

fn push_whole(pieces: &mut Vec<PathPiece>, network: &Network, graph: &ProfileGraph, arc: ArcIdx) {
    match graph.kind(arc) {
        ArcKind::Along { edge, forward } => {
            let ends = [Centimetres::ZERO, network.length(edge)];
            let ends = if forward { ends } else { [ends[1], ends[0]] };
            pieces.push(PathPiece::Along {
                edge,
                forward,
                cost: graph.cost(arc),
                shape: cut(network, edge, ends),
            });
        }
        ArcKind::Board => pieces.push(PathPiece::Board {
            cost: graph.cost(arc),
            onto: None,
        }),
        ArcKind::Alight => {}
    }
}

/// The last piece: from the start of an arc to the gate that stands on it, the nearest of its twins on that edge.
fn push_arrival(
    pieces: &mut Vec<PathPiece>,
    network: &Network,
    graph: &ProfileGraph,
    gates: &GateSet,
    arc: ArcIdx,
    gate: u16,
) {
    let ArcKind::Along { edge, forward } = graph.kind(arc) else {
        return;
    };
    let start = if forward {
        Centimetres::ZERO
    } else {
        network.length(edge)
    };
    let spots = gates.gate(gate).snap.points().filter(|point| point.edge == edge);
    let nearest = spots
        .map(|point| point.offset)
        .min_by_key(|offset| offset.0.abs_diff(start.0));
    if let Some(offset) = nearest {
        push_part(pieces, network, graph, arc, [start, offset]);
    }
}

fn push_part(
    pieces: &mut Vec<PathPiece>,
    network: &Network,
    graph: &ProfileGraph,
    arc: ArcIdx,
    ends: [Centimetres; 2],
) {
    if let ArcKind::Along { edge, forward } = graph.kind(arc) {
        let whole = graph.cost(arc);
        let length = Centimetres(ends[0].0.abs_diff(ends[1].0));
        let cost = Cost {
            length,
            time: whole.time.part(length.0, whole.length.0),
            crossings: 0,
        };
        pieces.push(PathPiece::Along {
            edge,
            forward,
            cost,
            shape: cut(network, edge, ends),
        });
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
fn cut(network: &Network, edge: EdgeIdx, ends: [Centimetres; 2]) -> Vec<LonLat> {
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
pub(super) fn place_at(network: &Network, edge: EdgeIdx, offset: Centimetres) -> LonLat {
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
