//! The city's 14 pupil lines: a published list without clock times becomes trips that a timetable can be asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::diagnostic::Severity;
use truonggan::base::geom::{LonLat, Ruler};
use truonggan::domain::network::{LineMode, Timetable, Trip};

use super::files::{Files, told};
use super::gtfs_feed::read_feeds;
use super::real_data;

/// What the list says of a line in one direction.
struct Listed {
    line: String,
    outward: bool,
    metres: f64,
    minutes: u32,
    stops: Vec<String>,
}

fn listed(paths: &Path, sequences: &Path) -> Vec<Listed> {
    let mut stops: BTreeMap<(String, String), Vec<(u32, String)>> = BTreeMap::new();
    let mut rows = csv::Reader::from_path(sequences).unwrap();
    for row in rows.records() {
        let row = row.unwrap();
        let key = (row[1].to_owned(), row[2].to_owned());
        stops
            .entry(key)
            .or_default()
            .push((row[4].parse().unwrap(), row[5].to_owned()));
    }
    let text = std::fs::read_to_string(paths).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = json["features"].as_array().unwrap().iter();
    let of = |feature: &serde_json::Value| {
        let properties = &feature["properties"];
        let text = |key: &str| properties[key].as_str().unwrap().to_owned();
        let mut calls = stops[&(text("route_id"), text("var_id"))].clone();
        calls.sort();
        Listed {
            line: text("route_no"),
            outward: properties["outbound"].as_bool().unwrap(),
            metres: properties["distance_m"].as_f64().unwrap(),
            minutes: properties["running_time_min"].as_u64().unwrap() as u32,
            stops: calls.into_iter().map(|(_, stop)| stop).collect(),
        }
    };
    features
        .filter(|feature| {
            feature["properties"]["route_no"]
                .as_str()
                .unwrap()
                .starts_with("HS-")
        })
        .map(of)
        .collect()
}

/// Runs the script on the list.
fn converted(files: &Files, list: [&PathBuf; 3], lines: &str) -> (PathBuf, std::process::Output) {
    let out = files.path("lines");
    let [paths, stops, sequences] = list;
    let run = Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/bus_lines_to_gtfs.py"))
        .arg("--paths")
        .arg(paths)
        .arg("--stops")
        .arg(stops)
        .arg("--sequences")
        .arg(sequences)
        .args([
            "--lines",
            lines,
            "--pupils-only",
            "--arrive",
            "06:45",
            "--return",
            "17:00",
        ])
        .args(["--days", "20260907", "20270531", "--not-on", "20261124"])
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    (out, run)
}

fn metres(trip: &Trip) -> f64 {
    let places: Vec<LonLat> = trip.shape.iter().map(|at| LonLat::from(*at)).collect();
    places
        .windows(2)
        .map(|pair| Ruler::between(pair[0], pair[1]))
        .sum()
}

fn check_trip(timetable: &Timetable, list: &Listed) {
    let line = timetable.lines.iter().find(|line| line.id == list.line).unwrap();
    assert_eq!((line.mode, line.pupils_only), (LineMode::Bus, true));
    assert!(
        line.name.starts_with(&format!("{}: ", list.line)),
        "{}",
        line.name
    );
    let found: Vec<&Trip> = timetable
        .trips
        .iter()
        .filter(|trip| timetable.line(trip.line) == line)
        .filter(|trip| (trip.calls[0].departs < ClockTime::at(12, 0)) == list.outward)
        .collect();
    let [trip] = found[..] else {
        panic!("{}: {} trips", list.line, found.len());
    };
    let stops: Vec<&str> = trip
        .calls
        .iter()
        .map(|call| timetable.stop(call.stop).id.as_str())
        .collect();
    assert_eq!(stops, list.stops, "{}", list.line);
    let (first, last) = (trip.calls[0].departs, trip.calls[trip.calls.len() - 1].arrives);
    assert_eq!(
        last.since(first).whole_seconds(),
        list.minutes * 60,
        "{}",
        list.line
    );
    if list.outward {
        assert_eq!(last, ClockTime::at(6, 45));
    } else {
        assert_eq!(first, ClockTime::at(17, 0));
    }
    let length = metres(trip);
    assert!(
        (length / list.metres - 1.0).abs() < 0.01,
        "{}: {length:.0} m, listed {:.0} m",
        list.line,
        list.metres
    );
}

#[test]
fn the_fourteen_pupil_lines_load_with_their_stops_times_and_lengths() {
    let list = [
        "cangio/cangio_bus_paths.geojson",
        "cangio/cangio_stops.csv",
        "cangio/cangio_stop_sequences.csv",
    ]
    .map(real_data::file);
    let [Some(paths), Some(stops), Some(sequences)] = &list else {
        return;
    };
    let files = Files::new();
    let (folder, run) = converted(&files, [paths, stops, sequences], "HS-*");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let (timetable, diagnostics) = read_feeds(&[folder]);
    assert!(
        !diagnostics
            .findings()
            .any(|(_, finding)| finding.severity > Severity::Note),
        "{}",
        told(&diagnostics)
    );
    let timetable = timetable.unwrap();
    let listed = listed(paths, sequences);
    assert_eq!(
        (timetable.lines.len(), timetable.trips.len(), listed.len()),
        (14, 28, 28)
    );
    for list in &listed {
        check_trip(&timetable, list);
    }
    let runs = |day: &str| timetable.trips_on(day.parse::<Day>().unwrap()).count();
    assert_eq!(
        (runs("2026-11-25"), runs("2026-11-24"), runs("2026-11-28")),
        (28, 0, 0)
    );
}

#[test]
fn a_list_with_gaps_is_refused_with_every_gap() {
    let list = [
        "cangio/cangio_bus_paths.geojson",
        "cangio/cangio_stops.csv",
        "cangio/cangio_stop_sequences.csv",
    ]
    .map(real_data::file);
    let [Some(paths), Some(stops), Some(sequences)] = &list else {
        return;
    };
    let files = Files::new();
    // Two lines of the list have no stops of ours, four variants in all.
    let (folder, run) = converted(&files, [paths, stops, sequences], "*");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success());
    assert_eq!(said.matches("fewer than two stops").count(), 4, "{said}");
    assert!(said.ends_with("Nothing was written.\n"), "{said}");
    assert!(!folder.exists());
}
