//! Raw ways split at junctions: vertices, edges and their shapes in compressed arrays.
//! One topology serves all profiles; who may use an edge is not decided here.

use std::collections::BTreeSet;

use rayon::slice::ParallelSliceMut as _;

use super::raw::{RawNetwork, RawWay, Tags, TurnVia};
use crate::base::geom::{FixedLonLat, LonLat, Ruler};
use crate::base::ids::{EdgeIdx, VertexIdx, WayIdx};
use crate::base::units::Centimetres;

/// A piece of a way between two junctions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Where its shape begins.
    pub from: VertexIdx,
    /// Where its shape ends.
    pub to: VertexIdx,
    /// The way it belongs to.
    pub way: WayIdx,
    first_point: u32,
}

/// An edge in one of its two directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectedEdge(u32);

impl DirectedEdge {
    /// An edge along its drawing (`forward`) or against it.
    pub const fn new(edge: EdgeIdx, forward: bool) -> Self {
        Self(edge.0 << 1 | !forward as u32)
    }

    /// The edge.
    pub const fn edge(self) -> EdgeIdx {
        EdgeIdx(self.0 >> 1)
    }

    /// Whether it is taken along its drawing.
    pub const fn is_forward(self) -> bool {
        self.0 & 1 == 0
    }

    /// The same edge the other way.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self(self.0 ^ 1)
    }

    /// A number below twice the number of edges.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// Junctions and the pieces between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    vertices: Vec<FixedLonLat>,
    /// Tags of tagged vertices, by vertex.
    tagged: Vec<(VertexIdx, Tags)>,
    /// Junctions over which turns are restricted, by the identifier of their point.
    vertex_of_point: Vec<(i64, VertexIdx)>,
    edges: Vec<Edge>,
    points: Vec<FixedLonLat>,
    /// Length from the start of the edge to each point, so that cuts and sums agree to the centimetre.
    along_cm: Vec<u32>,
}

/// One straight segment of an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EdgeSegment {
    /// The edge.
    pub edge: EdgeIdx,
    /// Its number on the edge, from 0.
    pub number: u32,
    /// Its ends.
    pub ends: [FixedLonLat; 2],
    /// Length of the edge up to each end.
    pub along: [Centimetres; 2],
}

impl Network {
    /// Splits raw ways, ordered by id, at every point that two ways share, at way ends and at tagged points.
    pub fn build(raw: &RawNetwork) -> Self {
        let nodes = Nodes::number(raw);
        let mut network = Self {
            vertices: nodes.vertices(raw),
            ..Self::default()
        };
        network.tagged = raw
            .points
            .iter()
            .filter_map(|point| Some((nodes.vertex_of_id(point.id)?, point.tags.clone())))
            .collect();
        network.vertex_of_point = turned_over(raw)
            .into_iter()
            .filter_map(|point| Some((point, nodes.vertex_of_id(point)?)))
            .collect();
        let mut position = 0;
        for (way_idx, way) in raw.ways.iter().enumerate() {
            network.split_way(WayIdx::from_usize(way_idx), way, &nodes, position);
            position += way.points.len();
        }
        network
    }

    /// Cuts one way whose points begin at `position` of the list of all points.
    fn split_way(&mut self, way_idx: WayIdx, way: &RawWay, nodes: &Nodes, position: usize) {
        let mut start: Option<(VertexIdx, usize)> = None;
        for at in 0..way.points.len() {
            let Some(vertex) = nodes.vertex_at(position + at) else {
                continue;
            };
            if let Some((from, from_at)) = start.filter(|(from, from_at)| *from != vertex || at - from_at > 1)
            {
                self.push_edge(way_idx, from, vertex, &way.shape[from_at..=at]);
            }
            start = Some((vertex, at));
        }
    }

    fn push_edge(&mut self, way: WayIdx, from: VertexIdx, to: VertexIdx, shape: &[FixedLonLat]) {
        let first_point = self.points.len() as u32;
        let mut metres = 0.0;
        let mut previous: Option<LonLat> = None;
        for point in shape {
            let place = LonLat::from(*point);
            metres += previous.map_or(0.0, |previous| Ruler::between(previous, place));
            previous = Some(place);
            self.points.push(*point);
            self.along_cm.push(Centimetres::from_metres(metres).0);
        }
        self.edges.push(Edge {
            from,
            to,
            way,
            first_point,
        });
    }

