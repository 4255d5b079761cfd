//! Forgeries of plans: certificates that have the right form, hashes and seal, and prove nothing.

use truonggan::domain::enrollment::{Certificate, LevelDoc, Move, Shorter};

use super::desk::{Folder, Inputs, plain};
use super::town::{Like, round};
use crate::support::random::Random;

/// Three children want A, which has one seat; B has two. The plan with the shortest longest way gives A to r.
fn tables() -> Vec<(&'static str, &'static str)> {
    vec![
        ("applicants", "applicant,birth_year\np,2020\nq,2020\nr,2020\n"),
        ("intakes", "school,seats\nA,1\nB,2\n"),
        (
            "costs",
            "applicant,school,metres,crossings\np,A,100,\np,B,900,\nq,A,200,\nq,B,700,\nr,A,300,\nr,B,2000,\n",
        ),
    ]
}

fn plan() -> Folder {
    let folder = Inputs::new("cap-first", plain(), &tables()).allocate();
    folder.assert_holds();
    folder
}

fn certified(folder: &mut Folder, change: impl FnOnce(&mut Certificate)) {
    folder.edit(|outcome| change(outcome.certificate.as_mut().unwrap()));
}

#[test]
fn the_honest_plan_is_as_arithmetic_says() {
    let folder = plan();
    let placements = folder.text("placements.csv");
    assert!(placements.contains("r,A,1,300,1b,placed"), "{placements}");
    let mut seen = folder.clone();
    certified(&mut seen, |certificate| {
        let values: Vec<u64> = certificate.levels.iter().map(|level| level.value).collect();
        assert_eq!(values, [3, 0, 0, 900, 1900, 0]);
        assert!(certificate.shorter.is_some());
    });
    assert_eq!(seen, folder);
}

#[test]
fn a_plan_without_its_certificate_and_a_rule_with_one_are_told() {
    let mut folder = plan();
    folder.edit(|outcome| outcome.certificate = None);
    folder.assert_breaches(&["audit/certificate"]);
    let mut given = None;
    plan().edit(|outcome| given.clone_from(&outcome.certificate));
    let mut folder = Inputs::new("rule", plain(), &tables()).allocate();
    folder.edit(|outcome| outcome.certificate = given);
    folder.assert_breaches(&["audit/certificate"]);
}

#[test]
fn a_worse_plan_under_the_same_prices_is_told() {
    // Metres and their sum are the same for q and p exchanged with r; the longest way is not.
    let mut folder = plan();
    folder.replace("placements.csv", "p,B,1,900,1b,placed", "p,A,1,100,1b,placed");
    folder.replace("placements.csv", "r,A,1,300,1b,placed", "r,B,1,2000,1b,placed");
    folder.assert_breaches(&[
        "audit/levels",
        "audit/price_of_child",
        "audit/dual_value",
        "audit/shorter",
    ]);
}

#[test]
fn prices_that_were_shifted_are_told() {
    let mut folder = plan();
    certified(&mut folder, |certificate| {
        certificate.prices[0][0] += 2;
    });
    folder.assert_breaches(&["audit/dual_value"]);
    let mut folder = plan();
    certified(&mut folder, |certificate| certificate.prices[0] = vec![0; 5]);
    folder.assert_breaches(&["audit/price_of_child", "audit/dual_value", "audit/explanation"]);
    let mut folder = plan();
    certified(&mut folder, |certificate| {
        certificate.prices[0] = vec![-1, 0, 0, 0, 0];
    });
    folder.assert_breaches(&["audit/price_below_zero"]);
    // Entries so large that sums of 64 bits would turn round.
    let mut folder = plan();
    certified(&mut folder, |certificate| {
        certificate.prices[1] = vec![i64::MAX; 5];
    });
    folder.assert_breaches(&["audit/dual_value"]);
}

#[test]
fn a_price_where_a_seat_is_free_is_told() {
    let mut tables = tables();
    tables[1].1 = "school,seats\nA,1\nB,3\n";
    let mut folder = Inputs::new("cap-first", plain(), &tables).allocate();
    folder.assert_holds();
    certified(&mut folder, |certificate| certificate.prices[1][3] = 1);
    folder.assert_breaches(&["audit/price_of_free_seat"]);
}

#[test]
fn prices_of_another_round_are_told() {
    let mut told = 0;
    for seed in 0..30 {
        let like = Like {
            mode: "cap-first",
            children: 20,
            schools: 4,
            all_free: true,
        };
        let (mut one, mut other) = (
            round(like, &mut Random::new(seed)),
            round(like, &mut Random::new(seed + 1000)),
        );
        one.rules = plain();
        other.rules = plain();
        let (mut folder, mut theirs) = (one.allocate(), None);
        other
            .allocate()
            .edit(|outcome| theirs.clone_from(&outcome.certificate));
        let theirs = theirs.unwrap();
        let mut ours = None;
        folder.edit(|outcome| {
            let certificate = outcome.certificate.as_mut().unwrap();
            ours = Some(std::mem::replace(&mut certificate.prices, theirs.prices.clone()));
        });
        if ours.unwrap() == theirs.prices {
            continue;
        }
        let codes = folder.resealed().codes();
        assert!(!codes.contains(&"audit/seal"));
        // Now and then other prices prove the same plan; then nothing but explanations can differ.
        told += usize::from(codes.contains(&"audit/dual_value"));
    }
    println!("{told} told");
    assert!(told > 5, "{told}");
}

