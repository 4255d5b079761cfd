//! The city's 14 pupil lines: a published list without clock times becomes trips that a timetable can be asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use truonggan::adapters::import::shipped_profiles;
use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::diagnostic::Severity;
use truonggan::base::geom::{FixedLonLat, LonLat, Ruler};
use truonggan::base::ids::ProfileIdx;
use truonggan::base::progress::Silent;
use truonggan::base::units::Deciseconds;
use truonggan::domain::network::{LineMode, RawNetwork, RawWay, Tags, Timetable, Trip};
use truonggan::domain::schools::Level;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, LayerSource, StagedCampus, StagedLayer};
use truonggan::snapshot::query::{Distinct, NearestRequest, Punctuality, Ranking, Snapshot, nearest};

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

/// The published list: paths, stops, sequences; none where there are no real data.
fn published() -> Option<[PathBuf; 3]> {
    let files = [
        "cangio/cangio_bus_paths.geojson",
        "cangio/cangio_stops.csv",
        "cangio/cangio_stop_sequences.csv",
    ];
    let [Some(paths), Some(stops), Some(sequences)] = files.map(real_data::file) else {
        return None;
    };
    Some([paths, stops, sequences])
}

fn pupil_lines([paths, stops, sequences]: [&PathBuf; 3]) -> Timetable {
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
    timetable.unwrap()
}

#[test]
fn the_fourteen_pupil_lines_load_with_their_stops_times_and_lengths() {
    let Some([paths, stops, sequences]) = published() else {
        return;
    };
    let timetable = pupil_lines([&paths, &stops, &sequences]);
    let listed = listed(&paths, &sequences);
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

/// A bit of road at every stop, joined to no other, so that only a bus leads from one to another.
fn bits_of_road(timetable: &Timetable) -> RawNetwork {
    let bit = |(n, stop): (i64, &truonggan::domain::network::Stop)| RawWay {
        id: n,
        points: vec![2 * n, 2 * n + 1],
        shape: vec![
            FixedLonLat::from(stop.at),
            FixedLonLat::from(LonLat::new(stop.at.lon + 0.0004, stop.at.lat)),
        ],
        tags: Tags::new([("highway", "residential")]),
    };
    RawNetwork {
        ways: (0..).zip(&timetable.stops).map(bit).collect(),
        ..RawNetwork::default()
    }
}

fn campus_at(stop: &truonggan::domain::network::Stop) -> StagedCampus {
    StagedCampus {
        school_id: stop.id.clone(),
        campus_id: stop.id.clone(),
        name: stop.name.clone(),
        campus_name: None,
        at: stop.at,
        gates: Vec::new(),
        levels: vec![Level::Primary],
        levels_guessed: false,
        commune: None,
        seats: None,
        operator: None,
        source: "test".to_owned(),
    }
}

fn outward(timetable: &Timetable) -> Vec<&Trip> {
    let trips = timetable.trips.iter();
    trips
        .filter(|trip| trip.calls[0].departs < ClockTime::at(12, 0))
        .collect()
}

#[test]
fn each_pupil_line_is_found_as_a_ride_to_its_school_before_the_bell() {
    let Some([paths, stops, sequences]) = published() else {
        return;
    };
    let timetable = pupil_lines([&paths, &stops, &sequences]);
    let ends: std::collections::BTreeSet<_> = outward(&timetable)
        .iter()
        .map(|trip| trip.calls[trip.calls.len() - 1].stop)
        .collect();
    let campuses = ends.iter().map(|stop| campus_at(timetable.stop(*stop))).collect();
    let layers = [
        StagedLayer::Network(bits_of_road(&timetable)),
        StagedLayer::Schools(campuses),
        StagedLayer::Timetable(timetable.clone()),
    ];
    let layers = layers.map(|rows| (rows, LayerSource::default()));
    let (dataset, _) = Dataset::build(layers.to_vec(), DatasetMeta::default()).unwrap();
    let walk = shipped_profiles()
        .into_iter()
        .filter(|profile| profile.id.as_str() == "walk")
        .collect();
    let snapshot = Snapshot::build(dataset, walk, &Silent);
    for trip in outward(&timetable) {
        let line = timetable.line(trip.line);
        let [first, .., last] = &trip.calls[..] else {
            panic!("{}: two calls", line.name);
        };
        let request = NearestRequest {
            at: timetable.stop(first.stop).at,
            profile: ProfileIdx(0),
            level: Level::Primary,
            k: 9,
            rank: Ranking::Minutes,
            distinct: Distinct::Campus,
            day: "2026-11-25".parse().unwrap(),
            bell: ClockTime::at(7, 0),
        };
        let answer = nearest(&snapshot, &request).unwrap();
        let school = &timetable.stop(last.stop).id;
        let campus = snapshot.schools().find_campus(school).unwrap();
        let found = answer.results.iter().find(|result| result.campus == campus);
        let Some(Punctuality::OnTime(schedule)) = found.map(|result| &result.punctuality) else {
            panic!("{}: {answer:?}", line.name);
        };
        let [ride] = &schedule.rides[..] else {
            panic!("{}: {:?}", line.name, schedule.rides);
        };
        assert_eq!(ride.line.as_deref(), Some(line.name.as_str()));
        assert!(ride.pupils_only);
        assert_eq!(
            (ride.departs, ride.arrives),
            (first.departs, ClockTime::at(6, 45))
        );
        // Two minutes at the stop, as the profile says, and not a step to walk.
        assert_eq!(
            Some(schedule.leave_by),
            first.departs.before(Deciseconds::from_minutes(2.0))
        );
        let holiday = NearestRequest {
            day: "2026-11-24".parse().unwrap(),
            ..request
        };
        assert_eq!(nearest(&snapshot, &holiday).unwrap().results, [], "{}", line.name);
    }
}

#[test]
fn a_list_with_gaps_is_refused_with_every_gap() {
    let Some([paths, stops, sequences]) = published() else {
        return;
    };
    let files = Files::new();
    // Two lines of the list have no stops of ours, four variants in all.
    let (folder, run) = converted(&files, [&paths, &stops, &sequences], "*");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success());
    assert_eq!(said.matches("fewer than two stops").count(), 4, "{said}");
    assert!(said.ends_with("Nothing was written.\n"), "{said}");
    assert!(!folder.exists());
}
