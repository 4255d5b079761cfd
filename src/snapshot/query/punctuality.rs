//! The clock along ways: does a way meet the bell, by which boats and buses, and when must one leave.

use std::sync::Arc;

use super::{Punctuality, Ride, Schedule, Snapshot};
use crate::base::calendar::{ClockTime, Day};
use crate::base::ids::ProfileIdx;
use crate::base::units::Deciseconds;
use crate::domain::network::{DayNetwork, DayView, Hop, LineMode, TimedRide, Timing, Vehicle, keep_time};

/// What runs for a profile on a day.
pub(super) fn day_of(snapshot: &Snapshot, profile: ProfileIdx, day: Day) -> Arc<DayNetwork> {
    snapshot
        .index
        .day(snapshot.raw(), snapshot.dataset.timetable(), profile, day)
}

/// One profile's network on one day.
pub(super) fn view_of<'a>(snapshot: &'a Snapshot, profile: ProfileIdx, day: &'a DayNetwork) -> DayView<'a> {
    DayView {
        network: snapshot.index.network(),
        graph: &snapshot.index.layer(snapshot.raw(), profile).graph,
        day,
    }
}

/// Whether a way without boats and buses meets the bell.
pub(super) fn punctuality_on_land(duration: Deciseconds, bell: ClockTime) -> Punctuality {
    let schedule = |leave_by: ClockTime| Schedule {
        leave_by,
        arrive_at: leave_by.after(duration),
        rides: Vec::new(),
    };
    match bell.before(duration) {
        Some(leave_by) => Punctuality::OnTime(schedule(leave_by)),
        None => Punctuality::ArrivesLate(schedule(ClockTime::default())),
    }
}

/// The end of the day after: what has not arrived by then does not run.
const LAST_ARRIVAL: ClockTime = ClockTime::at(48, 0);

/// Whether a way meets the bell, and if not when it arrives at the earliest.
pub(super) fn punctuality_along(
    snapshot: &Snapshot,
    view: &DayView<'_>,
    hops: &[Hop],
    ends: [Deciseconds; 2],
    bell: ClockTime,
) -> Punctuality {
    let by = |by: ClockTime| keep_time(view, hops, ends, by);
    if let Some(timing) = by(bell) {
        return Punctuality::OnTime(schedule(snapshot, view, &timing));
    }
    if by(LAST_ARRIVAL).is_none() {
        return Punctuality::DoesNotRun;
    }
    // Who can arrive by a time can arrive by every later one, so the earliest is found by halving.
    let (mut too_early, mut enough) = (bell.0.0, LAST_ARRIVAL.0.0);
    while enough - too_early > 1 {
        let middle = too_early.midpoint(enough);
        if by(ClockTime(Deciseconds(middle))).is_some() {
            enough = middle;
        } else {
            too_early = middle;
        }
    }
    by(ClockTime(Deciseconds(enough))).map_or(Punctuality::DoesNotRun, |timing| {
        Punctuality::ArrivesLate(schedule(snapshot, view, &timing))
    })
}

/// A timing with the names of its boats and buses.
pub(super) fn schedule(snapshot: &Snapshot, view: &DayView<'_>, timing: &Timing) -> Schedule {
    Schedule {
        leave_by: timing.leave_by,
        arrive_at: timing.arrive_at,
        rides: timing
            .rides
            .iter()
            .map(|ride| named(snapshot, view, ride))
            .collect(),
    }
}

fn named(snapshot: &Snapshot, view: &DayView<'_>, ride: &TimedRide) -> Ride {
    let unnamed = Ride {
        mode: LineMode::Boat,
        line: None,
        operator: None,
        pupils_only: false,
        from: None,
        to: None,
        departs: ride.departs,
        arrives: ride.arrives,
        headway: ride.headway,
        wait: ride.wait,
        aboard: ride.aboard,
    };
    match ride.vehicle {
        Vehicle::Ferry { first, .. } => {
            let tags = &snapshot.raw().ways[view.network.edge(first).way.at()].tags;
            let text = |key: &str| tags.get(key).map(str::to_owned);
            Ride {
                line: text("name").or_else(|| text("ref")),
                operator: text("operator"),
                ..unnamed
            }
        }
        Vehicle::Trip {
            pattern, from, to, ..
        } => {
            let timetable = snapshot.dataset.timetable();
            let pattern = view.day.pattern(pattern);
            let line = timetable.line(pattern.line);
            let stop = |call: usize| Some(timetable.stop(pattern.stops[call]).name.clone());
            Ride {
                mode: line.mode,
                line: Some(line.name.clone()),
                operator: line.operator.clone(),
                pupils_only: line.pupils_only,
                from: stop(from),
                to: stop(to),
                ..unnamed
            }
        }
    }
}

/// How many of the rides are boats.
pub(super) fn n_boats(rides: &[Ride]) -> u8 {
    let boats = rides.iter().filter(|ride| ride.mode == LineMode::Boat).count();
    u8::try_from(boats).unwrap_or(u8::MAX)
}
