//! Several feeds as one timetable, the same whatever their order.

use std::collections::{BTreeMap, BTreeSet};

use super::feed::{Feed, FeedTrip};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::ids::{LineIdx, ServiceIdx, StopIdx};
use crate::domain::network::{Call, Line, Service, Stop, Timetable, Trip};

/// One timetable. A row that two feeds have in the same words is there once; where they have different rows with one
/// code, each gets the name of its feed before its code.
pub(in crate::adapters::import) fn merge_feeds(
    mut feeds: Vec<Feed>,
    diagnostics: &mut Diagnostics,
) -> Timetable {
    feeds.sort_by(|a, b| a.name.cmp(&b.name));
    for pair in feeds.windows(2).filter(|pair| pair[0].name == pair[1].name) {
        let sentence =
            "Two timetables have the same name, so that their codes could not be told apart; rename one.";
        let error = Diagnostic::new(Severity::Error, "gtfs/feed_twice", sentence);
        diagnostics.push(error.in_file(&pair[0].name));
    }
    rename_rows(&mut feeds, diagnostics);
    let clashes = clashes(&feeds, |feed| &feed.trips);
    tell(&clashes, "trip", diagnostics);
    let mut merged = Feed::default();
    for feed in feeds {
        merged.stops.extend(feed.stops);
        merged.lines.extend(feed.lines);
        merged.services.extend(feed.services);
        let own = |code: String| own_code(&feed.name, code, &clashes);
        let trips = feed.trips.into_iter().map(|(code, trip)| (own(code), trip));
        merged.trips.extend(trips);
    }
    timetable(merged)
}

/// Gives stops, lines and services their own codes where feeds clash, and trips the new codes of what they name.
fn rename_rows(feeds: &mut [Feed], diagnostics: &mut Diagnostics) {
    let stops = clashes(feeds, |feed| &feed.stops);
    let lines = clashes(feeds, |feed| &feed.lines);
    let services = clashes(feeds, |feed| &feed.services);
    for (codes, kind) in [(&stops, "stop"), (&lines, "line"), (&services, "service")] {
        tell(codes, kind, diagnostics);
    }
    for feed in feeds {
        let name = feed.name.clone();
        feed.stops = renamed(
            &mut feed.stops,
            |code| own_code(&name, code, &stops),
            |stop: &mut Stop| &mut stop.id,
        );
        feed.lines = renamed(
            &mut feed.lines,
            |code| own_code(&name, code, &lines),
            |line: &mut Line| &mut line.id,
        );
        feed.services = renamed(
            &mut feed.services,
            |code| own_code(&name, code, &services),
            |service: &mut Service| &mut service.id,
        );
        for trip in feed.trips.values_mut() {
            trip.line = own_code(&name, std::mem::take(&mut trip.line), &lines);
            trip.service = own_code(&name, std::mem::take(&mut trip.service), &services);
            for call in &mut trip.calls {
                call.stop = own_code(&name, std::mem::take(&mut call.stop), &stops);
            }
        }
    }
}

/// Codes that different rows of two feeds have.
fn clashes<T: PartialEq>(feeds: &[Feed], rows: impl Fn(&Feed) -> &BTreeMap<String, T>) -> BTreeSet<String> {
    let mut first: BTreeMap<&str, &T> = BTreeMap::new();
    let mut clashes = BTreeSet::new();
    for (code, row) in feeds.iter().flat_map(rows) {
        if *first.entry(code).or_insert(row) != row {
            clashes.insert(code.clone());
        }
    }
    clashes
}

fn own_code(feed: &str, code: String, clashes: &BTreeSet<String>) -> String {
    if clashes.contains(&code) {
        format!("{feed}:{code}")
    } else {
        code
    }
}

fn tell(clashes: &BTreeSet<String>, kind: &str, diagnostics: &mut Diagnostics) {
    for code in clashes {
        let sentence =
            "Two timetables have different rows with this code; each has its timetable's name before it now.";
        let note = Diagnostic::new(Severity::Note, "gtfs/code_prefixed", sentence);
        diagnostics.push(note.at_object(format!("{kind} {code}")));
    }
}

fn renamed<T>(
    rows: &mut BTreeMap<String, T>,
    own: impl Fn(String) -> String,
    id: impl Fn(&mut T) -> &mut String,
) -> BTreeMap<String, T> {
    std::mem::take(rows)
        .into_iter()
        .map(|(code, mut row)| {
            let code = own(code);
            id(&mut row).clone_from(&code);
            (code, row)
        })
        .collect()
}

/// Codes become positions, in the order of the codes.
fn timetable(feed: Feed) -> Timetable {
    let stops = positions(&feed.stops);
    let lines = positions(&feed.lines);
    let services = positions(&feed.services);
    let trip = |(id, trip): (String, FeedTrip)| {
        let call = |call: super::feed::FeedCall| {
            Some(Call {
                stop: StopIdx::from_usize(*stops.get(&call.stop)?),
                arrives: call.arrives,
                departs: call.departs,
                boards: call.boards,
                alights: call.alights,
            })
        };
        Some(Trip {
            line: LineIdx::from_usize(*lines.get(&trip.line)?),
            service: ServiceIdx::from_usize(*services.get(&trip.service)?),
            id,
            headsign: trip.headsign,
            calls: trip.calls.into_iter().map(call).collect::<Option<_>>()?,
            windows: trip.windows,
            bicycles: trip.bicycles,
            cars: trip.cars,
            shape: trip.shape,
        })
    };
    // What a trip names is there unless an error was told, and then nothing of this is used.
    let trips = feed.trips.into_iter().filter_map(trip).collect();
    Timetable {
        trips,
        stops: feed.stops.into_values().collect(),
        lines: feed.lines.into_values().collect(),
        services: feed.services.into_values().collect(),
    }
}

fn positions<T>(rows: &BTreeMap<String, T>) -> BTreeMap<String, usize> {
    rows.keys().cloned().zip(0..).collect()
}
