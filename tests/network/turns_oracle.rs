//! Access labels, rows and searches against a search that carries the whole recent way with it and reads every
//! restriction anew at every turn: on random towns with turn restrictions, one-way streets, private roads, walls and
//! campuses of several gates.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use truonggan::base::ids::EdgeIdx;
use truonggan::domain::network::{
    Measure, PointRule, RawRestriction, Snap, SnapPoint, TurnVia, WayRule, exact_row, nearest_from,
    point_rule, reach_all, reach_gate, way_rule,
};

use crate::support::random::{Random, cases};
use crate::support::town::{Built, Town, at};

const WORDS: [&str; 6] = [
    "no_left_turn",
    "no_straight_on",
    "no_u_turn",
    "only_right_turn",
    "only_straight_on",
    "no_entry",
];

/// A town on a jittered grid whose streets are joined by restrictions drawn at random.
pub fn restricted_town(random: &mut Random) -> Town {
    let side = 3 + random.below(2);
    let spot = |n: usize| {
        (
            (n % side) as f64 * 200.,
            (n / side) as f64 * 200. + (n % side) as f64 * 7.,
        )
    };
    let mut town = Town::new();
    let mut ends: Vec<[usize; 2]> = Vec::new();
    for n in 0..side * side {
        for to in [n + 1, n + side] {
            let on_grid = to < side * side && (to != n + 1 || to % side != 0);
            if !on_grid || random.chance(0.1) {
                continue;
            }
            let tags: &[(&str, &str)] = match random.below(9) {
                0 => &[("highway", "residential"), ("oneway", "yes")],
                1 => &[("highway", "residential"), ("oneway", "-1")],
                2 | 3 => &[("highway", "service"), ("access", "private")],
                4 => &[("highway", "service"), ("access", "private"), ("oneway", "yes")],
                _ => &[("highway", "residential")],
            };
            ends.push([n, to]);
            let (a, b) = (spot(n), spot(to));
            let middle = (
                f64::midpoint(a.0, b.0) + random.unit() * 20.,
                f64::midpoint(a.1, b.1),
            );
            // Now and then a point in mid-road is a junction without a side road.
            town = town.way(tags, &[a, middle, b]);
            if random.chance(0.3) {
                town = town.point(&[("highway", "crossing")], middle.0, middle.1);
            }
        }
    }
    for n in 0..side * side {
        if random.chance(0.06) {
            town = town.point(&[("barrier", "wall")], spot(n).0, spot(n).1);
        }
    }
    town = restrict(town, random, &ends, spot);
    for campus in 0..=1 + random.below(6) as u32 {
        for _ in 0..=random.below(2) {
            let (x, y) = spot(random.below(side * side));
            let off = if random.chance(0.3) {
                0.
            } else {
                random.unit() * 90.
            };
            town = town.gate(campus, x + off, y);
        }
    }
    town
}

fn restrict(
    mut town: Town,
    random: &mut Random,
    ends: &[[usize; 2]],
    spot: impl Fn(usize) -> (f64, f64),
) -> Town {
    let id = |at: usize| i64::try_from(at).unwrap() + 1;
    for _ in 0..2 + random.below(10) {
        let word = WORDS[random.below(WORDS.len())];
        let tags = [("type", "restriction"), ("restriction", word)];
        let from = random.below(ends.len());
        let over = ends[from][random.below(2)];
        let at_over: Vec<usize> = (0..ends.len()).filter(|way| ends[*way].contains(&over)).collect();
        let next = at_over[random.below(at_over.len())];
        if next != from && random.chance(0.4) {
            let end = ends[next][usize::from(ends[next][0] == over)];
            let at_end: Vec<usize> = (0..ends.len()).filter(|way| ends[*way].contains(&end)).collect();
            let to = at_end[random.below(at_end.len())];
            town = town.restriction_over(&tags, id(from), &[id(next)], id(to));
        } else {
            town = town.restriction(&tags, id(from), spot(over), id(next));
        }
    }
    town
}

