//! A whole round on the command line: from the registry to letters, the same bytes wherever it runs, and bad input
//! told whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::demo;
use crate::program::{Desk, Done};

const APPLICANTS: &str = "applicant,birth_year\np1,2020\np2,2020\np3,2020\np4,2020\np5,2021\n";
const INTAKES: &str = "school,seats\nA,1\nB,2\n";
const COSTS: &str =
    "applicant,school,metres\np1,A,100\np1,B,900\np2,A,200\np2,B,300.5\np3,A,150\np3,B,2000\np4,B,5000\n";

fn rules(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/rules")
        .join(name)
}

/// A desk with the files of a small round.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("applicants.csv", APPLICANTS);
    desk.file("intakes.csv", INTAKES);
    desk.file("costs.csv", COSTS);
    desk
}

fn arguments(out: &str, more: &[&str]) -> Vec<String> {
    let rules = rules("plain.yaml").to_str().unwrap().to_owned();
    let fixed = [
        "allocate",
        "--applicants",
        "applicants.csv",
        "--intakes",
        "intakes.csv",
        "--costs",
        "costs.csv",
        "--rules",
        &rules,
        "--out",
        out,
    ];
    let mut all: Vec<String> = fixed.iter().map(|word| (*word).to_owned()).collect();
    if !more.contains(&"--seed") && !more.contains(&"--public-draw") {
        all.extend(["--seed".to_owned(), "00ff".to_owned()]);
    }
    all.extend(more.iter().map(|word| (*word).to_owned()));
    all
}

/// All files of a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

fn relative(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let all = files(folder).into_iter();
    all.map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes))
        .collect()
}

#[test]
fn a_small_round_is_placed_as_arithmetic_says() {
    let desk = desk();
    let said = desk.run(arguments("out", &[])).well();
    assert!(said.contains("5 applicants, 4 eligible, 3 placed"), "{said}");
    let placements = fs::read_to_string(desk.path("out/placements.csv")).unwrap();
    let expected = "applicant,school,tier,metres,round,reason\np1,A,1,100,1,placed\np2,B,1,301,1,placed\np3,B,1,2000,1,placed\np4,,,,1,no_seat_left\np5,,,,1,too_young\n";
    assert_eq!(placements, expected);
}

#[test]
fn the_bytes_are_the_same_whatever_the_order_the_threads_and_the_place() {
    let desk = desk();
    desk.run(arguments("first", &[])).well();
    let reversed = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\r\n")
    };
    desk.file("applicants.csv", reversed(APPLICANTS));
    desk.file("intakes.csv", reversed(INTAKES).replace(',', ";"));
    desk.file("costs.csv", format!("\u{FEFF}{}", reversed(COSTS)));
    for (threads, locale, zone) in [("1", "C", "UTC"), ("2", "vi_VN.UTF-8", "Asia/Ho_Chi_Minh")] {
        for mode in ["rule", "cap-first"] {
            let first = format!("first-{mode}-{threads}");
            let mut command = desk.command(arguments(&first, &["--mode", mode]));
            command
                .env("RAYON_NUM_THREADS", threads)
                .env("LC_ALL", locale)
                .env("TZ", zone);
            Done::of(command.output().unwrap()).well();
        }
    }
    assert_eq!(
        relative(&desk.path("first")),
        relative(&desk.path("first-rule-1"))
    );
    assert_eq!(
        relative(&desk.path("first")),
        relative(&desk.path("first-rule-2"))
    );
    assert_eq!(
        relative(&desk.path("first-cap-first-1")),
        relative(&desk.path("first-cap-first-2"))
    );
}

