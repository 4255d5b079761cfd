//! Timetables in GTFS with faults: each is told with its table, row and column, all at once, and nothing is kept.

use truonggan::base::diagnostic::{Diagnostics, Severity};

use super::files::{errors, told};
use super::gtfs_feed::Feed;

/// What is found, as `code table:row column`, sorted.
fn findings(diagnostics: &Diagnostics, at_least: Severity) -> Vec<String> {
    let mut found: Vec<String> = diagnostics
        .findings()
        .flat_map(|(_, finding)| &finding.examples)
        .filter(|example| example.severity >= at_least)
        .map(|example| {
            let place = &example.place;
            let file = place.file.as_deref().unwrap_or_default();
            let row = place.row.map(|row| row.to_string()).unwrap_or_default();
            let column = place.column.as_deref().unwrap_or_default();
            format!(
                "{} {}:{row} {column}",
                example.code,
                file.trim_start_matches("feed/")
            )
        })
        .collect();
    found.sort();
    found
}

/// One fault, one finding: nothing that follows from it is told as well.
fn check(feed: &Feed, expect: &str) {
    let (_, diagnostics) = feed.read();
    let found = findings(&diagnostics, Severity::Warning);
    assert_eq!(found, [expect], "{}", told(&diagnostics));
}

#[test]
fn unknown_codes_are_told_where_they_stand() {
    let good = Feed::good;
    check(
        &good().changed("trips.txt", "L1,WEEK", "L9,WEEK"),
        "gtfs/unknown_code trips.txt:2 route_id",
    );
    check(
        &good().changed("trips.txt", "L1,WEEK", "L1,NEVER"),
        "gtfs/unknown_code trips.txt:2 service_id",
    );
    check(
        &good().row("stop_times.txt", "T9,05:00:00,05:00:00,W1,1,,"),
        "gtfs/unknown_code stop_times.txt:7 trip_id",
    );
    check(
        &good().changed("stop_times.txt", ",W2,2,", ",W9,2,"),
        "gtfs/unknown_code stop_times.txt:3 stop_id",
    );
    check(
        &good().row("frequencies.txt", "T9,05:00:00,06:00:00,600,0"),
        "gtfs/unknown_code frequencies.txt:4 trip_id",
    );
    check(
        &good()
            .changed("routes.txt", "route_type\n", "route_type,agency_id\n")
            .changed("routes.txt", "Ba,4", "Ba,4,Z")
            .changed("routes.txt", "Hai,1200", "Hai,1200,A"),
        "gtfs/unknown_code routes.txt:2 agency_id",
    );
}

#[test]
fn times_that_go_back_and_bad_times_are_told() {
    let good = Feed::good;
    check(
        &good().changed("stop_times.txt", "T1,06:15:00,06:15:00", "T1,05:54:59,06:15:00"),
        "gtfs/time_back stop_times.txt:4 arrival_time",
    );
    check(
        &good().changed("stop_times.txt", "T1,05:50:00,05:55:00", "T1,05:50:00,05:49:00"),
        "gtfs/time_back stop_times.txt:3 departure_time",
    );
    check(
        &good().changed("stop_times.txt", "T1,05:50:00", "T1,5h50"),
        "gtfs/time stop_times.txt:3 arrival_time",
    );
    check(
        &good().changed("stop_times.txt", "T1,06:15:00,06:15:00", "T1,,"),
        "gtfs/time_missing stop_times.txt:4 arrival_time",
    );
    check(
        &good().changed("stop_times.txt", "W2,2,,", "W2,1,,"),
        "gtfs/sequence_twice stop_times.txt:3 stop_sequence",
    );
    // Calls without times between do not hide that the time goes back.
    check(
        &good()
            .changed("stop_times.txt", "T1,05:50:00,05:55:00", "T1,,")
            .changed("stop_times.txt", "T1,06:15:00,06:15:00", "T1,05:15:00,05:15:00"),
        "gtfs/time_back stop_times.txt:4 arrival_time",
    );
}

#[test]
fn bad_days_are_told() {
    let good = Feed::good;
    check(
        &good().changed("calendar.txt", "20260907", "20260931"),
        "gtfs/day calendar.txt:2 start_date",
    );
    check(
        &good().changed("calendar.txt", "20260907,20270531", "20270531,20260907"),
        "gtfs/days_exchanged calendar.txt:2 end_date",
    );
    check(
        &good().changed("calendar_dates.txt", "20261124,2", "2026-11-24,2"),
        "gtfs/day calendar_dates.txt:2 date",
    );
    check(
        &good().changed("calendar_dates.txt", "20261124,2", "20261124,3"),
        "gtfs/sign calendar_dates.txt:2 exception_type",
    );
    check(
        &good().row("calendar_dates.txt", "WEEK,20261124,1"),
        "gtfs/day_twice calendar_dates.txt:4 date",
    );
    check(
        &good().changed("calendar.txt", "WEEK,1,1,", "WEEK,1,,"),
        "table/cell_empty calendar.txt:2 tuesday",
    );
    check(
        &good().changed("calendar.txt", "WEEK,1,1,", "WEEK,1,yes,"),
        "gtfs/number calendar.txt:2 tuesday",
    );
    check(
        &good().without("calendar.txt").without("calendar_dates.txt"),
        "gtfs/table_missing feed: ",
    );
}