/// A directed edge as edge × 2 + 1 where it is taken against its drawing.
type Directed = u32;

/// Where a way stands: junction, layer of access, and the last edges of it, the newest last.
type Place = (u32, u8, Vec<Directed>);

const ORIGIN: u8 = 0;
const PUBLIC: u8 = 1;
const DESTINATION: u8 = 2;

struct Judge<'b> {
    built: &'b Built,
    rules: Vec<WayRule>,
    walls: Vec<u32>,
    /// How many open edges meet at a junction.
    roads_at: BTreeMap<u32, usize>,
}

impl<'b> Judge<'b> {
    fn new(built: &'b Built) -> Self {
        let rules: Vec<WayRule> = built
            .network
            .edges()
            .iter()
            .map(|edge| way_rule(&built.profile, &built.raw.ways[edge.way.at()].tags))
            .collect();
        let mut roads_at = BTreeMap::new();
        for (edge, rule) in built
            .network
            .edges()
            .iter()
            .zip(&rules)
            .filter(|(_, rule)| rule.is_open())
        {
            let _ = rule;
            *roads_at.entry(edge.from.0).or_insert(0) += 1;
            *roads_at.entry(edge.to.0).or_insert(0) += 1;
        }
        let tagged = built.network.tagged_vertices().iter();
        let walls = tagged.filter(|(_, tags)| point_rule(&built.profile, tags) == PointRule::Closed);
        let walls = walls.map(|(vertex, _)| vertex.0).collect();
        Self {
            built,
            rules,
            walls,
            roads_at,
        }
    }

    fn is_open(&self, directed: Directed) -> bool {
        let rule = &self.rules[directed as usize / 2];
        if directed & 1 == 0 {
            rule.forward_kmh.is_some()
        } else {
            rule.backward_kmh.is_some()
        }
    }

    fn is_private(&self, directed: Directed) -> bool {
        self.rules[directed as usize / 2].ends_only[directed as usize & 1]
    }

    fn ends(&self, directed: Directed) -> [u32; 2] {
        let edge = &self.built.network.edges()[directed as usize / 2];
        if directed & 1 == 0 {
            [edge.from.0, edge.to.0]
        } else {
            [edge.to.0, edge.from.0]
        }
    }

    fn way(&self, directed: Directed) -> i64 {
        let edge = &self.built.network.edges()[directed as usize / 2];
        self.built.raw.ways[edge.way.at()].id
    }

    /// Whether one may go on from the recent way into an edge.
    fn may_turn(&self, recent: &[Directed], next: Directed) -> bool {
        let Some(last) = recent.last() else { return true };
        let junction = self.ends(*last)[1];
        if *last ^ 1 == next && self.roads_at[&junction] == 2 && !self.built.profile.turns.turns_round {
            return false;
        }
        let (mut forbidden, mut only, mut allowed) = (false, false, false);
        for restriction in &self.built.raw.restrictions {
            let word = restriction.tags.get("restriction").unwrap();
            let round = !self.built.profile.turns.turns_round;
            forbidden |= round && self.turns_round_within(restriction, recent, next);
            let Some(begun) = self.has_begun(restriction, recent) else {
                continue;
            };
            let is_meant = |next: Directed| {
                let back = next / 2 == *last / 2;
                restriction.to.contains(&self.way(next))
                    && (begun > 1 || !back || restriction.from == restriction.to)
            };
            if word.starts_with("no_") {
                forbidden |= is_meant(next);
            } else if self.departures(junction).into_iter().any(is_meant) {
                only = true;
                allowed |= is_meant(next);
            }
        }
        !forbidden && (!only || allowed)
    }

    /// How many edges before the last turn of a restriction the recent way has in common with it, where it has come to
    /// that turn.
    fn has_begun(&self, restriction: &RawRestriction, recent: &[Directed]) -> Option<usize> {
        let last = *recent.last()?;
        if let TurnVia::Point(point) = &restriction.via {
            let vertex = self.built.network.vertex_at(*point)?;
            let comes = restriction.from.contains(&self.way(last)) && self.ends(last)[1] == vertex.0;
            return comes.then_some(1);
        }
        let over = self.over(restriction);
        let over = over
            .into_iter()
            .find(|over| self.ends_with(restriction, recent, over))?;
        Some(over.len() + 1)
    }

