//! Timetables in GTFS without fault: folders and `.zip`, clock times and intervals, days, several feeds.

use proptest::prelude::*;
use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::diagnostic::Severity;
use truonggan::base::geom::LonLat;
use truonggan::base::units::Deciseconds;
use truonggan::domain::network::{Carriage, LineMode, ServiceWindow};
use truonggan::snapshot::dataset::{Layer, StagedLayer, layer_hash};

use super::files::{Files, errors, read_text, told};
use super::gtfs_feed::{Feed, calls, read_feeds, trip};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn time(text: &str) -> ClockTime {
    text.parse().unwrap()
}

#[test]
fn a_feed_becomes_stops_lines_days_and_trips() {
    let (timetable, diagnostics) = Feed::good().read();
    assert!(diagnostics.is_empty(), "{}", told(&diagnostics));
    let timetable = timetable.unwrap();
    let stops: Vec<(&str, LonLat)> = timetable.stops.iter().map(|s| (s.name.as_str(), s.at)).collect();
    assert_eq!(stops[1], ("Bến Hai", LonLat::new(106.90, 10.45)));
    assert_eq!(stops.len(), 3);
    let lines: Vec<(&str, &str, LineMode)> = timetable
        .lines
        .iter()
        .map(|line| (line.id.as_str(), line.name.as_str(), line.mode))
        .collect();
    let expect = [
        ("F1", "Phà Một – Hai", LineMode::Boat),
        ("L1", "Đò Một – Ba", LineMode::Boat),
    ];
    assert_eq!(lines, expect);
    // The only operator runs the lines that name none.
    assert_eq!(timetable.lines[0].operator.as_deref(), Some("Hợp tác xã Đò"));

    let boat = trip(&timetable, "T1");
    assert_eq!(boat.headsign.as_deref(), Some("Bến Ba"));
    assert_eq!((boat.bicycles, boat.cars), (Carriage::Allowed, Carriage::Refused));
    assert_eq!(
        calls(&timetable, "T1"),
        ["W1 05:30–05:30", "W2 05:50–05:55", "W3 06:15–06:15"]
    );
    let on_and_off: Vec<(bool, bool)> = boat
        .calls
        .iter()
        .map(|call| (call.boards, call.alights))
        .collect();
    assert_eq!(on_and_off, [(true, false), (true, true), (false, true)]);
    assert_eq!(boat.windows, []);

    let ferry = trip(&timetable, "F1T");
    assert_eq!((ferry.bicycles, ferry.cars), (Carriage::Unsaid, Carriage::Unsaid));
    let window = |from, until, minutes| ServiceWindow {
        from: time(from),
        until: time(until),
        headway: Deciseconds::from_minutes(minutes),
    };
    assert_eq!(
        ferry.windows,
        [window("05:00", "20:00", 15.0), window("20:00", "24:00", 45.0)]
    );
}

#[test]
fn trips_run_on_their_weekdays_but_for_holidays_and_added_days() {
    let timetable = Feed::good().timetable();
    let on = |text: &str| -> Vec<&str> {
        timetable
            .trips_on(day(text))
            .map(|(_, trip)| trip.id.as_str())
            .collect()
    };
    assert_eq!(on("2026-11-25"), ["F1T", "T1"]);
    assert_eq!(on("2026-11-24"), ["F1T"], "a holiday");
    assert_eq!(on("2026-11-28"), ["F1T"], "a Saturday");
    assert_eq!(on("2026-09-05"), ["F1T", "T1"], "a Saturday that was added");
    assert_eq!(on("2027-06-01"), ["F1T"], "after the last day");
    assert_eq!(on("2028-01-01"), Vec::<&str>::new());
}

#[test]
fn days_alone_are_a_calendar_too() {
    let feed = Feed::good().without("calendar.txt").with(
        "calendar_dates.txt",
        "service_id,date,exception_type\nWEEK,20260907,1\nALL,20260908,1\n",
    );
    let timetable = feed.timetable();
    assert_eq!(timetable.trips_on(day("2026-09-07")).count(), 1);
    assert_eq!(timetable.trips_on(day("2026-09-09")).count(), 0);
}

