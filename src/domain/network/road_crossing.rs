//! Where a way on foot crosses a major road, and how much of it has a pavement.
//! A crossing is seen from the roads alone: a way comes from one side of a major road and leaves on the other.

use std::f64::consts::TAU;

use super::raw::{RawNetwork, Tags};
use super::route::PathPiece;
use super::topology::{DirectedEdge, Network};
use crate::base::geom::{LonLat, Ruler};
use crate::base::ids::{EdgeIdx, VertexIdx, WayIdx};
use crate::base::units::Centimetres;

/// The edges that meet at each junction, in compressed rows; a loop meets itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Junctions {
    first: Vec<u32>,
    /// Edges as they leave the junction.
    leaving: Vec<DirectedEdge>,
}

impl Junctions {
    /// All edges, whoever may use them.
    pub fn of(network: &Network) -> Self {
        let mut first = vec![0; network.n_vertices() + 1];
        let directed = || {
            let edges = (0..network.n_edges()).map(EdgeIdx::from_usize);
            edges.flat_map(|edge| [true, false].map(|forward| DirectedEdge::new(edge, forward)))
        };
        for leaving in directed() {
            first[network.ends(leaving)[0].at() + 1] += 1;
        }
        for vertex in 1..first.len() {
            first[vertex] += first[vertex - 1];
        }
        let mut next = first.clone();
        let mut rows = vec![DirectedEdge::new(EdgeIdx(0), true); network.n_edges() * 2];
        for leaving in directed() {
            let place = &mut next[network.ends(leaving)[0].at()];
            rows[*place as usize] = leaving;
            *place += 1;
        }
        Self { first, leaving: rows }
    }

    fn at(&self, vertex: VertexIdx) -> &[DirectedEdge] {
        &self.leaving[self.first[vertex.at()] as usize..self.first[vertex.at() + 1] as usize]
    }
}

/// A major road that is crossed on foot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadCrossing {
    /// The road.
    pub way: WayIdx,
    /// The junction at which it is crossed.
    pub at: LonLat,
    /// Whether the data mark a crossing or traffic lights there.
    pub marked: bool,
}

/// Two crossings of one road that are nearer to each other than this are its two carriageways.
const CARRIAGEWAYS_CM: u32 = 4_000;

/// The major roads that a way crosses, in order; `major` lists their classes as `key=value`.
///
/// A road is crossed at a junction where it lies between the road by which one comes and the one by which one goes, and
/// after a stretch along it where one leaves it on the other side than one came. A way that begins or ends on the major
/// road itself has no side there and is not counted.
pub fn road_crossings(
    network: &Network,
    raw: &RawNetwork,
    junctions: &Junctions,
    major: &[String],
    pieces: &[PathPiece],
) -> Vec<RoadCrossing> {
    let look = Look {
        network,
        raw,
        junctions,
        major,
    };
    let mut found: Vec<(RoadCrossing, u32)> = Vec::new();
    let mut side = None;
    let mut walked = 0;
    let pairs = pieces.windows(2);
    for pair in pairs {
        let (Some(came), Some(goes)) = (along(&pair[0]), along(&pair[1])) else {
            side = None;
            continue;
        };
        walked += came.1.0;
        let (came, goes) = (came.0, goes.0);
        let crossed = match (look.is_major(came), look.is_major(goes)) {
            (false, false) => look.between(came, goes),
            (false, true) => {
                side = look.side_of_entry(came, goes);
                None
            }
            (true, false) => side.take().and_then(|side| look.left_across(came, goes, side)),
            (true, true) => None,
        };
        let Some(way) = crossed else { continue };
        let crossing = look.crossing(way, network.ends(goes)[0]);
        match found.last_mut() {
            Some((last, length)) if walked - *length < CARRIAGEWAYS_CM && look.is_one_road(last.way, way) => {
                last.marked |= crossing.marked;
                *length = walked;
            }
            _ => found.push((crossing, walked)),
        }
    }
    found.into_iter().map(|(crossing, _)| crossing).collect()
}

fn along(piece: &PathPiece) -> Option<(DirectedEdge, Centimetres)> {
    match piece {
        PathPiece::Along {
            edge, forward, cost, ..
        } => Some((DirectedEdge::new(*edge, *forward), cost.length)),
        PathPiece::Board { .. } => None,
    }
}

struct Look<'a> {
    network: &'a Network,
    raw: &'a RawNetwork,
    junctions: &'a Junctions,
    major: &'a [String],
}