    /// Whether the recent way comes from a restriction's first way and ends with some edges.
    fn ends_with(&self, restriction: &RawRestriction, recent: &[Directed], over: &[Directed]) -> bool {
        let Some(first) = recent.len().checked_sub(over.len() + 1) else {
            return false;
        };
        restriction.from.contains(&self.way(recent[first])) && recent[first + 1..] == *over
    }

    /// The one way over which a restriction leads, in each direction in which it does.
    fn over(&self, restriction: &RawRestriction) -> Vec<Vec<Directed>> {
        let TurnVia::Ways(ways) = &restriction.via else {
            return Vec::new();
        };
        assert_eq!(ways.len(), 1, "these towns turn over one way at most");
        let edges = self.built.network.edges().iter().enumerate();
        let edges = edges.filter(|(_, edge)| self.built.raw.ways[edge.way.at()].id == ways[0]);
        let along: Vec<Directed> = edges.map(|(edge, _)| edge as u32 * 2).collect();
        let against = along.iter().rev().map(|directed| directed + 1).collect();
        let meets = |ways: &[i64], vertex: u32| {
            (0..self.rules.len() as u32 * 2)
                .any(|edge| self.ends(edge)[0] == vertex && ways.contains(&self.way(edge)))
        };
        let leads = |over: &Vec<Directed>| {
            over.iter().all(|directed| self.is_open(*directed))
                && meets(&restriction.from, self.ends(over[0])[0])
                && meets(&restriction.to, self.ends(over[over.len() - 1])[1])
        };
        // Where both directions would do, the drawing decides.
        [along, against].into_iter().find(leads).into_iter().collect()
    }

    /// Whether one would turn round on the way over which a forbidden turn leads that has begun.
    fn turns_round_within(&self, restriction: &RawRestriction, recent: &[Directed], next: Directed) -> bool {
        let is_back = recent.last().is_some_and(|last| *last ^ 1 == next);
        is_back
            && self.over(restriction).iter().any(|over| {
                let junction = self.ends(over[over.len() - 1])[1];
                let turns = self.departures(junction).into_iter();
                let is_meant = |next: &Directed| restriction.to.contains(&self.way(*next));
                let some_forbidden = turns.filter(is_meant).count() > 0;
                some_forbidden && (1..=over.len()).any(|n| self.ends_with(restriction, recent, &over[..n]))
            })
    }

    fn all(&self) -> impl Iterator<Item = Directed> + use<'_, 'b> {
        (0..self.rules.len() as u32 * 2).filter(|directed| self.is_open(*directed))
    }

    fn departures(&self, vertex: u32) -> Vec<Directed> {
        self.all()
            .filter(|directed| self.ends(*directed)[0] == vertex)
            .collect()
    }

    fn length(&self, directed: Directed) -> u64 {
        u64::from(self.built.network.length(EdgeIdx(directed / 2)).0)
    }

    /// Length from the start of a directed edge to a point on it.
    fn along(&self, directed: Directed, point: SnapPoint) -> u64 {
        let offset = u64::from(point.offset.0);
        if directed & 1 == 0 {
            offset
        } else {
            self.length(directed) - offset
        }
    }

