//! `scenario`: the demonstration with a bridge, without a boat, with a merger; faults told all at once.

use std::fs;

use serde_json::Value;

use crate::demo::{self, Demo};
use crate::program::{Desk, Done};

/// A Wednesday with school and all boats.
const DAY: &str = "2026-11-25";

fn ask(desk: &Desk, modifications: &str, more: &[&str]) -> Done {
    let question = ["scenario", "--modifications", modifications, "--day", DAY];
    desk.run(question.iter().chain(more))
}

fn demo_file(name: &str) -> String {
    demo::file(name).to_str().unwrap().to_owned()
}

fn count(reply: &Value, word: &str) -> u64 {
    reply["comparison"]["totals"][word].as_u64().unwrap()
}

#[test]
fn the_bridge_shortens_the_ways_that_took_the_ferry_and_no_others() {
    let demo = Demo::shared();
    let homes = demo_file("scenarios/homes-nha-be.csv");
    let all_homes = demo_file("homes.csv");
    let bridge = demo_file("scenarios/can-gio-bridge.yaml");
    let reply = ask(&demo.desk, &bridge, &["--homes", &homes, "--pairs"]).json();
    assert_eq!(count(&reply, "homes"), 20);
    assert_eq!(reply["baseline"]["hash"].as_str().unwrap().len(), 64);
    assert_ne!(reply["baseline"]["hash"], reply["scenario"]["hash"]);
    // Thirteen campuses, twenty homes on the other bank: every way took the ferry once and now takes the bridge.
    let pairs = reply["comparison"]["pairs"].as_array().unwrap();
    assert!(pairs.len() >= 200, "{}", pairs.len());
    for pair in pairs {
        let [before, after] = ["before", "after"].map(|side| pair[side]["crossings"].as_u64().unwrap());
        assert_eq!(before, after + 1, "{pair}");
    }
    // The ferry and the bridge are as long: by metres another way, by minutes a shorter one.
    assert_eq!(count(&reply, "otherwise"), 20);
    let by_minutes = ask(&demo.desk, &bridge, &["--homes", &homes, "--rank", "minutes"]).json();
    assert_eq!(count(&by_minutes, "nearer"), 20);
    let saved = by_minutes["comparison"]["totals"]["saved"]["mean"]
        .as_f64()
        .unwrap();
    assert!(saved > 30.0, "the wait is saved: {saved} s");
    let reply = ask(&demo.desk, &bridge, &["--homes", &all_homes, "--pairs"]).json();
    assert_eq!(
        count(&reply, "same"),
        1070,
        "nobody on the peninsula went by the ferry"
    );
    assert_eq!(reply["comparison"]["pairs"], Value::Array(vec![]));
}

#[test]
fn without_the_boat_the_island_is_cut_off_and_the_rest_does_not_notice() {
    let demo = Demo::shared();
    let homes = demo_file("homes.csv");
    let done = ask(
        &demo.desk,
        &demo_file("scenarios/no-boat.yaml"),
        &["--homes", &homes],
    );
    assert!(done.stderr.contains("no longer reachable"), "{}", done.stderr);
    let reply = done.json();
    let lost = count(&reply, "no_longer_reachable");
    assert!((1..60).contains(&lost), "{lost}");
    assert_eq!(count(&reply, "same") + lost, 1070);
    for home in reply["comparison"]["homes"].as_array().unwrap() {
        if home["change"] == "no_longer_reachable" {
            assert_eq!(home["before"]["campus_id"], "CG-TH-THANH-AN-C2");
            assert_eq!(home["reason_after"], "island");
        }
    }
}

/// The homes of Thiềng Liềng, whose older children sail to Thạnh An at half past five.
#[test]
fn without_the_early_boat_the_island_is_late_and_without_any_it_reaches_no_school() {
    let desk = Desk::new();
    let [roads, schools, water] = ["roads.geojson", "schools.csv", "water.geojson"].map(demo_file);
    let (timetable, homes) = (demo_file("timetable"), demo_file("homes.csv"));
    let asked = |modifications: &str, more: &[&str]| {
        let file = desk.file("m.yaml", modifications);
        let mut options = vec!["--network", &roads, "--schools", &schools, "--water", &water];
        options.extend([
            "--timetable",
            &timetable,
            "--homes",
            &homes,
            "--level",
            "lower_secondary",
        ]);
        options.extend(["--rank", "minutes"]);
        options.extend(more);
        ask(&desk, file.to_str().unwrap(), &options).json()
    };
    let late = asked(
        "modifications:\n  - remove_sailing: {line: Tàu Thạnh An – Thiềng Liềng, departs: \"05:30\"}\n",
        &[],
    );
    assert_eq!(count(&late, "no_longer_on_time"), 13);
    assert_eq!(count(&late, "same"), 1057);
    for home in late["comparison"]["homes"].as_array().unwrap() {
        if home["change"] == "no_longer_on_time" {
            assert!(home["before"]["leave_by"].as_str().unwrap() < "05:30", "{home}");
            assert_eq!(home["after"]["meets_bell"], false);
            assert!(
                home["after"]["earliest_arrival"].as_str().unwrap() > "09:15",
                "{home}"
            );
        }
    }
    let cut_off = asked(
        "modifications:\n  - remove_boat: {line: TAU-THIENG-LIENG}\n",
        &["--pairs"],
    );
    assert_eq!(count(&cut_off, "no_longer_reachable"), 13);
    assert_eq!(count(&cut_off, "same"), 1057);
    for pair in cut_off["comparison"]["pairs"].as_array().unwrap() {
        assert!(pair["before"]["crossings"].as_u64().unwrap() > 0, "{pair}");
        assert_eq!(pair["after"], Value::Null);
    }
}

