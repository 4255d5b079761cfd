//! Forgeries of rounds by rule and by preference: all hashes and the seal are right, only the substance is wrong.

use super::desk::{Folder, Inputs, plain, tiers};

/// Three schools of one seat. By distance p1 has A, p2 has B, p3 has C, and nothing is left for p4; p5 is too young, and
/// nobody knows when p6 was born.
fn round() -> Inputs {
    let tables = [
        (
            "applicants",
            "applicant,birth_year\np1,2020\np2,2020\np3,2020\np4,2020\np5,2021\np6,\n",
        ),
        ("intakes", "school,seats\nA,1\nB,1\nC,1\n"),
        (
            "costs",
            "applicant,school,metres,crossings,metres_lo,metres_hi\np1,A,100,,90,120\np1,B,300,,,\np2,A,200,,,\np2,B,250,1,,\np2,C,900,,,\np3,A,250,,,\np3,B,400,,,\np3,C,500,,,\np4,C,800,,700,900\np5,A,50,,,\np6,C,60,,,\n",
        ),
        ("complete", "applicant,complete,next_metres\np4,true,\n"),
    ];
    Inputs::new("rule", plain(), &tables)
}

/// The same with p3 placed in B in an earlier round and p5 in C by decision.
fn settled() -> Inputs {
    let mut inputs = round();
    inputs
        .tables
        .insert("fixed", "applicant,school\np3,B\n".to_owned());
    let header = "applicant,school,author,approver,reason,evidence_hash\n";
    inputs
        .tables
        .insert("overrides", format!("{header}p5,C,one,other,why,c0ffee\n"));
    inputs
}

/// Children of each tier at a school with one place for a quota.
fn tiered() -> Inputs {
    let header = "applicant,birth_year,zone,residence_kind,preschool,guardian_works,sibling_at,late_ground,pin_grade,disability\n";
    let rows = "a,2020,z1,permanent,,,,,a,\nb,2020,z1,temporary,,,,,b,\nc,2020,z2,permanent,X,,,,c,true\nd,2020,z2,permanent,,yes,X,,a,true\ne,2018,z2,permanent,,,,yes,a,\nf,2018,z2,permanent,,,,,a,\ng,2020,z1,unresolved,,,,,a,\n";
    let applicants = format!("{header}{rows}");
    let tables = [
        ("applicants", applicants.as_str()),
        (
            "intakes",
            "school,seats,zone,inclusive_classes\nX,3,z1,1\nY,3,z2,0\n",
        ),
        (
            "costs",
            "applicant,school,metres\na,X,900\nb,X,100\nc,X,50\nd,X,40\ne,X,30\nf,X,20\ng,X,10\na,Y,10\nb,Y,20\nc,Y,30\nd,Y,40\ne,Y,50\nf,Y,60\ng,Y,70\n",
        ),
    ];
    Inputs::new("rule", tiers(), &tables)
}

#[track_caller]
fn honest(inputs: &Inputs) -> Folder {
    let folder = inputs.allocate();
    folder.assert_holds();
    folder
}

#[test]
fn the_honest_rounds_are_as_arithmetic_says() {
    let folder = honest(&round());
    let expected = "applicant,school,tier,metres,round,reason\np1,A,1,100,1b,placed\np2,B,1,250,1b,placed\np3,C,1,500,1b,placed\np4,,,,1b,no_seat_left\np5,,,,1b,too_young\np6,,,,1b,pending_missing_birth_year\n";
    assert_eq!(folder.text("placements.csv"), expected);
    honest(&settled());
    honest(&tiered());
}

#[test]
fn two_children_who_changed_places_are_told() {
    let mut folder = honest(&round());
    folder.replace(
        "placements.csv",
        "p1,A,1,100,1b,placed\np2,B,1,250",
        "p1,B,1,300,1b,placed\np2,A,1,200",
    );
    folder.assert_breaches(&["audit/justified_envy", "audit/not_the_stable_one"]);
}

#[test]
fn a_seat_that_nobody_was_given_is_told() {
    let mut folder = honest(&round());
    folder.replace("placements.csv", "p3,C,1,500,1b,placed", "p3,,,,1b,no_seat_left");
    folder.assert_breaches(&["audit/seat_wasted", "audit/not_the_stable_one", "audit/totals"]);
}

