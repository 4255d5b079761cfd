//! The way from a pin to one campus, leg by leg.

use super::nearest::{labels_of, measure_of, travel_of};
use super::pin::{check_pin, confidence_of, pin_answer, snap_pin};
use super::{
    Confidence, CrossedRoad, Leg, LegKind, OnFoot, RouteAnswer, RouteRefusal, RouteRequest, Snapshot,
    Unreached,
};
use crate::base::geom::LonLat;
use crate::base::ids::EdgeIdx;
use crate::domain::network::{
    Cost, Gate, GateSet, LabelTable, PathPiece, Reached, RoadCrossing, Snap, exact_row, nearest_from,
    pavement, reach_gate, road_crossings, unroll,
};

/// The nearest way from a pin to a campus; its metres equal those of `nearest` to the centimetre.
pub fn route(snapshot: &Snapshot, request: &RouteRequest) -> Result<RouteAnswer, RouteRefusal> {
    check_pin(snapshot, request.at).map_err(RouteRefusal::Pin)?;
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
            return Ok(answer(
                snapshot,
                request,
                &snap,
                &labels.gates,
                &labels.table,
                reached,
            ));
        }
        let gates = labels.gates.of_campuses(|campus| campus == request.campus);
        let row = exact_row(graph, &gates, measure_of(request.rank));
        if let Some(reached) = reach_gate(graph, &gates, &row, &snap) {
            return Ok(answer(snapshot, request, &snap, &gates, &row, &reached));
        }
    }
    Err(RouteRefusal::Unreached(why))
}

fn answer(
    snapshot: &Snapshot,
    request: &RouteRequest,
    snap: &Snap,
    gates: &GateSet,
    table: &LabelTable,
    reached: &Reached,
) -> RouteAnswer {
    let graph = &snapshot.index.layer(snapshot.raw(), request.profile).graph;
    let gate = gates.gate(reached.gate);
    let pieces = unroll(snapshot.index.network(), graph, gates, table, reached);
    let mut pin = pin_answer(snapshot, snap);
    if pin.confidence == Confidence::High {
        pin.confidence = confidence_of(&gate.snap);
    }
    RouteAnswer {
        pin,
        travel: travel_of(reached.cost, snap.leg + gate.snap.leg),
        legs: legs(snapshot, request.at, snap, &pieces, gate),
        on_foot: on_foot(snapshot, request, &pieces),
    }
}

/// What somebody on foot meets on the way, for profiles that tell of it.
fn on_foot(snapshot: &Snapshot, request: &RouteRequest, pieces: &[PathPiece]) -> Option<OnFoot> {
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
        let leg = leg_of(
            snapshot,
            piece,
            legs.last().and_then(|leg| leg.shape.last().copied()),
        );
        match legs
            .last_mut()
            .filter(|last| last.kind == leg.kind && last.name == leg.name)
        {
            Some(last) if leg.kind != LegKind::Wait => {
                last.metres += leg.metres;
                last.time += leg.time;
                last.shape.extend(leg.shape.into_iter().skip(1));
            }
            _ => legs.push(leg),
        }
    }
    legs.push(access_leg(&gate.snap, [gate.snap.at, gate.at]));
    legs.retain(|leg| leg.metres.0 > 0 || leg.time.0 > 0);
    legs
}

fn access_leg(snap: &Snap, ends: [LonLat; 2]) -> Leg {
    Leg {
        kind: LegKind::Access,
        name: None,
        metres: snap.leg,
        time: snap.leg_time,
        shape: ends.to_vec(),
    }
}

fn leg_of(snapshot: &Snapshot, piece: &PathPiece, here: Option<LonLat>) -> Leg {
    let tags = |edge: EdgeIdx| &snapshot.raw().ways[snapshot.index.network().edge(edge).way.at()].tags;
    let name_of = |edge: EdgeIdx| tags(edge).get("name").map(str::to_owned);
    let with = |kind: LegKind, name: Option<String>, cost: &Cost, shape: Vec<LonLat>| Leg {
        kind,
        name,
        metres: cost.length,
        time: cost.time,
        shape,
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