#[test]
fn a_folder_gets_all_tables_and_the_merged_school_its_seats() {
    let demo = Demo::shared();
    let desk = Desk::new();
    let out = desk.path("result");
    let homes = demo_file("homes.csv");
    let options = ["--homes", &homes, "--pairs", "--out", out.to_str().unwrap()];
    let done = ask(&demo.desk, &demo_file("scenarios/merger.yaml"), &options);
    assert!(
        done.stderr.contains("35 → 80") || done.stderr.contains("70 → 105"),
        "{}",
        done.stderr
    );
    assert_eq!(done.well(), "", "the result is in the folder");
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let campuses = read("campuses.csv");
    assert!(
        campuses.contains("CG-TH-HOA-HIEP-C1,Trường Tiểu học Hòa Hiệp,true,false,35,,"),
        "{campuses}"
    );
    assert!(
        campuses.contains("CG-TH-LONG-THANH-C1,Trường Tiểu học Long Thạnh,true,true,70,105,"),
        "{campuses}"
    );
    let table = read("homes.csv");
    assert!(table.starts_with(
        "home,change,campus_before,metres_before,seconds_before,crossings_before,meets_bell_before,leave_by_before,campus_after,"
    ), "{}", table.lines().next().unwrap());
    assert_eq!(table.lines().count(), 1071);
    assert!(
        read("pairs.csv")
            .lines()
            .skip(1)
            .all(|line| line.contains(",CG-TH-HOA-HIEP-C1,no_longer_reachable,"))
    );
    let reply: Value = serde_json::from_str(&read("scenario.json")).unwrap();
    assert_eq!(
        reply["scenario"]["title"]["vi"],
        "Sáp nhập TH Hòa Hiệp vào TH Long Thạnh"
    );
    let first = fs::read_to_string(&homes).unwrap();
    let first: Vec<&str> = first.lines().nth(1).unwrap().split(',').collect();
    assert!(
        table.contains(first[0]) && !table.contains(first[1]),
        "a home is named and not placed"
    );
}

#[test]
fn every_fault_is_told_with_its_line_and_nothing_is_written() {
    let demo = Demo::shared();
    let desk = Desk::new();
    let bad = "modifications:\n  - close_campus: {campus: CG-TH-LI-NHON-C1}\n  - remove_ferry: {name: Phà Bình Khán}\n  - add_road: {class: residential, line: [[106.9, 10.3], [106.8, 10.62]]}\n  - close_campus: {school: X}\n";
    let bad = desk.file("bad.yaml", bad);
    let homes = demo_file("homes.csv");
    let out = desk.path("out.json");
    let options = ["--homes", &homes, "--out", out.to_str().unwrap()];
    let said = ask(&demo.desk, bad.to_str().unwrap(), &options).failed(1);
    for part in [
        "bad.yaml, row 2, modification 1 (close_campus)",
        "Did you mean `CG-TH-LY-NHON-C1`",
        "bad.yaml, row 3, modification 2 (remove_ferry)",
        "Did you mean `Phà Bình Khánh`",
        "bad.yaml, row 4, modification 3 (add_road)",
        "from the nearest road",
        "bad.yaml, row 5, modification 4",
        "unknown field `school`",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!out.exists());
}

#[test]
fn files_answer_as_the_store_does_and_without_homes_modifications_are_only_checked() {
    let demo = Demo::shared();
    let desk = Desk::new();
    let [roads, schools, water, homes] =
        ["roads.geojson", "schools.csv", "water.geojson", "homes.csv"].map(demo_file);
    let files = [
        "--network",
        &roads,
        "--schools",
        &schools,
        "--water",
        &water,
        "--homes",
        &homes,
    ];
    let merger = demo_file("scenarios/merger.yaml");
    let from_files = ask(&desk, &merger, &files).json();
    let from_store = ask(&demo.desk, &merger, &["--homes", &homes]).json();
    assert_eq!(from_files["comparison"], from_store["comparison"]);
    let checked = ask(&demo.desk, &merger, &[]);
    assert!(checked.stderr.contains("--homes"), "{}", checked.stderr);
    assert_eq!(checked.json()["comparison"], Value::Null);
    let said = ask(&demo.desk, &merger, &["--pairs"]).failed(2);
    assert!(said.contains("--homes"), "{said}");
}