#[test]
fn all_problems_are_told_at_once_and_nothing_is_written() {
    let desk = desk();
    desk.file("applicants.csv", "applicant,birth_year\np1,abcd\n");
    desk.file("intakes.csv", "school,seats\nA,many\nA,2\n");
    desk.file("costs.csv", "applicant,school,metres\np1,A,-5\np9,A,10\n");
    let said = desk.run(arguments("out", &[])).failed(1);
    for part in [
        "applicants.csv, row 2, column birth_year",
        "intakes.csv, row 2, column seats",
        "intakes.csv, row 3, column school",
        "costs.csv, row 2, column metres",
        "costs.csv, row 3, column applicant",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(!desk.path("out").exists());
}

#[test]
fn a_seed_must_be_the_one_that_was_committed_to() {
    let desk = desk();
    // SHA-256 of the byte 0x61.
    let commitment = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    let with = |seed: &'static str| {
        desk.run(arguments(
            "out",
            &["--seed", seed, "--commitment", commitment, "--public-draw", "62"],
        ))
    };
    assert!(with("63").failed(1).contains("is not --commitment"));
    with("61").well();
    let outcome: Value = serde_json::from_slice(&fs::read(desk.path("out/outcome.json")).unwrap()).unwrap();
    // SHA-256 of "ab".
    let key = "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603";
    assert_eq!(outcome["seed"]["key"], key);
    desk.run(arguments("draw", &["--public-draw", "62"])).well();
    let outcome: Value = serde_json::from_slice(&fs::read(desk.path("draw/outcome.json")).unwrap()).unwrap();
    assert_eq!(outcome["seed"]["key"], "62");
    assert!(
        desk.run(arguments("no", &["--seed", "xyz"]))
            .failed(2)
            .contains("hexadecimal")
    );
}

#[test]
fn costs_of_another_measure_are_refused() {
    let desk = desk();
    desk.file("costs.csv", format!("# measure: 00\n{COSTS}"));
    assert!(
        desk.run(arguments("out", &[]))
            .failed(1)
            .contains("another measure")
    );
    desk.file("costs.csv", COSTS);
    desk.file("costs.csv.measure", "# measure: 11\n");
    assert!(
        desk.run(arguments("out", &[]))
            .failed(1)
            .contains("another measure")
    );
}

#[test]
fn a_folder_of_something_else_is_left_alone_and_an_outcome_is_replaced() {
    let desk = desk();
    fs::create_dir(desk.path("out")).unwrap();
    desk.file("out/photo.txt", "mine");
    let said = desk.run(arguments("out", &[])).failed(1);
    assert!(said.contains("nothing was written"), "{said}");
    assert_eq!(files(&desk.path("out")).len(), 1);
    desk.run(arguments("new", &[])).well();
    desk.run(arguments("new", &["--mode", "cap-first"])).well();
    let outcome: Value = serde_json::from_slice(&fs::read(desk.path("new/outcome.json")).unwrap()).unwrap();
    assert_eq!(outcome["mode"], "cap-first");
}

