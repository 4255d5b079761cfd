//! What it costs to get to the nearest gate from every place on an edge: stretches with one way each, cut at the exact
//! centimetre where another way becomes nearer or a limit is passed.
//! It looks at the road alone; the leg from a home to the road is not counted here.

use rayon::prelude::*;

use super::gates::GateSet;
use super::graph::{ArcKind, Cost, Measure, ProfileGraph};
use super::labels::LabelTable;
use crate::base::ids::{ArcIdx, EdgeIdx};
use crate::base::units::Centimetres;

/// A part of an edge from all of which the nearest way begins in one direction and leads to one gate.
/// Along it the cost rises or falls at the edge's own pace, so that it needs no more than its goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The edge.
    pub edge: EdgeIdx,
    /// Where it begins, from the start of the edge.
    pub from: Centimetres,
    /// Where it ends; a stretch has a length.
    pub to: Centimetres,
    /// The number of the gate.
    pub gate: u16,
    /// Where on the edge the way leaves it: at one of its ends, or where the gate stands.
    goal: Centimetres,
    /// What is left from there.
    rest: Cost,
}

impl Stretch {
    /// Whether the way begins along the edge's drawing.
    fn is_forward(&self) -> bool {
        self.goal >= self.to
    }

    /// What the way costs from a place of the stretch, the gate's leg included.
    pub fn cost_at(&self, graph: &ProfileGraph, offset: Centimetres) -> Cost {
        let forward = self.is_forward();
        let whole = graph
            .arc_along(self.edge, forward)
            .map_or(Cost::default(), |arc| graph.cost(arc));
        let length = Centimetres(self.goal.0.abs_diff(offset.0));
        let part = Cost {
            length,
            time: whole.time.part(length.0, whole.length.0),
            crossings: 0,
        };
        part.plus(self.rest)
    }

    /// What it costs from its nearest place and from its farthest.
    pub fn range(&self, graph: &ProfileGraph, measure: Measure) -> [Cost; 2] {
        let costs = [self.from, self.to].map(|offset| self.cost_at(graph, offset));
        [
            costs[0].lesser(costs[1], measure),
            costs[0].greater(costs[1], measure),
        ]
    }

    /// The part of the stretch that lies within a limit, in centimetres or deciseconds; none where no place does.
    fn within(&self, graph: &ProfileGraph, measure: Measure, limit: u32) -> Option<[u32; 2]> {
        let is_within = |offset: u32| self.cost_at(graph, Centimetres(offset)).rank(measure).0 <= limit;
        let (from, to) = (self.from.0, self.to.0);
        if self.is_forward() {
            return Some([first_where(from, to, is_within)?, to]);
        }
        let first_beyond = first_where(from, to, |offset| !is_within(offset));
        let last = first_beyond.map_or(Some(to), |beyond| beyond.checked_sub(1))?;
        (last >= from).then_some([from, last])
    }

    /// The parts of the stretch by the least of some rising limits that holds them, as places in the limits.
    fn bands(&self, graph: &ProfileGraph, measure: Measure, limits: &[u32]) -> Vec<(usize, Self)> {
        let forward = self.is_forward();
        let mut done: Option<[u32; 2]> = None;
        let mut bands = Vec::new();
        for (band, limit) in limits.iter().enumerate() {
            let Some(within) = self.within(graph, measure, *limit) else {
                continue;
            };
            let [from, to] = match done {
                Some(done) if forward => [within[0], done[0]],
                Some(done) => [done[1], within[1]],
                None => within,
            };
            if from < to {
                let (from, to) = (Centimetres(from), Centimetres(to));
                bands.push((band, Self { from, to, ..*self }));
            }
            done = Some(within);
        }
        if forward {
            bands.reverse();
        }
        bands
    }
}