#[test]
fn codes_that_stand_twice_are_told() {
    let good = Feed::good;
    check(
        &good().row("stops.txt", "W2,Bến Khác,10.45,106.90"),
        "gtfs/code_twice stops.txt:5 stop_id",
    );
    check(
        &good().row("routes.txt", "L1,,Đò khác,4"),
        "gtfs/code_twice routes.txt:4 route_id",
    );
    check(
        &good().row("trips.txt", "L1,WEEK,T1,,,"),
        "gtfs/code_twice trips.txt:4 trip_id",
    );
    check(
        &good().row("calendar.txt", "ALL,1,1,1,1,1,1,1,20260101,20271231"),
        "gtfs/code_twice calendar.txt:4 service_id",
    );
}

#[test]
fn intervals_that_cannot_be_are_told() {
    let good = Feed::good;
    check(
        &good().changed("frequencies.txt", "20:00:00,900,0", "20:00:00,0,0"),
        "gtfs/headway frequencies.txt:2 headway_secs",
    );
    check(
        &good().changed(
            "frequencies.txt",
            "F1T,05:00:00,20:00:00",
            "F1T,20:00:00,05:00:00",
        ),
        "gtfs/window_empty frequencies.txt:2 end_time",
    );
    check(
        &good().changed("frequencies.txt", "F1T,20:00:00", "F1T,19:59:59"),
        "gtfs/windows_overlap frequencies.txt:3 start_time",
    );
    check(
        &good().changed("frequencies.txt", "20:00:00,900,0", "20:00:00,15,1"),
        "gtfs/headway frequencies.txt:2 headway_secs",
    );
    check(
        &good().changed("frequencies.txt", "900,0", "900,2"),
        "gtfs/sign frequencies.txt:2 exact_times",
    );
}

#[test]
fn places_that_are_none_are_told() {
    let good = Feed::good;
    check(
        &good().changed("stops.txt", "10.45,106.90", "106.90,10.45"),
        "coordinates/swapped stops.txt:3 stop_lon, stop_lat",
    );
    check(
        &good().changed("stops.txt", "10.45,106.90", "\"10,45\",106.90"),
        "coordinates/not_a_number stops.txt:3 stop_lat",
    );
    check(
        &good().changed("stops.txt", "10.45,106.90", ",106.90"),
        "table/cell_empty stops.txt:3 stop_lat",
    );
}

#[test]
fn tables_and_columns_that_are_missing_are_told_without_what_follows() {
    let good = Feed::good;
    for table in ["stops.txt", "routes.txt", "trips.txt"] {
        check(&good().without(table), "gtfs/table_missing feed: ");
    }
    check(
        &good().changed("stops.txt", "stop_lat", "vido"),
        "table/column_missing stops.txt:1 stop_lat",
    );
    check(
        &good().changed("stop_times.txt", "stop_sequence", "number"),
        "table/column_missing stop_times.txt:1 stop_sequence",
    );
    check(
        &good().changed("calendar.txt", "sunday", "chunhat"),
        "table/column_missing calendar.txt:1 sunday",
    );
    check(&good().with("stops.txt", ""), "table/empty stops.txt:1 ");
}

#[test]
fn lines_need_a_name_and_a_type() {
    check(
        &Feed::good().changed("routes.txt", "Đ1,Đò Một – Ba", ","),
        "gtfs/line_unnamed routes.txt:2 route_long_name",
    );
    check(
        &Feed::good().changed("routes.txt", "Ba,4", "Ba,đò"),
        "gtfs/number routes.txt:2 route_type",
    );
}

