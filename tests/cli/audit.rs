//! `audit` on the command line: exit codes, the lines of breaches, and the verdict.

use std::fs;

use crate::program::Desk;

const COSTS: &str = "applicant,school,metres\np1,A,100\np1,B,900\np2,A,200\np2,B,300\np3,A,150\np3,B,2000\n";

/// A desk with an outcome in `out`.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file(
        "applicants.csv",
        "applicant,birth_year\np1,2020\np2,2020\np3,2020\n",
    );
    desk.file("intakes.csv", "school,seats\nA,1\nB,2\n");
    desk.file("costs.csv", COSTS);
    desk.file("rules.yaml", include_str!("../../data/rules/plain.yaml"));
    let words = "allocate --applicants applicants.csv --intakes intakes.csv --costs costs.csv --rules rules.yaml --seed 00ff --out out";
    desk.run(words.split(' ')).well();
    desk
}

#[test]
fn an_honest_outcome_passes_with_a_short_verdict() {
    let desk = desk();
    let said = desk.run(["audit", "out"]).well();
    let expected =
        "3 children, 6 pairs, 2 schools; relies on: unique_stable_by_one_key\nthe outcome holds: no breach\n";
    assert_eq!(said, expected);
}

#[test]
fn every_breach_is_listed_and_the_code_is_3() {
    let desk = desk();
    let path = desk.path("out/placements.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace("p1,A,1,100", "p1,B,1,900")
            .replace("p3,B,1,2000", "p3,A,1,150"),
    )
    .unwrap();
    let done = desk.run(["audit", "out"]);
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    for said in [
        "breach  audit/file_hash  outcome.json, files[0]: The hash of placements.csv is ",
        "breach  audit/justified_envy  placements.csv, row 2: `p1` wants `A` more",
        "breach  audit/not_the_stable_one  placements.csv, row 4, p3: The school is A and must be B.",
        "breach  audit/explanation  explanations.jsonl, row 1, school: It is Some(\"A\") and must be Some(\"B\").",
    ] {
        assert!(done.stdout.contains(said), "{said}: {}", done.stdout);
    }
    let last = done.stdout.lines().last().unwrap();
    let breaches = done
        .stdout
        .lines()
        .filter(|line| line.starts_with("breach  "))
        .count();
    assert_eq!(last, format!("the outcome does not hold: {breaches} breaches"));
    assert!(
        done.stderr
            .contains(&format!("the audit found {breaches} breaches")),
        "{}",
        done.stderr
    );
}

#[test]
fn a_folder_that_cannot_be_read_is_no_breach() {
    let desk = Desk::new();
    desk.run(["audit", "nowhere"]).failed(1);
    fs::create_dir(desk.path("empty")).unwrap();
    let said = desk.run(["audit", "empty"]).failed(1);
    assert!(said.contains("outcome.json"), "{said}");
    desk.run(["audit"]).failed(2);
}

#[test]
fn files_that_are_broken_are_breaches_and_stop_nothing() {
    let desk = desk();
    desk.file("out/public.json", "{");
    desk.file("out/inputs/costs.csv", [0xff, 0xfe]);
    desk.file("out/more.txt", "");
    fs::remove_file(desk.path("out/explanations.jsonl")).unwrap();
    let done = desk.run(["audit", "out"]);
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    for said in [
        "audit/unreadable  public.json",
        "audit/unreadable  inputs/costs.csv",
        "audit/file_extra  more.txt",
        "audit/file_missing  explanations.jsonl",
        "the rest was not judged",
    ] {
        assert!(done.stdout.contains(said), "{said}: {}", done.stdout);
    }
}
