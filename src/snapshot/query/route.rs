//! The way from a pin to one campus, leg by leg.

use super::nearest::{labels_of, travel_of};
use super::pin::{check_pin, confidence_of, pin_answer, snap_pin};
use super::punctuality::{day_of, punctuality_along, punctuality_on_land, view_of};
use super::route_timed::route_by_minutes;
use super::{
    Confidence, CrossedRoad, Leg, LegKind, OnFoot, PinAnswer, Ranking, RouteAnswer, RouteRefusal,
    RouteRequest, Snapshot, Unreached,
};
use crate::base::geom::LonLat;
use crate::base::ids::EdgeIdx;
use crate::domain::network::{
    Cost, Gate, GateSet, LabelTable, Measure, PathPiece, Reached, RoadCrossing, Snap, exact_row,
    nearest_from, pavement, reach_gate, road_crossings, static_hops, unroll,
};
use crate::domain::schools::Level;

/// The nearest way from a pin to a campus; its metres equal those of `nearest` to the centimetre.
pub fn route(snapshot: &Snapshot, request: &RouteRequest) -> Result<RouteAnswer, RouteRefusal> {
    check_pin(snapshot, request.at).map_err(RouteRefusal::Pin)?;
    match request.rank {
        Ranking::Metres => route_by_metres(snapshot, request),
        Ranking::Minutes => route_by_minutes(snapshot, request),
    }
}

fn route_by_metres(snapshot: &Snapshot, request: &RouteRequest) -> Result<RouteAnswer, RouteRefusal> {
    let graph = &snapshot.index.layer(snapshot.raw(), request.profile).graph;
    let mut why = Unreached::NoCampus;
    for level in &snapshot.schools().campus(request.campus).levels {
        let labels = labels_of(snapshot, request.profile, *level, request.rank);
        let leads = |point| labels.table.leads(graph, &labels.gates, point);
        why = Unreached::Island;
        let Ok(snap) = snap_pin(snapshot, request.profile, request.at, leads).map_err(RouteRefusal::Pin)?
        else {
            continue;
        };
        let near = nearest_from(graph, &labels.gates, &labels.table, &snap, labels.table.k());
        if let Some(reached) = near.iter().find(|near| near.campus == request.campus) {
            let found = Found {
                level: *level,
                snap: &snap,
                gates: &labels.gates,
            };
            return Ok(answer(snapshot, request, &found, &labels.table, reached));
        }
        let gates = labels.gates.of_campuses(|campus| campus == request.campus);
        let row = exact_row(graph, &gates, Measure::Length);
        if let Some(reached) = reach_gate(graph, &gates, &row, &snap) {
            let found = Found {
                level: *level,
                snap: &snap,
                gates: &gates,
            };
            return Ok(answer(snapshot, request, &found, &row, &reached));
        }
    }
    Err(RouteRefusal::Unreached(why))
}

/// Between which places a way was found, and for which level.
pub(super) struct Found<'a> {
    pub(super) level: Level,
    pub(super) snap: &'a Snap,
    pub(super) gates: &'a GateSet,
}

impl Found<'_> {
    /// How the pin and the gate meet the network.
    pub(super) fn pin(&self, snapshot: &Snapshot, gate: &Gate) -> PinAnswer {
        let mut pin = pin_answer(snapshot, self.snap);
        if pin.confidence == Confidence::High {
            pin.confidence = confidence_of(&gate.snap);
        }
        pin
    }
}

fn answer(
    snapshot: &Snapshot,
    request: &RouteRequest,
    found: &Found<'_>,
    table: &LabelTable,
    reached: &Reached,
) -> RouteAnswer {
    let graph = &snapshot.index.layer(snapshot.raw(), request.profile).graph;
    let gate = found.gates.gate(reached.gate);
    let pieces = unroll(snapshot.index.network(), graph, found.gates, table, reached);
    let bell = request.bells.of(found.level);
    let punctuality = if reached.cost.crossings == 0 {
        punctuality_on_land(reached.cost.time, bell)
    } else {
        let day = day_of(snapshot, request.profile, request.day);
        let hops = static_hops(graph, found.gates, table, reached);
        let ends = [found.snap.leg_time, gate.snap.leg_time];
        let view = view_of(snapshot, request.profile, &day);
        punctuality_along(snapshot, &view, &hops, ends, bell)
    };
    RouteAnswer {
        pin: found.pin(snapshot, gate),
        travel: travel_of(reached.cost, found.snap.leg + gate.snap.leg),
        legs: legs(snapshot, request.at, found.snap, &pieces, gate),
        on_foot: on_foot(snapshot, request, &pieces),
        bell,
        punctuality,
    }
}