#[test]
fn levels_that_were_lowered_are_told() {
    for at in 0..6 {
        let mut folder = plan();
        certified(&mut folder, |certificate| {
            let value = &mut certificate.levels[at].value;
            *value = value.checked_sub(1).unwrap_or(1);
        });
        folder.assert_breaches(&["audit/levels"]);
    }
    let mut folder = plan();
    certified(&mut folder, |certificate| certificate.levels.swap(1, 2));
    folder.assert_breaches(&["audit/levels"]);
}

#[test]
fn a_longest_way_that_is_claimed_longer_or_shorter_is_told() {
    for value in [700, 901, 2000] {
        let mut folder = plan();
        certified(&mut folder, |certificate| certificate.levels[3].value = value);
        folder.assert_breaches(&["audit/levels"]);
    }
}

/// The plan that is best where the longest way is no level, under rules in which it is one.
fn plan_of_other_levels() -> (Folder, Certificate) {
    // With p in A the sum is least, 100 + 700 + 900; the longest way could be 500.
    let tables = [
        ("applicants", "applicant,birth_year\np,2020\nq,2020\n"),
        ("intakes", "school,seats\nA,1\nB,1\n"),
        (
            "costs",
            "applicant,school,metres\np,A,100\np,B,500\nq,A,500\nq,B,600\n",
        ),
    ];
    let with = "levels: [placed, over_cap, crossings, longest, metres, tier_violations]";
    let without = "levels: [placed, over_cap, crossings, metres, tier_violations]";
    let rules = plain().replace(with, without);
    let mut folder = Inputs::new("cap-first", rules, &tables).allocate();
    folder.assert_holds();
    assert!(folder.text("placements.csv").contains("p,A,1,100"));
    folder.files.insert("rules.yaml".to_owned(), plain());
    let mut certificate = None;
    folder.edit(|outcome| certificate.clone_from(&outcome.certificate));
    let mut certificate = certificate.unwrap();
    let longest = LevelDoc {
        level: "longest".to_owned(),
        value: 600,
    };
    certificate.levels.insert(3, longest);
    (folder, certificate)
}

#[test]
fn a_longest_way_that_could_be_shorter_is_told() {
    for shorter in [
        None,
        // Values that look worse, and prices that do not prove them.
        Some((vec![1, 0, 0], vec![vec![0, 0, 0], vec![0, 0, 0]])),
        Some((vec![1, 0, 0], vec![vec![1, 0, 0], vec![1, 0, 0]])),
        Some((vec![2, 0, 0], vec![vec![7, 0, 0], vec![7, 0, 0]])),
        // Values that the prices do prove, and that are no worse.
        Some((vec![0, 0, 0], vec![vec![0, 0, 0], vec![0, 0, 0]])),
        // Prices below zero, which prove nothing.
        Some((vec![1, 0, 0], vec![vec![-1, 0, 0], vec![0, 0, 0]])),
        Some((vec![], vec![])),
    ] {
        let (mut folder, mut certificate) = plan_of_other_levels();
        certificate.shorter = shorter.clone().map(|(values, prices)| Shorter {
            values,
            prices,
            quota_prices: Vec::new(),
        });
        folder.edit(|outcome| outcome.certificate = Some(certificate));
        let codes = folder.resealed().codes();
        let proof = ["audit/shorter", "audit/prices", "audit/price_below_zero"];
        assert!(
            proof.iter().any(|code| codes.contains(code)),
            "{shorter:?}: {codes:?}"
        );
        assert!(!codes.contains(&"audit/levels"), "{codes:?}");
    }
}

#[test]
fn values_of_the_shorter_way_are_proved_to_the_number() {
    let mut folder = plan();
    certified(&mut folder, |certificate| {
        certificate.shorter.as_mut().unwrap().values[0] += 1;
    });
    folder.assert_breaches(&["audit/shorter"]);
    let mut folder = plan();
    certified(&mut folder, |certificate| {
        certificate.shorter.as_mut().unwrap().values[1] += 1;
    });
    folder.assert_breaches(&["audit/shorter"]);
    let mut folder = plan();
    certified(&mut folder, |certificate| certificate.shorter = None);
    folder.assert_breaches(&["audit/shorter"]);
}

