//! The streets of one profile: every edge on land in the directions in which it may be used, by the junction it leaves
//! and the one it reaches, and which of them only those use who begin or end there.

use std::collections::{BTreeMap, BTreeSet};

use super::disjoint_sets::DisjointSets;
use super::profile::Profile;
use super::raw::RawNetwork;
use super::topology::{DirectedEdge, Network};
use super::way_rule::{PointRule, WayRule, point_rule};
use crate::base::ids::{EdgeIdx, VertexIdx};

/// Open directed edges in compressed rows.
pub(super) struct Streets<'a> {
    network: &'a Network,
    /// Speed in km/h by directed edge, where it may be used.
    kmh: Vec<Option<f64>>,
    ends_only: Vec<bool>,
    first_departure: Vec<u32>,
    departures: Vec<DirectedEdge>,
    /// Junctions that are private gates.
    private_gates: Vec<VertexIdx>,
}

/// Behind a private gate lies somebody's premises where no more than so many directed edges do.
const PREMISES_EDGES: usize = 1000;

impl<'a> Streets<'a> {
    pub(super) fn build(
        network: &'a Network,
        raw: &RawNetwork,
        profile: &Profile,
        rules: &[WayRule],
    ) -> Self {
        debug_assert_eq!(rules.len(), raw.ways.len(), "a rule for each way");
        let n_edges = network.n_edges();
        let mut kmh = vec![None; n_edges * 2];
        let mut ends_only = vec![false; n_edges * 2];
        for edge in (0..n_edges).map(EdgeIdx::from_usize) {
            let rule = &rules[network.edge(edge).way.at()];
            if rule.is_ferry {
                continue;
            }
            for (forward, speed) in [(true, rule.forward_kmh), (false, rule.backward_kmh)] {
                let number = DirectedEdge::new(edge, forward).number() as usize;
                kmh[number] = speed;
                ends_only[number] = speed.is_some() && rule.ends_only[usize::from(!forward)];
            }
        }
        let mut streets = Self {
            network,
            kmh,
            ends_only,
            first_departure: Vec::new(),
            departures: Vec::new(),
            private_gates: Vec::new(),
        };
        streets.put_in_rows();
        streets.close_premises(profile);
        streets
    }

    fn put_in_rows(&mut self) {
        let mut starts = vec![0; self.network.n_vertices() + 1];
        for directed in self.open() {
            starts[self.network.ends(directed)[0].at() + 1] += 1;
        }
        for vertex in 1..starts.len() {
            starts[vertex] += starts[vertex - 1];
        }
        let mut next = starts.clone();
        let mut departures = vec![DirectedEdge::new(EdgeIdx(0), true); starts[starts.len() - 1] as usize];
        for directed in self.open() {
            let place = &mut next[self.network.ends(directed)[0].at()];
            departures[*place as usize] = directed;
            *place += 1;
        }
        self.first_departure = starts;
        self.departures = departures;
    }

    /// What lies behind a private gate is used by those only who begin or end there, as if it were tagged so: the
    /// parts of the network that hang together without passing such a gate and are not large.
    fn close_premises(&mut self, profile: &Profile) {
        let is_private = |(_, tags): &&(VertexIdx, _)| point_rule(profile, tags) == PointRule::EndsOnly;
        let tagged = self.network.tagged_vertices().iter().filter(is_private);
        let gates: Vec<VertexIdx> = tagged.map(|(vertex, _)| *vertex).collect();
        if gates.is_empty() {
            return;
        }
        let mut is_gate = vec![false; self.network.n_vertices()];
        for gate in &gates {
            is_gate[gate.at()] = true;
        }
        // Parts are sets of edges, joined at every junction that is no gate.
        let mut parts = DisjointSets::new(self.network.n_edges());
        let mut edge_at: Vec<Option<u32>> = vec![None; self.network.n_vertices()];
        let mut size: BTreeMap<u32, usize> = BTreeMap::new();
        for directed in self.open() {
            for vertex in self
                .network
                .ends(directed)
                .into_iter()
                .filter(|end| !is_gate[end.at()])
            {
                let edge = directed.edge().0;
                parts.join(*edge_at[vertex.at()].get_or_insert(edge), edge);
            }
        }
        for directed in self.open() {
            *size.entry(parts.root(directed.edge().0)).or_default() += 1;
        }
        let largest = size
            .iter()
            .max_by_key(|(root, size)| (**size, std::cmp::Reverse(**root)));
        let largest = largest.map(|(root, _)| *root);
        let open: Vec<DirectedEdge> = self.open().collect();
        let at_gates = open
            .iter()
            .filter(|directed| self.network.ends(**directed).iter().any(|end| is_gate[end.at()]));
        let gated: BTreeSet<u32> = at_gates.map(|directed| parts.root(directed.edge().0)).collect();
        for directed in open {
            let part = parts.root(directed.edge().0);
            if Some(part) != largest && size[&part] < PREMISES_EDGES && gated.contains(&part) {
                self.ends_only[directed.number() as usize] = true;
            }
        }
        self.private_gates = gates;
    }

    /// All open directed edges, in order.
    pub(super) fn open(&self) -> impl Iterator<Item = DirectedEdge> + use<'_> {
        (0..self.network.n_edges()).flat_map(move |edge| {
            let directed = [true, false].map(|forward| DirectedEdge::new(EdgeIdx::from_usize(edge), forward));
            directed
                .into_iter()
                .filter(|directed| self.kmh(*directed).is_some())
        })
    }

    pub(super) const fn network(&self) -> &'a Network {
        self.network
    }

    /// Speed in km/h, where it may be used.
    pub(super) fn kmh(&self, directed: DirectedEdge) -> Option<f64> {
        self.kmh[directed.number() as usize]
    }

    /// Whether only those use it who begin or end on it or behind it.
    pub(super) fn is_ends_only(&self, directed: DirectedEdge) -> bool {
        self.ends_only[directed.number() as usize]
    }

    /// Whether any is so.
    pub(super) fn any_ends_only(&self) -> bool {
        self.ends_only.iter().any(|ends_only| *ends_only)
    }

    /// Open directed edges that leave a junction.
    pub(super) fn departures(&self, vertex: VertexIdx) -> impl Iterator<Item = DirectedEdge> + '_ {
        let row = self.first_departure[vertex.at()]..self.first_departure[vertex.at() + 1];
        self.departures[row.start as usize..row.end as usize]
            .iter()
            .copied()
    }

    /// Private gates.
    pub(super) fn private_gates(&self) -> &[VertexIdx] {
        &self.private_gates
    }
}
