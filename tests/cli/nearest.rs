//! `nearest`: one question, from the store, from files and over HTTP the same answer.

use serde_json::{Value, json};

use crate::demo::{self, Demo};
use crate::program::{Desk, Done};

const HOME: &str = "106.7875,10.6422";

fn ask(desk: &Desk, at: &str, more: &[&str]) -> Done {
    let question = ["nearest", "--at", at, "--profile", "walk", "--level", "primary"];
    desk.run(question.iter().chain(more))
}

#[test]
fn the_store_answers_as_the_server_does() {
    let demo = Demo::shared();
    for (at, profile, level, rank) in [
        ((106.7875, 10.6422), "walk", "primary", "metres"),
        ((106.9765, 10.4715), "walk", "primary", "minutes"),
        ((106.95, 10.41), "motorbike", "lower_secondary", "minutes"),
        ((106.95, 10.41), "car", "upper_secondary", "metres"),
        ((106.78443, 10.66437), "bicycle", "preschool", "metres"),
    ] {
        let place = format!("{},{}", at.0, at.1);
        let asked = [
            "nearest",
            "--at",
            &place,
            "--profile",
            profile,
            "--level",
            level,
            "--rank",
            rank,
            "-k",
            "7",
        ];
        let printed = demo.desk.run(asked).json();
        let question =
            json!({"lon": at.0, "lat": at.1, "profile": profile, "level": level, "rank": rank, "k": 7});
        let served = demo.server.post("/api/v1/schools/nearest", &question).json();
        assert_eq!(printed, served, "{place} {profile} {level} {rank}");
    }
}

#[test]
fn files_answer_as_the_store_does() {
    let demo = Demo::shared();
    let files = ["roads.geojson", "schools.csv", "water.geojson", "timetable"].map(demo::file);
    let [network, schools, water, timetable] = files.each_ref().map(|path| path.to_str().unwrap());
    let empty = Desk::new();
    for at in [HOME, "106.9765,10.4715"] {
        let named = [
            "--network",
            network,
            "--schools",
            schools,
            "--water",
            water,
            "--timetable",
            timetable,
            "-k",
            "100",
        ];
        let from_files = ask(&empty, at, &named).json();
        let from_store = ask(&demo.desk, at, &["-k", "100"]).json();
        assert_eq!(from_files["pin"], from_store["pin"]);
        assert_eq!(without_communes(&from_files), without_communes(&from_store));
    }
    assert_eq!(empty.names(), [""; 0], "no store is made");
}

/// Names of communes come with the units, which the files do not have.
fn without_communes(answer: &Value) -> Vec<Value> {
    let mut results = answer["results"].as_array().unwrap().clone();
    assert!(results.len() > 10);
    for result in &mut results {
        result.as_object_mut().unwrap().remove("commune");
    }
    results
}

#[test]
fn a_bad_pin_is_refused_with_a_sentence_that_says_what_to_do() {
    let demo = Demo::shared();
    for (at, sentence) in [
        ("10.6422,106.7875", "Longitude and latitude are exchanged"),
        ("206.7,10.6", "check both numbers"),
        ("105.8,21", "choose a place inside the area"),
        ("106.9,10.35", "move it to the door of the home"),
    ] {
        let said = ask(&demo.desk, at, &[]).failed(1);
        assert!(
            said.starts_with("error: ") && said.contains(sentence),
            "{at}: {said}"
        );
        assert!(!said.contains(at), "a home is not repeated: {said}");
    }
}

#[test]
fn an_unknown_word_is_usage_and_the_known_ones_are_named() {
    let demo = Demo::shared();
    for (profile, level, k, known) in [
        ("fly", "primary", "5", "walk, bicycle, motorbike, car"),
        (
            "walk",
            "university",
            "5",
            "preschool, primary, lower_secondary or upper_secondary",
        ),
        ("walk", "primary", "0", "1.."),
        ("walk", "primary", "many", "many"),
    ] {
        let asked = [
            "nearest",
            "--at",
            HOME,
            "--profile",
            profile,
            "--level",
            level,
            "-k",
            k,
        ];
        let said = demo.desk.run(asked).failed(2);
        assert!(said.contains(known), "{said}");
    }
    let said = ask(&demo.desk, HOME, &["--rank", "hops"]).failed(2);
    assert!(said.contains("metres") && said.contains("minutes"), "{said}");
    let said = ask(&demo.desk, HOME, &["--schools", "a.csv"]).failed(2);
    assert!(said.contains("--network"), "schools alone are no world: {said}");
}

#[test]
fn a_store_that_is_absent_is_named_and_not_made() {
    let desk = Desk::new();
    let said = ask(&desk, HOME, &[]).failed(1);
    assert!(
        said.contains("there is no store at") && said.contains("truonggan.gpkg"),
        "{said}"
    );
    assert_eq!(desk.names(), [""; 0]);
}

#[test]
fn files_that_cannot_be_read_are_named_with_their_findings() {
    let desk = Desk::new();
    let roads = demo::file("roads.geojson");
    let roads = roads.to_str().unwrap();
    let said = ask(&desk, HOME, &["--network", "none.geojson"]).failed(1);
    assert!(said.contains("none.geojson"), "{said}");
    desk.file(
        "bad.csv",
        "id,name,lon,lat\nA,Trường A,x,10.6\nB,Trường B,106.8,\n",
    );
    let said = ask(&desk, HOME, &["--network", roads, "--schools", "bad.csv"]).failed(1);
    assert!(said.contains("bad.csv, row 2, column lon"), "{said}");
    assert!(said.contains("bad.csv, row 3, column lat"), "{said}");
}

#[test]
fn what_is_left_out_of_a_file_is_said() {
    let desk = Desk::new();
    let path = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"highway":"path"},"geometry":{"type":"LineString","coordinates":[[106.8,10.5],[106.801,10.5]]}},
        {"type":"Feature","properties":{"power":"line"},"geometry":{"type":"LineString","coordinates":[[106.8,10.5],[106.8,10.501]]}}]}"#;
    desk.file("roads.geojson", path);
    let done = ask(&desk, "106.8,10.5", &["--network", "roads.geojson"]);
    assert!(
        done.stderr
            .contains("warning [network/not_a_way] roads.geojson, row 2"),
        "{}",
        done.stderr
    );
    assert_eq!(done.json()["outcome"]["code"], "no_campus");
}
