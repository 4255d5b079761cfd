//! Bell time and boats in the demonstration: which boat, leave by when, arrive when.

use serde_json::Value;

use crate::demo::file;
use crate::program::{Desk, Done};

/// A home in Thiềng Liềng, an island hamlet; it stands for no person.
const THIENG_LIENG: &str = "106.96435,10.50333";

/// A Wednesday with school, and a school holiday: boats for pupils do not sail.
const SCHOOL_DAY: &str = "2026-11-25";
/// A day on which no boat sails at all.
const NO_BOAT_DAY: &str = "2027-02-06";

fn ask(at: &str, level: &str, more: &[&str]) -> Done {
    let files = ["roads.geojson", "schools.csv", "water.geojson", "timetable"].map(file);
    let [network, schools, water, timetable] = files.each_ref().map(|path| path.to_str().unwrap());
    let question = [
        "nearest",
        "--at",
        at,
        "--profile",
        "walk",
        "--level",
        level,
        "--network",
        network,
        "--schools",
        schools,
        "--water",
        water,
        "--timetable",
        timetable,
    ];
    Desk::new().run(question.iter().chain(more))
}

fn find<'a>(answer: &'a Value, campus: &str) -> Option<&'a Value> {
    let results = answer["results"].as_array().unwrap();
    results.iter().find(|result| result["campus_id"] == campus)
}

#[test]
fn a_child_of_the_island_hamlet_is_told_the_boat_and_when_to_leave_and_arrives_before_the_bell() {
    let answer = ask(
        THIENG_LIENG,
        "primary",
        &["--rank", "minutes", "--day", SCHOOL_DAY],
    )
    .json();
    assert_eq!(answer["day"], SCHOOL_DAY);
    assert_eq!(answer["bell"], "07:00");
    let hamlet = find(&answer, "CG-TH-THANH-AN-C2").unwrap();
    assert_eq!(
        hamlet["rides"],
        serde_json::json!([]),
        "the hamlet's own campus is a walk away"
    );
    let main = find(&answer, "CG-TH-THANH-AN-C1").unwrap();
    assert_eq!(main["meets_bell"], true);
    assert_eq!(main["crossings"], 1);
    let boat = &main["rides"][0];
    assert_eq!(boat["line"], "Tàu Thạnh An – Thiềng Liềng");
    assert_eq!(boat["mode"], "boat");
    assert_eq!(boat["from"], "Bến tàu Thiềng Liềng");
    assert_eq!(boat["to"], "Bến tàu Thạnh An");
    assert_eq!(boat["departs_at"], "05:30");
    assert_eq!(boat["arrives_at"], "06:15");
    let leave_by = main["leave_by"].as_str().unwrap();
    // The boat must be boarded three minutes before it leaves, after a walk of some minutes.
    assert!(("05:00".."05:27").contains(&leave_by), "{leave_by}");
    let arrive_at = main["arrive_at"].as_str().unwrap();
    assert!(("06:15".."07:00").contains(&arrive_at), "{arrive_at}");
    let sentence = main["sentence"]["vi"].as_str().unwrap();
    assert!(
        sentence.contains(leave_by) && sentence.contains("05:30") && sentence.contains(arrive_at),
        "{sentence}"
    );
    assert_eq!(main["sailing_seconds"], 45 * 60);
}

#[test]
fn without_boats_a_school_over_the_water_is_unreachable_before_the_bell_and_others_are_as_they_were() {
    let by_minutes = ["--rank", "minutes", "--day", NO_BOAT_DAY];
    let none = ask(THIENG_LIENG, "lower_secondary", &by_minutes).json();
    assert_eq!(none["results"], serde_json::json!([]));
    assert_eq!(none["outcome"]["code"], "unreachable_before_bell");
    let primary = ask(THIENG_LIENG, "primary", &by_minutes).json();
    let sailing = ask(
        THIENG_LIENG,
        "primary",
        &["--rank", "minutes", "--day", SCHOOL_DAY],
    )
    .json();
    let hamlet = |answer: &Value| find(answer, "CG-TH-THANH-AN-C2").cloned().unwrap();
    assert_eq!(hamlet(&primary), hamlet(&sailing));
    assert!(find(&primary, "CG-TH-THANH-AN-C1").is_none());
    // By metres the way over the water stays what it is, and says that its boat does not sail.
    let by_metres = ask(THIENG_LIENG, "primary", &["--day", NO_BOAT_DAY]).json();
    let main = find(&by_metres, "CG-TH-THANH-AN-C1").unwrap();
    assert_eq!(main["punctuality"], "does_not_run");
    assert_eq!(main["meets_bell"], false);
    assert_eq!(main["leave_by"], Value::Null);
}

#[test]
fn who_misses_the_bell_is_told_the_earliest_arrival() {
    let answer = ask(
        THIENG_LIENG,
        "primary",
        &["--rank", "minutes", "--day", SCHOOL_DAY, "--bell", "06:00"],
    )
    .json();
    let main = find(&answer, "CG-TH-THANH-AN-C1").unwrap();
    assert_eq!(main["punctuality"], "arrives_late");
    assert_eq!(main["rides"][0]["departs_at"], "05:30");
    let earliest = main["earliest_arrival"].as_str().unwrap();
    assert!(("06:15".."07:00").contains(&earliest), "{earliest}");
    let positions: Vec<bool> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["meets_bell"].as_bool().unwrap())
        .collect();
    assert!(
        positions.is_sorted_by(|a, b| a >= b),
        "late ones come last: {positions:?}"
    );
    let by_metres = ask(THIENG_LIENG, "primary", &["--day", SCHOOL_DAY, "--bell", "06:00"]).json();
    let same_way = find(&by_metres, "CG-TH-THANH-AN-C1").unwrap();
    assert_eq!(same_way["punctuality"], "arrives_late");
    assert_eq!(same_way["earliest_arrival"], main["earliest_arrival"]);
}

#[test]
fn a_day_or_a_bell_that_is_none_is_usage() {
    for (flag, value) in [("--day", "2026-02-30"), ("--bell", "25:00"), ("--bell", "7")] {
        let said = ask(THIENG_LIENG, "primary", &[flag, value]).failed(2);
        assert!(said.contains(value), "{said}");
    }
}
