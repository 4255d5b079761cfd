//! A timetable against the ground: stops stand beside ways, and boats sail along ferry ways of their line's name.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{LonLat, Planar, Ruler, foot_on_segment};
use crate::base::ids::{LineIdx, StopIdx};
use crate::domain::network::{LineMode, RawNetwork, RawWay, Timetable};

/// A stop farther from every way than this can hardly be walked to; as far as a pin may be from a road.
const FAR_METRES: f64 = 500.0;

/// Warns of stops and boats that answers cannot use well. Without a network there is nothing to compare with.
pub(super) fn check_ground(timetable: &Timetable, network: &RawNetwork, diagnostics: &mut Diagnostics) {
    if network.ways.is_empty() || timetable.is_empty() {
        return;
    }
    let called = called_stops(timetable);
    let used: BTreeSet<StopIdx> = called.values().flatten().copied().collect();
    let far = far_from(timetable, &used, network.ways.iter());
    for stop in &far {
        let sentence = format!(
            "`{}` is more than 500 m from every way of the network, so that nobody reaches it; check its place, or \
             import the roads around it.",
            timetable.stop(*stop).name
        );
        warn(
            diagnostics,
            "dataset/stop_far_from_ways",
            &timetable.stop(*stop).id,
            sentence,
        );
    }
    for (line, stops) in &called {
        check_boat(timetable, (*line, stops), network, &far, diagnostics);
    }
}

fn warn(diagnostics: &mut Diagnostics, code: &'static str, object: &str, sentence: String) {
    diagnostics.push(Diagnostic::new(Severity::Warning, code, sentence).at_object(object));
}

/// The stops at which the trips of each line call.
fn called_stops(timetable: &Timetable) -> BTreeMap<LineIdx, BTreeSet<StopIdx>> {
    let mut called: BTreeMap<LineIdx, BTreeSet<StopIdx>> = BTreeMap::new();
    for trip in &timetable.trips {
        let stops = trip.calls.iter().map(|call| call.stop);
        called.entry(trip.line).or_default().extend(stops);
    }
    called
}

/// A boat is timed by its trips and measured by the ferry way of its name; without one it has no metres.
fn check_boat(
    timetable: &Timetable,
    (line, stops): (LineIdx, &BTreeSet<StopIdx>),
    network: &RawNetwork,
    far: &BTreeSet<StopIdx>,
    diagnostics: &mut Diagnostics,
) {
    let line = timetable.line(line);
    if line.mode != LineMode::Boat {
        return;
    }
    let is_its_way = |way: &&RawWay| way.tags.is("route", "ferry") && way.tags.is("name", &line.name);
    let mut ways = network.ways.iter().filter(is_its_way).peekable();
    if ways.peek().is_none() {
        let sentence = format!(
            "No ferry way of the network is called `{}`, so the boat counts in minutes but not in metres; draw its \
             way with `route=ferry` and this name, or mend the name.",
            line.name
        );
        warn(diagnostics, "dataset/boat_without_way", &line.id, sentence);
        return;
    }
    for stop in far_from(timetable, stops, ways).difference(far) {
        let sentence = format!(
            "The boat calls at `{}`, which is more than 500 m from its ferry way; mend the place of the stop or the way.",
            timetable.stop(*stop).name
        );
        warn(diagnostics, "dataset/boat_off_its_way", &line.id, sentence);
    }
}

/// Those stops that are far from all of some ways.
///
/// Stops are put into cells as wide as the limit, and each piece of way looks into the cells around it, so that the
/// cost is about that of reading the ways once.
fn far_from<'w>(
    timetable: &Timetable,
    stops: &BTreeSet<StopIdx>,
    ways: impl Iterator<Item = &'w RawWay>,
) -> BTreeSet<StopIdx> {
    let mut cells: BTreeMap<i32, BTreeMap<i32, Vec<StopIdx>>> = BTreeMap::new();
    for stop in stops {
        let (column, row) = cell_of(timetable.stop(*stop).at);
        cells
            .entry(row)
            .or_default()
            .entry(column)
            .or_default()
            .push(*stop);
    }
    let mut far = stops.clone();
    for way in ways {
        for pair in way.shape.windows(2) {
            let [a, b] = [LonLat::from(pair[0]), LonLat::from(pair[1])];
            let (ca, cb) = (cell_of(a), cell_of(b));
            let rows = ca.1.min(cb.1) - 1..=ca.1.max(cb.1) + 1;
            let columns = ca.0.min(cb.0) - 1..=ca.0.max(cb.0) + 1;
            let around = cells.range(rows).flat_map(|(_, row)| row.range(columns.clone()));
            for stop in around.flat_map(|(_, stops)| stops) {
                if far.contains(stop) && metres_to(timetable.stop(*stop).at, a, b) <= FAR_METRES {
                    far.remove(stop);
                }
            }
        }
    }
    far
}

/// Column and row of a cell that is 500 m wide or wider at every latitude below 80°.
fn cell_of(at: LonLat) -> (i32, i32) {
    // A degree of latitude is never shorter than 110.5 km, and a degree of longitude at 80° is 19 km.
    ((at.lon / 0.03).floor() as i32, (at.lat / 0.005).floor() as i32)
}

fn metres_to(place: LonLat, a: LonLat, b: LonLat) -> f64 {
    let ruler = Ruler::at(place.lat);
    let flat = |at: LonLat| Planar {
        x: (at.lon - place.lon) / ruler.lon_degrees(1.0),
        y: (at.lat - place.lat) / ruler.lat_degrees(1.0),
    };
    foot_on_segment(Planar { x: 0.0, y: 0.0 }, flat(a), flat(b))
        .distance_2
        .sqrt()
}
