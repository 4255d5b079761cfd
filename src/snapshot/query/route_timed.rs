//! The way from a pin to one campus that can be left for last, leg by leg with its boats and buses; where the bell cannot
//! be met, the way that arrives earliest.

use super::nearest_timed::{DAY_BEGINS, TimedQuestion, late_timing};
use super::punctuality::{n_boats, schedule};
use super::route::{Found, access_leg, leg_of, on_foot, push_leg};
use super::{
    Leg, LegKind, Punctuality, Ride, RouteAnswer, RouteRefusal, RouteRequest, Schedule, Snapshot, Travel,
    Unreached,
};
use crate::base::geom::LonLat;
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::network::{
    Cost, DayView, Gate, Hop, LineMode, PathPiece, Snap, TimedTable, Timing, earliest_arrivals, keep_time,
    piece_of, timed_hops, timed_nearest,
};

pub(super) fn route_by_minutes(
    snapshot: &Snapshot,
    request: &RouteRequest,
) -> Result<RouteAnswer, RouteRefusal> {
    let mut why = Unreached::NoCampus;
    for level in &snapshot.schools().campus(request.campus).levels {
        let bell = request.bells.of(*level);
        let question = TimedQuestion::new(snapshot, request.profile, *level, request.day, bell);
        let Ok(snap) = question.snap(snapshot, request.at).map_err(RouteRefusal::Pin)? else {
            why = Unreached::Island;
            continue;
        };
        why = Unreached::NotThatDay;
        let gates = question
            .labels
            .gates
            .of_campuses(|campus| campus == request.campus);
        let found = Found {
            level: *level,
            snap: &snap,
            gates: &gates,
        };
        if let Some(way) = find_way(&question, snapshot, request, &found) {
            return Ok(answer(snapshot, request, &question, &found, &way));
        }
    }
    Err(RouteRefusal::Unreached(why))
}

/// A way with its clock.
struct TimedWay {
    gate: u16,
    length: Centimetres,
    hops: Vec<Hop>,
    timing: Timing,
    is_late: bool,
}

/// The way that meets the bell, else the one that arrives earliest.
fn find_way(
    question: &TimedQuestion,
    snapshot: &Snapshot,
    request: &RouteRequest,
    found: &Found<'_>,
) -> Option<TimedWay> {
    let view = question.view(snapshot);
    let labels = &question.labels;
    // The gates of the set are numbered otherwise than those of the campus alone; a way keeps those it was found by.
    let near = timed_nearest(
        view.graph,
        view.day,
        &labels.gates,
        &labels.table,
        found.snap,
        labels.table.k(),
    );
    if let Some(way) = near.iter().find(|way| way.campus == request.campus) {
        let hops = timed_hops(view.graph, view.day, &labels.gates, &labels.table, way);
        let first = labels
            .gates
            .gates()
            .iter()
            .position(|gate| gate.campus == request.campus)?;
        return on_time(&view, found, hops, way.gate - first as u16, way.length, question);
    }
    let row = TimedTable::build(view.graph, view.day, found.gates, 1, question.bell);
    let near = timed_nearest(view.graph, view.day, found.gates, &row, found.snap, 1);
    if let Some(way) = near.first() {
        let hops = timed_hops(view.graph, view.day, found.gates, &row, way);
        return on_time(&view, found, hops, way.gate, way.length, question);
    }
    let late = earliest_arrivals(view.graph, view.day, found.gates, found.snap, DAY_BEGINS);
    let way = late.into_iter().next()?;
    Some(TimedWay {
        timing: late_timing(&view, found.gates, found.snap, &way)?,
        gate: way.gate,
        length: way.length,
        hops: way.hops,
        is_late: true,
    })
}

fn on_time(
    view: &DayView<'_>,
    found: &Found<'_>,
    hops: Vec<Hop>,
    gate: u16,
    length: Centimetres,
    question: &TimedQuestion,
) -> Option<TimedWay> {
    let ends = [found.snap.leg_time, found.gates.gate(gate).snap.leg_time];
    Some(TimedWay {
        gate,
        length,
        timing: keep_time(view, &hops, ends, question.bell)?,
        hops,
        is_late: false,
    })
}

