//! The arcs of one profile as they are found, before they are ordered: on land, and onto, along and off ferries.

use std::collections::BTreeMap;

use super::ferry::{FerryLines, crossing_time};
use super::graph::{ALIGHT, BOARD, GraphArc, PASS};
use super::land::Land;
use super::profile::Profile;
use super::raw::RawNetwork;
use super::street::Streets;
use super::topology::{DirectedEdge, Network};
use super::turn::Turns;
use super::way_rule::{PointRule, WayRule, point_rule, way_rule};
use crate::base::ids::{EdgeIdx, VertexIdx, WayIdx};
use crate::base::units::{Centimetres, Deciseconds};

/// Arcs as they are found.
pub(super) struct Draft {
    pub(super) arcs: Vec<GraphArc>,
    /// For each state, whether nobody passes through it.
    pub(super) blocked: Vec<bool>,
    /// For each edge, whether it is sailed.
    pub(super) ferry_edges: Vec<bool>,
}

impl Draft {
    pub(super) fn build(network: &Network, raw: &RawNetwork, profile: &Profile) -> Self {
        let rules: Vec<WayRule> = raw.ways.iter().map(|way| way_rule(profile, &way.tags)).collect();
        let streets = Streets::build(network, raw, profile, &rules);
        let turns = Turns::of(&streets, raw, profile);
        let land = Land::build(&streets, &turns);
        let ferry_edges = network.edges().iter().map(|edge| rules[edge.way.at()].is_ferry);
        let mut draft = Self {
            arcs: land_arcs(network, &streets, &land),
            blocked: blocked(network, profile, &land),
            ferry_edges: ferry_edges.collect(),
        };
        let lines = FerryLines::group(&raw.ways);
        if lines.n_lines() > 0 {
            let decks = Decks {
                network,
                raw,
                profile,
                land: &land,
                lines,
                of_pier: BTreeMap::new(),
            };
            decks.push_arcs(&rules, &mut draft);
        }
        draft
    }
}

fn blocked(network: &Network, profile: &Profile, land: &Land<'_>) -> Vec<bool> {
    let mut at_vertex = vec![false; network.n_vertices()];
    for (vertex, tags) in network.tagged_vertices() {
        at_vertex[vertex.at()] |= point_rule(profile, tags) == PointRule::Closed;
    }
    (0..land.n_states() as u32)
        .map(|state| at_vertex[land.vertex(state).at()])
        .collect()
}

fn land_arcs(network: &Network, streets: &Streets<'_>, land: &Land<'_>) -> Vec<GraphArc> {
    let arcs = land.arcs.iter().filter_map(|arc| {
        let length = network.length(arc.along.edge());
        let time = Deciseconds::at_speed(length, streets.kmh(arc.along)?);
        Some(along(arc.along, [arc.tail, arc.head], length, time, arc.begins))
    });
    arcs.collect()
}

fn along(
    directed: DirectedEdge,
    [tail, head]: [u32; 2],
    length: Centimetres,
    time: Deciseconds,
    begins: bool,
) -> GraphArc {
    debug_assert!(directed.number() < PASS, "fewer than 2^28 edges");
    GraphArc {
        tail,
        head,
        length_cm: length.0,
        time_ds: time.0,
        what: directed.number() | if begins { 0 } else { PASS },
    }
}

/// The decks of ferry lines at piers: ferry edges join decks, a deck and its pier are joined by boarding and alighting.
struct Decks<'a> {
    network: &'a Network,
    raw: &'a RawNetwork,
    profile: &'a Profile,
    land: &'a Land<'a>,
    lines: FerryLines,
    of_pier: BTreeMap<(VertexIdx, u32), u32>,
}

impl Decks<'_> {
    fn push_arcs(mut self, rules: &[WayRule], draft: &mut Draft) {
        let length_of_way = self.lengths();
        for (idx, edge) in self.network.edges().iter().enumerate() {
            let rule = rules[edge.way.at()];
            let Some(line) = self.lines.line_of(edge.way).filter(|_| rule.is_open()) else {
                continue;
            };
            let [from, to] = [edge.from, edge.to].map(|pier| self.deck(draft, pier, line));
            let idx = EdgeIdx::from_usize(idx);
            let length = self.network.length(idx);
            let whole = length_of_way[&edge.way];
            let tags = &self.raw.ways[edge.way.at()].tags;
            let time = crossing_time(tags, whole, &self.profile.ferries).part(length.0, whole.0);
            for (forward, kmh, ends) in [
                (true, rule.forward_kmh, [from, to]),
                (false, rule.backward_kmh, [to, from]),
            ] {
                if kmh.is_some() {
                    draft
                        .arcs
                        .push(along(DirectedEdge::new(idx, forward), ends, length, time, true));
                }
            }
        }
    }

    /// Lengths of whole ferry ways.
    fn lengths(&self) -> BTreeMap<WayIdx, Centimetres> {
        let mut length_of_way = BTreeMap::new();
        for (idx, edge) in self.network.edges().iter().enumerate() {
            if self.lines.line_of(edge.way).is_some() {
                *length_of_way.entry(edge.way).or_insert(Centimetres::ZERO) +=
                    self.network.length(EdgeIdx::from_usize(idx));
            }
        }
        length_of_way
    }

    /// The state of a line's deck at a pier, made on first use together with its boarding and alighting arcs.
    fn deck(&mut self, draft: &mut Draft, pier: VertexIdx, line: u32) -> u32 {
        if let Some(deck) = self.of_pier.get(&(pier, line)) {
            return *deck;
        }
        let deck = draft.blocked.len() as u32;
        draft.blocked.push(false);
        let arc = |tail: u32, head: u32, time: Deciseconds, kind: u32| GraphArc {
            tail,
            head,
            length_cm: 0,
            time_ds: time.0,
            what: kind | deck,
        };
        let boarding = self.lines.boarding_time(line, &self.profile.ferries);
        let ashore = self
            .land
            .ashore(pier)
            .map(|state| arc(state, deck, boarding, BOARD));
        draft.arcs.extend(ashore);
        draft.arcs.push(arc(deck, pier.0, Deciseconds::ZERO, ALIGHT));
        self.of_pier.insert((pier, line), deck);
        deck
    }
}