#[test]
fn a_seat_above_capacity_is_told() {
    let mut folder = honest(&round());
    folder.replace("placements.csv", "p4,,,,1b,no_seat_left", "p4,C,1,800,1b,placed");
    folder.assert_breaches(&["audit/above_seats"]);
    let mut inputs = round();
    inputs
        .tables
        .insert("intakes", "school,seats\nA,2\nB,1\nC,1\n".to_owned());
    let mut folder = honest(&inputs);
    folder.replace("inputs/intakes.csv", "A,2,", "A,1,");
    folder.assert_breaches(&["audit/above_seats"]);
}

#[test]
fn a_quota_above_its_places_is_told() {
    let mut folder = honest(&tiered());
    folder.replace("inputs/intakes.csv", "X,3,z1,2", "X,3,z1,0");
    folder.assert_breaches(&["audit/above_quota"]);
}

#[test]
fn a_state_that_does_not_follow_is_told() {
    for (from, to) in [
        ("p5,2021,too_young", "p5,2021,"),
        ("p1,2020,\n", "p1,2020,pending_missing_birth_year\n"),
        ("p6,,pending_missing_birth_year", "p6,,pending_missing_id"),
        ("p5,2021,too_young", "p5,2020,too_young"),
        ("p1,2020,\n", "p1,2019,\n"),
    ] {
        let mut folder = honest(&round());
        folder.replace("inputs/applicants.csv", from, to);
        folder.assert_breaches(&["audit/state"]);
    }
    for (from, to) in [
        ("f,2018,late_without_ground", "f,2018,"),
        ("g,2020,pending_residence", "g,2020,"),
        ("a,2020,,", "a,2020,pending_residence,"),
    ] {
        let mut folder = honest(&tiered());
        folder.replace("inputs/applicants.csv", from, to);
        folder.assert_breaches(&["audit/state"]);
    }
}

#[test]
fn a_seat_for_whoever_may_not_be_placed_is_told() {
    let mut folder = honest(&round());
    folder.replace("placements.csv", "p1,A,1,100,1b,placed", "p1,,,,1b,no_seat_left");
    folder.replace("placements.csv", "p5,,,,1b,too_young", "p5,A,1,50,1b,placed");
    folder.assert_breaches(&["audit/not_eligible", "audit/reason"]);
}

#[test]
fn a_seat_to_which_no_way_leads_is_told() {
    let mut folder = honest(&round());
    folder.replace("placements.csv", "p4,,,,1b,no_seat_left", "p4,A,1,,1b,placed");
    folder.assert_breaches(&["audit/no_way"]);
}

#[test]
fn a_wrong_lot_and_a_seed_that_was_not_promised_are_told() {
    let mut folder = honest(&round());
    folder.edit_explanation("p2", |line| line.lot = "00".repeat(32));
    folder.assert_breaches(&["audit/explanation"]);
    let mut folder = honest(&round());
    folder.edit(|outcome| outcome.seed.key = "00".repeat(32));
    folder.assert_breaches(&["audit/seed"]);
    // Another officer's part with its own key, as whoever tries many of them would write it.
    let mut folder = honest(&round());
    folder.edit(|outcome| outcome.seed.officer_part = Some("00fe".to_owned()));
    folder.assert_breaches(&["audit/commitment", "audit/seed"]);
    let mut folder = honest(&round());
    folder.edit(|outcome| outcome.seed.officer_part = None);
    folder.assert_breaches(&["audit/seed"]);
}

#[test]
fn a_tie_that_the_lot_decides_otherwise_is_told() {
    let mut inputs = round();
    inputs
        .tables
        .insert("applicants", "applicant,birth_year\na,2020\nb,2020\n".to_owned());
    inputs.tables.insert("intakes", "school,seats\nA,1\n".to_owned());
    inputs
        .tables
        .insert("costs", "applicant,school,metres\na,A,700\nb,A,700\n".to_owned());
    inputs.tables.remove("complete");
    let mut folder = honest(&inputs);
    let (row_a, row_b) = (
        "a,A,1,700,1b,placed\nb,,,,1b,no_seat_left\n",
        "a,,,,1b,no_seat_left\nb,A,1,700,1b,placed\n",
    );
    let (from, to) = if folder.text("placements.csv").contains(row_a) {
        (row_a, row_b)
    } else {
        (row_b, row_a)
    };
    folder.replace("placements.csv", from, to);
    folder.assert_breaches(&["audit/justified_envy"]);
}

