//! Service areas on the roads: every piece of road with the campus that is nearest from there.

use rayon::prelude::*;

use crate::base::ids::{CampusIdx, EdgeIdx};
use crate::base::units::Centimetres;
use crate::domain::network::{Cost, GateSet, LabelTable, ProfileGraph, stretches};

/// Who holds a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The campus that is nearest from there.
    Campus(CampusIdx),
    /// None, for a reason.
    Nobody(Nobody),
}

/// Why nobody holds a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nobody {
    /// The roads there lead to no campus.
    Island,
    /// Every straight leg to a road crosses water.
    AcrossWater,
    /// No road that can be used is near enough.
    FarFromRoad,
}

/// A piece of road from all of which one campus is nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServicePiece {
    /// The edge.
    pub edge: EdgeIdx,
    /// Where it begins, from the start of the edge.
    pub from: Centimetres,
    /// Where it ends.
    pub to: Centimetres,
    /// The campus.
    pub campus: CampusIdx,
    /// What the way costs from its nearest place.
    pub nearest: Cost,
    /// What the way costs from its farthest place.
    pub farthest: Cost,
}

/// Every piece of road with its nearest campus, by edge, then by place; pieces of one edge meet exactly where two
/// campuses are equally near. Road from which no campus is reached is left out.
pub fn service_pieces(graph: &ProfileGraph, gates: &GateSet, table: &LabelTable) -> Vec<ServicePiece> {
    let edges = (0..graph.n_edges()).into_par_iter().map(EdgeIdx::from_usize);
    edges
        .filter(|edge| graph.is_snap_target(*edge))
        .flat_map_iter(|edge| pieces_of(graph, gates, table, edge))
        .collect()
}

fn pieces_of(graph: &ProfileGraph, gates: &GateSet, table: &LabelTable, edge: EdgeIdx) -> Vec<ServicePiece> {
    let measure = table.measure();
    let mut pieces: Vec<ServicePiece> = Vec::new();
    for stretch in stretches(graph, gates, table, edge) {
        let [nearest, farthest] = stretch.range(graph, measure);
        let campus = gates.gate(stretch.gate).campus;
        match pieces.last_mut() {
            Some(last) if last.campus == campus && last.to == stretch.from => {
                last.to = stretch.to;
                last.nearest = last.nearest.lesser(nearest, measure);
                last.farthest = last.farthest.greater(farthest, measure);
            }
            _ => pieces.push(ServicePiece {
                edge,
                from: stretch.from,
                to: stretch.to,
                campus,
                nearest,
                farthest,
            }),
        }
    }
    pieces
}