#[test]
fn clock_times_at_an_interval_become_a_trip_each() {
    let feed = Feed::good().with(
        "frequencies.txt",
        "trip_id,start_time,end_time,headway_secs,exact_times\nT1,06:00:00,07:30:00,1800,1\nF1T,05:00:00,06:00:00,600,0\n",
    );
    let timetable = feed.timetable();
    let ids: Vec<&str> = timetable.trips.iter().map(|trip| trip.id.as_str()).collect();
    assert_eq!(ids, ["F1T", "T1 @06:00", "T1 @06:30", "T1 @07:00"]);
    assert_eq!(
        calls(&timetable, "T1 @06:30"),
        ["W1 06:30–06:30", "W2 06:50–06:55", "W3 07:15–07:15"]
    );
    assert!(trip(&timetable, "T1 @07:00").windows.is_empty());
    assert_eq!(trip(&timetable, "F1T").windows.len(), 1);
}

#[test]
fn a_trip_with_intervals_and_clock_times_is_both() {
    let feed = Feed::good().with(
        "frequencies.txt",
        "trip_id,start_time,end_time,headway_secs,exact_times\nT1,06:00:00,06:00:45,40,1\nT1,08:00:00,09:00:00,600,0\n",
    );
    let timetable = feed.timetable();
    let ids: Vec<&str> = timetable.trips.iter().map(|trip| trip.id.as_str()).collect();
    assert_eq!(ids, ["F1T", "T1", "T1 @06:00", "T1 @06:00:40"]);
    assert_eq!(trip(&timetable, "T1").windows.len(), 1);
}

#[test]
fn calls_without_a_time_are_spread_evenly_and_said() {
    let feed = Feed::good()
        .row("stops.txt", "W4,Bến Bốn,10.55,106.90")
        .changed(
            "stop_times.txt",
            "T1,05:50:00,05:55:00,W2,2,,\n",
            "T1,,,W2,20,,\nT1,,,W4,21,,\n",
        )
        .changed("stop_times.txt", "W3,3,1,0", "W3,30,1,0");
    let (timetable, diagnostics) = feed.read();
    assert_eq!(
        diagnostics.count("gtfs/times_spread"),
        1,
        "{}",
        told(&diagnostics)
    );
    assert_eq!(
        calls(&timetable.unwrap(), "T1"),
        [
            "W1 05:30–05:30",
            "W2 05:45–05:45",
            "W4 06:00–06:00",
            "W3 06:15–06:15"
        ]
    );
}

#[test]
fn calls_are_ordered_by_their_numbers_and_hours_go_on_after_midnight() {
    let feed = Feed::good().with(
        "stop_times.txt",
        "stop_id,trip_id,stop_sequence,departure_time\nW3,T1,900,25:10:00\nW1,T1,5,23:50:00\nW2,T1,70,24:20\n\
         W2,F1T,7,00:10:00\nW1,F1T,3,00:00:00\n",
    );
    let timetable = feed.timetable();
    assert_eq!(
        calls(&timetable, "T1"),
        ["W1 23:50–23:50", "W2 24:20–24:20", "W3 25:10–25:10"]
    );
}

#[test]
fn byte_order_marks_quotes_and_columns_of_others_are_read() {
    let feed = Feed::good()
        .with(
            "stops.txt",
            "\u{FEFF}stop_name,stop_id,wheelchair_boarding,stop_lon,stop_lat\r\n\"Bến Một, bờ \"\"trên\"\"\",W1,1,106.90,10.40\r\n\
             Be\u{302}\u{301}n Hai,W2,,106.90,10.45\r\n  Bến  Ba ,W3,,106.90,10.50\r\n",
        )
        .with("feed_info.txt", "feed_publisher_name\nx\n");
    let (timetable, diagnostics) = feed.read();
    let timetable = timetable.unwrap();
    let names: Vec<&str> = timetable.stops.iter().map(|stop| stop.name.as_str()).collect();
    assert_eq!(names, ["Bến Một, bờ \"trên\"", "Bến Hai", "Bến Ba"]);
    assert_eq!(diagnostics.count("gtfs/table_unread"), 1);
    assert!(
        !diagnostics
            .findings()
            .any(|(_, finding)| finding.severity > Severity::Note)
    );
}