impl Look<'_> {
    fn tags(&self, way: WayIdx) -> &Tags {
        &self.raw.ways[way.at()].tags
    }

    fn is_major(&self, directed: DirectedEdge) -> bool {
        let tags = self.tags(self.network.edge(directed.edge()).way);
        self.major.iter().any(|class| {
            class
                .split_once('=')
                .is_some_and(|(key, value)| tags.is(key, value))
        })
    }

    /// The direction in which an edge leaves its junction, counterclockwise in radians from the east.
    fn bearing(&self, leaving: DirectedEdge) -> f64 {
        let shape = self.network.shape(leaving.edge());
        let (from, next) = if leaving.is_forward() {
            (shape.first(), shape.iter().find(|at| Some(*at) != shape.first()))
        } else {
            (
                shape.last(),
                shape.iter().rev().find(|at| Some(*at) != shape.last()),
            )
        };
        let (Some(from), Some(next)) = (from, next) else {
            return 0.0;
        };
        let (from, next) = (LonLat::from(*from), LonLat::from(*next));
        let ruler = Ruler::at(from.lat);
        let east = ruler
            .metres(from, LonLat::new(next.lon, from.lat))
            .copysign(next.lon - from.lon);
        let north = ruler
            .metres(from, LonLat::new(from.lon, next.lat))
            .copysign(next.lat - from.lat);
        north.atan2(east)
    }

    /// Arms of major roads at a junction, but for one edge.
    fn major_arms(
        &self,
        vertex: VertexIdx,
        but: Option<DirectedEdge>,
    ) -> impl Iterator<Item = DirectedEdge> + '_ {
        let arms = self.junctions.at(vertex).iter().copied();
        arms.filter(move |arm| Some(*arm) != but && self.is_major(*arm))
    }

    /// The major road that lies between the edge by which one comes to a junction and the one by which one goes.
    fn between(&self, came: DirectedEdge, goes: DirectedEdge) -> Option<WayIdx> {
        let (from, to) = (self.bearing(came.reversed()), self.bearing(goes));
        let vertex = self.network.ends(goes)[0];
        let is_left = |arm: &DirectedEdge| turns_by(to, self.bearing(*arm)) < turns_by(to, from);
        let right = self.major_arms(vertex, None).find(|arm| !is_left(arm))?;
        self.major_arms(vertex, None).find(is_left)?;
        Some(self.network.edge(right.edge()).way)
    }

    /// On which side of a major road one comes to it, the left in the direction in which one goes along it.
    fn side_of_entry(&self, came: DirectedEdge, goes: DirectedEdge) -> Option<Side> {
        let back = self.straight_on(goes.reversed())?;
        Some(side_of(
            self.bearing(goes),
            self.bearing(back),
            self.bearing(came.reversed()),
        ))
    }

    /// The major road that one leaves on the other side than one came to it.
    fn left_across(&self, came: DirectedEdge, goes: DirectedEdge, side: Side) -> Option<WayIdx> {
        let ahead = self.straight_on(came)?;
        let leaves = side_of(
            self.bearing(ahead),
            self.bearing(came.reversed()),
            self.bearing(goes),
        );
        (leaves != side).then(|| self.network.edge(came.edge()).way)
    }

    /// The major arm that goes on most straightly from the end of an edge.
    fn straight_on(&self, arriving: DirectedEdge) -> Option<DirectedEdge> {
        let vertex = self.network.ends(arriving)[1];
        let back = self.bearing(arriving.reversed());
        let bend = |arm: &DirectedEdge| (turns_by(back, self.bearing(*arm)) - TAU / 2.0).abs();
        let arms = self.major_arms(vertex, Some(arriving.reversed()));
        arms.min_by(|a, b| bend(a).total_cmp(&bend(b)).then(a.cmp(b)))
    }

    fn crossing(&self, way: WayIdx, vertex: VertexIdx) -> RoadCrossing {
        let tagged = self
            .network
            .tagged_vertices()
            .iter()
            .filter(|(at, _)| *at == vertex);
        let marks = |tags: &Tags| {
            matches!(tags.get("highway"), Some("crossing" | "traffic_signals"))
                || tags
                    .get("crossing")
                    .is_some_and(|crossing| crossing != "no" && crossing != "unmarked")
        };
        RoadCrossing {
            way,
            at: self.network.vertex(vertex).into(),
            marked: tagged.into_iter().any(|(_, tags)| marks(tags)),
        }
    }

    /// Whether two ways are parts of one road, by name, else by number, else by class.
    fn is_one_road(&self, a: WayIdx, b: WayIdx) -> bool {
        let (a, b) = (self.tags(a), self.tags(b));
        let told = ["name", "ref", "highway"];
        let key = told
            .into_iter()
            .find(|key| a.get(key).is_some() || b.get(key).is_some());
        key.is_none_or(|key| a.get(key) == b.get(key))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// On which side of a road, that leads ahead and back, an arm leaves it.
fn side_of(ahead: f64, back: f64, arm: f64) -> Side {
    if turns_by(ahead, arm) < turns_by(ahead, back) {
        Side::Left
    } else {
        Side::Right
    }
}

/// By how much one turns counterclockwise from one bearing to another, from 0 to a whole turn.
fn turns_by(from: f64, to: f64) -> f64 {
    (to - from).rem_euclid(TAU)
}

/// How much of a way on foot has a pavement.
///
/// # Units
/// The three add up to the metres along roads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pavement {
    /// On roads with a pavement, and on ways for people on foot.
    pub with: Centimetres,
    /// On roads that the data say have none.
    pub without: Centimetres,
    /// On roads of which the data say nothing.
    pub unknown: Centimetres,
}

/// Classes of ways that are a pavement themselves.
const FOOTWAYS: [&str; 5] = ["footway", "pedestrian", "steps", "path", "living_street"];

/// Where a way has a pavement, by `sidewalk` and its sides
/// (<https://wiki.openstreetmap.org/wiki/Key:sidewalk>).
pub fn pavement(network: &Network, raw: &RawNetwork, pieces: &[PathPiece]) -> Pavement {
    let mut pavement = Pavement::default();
    for piece in pieces {
        let Some((directed, length)) = along(piece) else {
            continue;
        };
        let tags = &raw.ways[network.edge(directed.edge()).way.at()].tags;
        if tags.is("route", "ferry") {
            continue;
        }
        let sum = match has_pavement(tags) {
            Some(true) => &mut pavement.with,
            Some(false) => &mut pavement.without,
            None => &mut pavement.unknown,
        };
        *sum += length;
    }
    pavement
}

fn has_pavement(tags: &Tags) -> Option<bool> {
    if tags.get("highway").is_some_and(|class| FOOTWAYS.contains(&class)) {
        return Some(true);
    }
    let sides = ["sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right"];
    let said: Vec<&str> = sides.into_iter().filter_map(|key| tags.get(key)).collect();
    let is_none = |value: &&str| matches!(*value, "no" | "none");
    (!said.is_empty()).then(|| !said.iter().all(is_none))
}
