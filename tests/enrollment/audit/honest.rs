//! Honest outcomes pass, whatever the round.

use std::collections::BTreeMap;

use super::desk::{Inputs, plain, tiers};
use super::town::{Like, round};
use crate::support::random::{Random, cases};

#[test]
fn every_honest_outcome_passes() {
    let mut passed: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for seed in 0..cases(60) {
        for mode in ["rule", "preference", "cap-first"] {
            let mut random = Random::new(seed);
            let like = Like {
                mode,
                children: 1 + random.below(40),
                schools: 1 + random.below(6),
                all_free: random.below(3) == 0,
            };
            let inputs = round(like, &mut random);
            let folder = match inputs.try_allocate() {
                Ok(folder) => folder,
                Err(said) => panic!("seed {seed}, {like:?}: {said}"),
            };
            let breaches = folder.breaches();
            assert!(breaches.is_empty(), "seed {seed}, {like:?}: {breaches:#?}");
            let verdict = folder.audited();
            assert!(verdict.is_whole);
            *passed.entry((mode, verdict.theorem)).or_default() += 1;
        }
    }
    println!("{passed:?}");
    assert_eq!(passed.len(), 5, "each mode and each theorem comes up: {passed:?}");
}

#[test]
fn an_empty_round_passes() {
    let tables = [
        ("applicants", "applicant,birth_year\n"),
        ("intakes", "school,seats\n"),
        ("costs", "applicant,school,metres\n"),
    ];
    for mode in ["rule", "cap-first"] {
        match Inputs::new(mode, plain(), &tables).try_allocate() {
            Ok(folder) => folder.assert_holds(),
            Err(said) => println!("{said}"),
        }
    }
}

#[test]
fn the_proof_of_the_longest_way_counts_free_children_alone() {
    let tables = [
        ("applicants", "applicant,birth_year\na,2020\nb,2020\nc,2021\n"),
        ("intakes", "school,seats\nX,1\nY,1\n"),
        (
            "costs",
            "applicant,school,metres\na,X,100\na,Y,200\nb,X,150\nb,Y,300\n",
        ),
    ];
    Inputs::new("cap-first", plain(), &tables)
        .allocate()
        .assert_holds();
}

#[test]
fn who_ranks_only_schools_without_a_key_and_has_one_elsewhere_is_not_out_of_reach() {
    let rules = tiers();
    let (before, after) = rules.split_once("  - tier: 4\n").unwrap();
    let rules = format!("{before}{}", &after[after.find("sibling: ").unwrap()..]);
    let header = "applicant,birth_year,zone,residence_kind,preschool,guardian_works,sibling_at,late_ground,pin_grade,disability\n";
    let applicants = format!("{header}a,2020,z1,permanent,,,,,,\n");
    let tables = [
        ("applicants", applicants.as_str()),
        (
            "intakes",
            "school,seats,zone,inclusive_classes\nX,1,z1,1\nY,1,z2,1\n",
        ),
        ("costs", "applicant,school,metres\na,X,100\na,Y,200\n"),
        ("preferences", "applicant,rank,school\na,1,Y\n"),
    ];
    let folder = Inputs::new("preference", rules, &tables).allocate();
    assert!(
        folder.text("placements.csv").contains("no_seat_left"),
        "{}",
        folder.text("placements.csv")
    );
    folder.assert_holds();
}

#[test]
fn a_quota_that_has_room_at_a_school_without_a_seat_has_no_price() {
    let rules = plain().replace("attributes: {}", "attributes: {disability: {kind: flag}}")
        + "quotas: [{id: inclusive, attribute: disability, per: inclusive_classes, each: 2}]\n";
    let tables = [
        (
            "applicants",
            "applicant,birth_year,disability\na,2020,\nb,2020,true\nc,2020,\n",
        ),
        ("intakes", "school,seats,inclusive_classes\nX,1,1\nY,1,1\n"),
        (
            "costs",
            "applicant,school,metres\na,X,10\nb,X,100\nb,Y,200\nc,X,300\nc,Y,400\n",
        ),
        ("fixed", "applicant,school\na,X\n"),
    ];
    let rules = rules.replace(", longest", "");
    Inputs::new("cap-first", rules, &tables).allocate().assert_holds();
}
