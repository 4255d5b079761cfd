//! Access labels, exact rows and outward searches against a plain Dijkstra on a graph whose edges are cut at every
//! snapped point: an independent reading of the network.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use truonggan::base::ids::EdgeIdx;
use truonggan::domain::network::{
    Measure, PointRule, Snap, SnapPoint, exact_row, point_rule, reach_all, reach_gate, way_rule,
};

use crate::support::random::{Random, cases};
use crate::support::town::{Built, Town, at};

/// A town of random streets on a jittered grid: one-way streets, alleys, ferries, barriers, dead ends, campuses with
/// one or two gates, some at junctions, some on top of each other.
pub fn random_town(random: &mut Random) -> Town {
    let side = 3 + random.below(4);
    let spots: Vec<(f64, f64)> = (0..side * side)
        .map(|n| {
            let jitter = |random: &mut Random| (random.unit() - 0.5) * 80.0;
            (
                (n % side) as f64 * 200. + jitter(random),
                (n / side) as f64 * 200. + jitter(random),
            )
        })
        .collect();
    let mut town = Town::new();
    for _ in 0..side * side * 2 {
        let from = random.below(spots.len());
        let to = match random.below(4) {
            0 => (from + 1).min(spots.len() - 1),
            1 => (from + side).min(spots.len() - 1),
            2 => from.saturating_sub(1),
            _ => random.below(spots.len()),
        };
        let (a, b) = (spots[from], spots[to]);
        let middle = (
            f64::midpoint(a.0, b.0) + random.unit() * 30.,
            f64::midpoint(a.1, b.1),
        );
        let shape = if from == to {
            vec![a, (a.0 + 50., a.1), (a.0, a.1 + 50.), a]
        } else {
            vec![a, middle, b]
        };
        let tags: &[(&str, &str)] = match random.below(8) {
            0 | 1 => &[("highway", "residential"), ("oneway", "yes")],
            2 => &[("highway", "footway")],
            3 => &[
                ("route", "ferry"),
                ("name", "line"),
                ("duration", "5"),
                ("interval", "10"),
            ],
            4 => &[("highway", "service"), ("oneway", "-1")],
            _ => &[("highway", "residential")],
        };
        town = town.way(tags, &shape);
    }
    for spot in &spots {
        if random.chance(0.08) {
            town = town.point(&[("barrier", "wall")], spot.0, spot.1);
        }
    }
    for campus in 0..=1 + random.below(8) as u32 {
        for _ in 0..=random.below(2) {
            let (x, y) = spots[random.below(spots.len())];
            let off = if random.chance(0.4) {
                0.
            } else {
                random.unit() * 60.
            };
            town = town.gate(campus, x + off, y);
        }
    }
    town
}

type Node = (u8, u32, u32);

/// A plain directed graph: edges cut at every place of interest.
#[derive(Default)]
pub struct CutGraph {
    arcs: BTreeMap<Node, Vec<(Node, u64, u64)>>,
}

const JUNCTION: u8 = 0;
const CUT: u8 = 1;
const DECK: u8 = 2;

impl CutGraph {
    /// Reads the network anew: only the split ways, the tags and the profile's rule of a way are taken over.
    pub fn new(built: &Built, cuts: &BTreeSet<(EdgeIdx, u32)>) -> Self {
        let mut graph = Self::default();
        let walls: BTreeSet<u32> = built
            .network
            .tagged_vertices()
            .iter()
            .filter(|(_, tags)| point_rule(&built.profile, tags) == PointRule::Closed)
            .map(|(vertex, _)| vertex.0)
            .collect();
        for (number, edge) in built.network.edges().iter().enumerate() {
            let idx = EdgeIdx::from_usize(number);
            let tags = &built.raw.ways[edge.way.at()].tags;
            let rule = way_rule(&built.profile, tags);
            let length = built.network.length(idx).0;
            // A wall has a side for each street that ends at it, so nobody passes from one to another.
            let end = |vertex: u32, side: u32| {
                if walls.contains(&vertex) {
                    (CUT, number as u32, side)
                } else {
                    (JUNCTION, vertex, 0)
                }
            };
            let ends = if rule.is_ferry {
                let line = if tags.get("name").is_some() {
                    0
                } else {
                    1 + number as u32
                };
                for vertex in [edge.from.0, edge.to.0] {
                    let deck = (DECK, vertex, line);
                    if !walls.contains(&vertex) {
                        graph.arc((JUNCTION, vertex, 0), deck, 0, 1);
                        graph.arc(deck, (JUNCTION, vertex, 0), 0, 0);
                    }
                }
                [(DECK, edge.from.0, line), (DECK, edge.to.0, line)]
            } else {
                [end(edge.from.0, 0), end(edge.to.0, length)]
            };
            let mut stops = vec![(0, ends[0])];
            let on_edge = cuts.range((idx, 0)..=(idx, u32::MAX)).map(|(_, offset)| *offset);
            stops.extend(on_edge.map(|offset| (offset, (CUT, number as u32, offset))));
            stops.push((length, ends[1]));
            for pair in stops.windows(2) {
                let metres = u64::from(pair[1].0 - pair[0].0);
                if rule.forward_kmh.is_some() {
                    graph.arc(pair[0].1, pair[1].1, metres, 0);
                }
                if rule.backward_kmh.is_some() {
                    graph.arc(pair[1].1, pair[0].1, metres, 0);
                }
            }
        }
        graph
    }