    /// How many junctions there are.
    pub fn n_vertices(&self) -> usize {
        self.vertices.len()
    }

    /// How many edges there are.
    pub fn n_edges(&self) -> usize {
        self.edges.len()
    }

    /// Where a junction is.
    pub fn vertex(&self, vertex: VertexIdx) -> FixedLonLat {
        self.vertices[vertex.at()]
    }

    /// All edges in order.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// One edge.
    pub fn edge(&self, edge: EdgeIdx) -> &Edge {
        &self.edges[edge.at()]
    }

    /// The pieces of a way, in the order of its drawing.
    pub fn edges_of(&self, way: WayIdx) -> impl DoubleEndedIterator<Item = EdgeIdx> + use<> {
        let first = self.edges.partition_point(|edge| edge.way < way);
        let end = self.edges.partition_point(|edge| edge.way <= way);
        (first..end).map(EdgeIdx::from_usize)
    }

    /// Where a directed edge begins and where it ends.
    pub fn ends(&self, directed: DirectedEdge) -> [VertexIdx; 2] {
        let edge = self.edge(directed.edge());
        if directed.is_forward() {
            [edge.from, edge.to]
        } else {
            [edge.to, edge.from]
        }
    }

    /// The junction of a point, where it is one.
    pub fn vertex_at(&self, point: i64) -> Option<VertexIdx> {
        let found = self.vertex_of_point.binary_search_by_key(&point, |(id, _)| *id);
        found.ok().map(|at| self.vertex_of_point[at].1)
    }

    /// Junctions that carry tags.
    pub fn tagged_vertices(&self) -> &[(VertexIdx, Tags)] {
        &self.tagged
    }

    /// Length of an edge.
    pub fn length(&self, edge: EdgeIdx) -> Centimetres {
        let (_, last) = self.point_range(edge);
        Centimetres(self.along_cm[last])
    }

    /// The shape of an edge, from its start to its end.
    pub fn shape(&self, edge: EdgeIdx) -> &[FixedLonLat] {
        let (first, last) = self.point_range(edge);
        &self.points[first..=last]
    }

    /// Length from the start of an edge to each point of its shape, in centimetres.
    pub fn along(&self, edge: EdgeIdx) -> &[u32] {
        let (first, last) = self.point_range(edge);
        &self.along_cm[first..=last]
    }

    /// The straight segments of an edge.
    pub fn segments(&self, edge: EdgeIdx) -> impl Iterator<Item = EdgeSegment> + '_ {
        let (shape, along) = (self.shape(edge), self.along(edge));
        (0..shape.len() - 1).map(move |number| EdgeSegment {
            edge,
            number: number as u32,
            ends: [shape[number], shape[number + 1]],
            along: [Centimetres(along[number]), Centimetres(along[number + 1])],
        })
    }

    fn point_range(&self, edge: EdgeIdx) -> (usize, usize) {
        let first = self.edges[edge.at()].first_point as usize;
        let end = self
            .edges
            .get(edge.at() + 1)
            .map_or(self.points.len(), |next| next.first_point as usize);
        (first, end - 1)
    }
}

/// Points over which turns are restricted, by id.
fn turned_over(raw: &RawNetwork) -> BTreeSet<i64> {
    let points = raw
        .restrictions
        .iter()
        .filter_map(|restriction| match restriction.via {
            TurnVia::Point(point) => Some(point),
            TurnVia::Ways(_) => None,
        });
    points.collect()
}

/// The points of all ways, in one list, numbered by id; some of them are junctions.
struct Nodes {
    /// Distinct point ids, ordered.
    ids: Vec<i64>,
    /// For each point of each way in turn, its number among `ids`.
    number_at: Vec<u32>,
    /// For each number, its vertex where it is a junction.
    vertex_of: Vec<Option<VertexIdx>>,
}

