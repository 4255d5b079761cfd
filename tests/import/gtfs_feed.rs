//! A small GTFS feed of one test: three wharves in a row, a boat by clock times and a ferry at an interval.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use truonggan::adapters::import::read_layer;
use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::progress::Silent;
use truonggan::domain::network::{Timetable, Trip};
use truonggan::snapshot::dataset::{Layer, StagedLayer};
use zip::write::SimpleFileOptions;

use super::files::{Files, told};

/// The tables of a feed, by name.
#[derive(Clone)]
pub struct Feed(BTreeMap<String, String>);

impl Feed {
    /// A feed without fault.
    pub fn good() -> Self {
        let tables = [
            (
                "agency.txt",
                "agency_id,agency_name,agency_url,agency_timezone\nA,Hợp tác xã Đò,https://example.org,Asia/Ho_Chi_Minh\n",
            ),
            (
                "stops.txt",
                "stop_id,stop_name,stop_lat,stop_lon\nW1,Bến Một,10.40,106.90\nW2,Bến Hai,10.45,106.90\nW3,Bến Ba,10.50,106.90\n",
            ),
            (
                "routes.txt",
                "route_id,route_short_name,route_long_name,route_type\nL1,Đ1,Đò Một – Ba,4\nF1,,Phà Một – Hai,1200\n",
            ),
            (
                "trips.txt",
                "route_id,service_id,trip_id,trip_headsign,bikes_allowed,cars_allowed\nL1,WEEK,T1,Bến Ba,1,2\nF1,ALL,F1T,,,\n",
            ),
            (
                "stop_times.txt",
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n\
                 T1,05:30:00,05:30:00,W1,1,0,1\nT1,05:50:00,05:55:00,W2,2,,\nT1,06:15:00,06:15:00,W3,3,1,0\n\
                 F1T,00:00:00,00:00:00,W1,0,,\nF1T,00:10:00,00:10:00,W2,1,,\n",
            ),
            (
                "frequencies.txt",
                "trip_id,start_time,end_time,headway_secs,exact_times\nF1T,05:00:00,20:00:00,900,0\nF1T,20:00:00,24:00:00,2700,\n",
            ),
            (
                "calendar.txt",
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
                 WEEK,1,1,1,1,1,0,0,20260907,20270531\nALL,1,1,1,1,1,1,1,20260101,20271231\n",
            ),
            (
                "calendar_dates.txt",
                "service_id,date,exception_type\nWEEK,20261124,2\nWEEK,20260905,1\n",
            ),
        ];
        Self(
            tables
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .collect(),
        )
    }

    /// The same with a table exchanged or added.
    pub fn with(mut self, table: &str, text: &str) -> Self {
        self.0.insert(table.to_owned(), text.to_owned());
        self
    }

    /// The same with a part of a table exchanged, which must be there.
    pub fn changed(mut self, table: &str, from: &str, to: &str) -> Self {
        let text = self.0.get_mut(table).unwrap();
        assert!(text.contains(from), "{table} has {from:?}");
        *text = text.replace(from, to);
        self
    }

    /// The same with one more row.
    pub fn row(mut self, table: &str, row: &str) -> Self {
        let text = self.0.get_mut(table).unwrap();
        text.push_str(row);
        text.push('\n');
        self
    }

    /// The same without a table.
    pub fn without(mut self, table: &str) -> Self {
        self.0.remove(table).unwrap();
        self
    }

    /// The same with every table's rows changed by a function.
    pub fn with_rows(mut self, change: impl Fn(Vec<&str>) -> Vec<&str>) -> Self {
        for text in self.0.values_mut() {
            let mut lines: Vec<&str> = text.lines().collect();
            let rows = change(lines.split_off(1));
            *text = [lines, rows, vec![""]].concat().join("\n");
        }
        self
    }

    /// Writes the tables into a folder of this name.
    pub fn folder(&self, files: &Files, name: &str) -> PathBuf {
        let tables = self.0.iter();
        for (table, text) in tables {
            files.write(&format!("{name}/{table}"), text);
        }
        files.path(name)
    }

    /// Writes the tables into a `.zip`, each path beginning with `prefix`.
    pub fn zip(&self, files: &Files, name: &str, prefix: &str) -> PathBuf {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for (table, text) in self.0.iter().rev() {
            archive.start_file(format!("{prefix}{table}"), options).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        files.write(name, archive.finish().unwrap().into_inner())
    }

    /// What reading it gives.
    pub fn read(&self) -> (Option<Timetable>, Diagnostics) {
        let files = Files::new();
        read_feeds(&[self.folder(&files, "feed")])
    }

    /// The timetable of a feed that has no errors.
    pub fn timetable(&self) -> Timetable {
        let (timetable, diagnostics) = self.read();
        assert!(!diagnostics.has_errors(), "{}", told(&diagnostics));
        timetable.unwrap()
    }
}

/// The timetable in folders or files.
pub fn read_feeds(paths: &[PathBuf]) -> (Option<Timetable>, Diagnostics) {
    let (mut staged, diagnostics) = read_layer(Layer::Timetable, paths, &Silent).unwrap();
    let timetable = match staged.take(Layer::Timetable) {
        Some(StagedLayer::Timetable(timetable)) => Some(timetable),
        _ => None,
    };
    (timetable, diagnostics)
}

/// A trip by code.
pub fn trip<'t>(timetable: &'t Timetable, id: &str) -> &'t Trip {
    timetable.trips.iter().find(|trip| trip.id == id).unwrap()
}

/// Calls of a trip as `stop arrival–departure`.
pub fn calls(timetable: &Timetable, id: &str) -> Vec<String> {
    let call = |call: &truonggan::domain::network::Call| {
        format!(
            "{} {}–{}",
            timetable.stop(call.stop).id,
            call.arrives,
            call.departs
        )
    };
    trip(timetable, id).calls.iter().map(call).collect()
}
