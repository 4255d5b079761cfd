//! A timetable by itself: what refers to what, and whether its trips can be travelled.

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::network::{Timetable, Trip};

/// A timetable in the order of its codes, or an empty one with an error for each contradiction.
pub(super) fn ordered_timetable(timetable: Timetable, diagnostics: &mut Diagnostics) -> Timetable {
    let mut errors = Diagnostics::new();
    refuse_strangers(&timetable, &mut errors);
    if !errors.has_errors() {
        refuse_equal_codes(&timetable, &mut errors);
        for trip in &timetable.trips {
            check_trip(trip, &mut errors);
        }
    }
    let is_sound = !errors.has_errors();
    diagnostics.extend(errors);
    if is_sound {
        timetable.ordered()
    } else {
        Timetable::default()
    }
}

fn error(code: &'static str, trip: &str, sentence: &str) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, sentence).at_object(format!("trip {trip}"))
}

/// Whether anyone can get on and, at a later call, off.
fn takes_anyone(trip: &Trip) -> bool {
    let boards = trip.calls.iter().position(|call| call.boards);
    boards.is_some_and(|from| trip.calls[from + 1..].iter().any(|call| call.alights))
}

/// A position that is nobody's would be somebody else's after the next change, so such rows are never published.
fn refuse_strangers(timetable: &Timetable, diagnostics: &mut Diagnostics) {
    for trip in &timetable.trips {
        let is_known = trip.line.at() < timetable.lines.len()
            && trip.service.at() < timetable.services.len()
            && trip
                .calls
                .iter()
                .all(|call| call.stop.at() < timetable.stops.len());
        if !is_known {
            diagnostics.push(error(
                "dataset/trip_reference",
                &trip.id,
                "The trip names a line, service or stop that is not there; import the timetable again.",
            ));
        }
    }
}

fn refuse_equal_codes(timetable: &Timetable, diagnostics: &mut Diagnostics) {
    let kinds: [(&str, Vec<&str>); 4] = [
        (
            "stop",
            timetable.stops.iter().map(|stop| stop.id.as_str()).collect(),
        ),
        (
            "line",
            timetable.lines.iter().map(|line| line.id.as_str()).collect(),
        ),
        (
            "service",
            timetable
                .services
                .iter()
                .map(|service| service.id.as_str())
                .collect(),
        ),
        (
            "trip",
            timetable.trips.iter().map(|trip| trip.id.as_str()).collect(),
        ),
    ];
    for (kind, mut codes) in kinds {
        codes.sort_unstable();
        for pair in codes.windows(2).filter(|pair| pair[0] == pair[1]) {
            diagnostics.push(
                Diagnostic::new(
                    Severity::Error,
                    "dataset/timetable_code_twice",
                    "Two rows of the timetable have the same code; give each its own.",
                )
                .at_object(format!("{kind} {}", pair[0])),
            );
        }
    }
}

fn check_trip(trip: &Trip, diagnostics: &mut Diagnostics) {
    let times = trip.calls.iter().flat_map(|call| [call.arrives, call.departs]);
    if trip.calls.len() < 2 || !times.is_sorted() {
        diagnostics.push(error(
            "dataset/trip_calls",
            &trip.id,
            "The trip has fewer than two calls, or its times go back; import the timetable again.",
        ));
    }
    if !takes_anyone(trip) {
        let sentence =
            "Nobody can get on this trip and off it again; mend where it stops to let people on and off.";
        let warning = Diagnostic::new(Severity::Warning, "dataset/trip_closed", sentence);
        diagnostics.push(warning.at_object(format!("trip {}", trip.id)));
    }
    if trip
        .windows
        .iter()
        .any(|window| window.headway.0 == 0 || window.from >= window.until)
    {
        diagnostics.push(error(
            "dataset/trip_windows",
            &trip.id,
            "The trip is repeated without an interval or within no time; import the timetable again.",
        ));
    }
}