/// A plan that leaves out whoever lives far: among ways no longer than its longest it is the best, and its prices say so.
#[test]
fn a_plan_that_overlooks_all_longer_ways_is_told() {
    let tables = [
        ("applicants", "applicant,birth_year\np,2020\nq,2020\n"),
        ("intakes", "school,seats\nA,2\n"),
        ("costs", "applicant,school,metres\np,A,100\nq,A,3000\n"),
    ];
    let mut folder = Inputs::new("cap-first", plain(), &tables).allocate();
    folder.assert_holds();
    folder.replace("placements.csv", "q,A,1,3000,1b,placed", "q,,,,1b,no_seat_left");
    certified(&mut folder, |certificate| {
        for (level, value) in certificate.levels.iter_mut().zip([1, 0, 0, 100, 100, 0]) {
            level.value = value;
        }
        certificate.shorter = Some(Shorter {
            values: vec![2, 0, 0],
            prices: vec![vec![0, 0, 0]],
            quota_prices: Vec::new(),
        });
    });
    let forged = folder.assert_breaches(&["audit/longer_ways"]);
    let codes = forged.codes();
    for silent in [
        "audit/levels",
        "audit/shorter",
        "audit/price_of_child",
        "audit/dual_value",
    ] {
        assert!(
            !codes.contains(&silent),
            "only the longer way betrays it: {codes:?}"
        );
    }
}

#[test]
fn a_plan_above_its_seats_or_quota_is_told() {
    let mut folder = plan();
    folder.replace("placements.csv", "q,B,1,700,1b,placed", "q,A,1,200,1b,placed");
    folder.assert_breaches(&["audit/above_seats"]);
}

/// Two children of a quota want A, which has two seats and one place for them.
fn plan_with_quota() -> Folder {
    let rules = plain().replace("attributes: {}", "attributes: {disability: {kind: flag}}")
        + "quotas: [{id: inclusive, attribute: disability, per: inclusive_classes, each: 1}]\n";
    let tables = [
        (
            "applicants",
            "applicant,birth_year,disability\np,2020,true\nq,2020,true\nr,2020,\n",
        ),
        ("intakes", "school,seats,inclusive_classes\nA,2,1\nB,3,1\n"),
        (
            "costs",
            "applicant,school,metres\np,A,100\np,B,500\nq,A,100\nq,B,800\nr,A,600\nr,B,601\n",
        ),
    ];
    let folder = Inputs::new("cap-first", rules, &tables).allocate();
    folder.assert_holds();
    let placements = folder.text("placements.csv");
    assert!(
        placements.contains("p,B,1,500") && placements.contains("r,A,1,600"),
        "{placements}"
    );
    folder
}

#[test]
fn prices_of_quotas_that_prove_nothing_are_told() {
    let mut folder = plan_with_quota();
    certified(&mut folder, |certificate| {
        certificate.quota_prices[0][0] = vec![0; 5];
    });
    folder.assert_breaches(&["audit/price_of_child", "audit/dual_value"]);
    let mut folder = plan_with_quota();
    certified(&mut folder, |certificate| {
        certificate.quota_prices[0][0] = vec![0, -1, 0, 0, 0];
    });
    folder.assert_breaches(&["audit/price_below_zero"]);
    for wrong in [vec![], vec![vec![vec![0; 5]]], vec![vec![], vec![]]] {
        let mut folder = plan_with_quota();
        certified(&mut folder, |certificate| certificate.quota_prices = wrong);
        folder.assert_breaches(&["audit/prices"]);
    }
    let mut folder = plan_with_quota();
    folder.replace("inputs/intakes.csv", "A,2,,1", "A,2,,2");
    folder.assert_breaches(&["audit/price_of_free_seat"]);
    let mut folder = plan_with_quota();
    folder.replace("placements.csv", "p,B,1,500,1b,placed", "p,A,1,100,1b,placed");
    folder.replace("placements.csv", "r,A,1,600,1b,placed", "r,B,1,601,1b,placed");
    folder.assert_breaches(&["audit/above_quota"]);
}

#[test]
fn whom_a_decision_moves_must_be_a_best_plan() {
    let levels = "placed, over_cap, crossings, longest, metres, tier_violations";
    let rules = plain().replace(levels, "placed, metres");
    let mut inputs = Inputs::new("cap-first", rules, &tables());
    let header = "applicant,school,author,approver,reason,evidence_hash\n";
    inputs
        .tables
        .insert("overrides", format!("{header}r,A,one,other,why,c0ffee\n"));
    let folder = inputs.allocate();
    folder.assert_holds();
    let mut forged = folder.clone();
    forged.edit(|outcome| {
        let moves = &mut outcome.overrides[0].moves;
        if moves.pop().is_none() {
            moves.push(Move {
                applicant: "q".to_owned(),
                without: None,
                with: Some("B".to_owned()),
            });
        }
    });
    forged.assert_breaches(&["audit/decision"]);
    for (without, with) in [(Some("Z"), Some("B")), (Some("B"), Some("B")), (None, Some("A"))] {
        let mut forged = folder.clone();
        forged.edit(|outcome| {
            outcome.overrides[0].moves = vec![Move {
                applicant: "q".to_owned(),
                without: without.map(str::to_owned),
                with: with.map(str::to_owned),
            }];
        });
        forged.assert_breaches(&["audit/decision"]);
    }
}