#[test]
fn a_wrong_tier_or_distance_is_told() {
    let mut folder = honest(&round());
    folder.replace("placements.csv", "p2,B,1,250", "p2,B,2,250");
    folder.assert_breaches(&["audit/tier"]);
    let mut folder = honest(&round());
    folder.replace("placements.csv", "p2,B,1,250", "p2,B,1,251");
    folder.assert_breaches(&["audit/metres"]);
    // A child that moved into the zone after the round was decided.
    let mut folder = honest(&tiered());
    let row = folder
        .text("inputs/applicants.csv")
        .lines()
        .find(|line| line.starts_with("e,"))
        .unwrap()
        .to_owned();
    folder.replace("inputs/applicants.csv", &row, &row.replace(",z2", ",z1"));
    folder.assert_breaches(&["audit/justified_envy"]);
}

#[test]
fn forged_sums_schools_and_lines_are_told() {
    let mut folder = honest(&round());
    folder.edit(|outcome| outcome.schools[0].last_admitted.as_mut().unwrap().metres = 260);
    folder.assert_breaches(&["audit/school"]);
    let mut folder = honest(&round());
    folder.edit(|outcome| outcome.totals.longest = 499);
    folder.assert_breaches(&["audit/totals"]);
    let mut folder = honest(&round());
    folder.edit(|outcome| "listed".clone_into(&mut outcome.pairs));
    folder.assert_breaches(&["audit/pairs"]);
    let mut inputs = round();
    inputs.tables.insert(
        "complete",
        "applicant,complete,next_metres\np4,false,\n".to_owned(),
    );
    let mut folder = honest(&inputs);
    assert!(folder.text("placements.csv").contains("p4,,,,1b,list_too_short"));
    folder.edit(|outcome| "all".clone_into(&mut outcome.pairs));
    folder.assert_breaches(&["audit/pairs"]);
}

#[test]
fn forged_explanations_are_told_field_by_field() {
    let inputs = round();
    let tell = |change: &dyn Fn(&mut truonggan::domain::enrollment::Explanation)| {
        let mut folder = honest(&inputs);
        folder.edit_explanation("p3", |line| change(line));
        folder.assert_breaches(&["audit/explanation"]);
    };
    tell(&|line| line.considered[0].needed_metres = Some(101));
    tell(&|line| line.considered[0].ahead = vec![0]);
    tell(&|line| "wanted_less".clone_into(&mut line.considered[1].why));
    tell(&|line| line.considered.swap(0, 1));
    tell(&|line| line.considered[1].last_admitted = None);
    tell(&|line| line.fragility.as_mut().unwrap().scaled.loses = true);
    tell(&|line| line.fragility.as_mut().unwrap().scaled.gains = vec!["A".to_owned()]);
    tell(&|line| line.sibling = true);
}

#[test]
fn a_wrong_root_and_a_wrong_cut_off_are_told() {
    let mut folder = honest(&round());
    let root = Some("ab".repeat(32));
    folder.edit(|outcome| outcome.schools[1].merkle_root.clone_from(&root));
    folder.edit_public(|public| public.schools[1].merkle_root = root);
    folder.assert_breaches(&["audit/merkle_root", "audit/public"]);
    let mut folder = honest(&round());
    folder.edit_public(|public| public.schools[0].cutoff_metres = Some(99));
    folder.assert_breaches(&["audit/public"]);
}

#[test]
fn a_theorem_that_does_not_hold_is_told() {
    // Lists by distance while tiers differ: proposals are needed.
    let mut inputs = tiered();
    inputs.rules = inputs.rules.replace("order: key", "order: distance");
    let mut folder = honest(&inputs);
    folder.edit(|outcome| {
        assert_eq!(outcome.theorem, "child_optimal_stable");
        "unique_stable_by_one_key".clone_into(&mut outcome.theorem);
    });
    folder.assert_breaches(&["audit/theorem"]);
    let mut folder = honest(&round());
    folder.edit(|outcome| "lexicographic_least_cost_flow".clone_into(&mut outcome.theorem));
    folder.assert_breaches(&["audit/theorem"]);
    let mut folder = honest(&round());
    folder.edit(|outcome| "first_come".clone_into(&mut outcome.mode));
    folder.assert_breaches(&["audit/mode"]);
}

#[test]
fn a_stable_matching_that_is_best_for_schools_is_told() {
    // Each child ranks first the school that is nearer to the other one.
    let tables = [
        ("applicants", "applicant,birth_year\na,2020\nb,2020\n"),
        ("intakes", "school,seats\nX,1\nY,1\n"),
        (
            "costs",
            "applicant,school,metres\na,X,200\na,Y,100\nb,X,100\nb,Y,200\n",
        ),
        (
            "preferences",
            "applicant,rank,school\na,1,X\na,2,Y\nb,1,Y\nb,2,X\n",
        ),
    ];
    let mut folder = honest(&Inputs::new("preference", plain(), &tables));
    folder.replace(
        "placements.csv",
        "a,X,1,200,1b,placed\nb,Y,1,200",
        "a,Y,1,100,1b,placed\nb,X,1,100",
    );
    let forged = folder.assert_breaches(&["audit/not_child_optimal"]);
    assert!(!forged.codes().contains(&"audit/justified_envy"), "it is stable");
}