/// The first number from `from` to `to` for which something is true that stays true, or none.
fn first_where(from: u32, to: u32, is_true: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut low, mut high) = (from, to + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_true(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    (low <= to).then_some(low)
}

/// The stretches of an edge in order; places from which no gate is reached belong to none.
///
/// Between two gates of the edge the nearest way on falls towards the end and the nearest way back rises, so that they
/// change places once at most, and that place is found by halving.
/// Two stretches that meet share the place where they do: where both ways cost the same, to the centimetre, or where a
/// gate stands.
pub fn stretches(graph: &ProfileGraph, gates: &GateSet, table: &LabelTable, edge: EdgeIdx) -> Vec<Stretch> {
    let arcs = [true, false].map(|forward| graph.arc_along(edge, forward));
    let Some(length) = arcs.iter().flatten().next().map(|arc| graph.cost(*arc).length) else {
        return Vec::new();
    };
    let mut stops = vec![Centimetres::ZERO, length];
    stops.extend(gates.spots_on(edge).iter().map(|spot| spot.offset));
    stops.sort_unstable();
    stops.dedup();
    let mut found: Vec<Stretch> = Vec::new();
    for pair in stops.windows(2) {
        let span = Span {
            graph,
            gates,
            table,
            edge,
            from: pair[0],
            to: pair[1],
        };
        for stretch in span.stretches(arcs) {
            push_joined(&mut found, stretch);
        }
    }
    found
}

/// Adds a stretch, as a continuation of the last one where it is the same way.
fn push_joined(found: &mut Vec<Stretch>, stretch: Stretch) {
    if let Some(last) = found.last_mut() {
        let one_way = (last.gate, last.goal, last.rest) == (stretch.gate, stretch.goal, stretch.rest);
        // On both sides of a gate the goal is the same, but the ways begin in different directions.
        let one_direction = last.is_forward() == stretch.is_forward();
        if one_way && one_direction && last.to == stretch.from {
            last.to = stretch.to;
            return;
        }
    }
    found.push(stretch);
}

/// A part of an edge without a gate inside.
struct Span<'a> {
    graph: &'a ProfileGraph,
    gates: &'a GateSet,
    table: &'a LabelTable,
    edge: EdgeIdx,
    from: Centimetres,
    to: Centimetres,
}

impl Span<'_> {
    fn stretches(&self, [on, back]: [Option<ArcIdx>; 2]) -> impl Iterator<Item = Stretch> {
        let on = on.map_or_else(Vec::new, |arc| self.ways(arc, true));
        let back = back.map_or_else(Vec::new, |arc| self.ways(arc, false));
        let tie = match (self.best(&on, self.from), self.best(&back, self.from)) {
            (Some(_), None) => Some(self.from.0),
            (None, _) => None,
            (Some(_), Some(_)) => first_where(self.from.0, self.to.0, |offset| {
                let offset = Centimetres(offset);
                let rank = |ways| self.best(ways, offset).map(|way| self.rank(&way, offset));
                rank(&on) <= rank(&back)
            }),
        };
        let tie = Centimetres(tie.unwrap_or(self.to.0));
        let cut = |way: Option<Stretch>, from: Centimetres, to: Centimetres| {
            way.filter(|_| from < to).map(|way| Stretch { from, to, ..way })
        };
        let behind = cut(self.best(&back, self.from), self.from, tie);
        let ahead = cut(self.best(&on, self.to), tie, self.to);
        behind.into_iter().chain(ahead)
    }

    /// The ways that begin in one direction: past the arc's head, and to the gates ahead.
    fn ways(&self, arc: ArcIdx, forward: bool) -> Vec<Stretch> {
        let way = |gate, goal, rest| Stretch {
            edge: self.edge,
            from: self.from,
            to: self.to,
            gate,
            goal,
            rest,
        };
        let end = if forward {
            self.graph.cost(arc).length
        } else {
            Centimetres::ZERO
        };
        let label = self.table.at(self.graph.head(arc)).first();
        let past_the_head = label.map(|label| way(label.gate(), end, label.cost()));
        let ahead = self.gates.spots_on(self.edge).iter().filter(|spot| {
            if forward {
                spot.offset >= self.to
            } else {
                spot.offset <= self.from
            }
        });
        let to_gates = ahead.map(|spot| {
            let snap = &self.gates.gate(spot.gate).snap;
            let leg = Cost {
                length: snap.leg,
                time: snap.leg_time,
                crossings: 0,
            };
            way(spot.gate, spot.offset, leg)
        });
        past_the_head.into_iter().chain(to_gates).collect()
    }

    fn rank(&self, way: &Stretch, offset: Centimetres) -> (u32, u8, u32) {
        way.cost_at(self.graph, offset).rank(self.table.measure())
    }

    fn best(&self, ways: &[Stretch], offset: Centimetres) -> Option<Stretch> {
        let order = |way: &&Stretch| (self.rank(way, offset), way.gate);
        ways.iter().min_by_key(order).copied()
    }
}