#[test]
fn modes_are_laid_side_by_side() {
    let desk = desk();
    desk.file("preferences.csv", "applicant,rank,school\np1,1,B\n");
    let mut all = arguments(
        "unused",
        &["--compare", "--json", "--preferences", "preferences.csv"],
    );
    all.retain(|word| word != "--out" && word != "unused");
    let reply = desk.run(all).json();
    let modes: Vec<&str> = reply["modes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mode| mode["mode"].as_str().unwrap())
        .collect();
    assert_eq!(modes, ["rule", "cap-first", "preference"]);
    assert_eq!(reply["modes"][0]["justified_envy"], 0);
    assert_eq!(reply["shifts"].as_array().unwrap().len(), 3);
}

#[test]
fn the_demonstration_goes_from_the_registry_to_letters() {
    let desk = Desk::new();
    let data = |name: &str| demo::file(name).to_str().unwrap().to_owned();
    let rules = rules("hcmc-2026-a.yaml").to_str().unwrap().to_owned();
    let pseudonymise = |round: &str, out: &str| {
        let (registry, homes) = (data("enrollment/registry.csv"), format!("{out}-homes.csv"));
        let done = desk.run([
            "pseudonymise",
            "--applicants",
            &registry,
            "--rules",
            &rules,
            "--key",
            "key.hex",
            "--round",
            round,
            "--out",
            out,
            "--homes",
            &homes,
            "--mapping",
            "mapping.csv",
        ]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        assert!(!done.stderr.contains("MINH-HOA"), "{}", done.stderr);
    };
    pseudonymise("1", "one.csv");
    pseudonymise("2", "two.csv");
    let names = |file: &str| -> Vec<String> {
        let text = fs::read_to_string(desk.path(file)).unwrap();
        text.lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect()
    };
    let (one, two) = (names("one.csv"), names("two.csv"));
    assert!(one.len() > 1000 && one.iter().all(|name| name.len() == 32 && !two.contains(name)));
    let text = fs::read_to_string(desk.path("one.csv")).unwrap();
    assert!(!text.contains("MINH-HOA") && !text.contains("birth_date"));
    desk.run([
        "matrix",
        "--network",
        &data("roads.geojson"),
        "--water",
        &data("water.geojson"),
        "--from",
        "one.csv-homes.csv",
        "--to",
        &data("enrollment/campuses.csv"),
        "--profile",
        "walk",
        "--pin-error",
        "30",
        "--out",
        "costs.csv",
    ])
    .well();
    let (intakes, names) = (data("enrollment/intakes.csv"), data("enrollment/campuses.csv"));
    let said = desk.run([
        "allocate",
        "--applicants",
        "one.csv",
        "--intakes",
        &intakes,
        "--costs",
        "costs.csv",
        "--rules",
        &rules,
        "--seed",
        "00",
        "--round",
        "1",
        "--out",
        "outcome",
    ]);
    assert!(said.well().contains("child_optimal_stable"));
    let placements = fs::read_to_string(desk.path("outcome/placements.csv")).unwrap();
    let placed = placements.lines().find(|line| line.ends_with(",placed")).unwrap();
    let child = placed.split(',').next().unwrap();
    for (language, word) in [("vi", "Con được xếp vào"), ("en", "The child has a seat at")] {
        let letter = desk
            .run([
                "explain",
                "outcome",
                "--applicant",
                child,
                "--lang",
                language,
                "--names",
                &names,
            ])
            .well();
        assert!(
            letter.contains(word) && letter.contains("Trường Tiểu học"),
            "{letter}"
        );
        assert!(!letter.contains('{'), "{letter}");
    }
    let proof = desk
        .run(["explain", "outcome", "--applicant", child, "--proof"])
        .json();
    let public: Value = serde_json::from_slice(&fs::read(desk.path("outcome/public.json")).unwrap()).unwrap();
    let school = public["schools"]
        .as_array()
        .unwrap()
        .iter()
        .find(|school| school["school"] == proof["school"])
        .unwrap();
    assert_eq!(school["merkle_root"], proof["merkle_root"]);
    check_leaf(&proof, "own");
    check_leaf(&proof, "cutoff");
    assert!(
        desk.run(["explain", "outcome", "--applicant", "nobody"])
            .failed(1)
            .contains("no applicant")
    );
}

/// A family's check, with nothing but the proof: its leaf leads to the published root.
fn check_leaf(proof: &Value, which: &str) {
    use truonggan::domain::enrollment::{from_hex, merkle_leaf, root_of_path};
    let hash = |value: &Value| -> [u8; 32] { from_hex(value.as_str().unwrap()).unwrap().try_into().unwrap() };
    let leaf = &proof[which];
    let way: Vec<[u8; 32]> = leaf["path"].as_array().unwrap().iter().map(hash).collect();
    let own = merkle_leaf(&hash(&leaf["salt"]), leaf["content"].as_str().unwrap());
    let (place, leaves) = (
        leaf["place"].as_u64().unwrap() as usize,
        proof["leaves"].as_u64().unwrap() as usize,
    );
    assert_eq!(
        root_of_path(own, place, leaves, &way),
        Some(hash(&proof["merkle_root"]))
    );
}