#[test]
fn stops_of_a_station_have_its_name_and_the_station_is_no_stop() {
    let feed = Feed::good().with(
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nW1,,10.40,106.90,0,S\n\
         W2,Bến Hai,10.45,106.90,,\nW3,,10.50,106.90,,\nS,Bến xe Một,10.40,106.90,1,\nD,Cửa,,,2,S\nN,,,,3,S\n",
    );
    let (timetable, diagnostics) = feed.read();
    let timetable = timetable.unwrap();
    let names: Vec<&str> = timetable.stops.iter().map(|stop| stop.name.as_str()).collect();
    assert_eq!(names, ["Bến xe Một", "Bến Hai", "W3"]);
    assert_eq!(diagnostics.count("gtfs/stop_part"), 3);
    assert_eq!(
        diagnostics.count("gtfs/stop_unnamed"),
        1,
        "{}",
        told(&diagnostics)
    );
}

#[test]
fn ways_are_drawn_where_the_feed_has_them() {
    let feed = Feed::good()
        .changed("trips.txt", "cars_allowed\n", "cars_allowed,shape_id\n")
        .changed("trips.txt", "Bến Ba,1,2", "Bến Ba,1,2,S1")
        .changed("trips.txt", "F1T,,,", "F1T,,,,")
        .with(
            "shapes.txt",
            "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nS1,10.50,106.90,12\nS1,10.40,106.90,3\nS1,10.45,106.91,7\n",
        );
    let timetable = feed.timetable();
    let shape: Vec<i32> = trip(&timetable, "T1").shape.iter().map(|at| at.lat_e7).collect();
    assert_eq!(shape, [104_000_000, 104_500_000, 105_000_000]);
    assert!(trip(&timetable, "F1T").shape.is_empty());
}

#[test]
fn buses_of_pupils_are_known_by_their_type() {
    let feed =
        Feed::good()
            .changed("routes.txt", "Ba,4", "Ba,712")
            .changed("routes.txt", "Hai,1200", "Hai,2");
    let (timetable, diagnostics) = feed.read();
    let timetable = timetable.unwrap();
    let [rail, bus] = &timetable.lines[..] else {
        panic!("two lines");
    };
    assert_eq!((bus.mode, bus.pupils_only), (LineMode::Bus, true));
    assert_eq!(bus.name, "Đ1: Đò Một – Ba");
    assert_eq!((rail.mode, rail.pupils_only), (LineMode::Other, false));
    assert_eq!(
        diagnostics.count("gtfs/mode_other"),
        1,
        "what is kept as another mode is said"
    );
}

#[test]
fn a_zip_a_folder_and_a_folder_within_are_the_same() {
    let files = Files::new();
    let feed = Feed::good();
    let expect = Some(feed.timetable());
    feed.folder(&files, "outer/inner");
    let nested = feed.zip(&files, "nested.zip", "gtfs/");
    files.write("junk/.DS_Store", "");
    for path in [
        feed.zip(&files, "feed.zip", ""),
        nested,
        files.path("outer"),
        feed.zip(&files, "no-ending", ""),
        feed.zip(&files, "windows.ZIP", "gtfs\\"),
    ] {
        let (timetable, diagnostics) = read_feeds(std::slice::from_ref(&path));
        assert_eq!(timetable, expect, "{}: {}", path.display(), told(&diagnostics));
    }
}

#[test]
fn what_is_no_timetable_is_refused_with_a_remedy() {
    let files = Files::new();
    let two = Feed::good();
    two.folder(&files, "two/a");
    two.folder(&files, "two/b");
    files.write("empty/readme.txt", "nothing");
    for (path, code) in [
        (
            files.write("damaged.zip", "PK\u{3}\u{4} but no more"),
            "gtfs/damaged",
        ),
        (files.path("empty"), "gtfs/no_tables"),
        (files.path("two"), "gtfs/no_tables"),
        (
            Feed::good().without("stop_times.txt").zip(&files, "x.zip", ""),
            "gtfs/no_tables",
        ),
    ] {
        let (timetable, diagnostics) = read_feeds(&[path]);
        assert_eq!(timetable, None);
        assert_eq!(errors(&diagnostics), [(code, None)], "{}", told(&diagnostics));
    }
    let (_, diagnostics) = read_text(Layer::Timetable, "stops.txt", "stop_id\nA\n");
    assert_eq!(errors(&diagnostics), [("import/unknown_format", None)]);
    let (_, diagnostics) = read_text(Layer::Schools, "schools.zip", "PK");
    assert_eq!(errors(&diagnostics), [("import/unknown_format", None)]);
}