fn answer(
    snapshot: &Snapshot,
    request: &RouteRequest,
    question: &TimedQuestion,
    found: &Found<'_>,
    way: &TimedWay,
) -> RouteAnswer {
    let view = question.view(snapshot);
    let gate = found.gates.gate(way.gate);
    let schedule = schedule(snapshot, &view, &way.timing);
    let legs = legs(snapshot, &view, request.at, found.snap, gate, way, &schedule);
    RouteAnswer {
        pin: found.pin(snapshot, gate),
        travel: Travel {
            metres: way.length,
            access: found.snap.leg + gate.snap.leg,
            time: way.timing.duration,
            crossings: n_boats(&schedule.rides),
        },
        legs,
        on_foot: on_foot(snapshot, request, &road_pieces(&view, &way.hops)),
        bell: question.bell,
        punctuality: if way.is_late {
            Punctuality::ArrivesLate(schedule)
        } else {
            Punctuality::OnTime(schedule)
        },
    }
}

/// The pieces along roads and ferry ways; where a ride lies between two, they do not touch.
fn road_pieces(view: &DayView<'_>, hops: &[Hop]) -> Vec<PathPiece> {
    let apart = || PathPiece::Board {
        cost: Cost::default(),
        onto: None,
    };
    let piece = |hop: &Hop| match hop {
        Hop::Ride { .. } => Some(apart()),
        hop => piece_of(view.network, view.graph, hop),
    };
    hops.iter().filter_map(piece).collect()
}

/// One leg for each run of one road or line, each wait and each straight leg, with its clock times.
fn legs(
    snapshot: &Snapshot,
    view: &DayView<'_>,
    pin: LonLat,
    snap: &Snap,
    gate: &Gate,
    way: &TimedWay,
    schedule: &Schedule,
) -> Vec<Leg> {
    let mut legs = vec![access_leg(snap, [pin, snap.at])];
    let mut rides = schedule.rides.iter();
    for hop in &way.hops {
        let here = legs.last().and_then(|leg| leg.shape.last().copied());
        match hop {
            Hop::Ride { pattern, from, to } => {
                let pattern = view.day.pattern(*pattern);
                if let Some(ride) = rides.next() {
                    legs.push(wait_leg(ride, here));
                    legs.push(ride_leg(
                        ride,
                        pattern.length(*from, *to),
                        pattern.shape(*from, *to),
                    ));
                }
            }
            Hop::Board(_) => legs.extend(rides.next().map(|ride| wait_leg(ride, here))),
            Hop::ToStop(place) => {
                let place = view.day.stops().place(*place);
                legs.push(access_leg(&place.snap, [place.snap.at, place.at]));
            }
            Hop::FromStop(place) => {
                let place = view.day.stops().place(*place);
                legs.push(access_leg(&place.snap, [place.at, place.snap.at]));
            }
            Hop::Along { .. } | Hop::Alight(_) => {
                if let Some(piece) = piece_of(view.network, view.graph, hop) {
                    push_leg(&mut legs, leg_of(snapshot, &piece, here));
                }
            }
        }
    }
    legs.push(access_leg(&gate.snap, [gate.snap.at, gate.at]));
    legs.retain(|leg| leg.metres.0 > 0 || leg.time.0 > 0);
    let mut clock = schedule.leave_by;
    for leg in &mut legs {
        let begins = clock;
        clock = clock.after(leg.time);
        leg.clock = Some([begins, clock]);
    }
    legs
}

fn wait_leg(ride: &Ride, here: Option<LonLat>) -> Leg {
    Leg {
        kind: LegKind::Wait,
        name: ride.line.clone(),
        metres: Centimetres::ZERO,
        time: ride.wait,
        shape: here.into_iter().collect(),
        clock: None,
    }
}

fn ride_leg(ride: &Ride, metres: Centimetres, shape: Vec<LonLat>) -> Leg {
    let time: Deciseconds = ride.aboard;
    Leg {
        kind: if ride.mode == LineMode::Boat {
            LegKind::Sail
        } else {
            LegKind::Ride
        },
        name: ride.line.clone(),
        metres,
        time,
        shape,
        clock: None,
    }
}
