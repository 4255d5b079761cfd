//! The graph of one profile and the gates of all campuses on it.

use crate::domain::network::{GateSet, GateSite, Profile, ProfileGraph, RawNetwork, SnapRefusal, Snapper};

/// One profile's graph and gates.
#[derive(Debug)]
pub struct ProfileLayer {
    /// The graph.
    pub graph: ProfileGraph,
    /// The gates of all campuses that meet it.
    pub gates: GateSet,
    /// Gates that meet no road, with the reason.
    pub ungated: Vec<(GateSite, SnapRefusal)>,
}

impl ProfileLayer {
    /// Builds the graph and snaps all gates.
    pub fn build(snapper: &Snapper<'_>, raw: &RawNetwork, profile: &Profile, sites: &[GateSite]) -> Self {
        let graph = ProfileGraph::build(snapper.network, raw, profile);
        let (gates, ungated) = GateSet::snap(snapper, &graph, profile, sites);
        Self {
            graph,
            gates,
            ungated,
        }
    }
}