    fn arc(&mut self, from: Node, to: Node, length: u64, crossings: u64) {
        self.arcs.entry(from).or_default().push((to, length, crossings));
    }

    /// Length and crossings from some nodes to all others.
    fn dijkstra(&self, from: &[Node]) -> BTreeMap<Node, (u64, u64)> {
        let mut done = BTreeMap::new();
        let mut queue: BinaryHeap<Reverse<((u64, u64), Node)>> =
            from.iter().map(|node| Reverse(((0, 0), *node))).collect();
        while let Some(Reverse((cost, node))) = queue.pop() {
            if done.contains_key(&node) {
                continue;
            }
            done.insert(node, cost);
            for (to, length, crossings) in self.arcs.get(&node).into_iter().flatten() {
                queue.push(Reverse(((cost.0 + length, cost.1 + crossings), *to)));
            }
        }
        done
    }
}

fn cut_node(point: SnapPoint) -> Node {
    (CUT, point.edge.0, point.offset.0)
}

/// Campus, length and crossings of every campus that can be reached, nearest first.
pub fn by_dijkstra(built: &Built, graph: &CutGraph, snap: &Snap) -> Vec<(u32, u64, u64)> {
    let from: Vec<Node> = snap.points().map(cut_node).collect();
    let done = graph.dijkstra(&from);
    let mut best: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for gate in built.gates.gates() {
        for point in gate.snap.points() {
            if let Some((length, crossings)) = done.get(&cut_node(point)) {
                let cost = (length + u64::from(gate.snap.leg.0 + snap.leg.0), *crossings);
                let known = best.entry(gate.campus.0).or_insert(cost);
                *known = cost.min(*known);
            }
        }
    }
    let mut sorted: Vec<(u32, u64, u64)> = best
        .into_iter()
        .map(|(campus, (length, crossings))| (campus, length, crossings))
        .collect();
    sorted.sort_by_key(|(campus, length, crossings)| (*length, *crossings, *campus));
    sorted
}

fn check_town(seed: u64, profile: &str, k: usize) {
    let mut random = Random::new(seed);
    let built = random_town(&mut random).built(profile, k, Measure::Length);
    let homes: Vec<Snap> = (0..12)
        .filter_map(|_| {
            let home = at(random.unit() * 1000., random.unit() * 1000.);
            built
                .snapper()
                .snap(&built.graph, &built.profile.snapping, home, |_| true)
                .ok()
        })
        .collect();
    let gates = built.gates.gates().iter().flat_map(|gate| gate.snap.points());
    let cuts = homes
        .iter()
        .flat_map(Snap::points)
        .chain(gates)
        .map(|point| (point.edge, point.offset.0))
        .collect();
    let graph = CutGraph::new(&built, &cuts);
    for snap in &homes {
        let context = format!("seed {seed}, {profile}, K = {k}, {:?}", snap.point);
        let expect = by_dijkstra(&built, &graph, snap);
        let few: Vec<_> = expect.iter().take(k).copied().collect();
        let near =
            truonggan::domain::network::nearest_from(&built.graph, &built.gates, &built.table, snap, k);
        let got: Vec<_> = near
            .iter()
            .map(|near| {
                (
                    near.campus.0,
                    u64::from(near.cost.length.0),
                    u64::from(near.cost.crossings),
                )
            })
            .collect();
        assert_eq!(got, few, "labels, {context}");
        let all: Vec<_> = reach_all(&built.graph, &built.gates, snap, Measure::Length)
            .iter()
            .map(|near| {
                (
                    near.campus.0,
                    u64::from(near.cost.length.0),
                    u64::from(near.cost.crossings),
                )
            })
            .collect();
        assert_eq!(all, expect, "outward, {context}");
        for (campus, length, crossings) in &expect {
            let gates = built.gates.of_campuses(|c| c.0 == *campus);
            let row = exact_row(&built.graph, &gates, Measure::Length);
            let near = reach_gate(&built.graph, &gates, &row, snap).unwrap_or_else(|| panic!("{context}"));
            let got = (u64::from(near.cost.length.0), u64::from(near.cost.crossings));
            assert_eq!(got, (*length, *crossings), "row, {context}");
        }
    }
}

#[test]
fn labels_rows_and_searches_equal_dijkstra_on_random_towns() {
    for seed in 0..cases(150) {
        for (profile, k) in [("walk", 3), ("motorbike", 20), ("car", 1)] {
            check_town(seed, profile, k);
        }
    }
}

#[test]
fn by_time_labels_rows_and_searches_agree_with_each_other() {
    for seed in 0..cases(60) {
        let mut random = Random::new(seed);
        let built = random_town(&mut random).built("motorbike", 20, Measure::Time);
        for _ in 0..10 {
            let home = at(random.unit() * 1000., random.unit() * 1000.);
            let Ok(snap) = built.snap(home) else { continue };
            let near: Vec<_> = built
                .nearest(home, 20)
                .iter()
                .map(|n| (n.campus, n.cost))
                .collect();
            let all: Vec<_> = reach_all(&built.graph, &built.gates, &snap, Measure::Time)
                .iter()
                .map(|n| (n.campus, n.cost))
                .collect();
            assert_eq!(near, all, "seed {seed}");
            for (campus, cost) in &near {
                let gates = built.gates.of_campuses(|c| c == *campus);
                let row = exact_row(&built.graph, &gates, Measure::Time);
                assert_eq!(
                    reach_gate(&built.graph, &gates, &row, &snap).map(|n| n.cost),
                    Some(*cost),
                    "seed {seed}"
                );
            }
        }
    }
}