impl Nodes {
    fn number(raw: &RawNetwork) -> Self {
        let mut refs: Vec<(i64, u32)> = Vec::with_capacity(raw.ways.iter().map(|way| way.points.len()).sum());
        for way in &raw.ways {
            for id in &way.points {
                refs.push((*id, refs.len() as u32));
            }
        }
        refs.par_sort_unstable();
        let mut ids: Vec<i64> = Vec::new();
        let mut number_at = vec![0; refs.len()];
        let mut uses: Vec<u8> = Vec::new();
        for (id, at) in refs {
            if ids.last() != Some(&id) {
                ids.push(id);
                uses.push(0);
            }
            let number = ids.len() - 1;
            uses[number] = uses[number].saturating_add(1);
            number_at[at as usize] = number as u32;
        }
        let mut nodes = Self {
            ids,
            number_at,
            vertex_of: Vec::new(),
        };
        nodes.choose_junctions(raw, uses);
        nodes.number_by_place(raw);
        nodes
    }

    /// Numbers the junctions anew along a Z-order curve (Morton 1966), because a search goes on to junctions nearby
    /// and finds them in the cache.
    fn number_by_place(&mut self, raw: &RawNetwork) {
        let along_curve = self.vertices(raw).into_iter().map(z_order).zip(0..);
        let mut order: Vec<(u64, u32)> = along_curve.collect();
        order.par_sort_unstable();
        let mut number_of = vec![0; order.len()];
        for ((_, old), new) in order.into_iter().zip(0..) {
            number_of[old as usize] = new;
        }
        for vertex in self.vertex_of.iter_mut().flatten() {
            *vertex = VertexIdx(number_of[vertex.at()]);
        }
    }

    /// A point is a junction where it is used twice, ends a way, carries tags, or has a restricted turn.
    fn choose_junctions(&mut self, raw: &RawNetwork, mut uses: Vec<u8>) {
        let mut position = 0;
        for way in raw.ways.iter().filter(|way| !way.points.is_empty()) {
            for end in [position, position + way.points.len() - 1] {
                uses[self.number_at[end] as usize] = 2;
            }
            position += way.points.len();
        }
        let tagged = raw.points.iter().map(|point| point.id);
        for point in tagged.chain(turned_over(raw)) {
            if let Ok(number) = self.ids.binary_search(&point) {
                uses[number] = 2;
            }
        }
        let mut n_vertices = 0;
        self.vertex_of = uses
            .into_iter()
            .map(|uses| {
                (uses >= 2).then(|| {
                    n_vertices += 1;
                    VertexIdx(n_vertices - 1)
                })
            })
            .collect();
    }

    fn vertex_at(&self, position: usize) -> Option<VertexIdx> {
        self.vertex_of[self.number_at[position] as usize]
    }

    fn vertex_of_id(&self, id: i64) -> Option<VertexIdx> {
        let number = self.ids.binary_search(&id).ok()?;
        self.vertex_of[number]
    }

    /// Places of the junctions, by vertex.
    fn vertices(&self, raw: &RawNetwork) -> Vec<FixedLonLat> {
        let n_vertices = self.vertex_of.iter().flatten().count();
        let mut places = vec![FixedLonLat { lon_e7: 0, lat_e7: 0 }; n_vertices];
        let shapes = raw.ways.iter().flat_map(|way| &way.shape);
        for (position, place) in shapes.enumerate() {
            if let Some(vertex) = self.vertex_at(position) {
                places[vertex.at()] = *place;
            }
        }
        places
    }
}

/// How far along a Z-order curve a place is: the bits of both coordinates in turn.
const fn z_order(place: FixedLonLat) -> u64 {
    spread_bits(place.lon_e7) | spread_bits(place.lat_e7) << 1
}

/// Puts a zero before each bit, by halves; negative numbers come first.
const fn spread_bits(number: i32) -> u64 {
    let bits = (number as u32 ^ 1 << 31) as u64;
    let bits = (bits | bits << 16) & 0x0000_ffff_0000_ffff;
    let bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ff;
    let bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    let bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
    (bits | bits << 1) & 0x5555_5555_5555_5555
}