#[test]
fn a_seat_at_a_school_that_parents_did_not_rank_is_told() {
    let mut inputs = round();
    inputs.mode = "preference";
    inputs
        .tables
        .insert("preferences", "applicant,rank,school\np2,1,A\n".to_owned());
    let mut folder = honest(&inputs);
    folder.replace("placements.csv", "p2,,,,1b,no_seat_left", "p2,C,1,900,1b,placed");
    folder.assert_breaches(&["audit/not_listed"]);
}

#[test]
fn whoever_was_placed_before_has_not_moved() {
    let mut folder = honest(&settled());
    folder.replace("placements.csv", "p3,B,1,400,1b,fixed", "p3,A,1,250,1b,fixed");
    folder.assert_breaches(&["audit/fixed_moved"]);
    let mut folder = honest(&settled());
    folder.replace("inputs/overrides.csv", "p5,C", "p3,C");
    folder.replace("placements.csv", "p3,B,1,400,1b,fixed", "p3,C,1,500,1b,override");
    folder.assert_breaches(&["audit/fixed_moved"]);
}

#[test]
fn decisions_stand_as_they_were_taken() {
    let mut folder = honest(&settled());
    folder.replace("placements.csv", "p5,C,,,1b,override", "p5,A,1,50,1b,override");
    folder.assert_breaches(&["audit/decision_ignored"]);
    let mut folder = honest(&settled());
    folder.replace("inputs/overrides.csv", "one,other", "one,one");
    folder.edit(|outcome| "one".clone_into(&mut outcome.overrides[0].approver));
    folder.assert_breaches(&["audit/approver"]);
    let mut folder = honest(&settled());
    folder.edit(|outcome| "because".clone_into(&mut outcome.overrides[0].reason));
    folder.assert_breaches(&["audit/decision"]);
}

#[test]
fn what_a_decision_does_to_others_is_derived() {
    let mut folder = honest(&settled());
    folder.edit(|outcome| {
        let told = &mut outcome.overrides[0];
        assert_eq!(told.envied_by, ["p2", "p4"]);
        told.envied_by.pop();
    });
    folder.assert_breaches(&["audit/decision"]);
    let mut folder = honest(&settled());
    folder.edit(|outcome| {
        let moves = &mut outcome.overrides[0].moves;
        assert_eq!(moves.len(), 1, "p4 would have C: {moves:?}");
        moves.clear();
    });
    folder.assert_breaches(&["audit/decision"]);
}

#[test]
fn other_rules_than_those_that_were_followed_are_told() {
    let mut folder = honest(&tiered());
    let rules = folder.text("rules.yaml").replace(
        "attribute: zone, matches: zone_of_school",
        "attribute: zone, is: z2",
    );
    folder.files.insert("rules.yaml".to_owned(), rules);
    folder.assert_breaches(&["audit/rules", "audit/tier", "audit/justified_envy"]);
}

#[test]
fn frozen_rows_out_of_order_or_of_nobody_are_told() {
    for (path, from, to, code) in [
        (
            "inputs/costs.csv",
            "p1,A,100,,,90,120\np1,B,300,,,,\n",
            "p1,B,300,,,,\np1,A,100,,,90,120\n",
            "audit/order",
        ),
        (
            "inputs/costs.csv",
            "p4,C,800",
            "p9,C,800",
            "audit/unknown_applicant",
        ),
        ("inputs/costs.csv", "p4,C,800", "p4,Z,800", "audit/unknown_school"),
        (
            "inputs/costs.csv",
            "p1,A,100,,,90,120",
            "p1,A,130,,,90,120",
            "audit/bounds",
        ),
        ("inputs/fixed.csv", "p3,B", "p3,Z", "audit/unknown_school"),
        (
            "inputs/complete.csv",
            "next_metres\n",
            "next_metres\np4,true,\n",
            "audit/complete",
        ),
        ("inputs/intakes.csv", "B,1,\n", "B,1,\nB,1,\n", "audit/order"),
    ] {
        let mut folder = honest(&settled());
        folder.replace(path, from, to);
        folder.assert_breaches(&[code]);
    }
}