#[test]
fn two_feeds_are_one_timetable_in_any_order_and_codes_that_clash_are_told_apart() {
    let files = Files::new();
    // The same wharves and days; another boat under the codes of the first.
    let other = Feed::good()
        .changed("stop_times.txt", "T1,05:30:00,05:30:00", "T1,05:20:00,05:20:00")
        .changed("routes.txt", "Đò Một – Ba", "Đò Ba – Một");
    let paths = [Feed::good().folder(&files, "a"), other.zip(&files, "b.zip", "")];
    let (merged, diagnostics) = read_feeds(&paths);
    let merged = merged.unwrap();
    let ids = |of: Vec<&String>| of.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    assert_eq!(
        ids(merged.stops.iter().map(|stop| &stop.id).collect()),
        "W1 W2 W3"
    );
    assert_eq!(
        ids(merged.lines.iter().map(|line| &line.id).collect()),
        "F1 a:L1 b:L1"
    );
    assert_eq!(
        ids(merged.trips.iter().map(|trip| &trip.id).collect()),
        "F1T a:T1 b:T1"
    );
    assert_eq!(merged.line(trip(&merged, "b:T1").line).name, "Đò Ba – Một");
    assert_eq!(
        diagnostics.count("gtfs/code_prefixed"),
        2,
        "{}",
        told(&diagnostics)
    );
    let (turned, _) = read_feeds(&[paths[1].clone(), paths[0].clone()]);
    assert_eq!(turned, Some(merged));
}

#[test]
fn two_feeds_of_one_name_are_refused() {
    let files = Files::new();
    let paths = [
        Feed::good().folder(&files, "x/feed"),
        Feed::good().folder(&files, "y/feed"),
    ];
    let (_, diagnostics) = read_feeds(&paths);
    assert_eq!(errors(&diagnostics), [("gtfs/feed_twice", None)]);
}

#[test]
fn shuffled_rows_give_the_same_bytes() {
    let hash = |feed: &Feed| layer_hash(&StagedLayer::Timetable(feed.timetable()));
    let (expect, timetable) = (hash(&Feed::good()), Feed::good().timetable());
    proptest!(ProptestConfig::with_cases(32), |(seed in any::<u64>())| {
        let feed = Feed::good().with_rows(|mut rows| {
            // Sorting by a scrambled key is a shuffle that the seed decides.
            rows.sort_by_key(|row| blake3::hash(format!("{seed}{row}").as_bytes()).to_hex());
            rows
        });
        prop_assert_eq!(hash(&feed), expect.clone());
        prop_assert_eq!(feed.timetable(), timetable.clone());
    });
}

#[test]
fn a_timetable_in_any_order_has_one_hash_and_one_order() {
    let timetable = Feed::good().timetable();
    let mut turned = timetable.clone();
    turned.stops.reverse();
    turned.lines.reverse();
    turned.services.reverse();
    turned.trips.reverse();
    let last = |n: usize, at: usize| n - 1 - at;
    for trip in &mut turned.trips {
        trip.line.0 = last(2, trip.line.at()) as u32;
        trip.service.0 = last(2, trip.service.at()) as u32;
        trip.windows.reverse();
        for call in &mut trip.calls {
            call.stop.0 = last(3, call.stop.at()) as u32;
        }
    }
    let hash = |timetable: &truonggan::domain::network::Timetable| {
        layer_hash(&StagedLayer::Timetable(timetable.clone()))
    };
    assert_eq!(hash(&turned), hash(&timetable));
    assert_eq!(turned.ordered(), timetable);
}
