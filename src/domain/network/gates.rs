//! The gates of campuses on one profile's network: where searches begin.

use std::iter;

use super::graph::ProfileGraph;
use super::profile::{Profile, SnapChoice};
use super::snap::{Snap, SnapPoint, SnapRefusal, Snapper};
use crate::base::geom::LonLat;
use crate::base::ids::{CampusIdx, EdgeIdx};
use crate::base::units::Centimetres;

/// A gate of a campus on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GateSite {
    /// The campus.
    pub campus: CampusIdx,
    /// Where the gate is.
    pub at: LonLat,
}

/// A gate on the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The campus.
    pub campus: CampusIdx,
    /// Where the gate is on the ground.
    pub at: LonLat,
    /// Where it is on the network.
    pub snap: Snap,
}

/// A gate's place on one edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GateSpot {
    pub(super) edge: EdgeIdx,
    pub(super) offset: Centimetres,
    pub(super) gate: u16,
}

/// All gates that one search knows, ordered by campus; a gate's number is its rank in that order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GateSet {
    gates: Vec<Gate>,
    /// The campus of each gate, because merges ask for it more often than for the whole gate.
    campuses: Vec<CampusIdx>,
    spots: Vec<GateSpot>,
}

/// The most gates that one set can number.
pub const MAX_GATES: usize = 1 << 16;

impl GateSet {
    /// Snaps gates for one profile; those that meet no road are given back with the reason.
    ///
    /// A gate stands on the nearest dry road of a large part of the network; where that is too far it stands on
    /// whatever dry road is nearest, as on an island without a ferry.
    pub fn snap(
        snapper: &Snapper<'_>,
        graph: &ProfileGraph,
        profile: &Profile,
        sites: &[GateSite],
    ) -> (Self, Vec<(GateSite, SnapRefusal)>) {
        let mut gates = Vec::new();
        let mut refused = Vec::new();
        for site in sites {
            match snap_gate(snapper, graph, profile, site.at) {
                Ok(snap) => gates.push(Gate {
                    campus: site.campus,
                    at: site.at,
                    snap,
                }),
                Err(refusal) => refused.push((*site, refusal)),
            }
        }
        (Self::from_gates(gates), refused)
    }

    /// Orders gates by campus, keeping the order of the gates of one campus.
    pub fn from_gates(mut gates: Vec<Gate>) -> Self {
        assert!(gates.len() < MAX_GATES, "at most 65,535 gates a set");
        gates.sort_by_key(|gate| gate.campus);
        let spots_of = |(number, gate): (usize, &Gate)| {
            let spot = |point: SnapPoint| GateSpot {
                edge: point.edge,
                offset: point.offset,
                gate: number as u16,
            };
            gate.snap.points().map(spot).collect::<Vec<_>>()
        };
        let mut spots: Vec<GateSpot> = gates.iter().enumerate().flat_map(spots_of).collect();
        spots.sort_unstable();
        Self {
            campuses: gates.iter().map(|gate| gate.campus).collect(),
            gates,
            spots,
        }
    }

    /// The gates of some campuses only, numbered anew.
    #[must_use]
    pub fn of_campuses(&self, wanted: impl Fn(CampusIdx) -> bool) -> Self {
        Self::from_gates(
            self.gates
                .iter()
                .filter(|gate| wanted(gate.campus))
                .cloned()
                .collect(),
        )
    }

    /// All gates, by number.
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// One gate.
    pub fn gate(&self, number: u16) -> &Gate {
        &self.gates[usize::from(number)]
    }

    /// The campus of a gate.
    pub(super) fn campus(&self, number: u16) -> CampusIdx {
        self.campuses[usize::from(number)]
    }

    /// For each gate, the rank of its campus among those of the set.
    pub(super) fn campus_ranks(&self) -> Vec<u16> {
        let campuses = self.gates.chunk_by(|a, b| a.campus == b.campus);
        let ranks = campuses
            .zip(0..)
            .flat_map(|(gates, rank)| iter::repeat_n(rank, gates.len()));
        ranks.collect()
    }

    /// Places of gates, by edge and offset.
    pub(super) fn spots(&self) -> &[GateSpot] {
        &self.spots
    }

    /// Places of gates on one edge, by offset.
    pub(super) fn spots_on(&self, edge: EdgeIdx) -> &[GateSpot] {
        let first = self.spots.partition_point(|spot| spot.edge < edge);
        let count = self.spots[first..]
            .iter()
            .take_while(|spot| spot.edge == edge)
            .count();
        &self.spots[first..first + count]
    }
}

fn snap_gate(
    snapper: &Snapper<'_>,
    graph: &ProfileGraph,
    profile: &Profile,
    at: LonLat,
) -> Result<Snap, SnapRefusal> {
    let rules = &profile.snapping;
    let on_large_part = snapper.snap(graph, rules, at, |point| graph.is_large_part(point.edge));
    match (on_large_part, rules.choice) {
        (
            Err(SnapRefusal::Island(_) | SnapRefusal::TooFar { metres: Some(_), .. }),
            SnapChoice::NearestDry(_),
        ) => snapper.snap(graph, rules, at, |_| true),
        (snap, _) => snap,
    }
}