/// What somebody on foot meets on the way, for profiles that tell of it.
pub(super) fn on_foot(snapshot: &Snapshot, request: &RouteRequest, pieces: &[PathPiece]) -> Option<OnFoot> {
    let major = &snapshot.index.profile(request.profile).roads.major;
    if major.is_empty() {
        return None;
    }
    let (network, raw) = (snapshot.index.network(), snapshot.raw());
    let crossed = road_crossings(network, raw, snapshot.index.junctions(), major, pieces);
    let tell = |crossing: RoadCrossing| {
        let tags = &raw.ways[crossing.way.at()].tags;
        let name = tags.get("name").or_else(|| tags.get("ref"));
        CrossedRoad {
            name: name.map(str::to_owned),
            class: tags.get("highway").unwrap_or_default().to_owned(),
            at: crossing.at,
            marked: crossing.marked,
        }
    };
    Some(OnFoot {
        crossed: crossed.into_iter().map(tell).collect(),
        pavement: pavement(network, raw, pieces),
    })
}

/// Pieces joined to legs: the access legs at both ends, and between them one leg for each run of one road or line.
fn legs(snapshot: &Snapshot, pin: LonLat, snap: &Snap, pieces: &[PathPiece], gate: &Gate) -> Vec<Leg> {
    let mut legs = vec![access_leg(snap, [pin, snap.at])];
    for piece in pieces {
        let here = legs.last().and_then(|leg| leg.shape.last().copied());
        push_leg(&mut legs, leg_of(snapshot, piece, here));
    }
    legs.push(access_leg(&gate.snap, [gate.snap.at, gate.at]));
    legs.retain(|leg| leg.metres.0 > 0 || leg.time.0 > 0);
    legs
}

/// Adds a leg, or makes the last one longer where it goes on along the same road or line.
pub(super) fn push_leg(legs: &mut Vec<Leg>, leg: Leg) {
    let goes_on = matches!(leg.kind, LegKind::Road | LegKind::Sail);
    let same = |last: &&mut Leg| goes_on && last.kind == leg.kind && last.name == leg.name;
    match legs.last_mut().filter(same) {
        Some(last) => {
            last.metres += leg.metres;
            last.time += leg.time;
            last.shape.extend(leg.shape.into_iter().skip(1));
        }
        None => legs.push(leg),
    }
}

pub(super) fn access_leg(snap: &Snap, ends: [LonLat; 2]) -> Leg {
    Leg {
        kind: LegKind::Access,
        name: None,
        metres: snap.leg,
        time: snap.leg_time,
        shape: ends.to_vec(),
        clock: None,
    }
}

pub(super) fn leg_of(snapshot: &Snapshot, piece: &PathPiece, here: Option<LonLat>) -> Leg {
    let tags = |edge: EdgeIdx| &snapshot.raw().ways[snapshot.index.network().edge(edge).way.at()].tags;
    let name_of = |edge: EdgeIdx| tags(edge).get("name").map(str::to_owned);
    let with = |kind: LegKind, name: Option<String>, cost: &Cost, shape: Vec<LonLat>| Leg {
        kind,
        name,
        metres: cost.length,
        time: cost.time,
        shape,
        clock: None,
    };
    match piece {
        PathPiece::Along {
            edge, cost, shape, ..
        } => {
            let kind = if tags(*edge).is("route", "ferry") {
                LegKind::Sail
            } else {
                LegKind::Road
            };
            with(kind, name_of(*edge), cost, shape.clone())
        }
        PathPiece::Board { cost, onto } => with(
            LegKind::Wait,
            onto.and_then(name_of),
            cost,
            here.into_iter().collect(),
        ),
    }
}