#[test]
fn what_is_doubtful_is_kept_or_left_out_aloud() {
    let warned = |feed: &Feed, expect: &str| {
        let (timetable, diagnostics) = feed.read();
        assert!(!diagnostics.has_errors(), "{}", told(&diagnostics));
        assert_eq!(
            findings(&diagnostics, Severity::Warning),
            [expect],
            "{}",
            told(&diagnostics)
        );
        timetable.unwrap()
    };
    let good = Feed::good;
    // A trip that calls once goes nowhere; one that is not called at all neither.
    let kept = warned(
        &good()
            .row("trips.txt", "L1,WEEK,T2,,,")
            .row("stop_times.txt", "T2,05:00:00,05:00:00,W1,1,,"),
        "gtfs/trip_too_short trips.txt:4 ",
    );
    assert_eq!(kept.trips.len(), 2);
    warned(
        &good().row("trips.txt", "L1,WEEK,T2,,,"),
        "gtfs/trip_too_short trips.txt:4 ",
    );
    let kept = warned(
        &good().changed("stop_times.txt", "W2,2,,", "W2,2,2,"),
        "gtfs/on_request stop_times.txt:3 pickup_type",
    );
    assert!(kept.trips[1].calls[1].boards);
    let kept = warned(
        &good()
            .changed("stop_times.txt", "drop_off_type\n", "drop_off_type,location_id\n")
            .changed("stop_times.txt", "W1,1,0,1", "W1,1,0,1,")
            .changed("stop_times.txt", "W2,2,,", ",2,,,AREA")
            .changed("stop_times.txt", "W3,3,1,0", "W3,3,1,0,")
            .changed("stop_times.txt", "W1,0,,", "W1,0,,,")
            .changed("stop_times.txt", "W2,1,,", "W2,1,,,"),
        "gtfs/on_demand stop_times.txt:3 ",
    );
    assert_eq!(kept.trips.len(), 1, "the ferry remains");
    warned(&good().without("agency.txt"), "gtfs/operators_unknown feed: ");
    warned(
        &good().row("calendar.txt", "NONE,0,0,0,0,0,0,0,20260101,20271231"),
        "gtfs/service_never_runs feed:4 ",
    );
    warned(
        &good()
            .changed("trips.txt", "cars_allowed\n", "cars_allowed,shape_id\n")
            .changed("trips.txt", "Bến Ba,1,2", "Bến Ba,1,2,S9")
            .changed("trips.txt", "F1T,,,", "F1T,,,,"),
        "gtfs/shape_unknown trips.txt:2 shape_id",
    );
    // 5.5 km in two minutes and the one that is granted: 110 km/h.
    warned(
        &good().changed("stop_times.txt", "T1,05:50:00,05:55:00", "T1,05:32:00,05:55:00"),
        "gtfs/too_fast trips.txt:2 ",
    );
    let kept = warned(
        &good().changed(
            "stops.txt",
            "stop_id,stop_name,stop_lat,stop_lon\nW1,Bến Một,10.40,106.90\nW2,Bến Hai,10.45,106.90\nW3,Bến Ba,10.50,106.90",
            "stop_id,stop_name,stop_lat,stop_lon,location_type\nW1,Bến Một,10.40,106.90,0\nW2,Bến Hai,10.45,106.90,0\nW3,Bến Ba,10.50,106.90,1",
        ),
        "gtfs/call_at_station stop_times.txt:4 stop_id",
    );
    assert_eq!(kept.stops.len(), 3);
}

#[test]
fn everything_is_told_at_once() {
    let feed = Feed::good()
        .changed("stops.txt", "10.45,106.90", "x,106.90")
        .changed("routes.txt", "Ba,4", "Ba,")
        .changed("calendar.txt", "20260907", "20260931")
        .changed("trips.txt", "F1,ALL", "F9,ALL")
        .changed("stop_times.txt", "T1,05:30:00,05:30:00", "T1,5.30,5.30")
        .changed("frequencies.txt", "2700,", "0,");
    let (timetable, diagnostics) = feed.read();
    assert_eq!(timetable.map_or(0, |timetable| timetable.trips.len()), 0);
    assert_eq!(
        findings(&diagnostics, Severity::Warning),
        [
            "coordinates/not_a_number stops.txt:3 stop_lat",
            "gtfs/day calendar.txt:2 start_date",
            "gtfs/headway frequencies.txt:3 headway_secs",
            "gtfs/time stop_times.txt:2 arrival_time",
            "gtfs/time stop_times.txt:2 departure_time",
            "gtfs/unknown_code trips.txt:3 route_id",
            "table/cell_empty routes.txt:2 route_type",
        ],
        "{}",
        told(&diagnostics)
    );
    let text = told(&diagnostics);
    assert!(
        text.contains(
            "error [gtfs/time] feed/stop_times.txt, row 2, column arrival_time: `5.30` cannot be read; write a time of \
             day as HH:MM:SS, hours from 00 to 47."
        ),
        "{text}"
    );
    assert_eq!(errors(&diagnostics).len(), 7);
}

#[test]
fn a_feed_without_any_trip_to_take_is_an_error() {
    let feed = Feed::good()
        .with("trips.txt", "route_id,service_id,trip_id\n")
        .with(
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n",
        )
        .without("frequencies.txt");
    let (_, diagnostics) = feed.read();
    assert_eq!(
        errors(&diagnostics),
        [("gtfs/no_trips", None)],
        "{}",
        told(&diagnostics)
    );
}
