//! One feed, its rows referring to one another by code.

use std::collections::BTreeMap;
use std::path::Path;

use super::tables::FeedTables;
use super::{assemble, calls, frequencies, lines, services, shapes, stops, trips};
use crate::adapters::import::ImportError;
use crate::base::calendar::ClockTime;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::FixedLonLat;
use crate::domain::network::{Carriage, Line, Service, ServiceWindow, Stop};

/// A feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::adapters::import) struct Feed {
    /// The name of its folder or file, without ending.
    pub(super) name: String,
    pub(super) stops: BTreeMap<String, Stop>,
    pub(super) lines: BTreeMap<String, Line>,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) trips: BTreeMap<String, FeedTrip>,
}

/// A trip of a feed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FeedTrip {
    pub(super) line: String,
    pub(super) service: String,
    pub(super) headsign: Option<String>,
    pub(super) calls: Vec<FeedCall>,
    pub(super) windows: Vec<ServiceWindow>,
    pub(super) bicycles: Carriage,
    pub(super) cars: Carriage,
    pub(super) shape: Vec<FixedLonLat>,
}

/// A call of a trip.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FeedCall {
    pub(super) stop: String,
    pub(super) arrives: ClockTime,
    pub(super) departs: ClockTime,
    pub(super) boards: bool,
    pub(super) alights: bool,
}

/// Reads a folder or `.zip`, and tells everything that is wrong with it at once.
pub(in crate::adapters::import) fn read_feed(
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Result<Feed, ImportError> {
    let mut found = Diagnostics::new();
    let mut tables = FeedTables::open(path, &mut found)?;
    let mut feed = Feed::default();
    if !tables.is_empty() {
        feed = read_tables(&mut tables, &mut found)?;
        tables.note_unread(&mut found);
        if feed.trips.is_empty() && !found.has_errors() {
            let sentence =
                "There is no trip in it that anyone could take; check that it is the right timetable.";
            let error = Diagnostic::new(Severity::Error, "gtfs/no_trips", sentence);
            found.push(error.in_file(tables.name()));
        }
    }
    let name = tables.name();
    name.strip_suffix(".zip")
        .unwrap_or(name)
        .clone_into(&mut feed.name);
    diagnostics.extend(found);
    Ok(feed)
}

fn read_tables(tables: &mut FeedTables, diagnostics: &mut Diagnostics) -> Result<Feed, ImportError> {
    let stops = stops::read(tables, diagnostics)?;
    let lines = lines::read(tables, diagnostics)?;
    let services = services::read(tables, diagnostics)?;
    let shapes = shapes::read(tables, diagnostics)?;
    let trips = trips::read(tables, (&lines, &services), diagnostics)?;
    let calls = calls::read(tables, (&trips, &stops), diagnostics)?;
    let frequencies = frequencies::read(tables, &trips, diagnostics)?;
    let rows = assemble::Rows {
        stops,
        lines,
        services,
        trips,
        calls,
        frequencies,
        shapes,
    };
    Ok(assemble::feed(tables, rows, diagnostics))
}