    /// Length of the nearest way from a home to each campus.
    fn lengths(&self, home: &Snap) -> BTreeMap<u32, u64> {
        let mut best: BTreeMap<u32, u64> = BTreeMap::new();
        let mut queue: BinaryHeap<Reverse<(u64, Place)>> = BinaryHeap::new();
        for point in home.points() {
            for directed in [point.edge.0 * 2, point.edge.0 * 2 + 1] {
                if !self.is_open(directed) {
                    continue;
                }
                let from = self.along(directed, point);
                self.arrive(directed, from, u64::from(home.leg.0), &mut best);
                let layer = if self.is_private(directed) { ORIGIN } else { PUBLIC };
                let cost = u64::from(home.leg.0) + self.length(directed) - from;
                queue.push(Reverse((cost, (self.ends(directed)[1], layer, vec![directed]))));
            }
        }
        let mut done: BTreeMap<Place, u64> = BTreeMap::new();
        while let Some(Reverse((cost, place))) = queue.pop() {
            if done.contains_key(&place) || self.walls.contains(&place.0) {
                continue;
            }
            done.insert(place.clone(), cost);
            for next in self.departures(place.0) {
                let layer = match (place.1, self.is_private(next)) {
                    (DESTINATION, false) => continue,
                    (ORIGIN, true) => ORIGIN,
                    (_, true) => DESTINATION,
                    (_, false) => PUBLIC,
                };
                if !self.may_turn(&place.2, next) {
                    continue;
                }
                self.arrive(next, 0, cost, &mut best);
                let mut recent = place.2.clone();
                recent.push(next);
                let recent = recent.split_off(recent.len().saturating_sub(4));
                queue.push(Reverse((
                    cost + self.length(next),
                    (self.ends(next)[1], layer, recent),
                )));
            }
        }
        best
    }

    /// Notes the campuses that stand on an edge ahead of a place on it.
    fn arrive(&self, directed: Directed, from: u64, so_far: u64, best: &mut BTreeMap<u32, u64>) {
        for gate in self.built.gates.gates() {
            for point in gate.snap.points().filter(|point| point.edge.0 == directed / 2) {
                if let Some(ahead) = self.along(directed, point).checked_sub(from) {
                    let cost = so_far + ahead + u64::from(gate.snap.leg.0);
                    let known = best.entry(gate.campus.0).or_insert(cost);
                    *known = cost.min(*known);
                }
            }
        }
    }
}

fn check(seed: u64, profile: &str, k: usize) -> usize {
    let mut random = Random::new(seed);
    let built = restricted_town(&mut random).built(profile, k, Measure::Length);
    let judge = Judge::new(&built);
    let mut n_cases = 0;
    for _ in 0..12 {
        let home = at(random.unit() * 700., random.unit() * 700.);
        let Ok(snap) = built
            .snapper()
            .snap(&built.graph, &built.profile.snapping, home, |_| true)
        else {
            continue;
        };
        let context = format!("seed {seed}, {profile}, K = {k}, {:?}", snap.point);
        let lengths = judge.lengths(&snap);
        let mut expect: Vec<(u64, u32)> = lengths
            .iter()
            .map(|(campus, length)| (*length, *campus))
            .collect();
        expect.sort_unstable();
        let all: Vec<(u64, u32)> = reach_all(&built.graph, &built.gates, &snap, Measure::Length)
            .iter()
            .map(|near| (u64::from(near.cost.length.0), near.campus.0))
            .collect();
        assert_eq!(all, expect, "outward, {context}");
        let near: Vec<(u64, u32)> = nearest_from(&built.graph, &built.gates, &built.table, &snap, k)
            .iter()
            .map(|near| (u64::from(near.cost.length.0), near.campus.0))
            .collect();
        expect.truncate(k);
        assert_eq!(near, expect, "labels, {context}");
        for (length, campus) in expect {
            let gates = built.gates.of_campuses(|other| other.0 == campus);
            let row = exact_row(&built.graph, &gates, Measure::Length);
            let reached =
                reach_gate(&built.graph, &gates, &row, &snap).map(|near| u64::from(near.cost.length.0));
            assert_eq!(reached, Some(length), "row, {context}");
        }
        n_cases += 1;
    }
    n_cases
}

#[test]
fn labels_equal_a_search_that_reads_every_restriction_anew() {
    let mut n_cases = 0;
    for seed in 0..cases(320) {
        for (profile, k) in [("motorbike", 3), ("car", 20), ("bicycle", 20)] {
            n_cases += check(seed, profile, k);
        }
    }
    println!("{n_cases} homes, seeds from 0");
    assert!(n_cases >= 10_000, "{n_cases} homes");
}