/// A part of an edge that lies within a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReachPiece {
    /// The least of the limits that holds it, as its place among them.
    pub band: usize,
    /// The edge.
    pub edge: EdgeIdx,
    /// Where it begins, from the start of the edge.
    pub from: Centimetres,
    /// Where it ends.
    pub to: Centimetres,
    /// What the nearest place of it costs.
    pub nearest: Cost,
    /// What the farthest place of it costs.
    pub farthest: Cost,
}

/// The road from which a table's nearest gate lies within the greatest of some rising limits, edge by edge, cut where
/// a limit is passed: the reach of a campus where the table is its exact row.
///
/// # Units
/// The limits are in centimetres or deciseconds, as the table's measure says.
pub fn reach_pieces(
    graph: &ProfileGraph,
    gates: &GateSet,
    table: &LabelTable,
    limits: &[u32],
) -> Vec<ReachPiece> {
    let edges = (0..graph.n_edges()).into_par_iter().map(EdgeIdx::from_usize);
    let of_edge = |edge: EdgeIdx| {
        let measure = table.measure();
        let mut pieces: Vec<ReachPiece> = Vec::new();
        for stretch in stretches(graph, gates, table, edge) {
            for (band, part) in stretch.bands(graph, measure, limits) {
                let [nearest, farthest] = part.range(graph, measure);
                push_piece(
                    &mut pieces,
                    measure,
                    ReachPiece {
                        band,
                        edge,
                        from: part.from,
                        to: part.to,
                        nearest,
                        farthest,
                    },
                );
            }
        }
        pieces
    };
    edges
        .filter(|edge| graph.is_snap_target(*edge))
        .flat_map_iter(of_edge)
        .collect()
}

fn push_piece(pieces: &mut Vec<ReachPiece>, measure: Measure, piece: ReachPiece) {
    match pieces.last_mut() {
        Some(last) if last.band == piece.band && last.to == piece.from => {
            last.to = piece.to;
            last.nearest = last.nearest.lesser(piece.nearest, measure);
            last.farthest = last.farthest.greater(piece.farthest, measure);
        }
        _ => pieces.push(piece),
    }
}

/// The ferry edges that somebody who boards at their beginning sails within a limit, each once.
/// Nobody lives on a ferry, so it is within reach from pier to pier or not at all.
///
/// # Units
/// The limit is in centimetres or deciseconds, as the table's measure says.
pub fn sailed_edges(graph: &ProfileGraph, table: &LabelTable, limit: u32) -> Vec<EdgeIdx> {
    let boardings = (0..graph.n_arcs())
        .map(ArcIdx::from_usize)
        .filter(|arc| graph.kind(*arc) == ArcKind::Board);
    let sailings = boardings.flat_map(|board| {
        let deck = graph.head(board);
        graph.out_arcs(deck).filter_map(move |arc| {
            let ArcKind::Along { edge, .. } = graph.kind(arc) else {
                return None;
            };
            let ashore = table.at(graph.head(arc)).first()?.cost();
            let cost = graph.cost(board).plus(graph.cost(arc)).plus(ashore);
            (cost.rank(table.measure()).0 <= limit).then_some(edge)
        })
    });
    let mut edges: Vec<EdgeIdx> = sailings.collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}
